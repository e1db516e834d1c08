package answer

import (
	"slices"
	"strings"
)

// announces reports whether a clause tells what the sender's side does next and nothing
// else, such as on what terms: "PO follows on Monday", "we will sign tomorrow", 合同随后寄出.
// It is no assent, and restricts none: that they will confirm, check or comment is no such
// thing.
func (r *reader) announces(list []token) bool {
	acting, telling, coming, papers, ours, others, signs, dated := false, false, false, false, false, false, false, false
	unknowns := 0
	for i, t := range list {
		text := t.text
		if text[0] >= 0xe4 {
			text = strings.ReplaceAll(text, " ", "")
		}
		switch {
		case t.class == you && t.text[0] >= 0xe4 && i+1 < len(list) && (acts()[strings.ReplaceAll(list[i+1].text, " ", "")] || list[i+1].class == carry): // 手续你们办
			return false
		case tells()[text]:
			acting, telling = true, true
		case acts()[text]:
			acting = true
			signs = signs || strings.HasPrefix(text, "sign") || strings.HasPrefix(text, "countersign") || strings.HasPrefix(text, "签")
		case comes()[text]:
			coming = true
		case t.class == paper, t.class == accounts, t.class == object && i == 0 && t.text == "the order":
			papers = true
		case t.class == proceed && papers: // "the invoice can be sent"
			coming = true
		case t.class == self, t.is(person, body, name) && !coming && !acting:
			ours = true
			others = others || t.class != self
		case t.class == whenever:
			dated = true
		case t.is(fill, you, be, of, courtesy, name, person, leader, body, unrelated, title, review, ready):
		case t.class == talk && !vague()[text]:
		case t.class == object && t.kinds == 0 && r.asked.Kind != Draft && i > 0:
		case t.class == number && isDated(list, i):
		case t.class == unknown:
			unknowns++
		default:
			return false
		}
	}
	switch {
	case dated && !coming && !acting: // "payment in June"
		return false
	case others && signs: // somebody else's word is still to come
		return false
	case r.asked.Kind == Draft && !papers, papers && !acting && !coming, !papers && !(ours && coming && (acting || slices.ContainsFunc(list, func(t token) bool { return t.text == "be" }))):
		return false
	case !papers && !acting && ours && coming && unknowns <= 2: // "Diane will be your contact"
		return slices.ContainsFunc(list, func(t token) bool { return t.text == "be" }) && !slices.ContainsFunc(list, func(t token) bool { return t.class == unknown && strings.HasSuffix(t.text, "ing") })
	case telling && !papers:
		return unknowns == 0 && !slices.ContainsFunc(list, func(t token) bool { return t.class == object })
	}
	return unknowns <= 2
}

// isDated reports whether the number at i is that of a day: "on the 14th", "14 March", 14日.
func isDated(list []token, i int) bool {
	near := func(j int) bool {
		return j >= 0 && j < len(list) && (list[j].class == whenever || slices.Contains([]string{"th", "st", "nd", "rd", "日", "号", "月", "点"}, list[j].text))
	}
	return near(i-1) || near(i+1)
}

// acts are verbs of what a client does after an assent; tells are those of which the object
// may be what they think of it. comes are words for what is still to come. vague are words
// for what somebody may still want to say.
var (
	acts  = tableOf(`raise|raising|raised|issue|issued|issuing|sign|signed|signing|countersign|countersigned|post|posted|mail|mailed|order|book|booked|block|blocked|reserve|reserved|prepare|prepared|preparing|arrange|arranged|arranging|organise|organize|set up|schedule|scheduled|plan|meet|bring|transferred|print|printed|file|filed|have|get|clear|free up|make sure|ensure|start|begin|join|attend|be there|welcome|celebrate|put|sort|hand|deliver|delivered|process|processed|go|provide|let|see|pass|take|host|support|help|keep|collect|return|寄|寄出|寄给|寄回|寄送|邮寄|快递|发出|提|提交|下|下单|下达|签|签字|签署|签订|签完|盖章|用印|安排|补|补上|补签|走|报|送|送达|准备|订|开|办|办理|落实|配合|到场|参加|备好|腾|空出|出具|通知|告知|归档|存档|寄过去|送过去|回寄|开具|弄|搞|做|处理|起草|拟|去|跑|跟进|get|draft|draw up|deal with|look after|handle|submit|fill in|fill out|complete|finish`)
	tells = tableOf(`send over|send|sent|sending|forward|forwarding|email|e mail|tell|inform|let you know|upload|share|circulate|发给|发|转发|发你|发您|发过去`)
	comes = tableOf(`will come|will follow|shall follow|will be with you|get|will|shall|going to|gonna|follow|follows|to follow|following|soon|later|tomorrow|tonight|next|upcoming|eventually|shortly|then|later today|next step|next week|by tomorrow|come|coming|comes|on its way|under way|underway|separately|in due course|随后|稍后|之后|另行|另|会|将|将会|将于|将在|马上|尽快|后续|回头|晚点|晚些|接下来|届时|到时候|下午|上午|今天|今晚|正在|走流程|流程中|准备|再|后|由`)
	vague = tableOf(`list|note|notes|mail|mails|email|emails|message|messages|name|names|action|something|reply|replies|response|call|talk|chat|thing|things|feel|know|explain|回复|答复|回信|说|讲|谈|聊|聊聊|看|说明|解释`)
)
