package absence

import (
	"slices"
	"strings"
	"unicode/utf8"

	"rapport/store/mailaddr"
	"rapport/store/pattern"
)

const (
	titles = `(?:(?:Mr|Mrs|Ms|Mx|Miss|Dr|Prof|Sgt|Capt|Lt|Col|Sir|Rev|Fr|Pastor|Herr|Frau|Herrn|Madame|Monsieur|Mme|MR|MRS|MS|DR)\.?\s+)`
	name   = `((?:` + titles + `)?\p{Lu}[\p{L}'-]+(?:\s+(?:(?:van|von|de|der|den|da|dos|del|di|la|le|bin|al|el)\s+)*\p{Lu}[\p{L}'-]+){0,3})`
	who    = `(?i:(?:either|both|just|always|only)\s+)?(?i:(?:my|our|the undersigned's|the|his|her|their|meinen?|meine|unseren?|mon|ma|notre)\s+)?(?i:(?:(?:dear|esteemed|lovely|trusted|able|duty|office|project|account|practice|department|new|line|other|senior|junior|younger|older)\s+)?(?:clerk|associate|lawyer|attorney|solicitor|nurse|director|coordinator|co-ordinator|officer|producer|editor|analyst|engineer|foreman|agent|broker|accountant|bookkeeper|trainee|apprentice|intern|student|sister|caretaker|curator|planner|buyer|head|chief|vice|number two|colleagues?|co-?worker|deputy|manager|boss|assistant|paralegal|secretary|partner|co-founder|successor|substitute|backup|team ?mate|line manager|team lead(?:er)?|supervisor|representative|stand-in|locum|understudy|neighbour|husband|wife|brother|sister|kolleg(?:e|en|in)|vertret(?:er|ung)|collègue)\s*(?:,|:|is|-)?\s*)?`
	manner = `(?:(?i:happily|gladly|kindly|also|able to|happy to|glad to|pleased to|available to|there to|here to|now|temporarily|usually|both|be|\p{L}+ly)\s+)*`
)

var (
	addresses = pattern.New(`[A-Za-z\d._%+-]+@[A-Za-z\d.-]+\.[A-Za-z]{2,}`)
	asks      = pattern.New(`(?:(?i:\b(?:contact|slack|ping|message|whatsapp|write(?:\s+to)?|e-?mail|mail|call|go(?:es)? to|ring|phone|text|ask(?: for)?|find|(?:go|goes|come|sent|pass|passed) (?:via|through)|succeeded by|(?:drop|send) a (?:line|note|mail|message) to|drop|give|copy(?: in)?|cc|reach out to|reach|speak (?:to|with)|talk to|check with|liaise with|get in touch with|be in touch with|turn to|refer to|address|consult|see|try|bother|nag|pester|use|hand(?:ed|s|ing)? (?:\w+ ){0,4}to|over to|passed (?:on )?to|lies with|(?:is|are|rests?|sits?) with|up to|(?:forward|direct|send|address|submit|route|redirect|sent|addressed|directed|forwarded|submitted)\s+(?:[\p{L}\s'-]{0,40}?\b)?to|(?:be )?(?:placed|arranged|booked|cleared|agreed|left) with|(?:answer|reply|help|response) from|have asked|(?:taken over|looked after|taken care of|dealt with|covered|handled|run|held|managed|represented|deputised|answered|processed|read|taught|seen|monitored|chaired|led|signed|approved|decided|replaced) by|covering for me is|standing in for me is|in charge(?: is)?|wenden sie sich (?:bitte )?an|kontaktieren sie(?: bitte)?|vertritt mich|vertreten (?:durch|von)|contacter|joindre|adress(?:er|ez)(?:-vous)? à|écri(?:re|vez) à))\s*:?\s+)` + who + name)
	titled    = pattern.New(`(?i:\b(?:deputy|representative|substitute|stand-?in|back-?up|cover|covering|replacement|successor|colleague in charge|alternative contact|alternate|contact(?: person)?|vertretung|vertreter(?:in)?|remplaçante?|contacts? (?:in|for|during)[\p{L}\s-]{0,40}|urgent(?: matters| cases| things| issues| enquiries)?|emergenc(?:y|ies)|in my (?:absence|stead|place)|meanwhile|in the meantime|person to (?:talk|write|speak|turn) to|contact(?: person)? (?:in|for|during)[\p{L}\s]{0,30}|(?:acting|interim|new|relief|duty|standby) \p{L}+|(?:her|his|their) name|(?:happy|glad|able) to help|emergencies only|deputi[sz]ing|mail for [\p{L}\s]{2,25}|(?:burning|urgent|pressing|on fire|can't wait|cannot wait))\s*(?:is|will be|for me is|in my absence is|:|-)\s*:?\s*)` + who + name)
	mine      = pattern.New(`(?i:\b(?:my|our)\s+(?:dear\s+)?(?:colleague|deputy|manager|assistant|paralegal|stand-in|substitute|cover|back-?up|team ?mate|successor|partner)\s*,?\s+)` + name)
	serves    = pattern.New(who + name + `(?:\s*\([^)]{0,60}\)|,? (?:in|from|of|at) (?:(?:the|our)\s+)?[\p{L}&]+(?:\s\p{Lu}\p{L}+)?,?|,\s+(?:who|whose|my|our)\s[^,.\n]{1,40},|\s+(?:or|and|&)\s+\p{Lu}[\p{L}'-]+(?:\s+\p{Lu}[\p{L}'-]+)?)?,?(?i:\s+(?:who\s+)?(?:(?:is|will be|will|can|may|has|would be|shall|does|'ll)\s+)?` + manner + `(?:get(?:s|ting)? back to you|repl(?:y|ies|ying)|teach(?:es|ing)?|sees (?:my|all)|keeps?|remains? (?:available|in|at)|(?:be |is )?reached|be contacted|in the picture|the one|on it\b|your man|on reception|does my|opens? the|(?:has )?(?:agreed|offered|promised|volunteered)|been (?:appointed|asked|named|chosen)|shares? (?:this|my)|my (?:deputy|stand-in|substitute|cover|replacement|successor)|has full|covering|cover|covers|helping|help|helps|answer|answers|answering|take care|takes care|taking care|standing in|stands? in|fill in|fills in|filling in|deputise|deputises|deputising|deputize|deputizes|deputizing|look after|looks after|looking after|deals? with|dealing with|sort out|sorts out|step(?:s|ping)? in|mind(?:s|ing) the|has the (?:wheel|keys|files?|ball)|(?:has|have|got|hold|holds|holding) (?:my|the fort|all (?:my|the))|keep(?:s|ing)? (?:an eye|things|the)|(?:is |'s )?on (?:duty|call|hand)\b|(?:is |'s )?your (?:contact|point of contact|man|woman|person)|know(?:s|ing)? (?:all|everything|the|what|where)|run(?:s|ning)? (?:the|things|my)|read(?:s|ing)? my|watch(?:es|ing)? (?:my|this|the)|monitor(?:s|ing)? (?:my|this)|acts? (?:for|as)|acting (?:for|as)|hold(?:s|ing)? the fort|sign(?:s|ing)? (?:for me|off|in my)|decid(?:e|es|ing)|approv(?:e|es|ing)|pick(?:s|ing)? up|assist|assists|assisting|handle|handles|handling|manages|managing|in charge|take over|takes over|taking over|taken over|took over|represent|represents|support|supports|responsible|vertritt mich|me remplace)\b)`)
	noName    = pattern.New(`^(?i:i|me|my|you|your|we|us|it|the|this|that|hr|please|thanks?|thank|dear|hi|hello|for|in|on|if|when|i'\w+|we'\w+|it's|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|june|july|august|september|october|november|december|support|service|sales|reception|office|team|number|mobile|phone|urgent|urgently|until|meanwhile|best|kind|regards|nobody|somebody|someone|anyone|everyone|he|she|they|there|linkedin|teams|slack|whatsapp|zoom|yours|our|his|her|their|its|and|or|but|otherwise|also|all|any|both|which|who|what|whoever|sie|uns|mich|ihre|emergency|emergencies|police|security|helpdesk|reference|tel|ext|extension|fax|mail|e-?mail)$`)
	// present is somebody who is there, by a full name.
	present = pattern.New(`(\p{Lu}[\p{L}'-]+\s+\p{Lu}[\p{L}'-]+)(?:\s*\([^)]{0,60}\))?\s+(?:is|will be)\s+(?:still\s+)?(?:available|reachable|there|in the office|at the office)\b[^\p{L}]*(?:\.|$|for you|to you|instead|if|when|during|while)`)
	// bodies are words in the name of what is no person.
	bodies = pattern.New(`(?i)\b(?:services?|support|portal|resources|department|dept|team|desk|office|cent(?:re|er)|helpdesk|hotline|line|ltd|limited|gmbh|inc|group|company|agency|form|page|website|app|shop|store|faq|system|reception|customer|orders?|payments?|sales|accounts?|finance|marketing|procurement|purchasing|payroll|admin|administration|university|school|hospital|hotel|supplier)\b`)
	// parted is a name after the matter that its bearer looks after.
	parted = pattern.New(`\b[Ff]or (?:the )?[\p{L}\s]{2,25}?(?:,|:)\s+` + name + `(?:[.;,(]|$|\s+(?:and|on|\d))|(?:^|[.;,\n]\s*)[\p{Lu}][\p{L} ]{3,25}:\s+(\p{Lu}[\p{L}'-]+\s+\p{Lu}[\p{L}'-]+)(?:[.;,(]|$)|\b[Ff]or \p{Lu}\p{L}+ ` + name + `\s+is\b`)
	title  = pattern.New(`^` + titles + `$`)

	// nobodys are the first parts of addresses that no deputy has.
	nobodys = pattern.New(`(?i)^(?:no-?reply|do-?not-?reply|donotreply|unsubscribe|privacy|datenschutz|abuse|postmaster|mailer-daemon|webmaster|bounces?)(?:[.+_-].*)?@`)
	// mineToo is before an address of whoever is away, theirs too before one of another matter.
	mineToo = pattern.New(`(?i)(?:\b(?:(?:reach|write(?: to)?|e-?mail|contact|call|find|text|message) me|my (?:new|own|private|personal|home|other|work) (?:e-?mail|address|mail|account)s?|me (?:privately )?(?:at|on|under|via)|personal (?:matters|mail))\b[^.!?;\n@]{0,40}|我的?(?:新|私人|个人|個人|另一)?(?:的)?(?:邮箱|郵箱|信箱|邮件|电邮)[^。;\n@]{0,10})$|\b(?:unsubscribe|data protection|privacy|(?:problems?|trouble) with (?:this|the) (?:mail|message|system))\b[^.!?;\n@]{0,40}$`)
)

// deputyIn returns the deputy of the author of a text: an address, or else a name; own
// are addresses that are nobody else's.
func deputyIn(text string, own []string) string {
	for _, at := range addresses.FindAllStringIndex(text, 10) {
		address := strings.TrimRight(text[at[0]:at[1]], ".")
		isOwn := slices.ContainsFunc(own, func(o string) bool { return mailaddr.Key(o) == mailaddr.Key(address) })
		if !isOwn && !nobodys.MatchString(address) && !mineToo.MatchString(behind(text, at[0])) {
			return address
		}
	}
	for _, p := range []*pattern.Pattern{titled, asks, serves, mine, present, parted} {
		for _, m := range p.FindAllStringSubmatch(text, 10) {
			if n := english(strings.Join(m[1:], "")); n != "" {
				return n
			}
		}
	}
	return hanDeputy(text)
}

// english returns a name without a title before two words, "" for words that are none.
func english(words string) string {
	list := strings.Fields(strings.TrimSuffix(words, "'s"))
	for len(list) > 0 && noName.MatchString(list[len(list)-1]) {
		list = list[:len(list)-1]
	}
	if len(list) == 0 || bodies.MatchString(words) || noName.MatchString(list[0]) {
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
