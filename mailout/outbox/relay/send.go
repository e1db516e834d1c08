package relay

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"time"
)

// Send gives one mail to the relay, byte for byte as raw has it: lines of at most
// 998 bytes that all end with CRLF. It returns when the server has answered or no
// answer can come any more.
//
// Between the last byte of the mail and the dot that makes the server take it,
// Send calls finishing, which notes durably that from here on the mail may be out.
// If that fails the connection is cut and the dot never sent. After the dot has
// begun to leave, whatever keeps a complete reply from us makes the outcome
// Unknown, also that ctx ends; until then it makes it Deferred. Whoever wants no
// Unknown when stopping gives a ctx that lasts a while longer than the daemon's
// will to go on.
func (s *Session) Send(ctx context.Context, e Envelope, raw []byte, finishing func() error) Result {
	c, err := s.commands(e, raw)
	if err != nil {
		return Result{Outcome: Failed, Stage: StageCheck, Err: s.explain(e, err), Reusable: !s.broken}
	}
	t := transaction{Session: s, ctx: ctx, result: Result{Outcome: Deferred, Stage: StageMAIL}}
	stop := s.watch(ctx)
	t.run(c, raw, finishing)
	if stop() {
		s.cut()
	}
	t.result.Err = s.explain(e, t.result.Err)
	t.result.Reusable = !s.broken
	return t.result
}

// explain says what was being done to what when err happened.
func (s *Session) explain(e Envelope, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("send to %s by relay %s: %w", printable(e.To), s.config.Name, err)
}

// transaction is one mail on its way (RFC 5321, 3.3). result is what is to be
// said of it if nothing more happens.
type transaction struct {
	*Session
	ctx    context.Context
	result Result
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
			t.lose(fmt.Errorf("before the final dot: %w", err))
			return
		}
		if !t.quiet() { // the commit may have taken longer than the server's patience
			return
		}
	}
	t.dot()
}

// ready sees to it that the Session is fit for a new transaction.
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

// step sends a command and reports whether the transaction goes on.
func (t *transaction) step(stage Stage, limit time.Duration, line string) bool {
	t.result.Stage = stage
	got, err := t.exchange(stage, limit, line)
	if err != nil {
		t.lose(lost(t.ctx, stage, err))
		return false
	}
	return t.take(stage, got)
}

// copy names the second recipient. A refusal of it is no refusal of the mail.
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

// take notes a complete reply and reports whether the transaction goes on.
func (t *transaction) take(stage Stage, got reply) bool {
	outcome, goOn := classify(stage, got)
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
	default:
		t.result.Err = refusal
	}
	return false
}

// quiet reports whether the server waits in silence for the rest of the mail, and
// cuts the connection where it does not: no dot goes to one that has said no, or
// has gone.
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

// dot ends the mail and waits for the verdict.
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

// lose gives the connection up.
func (t *transaction) lose(err error) {
	t.result.Err = err
	t.cut()
}

// writeStuffed writes all of a mail but the final dot, with a dot before each line
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
