package talk

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"rapport/store/pattern"
)

var (
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

// BeginsWithHanName reports whether a text begins as a Chinese name does.
func BeginsWithHanName(text string) bool { return hanNameAt(text) != "" }

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
			end = from + len(bare) - 2
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
