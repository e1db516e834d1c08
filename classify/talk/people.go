package talk

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rapport/store/pattern"
)

var (
	// behind is before those with whom the writer talked.
	behind = []*pattern.Pattern{
		pattern.New(`(?i)^(?:(?:\b(?:with|between|met|visited|saw|called|phoned|rang|rung|telephoned|texted|messaged|pinged|dialled|caught|facetimed|skyped|reached|dm'd|dmed|chatted|bumped into|ran into|called (?:in )?on|called back|rang back|dropped in on|got hold of|got through to|heard from|hosted|received|joined by|found|asked|told|showed|answered|visiting|meeting|had|see|tel|telephone|phone|call|calls|chat|visit|whatsapp|wechat|slack|teams|sms|zoom|skype|facetime|webex|signal|telegram|lunch|coffee|dinner|present|attendees|participants|also there|texts?|messages?|voice ?mail|note|memo|record|log)|w/|w\.)(?:\s*[.:,/(-]+)?\s+)`),
		pattern.New(`(?i)^(?:\b(?:calls?|ring|messages?|texts?|voice ?mail|voice (?:message|note)|visit|notes?|word|answer|reply|heard|back|email|lines|sms|whatsapp|dm|dms|wechat|slack|greetings) (?:from|by)\s+)`),
		pattern.New(`(?i)^(?:\b(?:spoke|spoken|talked|talk|speaking|wrote|chatted|listened|visit|calls?|messages?|over|through|introduced|said|on the (?:line|phone)) (?:to|at)\s+)`),
	}
	// place is before a place, or somebody with a title.
	place = pattern.New(`(?i)^(?:from|at|by|to)\s+`)
	// doing is what follows one who talked to the writer.
	doing     = pattern.New(`(?i)^(?:\s*\([^)]{1,40}\)|,\s[^,.:;]{1,40},|\s(?:from|of|at)\s[^,.:;]{1,40}?)?[\s,]*(?:(?:has|had|have|just|also|both|then|finally|at last|briefly|today|yesterday|again|himself|herself|themselves|and I|quickly|only|kindly|this morning|suddenly|first|last night)[\s,]+)*(?:rang|phoned|called|telephoned|dialled|texted|wrote|messaged|pinged|dm'?d|dmed|sent|slacked|whatsapped|asked|answered|replied|told|said|says|writes|dropped|came|stopped|popped|met|showed|walked|took|gave|got|caught|invited|received|joined|mentioned|confirmed|explained|forwarded|typed|posted|spoke|talked|were|was (?:on|in|there|at|with)|led|left|bumped|stood|sat|returned|reported|let me|by (?:tele)?(?:phone|sms|mail|text)|on (?:the |my |his |her )?(?:tele)?(?:phone|line|mobile|cell|blower)|(?:on|via|over|in|by|through|at) ` + platforms + `|\((?:` + platforms + `|phone|tel|call)\)|` + platforms + `\b)`)
	speaking  = pattern.New(`(?i)^\s+(?:also |both |then |just |even |kindly |now )?(?:says?|said|wants?|wanted|told|tells|asked|asks|showed|thinks?|thought|finds?|found|would|likes?|liked|needs?|prefers?|agreed|agrees|confirm(?:s|ed)|mentioned|took|led|gave|drew|wrote|explained|hopes?|promised|insists?|insisted|complained|worries|accepts?|accepted|refused|refuses|felt|feels|knows?|poured|walked|measured|loved|loves|hates|signed|brought|let|(?:is|was|are|were) (?:happy|glad|fine|ok|content|pleased|worried|annoyed|keen|cross|delighted|sceptical|upset|there|in|on|against|for)|(?:has|have|had|does|did|could|can|won't|wouldn't|doesn't|don't|didn't|isn't))\b`)
	between   = pattern.New(`(?i)^(?:\s*,\s*(?:and|plus)?|\s*[;/&+、]|\s+(?:and|plus|as well as|along with|together with)\b|\s*[和与與跟及])\s*`)
	apart     = pattern.New(`(?i)^(?:\s*\([^)]{1,40}\)|,?\s+(?:from|of|the|their|his|her)\s[^,;:.()]{1,40}?)?\s*,?\s+(?:and|&|plus|with|as well as|along with|together with)\s+`)
	bracketed = pattern.New(`^\s*\(([^)]{1,40})\)`)
	article   = pattern.New(`(?i)^(?:the|their|his|her|a|an|old|young|dear|poor|both|client'?s?|customer|new)\s+(?:[\p{Ll}'-]+\s+){0,3}?`)
	ours      = pattern.New(`(?i)^(?:me|myself|i|us|we|ourselves)\b`)
	ourOwn    = pattern.New(`(?i)^(?:our|my)\s+(?:[\p{Ll}-]+\s+){0,2}`)
	ofOurs    = pattern.New(`(?i)^,?\s*(?:from us|from our|of ours|on our side|for us|\((?:us|ours?|our side|own)\))`)
)

// people returns those of the client who took part in a talk, as the note names them: in the
// sentence that tells it, or else in the subject, or in what they are said to have said.
func (n *note) people() []string {
	told, titled := n.transcript(), peopleOf(n.subject, true)
	if len(told) == 0 && n.best >= 0 {
		told = peopleOf(n.told[n.best].words, true)
		if len(told) == 0 {
			told = peopleOf(further(n.said[n.best], len(n.told[n.best].words)), false)
		}
	}
	if len(told) == 0 && len(titled) > 0 && (n.titled.kind != "" || n.titled.told) {
		return n.asWritten(titled)
	}
	if len(told) == 0 && len(titled) > 0 && titledName(titled[0]) && n.surely() {
		return titled
	}
	for i := 0; i < len(n.said) && len(told) == 0; i++ {
		if told = peopleOf(n.told[i].words, false); len(told) == 0 {
			told = speakingIn(n.said[i])
		}
	}
	if len(told) == 0 && (!n.surely() || len(titled) > 0 && strings.Contains(n.text, strings.ToLower(titled[0])) && !isHan(titled[0])) {
		return nil // "Stables", at the stables
	}
	return fuller(told, titled, strings.Contains(n.subject, "/"))
}

// asWritten returns names as the first sentences have them where those are fuller.
func (n *note) asWritten(names []string) []string {
	for i, name := range names {
		for _, s := range n.said {
			at := strings.Index(s, name)
			if at <= 0 || isHan(name) {
				continue
			}
			before := strings.TrimRight(s[:at], " ")
			title := before[strings.LastIndexAny(before, " ,.:;(")+1:]
			if strings.HasSuffix(before, ".") {
				short := strings.TrimSuffix(before, ".")
				title = short[strings.LastIndexAny(short, " ,:;(")+1:] + "."
			}
			if title != "" && titles[strings.ToLower(strings.TrimSuffix(title, "."))] && !titles[strings.ToLower(strings.TrimSuffix(strings.Fields(name)[0], "."))] {
				names[i] = title + " " + name
			}
		}
	}
	return names
}

// fuller returns the names that the text has, each as the subject has it where that is fuller,
// and all of the subject's where those are more: a slash there parts the writer from the client.
func fuller(told, titled []string, slashed bool) []string {
	part := func(a, b string) bool { // a is a part of b
		return a == b || strings.HasPrefix(b, a+" ") || strings.HasSuffix(b, " "+a)
	}
	list := slices.Clone(told)
	for i, name := range list {
		for _, other := range titled {
			if part(name, other) {
				list[i] = other
			}
		}
	}
	if len(titled) > len(list) && !slashed {
		for _, name := range list {
			if !slices.ContainsFunc(titled, func(other string) bool { return part(other, name) }) {
				return list
			}
		}
		for i, other := range titled {
			for _, name := range list {
				if part(other, name) {
					titled[i] = name
				}
			}
		}
		return titled
	}
	return list
}

// peopleOf returns the people who talked to the writer in a scene; loose also if their names only
// stand there.
func peopleOf(words string, loose bool) []string {
	if isHan(words) {
		if list := hanPeople(words); len(list) > 0 {
			return list
		}
	}
	words = strings.ReplaceAll(words, "’", "'")
	var found []string
	after := ""
	for i := 0; i < len(words) && len(found) == 0; {
		rest := words[i:]
		start := i == 0 || !letterBefore(words, i)
		if start {
			for _, p := range behind {
				if lead := p.FindString(rest); lead != "" && len(found) == 0 {
					found, after = peopleAt(rest[len(lead):], true)
				}
			}
			if lead := place.FindString(rest); lead != "" && len(found) == 0 {
				if list, then := peopleAt(rest[len(lead):], true); len(list) > 0 && titledName(list[0]) {
					found, after = list, then
				}
			}
			if len(found) > 0 {
				break
			}
			if r, _ := utf8.DecodeRuneInString(rest); unicode.IsUpper(r) && !ownBefore(words[:i]) {
				if list, then := peopleAt(rest, false); len(list) > 0 && doing.MatchString(then) {
					found, after = list, then
					break
				}
			}
		}
		_, size := utf8.DecodeRuneInString(rest)
		i += size
	}
	for len(found) > 0 && len(found) < mostPeople {
		at := apart.FindString(after)
		if at == "" {
			break
		}
		more, then := peopleAt(after[len(at):], true)
		if len(more) == 0 || doing.MatchString(then) && !strings.Contains(at, "with") && strings.TrimSpace(at) != "and" {
			break
		}
		found, after = append(found, more...), then
	}
	if len(found) == 0 && loose {
		return standing(words)
	}
	return found
}

// further returns a scene with the clauses behind it that also say who was there: "周四外出,
// 见了马阿訇".
func further(sentence string, scene int) string {
	if !isHan(sentence) {
		return ""
	}
	for range 2 {
		if scene+1 >= len(sentence) {
			break
		}
		next := strings.IndexAny(sentence[scene+1:], ",:;。")
		if next < 0 {
			return sentence
		}
		scene += 1 + next
	}
	return sentence[:min(scene, len(sentence))]
}

func letterBefore(text string, i int) bool {
	r, _ := utf8.DecodeLastRuneInString(text[:i])
	return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '\'' || r == '-'
}

func ownBefore(text string) bool {
	text = strings.ToLower(strings.TrimRight(text, " "))
	return strings.HasSuffix(text, "our") || strings.HasSuffix(text, "my")
}

var (
	opens  = pattern.New(`(?:^|[,:(/]|\s[-–—>]|->)\s*`)
	how    = pattern.New(`(?i)^, (?:by|on|in|at|via|over|(?:tele)?phone|tel|call|face|` + platforms + `|\d|today|yesterday|this|last|mon|tue|wed|thu|fri|sat|sun)`) // and not "Ned, export the chat"
	closes = pattern.New(`(?i)^\s*(?:$|[,:;()/–—-]|\s(?:on|at|by|via|over|in|from|of|this|today|yesterday|\d))`)
)

// standing returns the people whose names stand by themselves: "Phone, Pilar", "Bea (WhatsApp)".
func standing(words string) []string {
	for _, at := range opens.FindAllStringIndex(words, mostPeople) {
		if list, after := peopleAt(words[at[1]:], false); len(list) > 0 && !(at[1] == 0 && strings.HasPrefix(after, ", ") && !how.MatchString(after)) && (closes.MatchString(after) || strings.HasPrefix(after, " ") && titledName(list[0])) {
			return list
		}
	}
	return nil
}

func titledName(name string) bool {
	first, _, _ := strings.Cut(name, " ")
	return titles[strings.ToLower(strings.TrimSuffix(first, "."))]
}

// speakingIn returns the people of whom a sentence tells at its beginning what they say or do.
func speakingIn(sentence string) []string {
	if isHan(sentence) {
		return hanSpeaking(sentence)
	}
	if list, after := peopleAt(sentence, false); len(list) > 0 && speaking.MatchString(after) {
		return list
	}
	return nil
}

// peopleAt returns the names that a text begins with, but for those of the writer's side, and
// what follows them. Where it follows a word such as "with", a name may stand behind its owner's
// trade: "with the caterer, Mr Fox".
func peopleAt(text string, led bool) (people []string, after string) {
	after = text
	all, own := 0, false
	for all < mostPeople {
		name, rest := nameAt(text, led)
		mine := false
		switch {
		case name != "":
		case ours.MatchString(text):
			rest, mine, own = text[len(ours.FindString(text)):], true, true
		case ourOwn.MatchString(text):
			if name, rest = nameAt(text[len(ourOwn.FindString(text)):], led); name == "" {
				return people, after
			}
			mine, own = true, true
		default:
			return people, after
		}
		if b := bracketed.FindStringSubmatch(rest); b != nil && (between.MatchString(rest[len(b[0]):]) || isOurs(b[1])) {
			rest, mine = rest[len(b[0]):], mine || isOurs(b[1])
		}
		if ofOurs.MatchString(rest) {
			// "me and Otto from us"
			if mine = true; own {
				return people, rest
			}
		}
		if !mine {
			people = append(people, name)
		}
		all++
		after = rest
		next := between.FindString(rest)
		if next == "" {
			break
		}
		text = rest[len(next):]
		if comma := strings.TrimSpace(next) == ","; comma {
			if name, then := nameAt(text, false); name != "" && !mine && speaking.MatchString(then) {
				break
			}
		}
	}
	return people, after
}

func isOurs(words string) bool {
	words = strings.ToLower(words)
	return words == "us" || words == "ours" || words == "our side" || words == "own"
}

var (
	line    = pattern.New(`(?m)^[ \t]*(?:\[?\(?\d{1,2}:\d{2}(?::\d{2})?\]?\)?[ \t]*)?([^:\n]{1,30}?)[ \t]*(?:\(?\d{1,2}:\d{2}(?::\d{2})?\)?)?:[ \t]*\S`)
	writer  = pattern.New(`(?i)^(?:me|i|myself|我|本人|ich)$`)
	heading = pattern.New(`(?i)^(?:date|time|day|when|participants?|attendees|present|results?|topics?|subject|decisions?|notes?|next|open|todo|to-do|actions?|agenda|summary|place|where|who|content|日期|时间|時間|内容|地点|结论|主题|参会.*|出席.*|对方|结果|待办|事项|备注|决定|记录)$`)
)

// transcript returns who else speaks in a chat that is copied line by line.
func (n *note) transcript() (people []string) {
	me := false
	for _, m := range line.FindAllStringSubmatch(n.text, 40) {
		who := strings.TrimSpace(m[1])
		switch name, after := nameAt(who, false); {
		case writer.MatchString(who):
			me = true
		case heading.MatchString(who):
		case name != "" && after == "", isHan(who) && utf8.RuneCountInString(who) <= 6 && hanWhole(who):
			if !slices.Contains(people, who) && len(people) < mostPeople {
				people = append(people, who)
			}
		}
	}
	if !me {
		return nil
	}
	return people
}
