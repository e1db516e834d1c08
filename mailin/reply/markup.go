package reply

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html/atom"

	"rapport/mailin/body/markup"
)

// hint is what the HTML of a mail says of a line of its text.
type hint byte

const (
	noHint       hint = iota
	hintNew           // shown, and in no container
	hintQuoted        // in a container for what is quoted
	hintAnnounce      // in one for what announces a quotation
	hintSigned        // in one for a signature
	hintHistory       // below the place from which on all is history
)

// container is what a mail program calls an element that it makes.
type container struct {
	name string // a part of its class or id
	hint hint
}

// containers by which programs set apart what they quote, and the signature. An
// id or class is compared in lower case and in part: webmail puts its own
// letters before it.
var containers = []container{
	// Gmail: the text beside the blockquote in gmail_quote may be an answer.
	{"gmail_attr", hintAnnounce}, {"gmail_signature", hintSigned},
	{"moz-cite-prefix", hintAnnounce}, {"moz-signature", hintSigned}, {"yahoo_quoted", hintQuoted}, {"yahoo-signature", hintSigned}, {"yahooquoted", hintQuoted},
	{"protonmail_quote", hintQuoted}, {"protonmail_signature_block", hintSigned}, {"tutanota_quote", hintQuoted},
	{"zmail_extra", hintQuoted}, {"zimbra_quoted", hintQuoted}, {"isreplycontent", hintQuoted}, {"isforwardcontent", noHint},
	{"divrplyfwdmsg", hintHistory}, {"appendonsend", hintHistory}, {"mail-editor-reference-message-container", hintHistory}, {"olk_src_body_section", hintHistory},
	{"ms-outlook-mobile-reference-message", hintHistory}, {"ms-outlook-mobile-signature", hintSigned}, {"outlookmessageheader", hintHistory},
	{"history-quote-wrapper", hintQuoted}, {"lark-mail-quote", hintQuoted}, {"lark-mail-signature", hintSigned}, {"adit-html-block--collapsed", hintQuoted},
	{"__aliyun_previous", hintHistory}, {"__aliyun_signature_wrap", hintSigned}, {"includetail", hintHistory}, {"xmail_original", hintHistory}, {"original-mail-content", hintHistory},
	{"ntes-mailmaster-quote", hintQuoted}, {"ntes_signature", hintSigned}, {"mailmaster_signature", hintSigned}, {"foxmail_signature", hintSigned}, {"qqmail_sign", hintSigned}, {"xm_signature", hintSigned},
	{"spark_quote", hintQuoted}, {"emclient_quote", hintQuoted}, {"_mail_quote", hintQuoted}, {"mail_android_quote", hintQuoted}, {"k9mail-signature", hintSigned},
	{"applemailsignature", hintSigned}, {"moz-forward-container", noHint}, {"rm-quote", hintQuoted}, {"hs_reply", noHint}, {"freshdesk_quote", hintQuoted}, {"front-blockquote", hintQuoted}, {"gmail_quote_attribution", hintAnnounce},
	{"pcmac-signature", hintSigned}, {"mail-signature", hintSigned}, {"email-signature", hintSigned}, {"email_signature", hintSigned}, {"mail_signature", hintSigned},
}

// stream is the text of HTML without its spaces, and what the markup says of
// each part of it.
type stream struct {
	text []byte
	runs []run
}

// run says what the text up to end is.
type run struct {
	end  int
	hint hint
}

const longestHTML = 1 << 20 // bytes that are looked through

// Markup is what the HTML of a mail shows beside its text.
type Markup struct {
	source string
	hints  stream // empty where no container of a known program is in it: then the text says all
	shown  []byte // all that is shown, without its spaces
	unseen []unseenRun
}

// ReadMarkup reads HTML in one pass.
func ReadMarkup(source string) *Markup {
	m := reading{}
	m.pass = markup.Pass[hint]{
		Text: func(text []byte) {
			switch {
			case m.pass.IsFaint():
				m.addUnseen(text, true)
			case m.pass.Struck > 0:
				m.addUnseen(text, false)
			}
			m.text(text)
		},
		Unseen: func(text []byte) { m.addUnseen(text, true) },
		Start:  m.start,
	}
	m.pass.Read(source)
	read := &Markup{source: source, shown: m.stream.text, unseen: m.unseen}
	if m.found && len(source) <= longestHTML {
		read.hints = m.stream
	}
	return read
}

// markup returns what the HTML of m shows.
func (m *Input) markup() *Markup {
	if m.Markup != nil && m.Markup.source == m.HTML {
		return m.Markup
	}
	return ReadMarkup(m.HTML)
}

// reading is the reading of HTML as far as it has come.
type reading struct {
	stream
	pass    markup.Pass[hint]
	unseen  []unseenRun
	history bool // the place from which on all is history was passed
	found   bool
}

// now returns what the markup shows of the text here: the innermost container
// counts, but a quotation holds whatever is in it.
func (m *reading) now() hint {
	innermost := noHint
	for h := range m.pass.Open {
		if *h == hintQuoted {
			return hintQuoted
		}
		if innermost == noHint {
			innermost = *h
		}
	}
	switch {
	case innermost != noHint:
		return innermost
	case m.history:
		return hintHistory
	}
	return hintNew
}

func (m *reading) text(text []byte) {
	before := len(m.stream.text)
	m.stream.text = appendBare(m.stream.text, text)
	if len(m.stream.text) == before {
		return
	}
	now := m.now()
	if n := len(m.runs); n > 0 && m.runs[n-1].hint == now {
		m.runs[n-1].end = len(m.stream.text)
		return
	}
	m.runs = append(m.runs, run{len(m.stream.text), now})
}

func (m *reading) start(tag atom.Atom, name []byte, attributes []markup.Attribute) (of hint, keep bool) {
	if tag == atom.Hr { // the rule of Zimbra and of the former Hotmail
		id := string(markup.Value(attributes, atom.Id))
		m.passed(id == "zwchr" || id == "stopSpelling")
		return noHint, false
	}
	for _, a := range attributes {
		switch a.Name {
		case atom.Class, atom.Id, atom.Name:
			word := bytes.ToLower(a.Value[:min(len(a.Value), 300)])
			if h, ok := containerOf(word); ok && h != noHint {
				of = h
			}
			if string(word) == "__quoted_text__" {
				of = hintQuoted
			}
		case atom.Style:
			if tag == atom.Div && isOutlookRule(a.Value) {
				of = hintHistory
			}
		}
	}
	switch {
	case tag == atom.Body:
		of = noHint
	case tag == 0 && string(name) == "includetail":
		of = hintHistory
	case tag == atom.Blockquote && of == noHint && !markup.IsIndent(attributes):
		of = hintQuoted
	}
	if of == hintHistory {
		// It does not end with the element: that holds the header alone.
		m.passed(true)
		return noHint, false
	}
	m.found = m.found || of != noHint
	return of, of != noHint
}

// passed notes whether the place from which on all is history was passed.
func (m *reading) passed(here bool) {
	m.history, m.found = m.history || here, m.found || here
}

func containerOf(word []byte) (hint, bool) {
	for _, c := range containers {
		if bytes.Contains(word, []byte(c.name)) {
			return c.hint, true
		}
	}
	return noHint, false
}

// isOutlookRule knows the line that Outlook draws above what is answered.
func isOutlookRule(value []byte) bool {
	style := string(markup.Style(nil, value))
	return strings.Contains(style, "border:none") && strings.Contains(style, "border-top:solid") &&
		(strings.Contains(style, "#b5c4df") || strings.Contains(style, "#e1e1e1")) && strings.Contains(style, "padding:3")
}

// appendBare appends text as it is compared: without spaces, quote marks and
// the signs that stand for bold and links.
func appendBare(to, text []byte) []byte {
	for len(text) > 0 {
		c := text[0]
		if c < utf8.RuneSelf {
			if !isLooseByte(c) {
				to = append(to, c)
			}
			text = text[1:]
			continue
		}
		r, size := utf8.DecodeRune(text)
		if !isSpace(r) && !unicode.IsControl(r) && r != '＞' && r != utf8.RuneError {
			to = append(to, text[:size]...)
		}
		text = text[size:]
	}
	return to
}

// isLooseByte reports whether a character may be in one rendering and not in another.
func isLooseByte(c byte) bool {
	return c <= ' ' || c == '>' || c == '*' || c == '_' || c == '|' || c == '-' || c == 0x7f
}

const (
	window    = 4 << 10 // bytes of HTML in which a line is looked for
	shortLine = 12      // bytes up to which a line must be near
	nearby    = 60      // bytes
)

// hintLines finds each line in the stream and notes what that says of it. Where
// text and HTML do not say the same, it notes nothing.
func hintLines(lines []line, s stream) {
	if len(s.text) == 0 {
		return
	}
	at, shown, found := 0, 0, 0
	hints := make([]hint, len(lines))
	var bare []byte
	for i, l := range lines {
		if l.text == "" {
			continue
		}
		bare = appendBare(bare[:0], []byte(l.text))
		if len(bare) == 0 {
			continue
		}
		shown += len(bare)
		within := window
		if len(bare) <= shortLine {
			within = nearby + len(bare)
		}
		j := bytes.Index(s.text[at:min(len(s.text), at+within)], bare)
		if j < 0 {
			if cut := linkIn(l.text); cut > 0 {
				bare = appendBare(bare[:0], []byte(l.text[:cut]))
				j = bytes.Index(s.text[at:min(len(s.text), at+window)], bare)
			}
			if j < 0 || len(bare) == 0 {
				continue
			}
		}
		found += len(bare)
		at += j + len(bare)
		hints[i] = s.hintAt(at - len(bare))
	}
	if found*10 < shown*6 {
		return
	}
	for i := range lines {
		lines[i].hint = hints[i]
		if hints[i] == hintQuoted && lines[i].depth == 0 {
			lines[i].depth, lines[i].field = 1, noField
		}
	}
}

// linkIn returns where a link begins that the rendering of HTML adds, or 0.
func linkIn(text string) int {
	if i := strings.Index(text, "<http"); i > 0 {
		return i
	}
	return max(0, strings.Index(text, "["))
}

// hintAt returns what the markup shows of the byte at i.
func (s stream) hintAt(i int) hint {
	lo, hi := 0, len(s.runs)
	for lo < hi {
		if mid := (lo + hi) / 2; s.runs[mid].end > i {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	if lo == len(s.runs) {
		return noHint
	}
	return s.runs[lo].hint
}
