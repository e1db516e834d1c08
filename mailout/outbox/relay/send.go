package relay

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"time"
)

// Send hands one mail to the relay, byte for byte as in raw, which must consist of
// lines of at most 998 bytes that all end with CRLF. It returns once the server has
// answered or can no longer answer.
//
// Between the last byte of the mail and the dot that makes the server take it, Send
// calls finishing, which must record durably that the mail may be out from here on.
// If finishing fails, the connection is cut and the dot is never sent. Once the dot
// has begun to leave, anything that prevents a complete reply, the end of ctx
// included, makes the outcome Unknown; before that, Deferred. To avoid Unknown at a
// shutdown, pass a ctx that lasts somewhat longer.
func (s *Session) Send(ctx context.Context, e Envelope, raw []byte, finishing func() error) Result {
	c, err := s.commands(e, raw)
	if err != nil {
		return Result{Outcome: Failed, Stage: StageCheck, Err: s.explain(e, err), Reusable: !s.broken}
	}
	t := transaction{Session: s, ctx: ctx, envelope: e, result: Result{Outcome: Deferred, Stage: StageMAIL}}
	stop := s.watch(ctx)
	t.run(c, raw, finishing)
	if stop() {
		s.cut()
	}
	t.result.Err = s.explain(e, t.result.Err)
	t.result.Reusable = !s.broken
	return t.result
}

// explain adds to err what was being sent, and by which relay.
func (s *Session) explain(e Envelope, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("send to %s by relay %s: %w", printable(e.To), s.config.Name, err)
}

// transaction is the transfer of one mail (RFC 5321, 3.3). result is the outcome if
// nothing more happens.
type transaction struct {
	*Session
	ctx      context.Context
	envelope Envelope
	result   Result
}

func (t *transaction) run(c commands, raw []byte, finishing func() error) {
	if !t.ready() {
		return
	}
	t.open = true
	limits := t.config.Timeouts
	if !t.step(StageMAIL, limits.Command, c.mail) ||
		!t.step(StageRCPT, limits.Command, c.rcpt) ||
		!t.copy(c.copied) ||
		!t.step(StageDATA, limits.Data, "DATA") {
		return
	}
	t.result.Stage = StageBody
	if err := writeStuffed(t.w, raw); err != nil {
		t.lose(lost(t.ctx, StageBody, err))
		return
	}
	if !t.quiet() {
		return
	}
	if finishing != nil {
		if err := finishing(); err != nil {
			t.lose(fmt.Errorf("record that the final dot follows: %w", err))
			return
		}
		if !t.quiet() { // finishing may have outlasted the server's patience
			return
		}
	}
	t.dot()
}

// ready reports whether the Session can begin a transaction, after RSET if need be.
func (t *transaction) ready() bool {
	err := t.ctx.Err()
	switch {
	case t.broken:
		err = ErrStale
	case err == nil:
		if err = t.unasked(StageMAIL); err != nil {
			err = fmt.Errorf("%w: %w", ErrStale, err)
		}
	}
	if err == nil && t.open {
		got, failure := t.exchange(StageMAIL, t.config.Timeouts.Command, "RSET")
		switch {
		case failure != nil:
			err = fmt.Errorf("%w: %w", ErrStale, lost(t.ctx, "RSET", failure))
		case got.code/100 != 2:
			err = fmt.Errorf("%w: %w", ErrStale, refuse("RSET", got))
		}
	}
	if err != nil {
		t.lose(err)
		return false
	}
	return true
}

// step sends a command and reports whether the transaction continues.
func (t *transaction) step(stage Stage, limit time.Duration, line string) bool {
	t.result.Stage = stage
	got, err := t.exchange(stage, limit, line)
	if err != nil {
		t.lose(lost(t.ctx, stage, err))
		return false
	}
	return t.take(stage, got)
}

// copy names the second recipient, whose refusal does not affect the mail.
func (t *transaction) copy(rcpt string) (goOn bool) {
	if rcpt == "" {
		return true
	}
	got, err := t.exchange(StageRCPT, t.config.Timeouts.Command, rcpt)
	if err != nil {
		t.lose(lost(t.ctx, StageRCPT, err))
		return false
	}
	switch {
	case got.code == 421:
		return t.take(StageRCPT, got)
	case got.negative():
		t.result.NoCopy = true
	}
	return true
}

// take records a complete reply and reports whether the transaction continues.
func (t *transaction) take(stage Stage, got reply) bool {
	outcome, goOn := classify(stage, got, t.envelope)
	t.result.Outcome = outcome
	if goOn && stage != StageDot {
		return true
	}
	t.result.Code, t.result.Enhanced, t.result.Reply = got.code, got.enhanced, got.text()
	if goOn {
		return true
	}
	refusal := refuse(stage, got)
	switch {
	case !got.negative():
		t.lose(fmt.Errorf("%w: %w", ErrProtocol, refusal))
	case got.code == 421:
		t.lose(fmt.Errorf("%w: %w", ErrHost, refusal))
	case got.aboutLogin():
		t.lose(fmt.Errorf("%w: %w", ErrAuth, refusal))
	case got.blames(stage, t.envelope) == blamesUs:
		t.result.Err = fmt.Errorf("%w: %w", ErrAccount, refusal)
	default:
		t.result.Err, t.result.Doubtful = refusal, got.code/100 == 5 && outcome == Deferred
	}
	return false
}

// quiet reports whether the server still waits silently for the rest of the mail. If
// not, it cuts the connection, since no dot may go to a server that has refused the
// mail or hung up.
func (t *transaction) quiet() bool {
	err := t.ctx.Err()
	if err == nil {
		err = t.unasked(StageBody)
	}
	if err != nil {
		t.lose(lost(t.ctx, StageBody, err))
		return false
	}
	return true
}

// dot ends the mail and waits for the reply.
func (t *transaction) dot() {
	t.result.Stage = StageDot
	before := t.wire.written
	t.w.WriteString(".\r\n")
	if err := t.w.Flush(); err != nil {
		if t.wire.written != before {
			t.result.Outcome = Unknown
		}
		t.lose(lost(t.ctx, StageDot, err))
		return
	}
	t.result.Outcome = Unknown
	got, err := t.receive(t.config.Timeouts.Dot)
	if err != nil {
		t.lose(lost(t.ctx, StageDot, err))
		return
	}
	if t.take(StageDot, got) {
		t.open = false
	}
}

// lose records err and abandons the connection.
func (t *transaction) lose(err error) {
	t.result.Err = err
	t.cut()
}

// writeStuffed writes a mail without the final dot, and puts a dot before each line
// that begins with one (RFC 5321, 4.5.2).
func writeStuffed(w interface {
	io.Writer
	io.ByteWriter
	Flush() error
}, raw []byte) error {
	for len(raw) > 0 { // each time at the start of a line
		if raw[0] == '.' {
			if err := w.WriteByte('.'); err != nil {
				return err
			}
		}
		end := len(raw)
		if dot := bytes.Index(raw, []byte("\n.")); dot >= 0 {
			end = dot + 1
		}
		if _, err := w.Write(raw[:end]); err != nil {
			return err
		}
		raw = raw[end:]
	}
	return w.Flush()
}
