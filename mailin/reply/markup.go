package reply

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
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

const (
	longestHTML = 1 << 20 // bytes that are looked through
	mostOpen    = 200     // elements
)

// readMarkup reads HTML in one pass. Where no container of a known program is in
// it, the stream is empty: then the text says all there is.
func readMarkup(source string) stream {
	var s stream
	if len(source) > longestHTML {
		return s
	}
	m := markup{stream: &s}
	tokens := html.NewTokenizer(strings.NewReader(source))
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			if !m.found {
				return stream{}
			}
			return s
		case html.TextToken:
			m.text(tokens.Text())
		case html.StartTagToken:
			name, more := tokens.TagName()
			m.start(atom.Lookup(name), tokens, more, string(name))
		case html.EndTagToken:
			name, _ := tokens.TagName()
			m.end(atom.Lookup(name))
		}
	}
}

// markup is the reading of HTML as far as it has come.
type markup struct {
	*stream
	open    []opened
	history bool // the place from which on all is history was passed
	found   bool
}

type opened struct {
	tag    atom.Atom
	nested int // open elements of the same tag in it
	hint   hint
	hidden bool
}

func (m *markup) now() hint {
	h := hintNew
	if m.history {
		h = hintHistory
	}
	for _, o := range m.open {
		if o.hint != noHint && (h != hintQuoted || o.hint == hintQuoted) {
			h = o.hint
		}
	}
	return h
}

func (m *markup) text(text []byte) {
	for _, o := range m.open {
		if o.hidden {
			return
		}
	}
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

func (m *markup) start(tag atom.Atom, tokens *html.Tokenizer, more bool, name string) {
	o := opened{tag: tag}
	switch tag {
	case atom.Hr:
		// The rule of Zimbra and of the former Hotmail.
		for more {
			var key, value []byte
			key, value, more = tokens.TagAttr()
			if string(key) == "id" && (string(value) == "zwchr" || string(value) == "stopSpelling") {
				m.history, m.found = true, true
			}
		}
		return
	case atom.Br, atom.Img, atom.Input, atom.Meta, atom.Link, atom.Col, atom.Wbr, atom.Base:
		return
	case atom.Script, atom.Style, atom.Title, atom.Head:
		o.hidden = true
	case atom.Body:
		m.open = m.open[:0] // what the head left open
		return
	}
	indent := false
	for n := 0; more && n < 30; n++ {
		var key, value []byte
		key, value, more = tokens.TagAttr()
		switch string(key) {
		case "class", "id", "name", "data-marker":
			word := bytes.ToLower(value[:min(len(value), 300)])
			if h, ok := containerOf(word); ok && h != noHint {
				o.hint = h
			}
			if string(word) == "__quoted_text__" {
				o.hint = hintQuoted
			}
		case "style":
			style := strings.ToLower(string(value[:min(len(value), 500)]))
			indent = isIndent(style)
			if tag == atom.Div && isOutlookRule(style) {
				o.hint = hintHistory
			}
		}
	}
	if tag == atom.Blockquote && !indent && o.hint == noHint {
		o.hint = hintQuoted
	}
	if tag == 0 && name == "includetail" {
		o.hint = hintHistory
	}
	if o.hint != noHint {
		m.found = true
	}
	if o.hint == hintHistory {
		// It does not end with the element: that holds the header alone.
		m.history = true
		o.hint = noHint
	}
	if o.hint == noHint && !o.hidden {
		for i := len(m.open) - 1; i >= 0; i-- {
			if m.open[i].tag == tag {
				m.open[i].nested++
				break
			}
		}
		return
	}
	if len(m.open) < mostOpen {
		m.open = append(m.open, o)
	}
}

func (m *markup) end(tag atom.Atom) {
	for i := len(m.open) - 1; i >= 0; i-- {
		if m.open[i].tag != tag {
			continue
		}
		if m.open[i].nested > 0 {
			m.open[i].nested--
			return
		}
		m.open = m.open[:i]
		return
	}
}

func containerOf(word []byte) (hint, bool) {
	for _, c := range containers {
		if bytes.Contains(word, []byte(c.name)) {
			return c.hint, true
		}
	}
	return noHint, false
}

// isIndent knows the blockquote with which Gmail and Outlook indent.
func isIndent(style string) bool {
	style = strings.ReplaceAll(style, " ", "")
	return strings.Contains(style, "border:none") && strings.Contains(style, "40px")
}

// isOutlookRule knows the line that Outlook draws above what is answered.
func isOutlookRule(style string) bool {
	style = strings.ReplaceAll(style, " ", "")
	return strings.Contains(style, "border:none") && strings.Contains(style, "border-top:solid") &&
		(strings.Contains(style, "#b5c4df") || strings.Contains(style, "#e1e1e1")) && strings.Contains(style, "padding:3")
}

// appendBare appends text as it is compared: without spaces, quote marks and
// the signs that stand for bold and links.
func appendBare(to, text []byte) []byte {
	for len(text) > 0 {
		c := text[0]
		if c < utf8.RuneSelf {
			if !isLoose1(c) {
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

// isLoose1 says whether a character may be in one rendering and not in another.
func isLoose1(c byte) bool {
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

// linkIn gives where a link begins that the rendering of HTML adds, or 0.
func linkIn(text string) int {
	if i := strings.Index(text, "<http"); i > 0 {
		return i
	}
	return max(0, strings.Index(text, "["))
}

// hintAt gives what the markup says of the byte at i.
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
