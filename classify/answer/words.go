package answer

import "strings"

// The words of the grammar in lower case, each line of a table separated by "|". The tables
// are built once and read-only.

var approvals = tableOf(`ok|okay|k|yes|yep|yes please|sure|approved|approve|i approve|i approve it|we approve|approved by me|agreed|agree|i agree|we agree|confirmed|confirm|i confirm|we confirm|confirmed by us|
	accepted|accept|i accept|we accept|fine|fine with me|fine with us|good|lgtm|looks good|looks good to me|all good|go ahead|please go ahead|yes go ahead|please proceed|proceed|correct|that is correct|all correct|yes, agreed|it is ok|it's ok|that's fine|that is fine|ok for me|ok with me|ok for us|okay for me|
	send|send it|please send|please send it|ok send|ok to send|okay to send|ok send it|yes send|yes please send|send please|ok please send|looks good please send|approved, please send|
	确认|已确认|确认无误|确认无异议|我确认|我们确认|确认收到无误|同意|我同意|我们同意|同意该方案|同意方案|全部同意|完全同意|批准|已批准|认可|通过|审核通过|可以|可以的|没问题|没有问题|无异议|无意见|没有意见|好|好的|行|是|是的|对|对的|嗯|收到，同意|ok的|赞成|接受|按此执行|就这样|就这么办|
	可以发|可以发了|可以发送|同意发送|确认发送|发送|发吧|好的发吧|
	確認|已確認|確認無誤|同意發送|批准了|認可|通過|沒問題|沒有問題|無異議|可以發送|沒意見`)

var rejections = tableOf(`no|nope|rejected|reject|i reject|i reject it|we reject|declined|decline|i decline|disagree|i disagree|we disagree|i do not agree|i don't agree|we do not agree|we don't agree|not agreed|refused|i refuse|we refuse|not acceptable|we cannot accept|we can't accept|i cannot accept|we cannot accept this|i cannot accept this|
	不同意|我不同意|我们不同意|不认可|不接受|我们不接受|不批准|不通过|拒绝|驳回|反对|否|不行|不可以|不确认|不赞成|无法接受|不能接受|不|我们不认可|
	不認可|不通過|拒絕|駁回|反對|我們不同意|無法接受|不確認`)

var skips = tableOf(`skip|skip it|skip this one|skip this week|skip this time|none|no report|not this time|跳过|跳过本期|取消|本期不发|不用发|无需发送|本期跳过|跳過`)

var closes = tableOf(`close|closed|close it|done|solved|resolved|finished|关闭|已关闭|完成|已完成|已解决|解决了|关闭吧|結案|关单|结案|已處理|已处理`)

var closings = tableOf(`thanks|thank you|thx|many thanks|thank you very much|thanks a lot|thanks again|thank you!|best|best regards|kind regards|regards|warm regards|best wishes|cheers|br|kr|sincerely|yours sincerely|yours|have a nice day|have a good day|have a nice weekend|please|
	谢谢|多谢|谢谢啦|感谢|非常感谢|辛苦了|辛苦|祝好|此致|敬礼|此致敬礼|顺祝商祺|祝商祺|商祺|祝工作顺利|祝您工作愉快|麻烦了|收到|已收到|收到了|知悉|谢谢您|谢谢你|
	謝謝|多謝|感謝|收到，謝謝|辛苦您了|received|got it|noted|well received`)

var greetings = tableOf(`hi|hello|hey|dear all|hi all|hello all|dear sir|dear madam|dear sir or madam|good morning|good afternoon|good evening|hi team|dear team|
	您好|你好|大家好|各位好|各位|早上好|上午好|下午好|晚上好|你们好|妳好`)

// reasonWords introduce the reason for a refusal.
var reasonWords = []string{" because", " since ", " as the ", " due to", "because", "since ", "as the ", "due to", "the reason", "因为", "因為", "由于", "由於", "原因", "理由"}

// Words that contradict a good score, and a bad one.
var (
	badWords  = []string{"bad", "terrible", "awful", "disappoint", "unhappy", "poor", "worst", "not good", "not satisf", "unsatisf", "dissatisf", "complain", "不满", "失望", "太差", "很差", "糟糕", "不好", "投诉", "不滿", "極差", "极差", "不行"}
	goodWords = []string{"excellent", "great job", "perfect", "wonderful", "very good", "very satisfied", "very happy", "well done", "very pleased", "非常好", "很好", "很满意", "非常满意", "优秀", "完美", "十分满意", "很滿意", "非常滿意", "棒"}
)

func table(words string) map[string]bool {
	t := map[string]bool{}
	for _, word := range strings.Split(words, "|") {
		t[strings.TrimSpace(word)] = true
	}
	return t
}
