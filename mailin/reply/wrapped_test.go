package reply

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// attributions are lines with which programs introduce a quotation, as they write them before
// anything wraps them.
var attributions = []string{
	"On Mon, Mar 2, 2026 at 9:12 AM Li Na <li.na@agency.example> wrote:",
	"On 2026-03-02 09:12, Li Na wrote:",
	"On 2 Mar 2026, at 09:12, Li Na (Agency) <log+r.k3v9q2x7m4@agency.example> wrote:",
	"Am 02.03.2026 um 09:12 schrieb Li Na <li.na@agency.example>:",
	"Li Na <li.na@agency.example> schrieb am Mo., 2. März 2026, 09:12:",
	"Le lun. 2 mars 2026 à 09:12, Li Na <li.na@agency.example> a écrit :",
	"El lun, 2 mar 2026 a las 9:12, Li Na (<li.na@agency.example>) escribió:",
	"Il giorno lun 2 mar 2026 alle ore 09:12 Li Na <li.na@agency.example> ha scritto:",
	"Op ma 2 mrt 2026 om 09:12 schreef Li Na <li.na@agency.example>:",
	"пн, 2 мар. 2026 г. в 09:12, Li Na <li.na@agency.example>:",
	"pon., 2 mar 2026 o 09:12 Li Na <li.na@agency.example> napisał(a):",
	"李娜 <li.na@agency.example> 于2026年3月2日周一 09:12写道：",
	"在 2026-03-02 09:12:45，\"李娜\" <li.na@agency.example> 写道：",
	"At 2026-03-02 09:12:00, \"李娜\" <li.na@agency.example> wrote:",
	"李娜 <li.na@agency.example> 於 2026年3月2日 週一 上午9:12寫道：",
	"2026年3月2日(月) 9:12 Li Na <li.na@agency.example>:",
}

// An attribution is one, wherever programs and servers wrapped it: between its words, within
// its address, more than once, with the mark of the quotation before the rest.
func TestTrim_attributionWrappedAnywhere(t *testing.T) {
	t.Parallel()
	for _, around := range [][2]string{{"\n\n", "\n> Shall we start on Monday?"}, {"\n", "\n\n> Shall we start on Monday?"}, {"\n\n", "\nShall we start on Monday?"}} {
		for _, attribution := range attributions {
			for _, wrapped := range wrappings(attribution) {
				got := Read(Input{Text: "Yes, please start." + around[0] + wrapped + around[1] + "\n", Subject: "Re: Plan"})
				if got.New != "Yes, please start." {
					t.Errorf("%q above %q: new %q", wrapped, around[1], got.New)
				}
			}
		}
	}
}

// wrappings returns an attribution wrapped at each place, at two places, and at each width of
// a line.
func wrappings(attribution string) (list []string) {
	for i := range attribution {
		before, after := attribution[:i], attribution[i:]
		last, _ := utf8.DecodeLastRuneInString(before)
		first, _ := utf8.DecodeRuneInString(after)
		if i == 0 || isAlphabetic(last) && isAlphabetic(first) {
			continue
		}
		list = append(list, strings.TrimRight(before, " ")+"\n"+strings.TrimLeft(after, " "))
	}
	for width := 24; width < 78; width += 3 {
		list = append(list, filled(attribution, width))
	}
	return list
}

func isAlphabetic(r rune) bool { return unicode.IsLetter(r) && !unicode.Is(unicode.Han, r) }

// filled wraps a text between its words.
func filled(text string, width int) string {
	var b strings.Builder
	n := 0
	for i, word := range strings.Fields(text) {
		if size := utf8.RuneCountInString(word); i > 0 && n+1+size > width {
			b.WriteByte('\n')
			n = 0
		} else if i > 0 {
			b.WriteByte(' ')
			n++
		}
		b.WriteString(word)
		n += utf8.RuneCountInString(word)
	}
	return b.String()
}
