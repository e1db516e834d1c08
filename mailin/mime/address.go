package mime

import (
	"strings"
	"unicode"

	"github.com/emersion/go-message/mail"

	"rapport/store"
	"rapport/store/visible"
)

// Addresses returns the addresses of all fields of that name, in order (RFC 5322
// section 3.4), at most as many as limits allow. It refuses no field: text that
// is no address becomes a defect.
func (h *Header) Addresses(name string, limits Limits) []store.Address {
	var list []store.Address
	for _, f := range h.Fields {
		if !strings.EqualFold(f.Name, name) || len(f.Value) == 0 {
			continue
		}
		text := h.rawText(f.Value)
		if one, other, found := strings.Cut(text, "\r"); found && looksLikeField([]byte(other)) {
			h.defect("a bare CR within the field " + f.Name + ", and what looks like another behind it")
			text = one
		}
		list = append(list, h.AddressList(text, f.Name, limits)...)
		if len(list) > limits.Addresses {
			h.defect("more addresses than limits.addresses in " + f.Name)
			return list[:limits.Addresses]
		}
	}
	return list
}

// AddressList returns the addresses in text, the value of the field name.
func (h *Header) AddressList(text, name string, limits Limits) []store.Address {
	if list, ok := h.soundList(text); ok {
		return list
	}
	var list []store.Address
	for _, one := range splitAddresses(text, limits.Addresses+1) {
		if strings.Contains(one, ":@") || strings.Trim(uncommented(one), "<> \t") == "" {
			continue // a group of nobody, as some programs write it, or a comment
		}
		first, rest, several := strings.Cut(one, ",")
		for several && isWords(first) && strings.Contains(h.decodeWords(first), "@") { // no comma of a name
			list, one = append(list, h.AddressList(first, name, limits)...), rest
			first, rest, several = strings.Cut(one, ",")
		}
		if inner, ok := h.mailboxInWords(one); ok {
			h.defect("an address within an encoded word in " + name + ": " + printable(inner, 60))
			list = append(list, h.AddressList(inner, name, limits)...)
		} else if a, ok := h.address(one); ok {
			list = append(list, a)
		} else if bare := bareAddresses(one); len(bare) > 0 {
			h.defect("an address without brackets in " + name + ": " + printable(one, 60))
			list = append(list, bare...)
		} else if one = visible.Line(h.decodeWords(one)); one != "" {
			h.defect("no address in " + name + ": " + printable(one, 60))
		}
	}
	return list
}

// mailboxInWords returns the text of encoded words that hold the address itself, which
// RFC 2047 section 5 forbids and some programs do: all of "name <address>", or what is
// in the brackets. A name that is another address does not count: there the brackets
// have one that can be read as it is.
func (h *Header) mailboxInWords(text string) (inner string, ok bool) {
	if !strings.Contains(text, "=?") {
		return "", false
	}
	if name, address, angle := cutAngle(text); angle && isOutsideWords(text, len(name)) {
		inner := strings.TrimSpace(h.decodeWords(strings.TrimSpace(address)))
		switch {
		case strings.Contains(address, "=?"):
			if strings.HasSuffix(inner, ">") { // name and brackets once more
				return inner, strings.Contains(inner, "@")
			}
			return name + " <" + inner + ">", strings.Contains(inner, "@") && !strings.ContainsAny(inner, "<> \t,;")
		case strings.TrimSpace(address) != "":
			return "", false
		}
		text = name
	}
	if text = strings.Trim(text, "\"' \t"); !isWords(text) {
		return "", false
	}
	inner = h.decodeWords(text)
	return inner, strings.Contains(inner, "@")
}

// isWords reports whether text is encoded words and nothing else.
func isWords(text string) bool {
	found := false
	for text = strings.TrimLeft(text, " \t"); strings.HasPrefix(text, "=?"); text = strings.TrimLeft(text, " \t") {
		_, rest, ok := cutWord(text)
		if !ok {
			return false
		}
		text, found = rest, true
	}
	return found && text == ""
}

// isOutsideWords reports whether what stands at an offset of text is not part of an
// encoded word.
func isOutsideWords(text string, at int) bool {
	for i := 0; ; {
		next := strings.Index(text[i:], "=?")
		if next < 0 || i+next >= at {
			return true
		}
		_, rest, ok := cutWord(text[i+next:])
		if i += next + 2; ok {
			if i = len(text) - len(rest); i > at {
				return false
			}
		}
	}
}

// wordOpen stands for the "=?" that begins an encoded word while go-message reads
// a list: it would decode each word by itself, and many programs split a character
// between two.
const wordOpen = "\U000F0000"

// soundList reads a list as go-message does, where that takes all of it and loses
// nothing: not the comments in a name, nor the quotes around a local part.
func (h *Header) soundList(text string) ([]store.Address, bool) {
	if strings.Contains(text, "(") || strings.Contains(text, `"@`) || strings.Contains(text, wordOpen) {
		return nil, false
	}
	words := strings.Contains(text, "=?")
	if words {
		text = strings.ReplaceAll(text, "=?", wordOpen)
	}
	parsed, err := mail.ParseAddressList(text)
	if err != nil {
		return nil, false
	}
	list := make([]store.Address, 0, len(parsed))
	for _, a := range parsed {
		name, address := a.Name, a.Address
		if address[0] == '\'' || strings.ContainsFunc(address, unicode.IsSpace) { // some programs put such around or into an address
			return nil, false
		}
		if words {
			if strings.Contains(address, wordOpen) { // the address itself is encoded
				return nil, false
			}
			name = strings.ReplaceAll(name, wordOpen, "=?")
		}
		list = append(list, store.Address{Name: h.phrase(name), Address: visible.Line(address)})
	}
	return list, true
}

// bareAddresses returns the words that look like addresses where neither brackets
// nor commas set them apart.
func bareAddresses(text string) []store.Address {
	var list []store.Address
	for word := range strings.FieldsSeq(text) {
		word = visible.Line(strings.Trim(word, `"'(),:;`))
		if i := strings.IndexByte(word, '@'); i > 0 && i < len(word)-1 && !strings.ContainsAny(word, `"()`) {
			list = append(list, store.Address{Address: word})
		}
	}
	return list
}

// address reads one mailbox.
func (h *Header) address(text string) (store.Address, bool) {
	text = strings.TrimSpace(text)
	name, rest, angle := cutAngle(text)
	if angle && strings.IndexByte(rest, '(') >= 0 && !quotedLocal(rest) {
		rest = uncommented(rest)
	}
	if !angle {
		// A bare address, perhaps with the name in a comment behind it or before it.
		bare, comment := text, ""
		if i := strings.IndexByte(text, '('); i >= 0 && strings.Contains(text[:i], "@") {
			bare, comment = strings.TrimSpace(text[:i]), strings.Trim(strings.TrimSpace(text[i:]), "()")
		} else if end := strings.LastIndexByte(text, ')'); i == 0 && end > 0 {
			bare, comment = strings.TrimSpace(text[end+1:]), text[1:end]
		}
		if strings.ContainsAny(bare, " \t") {
			bare = tight(bare)
		}
		if !strings.Contains(bare, "@") || strings.ContainsAny(strings.Trim(bare, `"'`), " \t\"") && !quotedLocal(bare) {
			if a, err := mail.ParseAddress(text); err == nil { // with white space or comments inside
				return store.Address{Name: h.displayName(a.Name), Address: visible.Line(a.Address)}, true
			}
			return store.Address{}, false
		}
		return store.Address{Name: h.displayName(comment), Address: visible.Line(strings.Trim(bare, `'`))}, true
	}
	address := strings.Join(strings.Fields(visible.Line(strings.Trim(rest, `'"`))), "")
	if quotedLocal(rest) {
		address = visible.Line(rest)
	}
	if i := strings.LastIndexByte(address, ':'); strings.HasPrefix(address, "@") && i > 0 { // a source route (RFC 5322 section 4.4)
		address = address[i+1:]
	}
	address = strings.TrimPrefix(address, "mailto:")
	if address == "" {
		return store.Address{}, false
	}
	return store.Address{Name: h.displayName(name), Address: address}, true
}

// uncommented takes the comments (RFC 5322 section 3.2.2) out of a mailbox. What
// is not closed is none.
func uncommented(text string) string {
	last := strings.LastIndexByte(text, ')')
	var b strings.Builder
	depth, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && i+1 < len(text):
			if depth == 0 {
				b.WriteString(text[i : i+2])
			}
			i++
			continue
		case depth == 0 && c == '"':
			quoted = !quoted
		case quoted:
		case c == '(' && i < last:
			depth++
			continue
		case c == ')' && depth > 0:
			depth--
			continue
		}
		if depth == 0 {
			b.WriteByte(text[i])
		}
	}
	return b.String()
}

// tight takes the white space out that stands around the dots and the @ of an
// address (RFC 5322 section 4.4).
func tight(text string) string {
	var b strings.Builder
	for word := range strings.FieldsSeq(text) {
		if so := b.String(); so != "" && !strings.HasSuffix(so, ".") && !strings.HasSuffix(so, "@") && word[0] != '.' && word[0] != '@' {
			b.WriteByte(' ')
		}
		b.WriteString(word)
	}
	return b.String()
}

// quotedLocal reports whether the part before the @ is a quoted string.
func quotedLocal(address string) bool {
	if !strings.HasPrefix(address, `"`) {
		return false
	}
	_, err := mail.ParseAddress(address)
	return err == nil
}

// displayName makes text of a phrase: quotes go, encoded words are decoded, also
// where they stand inside quotes, as they must not but do.
func (h *Header) displayName(phrase string) string {
	phrase = strings.TrimSpace(phrase)
	var b strings.Builder
	for i := 0; i < len(phrase); i++ {
		switch c := phrase[i]; {
		case c == '\\' && i+1 < len(phrase):
			i++
			b.WriteByte(phrase[i])
		case c == '"':
		default:
			b.WriteByte(c)
		}
	}
	return h.phrase(b.String())
}

// phrase makes text of a phrase without its quotes.
func (h *Header) phrase(text string) string {
	name := visible.Line(h.decodeWords(text))
	if strings.Contains(name, "=?") { // encoded twice
		name = visible.Line(h.decodeWords(name))
	}
	if len(name) > 1 && name[0] == '\'' && name[len(name)-1] == '\'' { // as Outlook quotes an address
		name = strings.TrimSpace(name[1 : len(name)-1])
	}
	return name
}

// cutAngle splits "name <address>" at its last pair of angle brackets that
// stands outside quotes.
func cutAngle(text string) (name, address string, ok bool) {
	open, end, quoted := -1, -1, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && quoted:
			i++
		case c == '"':
			quoted = !quoted
		case c == '<' && !quoted:
			open, end = i, -1
		case c == '>' && !quoted && open >= 0 && end < 0:
			end = i
		}
	}
	if open < 0 { // an odd quote may hide it
		if open = strings.LastIndexByte(text, '<'); open < 0 {
			return "", "", false
		}
		end = -1
		if i := strings.IndexByte(text[open:], '>'); i > 0 {
			end = open + i
		}
	}
	if end < 0 {
		end = len(text)
	}
	return strings.TrimRight(text[:open], " \t<"), text[open+1 : end], true
}

// splitAddresses splits a list at commas and semicolons outside quotes, comments
// and angle brackets, and takes group names off. A comma inside a name that
// nobody quoted leaves a piece without address, which goes to the next.
func splitAddresses(text string, most int) []string {
	var list []string
	start, depth := 0, 0
	quoted, angle := false, false
	lastQuote, lastClose := strings.LastIndexByte(text, '"'), strings.LastIndexByte(text, ')')
	filled, address := false, false // something stands in the piece; an @ or < does
	add := func(end int) {
		if one := strings.TrimSpace(text[start:end]); one != "" {
			list = append(list, one)
		}
		start, filled, address = end+1, false, false
	}
	for i := 0; i < len(text) && len(list) < most; i++ {
		address = address || text[i] == '@' || text[i] == '<'
		switch c := text[i]; {
		case c == '\\' && (quoted || depth > 0):
			i++
		case c == '"' && depth == 0:
			quoted = !quoted && i < lastQuote
		case quoted:
		case c == '(':
			if depth > 0 || i < lastClose {
				depth++
			}
		case c == ')' && depth > 0:
			depth--
		case depth > 0:
		case c == '<':
			angle = true
		case c == '>':
			angle = false
		case angle && c != ';' && c != ',':
		case c == ':' && !address: // group: a, b;
			start = i + 1
		case c == ';' || c == ',' && (address || !filled || !nextHasAngle(text[i+1:])):
			angle = false
			add(i)
			continue
		}
		filled = filled || text[min(i, len(text)-1)] > ' ' // behind an escape i may be at the end
	}
	if start < len(text) && len(list) < most {
		add(len(text))
	}
	return list
}

// nextHasAngle reports whether what follows a comma up to the next one is a name
// with an address in angle brackets: then the comma was part of the name.
func nextHasAngle(rest string) bool {
	if i := strings.IndexAny(rest, ",;"); i >= 0 {
		rest = rest[:i]
	}
	return strings.Contains(rest, "<")
}
