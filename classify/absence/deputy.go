package absence

import (
	"slices"
	"strings"
	"unicode/utf8"

	"rapport/store/mailaddr"
	"rapport/store/pattern"
)

const (
	titles = `(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof|Herr|Frau|MR|MRS|MS|DR)\.?\s+)`
	name   = `((?:` + titles + `)?\p{Lu}[\p{L}'-]+(?:\s+(?:(?:van|von|de|der|da|del|la|bin)\s+)*\p{Lu}[\p{L}'-]+){0,3})`
	who    = `(?i:(?:my|our|the)\s+)?(?i:(?:dear\s+)?(?:colleagues?|co-?worker|deputy|manager|boss|assistant|paralegal|secretary|partner|substitute|backup|team ?mate|line manager|team lead(?:er)?|supervisor|representative|stand-in)\s*(?:,|:|is|-)?\s*)?`
)

var (
	addresses = pattern.New(`[A-Za-z\d._%+-]+@[A-Za-z\d.-]+\.[A-Za-z]{2,}`)
	asks      = pattern.New(`(?:(?i:\b(?:contact|slack|ping|message|whatsapp|write(?:\s+to)?|e-?mail|mail|call|goes? to|ring|phone|text|ask|reach out to|reach|speak (?:to|with)|talk to|get in touch with|turn to|refer to|address|consult|see|try|forward\s+[\p{L}\s]{0,40}?to|direct\s+[\p{L}\s]{0,40}?to|send\s+[\p{L}\s]{0,40}?to|(?:taken over|looked after|covered|handled|represented|deputised|managed) by|covering for me is|standing in for me is|in charge(?: is)?))\s*:?\s+)` + who + name)
	titled    = pattern.New(`(?i:\b(?:deputy|representative|substitute|stand-?in|back-?up|cover|covering|replacement|colleague in charge|alternative contact|alternate|contact(?: person)?|vertretung)\s*(?:is|will be|for me is|in my absence is|:|-)\s*:?\s*)` + who + name)
	mine      = pattern.New(`(?i:\b(?:my|our)\s+(?:dear\s+)?(?:colleague|deputy|manager|assistant|paralegal|stand-in|substitute|cover|back-?up|team ?mate)\s*,?\s+)` + name)
	serves    = pattern.New(who + name + `(?:\s*\([^)]{0,60}\))?,?(?i:\s+(?:who\s+)?(?:is|will be|will|can|may|has|would be|shall|does)?\s*(?:happily|gladly|also|able to|happy to|available to|be)?\s*(?:covering|cover|covers|helping|help|helps|answer|answers|answering|take care|takes care|taking care|standing in|stands? in|fill in|fills in|filling in|deputise|deputises|deputising|look after|looks after|looking after|deals? with|dealing with|sort out|sorts out|step(?:s|ping)? in|mind(?:s|ing) the|has the (?:wheel|keys)|pick(?:s|ing)? up|assist|assists|assisting|handle|handles|handling|in charge|take over|takes over|taking over|taken over|represent|represents|support|responsible)\b)`)
	noName    = pattern.New(`^(?i:i|me|my|you|your|we|us|it|the|this|that|hr|please|thanks?|thank|dear|hi|hello|for|in|on|if|when|i'\w+|we'\w+|it's|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|june|july|august|september|october|november|december|support|service|sales|reception|office|team|number|mobile|phone|urgent|until|meanwhile|best|kind|regards|nobody|somebody|someone|anyone|everyone|he|she|they|there)$`)

	hanAsks   = pattern.New(`(?:请对接|对接人|请邮件联系|请电话联系|请致电|请联系|請聯絡|請聯繫|请联络|请咨询|请找|请与|联系人|聯絡人|代理人|接替人|交接人|代办人|负责人|联络人|联系|聯絡|聯繫|致电|咨询|找|移交给|移交至|交接给|已?交给|打电话给|打给|急事打|交由|转交|委托|由)\s*(?:为|是|:)?\s*(?:我的?|我司|本部门|部门)?\s*(?:值班|项目)?\s*(?:同事|副经理|经理|主管|助理|副总|领导|接替人|代理人)?\s*(?:为|是|:)?\s*([\p{Han}]{2,6})`)
	hanLatin  = pattern.New(`(?:联系|聯絡|聯繫|联络|致电|致電|找|洽|由|问|咨询)\s*(?:我的?)?(?:同事|代理人)?\s*(?:为|是|:)?\s*` + name)
	hanServes = pattern.New(`([\p{Han}]{2,4}?)\s*(?:\([^)]{0,60}\))?\s*(?:代理|代办|代为|代我|负责跟进|接手|接替|替我)`)
	title     = pattern.New(`^` + titles + `$`)
	// hanEnd begins what follows a name.
	hanEnd   = pattern.New(`代|处|處|负|負|协|協|电|電|邮|郵|手机|接|办|辦|为|為|来|來|帮|幫|的|进|進|联系|联络|聯|跟|暂|或|及|和|与|在|将|會|会|是|同志|沟通|对接|全权`)
	hanTitle = pattern.New(`^(.+?)(副?经理|經理|总监|总|總|工|小姐|先生|女士|主任|老师|老師|部长|主管|主任)$`)
	// duty and post are before a name.
	duty      = pattern.New(`^(?:代班|值班|当班|接班|接手)(?:的)?`)
	post      = pattern.New(`^(?:副?(?:主任|经理|總監|总监|组长|队长|班长|科长|处长)|业务助理|跟单|副手|徒弟|同事|助理|秘书|财务|会计|领队|后期|前期|行政|人事|采购|客服|前台|技术|老公|老婆|太太|搭档|合伙人)`)
	hanNobody = pattern.New(`^(?:我|您|同事|本人|公司|部门|客服|前台|办公室|电话|值班|教务|老师|秘书|大家|各位|他人|其他|主管|经理)`)
)

// deputyIn returns the deputy of the author of a text: an address, or else a name; own
// are addresses that are nobody else's.
func deputyIn(text string, own []string) string {
	for _, at := range addresses.FindAllString(text, 10) {
		at = strings.TrimRight(at, ".")
		if !slices.ContainsFunc(own, func(o string) bool { return mailaddr.Key(o) == mailaddr.Key(at) }) {
			return at
		}
	}
	for _, p := range []*pattern.Pattern{titled, asks, serves, mine} {
		for _, m := range p.FindAllStringSubmatch(text, 10) {
			if n := english(m[1]); n != "" {
				return n
			}
		}
	}
	for _, m := range hanLatin.FindAllStringSubmatch(text, 10) {
		if n := english(m[1]); n != "" {
			return n
		}
	}
	for _, p := range []*pattern.Pattern{hanAsks, hanServes} {
		for _, m := range p.FindAllStringSubmatch(text, 10) {
			if n := chinese(m[1]); n != "" {
				return n
			}
		}
	}
	return ""
}

// english returns a name without a title before two words, "" for words that are none.
func english(words string) string {
	list := strings.Fields(words)
	for len(list) > 0 && noName.MatchString(list[len(list)-1]) {
		list = list[:len(list)-1]
	}
	if len(list) == 0 || noName.MatchString(list[0]) {
		return ""
	}
	if shouted := strings.ToUpper(list[0]) == list[0]; shouted && !(len(list) > 2 && title.MatchString(strings.ToUpper(list[0][:1])+strings.ToLower(list[0][1:])+" ")) {
		return ""
	} else if shouted { // "MR. RAJAN PILLAI"
		for i, word := range list {
			r, size := utf8.DecodeRuneInString(word)
			list[i] = string(r) + strings.ToLower(word[size:])
		}
	}
	if len(list) > 2 && title.MatchString(list[0]+" ") {
		list = list[1:]
	}
	return strings.Join(list, " ")
}

// chinese returns the name that begins some characters, without the title behind a full name.
func chinese(words string) string {
	for _, p := range []*pattern.Pattern{duty, post} {
		if of := p.FindString(words); utf8.RuneCountInString(words[len(of):]) >= 2 {
			words = words[len(of):]
		}
	}
	if at := hanEnd.FindStringIndex(words); at != nil {
		words = words[:at[0]]
	}
	if m := hanTitle.FindStringSubmatch(words); m != nil && utf8.RuneCountInString(m[1]) > 1 {
		words = m[1]
	}
	if n := utf8.RuneCountInString(words); n < 2 || n > 4 || hanNobody.MatchString(words) {
		return ""
	}
	return words
}
