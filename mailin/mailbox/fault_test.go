package mailbox

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	. "rapport/mailin/imaptest"
)

const thousand = 1000

func body(n int) string { return strings.Repeat("0123456789", n/10) }

func TestFetch_aMailCutOffIsNeverGiven(t *testing.T) {
	t.Parallel()
	for offset := 0; offset < thousand; offset += 20 {
		session := welcomed(t,
			Expect("UID FETCH 1:2 "),
			Send("* 1 FETCH (UID 1 BODY[] "), Literal(thousand, body(thousand)), Line(")"),
			Send("* 2 FETCH (UID 2 BODY[] "), Literal(thousand, body(offset)), Drop())
		got, err := fetchSome(t, session, thousand, 1, 2)
		if len(got) != 1 || got[0].UID != 1 || len(got[0].Raw) != thousand {
			t.Fatalf("cut at %d: got %d mails", offset, len(got))
		}
		var short *ShortLiteral
		if !errors.As(err, &short) || *short != (ShortLiteral{2, int64(offset), thousand}) {
			t.Fatalf("cut at %d: %v", offset, err)
		}
		if want := fmt.Sprintf("fetch UID 2 of log@127.0.0.1/INBOX: short literal: %d of 1000 bytes", offset); !strings.HasPrefix(err.Error(), want) {
			t.Fatalf("%v", err)
		}
	}
}

func TestFetch_lostConnections(t *testing.T) {
	t.Parallel()
	whole := Steps(Send("* 1 FETCH (UID 1 BODY[] "), Literal(thousand, body(thousand)))
	for _, test := range []struct {
		name  string
		given int // mails whose answer is complete
		steps []Step
	}{
		{"before the answer", 0, []Step{Drop()}},
		{"inside a line", 0, []Step{Send("* 1 FETCH (UID 1 BO"), Drop()}},
		{"inside the size", 0, []Step{Send("* 1 FETCH (UID 1 BODY[] {10"), Drop()}},
		{"after the literal", 0, []Step{whole, Drop()}},
		{"after the parenthesis", 0, []Step{whole, Send(")"), Drop()}},
		{"before the tagged answer", 1, []Step{whole, Line(")"), Drop()}},
		{"inside the tagged answer", 1, []Step{whole, Line(")"), Send("{tag} OK"), Drop()}},
		{"by a reset in the literal", 0, []Step{Send("* 1 FETCH (UID 1 BODY[] "), Literal(thousand, body(500)), Reset()}},
		{"by a reset after the literal", 0, []Step{whole, Reset()}},
		{"with a farewell", 0, []Step{Line("* BYE the server is going down"), Drop()}},
	} {
		t.Run(test.name, func(t *testing.T) {
			session := welcomed(t, append([]Step{Expect("UID FETCH")}, test.steps...)...)
			got, err := fetchSome(t, session, thousand, 1)
			// A reset may overtake what was sent before it.
			if err == nil || len(got) > test.given || len(got) < test.given && !strings.Contains(test.name, "reset") {
				t.Errorf("%d mails, %v", len(got), err)
			}
			if again := session.Noop(t.Context()); again == nil {
				t.Error("the session goes on")
			}
		})
	}
}

func TestFetch_literalsOfAWrongLength(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		step Step
	}{
		{"shorter than declared", Steps(Literal(thousand+5, body(thousand)), Line(")"), Line("{tag} OK done"))},
		{"longer than declared", Steps(Literal(thousand-5, body(thousand)), Line(")"), Line("{tag} OK done"))},
		{"longer, with a line that looks well", Steps(Literal(10, "0123456789\r\n)\r\n* 2 FETCH (UID 2 BODY[] {3}\r\nabc)"), Line(")"), Line("{tag} OK done"))},
		{"of more than memory", Literal(4_000_000_000, body(thousand))},
		{"of more than a number", Send("{99999999999999999999}\r\nabc)\r\n")},
		{"of less than nothing", Send("{-5}\r\nabc)\r\n")},
	} {
		t.Run(test.name, func(t *testing.T) {
			session := welcomed(t, Expect("UID FETCH"), Send("* 1 FETCH (UID 1 BODY[] "), test.step, Drop())
			got, err := fetchSome(t, session, thousand, 1, 2)
			if len(got) != 0 || err == nil {
				t.Errorf("%d mails, %v", len(got), err)
			}
		})
	}
}

func TestFetch_whoseMailItIs(t *testing.T) {
	t.Parallel()
	mail := func(before, content, after string) Step {
		return Steps(Send("* 9 FETCH ("+before+"BODY[] "), Literal(len(content), content), Line(after+")"))
	}
	for _, test := range []struct {
		name  string
		asked []UID
		steps []Step
		want  string
	}{
		{"as it should be", []UID{1, 2}, []Step{mail("UID 1 ", "one", ""), mail("UID 2 ", "two", "")}, "1:one 2:two"},
		{"in another order", []UID{1, 2}, []Step{mail("UID 2 ", "two", ""), mail("UID 1 ", "one", "")}, "2:two 1:one"},
		{"the UID after the body", []UID{1, 2}, []Step{mail("", "one", " UID 1"), mail("", "two", " UID 2")}, "1:one 2:two"},
		{"twice", []UID{1, 2}, []Step{mail("UID 1 ", "one", ""), mail("UID 1 ", "another", "")}, "1:one"},
		{"twice, the UID after the body", []UID{1, 2}, []Step{mail("", "one", " UID 1"), mail("", "another", " UID 1")}, "1:one"},
		{"a mail nobody asked for", []UID{1, 2}, []Step{mail("UID 3 ", "three", ""), mail("UID 2 ", "two", "")}, "2:two"},
		{"a mail nobody asked for, the UID after the body", []UID{1}, []Step{mail("", "three", " UID 3")}, ""},
		{"no UID among several", []UID{1, 2}, []Step{mail("", "one", "")}, ""},
		{"no UID, one asked for", []UID{1}, []Step{mail("", "one", "")}, "1:one"},
		{"no UID, one asked for and two sent", []UID{1}, []Step{mail("", "one", ""), mail("", "two", "")}, ""},
		{"no UID after a known one", []UID{1}, []Step{mail("UID 1 ", "one", ""), mail("", "two", "")}, "1:one"},
		{"a UID of 0", []UID{1, 2}, []Step{mail("UID 0 ", "nil", "")}, ""},
		{"removed: no body", []UID{1, 2}, []Step{Line("* 1 FETCH (UID 1)"), mail("UID 2 ", "two", "")}, "2:two"},
		{"removed: NIL", []UID{1}, []Step{Line("* 1 FETCH (UID 1 BODY[] NIL)")}, ""},
		{"removed: an empty body", []UID{1}, []Step{mail("UID 1 ", "", "")}, ""},
		{"a quoted body", []UID{1}, []Step{Line(`* 1 FETCH (UID 1 BODY[] "a \"b\"")`)}, `1:a "b"`},
		{"with what nobody asked for", []UID{1}, []Step{mail(`FLAGS (\Seen 已读 x]) X-GM-LABELS ("a" "b)") MODSEQ (12) UID 1 `, "one", ` ENVELOPE (NIL NIL)`)}, "1:one"},
		{"with another section as literal", []UID{1}, []Step{Send("* 1 FETCH (UID 1 BODY[HEADER.FIELDS (TO)] {5}\r\nTo: b BODY[] {3}\r\none)\r\n")}, "1:one"},
		{"a section that is not the mail", []UID{1}, []Step{Send("* 1 FETCH (UID 1 BODY[1] {3}\r\none)\r\n")}, ""},
		{"amid news of others", []UID{1}, []Step{Line("* 4 EXISTS", "* 2 FETCH (FLAGS (\\Deleted))", "* 2 EXPUNGE", "* VANISHED 5:6", "* XNEW (a {b", ""), mail("UID 1 ", "one", "")}, "1:one"},
	} {
		t.Run(test.name, func(t *testing.T) {
			steps := append([]Step{Expect("UID FETCH")}, test.steps...)
			session := welcomed(t, append(steps, Line("{tag} OK done"))...)
			mails, err := fetchSome(t, session, 3, test.asked...)
			var got []string
			for _, mail := range mails {
				got = append(got, fmt.Sprintf("%d:%s", mail.UID, mail.Raw))
			}
			if s := strings.Join(got, " "); s != test.want || err != nil {
				t.Errorf("got %q, %v; want %q", s, err, test.want)
			}
			if err := session.Noop(t.Context()); err != nil {
				t.Errorf("and then: %v", err)
			}
		})
	}
}

func TestFetch_rejectedAsABatchIsTriedSingly(t *testing.T) {
	t.Parallel()
	session := welcomed(t,
		Expect("UID FETCH 1,3 "), Line("{tag} BAD UID parameters"),
		Answer("UID FETCH 1 ", "* 1 FETCH (UID 1 BODY[] {3}\r\none)"),
		Answer("UID FETCH 3 ", "* 3 FETCH (UID 3 BODY[] {5}\r\nthree)"),
		Expect("UID FETCH 1,3 "), Line("{tag} BAD UID parameters"),
		Expect("UID FETCH"), Line("* 9 FETCH (RFC822.SIZE 3)", "{tag} OK done"),
		Expect("UID FETCH"), Line("* 9 FETCH (RFC822.SIZE 5)", "{tag} OK done"))
	if got, err := fetchSome(t, session, 3, 1, 3); err != nil || len(got) != 2 {
		t.Error(len(got), err)
	}
	if infos, err := session.Sizes(t.Context(), []UID{1, 3}); err != nil || len(infos) != 2 || infos[0].UID == infos[1].UID {
		t.Error(infos, err)
	}
}

func TestSearch_rejectedWithARangeListsAll(t *testing.T) {
	t.Parallel()
	session := welcomed(t,
		Expect("UID SEARCH UID 5:*"), Line("{tag} BAD UID parameters"),
		Answer("UID SEARCH ALL", "* SEARCH 3 9 7", "* SEARCH 5 7"),
		Answer("UID SEARCH ALL", "* SEARCH 4294967294 4294967295"))
	if got, err := session.Search(t.Context(), 5); err != nil || fmt.Sprint(got) != "[5 7 9]" {
		t.Error(got, err)
	}
	if got, err := session.Search(t.Context(), 6); err != nil || fmt.Sprint(got) != "[4294967294 4294967295]" {
		t.Error(got, err)
	}
}

func TestSearch_answers(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]string{
		"* SEARCH":                                        "[]",
		"* SEARCH 3 1 2 2":                                "[1 2 3]",
		"* search 1 2 (MODSEQ 917162500)":                 "[1 2]",
		`* ESEARCH (TAG "T9") UID ALL 4,1:2`:              "[1 2 4]",
		`* ESEARCH (TAG "T9") UID COUNT 0`:                "[]",
		`* ESEARCH (TAG "T9") UID ALL 1:4294967295`:       "error",
		`* ESEARCH (TAG "T9") UID ALL 1:*`:                "error",
		"* SEARCH 1 two":                                  "error",
		"* SEARCH 1 -2":                                   "error",
		"* SEARCH 99999999999":                            "error",
		"* SEARCH " + strings.Repeat("1234567 ", 2<<20):   "error", // a line of 16 MiB
		"* SEARCH " + strings.Repeat("1234567 ", 100_000): "[1234567]",
		"* LIST () \"/\" " + strings.Repeat("x", maxLine): "error",
		"* OK [UIDVALIDITY 8] renumbered":                 "error",
		"* OK [UIDVALIDITY 7] as before":                  "[]",
		"* OK [CAPABILITY IMAP4rev1 (x] hi":               "[]",
		"* OK [FLAGS {5}":                                 "[]", // text, not a literal
		"* LIST (x) \"/\" {4}\r\na{9} x\r\n* SEARCH 6":    "[6]",
	} {
		session := welcomed(t, Answer("UID SEARCH", answer))
		found, err := session.Search(t.Context(), 1)
		got := fmt.Sprint(found)
		if err != nil {
			got = "error"
		}
		if got != want {
			t.Errorf("%.80s: got %s, %v; want %s", answer, got, err, want)
		}
	}
}

func TestSizes_oddValuesCostNoMail(t *testing.T) {
	t.Parallel()
	session := welcomed(t, Answer("UID FETCH 1:7 ",
		`* 1 FETCH (UID 1 RFC822.SIZE 10 INTERNALDATE " 5-Mar-2026 09:30:00 +0800")`,
		`* 2 FETCH (UID 2 RFC822.SIZE -1 INTERNALDATE "yesterday")`,
		`* 3 FETCH (UID 3 RFC822.SIZE 99999999999999999999 INTERNALDATE NIL)`,
		`* 4 FETCH (INTERNALDATE "05-Mar-2026 09:30:00 +0800" RFC822.SIZE 40 UID 4)`,
		`* 5 FETCH (UID 5 RFC822.SIZE NIL FLAGS (\Seen))`,
		`* 5 FETCH (UID 5 RFC822.SIZE 50)`,
		`* 9 FETCH (UID 9 RFC822.SIZE 90)`,
		`* 6 FETCH (FLAGS (\Seen) UID 6)`,
		`* 7 FETCH (RFC822.SIZE 70)`,
	))
	infos, err := session.Sizes(t.Context(), []UID{1, 2, 3, 4, 5, 6, 7})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, info := range infos {
		got = append(got, fmt.Sprintf("%d:%d:%t", info.UID, info.Size, info.InternalDate.IsZero()))
	}
	if s := strings.Join(got, " "); s != "1:10:false 2:0:true 3:0:true 4:40:false 5:0:true" {
		t.Error(s)
	}
}

func TestSession_endsAtOnceOnWhatIsNotIMAP(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]string{
		"no response":               "hello",
		"HTTP":                      "HTTP/1.1 400 Bad Request",
		"another's tag":             "T999 OK done",
		"a tag with brackets":       "(T OK done",
		"a continuation":            "+ go on",
		"an unknown status":         "T4 FINE done",
		"FETCH without list":        "* 1 FETCH UID 1",
		"FETCH that breaks off":     "* 1 FETCH (UID 1",
		"FETCH with an open quote":  `* 1 FETCH (UID 1 BODY[] "abc`,
		"FETCH with an open list":   "* 1 FETCH (UID 1 FLAGS (a",
		"FETCH with a lone value":   `* 1 FETCH ("abc" UID 1)`,
		"FETCH with no value":       "* 1 FETCH (UID 1 BODY[] )",
		"FETCH with a broken name":  "* 1 FETCH (UID 1 BODY[TEXT NIL)",
		"FETCH with more after it":  "* 1 FETCH (UID 1) UID 2",
		"FETCH with two UIDs":       "* 1 FETCH (UID 1 UID 2)",
		"FETCH with two bodies":     `* 1 FETCH (UID 1 BODY[] "a" BODY[] "b")`,
		"FETCH, a literal in lists": "* 1 FETCH (UID 1 ENVELOPE (NIL {3}\r\nabc))",
		"an endless line":           strings.Repeat("* OK ", 20_000),
		"an endless SEARCH":         "* SEARCH" + strings.Repeat(" 1", 9<<20),
		"a huge unasked literal":    "* METADATA x {4000000000}\r\n" + strings.Repeat(body(1000), 40_000),
	} {
		t.Run(name, func(t *testing.T) {
			session := welcomed(t, Expect("UID FETCH"), Line(answer), Stall())
			begun := time.Now()
			got, err := fetchSome(t, session, 3, 1)
			if !errors.Is(err, ErrProtocol) || len(got) != 0 {
				t.Errorf("%d mails, %v", len(got), err)
			}
			if took := time.Since(begun); took > 3*time.Second { // the server's silence would be 5 s
				t.Errorf("it took %s", took)
			}
		})
	}
}

func TestSession_survivesOddResponses(t *testing.T) {
	t.Parallel()
	for name, line := range map[string]string{
		"capabilities with a list": "* CAPABILITY IMAP4rev1 (x",
		"a list at once":           "* CAPABILITY(x",
		"ENABLED with a list":      "* ENABLED (x",
		"a code with a list":       "* OK [CAPABILITY IMAP4rev1 (x] hi",
		"a code that stays open":   "* OK [ALERT you have mail",
		"an unknown response":      "* XNEW 1 2 3",
		"VANISHED":                 "* VANISHED (EARLIER) 41,43:116",
		"flags in Chinese":         "* FLAGS (\\Seen 已读 \x9f)",
		"flags with brackets":      "* OK [PERMANENTFLAGS (a] \\*)] limited",
		"a folder with an &":       `* LIST (\HasNoChildren) "/" "R&D"`,
		"a folder in GBK":          "* LIST () \"/\" \"\xcf\xee\xc4\xbf\"",
		"a folder as literal":      "* LIST () \"/\" {5}\r\nINBOX",
		"ID with NIL":              `* ID ("name" NIL)`,
		"ID with no list":          "* ID x",
		"a blank line":             "",
		"OK without text":          "* OK",
		"OK in GBK":                "* OK \xc4\xfa\xba\xc3",
		"a number that is too big": "* 99999999999 EXISTS",
		"a number alone":           "* 5",
		"a star alone":             "* ",
		"EXPUNGE of nothing":       "* 0 EXPUNGE",
		"UIDVALIDITY in words":     "* OK [UIDVALIDITY seven] ok",
		"UIDNEXT below 0":          "* OK [UIDNEXT -1] ok",
		"a warning":                "* NO the disk is almost full",
		"PREAUTH late":             "* PREAUTH you are in",
		"QUOTA":                    "* QUOTA \"\" (STORAGE 10 512)",
		"STATUS":                   "* STATUS x (MESSAGES many)",
		"THREAD":                   "* THREAD (((((",
		"NAMESPACE":                "* NAMESPACE ((\"\" \"/\"(",
		"METADATA":                 "* METADATA \"\" (",
	} {
		t.Run(name, func(t *testing.T) {
			session := welcomed(t,
				Answer("NOOP", line),
				Answer("UID SEARCH", line, "* SEARCH 1"),
				Answer("UID FETCH 1 ", line, "* 1 FETCH (UID 1 BODY[] {3}\r\none)", line))
			if err := session.Noop(t.Context()); err != nil {
				t.Error(err)
			}
			if uids, err := session.Search(t.Context(), 1); err != nil || len(uids) != 1 {
				t.Error(uids, err)
			}
			if got, err := fetchSome(t, session, 3, 1); err != nil || len(got) != 1 {
				t.Error(got, err)
			}
		})
	}
}

func TestSession_boundsWhatOneCommandMayBring(t *testing.T) {
	t.Parallel()
	session := welcomed(t, Expect("NOOP"), Repeat(1000, Send(strings.Repeat("* 1 EXISTS\r\n", 1000))), Stall())
	if err := session.Noop(t.Context()); !errors.Is(err, ErrProtocol) {
		t.Errorf("a million lines: %v", err)
	}
	session = welcomed(t, Expect("NOOP"), Repeat(1000, Line("* OK "+strings.Repeat("x", 60_000))), Stall())
	if err := session.Noop(t.Context()); !errors.Is(err, ErrProtocol) {
		t.Errorf("60 MB of chatter: %v", err)
	}
}

func TestSession_endsWithItsContext(t *testing.T) {
	t.Parallel()
	for name, run := range map[string]func(context.Context, *Session) error{
		"search": func(ctx context.Context, s *Session) error { _, err := s.Search(ctx, 1); return err },
		"wait":   func(ctx context.Context, s *Session) error { _, err := s.Wait(ctx, time.Hour); return err },
		"fetch": func(ctx context.Context, s *Session) error {
			return s.Fetch(ctx, []Info{{UID: 1}}, func(Fetched) error { return nil })
		},
	} {
		session := welcomed(t, Stall())
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(10*time.Millisecond, cancel)
		if err := run(ctx, session); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestMove_isMoveWhateverTheServerSaysLater(t *testing.T) {
	t.Parallel()
	// Without MOVE, the library would copy and expunge.
	session := welcomed(t,
		Answer("SELECT INBOX", "* 3 EXISTS", "* CAPABILITY IMAP4rev1"),
		Answer("NOOP", "* OK [CAPABILITY IMAP4rev1] fewer"),
		Answer(`UID MOVE 1:2,9 "Logged"`, "* OK [COPYUID 7 1:2,9 4:6] moved", "* 1 EXPUNGE", "* 1 EXPUNGE"))
	opened(t, session, false)
	if err := session.Noop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := session.Move(t.Context(), []UID{9, 1, 0, 2}, "Logged"); err != nil {
		t.Error(err)
	}
}

func TestSelect_aChineseFolderOfAServerThatKnowsBothVersions(t *testing.T) {
	t.Parallel()
	caps := "CAPABILITY IMAP4rev1 IMAP4rev2 LITERAL+"
	_, config := listen(t, []Step{
		Line("* OK [" + caps + "] ready"), Expect("LOGIN"), Line("{tag} OK [" + caps + "] in"), Answer("CAPABILITY", "* "+caps),
		Answer(`EXAMINE "&UXZO1mWHTvZZOQ-"`), // without ENABLE it speaks IMAP4rev1
	})
	session := dialed(t, config)
	if _, err := session.Select(t.Context(), "其他文件夹", true); err != nil {
		t.Error(err)
	}
}

func TestSelect_withoutUIDValidity(t *testing.T) {
	t.Parallel()
	for _, told := range []string{"* OK [UIDVALIDITY 0] ok", "* OK [UIDVALIDITY 4294967296] ok", "* 0 EXISTS"} {
		session := welcomed(t, Answer("SELECT INBOX", "* 2 EXISTS", told))
		status, err := session.Select(t.Context(), "INBOX", false)
		if err != nil || status.UIDValidity != 0 || status.ReadOnly {
			t.Errorf("%s: %+v, %v", told, status, err)
		}
	}
	session := welcomed(t, Expect("SELECT INBOX"), Line("* 2 EXISTS", "{tag} OK [READ-ONLY] done"))
	if status, err := session.Select(t.Context(), "INBOX", false); err != nil || !status.ReadOnly || status.Messages != 2 {
		t.Errorf("%+v, %v", status, err)
	}
}

func TestSelect_refusals(t *testing.T) {
	t.Parallel()
	for answer, missing := range map[string]bool{
		"NO [NONEXISTENT] there is none":            true,
		"NO no such mailbox (0.001 + 0.000 secs).":  true,
		"NO [UNAVAILABLE] the disk is away":         false,
		"NO [INUSE] somebody works on it":           false,
		"NO SELECT Unsafe Login. Please contact us": false,
		"BAD what?": false,
	} {
		session := welcomed(t, Expect("EXAMINE"), Line("{tag} "+answer))
		_, err := session.Select(t.Context(), "Log", true)
		if err == nil || errors.Is(err, ErrNoFolder) != missing || strings.Contains(err.Error(), "secs") {
			t.Errorf("%s: %v", answer, err)
		}
		if err := session.Noop(t.Context()); err != nil {
			t.Errorf("%s: and then %v", answer, err)
		}
	}
}
