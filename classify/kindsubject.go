package classify

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"rapport/store"
)

// autoReplyPhrases are what automatic responders call their answers, by language. People
// hardly begin a subject with one unless something more follows at once.
var autoReplyPhrases = phrases(
	"automatic reply", "automated reply", "auto reply", "automatic response", "automated response", "auto response", "auto responder", "automatic answer", "vacation reply", "vacation response", "out of office reply", "out of office auto reply", "out of office response", "out of office message", "out of office notification", // English
	"自动回复", "自动答复", "自动应答", "自动回信", "系统自动回复", "邮件自动回复", "外出自动回复", "休假自动回复", "假期自动回复", "自動回覆", "自動回復", "自動答覆", "自動回信", "外出自動回覆", // Chinese
	"自動返信", "自動返信メール", "自動応答", "自動回答", "不在通知", "不在自動返信", // Japanese
	"자동 회신", "자동 응답", "자동 답장", "부재 중 자동 회신", // Korean
	"automatische antwort", "automatische rückantwort", "autoantwort", "abwesenheitsnotiz", "abwesenheitsnachricht", "abwesenheitsmeldung", "automatische abwesenheitsnotiz", // German
	"réponse automatique", "répondeur automatique", "message d'absence", "notification d'absence", "réponse d'absence", // French
	"respuesta automática", "contestación automática", "autorespuesta", // Spanish
	"resposta automática", "resposta automàtica", "mensagem automática", // Portuguese, Galician, Catalan
	"risposta automatica", "risponditore automatico", // Italian
	"automatisch antwoord", "automatische reactie", "automatisch bericht", "afwezigheidsbericht", "afwezigheidsmelding", // Dutch
	"autosvar", "automatiskt svar", "automatisk svar", "frånvaromeddelande", "fraværsmelding", "fraværsmeddelelse", "sjálfvirkt svar", // Swedish, Danish, Norwegian, Icelandic
	"automaattinen vastaus", "automaattivastaus", "poissaoloilmoitus", // Finnish
	"automaatvastus", "automaatne vastus", "automātiskā atbilde", "automātiska atbilde", "automatinis atsakymas", // Estonian, Latvian, Lithuanian
	"odpowiedź automatyczna", "automatyczna odpowiedź", "autoodpowiedź", // Polish
	"automatická odpověď", "automatická odpoveď", // Czech, Slovak
	"automatikus válasz", "automatikus üzenet", // Hungarian
	"răspuns automat",                                                                                           // Romanian
	"automatski odgovor", "avtomatski odgovor", "samodejni odgovor", "аутоматски одговор", "автоматски одговор", // Croatian, Slovene, Serbian, Macedonian
	"автоматичен отговор",                                                                                                        // Bulgarian
	"автоответ", "автоматический ответ", "автоматичний відповідь", "автоматична відповідь", "автовідповідь", "аўтаматычны адказ", // Russian, Ukrainian, Belarusian
	"автоматты жауап", "ავტომატური პასუხი", "avtomatik cavab", // Kazakh, Georgian, Azerbaijani
	"αυτόματη απάντηση", "otomatik yanıt", "otomatik cevap", "përgjigje automatike", // Greek, Turkish, Albanian
	"תשובה אוטומטית", "מענה אוטומטי", "رد تلقائي", "الرد التلقائي", "رد آلي", "پاسخ خودکار", "خودکار جواب", // Hebrew, Arabic, Persian, Urdu
	"स्वचालित उत्तर", "स्वतः उत्तर", "স্বয়ংক্রিয় উত্তর", "தானியங்கு பதில்", // Hindi, Bengali, Tamil
	"ตอบกลับอัตโนมัติ", "การตอบกลับอัตโนมัติ", "ข้อความตอบกลับอัตโนมัติ", "ตอบอัตโนมัติ", // Thai
	"trả lời tự động", "thư trả lời tự động", "tự động trả lời", "phản hồi tự động", // Vietnamese
	"balasan otomatis", "jawaban otomatis", "balasan automatik", "awtomatikong tugon", // Indonesian, Malay, Filipino
	"erantzun automatikoa", "freagra uathoibríoch", "ateb awtomatig", // Basque, Irish, Welsh
)

// awayPhrases say that somebody is away. People write them too, but hardly before a colon.
var awayPhrases = phrases(
	"out of office", "out of the office", "不在办公室", "不在辦公室", "不在のお知らせ", "부재 중", "abwesend", "nicht im büro", "absence du bureau", "absent du bureau", "fuera de la oficina", "fuera de oficina",
	"fora do escritório", "fuori sede", "fuori ufficio", "afwezig", "frånvaro", "fravær", "ikke til stede", "poissa", "poza biurem", "nieobecność", "mimo kancelář", "nepřítomnost", "mimo kancelárie", "házon kívül", "вне офиса",
)

// phrases returns a list squashed, by the first letter of each. It is made once, when first
// used, and never written to.
func phrases(list ...string) func() map[rune][]string {
	return sync.OnceValue(func() map[rune][]string {
		byFirst := make(map[rune][]string)
		for _, phrase := range list {
			phrase = squash(phrase)
			first, _ := utf8.DecodeRuneInString(phrase)
			byFirst[first] = append(byFirst[first], phrase)
		}
		for _, list := range byFirst { // the longest first
			slices.SortFunc(list, func(a, b string) int { return len(b) - len(a) })
		}
		return byFirst
	})
}

// squash returns a text in the form in which phrases are compared: in lower case, without
// accents, hyphens and spaces.
func squash(text string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(text)) {
		if !ignored(r) {
			b.WriteRune(undotted(r))
		}
	}
	return b.String()
}

func ignored(r rune) bool {
	return unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r) || unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) || r == '_' || r == '\'' || r == '’'
}

func undotted(r rune) rune {
	if r == 'ı' {
		return 'i'
	}
	return r
}

// cutPhrase cuts the longest of the phrases that squashed begins with off.
func cutPhrase(squashed string, list map[rune][]string) (rest string, ok bool) {
	first, _ := utf8.DecodeRuneInString(squashed)
	for _, phrase := range list[first] {
		if rest, ok := strings.CutPrefix(squashed, phrase); ok {
			return rest, true
		}
	}
	return squashed, false
}

// mostSubjectParts limits the prefixes and tags that are looked behind.
const mostSubjectParts = 20

// isAutoReplySubject reports whether a subject is that of an automatic answer: a phrase with
// a colon behind it, in brackets of its own, or alone; behind the prefixes of answers and
// behind tags. Programs put it there; a person who writes about automatic answers goes on
// with a word, or forwards one.
func isAutoReplySubject(subject, sender string) bool {
	if len(subject) > longestSubject {
		subject = subject[:longestSubject]
	}
	rest := subject
	alone := true
	for range mostSubjectParts {
		rest = strings.TrimLeftFunc(rest, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) })
		if inside, behind, kind := cutBracket(rest); kind != noBracket {
			if phrase, ok := cutPhrase(squash(inside), autoReplyPhrases()); ok && (phrase == "" || isColon(phrase)) && (kind == realBracket || isColon(squash(behind))) {
				return true
			}
			if kind == quotation {
				return false
			}
			rest = behind
			continue
		}
		if answer, ok := store.CutAnswerPrefix(rest); ok {
			rest, alone = answer, false
			continue
		}
		opening := squash(rest)
		if behind, ok := strings.CutPrefix(opening, "auto:"); ok { // as Notes: "AUTO: Li Na is out of the office (returning 12.03.2026)"
			return saysAway(behind) || namesSender(behind, sender)
		}
		return opensAutoReply(opening, squash(sender), alone)
	}
	return false
}

// opensAutoReply reports whether a squashed subject, without what stood before, begins as
// that of an automatic answer. alone allows the phrase by itself.
func opensAutoReply(subject, sender string, alone bool) bool {
	if rest, ok := cutPhrase(subject, autoReplyPhrases()); ok {
		return isColon(rest) || rest == "" && alone || isColon(withoutName(rest, sender)) || isAnswer(rest)
	}
	const longEnough = len("outofoffice")
	if rest, ok := cutPhrase(subject, awayPhrases()); ok {
		return isColon(rest) || rest == "" && alone && len(subject) >= longEnough || isAnswer(rest)
	}
	if rest, ok := strings.CutPrefix(subject, sender); ok && sender != "" { // as Notes once did
		rest, _ = strings.CutPrefix(rest, "is")
		rest, ok = cutPhrase(rest, awayPhrases())
		return ok && (rest == "" || rest == "." || rest[0] == '(') || ofSomebody(subject, sender)
	}
	return ofSomebody(subject, sender)
}

// saysAway reports whether a squashed text says that somebody is away, and for how long.
func saysAway(text string) bool {
	for _, list := range awayPhrases() {
		for _, phrase := range list {
			if strings.Contains(text, phrase) {
				return true
			}
		}
	}
	return firstIn(text, "closed", "closure", "geschlossen", "ferme", "cerrado", "chiuso", "放假", "(return", "(ruckkehr", "(retour", "(regres", "(retorno", "(rientro", "(terug", "(tillbaka", "(powrot", "(navrat", "(возвращ", "(返回", "(戻") != ""
}

// ofSomebody reports whether a squashed subject begins with whose automatic answer it is, as
// in "来自 王伟 的自动回复：" and "Wang Wei's automatic reply:".
func ofSomebody(subject, sender string) bool {
	rest, from := strings.CutPrefix(subject, "来自")
	if !from {
		rest, from = strings.CutPrefix(subject, "來自")
	}
	const longestName = 80
	for i := range rest[:min(len(rest), longestName)] {
		phrase, ok := cutPhrase(rest[i:], autoReplyPhrases())
		if i == 0 || !ok || !isColon(phrase) && (phrase != "" || !from) {
			continue
		}
		name := strings.TrimSuffix(strings.TrimSuffix(rest[:i], "的"), "s")
		return from && !strings.ContainsFunc(name, isColonRune) || name != "" && sender != "" && (name == sender || rest[:i] == sender)
	}
	return false
}

// withoutName cuts whose answer it is off what follows the phrase: "from Wang Wei".
func withoutName(rest, sender string) string {
	for _, word := range []string{"from", "of", "von", "de", "da", "di", "van", "od", "от", "від", "fra", "från"} {
		if name, ok := strings.CutPrefix(rest, word); ok && sender != "" {
			if behind, ok := strings.CutPrefix(name, sender); ok {
				return behind
			}
		}
	}
	return rest
}

// isAnswer reports whether a subject begins with the prefix of an answer.
func isAnswer(subject string) bool {
	_, ok := store.CutAnswerPrefix(subject)
	return ok
}

func isColon(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return isColonRune(r)
}

func isColonRune(r rune) bool { return r == ':' || r == '：' || r == '︰' || r == '﹕' }

// bracket is what brackets around something mean.
type bracket int

const (
	noBracket   bracket = iota
	realBracket         // as tags do
	quotation           // as people do who mention something
)

// cutBracket splits a subject that begins with a bracket into what is in it and behind it.
func cutBracket(s string) (inside, behind string, kind bracket) {
	open, _ := utf8.DecodeRuneInString(s)
	kind = realBracket
	var shut string
	switch open {
	case '"', '\'', '*', '#', '~', '=', '|', '-':
		shut = string(open)
	default:
		pairs := []rune("()[]{}<>（）［］｛｝＜＞【】〔〕〖〗〈〉《》「」『』“”‘’«»‹›„“")
		for i := 0; i < len(pairs) && shut == ""; i += 2 {
			if pairs[i] == open {
				shut = string(pairs[i+1])
			}
		}
		if shut == "" {
			return "", s, noBracket
		}
	}
	if strings.ContainsRune("\"'《「『“‘«‹„", open) {
		kind = quotation
	}
	s = strings.TrimLeft(s, string(open)) // "***", "[["
	end := strings.Index(s, shut)
	if end < 0 {
		return "", s, noBracket
	}
	return s[:end], strings.TrimLeft(s[end:], shut), kind
}
