package store

import (
	"context"
	"fmt"
	"time"

	"rapport/store/pattern"
)

// Suspension is an address to which nothing is sent.
type Suspension struct {
	Address string    `json:"address"`
	Since   time.Time `json:"since"`
	Reason  string    `json:"reason"`
}

// Suspensions lists the addresses to which nothing is sent.
func (s *Store) Suspensions(ctx context.Context) ([]Suspension, error) {
	return collect(ctx, s.reader, "list suspended addresses", func(row scanner) (one Suspension, err error) {
		err = row.Scan(&one.Address, ms(&one.Since), &one.Reason)
		return one, err
	}, `SELECT address, since_ms, reason FROM suspended ORDER BY address`)
}

// Lift lifts the suspension of an address. An address that is not suspended is
// ErrNotFound.
func (s *Store) Lift(ctx context.Context, address string) error {
	err := s.Update(ctx, func(tx *Tx) error {
		done, err := tx.lift(address)
		if err == nil && !done {
			err = ErrNotFound
		}
		return err
	})
	if err != nil {
		err = fmt.Errorf("lift the suspension of %s: %w", address, err)
	}
	return err
}

func (tx *Tx) lift(address string) (bool, error) {
	done, err := tx.changedOne(`DELETE FROM suspended WHERE address = $1`, keyOf(address))
	if err != nil || !done {
		return false, err
	}
	return true, tx.exec(`UPDATE bounce SET counts = 0 WHERE delivery_id IN (SELECT id FROM delivery WHERE recipient_key = $1)`, keyOf(address))
}

var (
	// deadStatus are the codes (RFC 3463) of an address or a mailbox that does not exist or is
	// closed. 5.4.1 is that of Microsoft, which uses it for other things as well.
	deadStatus = pattern.New(`^5\.(?:1\.(?:1|2|3|6|10)|2\.1|4\.4)$`)
	deadWords  = pattern.New(`(?i)user (?:is )?unknown|unknown (?:user|address|recipient|mailbox)|no such|(?:does not|doesn't) exist|(?:user|mailbox|recipient|address) (?:is |was )?not found|address rejected: access denied|` +
		`no longer|no mailbox|invalid (?:recipient|mailbox|address)|unroute?able|disabled|inactive|不存在|无此|查无|已注销|已停用|已禁用`)
	// otherReason is what has nothing to do with whether the address exists.
	otherReason = pattern.New(`(?i)\bfull\b|quota|storage|spam|block|listed|reputation|polic(?:y|ies)|\bsize\b|too large|\bsender|authentic|\bspf\b|\bdkim\b|\bdmarc\b|virus|content|rate|limit|relay|loop|已满|垃圾|黑名单|频率|超过|发件`)
)

// isOfDeadAddress reports whether a hard bounce says that its address cannot be written to,
// rather than that its mailbox is full, or that the mail or whoever sent it is not wanted.
func isOfDeadAddress(status, reply string) bool {
	if otherReason.MatchString(reply) {
		return false
	}
	return deadStatus.MatchString(status) || deadWords.MatchString(reply)
}

const (
	suspendAfter  = 24 * time.Hour      // the least time between two hard bounces that suspend an address
	suspendWithin = 30 * 24 * time.Hour // and the most
)

// suspend suspends an address that bounced twice as one that does not exist, at least a day
// apart.
func (tx *Tx) suspend(recipient, words string) error {
	var first int64
	err := tx.row(`SELECT coalesce(min(b.at_ms), $1) FROM bounce b JOIN delivery o ON o.id = b.delivery_id
		WHERE b.counts = 1 AND o.recipient_key = $2 AND b.at_ms > $3`, tx.now, keyOf(recipient), tx.now-suspendWithin.Milliseconds()).Scan(&first)
	if err != nil || tx.now-first < suspendAfter.Milliseconds() {
		return err
	}
	return tx.exec(`INSERT INTO suspended (address, since_ms, reason) VALUES ($1, $2, $3) ON CONFLICT (address) DO NOTHING`,
		keyOf(recipient), tx.now, words)
}
