package mime

import (
	"strings"

	"rapport/store/visible"
)

// MessageIDs returns the ids in all fields of that name, without brackets. It
// looks for ids rather than parse the field: many programs write ids that RFC
// 5322 section 3.6.4 does not allow, fold long ones in their middle, or put them
// into encoded words. Of more than limits.References ids it returns the first and
// the nearest.
func (h *Header) MessageIDs(name string, limits Limits) []string {
	var ids []string
	for _, f := range h.Fields {
		if strings.EqualFold(f.Name, name) {
			ids = append(ids, idsIn(h.unwordedIDs(f))...)
		}
	}
	if len(ids) > limits.References {
		h.defect("more message-ids than limits.references in " + name)
		half := limits.References / 2
		ids = append(ids[:half:half], ids[len(ids)-(limits.References-half):]...)
	}
	return ids
}

// unwordedIDs returns the value of a field with its encoded words decoded. No id has a
// space: where a word in Q encoding yields one, its program left an underscore as it is.
func (h *Header) unwordedIDs(f Field) string {
	text := strings.ToValidUTF8(string(f.Value), "?")
	if !strings.Contains(text, "=?") {
		return text
	}
	decoded := h.decodeWords(text)
	if decoded == text {
		return text
	}
	h.defect("message-ids in encoded words in " + f.Name)
	within := false
	return strings.Map(func(c rune) rune {
		switch {
		case c == '<' || c == '>':
			within = c == '<'
		case c == ' ' && within:
			return '_'
		}
		return c
	}, decoded)
}

// idsIn returns the ids in text: those in angle brackets or, where nothing does, words
// with an "@".
func idsIn(text string) (ids []string) {
	all := text
	for {
		i := strings.IndexByte(text, '<')
		if i < 0 {
			break
		}
		end := strings.IndexAny(text[i+1:], "<>")
		if end < 0 {
			break
		}
		if id := idOf(text[i+1 : i+1+end]); id != "" && text[i+1+end] == '>' {
			ids = append(ids, id)
		}
		text = text[i+1+end:]
	}
	if len(ids) > 0 {
		return ids
	}
	for _, id := range strings.Fields(strings.ReplaceAll(all, ",", " ")) {
		if id = idOf(strings.Trim(id, "<>")); strings.Contains(id, "@") {
			ids = append(ids, id)
		}
	}
	return ids
}

// idOf returns an id as one word: what white space it has, its folding brought.
func idOf(text string) string {
	return strings.Join(strings.Fields(visible.Line(text)), "")
}
