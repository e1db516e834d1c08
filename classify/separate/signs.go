package separate

import "rapport/store/pattern"

// What sets the items of a list apart.
var (
	item    = pattern.New(`^\s*(?:[-*•·]\s+|\(?\d{1,2}\s*[.):、]\s*|[(]?[一二三四五六七八九十]\s*[、).:]\s*|(?i:(?:problem|issue|question|point|topic|request|wish|问题|事项|需求|事情)\s*(?:no\.?\s*)?[\d一二三四五六七八九]\s*[:.,、]\s*))`)
	heading = pattern.New(`^\s*([^:。.?!;,]{2,40}):\s*(.{4,})$`)
	// noHead is before a colon and names no ask.
	noHead = pattern.New(`(?i)^(?:hi|hello|dear|hey|best|regards|thanks|phone|tel|fax|mobile|e-?mail|web|address|您好|你好|电话|手机|邮箱|地址|http|https|steps?|expected|actual|browser|version|error|message|note|步骤|预期|实际|版本|浏览器|提示)\b|^(?:您好|你好|电话|手机|邮箱|地址|步骤|预期|实际|版本|浏览器|提示|报错)`)
)

// several is in a subject that names more than one thing.
var several = pattern.New(`(?i)\band\b|[&+/,;]|\betc\b|\b(?:two|three|several|some|few) \w+|\b(?:things|points|questions|requests|bits|other|more)\b|[、和与及]|[两二三几].{0,2}[件点个事]|其他|另`)

// manner is something that a sentence shows by its words.
type manner int

const (
	turns     manner = iota // to another thing, in so many words
	adds                    // one more thing, perhaps of the same
	passes                  // on from another sentence
	refers                  // to what was said before
	goesOn                  // with what was said before
	remedies                // or at least hurries what was asked
	wants                   // something, in question or not
	isOurs                  // tells of the writer
	isPolite                // greets, thanks or praises
	announces               // what the writer does or did
	dates                   // by when something is wanted
	greets                  // whoever reads it
	counts                  // asks that follow
	speaksFor               // somebody else, who wants something
	repeats                 // or mends what was asked
	manners
)

// mannerPatterns returns the pattern of each manner.
func mannerPatterns() [manners]*pattern.Pattern {
	return [manners]*pattern.Pattern{
		turns: byWords, adds: byAlso, passes: andThen, refers: back, goesOn: backFirst, remedies: remedy, wants: wanting, isOurs: ofOurs, isPolite: polite,
		announces: promise, dates: interval, greets: greeting, counts: counting, speaksFor: somebody, repeats: anew,
	}
}

var (
	byWords   = pattern.New(`(?i)^\W*(?:(?:and|oh|but)\W+)?(?:another (?:thing|question|point|matter|issue|problem|subject|topic|request)|(?:on|about) (?:a (?:completely|totally|very|rather|somewhat) different|another|a different|an unrelated|a separate|a happier) (?:subject|note|matter|topic|thing)|separately|independently of|unrelated|something else|something different|p\.?\s?s\b|before i forget|while (?:you're|you are|i'm|i am|we're|we are) (?:at it|there|here)|one more (?:thing|question|point)|(?:then )?there is (?:also|the matter)|then there is|(?:the |my |a )?second(?:ly| thing| point| question| problem)?\s*[:,]|third(?:ly)?\s*[:,]|(?:different|new|next|other) (?:topic|subject|matter|thing))|\b(?:by the way|btw)\b|^\W*(?:另一[个件]|另有一|还有(?:一?[个件])?(?:事|问题|不相关|需求)|还有[个件]|顺便|顺带|再问|再请教|再有|再一个|再者|对了|其次|其二|第二|第三|换个话题|不相关|PS|另[,:])`)
	byAlso    = pattern.New(`(?i)^\W*(?:(?:and|but|oh)\W+)?(?:also|in addition|additionally|besides|furthermore|moreover|further|finally|lastly|then|plus|apart from that|on top of that|(?:i|we) (?:also|would also)|i'd also|we'd also|we'll also)\b|^\W*(?:另外|此外|还有|还想|再就是|除此之外|与此同时|同时|另|最后)`)
	andThen   = pattern.New(`(?i)^\W*(?:and|oh|but|so|as to|as for|regarding|concerning|about|for|second|first|one|two|three)\b|^\W*(?:关于|至于|那|以及|并|且|其一|首先|第一)`)
	back      = pattern.New(`(?i)^\W*(?:\w+\W+){0,5}?(?:it|this|that|they|these|those|them|its|their|there|he|she|his|her|same)\b|它|该问题|这个问题|上述|^.{0,12}(?:这|那)`)
	backFirst = pattern.New(`(?i)^\W*(?:(?:and|but|so|now|today|then|if)\W+)?(?:it|it's|this|that|that's|they|they're|these|those|its|their|he|she|he's|she's|his|her|there|same|only|just|not|no|looks|seems|otherwise|everything|nothing|nobody|some|one|both|all|most)\b|^\W*(?:这|那|它|他|她|都|就|也|只|其他|其余|不然|否则|所以|因为|但|可|而|结果|现在|之前|以前|昨天|上次|上周|一共|大概|应该)`)
	remedy    = pattern.New(`(?i)\b(?:when|how soon|how fast|by when)\b[^.?]{0,30}\b(?:fixed|solved|resolved|repaired|work again|back)\b|\b(?:send|come)\b[^.?]{0,20}\btoday\b|\bas soon as possible\b|\basap\b|\burgent|\bpossible to (?:fix|repair|sort)|\b(?:fix|sort|look into|look at|check|solve|repair) (?:it|this|that)\b|(?:什么时候|何时|多久|几时)[^。?]{0,10}(?:修|解决|恢复|处理好|好)|(?:尽快|马上|抓紧|赶紧)(?:处理|修|解决|看|安排|来)|(?:看|查|处理|修|解决)(?:一下|下)`)
	wanting   = pattern.New(`(?i)\b(?:please|pls|plz|kindly|(?:could|can|would|will|may|might|shall) (?:you|we|i|somebody|someone|your|our|one|there)|(?:need|needs|needed|want|wants|wish|wishes|require|requires|request|requests)\b|would (?:also )?like|we'd (?:also )?like|i'd (?:also )?like|'d (?:also )?(?:like|love|need)|like to|ask(?:s|ed)? (?:for|you|us|whether|if|how)|should like|grateful|let (?:us|me) (?:have|know)|send (?:me|us)|give (?:me|us)|tell (?:me|us)|any (?:chance|idea|news)|must|has to|have to|wants? to know|possible to|interested in)\b|请|麻烦|烦请|劳烦|望|盼|能否|能不能|可否|可不可以|是否可以|可以.{0,12}[吗不]|能.{0,14}[吗不]|想|希望|需要|需|要求|要(?:一|两|三|加|做|换|把|改|订|个|新)|帮|让|给我|给我们|发我|发一|呗|拟|申请|另需|建议`)
	ofOurs    = pattern.New(`(?i)^\W*(?:i|i've|i'm|we|we've|we're|our|my)\b|^\W*(?:我|我们|咱|我方|我司|本)`)
	polite    = pattern.New(`(?i)\b(?:thank|thanks|thx|ta|cheers|regards|wishes|sincerely|faithfully|best|yours|love|dear|hi|hello|hey|morning|afternoon|evening|congrat\w*|hope|lovely|great|nice|weekend|glad|delighted|looking forward)\b|谢|感谢|辛苦|您好|你好|祝|此致|敬礼|顺颂|商祺|收到|不错|满意|漂亮|好看|愉快|开心`)
	promise   = pattern.New(`(?i)\b(?:i'll|we'll|(?:i|we) (?:will|shall)|will be|i'd|has arrived|have arrived|received|sent|attached|enclosed|for information|fyi)\b|已|会在|附件|见附|知悉|告知|回头|到时`)
	interval  = pattern.New(`(?i)\b(?:by|before|until|since|from|on) (?:mon|tues|wednes|thurs|fri|satur|sun)day|\b(?:by|before|until) (?:\d|the|noon|tomorrow|tonight|end)|\bdeadline\b|之前|以前|前(?:要|给|完成)|截止|最晚|今天内|急`)
	greeting  = pattern.New(`(?i)^(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|morning|afternoon|evening|hiya|to whom)\b.{0,60}$|^.{0,20}(?:您好|你好|早上好|下午好|好)[,:!~。 ]*$|^.{1,24}[,:]$`)
	counting  = pattern.New(`(?i)\b(?:two|three|2|3|several|some|a few|few|a couple of|both)\b(?: \w+)? (?:things|points|questions|requests|wishes|issues|problems|topics|matters|are|items|bits)\b|[两二三几2-5]\s*(?:[件个]|点)(?:小)?(?:事|问题|情况|意见|要求|想法|需要)?|(?:以下|下面)几`)
	somebody  = pattern.New(`(?i)^\W*(?:(?:and|also|then|finally|separately)\W+)?(?:(?:the|our|my|mr|mrs|ms|dr|their)\b[^,.]{0,40}?|\p{Lu}\w+ )\b(?:asks?|asked|wants?|needs?|requires?|would like|has asked|wishes|says)\b|^.{1,10}(?:想|要|让|问|希望|反映|建议|需要|要求)`)
	anew      = pattern.New(`(?i)\b(?:again|also|too|either|instead|otherwise|another one|new one|so that|if not|in that case|corrected)\b|重新|再(?:发|开|来|给|寄|做|看|试)|也|最好|照旧|一样|改完|要是|不然|他|她|它`)
)

const shortestThing = 4 // bytes of a word that names a thing

// common are the beginnings of words that name nothing, and grammar Chinese characters that
// do not.
const (
	common  = " this that with from have been your will would could pleas they them their there when what where which about also into than then just some more very only does want need like were here over after befor becau make send know said says well back each every other these those such must shoul can't don't we'd i'd we're i'm it's that' still again thank regar kind hello "
	grammar = "的了是在我你您他她它们这那有和与也都就不没还要请能可以把被给到上下个一二两三吗呢吧啊麻烦想会说看得很太再又已从对为因所但而或及其之用让去来做问什么怎时候现今天明后前周月日号"
)
