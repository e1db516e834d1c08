package reply

import (
	"strings"
	"testing"

	"rapport/store"
)

// asked is a mail that is answered, as the log has it.
const asked = "Dear Jane,\n\nwhich of the two invoices should we cancel?\nAnd who signs the delivery note?\n\nKind regards\nLi Na"

var jane = store.Address{Name: "Jane Porter", Address: "jane@client.example"}

// What the sender wrote within what they quote is their own; what they answer there is not.
func TestRead_answersWithinAreOwn(t *testing.T) {
	t.Parallel()
	marked := strings.ReplaceAll(asked, "\n", "\n> ")
	for name, test := range map[string]struct{ text, own, new string }{
		"between":           {"On 2026-03-02 09:12, Li Na wrote:\n> " + strings.Replace(marked, "> And", "> The second.\n> And", 1), "The second.", "> which of the two invoices should we cancel?\nThe second."},
		"below all":         {"On 2026-03-02 09:12, Li Na wrote:\n> " + marked + "\n>\n> The second. Tom signs.", "The second. Tom signs.", "The second. Tom signs."},
		"above, less deep":  {"On 2026-03-02 09:12, Li Na wrote:\n> The second.\n>\n>> " + strings.ReplaceAll(marked, "\n>", "\n>>"), "The second.", "The second."},
		"nothing":           {"On 2026-03-02 09:12, Li Na wrote:\n> " + marked, "", ""},
		"a changed line":    {"On 2026-03-02 09:12, Li Na wrote:\n> " + strings.Replace(marked, "two invoices", "three bills", 1), "", ""},
		"a form filled in":  {"On 2026-03-02 09:12, Li Na wrote:\n> " + marked + "\n> Kind regards: Jane", "", ""},
		"rewrapped":         {"On 2026-03-02 09:12, Li Na wrote:\n> " + strings.Replace(marked, "invoices should", "invoices\n> should", 1), "", ""},
		"an older mail":     {"On 2026-03-02 09:12, Li Na wrote:\n> " + marked + "\n>\n> On 2026-03-01 08:00, Tom wrote:\n>> We received two invoices for one delivery.", "", ""},
		"a gateway's words": {"Yes.\n\nOn 2026-03-02 09:12, Li Na wrote:\n> CAUTION: External email, be careful with links.\n>\n> " + marked, "Yes.", "Yes."},
	} {
		got := Read(Input{Text: test.text, Subject: "Re: Invoices", Sender: jane, Before: []string{asked}})
		if got.Own != test.own || got.New != test.new {
			t.Errorf("%s: own %q, new %q, quoted %q", name, got.Own, got.New, got.Quoted)
		}
	}
}

// Nobody's yes is read out of what may be the words of others.
func TestRead_keptWholeIsNotOwn(t *testing.T) {
	t.Parallel()
	const attribution = "On Mon, 2 Mar 2026 at 09:12, Li Na <li@agency.example> wrote:\n\n"
	for name, test := range map[string]struct {
		text, own string
		before    []string
	}{
		"nobody knows whose":       {attribution + "Approved.", "", nil},
		"signed by the sender":     {attribution + "Approved.\n\nJane", "Approved.\n\nJane", nil},
		"signed by its author":     {attribution + "Approved.\n\nLi Na", "", nil},
		"not what was asked":       {attribution + "Approved.", "Approved.", []string{asked}},
		"the log lacks what it is": {attribution + "Approved.", "", []string{"", asked}},
	} {
		got := Read(Input{Text: test.text, Subject: "Re: Plan", Sender: jane, Before: test.before})
		if got.Own != test.own || got.New == "" {
			t.Errorf("%s: own %q, new %q", name, got.Own, got.New)
		}
	}
	if got := Read(Input{Text: attribution + asked, Subject: "Re: Plan", Sender: jane, Before: []string{asked}}); got.New != "" || got.Quoted == "" {
		t.Errorf("all of it known: %+v", got)
	}
}

// Without the log, the sender's name shows that a marked text above the quotation is theirs.
func TestRead_whatTheSenderSignedIsShown(t *testing.T) {
	t.Parallel()
	quotation := "> > " + strings.ReplaceAll(asked, "\n", "\n> > ")
	text := "On 2026-03-02 09:12, Agency log wrote:\n> Dear Li Na,\n>\n> approved.\n>\n> Jane\n>\n> -- Please reply above this line --\n>\n" + quotation
	if got := Read(Input{Text: text, Subject: "Re: Plan", Sender: jane}); got.New != "Dear Li Na,\n\napproved.\n\nJane" || got.Own != "" {
		t.Errorf("%+v", got)
	}
	text = strings.Replace(text, "Agency log wrote", "Jane Porter wrote", 1)
	if got := Read(Input{Text: text, Subject: "Re: Plan", Sender: jane}); got.New != "" {
		t.Errorf("an earlier mail of theirs: %+v", got)
	}
}

// A side mail, which the log lacks, stays quoted: its words are not the sender's.
func TestRead_aMailBetweenIsNoAnswer(t *testing.T) {
	t.Parallel()
	text := "On 2026-03-02 10:00, Tom wrote:\n> Then the price rises to 4,800 euros.\n>\n> On 2026-03-02 09:12, Li Na wrote:\n>> " + strings.ReplaceAll(asked, "\n", "\n>> ")
	if got := Read(Input{Text: text, Subject: "Re: Plan", Sender: jane, Before: []string{"", asked}}); got.New != "" || got.Own != "" || !strings.Contains(got.Quoted, "4,800") {
		t.Errorf("%+v", got)
	}
}
