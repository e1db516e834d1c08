package classify

import (
	"strings"
	"sync"
	"unicode/utf8"

	"rapport/store"
	"rapport/store/mailaddr"
)

// isAutoReplyShape reports whether a mail has the form of the automatic answers that Exchange
// and other systems write in the language of the mailbox: it answers a mail or has another
// mark of such answers, quotes nothing, and its subject is a few words, a colon and the subject that it answers. These words say
// “automatic” in some language, or the header shows both the subject that was answered and a
// program: people keep the subject or put a prefix of answers before it.
func isAutoReplyShape(s *marks) bool {
	if !s.answers && !s.suppresses && !s.nullReturnPath || s.quotes {
		return false
	}
	head, rest, ok := cutHead(s.subject)
	if !ok {
		return false
	}
	if saysAutomatic(squash(head)) && !sameSubject(s.topic, s.subject) {
		return true
	}
	return s.answers && (s.nullReturnPath || s.suppresses && sameSubject(s.topic, rest))
}

// The most that programs put before the subject that they answer.
const (
	longestHead = 60 // characters
	mostHead    = 6  // words
)

// cutHead splits a subject at its first colon. Prefixes of answers and forwards are no heads.
func cutHead(subject string) (head, rest string, ok bool) {
	for range mostSubjectParts { // tags
		inside, behind, kind := cutBracket(strings.TrimSpace(subject))
		if kind != realBracket || inside == "" {
			break
		}
		subject = behind
	}
	subject = strings.TrimSpace(subject)
	read := store.ReadSubject(subject)
	if read.Answer || read.Forward {
		return "", "", false
	}
	end := strings.IndexFunc(subject, isColonRune)
	if end <= 0 {
		return "", "", false
	}
	_, size := utf8.DecodeRuneInString(subject[end:])
	head, rest = strings.TrimSpace(subject[:end]), strings.TrimSpace(subject[end+size:])
	if head == "" || rest == "" || utf8.RuneCountInString(head) > longestHead || len(strings.Fields(head)) > mostHead {
		return "", "", false
	}
	return head, rest, true
}

// sameSubject reports whether a Thread-Topic is a subject, but for what programs change.
func sameSubject(topic, subject string) bool {
	return topic != "" && store.ReadSubject(topic).Base == store.ReadSubject(subject).Base
}

// automaticStems begin or are the words for “automatic”, by script.
var automaticStems = sync.OnceValue(func() []string {
	list := []string{
		"automat", "automaat", "autorespon", "autorepl", "avtomat", "awtomat", "outomat", "otomat", "uathoibr", "sjálfvirk", "kendiliğinden", "tự động",
		"автомат", "аўтамат", "αυτόματ", "ավտոմատ", "ავტომატ", "אוטומט", "تلقائ", "خودکار", "ئاپتوماتىك",
		"स्वचालित", "स्वयंचलित", "स्वतः", "স্বয়ংক্রিয়", "ਸਵੈਚਲਿਤ", "ਸਵੈਚਾਲਿਤ", "સ્વચાલિત", "સ્વયંચાલિત", "தானியங்", "స్వయంచాలక", "ಸ್ವಯಂಚಾಲಿತ", "സ്വയമേവ", "യാന്ത്രിക", "ස්වයංක්රීය",
		"อัตโนมัติ", "ອັດຕະໂນມັດ", "ស្វ័យប្រវត្តិ", "အလိုအလျောက်", "自动", "自動", "자동",
	}
	for i := range list {
		list[i] = squash(list[i])
	}
	return list
})

// saysAutomatic reports whether squashed words say “automatic”, and not “automation”.
func saysAutomatic(words string) bool {
	for _, stem := range automaticStems() {
		_, rest, found := strings.Cut(words, stem)
		if !found {
			continue
		}
		for _, doing := range []string{"io", "iz", "isi", "isa", "yz", "из", "ыз", "ισμ", "化", "화"} {
			if strings.HasPrefix(rest, doing) {
				return false
			}
		}
		return true
	}
	return false
}

// namesSender reports whether a squashed text begins with a name of the sender, as the
// subjects of Notes do in any language: “AUTO: Jane Porter je mimo kancelář (návrat …)”.
func namesSender(text, name string) bool {
	for part := range strings.FieldsSeq(strings.NewReplacer(",", " ", "/", " ", "\"", " ").Replace(name)) {
		if part = squash(part); utf8.RuneCountInString(part) > 1 && strings.HasPrefix(text, part) {
			return true
		}
	}
	return false
}

// suppresses reports whether a value of X-Auto-Response-Suppress asks for no automatic
// answers, as automatic answers do. People's mail may have it too.
func suppresses(value string) bool {
	value = mailaddr.Lower(value)
	return firstIn(value, "all", "oof", "autoreply") != ""
}
