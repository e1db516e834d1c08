// Package manual makes the manual pages: of all commands, of the configuration and of the
// words that people may write. It writes the macros of man(7).
package manual

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// About is what the pages have in common.
type About struct {
	Version string
	Date    time.Time
}

// widest is the longest line of a source, as far as there are spaces to break at.
const widest = 78

// width returns how long a line of a source is for who formats it: a letter that is not
// ASCII becomes \[u4E2D] before.
func width(line string) (n int) {
	for _, r := range line {
		if n++; r >= utf8.RuneSelf {
			n += len(`\[u4E2D]`) - 1
		}
	}
	return n
}

// page is the source of a manual page that is being written. Bold text in it is
// what bold returns.
type page struct {
	strings.Builder
	headed bool // a heading is right above: a paragraph begins by itself
}

// newPage begins a page that says in one line what name is.
func newPage(about About, name, section, line string) *page {
	p := &page{}
	fmt.Fprintf(p, ".TH %s %s %s \"rapport %s\" Rapport\n", quote(strings.ToUpper(name)), section, about.Date.UTC().Format(time.DateOnly), about.Version)
	p.heading("Name")
	p.text(name + " " + dash + " " + line)
	return p
}

func (p *page) heading(text string) {
	fmt.Fprintf(p, ".SH %s\n", quote(strings.ToUpper(text)))
	p.headed = true
}

func (p *page) subheading(text string) {
	fmt.Fprintf(p, ".SS %s\n", quote(text))
	p.headed = true
}

func (p *page) paragraph(text string) {
	p.begin()
	p.text(text)
}

// begin begins a paragraph.
func (p *page) begin() {
	if !p.headed {
		p.WriteString(".PP\n")
	}
	p.headed = false
}

// item writes what a tag means.
func (p *page) item(tag, meaning string) {
	p.headed = false
	p.WriteString(".TP\n")
	p.WriteString(line(tag) + "\n")
	p.text(meaning)
}

// verbatim writes lines as they are.
func (p *page) verbatim(text string) {
	p.begin()
	p.WriteString(".in +4n\n.nf\n")
	for _, l := range strings.Split(outdent(text), "\n") {
		l = strings.ReplaceAll(strings.TrimRight(l, " \t"), "\t", "    ")
		if l == "" {
			p.WriteString(".sp\n")
			continue
		}
		p.WriteString(line(l) + "\n")
	}
	p.WriteString(".fi\n.in\n")
}

// text writes running text, in lines that people can read too.
func (p *page) text(text string) {
	var l string
	for _, word := range strings.Fields(text) {
		if l != "" && width(line(l+" "+word)) > widest {
			p.WriteString(line(l) + "\n")
			l = ""
		}
		l = strings.TrimPrefix(l+" "+word, " ")
	}
	if l != "" {
		p.WriteString(line(l) + "\n")
	}
}

// What bold puts around a text, and what separates a name from what it is: characters that
// no text has, since escape comes later.
const (
	boldBegins = "\x02"
	boldEnds   = "\x03"
	dash       = "\x04"
)

// bold marks a text to be shown in bold.
func bold(text string) string { return boldBegins + text + boldEnds }

// line escapes a line of text, which is no macro whatever it begins with.
func line(text string) string {
	text = strings.NewReplacer(boldBegins, `\fB`, boldEnds, `\fR`, dash, `\-`).Replace(escape(text))
	if strings.HasPrefix(text, ".") || strings.HasPrefix(text, "'") {
		return `\&` + text
	}
	return text
}

// escape writes a text so that it appears as it is: a hyphen as the one that people type,
// and as it can be searched for and copied.
func escape(text string) string {
	return strings.NewReplacer(`\`, `\e`, "-", `\-`, "\u00ad", "").Replace(strings.ToValidUTF8(text, string(utf8.RuneError)))
}

// quote makes a text one argument of a macro.
func quote(text string) string {
	return `"` + strings.ReplaceAll(escape(text), `"`, `""`) + `"`
}
