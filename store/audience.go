package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"rapport/store/mailaddr"
)

// Audience is which of the two sides an entry is for.
type Audience string

// The audiences.
const (
	AudienceShared   Audience = "shared"   // somebody of the client's side wrote it or got it
	AudienceInternal Audience = "internal" // nobody of the client's side has it
)

// AudienceOf returns whom an entry of the project is for: as somebody marked it, or else by
// its people. An entry is shared if a client is among its recipients or wrote it, by their
// addresses, the domains of the client, or the role that they had when it was logged; a
// sender whom something contradicts (trust.Contradicted) does not count. What belongs to no project is internal.
func (p Project) AudienceOf(e Entry, contradicted bool) Audience {
	if e.Marked != "" {
		return e.Marked
	}
	if e.Project == "" {
		return AudienceInternal
	}
	people := slices.Concat(e.To, e.Cc)
	if !contradicted {
		if e.Role == RoleClient {
			return AudienceShared
		}
		people = append(people, e.From...)
	}
	if slices.ContainsFunc(people, func(a Address) bool { return p.IsClient(a.Address) }) {
		return AudienceShared
	}
	return AudienceInternal
}

// IsClient reports whether an address is the client's: of one of its contacts, or of one of
// its domains and of nobody of the other side.
func (p Project) IsClient(address string) bool {
	key := mailaddr.Key(address)
	for _, c := range p.Contacts {
		if slices.ContainsFunc(c.Addresses, func(a string) bool { return mailaddr.Key(a) == key }) {
			return c.Role == RoleClient
		}
	}
	_, domain, ok := strings.Cut(key, "@")
	return ok && slices.ContainsFunc(p.Domains, func(of string) bool {
		of = mailaddr.Domain(of)
		return domain == of || strings.HasSuffix(domain, "."+of)
	})
}

// MarkEntry records whom a message is for, because actor (a name for the log) says so, and
// reports whether that is another marking than before.
func (tx *Tx) MarkEntry(message int64, audience Audience, actor string) (bool, error) {
	marked, err := tx.changedOne(`INSERT INTO marking (message_id, audience, actor, marked_ms) VALUES ($1, $2, $3, $4)
		ON CONFLICT (message_id) DO UPDATE SET audience = excluded.audience, actor = excluded.actor, marked_ms = excluded.marked_ms WHERE audience <> excluded.audience`,
		message, audience, cleanActor(actor), tx.now)
	if err != nil {
		return false, fmt.Errorf("mark message %d as %s: %w", message, audience, err)
	}
	return marked, nil
}

// addMarkings adds to entries what somebody marked them as.
func addMarkings(ctx context.Context, q querier, at map[int64]*Entry, ids string) error {
	_, err := collect(ctx, q, "read what the log is marked as", func(row scanner) (none struct{}, err error) {
		var (
			message int64
			as      Audience
			actor   string
		)
		if err = row.Scan(&message, &as, &actor); err == nil {
			at[message].Marked, at[message].MarkedBy = as, actor
		}
		return none, err
	}, `SELECT message_id, audience, actor FROM marking WHERE message_id IN (SELECT value FROM json_each($1))`, ids)
	return err
}
