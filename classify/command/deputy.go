package command

import (
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"rapport/classify/absence"
	"rapport/store"
	"rapport/store/pattern"
)

// Deputy is the verb of a command that names a deputy of its sender, or ends that.
const Deputy Verb = "deputy"

var (
	deputyFirst = pattern.New(`(?i)^(?:please\s+note:?\s+)?(?:my\s+)?(?:deputy|stand-?in|substitute)(?:\s+(?:is|will be|for me is|for me|while i am away is))?\s*[:：-]?\s+|^(?:我的)?(?:代理人\s*(?:是|为)?\s*[:：]?\s*|代理\s*[:：]\s*)`)
	// deputyInner is in a line about somebody named before it: “Bob Lee bob@acme.example is my
	// deputy until 9 March”, “3月2日至9日由李明 li@acme.example 代理”.
	deputyInner = pattern.New(`(?i)\s(?:is|will be)\s+my\s+(?:deputy|stand-?in|substitute)\b|\s(?:stands? in|deputi[sz]es|will stand in|will deputi[sz]e)\s+for\s+me\b|(?:担任|作为|做|为|是)?我的?(?:代理人|代理)|代理我的?(?:工作|事务|审批)?|代我(?:审批|处理|确认)?|代理$`)
	deputyEnds  = pattern.New(`(?i)^(?:please\s+)?(?:(?:no|end|cancel|remove|drop)\s+(?:my\s+)?(?:deputy|stand-?in|substitute)(?:\s+(?:any ?more|any longer|now))?|(?:my\s+)?deputy\s*[:：]?\s*(?:none|nobody|no one|ends?|off)|i am back[,:]?\s+no deputy(?:\s+any ?more)?)$|^(?:请|麻烦)?(?:取消|结束|撤销|不再需要|不需要|无需)(?:我的)?(?:代理人|代理)(?:了)?$|^(?:我的)?(?:代理人|代理)\s*[:：]?\s*(?:无|没有|取消|结束)$`)
	forProject  = pattern.New(`(?i)(?:^|[\s,])(?:for|in|on)\s+(?:the\s+)?(?:project\s+)?\[?(?-i:([A-Z][A-Z0-9-]{0,31}))\]?(?:$|[\s,])`)
	// fromHere is where the words about the time begin.
	fromHere = pattern.New(`(?i)(?:^|[\s,，(（])(?:from|since|back|return|starting|as of|until|till?|up to|through|thru|between|while|for the (?:week|time)|on\s+\d|\d{1,2}(?:st|nd|rd|th)?(?:\s*[-–]\s*\d{1,2})?\s+[a-z]{3,9}\b|\d{4}-\d|\d{1,2}[./]\d|(?:next|this)\s+week|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\s+\d)|\d{1,4}\s*年|\d{1,2}\s*月|[一二三四五六七八九十]{1,3}月|(?:自|从|到|至|截至|直到|本周|下周|这周|今天|今日|明天)`)
	// ofAnother is in what should be the name of the deputy where the line is about the deputy of
	// somebody else than its sender: “deputy of Anna Bell is Bob Lee”, “王伟的代理人李明”.
	ofAnother = pattern.New(`(?i)(?:^|\s)(?:of|for|is|as|will|to|instead)(?:\s|$)|['’]s?\s|[:：]|[(（]\s*代|的|代表|代替|接替|.\s*(?:由|委托|指定)`)
	hanBy     = pattern.New(`^(?:由|请|让|委托|指定)\s*|\s*(?:由|委托|指定)\s*`)
)

const longestDeputyLine = 200 // bytes

// ReadDeputy reads a line, written on a day, that names a deputy or ends that: "deputy Bob Lee
// bob@acme.example until 9 March", "3月2日至9日由李明 li@acme.example 代理". code is the project
// that it is about, "" for all projects of its sender. ok is false if it is no such line.
func ReadDeputy(line string, day time.Time) (w store.DeputyWish, code string, ok bool) {
	if len(line) > longestDeputyLine || !utf8.ValidString(line) {
		return w, "", false
	}
	w.Words = strings.TrimSpace(line)
	text := strings.Join(strings.Fields(strings.TrimRight(norm.NFKC.String(w.Words), ".。!！ ")), " ")
	if m := forProject.FindStringSubmatchIndex(text); m != nil {
		code, text = text[m[2]:m[3]], strings.TrimSpace(text[:m[0]]+" "+text[m[1]:])
	}
	if deputyEnds.MatchString(text) {
		w.End = true
		return w, code, true
	}
	addressed := strings.Count(text, "@")
	rest := text
	switch at := deputyFirst.FindStringIndex(text); {
	case at != nil:
		rest = text[at[1]:]
	default:
		at = deputyInner.FindStringIndex(text)
		if at == nil || addressed == 0 { // without an address it may be any sentence
			return w, "", false
		}
		rest = text[:at[0]] + " " + text[at[1]:]
	}
	var p PersonLine
	if addressed == 1 {
		if rest, ok = p.address(rest); !ok {
			w.Refused = store.DeputyUnread
			return w, code, true
		}
		w.Address = p.Address
	}
	when := rest
	if at := fromHere.FindStringIndex(rest); at != nil {
		name := rest[:at[0]]
		when = rest[at[0]:]
		if strings.TrimSpace(hanBy.ReplaceAllString(name, " ")) == "" { // the time stands first
			name, when = afterTime(rest)
		}
		rest = name
	}
	another := addressed == 1 && ofAnother.MatchString(strings.TrimSpace(rest))
	w.Name = strings.Trim(strings.Join(strings.Fields(hanBy.ReplaceAllString(rest, " ")), " "), trims+"()（）.")
	if addressed > 1 || another || w.Name == "" && w.Address == "" || utf8.RuneCountInString(w.Name) > 60 {
		w.Refused = store.DeputyUnread
		return w, code, addressed > 0
	}
	if w.Address == "" && !looksLikeName(w.Name) {
		return w, "", false // “Deputy minister visits the site until 9 March”
	}
	a := absence.Of("Out of office", strings.TrimSpace(when), day)
	if a.Until == "" {
		a = absence.Of("Out of office", "到"+hanBefore.ReplaceAllString(strings.TrimSpace(when), ""), day) // “3月9日前由李明代理”
	}
	w.From, w.Until = a.From, a.Until
	if w.From == "" || w.From > w.Until && w.Until != "" {
		w.From = day.Format(time.DateOnly)
	}
	if w.Until == "" {
		w.Refused = store.DeputyWhen
		return w, code, w.Address != "" || fromHere.MatchString(text)
	}
	return w, code, true
}

// hanBefore is behind a day that is the last: 3月9日前.
var hanBefore = pattern.New(`(?:之|以)?前\s*[,，]?$`)

// timeEnds is where the words about a time end that stand before a name.
var timeEnds = pattern.New(`^.*(?:\d{1,2}\s*[日号]|周[一二三四五六日天末]|[日号])\s*(?:为止|之?前|止|期间)?\s*[,，]?`)

// afterTime parts words that begin with a time: “3月2日至9日由李明”.
func afterTime(text string) (name, when string) {
	at := timeEnds.FindStringIndex(text)
	if at == nil {
		return "", text
	}
	return text[at[1]:], text[:at[1]]
}
