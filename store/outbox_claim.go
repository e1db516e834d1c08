package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// This file is what may leave the outbox now.

// RateLimit bounds what is sent, whatever is queued.
type RateLimit struct {
	PerTenMinutes    int // mails in ten minutes, to all recipients
	PerRecipientHour int // mails in an hour to one, beside answers to what they wrote
}

// SendRules say what may be sent now. They are asked at each claim, since the
// configuration may have changed since a mail was queued.
type SendRules struct {
	RateLimit
	// OnlyTo, unless it is nil, holds the keys of the only addresses that anything is
	// sent to. Mail to others is held, for the reason HeldFor, until somebody
	// releases it.
	OnlyTo  []string
	HeldFor string
	// Admin is the key of the administrator's address, who hears of troubles although OnlyTo does not
	// name them; "" for nobody.
	Admin  string
	OnHeld func(Delivery) // called for each that is held so; may be nil
	// Folders are those in which copies of our mail arrive. Nothing that may be proved by
	// one is sent again before they are read. Nil where there are none.
	Folders []FolderName
	// Started is when the daemon began: until the folders were read once since then, or a
	// minute is over, nothing is sent. A database that was put back may call unsent what
	// has its copy there.
	Started time.Time
	// People holds, by the code of each project, the keys of its people's addresses, and
	// its client's domains with an @ before them. Nil sends to anybody.
	People map[string][]string
}

const (
	stormWindow     = 10 * time.Minute
	recipientWindow = time.Hour
	startWait       = time.Minute
	// unconfiguredWait is the wait between two looks whether a project is back in the
	// configuration.
	unconfiguredWait = 10 * time.Minute
)

// ErrRateLimit says that so much was sent in ten minutes that something is likely to
// be wrong. Sending goes on by itself when less was.
var ErrRateLimit = errors.New("too much was sent in the last ten minutes")

// Claim marks at most limit deliveries for a relay that are ready now as being sent, and
// returns them: answers first, then the longest waiting. What has expired or whose
// recipient has left fails instead, what a trial keeps back is held, and what exceeds the
// limits waits, or is ErrRateLimit.
func (s *Store) Claim(ctx context.Context, relay string, limit int, rules SendRules) (claimed []Delivery, err error) {
	// Most looks find nothing; they need no transaction.
	var ready bool
	if err := s.reader.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM delivery o JOIN outgoing_mail l ON l.id = o.mail_id
		WHERE o.state IN ('ready', 'unknown') AND o.next_ms <= $1 AND l.relay = $2)`, s.now().UnixMilli(), relay).Scan(&ready); err != nil || !ready {
		return nil, explain(err)
	}
	storm := false
	var held []Delivery
	err = s.Update(ctx, func(tx *Tx) error {
		claimed, held = nil, nil
		if wait, err := tx.isBeginning(rules); err != nil || wait {
			return err
		}
		if err := tx.decideUnknown(relay, rules.Folders); err != nil {
			return err
		}
		left, err := tx.stormLeft(relay, rules.PerTenMinutes)
		if err != nil {
			return err
		}
		if storm = left <= 0; storm {
			return nil
		}
		ready, err := tx.ready(relay, min(limit, left))
		if err != nil {
			return err
		}
		for _, o := range ready {
			if o.State, err = tx.claim(o, rules); err != nil {
				return err
			}
			switch o.State {
			case DeliverySending:
				claimed = append(claimed, o)
			case DeliveryHeld:
				held = append(held, o)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("take deliveries from the outbox: %w", err)
	}
	if storm {
		return nil, ErrRateLimit
	}
	for _, o := range held {
		if rules.OnHeld != nil {
			rules.OnHeld(o)
		}
	}
	return claimed, nil
}

// isBeginning reports whether the daemon began so lately that the folders are still to be
// read.
func (tx *Tx) isBeginning(rules SendRules) (bool, error) {
	since := tx.now - millis(rules.Started)
	if rules.Started.IsZero() || since < 0 || since > startWait.Milliseconds() {
		return false, nil
	}
	read, err := tx.readUntil(rules.Folders)
	return read < millis(rules.Started), err
}

// stormLeft returns how many mails may still be sent in these ten minutes. Where there are
// none, what is ready for the relay waits until there are.
func (tx *Tx) stormLeft(relay string, most int) (int, error) {
	// What a clock that was ahead recorded is not of these ten minutes.
	sent, err := collect(tx.ctx, tx.sql, "count what was sent", scanValue[int64], `SELECT at_ms FROM attempt
		WHERE at_ms > $1 AND at_ms <= $2 AND outcome = 'sent' ORDER BY at_ms DESC LIMIT $3`, tx.now-stormWindow.Milliseconds(), tx.now, most)
	if err != nil || len(sent) < most {
		return most - len(sent), err
	}
	until := slices.Min(sent) + stormWindow.Milliseconds()
	return 0, tx.exec(`UPDATE delivery SET next_ms = $1, reply = $2 WHERE state IN ('ready', 'unknown') AND state = 'ready' AND next_ms <= $3
		AND (SELECT relay FROM outgoing_mail WHERE id = mail_id) = $4`,
		until, fmt.Sprintf("limit: %d mails in ten minutes (storm)", most), tx.now, relay)
}

// ready lists what is ready for a relay. Its order is found by the numbers alone: the rest
// of a row is long.
func (tx *Tx) ready(relay string, limit int) ([]Delivery, error) {
	return collect(tx.ctx, tx.sql, "list what is ready", scanDelivery, selectDelivery+` WHERE o.id IN (
		SELECT d.id FROM delivery d JOIN outgoing_mail m ON m.id = d.mail_id WHERE d.state IN ('ready', 'unknown') AND d.state = 'ready' AND d.next_ms <= $1 AND m.relay = $2
		ORDER BY m.answers DESC, d.next_ms, d.id LIMIT $3) ORDER BY l.answers DESC, o.next_ms, o.id`, tx.now, relay, limit)
}

// claim marks a delivery as being sent, unless the rules keep it back, and returns its new
// state.
func (tx *Tx) claim(o Delivery, rules SendRules) (DeliveryState, error) {
	if o.Expires.UnixMilli() <= tx.now {
		reply := "not delivered in time"
		if o.Reply != "" {
			reply += "; last: " + o.Reply
		}
		return DeliveryFailed, tx.giveUp(o.ID, reply)
	}
	var suspended string
	err := tx.row(`SELECT reason FROM suspended WHERE address = $1`, keyOf(o.Recipient)).Scan(&suspended)
	if err == nil {
		return DeliveryFailed, tx.giveUp(o.ID, "the address is suspended: "+suspended)
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return o.State, err
	}
	if state, err := tx.checkRecipient(o, rules.People); err != nil || state != "" {
		return state, err
	}
	if rules.holds(o) {
		if moved, err := deliveryMachine().move(tx, o.ID, EventDeliveryTrial); err != nil || !moved {
			return o.State, err
		}
		return DeliveryHeld, tx.exec(`UPDATE delivery SET reply = $1 WHERE id = $2`, rules.HeldFor, o.ID)
	}
	if full, err := tx.hourFull(o, rules.PerRecipientHour); err != nil || full {
		return DeliveryReady, err
	}
	if moved, err := deliveryMachine().move(tx, o.ID, EventDeliveryClaimed); err != nil || !moved {
		return o.State, err
	}
	return DeliverySending, nil
}

// holds reports whether a delivery goes elsewhere than a trial allows.
func (r SendRules) holds(o Delivery) bool {
	key := keyOf(o.Recipient)
	isTrouble := o.Purpose == MailTrouble && r.Admin != "" && key == r.Admin
	return r.OnlyTo != nil && !slices.Contains(r.OnlyTo, key) && !isTrouble
}

// checkRecipient returns "" where the recipient of a delivery still belongs to its project,
// else its new state. What was queued for one who left fails, and the digest of the PM says
// so. A project that has left the configuration may come back: its mail waits.
func (tx *Tx) checkRecipient(o Delivery, people map[string][]string) (DeliveryState, error) {
	if people == nil || o.Project == "" {
		return "", nil
	}
	key := keyOf(o.Recipient)
	project, configured := people[o.Project]
	if !configured {
		return DeliveryReady, tx.waits(o.ID, tx.now+unconfiguredWait.Milliseconds(), "project "+o.Project+" is not in the configuration")
	}
	if slices.Contains(project, key) || slices.Contains(project, key[max(0, strings.LastIndexByte(key, '@')):]) {
		return "", nil
	}
	if moved, err := deliveryMachine().move(tx, o.ID, EventDeliveryGivenUp); err != nil || !moved {
		return o.State, err
	}
	return DeliveryFailed, tx.exec(`UPDATE delivery SET stranger = 1, reply = $1 WHERE id = $2`, "its recipient is no longer a contact of "+o.Project, o.ID)
}

// hourFull reports whether a delivery waits since its recipient has had as much within the
// hour as one may. Whoever wrote to us is not kept waiting.
func (tx *Tx) hourFull(o Delivery, most int) (bool, error) {
	if o.Answers {
		return false, nil
	}
	key := keyOf(o.Recipient)
	sent, err := collect(tx.ctx, tx.sql, "count what a recipient had", scanValue[int64], `SELECT a.at_ms FROM delivery o
		JOIN outgoing_mail l ON l.id = o.mail_id JOIN attempt a ON a.delivery_id = o.id
		WHERE o.recipient_key = $1 AND l.answers = 0 AND a.outcome = 'sent' AND a.at_ms > $2 AND a.at_ms <= $3
		ORDER BY a.at_ms DESC LIMIT $4`, key, tx.now-recipientWindow.Milliseconds(), tx.now, most)
	if err != nil {
		return false, err
	}
	var sending int
	if err := tx.row(`SELECT count(*) FROM delivery o JOIN outgoing_mail l ON l.id = o.mail_id
		WHERE o.recipient_key = $1 AND o.state = 'sending' AND l.answers = 0`, key).Scan(&sending); err != nil {
		return false, err
	}
	if len(sent)+sending < most {
		return false, nil
	}
	until := tx.now + time.Minute.Milliseconds() // what is being sent has no time yet
	if len(sent) == most {
		until = slices.Min(sent) + recipientWindow.Milliseconds()
	}
	return true, tx.waits(o.ID, until, fmt.Sprintf("limit: %d mails an hour to one recipient (per_recipient)", most))
}

// waits puts a delivery off, with the reason.
func (tx *Tx) waits(id, until int64, reason string) error {
	return tx.exec(`UPDATE delivery SET next_ms = $1, reply = $2 WHERE id = $3`, until, reason, id)
}

// giveUp fails a delivery that is not tried any more, for the PM to be told.
func (tx *Tx) giveUp(id int64, reply string) error {
	if moved, err := deliveryMachine().move(tx, id, EventDeliveryGivenUp); err != nil || !moved {
		return err
	}
	return tx.exec(`UPDATE delivery SET notice = 'due', reply = $1 WHERE id = $2`, reply, id)
}

// PutOff records why the deliveries for a relay wait that could go now, and until when.
func (s *Store) PutOff(ctx context.Context, relay, reason string, until time.Time) error {
	err := s.Update(ctx, func(tx *Tx) error {
		return tx.exec(`UPDATE delivery SET next_ms = $1, reply = $2 WHERE state IN ('ready', 'unknown') AND state = 'ready' AND next_ms <= $3
			AND (SELECT relay FROM outgoing_mail WHERE id = mail_id) = $4`, millis(until), reason, tx.now, relay)
	})
	if err != nil {
		err = fmt.Errorf("put off the mail for relay %s: %w", relay, err)
	}
	return err
}

// Stranger is a mail that was not sent, since its recipient had left the project.
type Stranger struct {
	Project, Recipient, Subject string
}

// Strangers returns what was not sent between two times for some projects, since its
// recipients had left.
func (s *Store) Strangers(ctx context.Context, projects []string, since, until time.Time) ([]Stranger, error) {
	list, err := collect(ctx, s.reader, "list mail to people who left", scanDelivery,
		selectDelivery+` WHERE o.stranger = 1 AND o.changed_ms >= $1 AND o.changed_ms < $2 ORDER BY o.id`, millis(since), millis(until))
	var strangers []Stranger
	for _, o := range list {
		if slices.Contains(projects, o.Project) {
			strangers = append(strangers, Stranger{o.Project, o.Recipient, o.Subject})
		}
	}
	return strangers, err
}
