package report

import (
	"strings"

	"rapport/store/pattern"
)

// A milestone in prose: sentences that each say one thing, and what was reached.

// doneVerbs are what happens to a milestone when it is reached.
const doneVerbs = `finished|completed|done|delivered|reached|signed(?: off)?|handed over|poured|installed|launched|released|closed|approved|accepted|passed|held|opened|shipped|started|begun|kicked off|submitted|deployed|published|mounted|built|concluded|achieved|wrapped up|topped out|laid|tested|switched on|frozen|finali[sz]ed|hired|ordered|sorted|cleared|received|chosen|selected|obtained|granted|issued|paid|live`

const doneVerbsZh = `完成|做完|弄完|结束|上线|交付|签署|签订|签|通过|验收|发布|启动|开工|封顶|浇筑|移交|达成|拿到|到货|交|装|拍|写|做|建|办`

var (
	// reachedWords match the words that say that something was reached, with a day that may
	// stand among them.
	reachedWords = pattern.New(`(?i)\s*\b(?:was|were|has been|have been|had been|got|has|have)\s+` + adverbs + `(?:been )?(?:` + doneVerbs + `)\b()|^(?:we|the team|they)(?: have| had|'ve)?(?: now| already| finally)? (?:` + doneVerbs + `)\b\s*|\bwent live\b|[:：]\s*(?:now |all )?(?:` + doneVerbs + `|yes)$|` +
		`(?:` + doneVerbsZh + `)(?:完|好|毕)?了|完毕|完了`)
	// reachedBefore match words that say so of a day that is not ahead.
	reachedBefore = pattern.New(`(?i)\s*\b(?:is|are)\s+` + adverbs + `(?:` + doneVerbs + `)\b()|(?:^|[\s(（]+)(?:finished|completed|concluded|delivered|received|arrived|obtained|granted|issued|installed|approved|accepted|passed|launched|signed(?: off)?|handed over|closed)(?: on)?\s*(` + dateMark + `)`)
	reachedLead   = pattern.New(dateMark + `完成(\p{Han})`)
	reachedAfter  = pattern.New(`已(?:经|于|按期|如期|顺利|全部|提前)*(` + dateMark + `?)(\p{Han}{1,4}?)(?:了|完毕)?(?:$|[,，。;；\s()（）|])`)
	// punctual says of a day that is over that what was to happen on it did.
	punctual = pattern.New(dateMark + `(?:如期|按期|按时|准时|顺利)\p{Han}{1,4}($|[,，。;；\s()（）|])`)
	// movedZh begins what is no end: “已推迟”.
	movedZh    = pattern.New(`^(?:推|延|改|调|定[在于为到]|安排|计划|预|顺|逾|过期|取消|暂|滞|落|有|在|排|通知|确认)`)
	notReached = pattern.New(`(?i)\bnot\b|n't|\bto be\b|\bwill\b|\bshall\b|\bshould\b|\bmay\b|\bnearly\b|\balmost\b|未|没|将|预计|计划|即将|才能|后完成|前完成`)
)

const adverbs = `(?:now |already |successfully |finally |all |only )*`

// withoutReached returns a text without the words that say that its milestone was reached, and
// reports whether there are any.
func (p *parser) withoutReached(text string, named []namedDay) (rest string, reached bool) {
	switch {
	case notReached.MatchString(text):
	case reachedWords.MatchString(text):
		return reachedWords.ReplaceAllString(text, ""), true
	case hasReachedZh(text):
		return reachedAfter.ReplaceAllString(text, "$1"), true
	case !p.allPast(named):
	case punctual.MatchString(text):
		return punctual.ReplaceAllString(text, dateMark+"$1"), true
	case reachedBefore.MatchString(text):
		return reachedBefore.ReplaceAllString(text, " $2"), true
	case reachedLead.MatchString(text):
		return reachedLead.ReplaceAllString(text, dateMark+"$1"), true
	}
	return text, false
}

func hasReachedZh(text string) bool {
	m := reachedAfter.FindStringSubmatch(text)
	return m != nil && !movedZh.MatchString(m[2])
}

var (
	sentenceEnd = pattern.New(`[;；。]\s*|\.\s+`)
	clauseEnd   = pattern.New(`[,，、]\s*(?:and |while |but |whereas |而|并)?|\s+(?:and|while|but|whereas)\s+`)
	// noName are the words of a part that is no statement of its own: labels, small words.
	noName = pattern.New(`(?i)\b(?:planned|plan|due|target|scheduled|baseline|originally|original|previously|formerly|before|that|instead|of|rather|than|not|from|was|were|expected|forecast|now|estimated?|eta|actual(?:ly)?|revised|currently|likely|new|date|slipped|moved|postponed|delayed|pushed|back|shifted|brought|forward|deferred|rescheduled|to|on|by|for|at|until|is|are|be|been|has|have|had|the|a|an|it|this|these|and|but|then|so|no|later|latest|as|still|done|completed?|finished|reached|actual|both|all|week|weeks|day|days|earlier|one|two|three|we|with|after|since|because|due|will|again|in|status|open|slip|slips|move|moves|promised|arrive|arrives|arriving|come|comes|coming|only|could|might|may|aiming|target|hopefully|probably|` + doneVerbs + `)\b|` +
		`原计划|原定|原先|此前|之前|先前|原为|原来|原|从|由|现在|现|预计|改为|改到|实际|推迟|推到|延期|延至|延后|顺延|提前|调整|变更|目前|计划|目标|预期|已经|已|完成|达成|因故|但|而|将|仍|还|要|到|至|于|在|是|为|的|了|前|后|最晚|最迟|一周|两周|天|按期|如期|正常|有风险|状态|可能|才能|能|说好|约定|承诺|拖|到|要|来`)
	// noStatement begins a part that says more of what stands before it.
	noStatement = pattern.New(`(?i)^\s*(?:waiting|because|due to|depend\w*|if|unless|subject to|as|since|after|which|who|where|when|then|等|因|由于|若|如|取决|视)`)
	nothingNew  = pattern.New(`(?i)^\W*(?:nothing(?: else)? new|no news|no changes?|all (?:as planned|on track|well)|as planned|无变化|没有变化|均按计划|一切正常)\W*$`)
	verbAlone   = pattern.New(`(?i)^(?:(?:it |they )?(?:should |will |is to |are to )?(?:be )?(?:through|over|ready|complete|up|starts?|begins?|ends?|finishes|closes|opens|follows?|finish|end|begin|close|open)|(?:争取|力争)?(?:开始|结束|完成|启动|完工))$`)
	verbBehind  = pattern.New(`(?i)\s*(?:\b(?:starts?|begins?|opens)|开始|启动)$`)
)

// clausesOf returns the parts of a text each of which is a milestone: those with a name, and a
// day or the words that it was reached.
func clausesOf(text string) []string {
	if strings.ContainsAny(text, "|｜") {
		return []string{text}
	}
	list := split(text, sentenceEnd, false)
	var clauses []string
	for _, sentence := range list {
		clauses = append(clauses, split(sentence, clauseEnd, true)...)
	}
	return clauses
}

// split cuts a text at the separators on both sides of which a milestone stands. Between
// sentences, one that says that nothing is new is left out.
func split(text string, separator *pattern.Pattern, both bool) (list []string) {
	from := 0
	for _, at := range separator.FindAllStringIndex(text, -1) {
		left, right := text[from:at[0]], text[at[1]:]
		if next := separator.FindStringIndex(right); next != nil {
			right = right[:next[0]]
		}
		switch {
		case !isStatement(right) || noStatement.MatchString(right):
		case isStatement(left):
			list, from = append(list, left), at[1]
		case !both && nothingNew.MatchString(left):
			from = at[1]
		}
	}
	return append(list, text[from:])
}

// isStatement reports whether a part has a name of its own, and a day or the words that it was
// reached.
func isStatement(part string) bool {
	stated := strings.Contains(part, dateMark) || (reachedWords.MatchString(part) || hasReachedZh(part) || reachedBefore.MatchString(part)) && !notReached.MatchString(part)
	part = reachedAfter.ReplaceAllString(reachedBefore.ReplaceAllString(part, " "), " ")
	name := strings.Trim(noName.ReplaceAllString(reachedWords.ReplaceAllString(part, " "), " "), " \t:：.,，。;；()（）-–—"+dateMark)
	return stated && len(strings.ReplaceAll(name, dateMark, "")) > 1
}
