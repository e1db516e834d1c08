package ledger

import (
	"slices"
	"strings"
	"testing"
)

func TestFindMarks_howeverAProgramShowsTheLine(t *testing.T) {
	mark := Mark{1234, "3f9a71c20b1d88e419cd"}
	for _, text := range []string{
		"Log: event 1234, 3f9a-71c2-0b1d-88e4-19cd",
		"日志：第 1234 号事件，3f9a-71c2-0b1d-88e4-19cd",
		"text\n\n> > Log: event 1234, 3f9a-71c2-0b1d-88e4-19cd\n> \n",
		"> Log: event 1234,\r\n> 3f9a-71c2-0b1d-88e4-19cd\r\n",
		"> 日志：第 1234 号事件，3f9a-71c2-\n> 0b1d-88e4-19cd",
		"| Log: event 1234, 3f9a-71c2-0b1d-\n| 88e4-19cd |",
		"Log:\u00a0event\u00a01234,\u00a03f9a-71c2-0b1d-88e4-19cd.",
		"Log: event 1234, 3f9a‑71c2‑0b1d‑88e4‑19cd",
		"Log: event 1234, 3f9a–71c2–0b1d–88e4–19cd\n--\nWang",
		"Log: event 1234, 3f9a-71c2-0b1d-88e4-19cd\nLog: event 1234, 3f9a-71c2-0b1d-88e4-19cd",
		"Proof of the log, no. 1234 = 3f9a-71c2-0b1d-88e4-19cd", // a template of one's own
	} {
		if got := FindMarks(text); !slices.Equal(got, []Mark{mark}) {
			t.Errorf("%q: %v", text, got)
		}
	}
	two := "Log: event 12, aaaa-bbbb-cccc-dddd-eeee\n> 日志：第 9 号事件，1111-2222-3333-4444-5555"
	if got := FindMarks(two); len(got) != 2 || got[0].Number != 12 || got[1].Number != 9 {
		t.Errorf("%v", got)
	}
	for _, text := range []string{
		"", "Log: event 1234", "call 1234, 0049-7112-3456", "id 12, 550e8400-e29b-41d4-a716-446655440000",
		"card 1234, 4111-1111-1111-1111", "Log: event 1234, 3f9a-71c2-0b1d-88e4-19cd-0000", "Log: event 1234, 3f9a-71c2-0b1d-88e4-19cde",
		strings.Repeat("1234-", 5000), "99999999999999999999999, 3f9a-71c2-0b1d-88e4",
	} {
		if got := FindMarks(text); len(got) != 0 {
			t.Errorf("%.60q: %v", text, got)
		}
	}
}

func TestParseMark_asSomebodyTypesIt(t *testing.T) {
	head := Head{Number: 7, Hash: Hash{0x3f, 0x9a, 31: 1}}
	for _, text := range []string{head.Short(), head.Hash.String(), " " + head.Short() + " ", "7, " + head.Short(), "event 7, " + head.Short(), strings.ToUpper(head.Hash.String())} {
		m, err := ParseMark(text)
		if err != nil || !m.Fits(7, head.Hash) || m.Fits(7, Hash{}) || m.Number != 0 && m.Fits(8, head.Hash) {
			t.Errorf("%q: %v, %v", text, m, err)
		}
	}
	for _, text := range []string{"", "7", "report.eml", "3f9a-0000", strings.Repeat("a", 65), "3f9a 0000 0000 0000 000g"} {
		if m, err := ParseMark(text); err == nil {
			t.Errorf("%q is %v", text, m)
		}
	}
}
