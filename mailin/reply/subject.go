package reply

import "strings"

// sent is what the subject says of how a mail came about.
type sent byte

const (
	unsaid    sent = iota
	answered       // Re:
	forwarded      // Fwd:
)

// subjectPrefixes are what programs put before a subject, in lower case.
var subjectPrefixes = map[string]sent{
	"re": answered, "r": answered, "aw": answered, "antw": answered, "antwort": answered, "sv": answered, "vs": answered, "ref": answered, "rép": answered, "rep": answered, "réf": answered,
	"odp": answered, "odpowiedź": answered, "ynt": answered, "yan": answered, "rv": forwarded, "resp": answered, "res": answered, "rif": answered, "ris": answered, "отв": answered, "ответ": answered, "на": answered, "від": answered, "відп": answered, "回信": answered,
	"回复": answered, "答复": answered, "回覆": answered, "答覆": answered, "返信": answered, "회신": answered, "답장": answered,
	"fw": forwarded, "fwd": forwarded, "wg": forwarded, "tr": forwarded, "enc": forwarded, "i": forwarded, "doorst": forwarded, "pd": forwarded, "vb": forwarded, "vl": forwarded, "vidarebefordrat": forwarded,
	"转发": forwarded, "轉寄": forwarded, "轉發": forwarded, "转": forwarded, "転送": forwarded, "전달": forwarded, "пересл": forwarded, "переслано": forwarded,
}

// subjectOf reads the first prefix: "Re: Fwd: plan" is an answer.
func subjectOf(subject string) sent {
	subject = strings.TrimLeft(subject, " \t")
	for strings.HasPrefix(subject, "[") { // the tag of a project or list
		end := strings.IndexByte(subject, ']')
		if end < 0 {
			return unsaid
		}
		subject = strings.TrimLeft(subject[end+1:], " \t")
	}
	subject = subject[:min(len(subject), 40)]
	i := strings.IndexAny(subject, ":：")
	if i <= 0 {
		return unsaid
	}
	word := strings.ToLower(strings.TrimSpace(subject[:i]))
	word, _, _ = strings.Cut(word, "[") // Re[2]:
	word, _, _ = strings.Cut(word, "(")
	return subjectPrefixes[strings.TrimSpace(word)]
}
