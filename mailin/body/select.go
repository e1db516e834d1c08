// Package body selects the text that a person saw of a mail: of alternatives the
// plain one unless it says nothing, HTML as text, without what is hidden. It
// records where a mail shows different people different texts.
package body

import (
	"html"
	"strings"

	"rapport/mailin/mime"
	"rapport/store"
	"rapport/store/visible"
)

// Select fills in Text and HTML of m.Message: what a person saw of its texts.
func Select(m *mime.Parsed, limits mime.Limits) {
	s := selection{mail: m, limits: limits}
	shown := s.of(m.Content)
	text := s.text(shown)
	for _, otherwise := range []func() []content{s.spare, s.files} {
		if strings.TrimSpace(text) != "" && !s.isStub(text) {
			break
		}
		if other := otherwise(); len(other) > 0 {
			shown, text = other, s.text(other)
		}
	}
	if text = strings.TrimRight(text, "\n"); text != "" {
		text += "\n"
		if s.named && !m.Content.File { // its sender may only pass it on: it decides nothing
			m.Message.Beside = "[file] its only text is a file"
		}
	}
	m.Message.Text, m.Message.HTML = text, s.sourceOf(shown)
}

// selection is the selection of the text of one mail.
type selection struct {
	mail     *mime.Parsed
	limits   mime.Limits
	compared int  // alternatives
	named    bool // files are texts too
	spared   []content

	source string // of which the words were taken last
	shown  words
}

// wordsOfHTML returns the words of HTML that are shown at its start. A text is compared with
// the same HTML more than once.
func (s *selection) wordsOfHTML(source string) words {
	source = strings.TrimRight(source[:min(len(source), 4*comparedBytes)], "\n")
	if source != s.source {
		s.source, s.shown = source, wordsOfHTML(source)
	}
	return s.shown
}

// spare returns the texts of a winmail.dat.
func (s *selection) spare() (shown []content) {
	for _, p := range s.mail.Spare {
		shown = append(shown, shownAs(p))
	}
	s.spared = shown
	return shown
}

// isStub reports whether a text only says that the other is in a winmail.dat.
func (s *selection) isStub(text string) bool {
	return len(s.mail.Spare) > 0 && len(s.spared) == 0 && s.stubOf(text, s.mail.Spare[0].Text) == stub
}

// files returns what is to be shown where texts that are files count: phones, scanners and
// gateways put a file name on the only text of a mail.
func (s *selection) files() []content {
	s.named = true
	return s.of(s.mail.Content)
}

// of returns what is to be shown of a part.
func (s *selection) of(p *mime.Part) []content {
	if p == nil || p.File && !p.Tail && !s.named {
		return nil
	}
	if !strings.HasPrefix(p.Type, "multipart/") {
		return []content{shownAs(p)}
	}
	var shown []content
	for _, inner := range p.Parts {
		switch of := s.of(inner); {
		case p.Type == "multipart/alternative":
			shown = s.better(shown, of)
		case inner.Tail && s.repeats(of, shown):
		default:
			shown = append(shown, of...)
		}
	}
	return shown
}

// repeats reports whether texts have no word that is not in others.
func (s *selection) repeats(texts, others []content) bool {
	return s.words(texts).missingFrom(s.words(others)) == 0
}

func (s *selection) words(texts []content) (all words) {
	for _, c := range texts {
		text := c.text
		if c.html {
			text = HTMLText(text, min(s.limits.Text, comparedBytes))
		}
		all.addAll(text)
	}
	return all
}

// content is the text that a part has to show.
type content struct {
	text   string // HTML still as it is
	html   bool
	worth  worth
	beside []content // what says the same as text, and is not shown: its alternatives
}

// shownAs returns what is to be shown of a text.
func shownAs(p *mime.Part) content {
	kind, params, text := p.Type, p.Params, p.Text
	switch kind {
	case "text/html", "text/x-amp-html", "text/watch-html":
		if isUnmarked(text) && strings.TrimSpace(text) != "" {
			return content{text: unescaped(text), worth: worthHTML}
		}
		c := content{text: text, html: true, worth: worthHTML}
		if strings.TrimSpace(text) == "" {
			c.worth = worthNothing
		} else if kind != "text/html" { // for few programs, and beside what all of them show
			c.worth = worthMarkup
		}
		return c
	case "text/enriched", "text/richtext":
		return content{text: enrichedText(text), worth: worthMarkup}
	}
	if isMarkup(text) {
		return content{text: text, html: true, worth: worthHTML}
	}
	if strings.EqualFold(params["format"], "flowed") {
		text = unflow(text, strings.EqualFold(params["delsp"], "yes"))
	}
	text = unarmoured(text)
	return content{text: text, worth: plainWorth(text)}
}

// worth is what a text is worth where one of several is to be shown.
type worth int

const (
	worthNothing worth = iota // no text at all, or a stub
	worthMarkup               // text/enriched and the like
	worthHTML
	worthPlain
)

// worthOf returns the worth of the best of several texts.
func worthOf(texts []content) worth {
	most := worthNothing
	for _, c := range texts {
		most = max(most, c.worth)
	}
	return most
}

// better chooses between two alternatives: plain text, unless it says nothing. Where that is
// in doubt, it is kept beside.
func (s *selection) better(one, other []content) []content {
	switch {
	case len(one) == 0, len(other) > 0 && worthOf(other) > worthOf(one):
		one, other = other, one
	}
	if plain, source, ok := beside(one, other); ok {
		switch s.stubOf(plain, source) {
		case doubted:
			s.mail.Defect(store.DefectContradicts)
			s.mail.Message.Beside = "[text] " + strings.TrimSpace(plain) // what others read
			fallthrough
		case stub:
			for i := range one {
				one[i].worth = worthNothing
			}
			one, other = other, one
		}
	}
	if len(one) > 0 && len(other) > 0 {
		one[0].beside = append(one[0].beside, other...)
	}
	return one
}

// beside returns the plain text and the HTML of two alternatives that are that; ok is false
// where they are not.
func beside(one, other []content) (plain, source string, ok bool) {
	if len(one) == 0 || len(other) == 0 || worthOf(one) != worthPlain {
		return "", "", false
	}
	for _, c := range one {
		if c.html {
			return "", "", false
		}
		plain += c.text + "\n"
	}
	for _, c := range other {
		if !c.html {
			return "", "", false
		}
		source += c.text + "\n"
	}
	return plain, source, true
}

// cutOff are the ends of plain text that a program has shortened.
var cutOff = []string{"[...]", "[…]", "[message clipped]", "[truncated]", "[邮件被截断]"}

// plainWorth reports whether plain text is all there is to say, and not a part of it.
func plainWorth(text string) worth {
	text = strings.TrimSpace(text)
	if text == "" {
		return worthNothing
	}
	end := strings.ToLower(text[max(0, len(text)-20):])
	for _, cut := range cutOff {
		if strings.HasSuffix(end, cut) {
			return worthMarkup
		}
	}
	return worthPlain
}

// text makes one text of what is to be shown.
func (s *selection) text(parts []content) string {
	var b strings.Builder
	for _, c := range parts {
		if b.Len() > 2*s.limits.Text {
			s.mail.Defect("the text is longer than limits.text allows; the rest is left out")
			break
		}
		text := c.text
		if c.html {
			var defects []string
			text, defects = htmlText(text, s.limits.Text)
			for _, defect := range defects {
				s.mail.Defect(defect)
			}
		} else {
			s.compare(c)
		}
		text = visible.Lines(text)
		if b.Len() > 0 && strings.TrimSpace(text) != "" {
			b.WriteString("\n")
		}
		b.WriteString(text)
		if text != "" && !strings.HasSuffix(text, "\n") {
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// maxCompared bounds the alternatives of a mail that are compared.
const maxCompared = 10

// compare says where a text that is shown has an alternative that says something
// else: other programs show that one.
func (s *selection) compare(c content) {
	for _, other := range c.beside {
		if !other.html {
			continue
		}
		if s.compared++; s.compared > maxCompared {
			return
		}
		if s.contradicts(c.text, other.text) {
			s.mail.Defect(store.DefectContradicts)
			return
		}
	}
}

// sourceOf returns the source of what is shown, where any of it is HTML or has an
// alternative that is. Text that has none is in it preformatted, so that it
// is all there. It is cut at limits.text.
func (s *selection) sourceOf(parts []content) string {
	var b strings.Builder
	found := false
	write := func(source string) {
		if room := s.limits.Text - b.Len(); len(source) > room {
			source = strings.ToValidUTF8(source[:room], "")
		}
		b.WriteString(source)
	}
	for _, c := range parts {
		has := false
		for _, from := range append([]content{c}, c.beside...) {
			if from.html {
				write(from.text)
				has = true
			}
		}
		found = found || has
		if !has && strings.TrimSpace(c.text) != "" {
			write("<pre>" + html.EscapeString(c.text) + "</pre>")
		}
	}
	if !found {
		return ""
	}
	return b.String()
}
