package relay

import (
	"strings"
	"testing"
	"time"

	"rapport/mailout/smtptest"
)

// cells holds, for each stage of the dialogue and each thing that a server may do
// there, the outcome of the mail and the kind of the error. Before MAIL there is no
// outcome: Dial fails.
const cells = `
stage     421           450            451            550            554            drop           stall          garbage
greeting  host          host           host           host           host           other          other          protocol
EHLO      host          host           host           host           host           other          other          protocol
STARTTLS  host          tls            tls            tls            tls            other          other          protocol
AUTH      host          host           host           auth           auth           other          other          protocol
MAIL      deferred,host deferred,again deferred,again deferred,ours  deferred,ours  deferred,other deferred,other deferred,protocol
RCPT      deferred,host deferred,again deferred,again failed,again   deferred,again deferred,other deferred,other deferred,protocol
DATA      deferred,host deferred,again deferred,again failed,again   deferred,again deferred,other deferred,other deferred,protocol
dot       deferred,host deferred,again deferred,again failed,again   deferred,again unknown,other  unknown,other  unknown,protocol
`

var doings = map[string]smtptest.Act{
	"421":     smtptest.Reply("421 4.3.2 shutting down"),
	"450":     smtptest.Reply("450-4.2.0 later", "450 4.2.0 please"),
	"451":     smtptest.Reply("451 out of order"),
	"550":     smtptest.Reply("550 5.1.1 no such user"),
	"554":     smtptest.Reply("554-5.7.1 we do", "554 5.7.1 not like you"),
	"drop":    smtptest.Drop(),
	"stall":   smtptest.Stall(),
	"garbage": smtptest.Raw("\x00\x16what is this\x1b[2J\r\n"),
}

func TestSession_everyReplyAtEveryStage(t *testing.T) {
	t.Parallel()
	rows := strings.Split(strings.TrimSpace(cells), "\n")
	columns := strings.Fields(rows[0])
	n := 0
	for _, row := range rows[1:] {
		fields := strings.Fields(row)
		for i, want := range fields[1:] {
			n++
			stage, doing := smtptest.Stage(fields[0]), columns[i+1]
			t.Run(fields[0]+"/"+doing, func(t *testing.T) {
				t.Parallel()
				cell(t, stage, doings[doing], doing == "stall", want)
			})
			if strings.HasPrefix(want, "unknown") {
				t.Run(fields[0]+"/taken, then "+doing, func(t *testing.T) {
					t.Parallel()
					cell(t, stage, smtptest.Take(doings[doing]), doing == "stall", want)
				})
			}
		}
	}
	if n != 64 {
		t.Errorf("%d cells", n)
	}
}

func cell(t *testing.T, stage smtptest.Stage, act smtptest.Act, stalls bool, want string) {
	s, config := sink(t, smtptest.Options{TLS: "starttls", User: "log", Secret: "secret"})
	if stalls {
		config.Timeouts = patience(500 * time.Millisecond)
	}
	s.Do(stage, act)
	session, err := Dial(t.Context(), config)
	outcome, after, sends := strings.Cut(want, ",")
	if !sends {
		if got := kind(err); got != want {
			t.Fatalf("Dial: %v, which is %s; want %s", err, got, want)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()

	const id = "<first@agency.example>"
	commits := 0
	result := session.Send(t.Context(), envelope, letter(id), func() error { commits++; return nil })
	if string(result.Outcome) != outcome || string(result.Stage) != string(stage) {
		t.Errorf("%s at %s, want %s at %s", result.Outcome, result.Stage, outcome, stage)
	}
	if wantKind := map[string]string{"again": "refusal", "ours": "account"}[after]; kind(result.Err) != wantKind && kind(result.Err) != after {
		t.Errorf("%v is %s, want %s", result.Err, kind(result.Err), after)
	}
	if result.Reusable != (after == "again" || after == "ours") {
		t.Errorf("reusable: %v", result.Reusable)
	}
	if atDot := stage == smtptest.Dot; (commits == 1) != atDot {
		t.Errorf("committed %d times", commits)
	}
	// The sink is the judge: what it took was never called anything but Sent
	// or Unknown.
	if n := s.Deliveries(id); n > 0 && result.Outcome != Unknown {
		t.Errorf("%s, and delivered %d times", result.Outcome, n)
	}
	if !result.Reusable {
		if again := session.Send(t.Context(), envelope, letter(id), committed); again.Outcome != Deferred || kind(again.Err) != "stale" {
			t.Errorf("a mail for a connection that is gone: %+v", again)
		}
		return
	}
	const next = "<next@agency.example>"
	if again := session.Send(t.Context(), envelope, letter(next), committed); again.Outcome != Sent || s.Deliveries(next) != 1 {
		t.Errorf("the next mail: %+v, delivered %d times", again, s.Deliveries(next))
	}
	if n := s.Conns(); n != 1 {
		t.Errorf("%d connections", n)
	}
}
