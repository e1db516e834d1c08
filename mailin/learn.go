package mailin

import (
	"context"
	"time"

	"rapport/classify"
	"rapport/classify/learn"
	"rapport/classify/trust"
	"rapport/mailin/reply"
	"rapport/store"
)

const (
	examplesPerProject = 300 // the latest mails of a project
	learnEvery         = 10 * time.Minute
)

// Learning sets how certain a guess must be, in per cent.
type Learning struct {
	FileAt    int // to file a mail; 0: never
	SuggestAt int // to suggest a project
}

// Model trains a model on the log that distinguishes the mail of its projects.
func Model(ctx context.Context, s *store.Store) (*learn.Model, error) {
	var trainer learn.Trainer
	if err := s.TrainingExamples(ctx, examplesPerProject, trainer.Learn); err != nil {
		return nil, err
	}
	return trainer.Model(), nil
}

// Recurring returns what companies and gateways put above and below the mail of the people of
// projects, as the log shows. Mail of strangers does not count, nor any that does not prove
// its sender, unless an administrator imported it.
func Recurring(ctx context.Context, s *store.Store, projects *classify.ProjectIndex) (*reply.Recurring, error) {
	var r reply.Recurring
	err := s.WrittenTexts(ctx, func(w store.WrittenText) {
		proved := w.Arrival == store.ArrivedInFile || trust.Of(w.Auth, false)&trust.Proved != 0
		if proved && projects.Belongs(w.Sender) {
			r.Add(w)
		}
	})
	if err != nil {
		return nil, err
	}
	return &r, nil
}

// Learn trains the model, and looks for what recurs in mail, at once and then every few minutes if the log has grown, until ctx
// is done. A failure is logged and retried; only a fatal error of the store is returned.
func (in *Intake) Learn(ctx context.Context, how func() Learning) error {
	var last trainingState
	return in.repeat(ctx, "learn", learnEvery, "learning from the log failed; will retry", func(ctx context.Context) (err error) {
		last, err = in.learnOnce(ctx, how(), last)
		return err
	})
}

// trainingState is the last entry that was learnt from, and the settings.
type trainingState struct {
	entry int64
	how   Learning
}

// learnOnce trains the model if the log has grown or the settings have changed since last.
func (in *Intake) learnOnce(ctx context.Context, how Learning, last trainingState) (trainingState, error) {
	entry, err := in.store.LastEntry(ctx)
	now := trainingState{entry, how}
	if err != nil || now == last {
		return last, err
	}
	model, err := Model(ctx, in.store)
	if err != nil {
		return last, err
	}
	recurring, err := Recurring(ctx, in.store, in.projects.Load())
	if err != nil {
		return last, err
	}
	in.recurring.Store(recurring)
	in.learnt.Store(&classify.Learnt{Model: model, FileAt: how.FileAt, SuggestAt: how.SuggestAt})
	return now, nil
}
