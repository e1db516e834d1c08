package classify

import (
	"slices"
	"strings"

	"rapport/store"
	"rapport/store/mailaddr"
)

// isSpent reports whether another mail than m came before by the same tie, so that more people
// than the one who was asked may know it.
func isSpent(first int64, m *store.Message) bool { return first != 0 && first != m.ID }

// ownIDs returns the Message-IDs of mails of ours that m names.
func ownIDs(m *store.Message) (list []string) {
	ids := m.ThreadIDs()
	for _, id := range ids[:min(len(ids), mostIDs)] {
		if id != m.MessageID && strings.HasPrefix(id, store.MessageIDPrefix) {
			list = append(list, id)
		}
	}
	return list
}

// tokensIn returns every token that m shows to whoever reads it: of the reply addresses that it
// was sent to, and of links in its subject or text.
func (d *ProjectIndex) tokensIn(m *store.Message) []string {
	tokens := d.replyTokens(m)
	for _, text := range []string{m.Subject, m.Text} {
		if !strings.Contains(text, "[r.") {
			continue
		}
		for _, found := range reference.FindAllStringSubmatch(text, mostIDs) {
			tokens = append(tokens, found[1])
		}
	}
	return tokens
}

// replyTokens returns the tokens of the reply addresses that m was sent to.
func (d *ProjectIndex) replyTokens(m *store.Message) []string {
	var tokens []string
	for _, a := range slices.Concat(m.DeliveredTo, m.To, m.Cc) {
		tag, ok := d.logTag(mailaddr.Key(a.Address))
		if token, isReply := strings.CutPrefix(tag, replyTag); ok && isReply {
			tokens = append(tokens, token)
		}
	}
	return tokens
}

// SecretTags returns the tags of those of our addresses that m reached and that only one
// person or server was sent: reply addresses and return paths.
func (d *ProjectIndex) SecretTags(m *store.Message) []string {
	tags := d.replyTokens(m)
	if tag := d.returnTagOf(m); tag != "" {
		tags = append(tags, returnTag+tag)
	}
	return tags
}
