package mailin

import (
	"context"
	"fmt"

	"rapport/classify"
	"rapport/mailin/forward"
	"rapport/store"
)

// A PM forwards to the log what a client wrote to them alone. The mails embedded in a mail
// from a PM or team member are logged with it, in the same transaction, each with its own
// sender and date.

// embedded is a mail that was taken out of another.
type embedded struct {
	packed  store.Raw
	message *store.Message
}

// maxEmbeddedDepth limits how deep mails within mails are opened.
const maxEmbeddedDepth = 3

// embeddedIn returns the mails embedded in m, if its sender may forward mail.
func (in *Intake) embeddedIn(ctx context.Context, raw []byte, m *store.Message) []embedded {
	if !in.projects.Load().Forwards(m) {
		return nil
	}
	var list []embedded
	in.collectEmbedded(ctx, raw, m, m, 1, &list)
	return list
}

// collectEmbedded appends the mails embedded in around, and those in them.
func (in *Intake) collectEmbedded(ctx context.Context, raw []byte, around, outermost *store.Message, depth int, list *[]embedded) {
	for _, found := range forward.Find(raw, around, *in.limits.Load()) {
		if len(*list) == forward.MaxEmbedded {
			return
		}
		m := Read(found.Raw, outermost.Received, *in.limits.Load(), nil)
		if m.Unparsed != "" || len(m.From) == 0 || m.From[0].Address == "" {
			continue // it stays an attachment
		}
		origin := store.OriginForwarded + outermost.SHA256.String()
		if found.Text {
			m.Auth = &store.Evidence{Level: store.LevelUnauthenticated, Reasons: []string{"it is quoted in the text of a mail from " + outermost.From[0].Address + ", who may have changed it"}}
		} else {
			m.Auth = in.verifier.Load().Evidence(ctx, found.Raw, m, origin)
		}
		m.Arrival = outermost.Arrival
		m.Forwarded = &store.Forwarded{By: outermost.From[0], In: outermost.MessageID, Text: found.Text}
		packed := in.store.Pack(found.Raw, outermost.Received, origin)
		packed.Arrival = m.Arrival
		*list = append(*list, embedded{packed, m})
		if depth < maxEmbeddedDepth && !found.Text {
			in.collectEmbedded(ctx, found.Raw, m, outermost, depth+1, list)
		}
	}
}

// newEmbedded returns the mails embedded in a that are not in the log yet. It records all
// of them in a's message, with what they show about its project. stays reports that one
// does not count as its sender's.
func (in *Intake) newEmbedded(tx *store.Tx, directory *classify.ProjectIndex, a arrival) (unlogged []embedded, stays bool, err error) {
	a.message.Embedded = nil // the transaction may run twice
	for _, h := range a.embedded {
		if own, _ := directory.Own(h.message); own {
			continue // our own mail was logged when it was sent
		}
		h.message.Forwarded.Filing = store.Filing{}
		verdict, err := directory.Decide(h.message, tx)
		if err != nil {
			return nil, stays, fmt.Errorf("classify an embedded mail: %w", err)
		}
		if !directory.MayForward(a.message, verdict.Project, h.message.Auth) {
			stays = true // text, or an attachment
			continue
		}
		filing := store.Filing{Project: verdict.Project}
		if verdict.Project != "" {
			filing.Signal, filing.Confidence = verdict.Reasons[0].Signal, verdict.Reasons[0].Confidence
		}
		a.message.Embedded = append(a.message.Embedded, store.EmbeddedMail{From: h.message.From[0], Date: h.message.Date, Subject: h.message.Subject, Text: h.message.Forwarded.Text, Filing: filing})
		logged, err := tx.IsLogged(h.message)
		if err != nil {
			return nil, stays, err
		}
		if !logged {
			unlogged = append(unlogged, h)
		}
	}
	return unlogged, stays, nil
}

// logEmbedded logs the mails embedded in outer, which verdict filed.
func (in *Intake) logEmbedded(tx *store.Tx, directory *classify.ProjectIndex, outer *store.Message, verdict store.Verdict, list []embedded) error {
	for _, h := range list {
		if verdict.Project != "" && verdict.Reasons[0].Signal != store.SignalForward {
			h.message.Forwarded.Filing = store.Filing{Project: verdict.Project, Signal: verdict.Reasons[0].Signal, Confidence: verdict.Reasons[0].Confidence}
		}
		inner, err := directory.Decide(h.message, tx)
		if err != nil {
			return fmt.Errorf("classify an embedded mail: %w", err)
		}
		if !directory.MayForward(outer, inner.Project, h.message.Auth) {
			continue // it belongs to a project in which its forwarder has no part
		}
		stored, err := tx.StoreRaw(h.packed)
		if err != nil {
			return err
		}
		if !stored.New {
			continue // the same bytes arrived in another way
		}
		if _, _, err := in.logOne(tx, directory, arrival{id: stored.ID, message: h.message, prepared: directory.Prepare(h.message)}); err != nil {
			return fmt.Errorf("log an embedded mail: %w", err)
		}
	}
	return nil
}
