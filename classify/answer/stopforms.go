package answer

import (
	"strings"

	"rapport/store/pattern"
)

// This file is how people and programs ask to be left alone, by the form of their words: who
// is to be taken off, what is to cease, and how much is too much. A form needs something that
// shows that it is about mail, or about them; another object makes it another wish.

const (
	// mailWord is our mail, or the list or system that it comes of.
	mailWord = `(?:e-?mails?|mails?|mailings?|messages?|surveys?|questionnaires?|reminders?|notifications?|newsletters?|polls?|alerts?|pings?|nudges?|digests?|spam|(?:mailing |distribution |contact |e-?mail )?lists?|system|tool|robot|bot|automat\w+)\b`
	// whom is who is to be taken off.
	whom = `(?:me|us|my (?:name|e-?mail|address)(?: address)?|this address|[^\s@]+@[^\s@]+)`
	// asides may stand around a wish without making it another.
	aside   = `(?:please|pls|kindly|thanks|thank you|thx|now|again|asap|immediately|at once|forever|for good|from now on|too|already|anymore|any more|right away)`
	pointed = `(?:(?:this|these|those|all this) (?:thing|things|stuff|crap|rubbish|nonsense|business|list)|this|these|those|that|it|here|them|all of (?:this|it|these|them)|everything)`
	polite  = `(?:[\s,.!]*(?:and |so |then |hi |hello |just |could you |can you |would you |will you |i want you to |i would like you to |i ask you to )*(?:` + aside + `[\s,.!]+)*)`
	leads   = `^` + polite
	trails  = `(?:[\s,.!]+` + aside + `)*[\s.!,]*$`
	countOf = `(?:\d+|two|three|four|five|six|seven|eight|nine|ten|dozens?|several|third|fourth|fifth|sixth|seventh|tenth|\d+(?:st|nd|rd|th)|one|a)`
	period  = `(?:a|per|every|each|this|in one|in a|within a|the same) (?:day|week|hour|morning|month)`
	fury    = `(?:up the wall|crazy|mad|nuts|insane|bonkers|ridiculous|annoy\w*|too much|enough|nuisance|unbearable|pest\w*|harass\w*|spam\w*)`
)

var (
	// formsToOurs are wishes for less mail in answer to a mail of ours.
	formsToOurs = pattern.New(strings.Join([]string{
		leads + `(?:take|remove|delete|drop|exclude|strike|cross|leave|keep|cut|count|get) ` + whom + `(?: (?:off|out|from|of))*(?: (?:of )?` + pointed + `)?` + trails,
		`\b(?:take|remove|delete|drop|exclude|strike|cross|leave|keep|cut|get) ` + whom + ` (?:off|out of|out|from)(?: [\w']+){0,3}? ` + mailWord,
		leads + `(?:me |us )?off (?:the|this|your) ` + mailWord + trails,
		`\b(?:stop|quit|cease|refrain from)(?: [\w']+){0,5}? (?:writing|sending|mailing|e-?mailing|contacting|messaging|pinging|chasing|reminding|pestering)(?: to)? (?:me|us)\b`,
		leads + `no more(?: of)? ` + pointed + trails,
		leads + `enough(?: already| is enough| of ` + pointed + `| with ` + pointed + `)` + trails,
		`\b(?:leave|let) (?:me|us|my (?:inbox|mailbox)) (?:alone|in peace|be)\b`,
		`\b(?:rather not|not|never|no longer|don't|dont)(?: (?:wish|want|like|need|care|to|be|wanna|have))* (?:hear from|contacted by|written to|bothered by|disturbed by|chased by|mailed by|e-?mailed by)\b`,
		`\b(?:switch|turn|shut|cut) ` + pointed + ` off for (?:me|us)\b|\b(?:switch|turn|shut) off ` + pointed + ` for (?:me|us)\b`,
		`\b(?:don't|dont|not|never|stop|without|instead of)(?: [\w']+){0,4}? ` + countOf + ` (?:e-?mails?|mails?|messages?|reminders?)(?: [\w']+){0,2}? ` + period,
		`\b` + countOf + ` (?:e-?mails?|mails?|messages?|reminders?)(?: [\w']+){0,2}? ` + period + `\b.*\b` + fury + `|\b` + fury + `\b.*\b` + countOf + ` (?:e-?mails?|mails?|messages?|reminders?)(?: [\w']+){0,2}? ` + period,
		`\b(?:one|a single|a weekly|a monthly|once)(?: (?:e-?mail|mail|message|summary|digest|reminder))? (?:a|per|every|each) (?:week|month|fortnight)(?: [\w']+){0,2}? (?:enough|plenty|sufficient|fine|do)(?: for (?:me|us))?(?:\W+(?:not|instead|rather)\b.*)?` + trails,
		// What people ask who want to be rid of it.
		`\bhow (?:do|can|could|would|may) (?:i|we|one|you) (?:unsubscribe|opt out|stop (?:this|these|it|them|you)|make (?:this|these|it|them|you) stop|get (?:off|rid of|out of) ` + pointed + `|(?:turn|switch) ` + pointed + ` off|cancel ` + pointed + `)`,
		`\bwho (?:gave|allowed|authori[sz]ed) you\b.{0,30}\b(?:e-?mail|mail|contact|write|send)\b`,
		`\b(?:do|must|why do|why must) you (?:really |always |constantly |still )*(?:have to |need to |keep )?(?:send(?:ing)?|mail(?:ing)?|e-?mail(?:ing)?|remind(?:ing)?|writ(?:e|ing)|chas(?:e|ing))\b.*\b(?:every|each|so many|so much|so often|all the time|again and again|constantly|daily|over and over)\b`,
		`\b(?:no|without|zero)(?: [\w']+){0,3}? (?:e-?mails?|mails?|messages?|reminders?|surveys?|notifications?|polls?|alerts?)(?: [\w']+){0,2}? (?:to|for|at) (?:me|us|my)\b|\bno more(?: [\w']+){0,3}? (?:polls|alerts|pings|nudges|digests)\b`,
		leads + `(?:stop|quit) (?:(?:this|these|it|that|them)|(?:mailing|e-?mailing|sending|asking|writing|reminding|pestering|nagging|spamming|bombarding|flooding|bothering|chasing)(?: (?:me|us))?)` + trails,
		`\b(?:stop|quit|cease) (?:sending|mailing|posting|forwarding)(?: (?:me|us|out))? (?:these|those|this|them|it)\b`,
		`\b(?:don't|dont|do not|no need to|needn't|not)(?: [\w']+){0,2}? (?:remind|chas|nag|e-?mail|survey|ping|pester)\w* (?:me|us)\b`,
		`\b(?:get|getting|receive|receiving|got|have|see|seeing)(?: [\w']+){0,2}? (?:too|so|that) (?:many|much) of (?:these|those|this|them)` + trails,
		`\b(?:withdraw|resign|sign off|opt out)(?: myself)? from (?:[\w']+ ){0,2}` + mailWord,
		leads + `(?:cancel|end|terminate|stop) my (?:subscription|registration|e-?mails?)` + trails,
		`\b(?:taking|removing|leaving|keeping|dropping|excluding) (?:me|us) (?:out|off)(?: of)? (?:` + pointed + `|(?:[\w']+ ){0,2}` + mailWord + `)`,
		`\b(?:take|remove|delete|drop) (?:me|us|my (?:e-?mail|address)(?: address)?|[^\s@]+@[^\s@]+) (?:off|out)[\s]*(?:,|$)`,
		`\bnot (?:to )?be(?:ing)? (?:e-?mailed|mailed|contacted|written to|reminded|surveyed|chased|bothered|disturbed)\b`,
		leads + `(?:can|could|may) ` + pointed + ` be (?:turned|switched|shut) off(?: for (?:me|us))?` + trails,
		`\b(?:every|each) (?:day|week|hour|morning),?(?: [\w']+){0,3}? (?:a|another|one|some) (?:e-?mail|mail|message|reminder) from (?:a|the|your|this|some) (?:\w+ )?(?:machine|robot|system|bot|computer|tool)\b`,
		`\b(?:done|through|finished) with (?:[\w']+ ){0,2}` + mailWord + `|\b(?:get lost|go away|to hell|piss off) with (?:[\w']+ ){0,2}` + mailWord,
		`\b(?:prefer|rather have|rather get)\b.*\b(?:to|than|over|instead of) (?:all |any )?(?:these|those|this|such|your)(?: [\w']+){0,2}? ` + mailWord,
		`\bunsubscribe (?:[^\s@]+@[^\s@]+|me|us) from\b`,
		`\b(?:mark|report|flag|block) (?:you|this|these|it|them|your (?:e-?mails?|mails?|address)) (?:as|for) (?:spam|junk|harassment)\b|\b(?:block|blacklist) (?:you|your (?:address|server))\b`,
		`\bmore (?:e-?mails?|mails?|messages?) from you\b`,
		`\b(?:not|never|don't|dont) (?:take part in|participate in|answer|do|fill in|fill out|want to be part of) (?:any |these |your |such |online )*(?:surveys|polls|questionnaires)\b`,
		`\b(?:only|just) (?:write|mail|e-?mail|message|contact|send|remind)(?: to)?(?: me| us)?(?: [\w']+){0,2}? (?:when|if)\b.*\b(?:urgent|necessary|important|needed|essential)\b`,
	}, "|"))
	// formsAlone are those that show by themselves that they are about mail of a program.
	formsAlone = pattern.New(strings.Join([]string{
		`\b(?:take|remove|delete|drop|exclude|strike|get) ` + whom + ` (?:off|out of|out|from)(?: [\w']+){0,2}? (?:automat\w+|system|mailing list|distribution list|newsletters?|reminders?|surveys?)\b`,
		`\b(?:stop|prevent|keep)(?: [\w']+){0,2}? (?:tool|system|robot|bot|software|program) from (?:writing|sending|mailing|e-?mailing|contacting|messaging|pinging|chasing|reminding|pestering)\b.{0,12}\b(?:me|us)\b`,
	}, "|"))
	// formsAbroad are the words of other languages, as the whole of a sentence.
	formsAbroad = pattern.New(`(?i)` + strings.Join([]string{
		`^(?:bitte|hiermit|ich (?:möchte|will)|wir möchten|mich|uns|sofort|jetzt|endlich|(?:von|aus|vom) (?:dieser|der|ihrer|eurer|diesem|dem|ihrem)? ?(?:newsletter|verteiler|liste|mailingliste|mails?|e-mails?)|[\s,])*(?:abmelden|abbestellen|austragen|entfernen)[\s,.!]*(?:bitte|danke)?$`,
		`\bkeine? (?:weiteren? |solchen? )?(?:e-?mails?|mails?|nachrichten|umfragen|erinnerungen|newsletter)\b.{0,20}\b(?:mehr|erhalten|bekommen|senden|schicken)\b|\bwidersprech\w+\b.{0,30}\b(?:zusendung|e-?mails?|nachrichten|werbung)\b|\b(?:aus|von) (?:dem|diesem|ihrem|eurem|der|ihrer|eurer) (?:e-?mail-?)?(?:verteiler|mailingliste)\b`,
		`\b(?:dés|des)(?:abonn|inscri)\w*|\bretirer de (?:cette|votre|la) liste\b|\bne (?:veux|souhaite|souhaitons|désire) plus (?:recevoir|être)\b|\bplus (?:de mails?|de courriels?|d'e-?mails?)\b`,
		`\b(?:darme|darnos|dar) de baja\b|\bno (?:quiero|deseo) (?:recibir|más correos)\b|\bcancelar (?:mi |la )?suscripci[oó]n\b`,
		`\b(?:disiscriv|cancellare? (?:la )?(?:mia )?iscrizione)\w*|\bnon (?:voglio|desidero) (?:più )?ricevere\b`,
		`^(?:graag |wil |ik wil |me |mij |svp |s\.v\.p\. )*(?:afmelden|uitschrijven)(?: (?:aub|svp|graag|alstublieft))?[.!]?$`,
		`配信(?:を)?停止|登録(?:を)?解除|(?:メール|通知).{0,8}(?:不要|止めて|やめて|停止)|送らないで`,
	}, "|"))
	// formsZH are those of Chinese, of one clause, in answer to a mail of ours.
	formsZH = pattern.New(strings.Join([]string{
		`(?:邮件|信|提醒|通知|问卷|调查|推送|东西)(?:就|都|也|请|以后|可以)*` + negZH + `(?:再|继续)*(?:抄|发|寄|推|转|给)(?:送|发|给)*(?:我|我们)`,
		`^` + leadZH + negZH + `(?:再|继续|总|老|天天|每天|用.{1,6}?)*(?:给|向|往)(?:我|我们)(?:群?发|抄|寄|推)(?:送|过来|来)?(?:这些|这种|此类|这样的|什么|任何|的|东西|邮件|信|消息|提醒|通知|问卷|了|啦|吧)*$`,
		`^` + leadZH + negZH + `(?:再|继续|总|老|天天|每天)*(?:发|抄送?|寄|推送?|转发?)给(?:我|我们)(?:了|啦|吧)*$`,
		`^` + leadZH + negZH + `(?:再|继续)*用(?:系统|机器|程序|机器人|自动).{0,6}(?:邮件|提醒|消息|催)`,
		`(?:邮箱|收件箱|信箱).{0,8}(?:爆|塞|挤|淹|炸|刷)`,
		`(?:一天到晚|没完没了|不停地?|天天|整天).{0,4}(?:发发|发邮件|发个不停|发信|发提醒|催催|刷屏)|烦死`,
		`(?:有必要|犯得着|用得着|至于).{0,6}(?:发|催|提醒).{0,2}(?:这么|那么|如此|这)(?:多|勤|频|些)`,
		`(?:别|不要|不许|少)(?:再|来)?(?:烦|骚扰|打扰|轰炸)(?:我|我们|人)`,
		`少(?:发|寄|推|催)(?:几|一|两)?(?:封|次|点|些|条)`,
		`(?:不需要|用不着|不想要|不稀罕)(?:你们的?|这种|这些|此类|任何)*(?:系统|自动|机器|群发)的?` + postZH,
		`(?:怎么|如何|怎样|咋|在哪|哪里)(?:才能|可以|能)?(?:退订|退訂|取消订阅|取消推送|关闭提醒|关掉提醒|不收)`,
		postZH + `.{0,8}(?:真|够|好|太|很|特|挺|有点)(?:够|是)?烦`,
		`^` + leadZH + negZH + `(?:再|继续)*(?:给|向|往)我们?的?(?:邮箱|信箱|手机)(?:群?发|寄|推)`,
		negZH + `(?:再|继续)*(?:让|叫|要|请)(?:我|我们)(?:填|做|参加|参与|回答).{0,6}(?:问卷|调查|投票)`,
		`^` + leadZH + `(?:把|将)(?:我|我们)(?:给)?(?:删除|删|移除|移出去?|去掉|踢|除名)(?:了|吧|掉|出去)*$`,
		`(?:总|老|天天|一直|整天)(?:是)?(?:发|寄|推|催)(?:这些|这种|这个|此类).{0,6}(?:有意思|干嘛|干什么|做什么|有用|有病|烦)`,
		`(?:再发|还发|再催).{0,6}(?:拉黑|屏蔽|投诉|举报|翻脸)`,
		`(?:把|将)(?:我|我们|我的邮箱|我的地址).{0,12}(?:邮件|推送|提醒|通知|问卷|名单|列表|邮件组).{0,4}(?:移除|删除|去掉|剔除|移出|删掉|拿掉|除名|取消)`,
		`^(?:请|麻烦)?(?:取消|关闭|停止|关掉)(?:我的|对我的)?(?:推送|订阅|邮件|提醒|问卷)(?:服务|功能)?(?:吧|谢谢|了)*$`,
	}, "|"))
	formsAloneZH = pattern.New(`(?:把|将)(?:我|我们|我的邮箱|我的地址).{0,8}(?:自动|系统|群发).{0,3}(?:邮件|推送|提醒|通知|问卷).{0,4}(?:移除|删除|去掉|剔除|移出|删掉|拿掉|取消)`)
)

const (
	negZH  = `(?:别|別|不要|不用|不必|请勿|勿|无需|无须|甭|停止|不需要|没必要)`
	leadZH = `(?:请|請|麻烦|拜托|求求|能不能|可不可以|可否|能否|以后|今后|从现在起|从今天起|你们|您们?|你|系统|就|都|也|真的|另外|还有|这种|这些|此类|这样的|这类|邮件|郵件|提醒|通知|我|我们|希望|要求|的)*`
)

var (
	beforeNot = pattern.New(`^(.*?)(?:` + negZH + `|再也不|不想|不愿|不再|拒绝)`)
	onlyLead  = pattern.New(`^` + leadZH + `$`)
	ofOurPost = pattern.New(postZH)
)

// isOtherThing reports whether a clause names, before what is not to be sent, something that is
// none of our mail: 发票请不要发给我.
func isOtherThing(clause string) bool {
	m := beforeNot.FindStringSubmatch(clause)
	return m != nil && !onlyLead.MatchString(m[1]) && !ofOurPost.MatchString(clause)
}

// hasStopForm reports whether words, in lower case and of one sentence, have one of the forms.
func hasStopForm(words string, to Context) bool {
	if formsAbroad.MatchString(words) && to != Unasked || formsAlone.MatchString(words) || formsAloneZH.MatchString(words) {
		return true
	}
	if to == Unasked {
		return false
	}
	if formsToOurs.MatchString(words) && !notOfOurs.MatchString(words) {
		return true
	}
	if formsZH.MatchString(words) && !notYet.MatchString(words) {
		return true
	}
	for _, clause := range strings.FieldsFunc(words, func(r rune) bool { return strings.ContainsRune(",、:~… ", r) }) {
		if formsZH.MatchString(clause) && !notYet.MatchString(clause) {
			return true
		}
	}
	return false
}

var (
	// stopWord is what programs and people write in a subject, or alone, to unsubscribe; a tag
	// or an address of the list may follow it.
	stopWord = pattern.New(`(?i)^(?:please |pls |我要|我想|请|請|申请|回复(?:td)?)?(?:un-?sub(?:scribe|scribed|scription)?|opt[- ]?out|remove(?: me)?|list-unsubscribe(?:=one-click)?|abmelden|abbestellen|abmeldung|désabonn(?:er|ement)|desuscribir(?:me)?|afmelden|td|退订|退訂|取消订阅|取消訂閱|配信停止)(?:邮件|郵件|订阅)?` +
		`(?:[\s:：=+_/.#-]+(?:from )?(?:[\[【]?(?-i:[A-Z0-9_-]{2,})[\]】]?|(?i:[a-z]*\d[\w.+=-]*|[^\s@]+@[^\s@]+)))?[\s.!。！]*$`)
	// stopOfAll is a whole wish in a subject.
	stopOfAll = pattern.New(`(?i)^(?:please )?(?:unsubscribe|remove|opt) (?:me|us|out)(?: (?:from|of))?(?: (?:this|these|your|the|all|any|mailing|distribution))* ?(?:lists?|e-?mails?|mailings?|newsletters?|surveys?|reminders?|messages?)?(?:[ ,]*(?:please|thanks|thank you|now))*[\s.!]*$`)
)

// stopsAlone reports whether words are nothing but the wish to unsubscribe, as a program writes
// it.
func stopsAlone(words string) bool {
	return len(words) <= longestLine && (stopWord.MatchString(words) || stopOfAll.MatchString(words))
}
