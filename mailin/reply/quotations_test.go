package reply

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rapport/store/corpustest"
)

func TestQuotations(t *testing.T) {
	t.Parallel()
	const gmail = "Agreed.\n\nOn Tue, 3 Mar 2026 at 10:00, Li Na <li@agency.example> wrote:\n> The domain expires.\n>\n> On Mon, 2 Mar 2026 at 09:00, Anna <anna@acme.example> wrote:\n>> Which domain do we have?\n"
	const outlook = "好的\n\n发件人: 李娜 <li@agency.example>\n发送时间: 2026年3月3日 10:00\n收件人: 王伟\n主题: 域名\n\n域名将到期。\n\n-----Original Message-----\nFrom: Anna <anna@acme.example>\nSent: Monday, March 2, 2026 9:00 AM\nTo: Li\nSubject: Domain\n\nWhich domain do we have?\n"
	for name, c := range map[string]struct {
		text, subject string
		want          []Quotation
	}{
		"Gmail":                      {gmail, "Re: Domain", []Quotation{{"Li Na <li@agency.example>", "3 Mar 2026 at 10:00", "The domain expires."}, {"Anna <anna@acme.example>", "2 Mar 2026 at 09:00", "Which domain do we have?"}}},
		"Outlook, two in a row":      {outlook, "回复: 域名", []Quotation{{"李娜 <li@agency.example>", "2026年3月3日 10:00", "域名将到期。"}, {"Anna <anna@acme.example>", "Monday, March 2, 2026 9:00 AM", "Which domain do we have?"}}},
		"not announced":              {"Yes.\n\n> The domain expires.\n", "Re: Domain", []Quotation{{"", "", "The domain expires."}}},
		"a forward is no quotation":  {strings.Replace(outlook, "好的", "", 1), "Fwd: 域名", nil},
		"nothing is quoted":          {"We wrote: all is well.\n", "Re: Domain", nil},
		"an arrow is no quotation":   {"a -> b\n", "", nil},
		"an address is no quotation": {"Write to Li Na <li@agency.example>\n", "", nil},
	} {
		got := Quotations(c.text, c.subject, "wang@acme.example")
		if !slices.EqualFunc(got, c.want, func(a, b Quotation) bool {
			return strings.Contains(a.From, b.From) && strings.Contains(a.Date, b.Date) && a.Text == b.Text
		}) {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
	if got := Quotations(strings.Repeat("> a\n", 100_000), "", ""); len(got) > mostQuotations {
		t.Errorf("%d quotations", len(got))
	}
	deep := ""
	for i := range 200 {
		deep += strings.Repeat(">", i) + "On Tue, 3 Mar 2026 at 10:00, Li <li@agency.example> wrote:\n"
	}
	if got := Quotations(deep, "", ""); len(got) > mostQuotations {
		t.Errorf("%d quotations", len(got))
	}
}

func TestTexts_have(t *testing.T) {
	t.Parallel()
	const mail = "Dear Anna,\n\nthe domain of the shop expires on 20 March, and we would renew it for two years.\nThe fee is 40 EUR, see https://registrar.example/fees\n\nBest\nLi"
	texts := TextsOf("Something else altogether, of another day.", mail)
	for quoted, want := range map[string]bool{
		mail: true,
		"Dear Anna,\nthe domain of the shop expires on\n20 March, and we would renew it\nfor two years.\nThe fee is 40 EUR, see\n<https://safe.example/?u=registrar>": true,
		"[EXTERNAL]\nthe domain of the shop expires on 20 March, and we would renew it for two years.":                                                                true,
		"Dear Anna,\n\nthe minutes of Monday are attached. Please confirm them by Friday.\nBest\nLi":                                                                  false,
		"Best\nLi": true,
		"Thanks":   false,
		"":         false,
	} {
		if got := texts.Have(quoted); got != want {
			t.Errorf("%q: %v", quoted, got)
		}
	}
	if Print("Dear Anna,\n> the domain") != Print("> Dear\n> Anna, the\ndomain") || Print("ok") != "" {
		t.Errorf("%q, %q", Print("Dear Anna,\n> the domain"), Print("ok"))
	}
}

// What the real replies beside the project quote is known again however it is wrapped, and is
// never taken for what another one quotes.
func TestTexts_corpus(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob(filepath.Join(corpustest.Dir(t), "reply", "*"))
	if err != nil {
		t.Fatal(err)
	}
	quoted := map[string]Quotation{}
	announced := 0
	for _, path := range paths {
		if text, ok := textOf(t, path); ok {
			for _, q := range Quotations(text, "Re: it", "") {
				if Print(q.Text) != "" {
					quoted[Print(q.Text)] = q
					if q.From != "" {
						announced++
					}
				}
			}
		}
	}
	wrong := 0
	for print, q := range quoted {
		rewrapped := strings.Join(strings.FieldsFunc(q.Text, func(r rune) bool { return r == '\n' }), " ")
		if !TextsOf("> "+rewrapped).Have(q.Text) && !TextsOf(q.Text).Have(q.Text) {
			t.Errorf("not known again: %.100q", q.Text)
		}
		for other, o := range quoted {
			// Each of two that have each other is the same mail.
			if other != print && TextsOf(o.Text).Have(q.Text) && !TextsOf(q.Text).Have(o.Text) {
				wrong++
				t.Logf("taken for another: %.100q, %.100q", q.Text, o.Text)
			}
		}
	}
	t.Logf("%d files, %d quotations, %d of them announced, %d taken for another", len(paths), len(quoted), announced, wrong)
	if len(quoted) < 12 || announced < 10 || wrong > 0 {
		t.Errorf("%d quotations, %d announced, %d wrong", len(quoted), announced, wrong)
	}
}
