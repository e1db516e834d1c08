package talk

import (
	"strings"

	"rapport/store"
	"rapport/store/pattern"
)

// scene is the part of a sentence that says who talked when and how, before what they said.
type scene struct {
	words string
	kind  store.TalkKind // of its cues, or ""
	told  bool           // it says that somebody talked, rather than only naming the talk
	cue   int            // where its first cue ends
	ahead bool           // that is still to come, or is asked for
}

const platforms = `(?:whats ?app|wechat|slack|(?:ms )?teams|signal|telegram|messenger|threema|viber|discord|google chat|imessage|sms|instagram|insta|linkedin|dms?|live chat|facebook|skype chat|mattermost|dingtalk|feishu|lark)`

// cue is what names a kind of talk.
type cue struct {
	kind  store.TalkKind
	told  *pattern.Pattern // in the past
	named *pattern.Pattern // the thing itself
}

// cues are in the order in which they count where one sentence has several: one may write that
// one is on the phone with somebody whom one has met before.
var cues = []cue{
	{
		store.TalkVisit,
		pattern.New(`(?i)\b(?:visited|dropped (?:in|by|into)|called (?:in|by|round)\b|called (?:at|on) (?:the|his|her|their|mrs?|ms|dr)\b|popped (?:in|by|over|round)|bumped into|ran into|met\b[^.]{0,60}\b(?:in person|at|on site|in the|outside))\b|拜访了|登门|上门拜访|当面|面谈|面聊|面晤|碰[了]?(?:面|头)|见了?(?:个|一)?面|碰[见到]|遇[见到]`),
		pattern.New(`(?i)\b(?:in person|face[- ]to[- ]face|f2f|on[- ]site|site visit)\b|面对面|会面`),
	},
	{
		store.TalkCall,
		pattern.New(`(?i)\b(?:rang|phoned|telephoned|called|hung up|got through to|gave me a (?:bell|ring|call|buzz)|dialled|dialed|facetimed|skyped|zoomed|got (?:\S+ ){0,3}on the (?:tele)?phone)\b|来电|来过?.{0,2}电话|打(?:来|过来|嚟)|打[了过]?.{0,3}(?:电话|手机)|打给|通[了过完]?.{0,8}(?:电话|话)|电话(?:里|中|上|那头|沟通|联系|确认|告知|说|问|讲|聊|谈|回复|答复|打)|致电|去电|电联|回[了过]个?电话|接[到了].{0,12}电话|挂[了断完]|打通|语音(?:通话|聊|打|说|讲|通)|视频(?:通话|聊|连线|了)|开[了过完]?.{0,3}(?:视频|电话|语音|线上)会|连线|讲完|傾電話|倾电话|拨[了通]`),
		pattern.New(`(?i)\b(?:(?:tele)?phone ?calls?|(?:conference|conf|video|zoom|teams|skype|whatsapp|voice|wechat|web)[- ]calls?|calls?|zoom|skype|webex|facetime|google meet|meet link|voice ?mail|voice (?:message|note)|answering machine|tel|telcon?|(?:tele)?phone|on the (?:line|blower)|by (?:mobile|cell)|over the (?:line|air)|vc|short ring)\b|电话|通话|视频会议?|腾讯会议|语音|zoom|手机`),
	},
	{
		store.TalkChat,
		pattern.New(`(?i)\b(?:texted|messaged|pinged|dm(?:'d|ed)|slacked|imessaged|txt(?:ed|d)?|whatsapped|chatted|(?:wrote|asked|answered|replied|said|told|confirmed|sent|posted|typed|exchanged|says|writes)\b[^.:]{0,60}\b` + platforms + `)\b|(?:微信|企微|钉钉|飞书|QQ|qq|LINE|Line|line|WhatsApp|短信|简讯|旺旺|私信|Telegram|Teams|Slack|群)(?:上|里|中|群|聊|说|问|回|发|来|留言|私聊|告|跟|和|联系|我|文字|打字)|发(?:来|了|过来)?.{0,4}(?:微信|短信|简讯|消息|讯息)`),
		pattern.New(`(?i)\b(?:` + platforms + `|(?:teams|slack|google|group) chat|chats?|(?:got|had|received|sent) an? text|text messages?|texts? (?:from|with|by|of)|messages?|msgs?)\b|微信|企微|钉钉|飞书|QQ|短信|简讯|私信|群聊|聊天记录|群消息`),
	},
	{
		store.TalkVisit,
		pattern.New(`(?i)\b(?:met|came (?:by|in|over|round|to (?:see|us|our))|stopped (?:by|at|in|over)|sat (?:down |in |for an hour |together )?(?:with|at|on|in)|stood (?:with|on|in|at)|walked|toured|showed (?:me|us)|went (?:to see|round|over to|to)|(?:was|were|been) (?:at|on site|over at|out at|on the|in the|with)|back from|drove (?:out |over |up |down )?to|spent \w+ \w+|looked in|had (?:an? |early |late |quick |working )?(?:lunch|coffee|dinner|breakfast|tea|beer|drinks?|pint|supper|brunch)|caught \w+ \w+ (?:at|in|after|before)|shook hands|hosted)\b|见[了到过]|见.{0,6}[师姨叔总工姐哥]|走访|到访|来访|回访|上门|实地|喝了?.{0,3}(?:茶|咖啡|酒|汤)|吃[了]?.{0,3}[饭面茶]|飲茶|去了?.{1,12}(?:见|看|找)|到.{1,12}(?:看了|见|走)|看了(?:看|现场|一遍)|一[起道块]看|现场看|坐了|坐下|[陪带领].{1,8}(?:看|走|转|坐|逛)|踏勘|勘察|下厂|下乡|外出|串门|来我们?(?:公司|这|办公室|店|司)|来咱|过来[聊坐看谈]|参观|聊了(?:几句|会儿|一会)|探访|座谈|洽谈|会谈|接待|撞见|撞到|碰着`),
		pattern.New(`(?i)\b(?:visits?|lunch|coffee|dinner|breakfast|tea|beer|meeting|meet-?up|workshop)\b|拜访|走访|现场|面对面|午饭|晚饭|咖啡`),
	},
}

var (
	// neutral says that somebody talked, but not how.
	neutral = pattern.New(`(?i)\b(?:spoke|spoken|talked|heard from|told me|caught up|reached|got hold of|had a (?:word|talk|chat|conversation)|wrote|asked me|answered)\b|聊[了过完]|谈[了过完]|沟通[了过完]|讲[了过完]|说[了过]|找[了过]|问了`)
	// blind are words that only look like a cue.
	blind = pattern.New(`(?i)\b(?:is|are|was|were|be|been|being|so|it)[ -]called\b|\bcalled (?:off|for|the|it|a|an|out|off)\b|\bmet (?:the |all )?(?:deadline|requirements?|office|criteria)\b|\bnot met\b|\b(?:chat|phone|telephone|mobile) (?:numbers?|feature|widget|window|icon|button|bill|system|list)\b|\b(?:whatsapp|slack|signal) (?:button|integration|icon|export)\b|\bcall (?:to action|for tenders|centre|center|list)\b|(?:钉钉|飞书|企业微信)审批|chatbot|微信(?:支付|小程序|登录|公众号|号)|电话(?:号码?|系统|本|线|费)|(?:联系|客服|服务)电话|短信(?:通道|费|余额|验证码|模板)|群发|意见|再见|罕见|常见|可见|现场(?:安装|施工|布置)`)
	// beyond is where a sentence goes on to what was said.
	beyond  = pattern.New(`(?i): |:$|;| that | about | re | regarding | concerning | whether | because | [-–—] |, (?:he|she|they|it|we|who|wants?|asks?|says?|said|but|because|so|no|yes|will|to)\b|, and (?:he|she|they|said|asked|wants|told)\b| and (?:he|she|they|said|says|asked|asks|wants|told|agreed)\b| (?:to say|who|how|why|what|if) |: ?"|"`)
	hanPast = pattern.New(`[,:;。]|\s-\s|—|[说說](?:[^了]|$)|表示|反映|问[^了]|問[^了]|要求|希望`)

	ahead    = pattern.New(`(?i)\b(?:will|won't|shall|going to|i'd like to|tomorrow|next (?:week|month|mon\w*|tue\w*|wed\w*|thu\w*|fri\w*)|please|pls|could|can|should|must|let's|let us|would|want to|need to|have to|has to|ought|remind\w*|plan(?:s|ned)?|scheduled?|postpone\w*|cancel\w*|reschedul\w*|prepar\w+|agenda|invit(?:e|es|ation)|due to|when did|if)\b|^(?:who|before)\b|\b(?:to|not|never|don't|do) (?:call|phone|ring|visit|meet|see|write|text)\b|'ll\b|'re (?:calling|visiting|meeting)|\b(?:am|is|are) (?:calling|visiting|meeting|phoning|coming)\b|^(?:call|ring|phone|visit|meet|text|ask|tell|write) (?:me|him|her|them|us|back)\b`)
	hanAhead = pattern.New(`明[天早日晚]|后天|下个?(?:周|月|礼拜|星期)|待会|稍后|一会儿?(?:给|去|打)|晚点|过会|回头|将(?:要|于|会)|打算|准备|计划|安排|预约|约(?:好|个|在|见|访|了.{0,8}[见聊谈])|想(?:约|去|和|跟|给)|拟|要(?:给|去|打|和|跟|见|找)|等.{0,8}(?:电话|回电|来电)|通知|邀请?您|诚邀|提醒|记得|别忘|找[你您]|[请麻](?:您|大家|你|各位|回|给|拨|打|看|把|将|帮|烦)|劳驾|帮我?|谁|吗|能否|可否|有空|不许|不要|别|尽快|催|要不要|会来|功能|议程`)
	// asking is where a mail asks for something, rather than telling of it.
	asking = pattern.New(`(?i)(?:^|[,;.\n]\s*)(?:please|kindly|(?:could|can|shall|should|may|would) (?:we|you|somebody|someone|anybody|anyone|i)|let's|let us)\b|(?:^|[,;。\n]\s*)[请麻](?:您|大家|各位|你|烦|看|把|将|在|给|查|回|帮|准)|有空吗|方便吗|可以吗|能否`)
	inVain = pattern.New(`(?i)\bno answer\b|\bengaged\b|\bnobody (?:picked|answered)|\b(?:didn't|doesn't|did not|never) (?:pick|answer|reach)|\b(?:haven't|hasn't|couldn't|could not|not) (?:been able to )?(?:reach|get hold|call|spoken|heard|met)|voice ?mail is full|没人接|没有?接|打不通|未接|占线|没打通|无人接听|联系不上|没联系上`)
)

// plain returns a text of the same length with those Chinese characters that cues have in the
// simplified form.
var simplified = strings.NewReplacer("電", "电", "來", "来", "話", "话", "訊", "讯", "見", "见", "問", "问", "與", "与", "談", "谈", "發", "发", "會", "会", "視", "视", "頻", "频", "語", "语", "說", "说", "講", "讲", "給", "给", "現", "现", "場", "场", "訪", "访", "過", "过", "週", "周", "後", "后", "號", "号", "點", "点", "剛", "刚", "飯", "饭", "釘", "钉", "飛", "飞", "書", "书", "簡", "简", "裡", "里", "個", "个", "溝", "沟", "聯", "联", "線", "线", "當", "当", "聲", "声", "於", "于", "請", "请", "煩", "烦", "幫", "帮", "約", "约", "計", "计", "劃", "划", "準", "准", "備", "备", "錄", "录", "紀", "纪", "拜訪", "拜访", "嗎", "吗", "對", "对", "們", "们", "從", "从", "還", "还", "時", "时", "總", "总", "師", "师", "經", "经", "長", "长", "陳", "陈", "撥", "拨")

func sceneOf(sentence string) (s scene) {
	same := strings.ReplaceAll(simplified.Replace(sentence), "’", "'")
	if len(same) != len(sentence) { // a typographic apostrophe: the words are as long as the copy
		sentence = strings.ReplaceAll(sentence, "’", "'")
	}
	same = blind.ReplaceAllStringFunc(same, func(found string) string { return strings.Repeat(" ", len(found)) })
	first := -1
	for _, c := range cues {
		for _, p := range []*pattern.Pattern{c.told, c.named} {
			if at := p.FindStringIndex(same); at != nil && (first < 0 || at[1] < first) {
				first = at[1]
			}
		}
	}
	if at := neutral.FindStringIndex(same); at != nil {
		s.told = true
		if first < 0 || at[1] < first {
			first = at[1]
		}
	}
	end := len(same)
	if first >= 0 {
		border := beyond
		if isHan(same) {
			border = hanPast
		}
		if at := border.FindStringIndex(same[first:]); at != nil {
			end = first + at[0]
		}
	}
	s.cue = max(first, 0)
	same, s.words = same[:end], sentence[:min(end, len(sentence))]
	for _, told := range []bool{true, false} {
		for _, c := range cues {
			p := c.named
			if told {
				p = c.told
			}
			if s.kind == "" && p.MatchString(same) {
				s.kind, s.told = c.kind, s.told || told
			}
		}
	}
	// Whoever meets somebody on a screen, or is told something there, calls or chats.
	if s.kind == store.TalkVisit && !cues[0].told.MatchString(same) && !cues[0].named.MatchString(same) {
		for _, c := range cues[1:3] {
			if c.told.MatchString(same) || c.named.MatchString(same) {
				s.kind = c.kind
				break
			}
		}
	}
	if s.kind == store.TalkChat && onScreen.MatchString(same) {
		s.kind = store.TalkCall
	}
	told := same[:len(s.when())]
	s.ahead = ahead.MatchString(told) || hanAhead.MatchString(told) || strings.HasSuffix(strings.TrimSpace(sentence), "?") && !strings.ContainsAny(sentence, `":“`)
	return s
}

// onScreen is a call in a program in which one also chats.
var onScreen = pattern.New(`(?i)\b(?:teams|slack|whatsapp|wechat|signal|telegram|line|messenger|instagram|google|threema)[- ](?:video |voice |group )?(?:call|meeting|huddle)|\b(?:phoned|rang|called) .{0,20}(?:over|via|on) ` + platforms + `|(?:微信|钉钉|飞书|企微|QQ|LINE|Teams)(?:的|打)?(?:语音|视频|电话|通话|会议)|(?:语音|视频)(?:通话|聊了|电话)`)

func isHan(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return r >= 0x4E00 && r <= 0x9FFF })
}

// kind returns how people talked, or "" if a mail notes no talk. What the cues name counts where
// the mail is like a note; what is only named, or has no cue, by what was learnt.
func (n *note) kind() store.TalkKind {
	if n.titled.ahead || inVain.MatchString(n.subject) {
		return ""
	}
	for i, s := range n.said {
		if inVain.MatchString(s) || n.told[i].ahead && i == n.best {
			return ""
		}
	}
	speakers := n.transcript()
	if len(speakers) == 0 && asking.MatchString(firstLines(n.text)) {
		return ""
	}
	best, most := n.likeliest()
	found, told := n.titled.kind, n.titled.told
	if n.best >= 0 {
		s := n.told[n.best]
		if s.kind != "" && (s.told || found == "") {
			found = s.kind
		}
		told = told || s.told
	}
	if found == "" && len(speakers) > 0 {
		found, told = store.TalkChat, true
	}
	whose := n.titled.kind != "" && len(peopleOf(n.subject, true)) > 0 // "Call with Anna"
	switch {
	case found == "" && most < surely, found != "" && !told && most < fairly && !whose, most < hardly:
		return ""
	case found == "":
		return best
	}
	return found
}
