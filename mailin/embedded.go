package mailin

import (
	"context"
	"fmt"

	"rapport/classify"
	"rapport/mailin/forward"
	"rapport/store"
)

// A PM sends on to the log what a client wrote to them alone. What a mail of the
// project's own side holds is logged with it, in the same transaction, each by
// its own sender and date.

// embedded is a mail that was taken out of another.
type embedded struct {
	packed  store.Raw
	message *store.Message
}

// deepest bounds how far mails within mails are opened.
const maxEmbeddedDepth = 3

// heldOrigin says where the bytes of such a mail were seen first. No account can
// have that name: nothing in a mail that somebody sent on proves how it arrived.
const embeddedOrigin = "forwarded in "

// embeddedIn returns the mails that m holds, where its sender may send mail on.
func (in *Intake) embeddedIn(ctx context.Context, raw []byte, m *store.Message) []embedded {
	if !in.projects.Load().Forwards(m) {
		return nil
	}
	var list []embedded
	in.collectEmbedded(ctx, raw, m, m, 1, &list)
	return list
}

// open appends the mails that around holds, and those in them.
func (in *Intake) collectEmbedded(ctx context.Context, raw []byte, around, outermost *store.Message, depth int, list *[]embedded) {
	for _, found := range forward.Find(raw, around, in.limits) {
		if len(*list) == forward.MaxEmbedded {
			return
		}
		m := Read(found.Raw, outermost.Received, in.limits, nil)
		if m.Unparsed != "" || len(m.From) == 0 || m.From[0].Address == "" {
			continue // it stays a file of the mail that holds it
		}
		origin := embeddedOrigin + outermost.SHA256.String()
		if found.Text {
			m.Auth = &store.Evidence{Level: store.LevelUnauthenticated, Reasons: []string{"it stands in the text of a mail of " + outermost.From[0].Address + ", as its sender left it there"}}
		} else {
			m.Auth = in.verifier.Load().Evidence(ctx, found.Raw, m, origin)
		}
		m.Forwarded = &store.Forwarded{By: outermost.From[0], In: outermost.MessageID, Text: found.Text}
		*list = append(*list, embedded{in.store.Pack(found.Raw, outermost.Received, origin), m})
		if depth < maxEmbeddedDepth && !found.Text {
			in.collectEmbedded(ctx, found.Raw, m, outermost, depth+1, list)
		}
	}
}

// unknown returns those of the mails that a holds which are not in the log, and
// notes them with it and what they say of its project.
func (in *Intake) newEmbedded(tx *store.Tx, directory *classify.ProjectIndex, a arrival) ([]embedded, error) {
	var fresh []embedded
	a.message.Embedded = nil // a transaction may be tried twice
	for _, h := range a.embedded {
		if own, _ := directory.Own(h.message); own {
			continue // ours is in the log since it was sent
		}
		h.message.Forwarded.Filing = store.Filing{}
		verdict, err := directory.Decide(h.message, tx)
		if err != nil {
			return nil, fmt.Errorf("classify a mail that it holds: %w", err)
		}
		filing := store.Filing{Project: verdict.Project}
		if verdict.Project != "" {
			filing.Signal, filing.Confidence = verdict.Reasons[0].Signal, verdict.Reasons[0].Confidence
		}
		a.message.Embedded = append(a.message.Embedded, store.EmbeddedMail{From: h.message.From[0], Date: h.message.Date, Subject: h.message.Subject, Text: h.message.Forwarded.Text, Filing: filing})
		logged, err := tx.IsLogged(h.message)
		if err != nil {
			return nil, err
		}
		if !logged {
			fresh = append(fresh, h)
		}
	}
	return fresh, nil
}

// logEmbedded logs the mails that outer holds, which was filed by verdict.
func (in *Intake) logEmbedded(tx *store.Tx, directory *classify.ProjectIndex, outer *store.Message, verdict store.Verdict, list []embedded) error {
	for _, h := range list {
		kept, err := tx.StoreRaw(h.packed)
		if err != nil {
			return err
		}
		if !kept.New {
			continue // the same bytes came on another way
		}
		if verdict.Project != "" && verdict.Reasons[0].Signal != store.SignalForward {
			h.message.Forwarded.Filing = store.Filing{Project: verdict.Project, Signal: verdict.Reasons[0].Signal, Confidence: verdict.Reasons[0].Confidence}
		}
		if _, err := in.logOne(tx, directory, kept.ID, h.message); err != nil {
			return fmt.Errorf("log a mail that it holds: %w", err)
		}
	}
	return nil
}
