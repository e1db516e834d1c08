package reply

import (
	_ "embed"
	"strings"
	"unicode"
	"unicode/utf8"

	"rapport/classify/weigh"
	"rapport/store/pattern"
)

// What no rule knows is weighed: how likely a paragraph at an end of a mail is a gateway's or a
// company's, from paragraphs that people have labelled.

// How likely a paragraph must be a notice to be taken for one: less below the end of a letter.
const (
	likelyBanner = 0.6 // above the text
	likelyNotice = 0.65
	surelyNotice = 0.8 // below a text that has not ended
	// beyondDoubt is for a few words that do not speak of mail.
	beyondDoubt = 0.9
)

const (
	longestStem   = 5   // letters of a word that count, whatever its ending
	mostWeighed   = 60  // words of a paragraph
	mostRead      = 500 // bytes of it in which what it speaks of is looked for
	longestWeighs = 6   // of the lengths that are distinguished
)

//go:embed notices.bin.gz
var noticeWeights []byte

var noticeModel = weigh.Embedded(noticeWeights)

// isLikelyNotice reports whether a paragraph above or below a mail is nobody's words to the
// reader, with at least some likelihood.
func isLikelyNotice(text string, below bool, least float64) bool {
	theirs := ourCompany.Replace(text)
	if gatewayForms.person.MatchString(theirs) || utf8.RuneCountInString(text) < longAnswer && isAnswer(text) {
		return false
	}
	f := &gatewayForms
	if !below && !f.mail.MatchString(text) && !f.sender.MatchString(text) && !f.outside.MatchString(text) && !f.label.MatchString(text) && !enclosed(text) {
		return false // it speaks of something else
	}
	if below && utf8.RuneCountInString(text) < longestGreeting && !speaksOfPost(text) { // a name, or closing words
		if !isOfNotices(text) {
			return false
		}
		least = beyondDoubt
	}
	if strings.ContainsAny(text, "?？") && !(below && shapes.printed.MatchString(text)) {
		return false
	}
	return noticeModel().Weigh(NoticeFeatures(text, below))[weigh.Yes] >= least
}

// isOfNotices reports whether a text is about something that notices are about: mail, secrets,
// rights, printing, who a company is.
func isOfNotices(text string) bool {
	f := &gatewayForms
	for _, of := range []*pattern.Pattern{f.mail, f.secret, f.law, shapes.views, shapes.registry, shapes.privacy, shapes.printed, shapes.found, shapes.regulated, shapes.level, shapes.planet} {
		if of.MatchString(text) {
			return true
		}
	}
	return false
}

// NoticeFeatures returns what is weighed of a paragraph above or below a mail: its words, what
// they speak of, and how it looks.
func NoticeFeatures(text string, below bool) (set weigh.Set) {
	place := "above"
	if below {
		place = "below"
	}
	words := noticeWords(text)
	if len(text) > mostRead {
		text = strings.ToValidUTF8(text[:mostRead], "")
	}
	set.AddRuns("word", words, 3)
	set.AddRuns(place, words, 1)
	f := &gatewayForms
	var said []string
	for _, c := range []struct {
		name string
		of   *pattern.Pattern
	}{
		{"this mail", f.thisMail}, {"any mail", f.anyMail}, {"mail", f.mail}, {"outside", f.outside}, {"sender", f.sender}, {"danger", f.danger},
		{"secret", f.secret}, {"law", f.law}, {"denies", f.denies}, {"forbids", f.forbids}, {"care", f.care}, {"scan", f.scan}, {"house", f.house}, {"label", f.label},
		{"registry", shapes.registry}, {"privacy", shapes.privacy}, {"printed", shapes.printed}, {"matter", noticeForms.matter}, {"address", anAddress}, {"ours", ourWords},
		{"strange", shapes.strange}, {"found", shapes.found}, {"views", shapes.views}, {"mistaken", shapes.mistaken}, {"undo", shapes.undo}, {"noReply", shapes.noReply},
		{"copied", shapes.copied}, {"monitored", monitored}, {"assured", assured}, {"constitutes", constitutes}, {"internet", internet}, {"level", shapes.level},
	} {
		if c.of.MatchString(text) {
			said = append(said, c.name)
		}
	}
	if strings.ContainsAny(text, "?？") {
		said = append(said, "question")
	}
	if enclosed(text) {
		said = append(said, "enclosed")
	}
	for i, one := range said {
		set.Add("says", one)
		set.Add("says", place, one)
		for _, two := range said[i+1:] {
			set.Add("says", one, two)
		}
	}
	set.Add("things", string(rune('0'+min(len(said), longestWeighs))), place)
	set.Add("length", string(rune('0'+min(len(words)/8, longestWeighs))))
	set.Add(place)
	return set
}

// noticeWords returns the beginnings of the words of a text; a character of Chinese or Japanese
// is a word. Unlike weigh.Words it splits at apostrophes: with that one, banners that nobody
// learnt from were told from text one in a hundred worse.
func noticeWords(text string) (list []string) {
	var word strings.Builder
	letters := 0
	end := func() {
		if word.Len() > 0 {
			list = append(list, word.String())
		}
		word.Reset()
		letters = 0
	}
	for _, r := range strings.ToLower(text) {
		switch {
		case len(list) >= mostWeighed:
			return list
		case unicode.Is(unicode.Han, r) || unicode.Is(unicode.Hiragana, r) || unicode.Is(unicode.Katakana, r):
			end()
			list = append(list, string(r))
		case unicode.IsLetter(r):
			if letters < longestStem {
				word.WriteRune(r)
			}
			letters++
		case unicode.IsDigit(r):
			if letters == 0 {
				word.WriteByte('#')
				letters = longestStem
			}
		default:
			end()
		}
	}
	end()
	return list
}
