package mailin

import (
	"context"
	"time"

	"rapport/classify"
	"rapport/classify/learn"
	"rapport/store"
)

const (
	examplesPerProject = 300 // latest mails of a project that teach
	learnEvery         = 10 * time.Minute
)

// Learning says how sure a guess must be, in per cent.
type Learning struct {
	FileAt    int // to file a mail; 0: none is filed by a guess
	SuggestAt int // to be suggested
}

// Model learns from the log what tells the mail of its projects apart.
func Model(ctx context.Context, s *store.Store) (*learn.Model, error) {
	var trainer learn.Trainer
	if err := s.TrainingExamples(ctx, examplesPerProject, trainer.Learn); err != nil {
		return nil, err
	}
	return trainer.Model(), nil
}

// Learn learns from the log, and anew every few minutes in which it has grown,
// until ctx is done. What cannot be read is logged, and learnt later.
func (in *Intake) Learn(ctx context.Context, how func() Learning) error {
	var last trainingState
	return in.repeat(ctx, "learn", learnEvery, "learning from the log failed; will retry", func(ctx context.Context) (err error) {
		last, err = in.learnOnce(ctx, how(), last)
		return err
	})
}

// trainingState is up to which entry was learnt, and how.
type trainingState struct {
	entry int64
	how   Learning
}

// learnOnce learns where the log has grown since the last time, or is to be
// learnt from in another way.
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
	in.learnt.Store(&classify.Learnt{Model: model, FileAt: how.FileAt, SuggestAt: how.SuggestAt})
	return now, nil
}
