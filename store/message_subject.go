package store

import "strings"

// Subject is what a subject says of the mail besides what it is about.
type Subject struct {
	// Base is the subject without what programs put before it, in lower case
	// and with single spaces: two mails of one conversation have the same
	// (RFC 5256 section 2.1).
	Base string
	// Title is the same as it was written.
	Title   string
	Answer  bool // the first prefix is that of an answer: Re:
	Forward bool // or of a mail that was forwarded: Fwd:
}

// subjectPrefixes are what programs put before a subject, in lower case: 'a' for
// an answer, 'f' for a forwarded mail. It is made once and never written to.
var subjectPrefixes = map[string]byte{
	"re": 'a', "r": 'a', "aw": 'a', "antw": 'a', "antwort": 'a', "sv": 'a', "vs": 'a', "ref": 'a', "rép": 'a', "rep": 'a', "réf": 'a',
	"odp": 'a', "odpowiedź": 'a', "ynt": 'a', "yan": 'a', "resp": 'a', "res": 'a', "rif": 'a', "ris": 'a', "отв": 'a', "ответ": 'a', "від": 'a', "відп": 'a', "回信": 'a',
	"回复": 'a', "答复": 'a', "回覆": 'a', "答覆": 'a', "返信": 'a', "회신": 'a', "답장": 'a',
	"fw": 'f', "fwd": 'f', "wg": 'f', "tr": 'f', "rv": 'f', "enc": 'f', "doorst": 'f', "pd": 'f', "vb": 'f', "vl": 'f', "vidarebefordrat": 'f', "i": 'f',
	"转发": 'f', "轉寄": 'f', "轉發": 'f', "转": 'f', "転送": 'f', "전달": 'f', "пересл": 'f', "переслано": 'f',
}

const (
	longestPrefix = 40  // bytes
	longestBase   = 500 // bytes
	mostPrefixes  = 20
)

// ReadSubject reads the prefixes of a subject. Tags in brackets, as lists and
// projects write them, are passed over where they stand before or between.
func ReadSubject(subject string) Subject {
	var s Subject
	first := true
	for range mostPrefixes {
		subject = strings.TrimLeft(subject, " \t\u3000")
		if rest, ok := afterTag(subject); ok {
			subject = rest
			continue
		}
		kind, rest := cutPrefix(subject)
		if kind == 0 {
			break
		}
		if first {
			s.Answer, s.Forward, first = kind == 'a', kind == 'f', false
		}
		subject = rest
	}
	s.Title = bounded(strings.Join(strings.Fields(subject), " "))
	s.Base = bounded(strings.ToLower(s.Title))
	return s
}

func bounded(subject string) string {
	if len(subject) > longestBase {
		return strings.ToValidUTF8(subject[:longestBase], "")
	}
	return subject
}

// afterTag cuts "[ACME] " off, where something follows.
func afterTag(subject string) (rest string, ok bool) {
	for _, pair := range []struct{ open, close string }{{"[", "]"}, {"【", "】"}} {
		if !strings.HasPrefix(subject, pair.open) {
			continue
		}
		end := strings.Index(subject, pair.close)
		if end < 0 {
			return "", false
		}
		rest = strings.TrimSpace(subject[end+len(pair.close):])
		return rest, rest != ""
	}
	return "", false
}

// CutAnswerPrefix cuts one prefix of an answer, such as "Re:" or "回复：", off a subject.
func CutAnswerPrefix(subject string) (rest string, ok bool) {
	kind, rest := cutPrefix(subject)
	if kind != 'a' {
		return subject, false
	}
	return rest, true
}

// cutPrefix cuts "Re: ", "Re[2]: " or "回复：" off.
func cutPrefix(subject string) (kind byte, rest string) {
	head := subject[:min(len(subject), longestPrefix)]
	i := strings.IndexAny(head, ":：")
	if i <= 0 {
		return 0, subject
	}
	word := strings.ToLower(strings.TrimSpace(head[:i]))
	word, _, _ = strings.Cut(word, "[")
	word, _, _ = strings.Cut(word, "(")
	kind = subjectPrefixes[strings.TrimSpace(word)]
	return kind, strings.TrimPrefix(strings.TrimPrefix(subject[i:], ":"), "：")
}
