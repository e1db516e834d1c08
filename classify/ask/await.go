package ask

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"rapport/store/pattern"
	"rapport/store/visible"
)

var (
	// small are the questions that nobody waits for the answer of, or that the writer answers.
	small = pattern.New(`(?i)\bany(?: (?:other|more|further|open))?(?: questions?| comments?| thoughts?| concerns?| remarks?| feedback)?\s*\?*$|\bhow (?:are|is|was|were) (?:you|things|your|everything|it going)\b|\byou (?:had )?(?:asked|wanted to know|wrote|were asking)\b|\byour question\b|\bif you have (?:any )?(?:questions|comments)\b|\b(?:remember|guess what|right|you know|isn't it|okay|ok)\?$|\bmay i (?:introduce|remind)\b|(?:有|还有)(?:什么|任何|其他|别的)*(?:问题|疑问|意见|不清楚)(?:的)?吗?|最近(?:好|还好|怎么样|忙)|(?:您|你)(?:问|提)(?:的|到|过)|(?:周末|假期|节日)过得|对吧\?*$|是吧\?*$|^如有|若有(?:问题|疑问)`)
	// asksEnglish and asksChinese ask for something without a question mark.
	asksEnglish = pattern.New(`(?i)^(?:[-*•]\s*|\d+[.)]\s*)?(?:(?:and|so|then|also|therefore|but|hi|hello|dear|\w+),?\s+){0,3}?(?:please|kindly)\s+(?:also\s+|could you\s+)?(?:send|provide|confirm|tell|let (?:me|us) know (?:what|which|when|where|whether|who|how|by|your|until)|choose|pick|decide|check|test|approve|sign|fill|upload|review|give|name|forward|return|share|answer|reply|respond|look at|have a look|fix|set|name|state|specify|clarify|advise|complete|supply|deliver|pay|arrange|ask|get back|come back)\b|^(?:.{0,30}\b)?(?:let (?:me|us) know (?:what|which|when|where|whether|who|how|by|your|until)|tell (?:me|us) (?:what|which|when|where|whether|who|how|by|your)|we (?:still |also |only |just )*(?:need|are missing|lack|await|are waiting for|are still waiting for|would need|require)\b.{0,60}\b(?:you|your|from you|by you)\b|(?:i|we)(?: am| are|'m|'re)? (?:still )?(?:waiting for|looking forward to) your (?:answer|reply|decision|feedback|confirmation|response))`)
	asksChinese = pattern.New(`(?:请|麻烦|烦请|劳烦|还请|敬请|望|盼|辛苦|需要|需|等)(?:您|你|贵方|贵司|贵公司|各位|大家|王总)?[^,，。;；]{0,14}?(?:提供|发给|发我|发来|发送|发一|发到|确认|告知|告诉|反馈|回复|答复|决定|定一下|定下来|拍板|选定|选一|选择|填写|填一|签字|签署|盖章|审阅|审核|测试|验收|上传|补充|安排|看一下|给我们|给出|明确|说明|批准|付款|开通|寄)`)
	// noneChinese ask for nothing.
	noneChinese = pattern.New(`请(?:勿|不要|放心|知悉|随时|参考|见|忽略|注意|谅解|稍候|稍等)|^请查收[,，。!！]?$|如(?:果)?(?:您|你)?(?:有|需|还需)|无需|不需要|不用|我们(?:会|将|来)`)
)

// Awaits returns the words by which the writer of a newly written text awaits something of its
// readers: a question, or something that they are to send, decide or do. It returns "" for a text
// that awaits nothing, such as one that asks for questions.
func Awaits(text string) string {
	asked := ""
	for _, s := range sentencesOf(text) {
		words := strings.TrimSpace(norm.NFKC.String(s.text))
		question := s.asks || strings.HasSuffix(words, "?")
		switch {
		case isCourtesy(s) && !question, small.MatchString(words):
			continue
		case question:
			return visible.Cut(s.text, longestWords)
		case asked == "" && (asksEnglish.MatchString(words) || asksChinese.MatchString(words) && !noneChinese.MatchString(words)):
			asked = visible.Cut(s.text, longestWords)
		}
	}
	return asked
}
