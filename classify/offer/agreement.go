package offer

import (
	"strings"

	"rapport/store"
	"rapport/store/pattern"
)

const longestAgreement = 600 // bytes of a text that can be one

var (
	// assents are the words of an agreement that says more than that: "approved, please start
	// on Monday".
	assents = pattern.New(`(?i)^\W*(?:(?:hi|hello|dear)\s+[\p{L}. ]{1,30}[,!]\s*)?(?:yes|ok(?:ay)?|sure|agreed|approved|accepted|confirmed|(?:that(?:'s| is)|all)?\s*fine|(?:looks?|sounds?) good|go ahead|we (?:agree|accept|approve|confirm)|i (?:agree|accept|approve|confirm|can confirm)|no objections?|happy)\b|^\W*(?:(?:您好|你好|[\p{Han}]{1,3}(?:总|工|经理))[,，!！]?\s*)?(?:好的?[,，]?\s*)?(?:同意|可以|没问题|没有问题|没有意见|无异议|认可|批准|通过|确认|行[,，]|方案通过|我方(?:同意|接受)|我们同意)`)
	open    = pattern.New(`(?i)[?？]|\b(?:but|if|unless|except|provided|until|once|however|only|not|n't|maybe|perhaps|question|instead|first|later|ask|check|look|read|discuss|talk|when|could|would|received)\b|但|不过|如果|除非|前提|原则|先|再|暂|等|若|只要|希望|建议|另外|问|看一下|讨论|请示|标题|修改|不`)
	other   = []string{"it agrees to something else", "it names another day", "it names a figure"}
)

// Agrees reports whether a client's words in a thread of a PM's own are a clear agreement to
// what the PM wrote. It decides nothing: it is only ever offered.
func Agrees(text string, said *store.StatedChoice) bool {
	if said == nil || len(text) > longestAgreement {
		return false
	}
	if said.Choice == store.ChoiceApprove {
		return true
	}
	text = strings.ReplaceAll(text, "’", "'")
	for _, why := range other {
		if said.Why == why {
			return assents.MatchString(text) && !open.MatchString(text)
		}
	}
	return false
}
