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

	latinWord   = pattern.New(`^\p{L}[\p{L}\p{M}'.-]*`)
	titles      = wordSet("mr mrs ms miss mx dr prof professor sir dame lord lady herr frau mme mlle madame monsieur señor señora senhor senhora signor signora sgt sergeant captain capt father fr sister brother rev reverend pastor imam rabbi bishop canon councillor cllr warden inspector officer judge chief major colonel col lt lieutenant nurse matron coach chef baron baroness count countess auntie aunt uncle sheikh don doña principal dean mayor deacon abbot constable pc constable superintendent commander admiral general ambassador minister senator governor deputy vicar minister mother granny grandma nonna farmer director engineer mevrouw meneer pan pani swami ustad hajji sensei monsignor prior provost sheriff marshal corporal")
	lowerTitles = wordSet("mr mrs ms dr prof")
	alone       = wordSet("madame monsieur nonna")
	particles   = wordSet("van von de der den da del della la le bin ibn al el ter ten du di dos das st o' zu af y e")
	months      = wordSet("jan may april june august") // and people
	noName      = wordSet(`i we he she it they you me us the a an my our your their his her this that these those there here
monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec easter christmas advent today yesterday tomorrow tonight morning afternoon evening noon midnight
whatsapped whatsapp wechat slack teams signal telegram messenger threema viber discord google chat imessage sms instagram linkedin zoom skype webex facetime meet dm facebook line mattermost microsoft android iphone excel word outlook
on at in from with for to by as of and or but if when while after before since until during just had has have got get was were is are am be been did do does met call calls called calling phone phoned phones rang ring tel telephone telcon visit visits visited visiting lunch coffee dinner breakfast tea beer short long quick brief note notes noted video voice voicemail conference re also no yes text texts texted message messages messaged spoke spoken speaking talk talked talking saw seen sat sitting stood standing dropped bumped ran stopped popped went back came come copying copy pasting pasted paste had went walked drove stayed spent site ward hall room floor stand booth school church office shop store clinic hospital hotel farm museum library prison workshop meeting minutes update updates summary result results budget launch agenda board client customer team server new old first second last next all both two three four half ten twenty finally reached heard showed asked told said answered wrote sent found see per via over about regarding subject date time fwd log file record memo face person wants want she'd he'd what who why how where not none nothing nobody somebody everyone everybody please thanks thank hi hello dear hey cheers regards best ok okay well so then now still again only even group chatted pinged caught took held joined received hosted present attendees participants chairs dial dialled dialed follow following discussed discussion conversation exchange exchanged skyped facetimed zoomed dms rung telephoned answering mail e-mail email post letter fire police co-op council university institute ministry bank city town village st street road north south east west english german french chinese european british american africa asia europe london paris berlin leeds trade fair party tour trip tasting round rounds early late straight hot in-person on-site face-to-face walk walkthrough demo ping gave given left right good great bad nice long-distance one i've i'd i'll we've we're we'd it's that's he's she's there's let's up out off down whole same another any some each every no-one`)
)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

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
	closes = pattern.New(`(?i)^\s*(?:$|[,:;()/–—-]|\s(?:on|at|by|via|over|in|from|of|this|today|yesterday|\d))`)
)

// standing returns the people whose names stand by themselves: "Phone, Pilar", "Bea (WhatsApp)".
func standing(words string) []string {
	for _, at := range opens.FindAllStringIndex(words, mostPeople) {
		if list, after := peopleAt(words[at[1]:], false); len(list) > 0 && (closes.MatchString(after) || strings.HasPrefix(after, " ") && titledName(list[0])) {
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

// nameAt returns the name that a text begins with, or "", and what follows it.
func nameAt(text string, led bool) (name, after string) {
	if name = hanNameAt(text); name != "" {
		return name, text[len(name):]
	}
	if name, after = latinName(text); name != "" || !led {
		return name, after
	}
	skip := article.FindString(text)
	for tries := 0; skip != "" && tries < 4; tries++ {
		if name, after = latinName(strings.TrimPrefix(text[len(skip):], ", ")); name != "" {
			return name, after
		}
		next := latinWord.FindString(text[len(skip):])
		if next == "" || len(text) <= len(skip)+len(next) || text[len(skip)+len(next)] != ' ' && text[len(skip)+len(next)] != ',' {
			break
		}
		skip = text[:len(skip)+len(next)+1]
		if strings.HasPrefix(text[len(skip):], " ") {
			skip = text[:len(skip)+1]
		}
	}
	return "", text
}

// latinName returns the name in Latin letters that a text begins with: a title, if any, then up
// to four capitalised words.
func latinName(text string) (name, after string) {
	end, words, hasTitle, prefixed := 0, 0, false, 0
	for end < len(text) && words < 4 {
		from := end
		if end > 0 {
			if text[end] != ' ' {
				break
			}
			from++
		}
		word := latinWord.FindString(text[from:])
		bare := strings.TrimRight(word, ".'-")
		lower := strings.ToLower(bare)
		first, _ := utf8.DecodeRuneInString(bare)
		second := ""
		if i := strings.IndexByte(bare, '\''); i > 1 {
			second = bare[i:]
		}
		switch {
		case titles[lower] && words > 0 && !hasTitle && unicode.IsUpper(first) && words == 1 && noSurname(lower): // "Phoned Mr Vu"
			return "", text
		case bare == "":
			return finish(text, end, words, hasTitle)
		case titles[lower] && words == 0 && prefixed == 0 && (unicode.IsUpper(first) || lowerTitles[lower]):
			if strings.HasSuffix(word, ".") {
				bare += "."
			}
			end, hasTitle = from+len(bare), true
			if alone[lower] {
				if then, _ := latinName(strings.TrimPrefix(text[end:], " ")); then == "" {
					return text[:end], text[end:]
				}
			}
			continue
		case particles[lower] && (words > 0 || hasTitle || unicode.IsUpper(first)) && prefixed < 3:
			next := latinWord.FindString(strings.TrimPrefix(text[from+len(bare):], " "))
			if r, _ := utf8.DecodeRuneInString(next); !unicode.IsUpper(r) && !particles[strings.ToLower(next)] || noName[strings.ToLower(strings.TrimRight(next, ".'-"))] {
				if !unicode.IsUpper(first) {
					return finish(text, end, words, hasTitle)
				}
				end, words = from+len(bare), words+1
				continue
			}
			end, prefixed = from+len(bare), prefixed+1
			continue
		case unicode.IsUpper(first) && months[lower] && words == 0 && ofPerson(text[from+len(bare):]):
		case !unicode.IsUpper(first) && !(hasTitle && words == 0), !hasTitle && noName[lower], hasTitle && words > 0 && noName[lower]:
			return finish(text, end, words, hasTitle)
		case !hasTitle && utf8.RuneCountInString(bare) > 1 && strings.ToUpper(bare) == bare && words == 0:
			return finish(text, end, words, hasTitle)
		case second == "'s":
			end, words = from+len(bare)-2, words+1
			if then := text[end+2:]; !hasTitle && strings.HasPrefix(then, " ") { // "Baxter's boatyard"
				return "", text
			}
			return text[:end], text[end+2:]
		}
		if utf8.RuneCountInString(bare) == 1 && strings.HasPrefix(word, bare+".") { // an initial
			bare += "."
		}
		end, words = from+len(bare), words+1
		if len(word) > len(bare) {
			break
		}
	}
	return finish(text, end, words, hasTitle)
}

// noSurname reports whether a title is hardly a surname too.
func noSurname(title string) bool {
	return lowerTitles[title] || title == "frau" || title == "herr" || title == "miss"
}

// ofPerson reports whether what follows a name that a month has too makes it that of a person.
func ofPerson(after string) bool {
	next := strings.ToLower(latinWord.FindString(strings.TrimPrefix(after, " ")))
	if r, _ := utf8.DecodeRuneInString(strings.TrimPrefix(after, " ")); particles[next] || unicode.IsUpper(r) && !noName[next] && !titles[next] {
		return true
	}
	return doing.MatchString(after)
}

func finish(text string, end, words int, hasTitle bool) (name, after string) {
	if words == 0 || end < 2 {
		return "", text
	}
	after = text[end:]
	for _, suffix := range []string{" ma'am", " sir", " san", "-san", " ji"} {
		if strings.HasPrefix(after, suffix) {
			end += len(suffix)
		}
	}
	return text[:end], text[end:]
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
