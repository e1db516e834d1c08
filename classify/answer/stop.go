package answer

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"rapport/store"
	"rapport/store/pattern"
)

const (
	mostStopLines = 40  // that are searched for the wish to get less mail
	longestStop   = 400 // bytes of a sentence that may say it
)

// unsubscribes are the words with which people and their programs unsubscribe, as the whole
// of a subject or a text.
var unsubscribes = tableOf(`unsubscribe|unsubscribe me|please unsubscribe|please unsubscribe me|unsubscribe please|opt out|退订|退訂|请退订|請退訂|取消订阅|取消訂閱|td`)

// surveyStops are words that say so in answer to a survey alone.
var surveyStops = tableOf(`stop|stop please|please stop|stop surveys|no more surveys|no more surveys please|不再接收|不要再发|不要|不参加|t`)

// Context is what a mail that may want less mail answers.
type Context int

// The contexts.
const (
	Unasked  Context = iota // a mail of its own, or an answer to a person
	ToOurs                  // a mail of ours
	ToSurvey                // a survey
)

// NoMoreMail returns the words with which somebody wants no more mail of ours, or less, ""
// for none: in the subject, as a program writes that follows List-Unsubscribe (RFC 2369), or
// in the text. In answer to our mail more is understood to be about it.
func NoMoreMail(subject, text, name string, to Context) string {
	lines, _ := linesOf(text)
	if words := strings.TrimSpace(referenceInText.ReplaceAllString(store.ReadSubject(subject).Title, "")); (unsubscribes()[normalize(words)] || stopsAlone(words)) && !isAnswer(text, name) {
		return words
	}
	if to != Unasked {
		if said, ok := onlyPhrase(withoutReferences(text), name); ok && stopsAlone(strings.TrimSpace(said)) {
			return strings.TrimSpace(said)
		}
	}
	if isOneOf(unsubscribes(), withoutReferences(text), name) || to == ToSurvey && isOneOf(surveyStops(), withoutReferences(text), name) {
		return strings.TrimSpace(lines[0])
	}
	for _, line := range lines[:min(len(lines), mostStopLines)] {
		for _, sentence := range sentencesOf(line) {
			if wantsLess(sentence, to) {
				return sentence
			}
		}
	}
	return ""
}

// OnlyNoMoreMail reports whether a text says nothing beside that: what else there is is
// courtesy, or speaks of mail.
func OnlyNoMoreMail(text, name string, to Context) bool {
	lines, _ := linesOf(text)
	for i, line := range lines {
		if i == 0 && isGreeting(line) || isClosing(line, name) || referenceLine.MatchString(line) {
			continue
		}
		for _, sentence := range sentencesOf(line) {
			if !wantsLess(sentence, to) && !isClosing(sentence, name) && !isGreeting(sentence) && !ofMail.MatchString(sentence) {
				return unsubscribes()[normalize(text)]
			}
		}
	}
	return len(lines) < mostLines
}

// ofMail is what people say around the wish to get less mail.
var ofMail = pattern.New(`(?i)\b(?:a|per|every|each) (?:day|week|month)\b|\b(?:e-?mails?|mails|inbox|mailbox|reminders?|surveys?)\b|\b(?:call|phone|ring) me\b|\bannoy|\bcrazy\b|\basked (?:you )?(?:before|twice|already)\b|` +
	`每天|每周|邮件|提醒|问卷|烦|受不了|看不过来|知道了|打电话|微信`)

// isAnswer reports whether a text is a score, a yes or a no: who writes that under the subject
// of another mail does not speak of that subject.
func isAnswer(text, name string) bool {
	choice := Read(text, Question{Sender: name}).Choice
	return choice != store.ChoiceHuman
}

// referenceInText is what our link writes for a mailbox without plus-addresses.
var referenceInText = pattern.New(`\[r\.[a-z0-9]+\]`)

func withoutReferences(text string) string { return referenceInText.ReplaceAllString(text, "") }

// sentencesOf splits a line where a sentence ends: not at the point of an address.
func sentencesOf(line string) []string {
	var list []string
	for _, sentence := range sentenceEnd.Split(line, -1) {
		if sentence = strings.TrimSpace(sentence); sentence != "" && len(sentence) <= longestStop {
			list = append(list, sentence)
		}
	}
	return list
}

var sentenceEnd = pattern.New(`[!?;。！？；]|\.(?:\s|$|\.)`)

// wantsLess reports whether a sentence wants less mail for who writes it.
func wantsLess(sentence string, to Context) bool {
	words := strings.ToLower(norm.NFKC.String(sentence))
	words = strings.Join(strings.Fields(strings.NewReplacer("’", "'", "‘", "'").Replace(words)), " ")
	if ofOthers.MatchString(words) {
		return false
	}
	if lessInEnglish.MatchString(words) || hasStopForm(words, to) {
		return true
	}
	if to != Unasked && !notOfOurs.MatchString(words) && (lessOfOurs.MatchString(words) || wearyOfOurs.MatchString(words)) {
		return true
	}
	if to != Unasked && lessOfOursZH.MatchString(words) && !notYet.MatchString(words) && !isOtherThing(words) {
		return true
	}
	for _, clause := range strings.FieldsFunc(words, func(r rune) bool { return strings.ContainsRune(",、:~… ", r) }) {
		if isOtherThing(clause) {
			continue
		}
		if (lessInChinese.MatchString(clause) || to != Unasked && lessOfOursZH.MatchString(clause)) && !notYet.MatchString(clause) {
			return true
		}
	}
	return false
}

// The parts of the patterns below: what we send, and the words that may stand before it.
const (
	ourMail = `(?:e-?mails?|mails?|messages?|surveys?|questionnaires?|reminders?|notifications?|newsletters?|spam|stuff)\b`
	before  = `(?:(?:me|us|all|any|more|further|of|these|those|this|such|your|the|kind|so|many|automat(?:ed|ic)|robot|daily|weekly|constant|annoying|pointless|endless)\s+)*`
	postZH  = `(?:邮件|郵件|信件|来信|信|调查|調查|问卷|問卷|提醒|通知|推送|消息|催办)`
	// between are the words that may stand between "stop" and what is to stop: whatever
	// else stands there is another object.
	between = `(?:\s+(?:sending|getting|receiving|to|get|receive|have|see|be|sent|me|us|i|we|down|off|on|in|with|out|of|from|for|all|any|an|a|the|these|those|this|such|your|my|our|more|further|another|future|so|many|much|please|` +
		`automat(?:ed|ic)|regular|daily|weekly|constant|frequent|annoying|nagging|endless|kinds?|sorts?|types?|new|reminder|survey|e-?mail|notification|status|want|wish|need|like|rather|prefer|include|included|interested|care))*\s+`
	ourMails = `(?:e-?mails|mails|messages|surveys|questionnaires|reminders|notifications|newsletters|spam)\b`
	ourOwn   = `(?:` + ourMails + `|(?:inbox|mailbox|this list|your list|mailing list)\b)`
	weary    = `\b(?:stop|quit|cease|limit|reduce|exclude|skip|tired|sick|fed up|annoy\w*|irritat\w*|enough|overflow\w*|overwhelm\w*|flood\w*|spamm\w*|drown\w*|waste|every single|bother\w*|harass\w*|pause|mute|opt|alone|get off|rid|unwanted|pointless|useless|constant|constantly|hate|excessive|insane|crazy|ridiculous|nuisance|disturb\w*|nagging|distract\w*|frequency)\b`
	toMeZH   = `(?:给我们|给我|給我們|給我|向我们|向我|往我|对我们|对我)`
	wearyZH  = `(?:太勤|太多|太频|太密|过多|过于频繁|烦死|很烦|太烦|好烦|烦人|没兴趣|不感兴趣|暂停|请停|停发|停了|停掉|轰炸|够了|反复发|受不了|骚扰|没完没了|少发|少一点|少点|关掉|关闭|拒收|关了|太杂|太乱|夸张|有意思吗|看不过来|打扰)`
	aroundZH = `(?:了|啦|吧|的|这些|這些|这种|這種|这类|此类|这样的|任何|所有|那么多|这么多|自动|自動|群发|垃圾|满意度|` + postZH + `|` + toMeZH + `)*`
)

var (
	// ofOthers is what makes a sentence one about mail that somebody else sends or gets.
	ofOthers = pattern.New(`\b(?:users?|customers?|visitors?|members?|link|button|footer|servers?|service|module|templates?|campaigns?|app|portal|shop|website|feature|function|staging|test|error|logs?|form|page|bug)\b|` +
		`用户|用戶|客户的|会员|按钮|链接|功能|模板|接口|报告|报表|短信|附件|日志|测试`)

	// lessInEnglish is the wish in its many forms: stop sending me, no more of these, too much
	// of that, take me off.
	lessInEnglish = pattern.New(strings.Join([]string{
		`\b(?:stop|quit|cease)\s+(?:sending|e-?mailing|mailing|messaging|spamming|bombarding|flooding|bothering|pestering|harassing|reminding|nagging|chasing|contacting|surveying)\s+(?:me|us)\b`,
		`\b(?:stop|quit|cease|turn off|switch off|cancel|enough(?: with| of)?)\s+(?:sending\s+)?` + before + ourMail,
		`\b(?:do not|don't|dont|never|not)\s+(?:send|e-?mail|mail|message|contact|remind|survey|bother|ask|write)\s+(?:to\s+)?(?:me|us)\s+(?:any ?more\b|again\b|ever\b|` + before + ourMail + `)`,
		`^(?:(?:and|please|so|then|hi|hello|thanks)\W+)*(?:no more|no further|fewer|less)\s+(?:nagging )?` + before + ourMail,
		`\b(?:want|like|prefer|wish|get|have|send|with|,)\s+(?:to (?:get|receive|have)\s+)?(?:no more|no further|fewer|less)\s+` + before + ourMail,
		`\b(?:do not|don't|dont|no longer)\s+(?:want|wish|like|need|care)\s+(?:to\s+)?(?:(?:receive|get|have|see|be sent)\s+)?(?:` + before + ourMail + `|be (?:surveyed|reminded|e-?mailed|contacted|bothered|chased))`,
		`^(?:(?:really|sorry|honestly|way|far|just)\W+)*too (?:many|much)\s+` + before + ourMail,
		`\b(?:i|i'm|i am|we|we're|we are|you|my|our|me|us)\b.*\b(?:too|so|that) (?:many|much)\s+` + before + ourMail,
		ourMail + `\s+(?:are|is)\s+(?:getting |really |just |far |way |simply )*(?:annoying|too (?:many|much|frequent)|a nuisance|overwhelming)`,
		`\b(?:flood|bombard|spam|swamp|overwhelm|clog|drown)\w*\b.*\b(?:me|us|my|our|inbox|mailbox)\b`,
		`^this is spam\b`,
		`^(?:(?:please|kindly|hi|hello|can you|could you|i want to|i would like to|i'd like to|we want to)\W+)*(?:unsubscribe|opt out)(?:\s+(?:me|us|please|now|from|this|these|your|the|all|any|list|mailing|address|` + ourMail + `))*\W*$`,
		`\b(?:remove|take|delete|drop)\s+(?:me|us|my (?:name|e-?mail|address)|this address)\s+(?:off|from|out of)\s+(?:this |your |the |these |all |any )*(?:mailing |distribution |e-?mail |mail |survey |reminder |contact )*(?:lists?\b|database\b|` + ourMail + `)`,
	}, "|"))

	// lessOfOurs is what is such a wish in answer to our mail.
	lessOfOurs = pattern.New(strings.Join([]string{
		`\b(?:stop|quit|cease|turn|switch|cancel|cut|reduce|limit|deactivate|disable|alone|spare|skip|mute|pause|suspend|enough)` + between + ourMail,
		`\b(?:not|don't|dont|never|without|fewer|less)` + between + `(?:` + ourMails + `|(?:an|another|this) ` + ourMail + `)`,
		ourMail + ` every single\b|\b(?:not|instead of|rather than) (?:from |by |with )?(?:a |your |this )?(?:robot|machine|bot|automat\w+)\b`,
		`\bno` + between + ourMails,
		ourMail + `.*\b(?:too|so|that) (?:many|much|often|frequent|frequently)\W*$`,
		`\b(?:too|so|that) (?:many|much)` + between + ourMail,
		`\b(?:full of|tired of|fed up with|sick of|annoyed by|drowning in)` + between + ourMail,
		`\bkeeps?(?: on)? (?:sending (?:me|us)|e-?mailing|mailing|reminding|chasing|pinging)\b`,
		`\b(?:every|each) (?:day|week|hour|morning)\b.*\b(?:another|again|more)\b.*` + ourMail,
		`\b(?:take|remove|delete|get|drop)\s+(?:me|us|my \w+|this address)\s+(?:off|from|out)\b.*\b(?:lists?|` + ourMail + `)`,
	}, "|"))
	// wearyOfOurs has a word of weariness near one for our mail.
	wearyOfOurs = pattern.New(weary + `(?:\W+[\w']+){0,5}?\W+` + ourOwn + `|\b` + ourOwn + `(?:\W+[\w']+){0,6}?\W+` + weary +
		`|(?:not|n't|dont|never)\s+(?:\w+\s+)?(?:read|answer|open|fill in|fill out|want|need|like)` + between + ourOwn)
	// notOfOurs is mail that is missing, or was not needed this once.
	notOfOurs = pattern.New(`\bthere (?:is|are|was|were)\b|\byet\b|\bso far\b|(?:not|n't|never) (?:receive|received|get|got|gotten|see|seen|arrive|arrived) (?:the|your|a|an)\b|did(?: not|n't) (?:get|receive) any|received no|got no|\b(?:needed|necessary|required)\b|(?:mails?|messages?) (?:from|of|on) (?:the|our|my|his|her|their)\b`)

	// lessInChinese is the same of one clause.
	lessInChinese = pattern.New(strings.Join([]string{
		`^(?:请|請|麻烦|帮我|给我|我要|我想)*(?:退订|退訂|取消订阅|取消訂閱|td)(?:我|吧|了|一下|此|这些|邮件|谢谢)*$`,
		`(?:别|別|不要|请勿|勿|停止|不用|不必|无需|无须|甭|不想|不愿|拒绝)(?:再|继续|总是|老是|老|总|一直|` + toMeZH + `)*(?:发送|发来|群发|发|發|寄|推送|收到|接收|收|提醒|催|打扰|骚扰|轰炸)(?:过来|来|我们|我)?` + aroundZH + `$`,
		`(?:停止|取消|停掉|停了|关掉|关闭)(?:给我的|对我的|给我们的|一切|所有|这些|这种|此类|自动|邮件)*` + `(?:轰炸|骚扰|` + postZH + `)(?:了|吧)?$`,
		`(?:邮件|郵件|来信|信件|提醒|调查|问卷|通知|催办).{0,4}(?:太多|过多|太频繁|过于频繁|太密|烦人|很烦|太烦|烦死)`,
		`(?:每天|一天|天天|总是|老是|你们).{0,6}(?:这么多|那么多|好几封|几十封|太多|一堆|好多).{0,2}(?:邮件|提醒|调查|问卷|通知)`,
		`少(?:给我)?(?:发|寄)(?:点|些|一点|一些|几封)?(?:邮件|提醒|问卷|调查|通知)`,
		`(?:把我|将我|我的邮箱|我的地址|我).{0,8}(?:名单|列表|邮件组|群组|收件人).{0,4}(?:移除|删除|去掉|剔除|移出|删掉)`,
		`拉黑你们|屏蔽你们`,
	}, "|"))
	lessOfOursZH = pattern.New(strings.Join([]string{
		`(?:别|別|不要|请勿|勿|不用|不必|无需|没必要|不需要|不想|不愿)(?:再|继续|每天|天天|每周|一直|总是|老是|总|老|` + toMeZH + `)*(?:发送|发|發|寄|推送|收到|接收|收|看到|看|提醒|催|打扰|骚扰)(?:过来|来|我们|我)?` + aroundZH + `$`,
		`(?:不需要|不想要|不要|用不着|没兴趣)(?:再|这些|这种|此类|任何|你们的|自动|更多|的)*` + postZH + `+(?:了|啦)?$`,
		postZH + `.{0,6}(?:少一?点|少一些|少点|减少|关掉|停掉|停了|取消|关闭|停止|没完没了)`,
		`(?:太多|这么多|那么多|一堆|没完没了的|无穷无尽的).{0,2}` + postZH,
		postZH + `.{0,8}(?:别|不要|不用|请勿|不必)(?:再|继续)*(?:找|烦|问|联系|打扰)(?:我|我们)`,
		wearyZH + `.{0,8}` + postZH + `|` + postZH + `.{0,8}` + wearyZH + `|取消(?:对|给)我.{0,4}` + postZH,
		`不(?:再|想|愿意|会)?(?:每周|每月|每天|每次|老是|总|都)*(?:参加|参与|填|回答|做).{0,4}(?:调查|问卷)`,
		`(?:移出|退出|移除).{0,4}(?:列表|名单|邮件)|拉黑|屏蔽|投诉你们`,
	}, "|"))

	// notYet is a text that is not to be sent as yet, rather than mail that is to stop.
	notYet = pattern.New(`^(?:请|請)?(?:先|暂|暂时|今天|明天|现在|目前)(?:别|不|勿)|(?:别|不要|不用|先别)(?:发|发送)$`)
)
