package answer

import (
	"strings"

	"rapport/store"
	"rapport/store/pattern"
	"rapport/store/visible"
)

// This file is the words by which a PM puts a case off, waits for its client, opens it again, or
// makes several of it.

// caseForm is a way to write a word without an argument.
type caseForm struct {
	verb  string
	words *pattern.Pattern
}

// caseForms are the words without an argument, in lower case and without what politeness adds.
var caseForms = []caseForm{
	{store.VerbReopen, pattern.New(`^(?:must be |to be |should be )?(?:re-?open(?:ed)?|open)(?: it| this| them)?(?: again)?$|^(?:undo|undo it|(?:it is |it's |is |are )?(?:still open|not (?:yet )?(?:solved|done|closed|finished|settled|fixed|resolved|over)(?: yet)?))$|^(?:重新|再|重)(?:打开|打開|开启|開啟|开|開|启动|激活)$|^(?:还|還|尚|仍|这个)?(?:没有?|沒有?|未)(?:解决|解決|完成|结束|結束|处理好|处理完|办完|办好|修好|完|好|关闭)$|^(?:撤销|取消)关闭$|^(?:先)?(?:不要|不能|别|先别|别先)关闭?$`)},
	{store.VerbAwait, pattern.New(`^(?:(?:we|i|now|still|just|currently|please)(?:'re|'m)? )*(?:is |are |am |be )?(?:on )?(?:wait|waits|waiting|await|awaits|awaiting|pending|hold|holding)(?: for| on| with)? (?:the |our )?(?:clients?|customers?)(?:'s?)?(?: side| answer| reply| response| feedback| input| turn| decision| to (?:reply|answer|respond|confirm|decide)| replies| answers)?(?: first| now)?$|^(?:it is |it's )?(?:the )?(?:client|customer)(?:'s turn| (?:to|must|has to|should|needs to|is to) (?:reply|answer|respond|confirm|decide))(?: first| now)?$|^(?:wait|waits|waiting|await|awaits|awaiting|pending)(?: for)? (?:an? |the )?(?:answer|reply|response|feedback|input|decision) (?:from|of|by) (?:the |our )?(?:client|customer)$|^(?:now )?(?:with|at) (?:the )?(?:client|customer)(?: now)?$|^(?:the )?ball is (?:with|at) (?:the )?(?:client|customer)$` +
		`|^(?:我们|先|正在|现在|目前|还|仍|停表|正|在|要|需要?|继续)*(?:等|等待|等候|待|由)着?(?:客户|客戶|甲方|对方|對方)(?:那边|方面|方)?(?:先)?(?:来信|回复|答复|反馈|确认|回信|回应|回音|决定|拍板|回覆|答覆|消息|意见|补充|提供资料)?(?:中|(?:之?后)?再说|(?:之?后)?再处理)?$|^(?:需|需要|要|请)(?:客户|客戶|甲方|对方|對方)先?(?:回复|答复|反馈|确认|决定|回覆|答覆)$|^(?:卡|停|球)在(?:客户|客戶|甲方|对方|對方)(?:那边|那里|那儿|手里)?$|^(?:客户|客戶|甲方|对方|對方)待(?:回复|答复|确认|回覆|答覆)$`)},
	{store.VerbSplit, pattern.New(`^(?:split|separate|break)(?: it| them| this)?(?: up)?(?: (?:in|into) (?:two|2)(?: cases| parts)?)?$|^make (?:it |them )?(?:two|2)(?: (?:cases|of it|of them|things|issues|matters))?$|^(?:(?:these|they|this|it) (?:are|is) )?two (?:cases|things|issues|matters)$|^(?:分(?:成|为|為)?(?:两|兩|二|2)(?:个|個|条|條|件|项)(?:事情?|事项)?|分(?:成|为|為)(?:两|兩|二))$|^(?:拆分?|分拆|拆开|拆開|分开|分開|一分为二|分开处理)(?:成|为|為)?(?:(?:两|兩|二|2)(?:个|個|条|條|件|项)(?:事情?|事项)?)?$|^(?:这是|是)?(?:两|兩)件事情?$`)},
	{store.VerbRemind, pattern.New(`^(?:remind|nudge|chase(?: up)?|ping)(?: (?:them|her|him|the client|client|the customer|everybody|all))?(?: (?:again|once more))?$|^(?:send )?(?:a |another |the )?(?:gentle |friendly |kind )*reminder(?: to (?:them|her|him|the client))?$|^ask (?:them |her |him |the client )?(?:again|once more)$|^(?:再|友情|温馨|友好|给客户)*(?:催|催办|催促|催辦|提醒)(?:一催|一下|下|一次|他们?|她|客户|客戶|对方|對方|甲方)*$|^发(?:个|一个|封)?(?:提醒|催办)(?:邮件)?$`)},
}

// caseVerb returns the word without an argument that somebody writes, "" for none.
func caseVerb(word string) string {
	word = normalize(word)
	for {
		rest := strings.TrimSpace(polite.ReplaceAllString(word, ""))
		if rest == word {
			break
		}
		word = rest
	}
	for _, form := range caseForms {
		if form.words.MatchString(word) {
			return form.verb
		}
	}
	return ""
}

var (
	// polite is what stands before or behind a word without changing it.
	polite = pattern.New(`^(?:please|pls|kindly|just|请|請|麻烦|麻煩|帮忙|帮我)[ ,，]*|[ ,，]*(?:please|pls|thanks|now|一下|吧|了)$`)
	// laterWords is “later Friday”, “稍后 周五”, without the day.
	laterWords = pattern.New(`(?i)^(?:(?:look at (?:it|this) |do (?:it|this) |tell me |show (?:it|me) |remind me |ask me |come back |bring (?:it )?back |back |it is for |do )?(?:later|again)|snoozed?(?: it)?|revisit(?: it)?|defer(?:red)?(?: it)?|put (?:it )?off|not before|not now|remind me|come back|back|park(?: it)?|sleep|(?:wait|hold|hold off|pause|leave it)(?: until| till| to))\b\s*[:,]?\s*(?:(?:until|till|to|on|for|from|by|at)\s+)?(.*)$|^(?:先)?(?:稍后|稍後|晚点|晚點|晚些|晚些时候|过后|以后|以後|回头|改天|改日|延后|延後|推后|推後|暂缓|暫緩|搁置|擱置|先不管|拖|缓办|缓一缓|缓|放一放|放着)(?:再说|再看|再处理|再议|处理|提醒|提醒我|到|至|于|一下)*\s*[:,]?\s*(?:到|至)?\s*(.*)$`)
	// dayThenLater is “周五再说”.
	dayThenLater = pattern.New(`^(?:到|等到?)?\s*(.{2,20}?)\s*(?:(?:以后|之后|后|後)?(?:再说|再看|再处理|再議|再议|再办|再提醒|再提醒我|再弄|再来|再跟进|再說|再處理)|提醒我|(?:以后|之后|后|後)(?:处理|提醒|说|看|办|跟进))$`)
	// laterThen is “later, Friday”, which a comma would separate.
	laterThen = pattern.New(`(?i)(\blater|\bnot now|\bsnooze|\bput it off|稍后|稍後|晚点|晚些|改天|改日|放一放|暂缓|先不管|过后|以后|回头)\s*[,，、]\s*([^\d\s,;，；、][^,;，；]*)`)
	// splitWords is “split: login / invoice”, with the names of the parts behind.
	splitWords = pattern.New(`(?i)^(?:` + splitEnglish + `(?:\s*[:(–—-]\s*|\s+(?:into\s+|as\s+)?)|` + splitChinese + `\s*[:(]?\s*)(.+)$`)
	// splitLine is such a command within a line of several.
	splitLine = pattern.New(`(?i)((?:^|[,;，；。])\s*#?\d{1,3}\s*[.):、：:]?\s*(?:(?:please|pls|请)\s*)?(?:` + splitEnglish + `\s*[:(–—-]|` + splitChinese + `\s*[:(]?))([^\n]+)`)
	// nextItem is where, behind the names of parts, the next item of the list begins.
	nextItem   = pattern.New(`[,;，；。]\s*(?:第\s*)?#?\d{1,3}\s*(?:[条項项号號])?\s*[.):、：:]?\s*(?:[^\d\s/,;，；]|$)|[,;，；]\s*(?:rest|其余|其他)`)
	partBreak  = pattern.New(`\s+\(?\d\s*[.)、]\s*|\s*(?:[/|+＋／、,;，；` + partMark + `]|\s(?:and|&)\s|和(?:另外)?|以及|与|與|及)\s*`)
	partNumber = pattern.New(`^\(?\d\s*[.)、]\s*`)
	partCount  = pattern.New(`(?:两|兩|二)(?:条|個|个|件|项)(?:事情?)?$`)
	hardBreak  = pattern.New(`\s*[/|／]\s*`)
)

const (
	splitEnglish = `(?:(?:split|separate)(?: it| them| this)?(?: up)?(?: in(?:to)?)?(?: two| 2)?(?: cases| parts)?|make (?:it |them )?two(?: cases| of it)?|(?:(?:these|they|this|it) (?:are|is) two(?: cases| things| issues| matters| questions)?|two (?:cases|things|issues|matters|questions)))`
	splitChinese = `(?:(?:拆分|分拆|拆开|拆開|分开|分開|拆|分)(?:成|为|為)?(?:(?:两|兩|二|2)(?:个|個|条|條|件|项)(?:事情?|事项)?)?|(?:这是|是)?(?:两|兩)(?:件|个|個)(?:事情?|问题|事项))`
)

// partMark stands for the punctuation between the names of parts, so that a line is not
// separated there.
const partMark = "\x1f"

// holdParts keeps the names of parts together, as “5 split: login, invoice”.
func holdParts(line string) string {
	at := splitLine.FindStringSubmatchIndex(line)
	if at == nil {
		return line
	}
	names, rest := line[at[4]:at[5]], line[at[5]:]
	if next := nextItem.FindStringIndex(names); next != nil {
		names, rest = names[:next[0]], names[next[0]:]+rest
	}
	names = strings.Map(func(r rune) rune {
		if strings.ContainsRune(",;，；、", r) {
			return '\x1f'
		}
		if r == ' ' {
			return '\u00a0'
		}
		return r
	}, strings.TrimRight(names, " .。!！"))
	return line[:at[4]] + names + rest
}

// caseCommand reads a word about a case, as the digest and the mails about one case take it.
func caseCommand(word string) (one store.ItemCommand, ok bool) {
	word = strings.Join(strings.Fields(strings.Trim(word, "“”\"'「」")), " ")
	if verb := caseVerb(word); verb != "" {
		return store.ItemCommand{Verb: verb}, true
	}
	word = polite.ReplaceAllString(word, "")
	if m := splitWords.FindStringSubmatch(word); m != nil {
		if names := namesOfParts(m[1]); len(names) > 1 {
			return store.ItemCommand{Verb: store.VerbSplit, Argument: strings.Join(names, "\n")}, true
		}
		return one, false
	}
	if m := laterWords.FindStringSubmatch(word); m != nil && m[1]+m[2] != "" {
		return store.ItemCommand{Verb: store.VerbLater, Argument: strings.TrimSpace(m[1] + m[2])}, true
	}
	if m := dayThenLater.FindStringSubmatch(word); m != nil {
		return store.ItemCommand{Verb: store.VerbLater, Argument: m[1]}, true
	}
	return one, false
}

// namesOfParts returns the names of parts: between slashes, or else between other marks and “and”.
func namesOfParts(text string) (names []string) {
	between := partBreak
	if hardBreak.MatchString(text) {
		between = hardBreak
	}
	for {
		at := between.FindStringIndex(text)
		name := text
		if at != nil {
			name, text = text[:at[0]], text[at[1]:]
		}
		name = partCount.ReplaceAllString(partNumber.ReplaceAllString(strings.TrimSpace(strings.ReplaceAll(name, partMark, ", ")), ""), "")
		if name = strings.Trim(name, " “”\"'「」.。()（）-–—"); name != "" {
			names = append(names, visible.Cut(name, longestWhat))
		}
		if at == nil {
			return names
		}
	}
}

// Hint names the help for a part of a PM's answer that was not understood.
type Hint string

// The hints.
const (
	HintLater Hint = "later" // no day, or none to come
	HintSplit Hint = "split" // nobody can tell the parts
)

// HintOf returns the help for a part of an answer about cases that was not understood, "" where
// it is about no such word.
func HintOf(problem string) Hint {
	word := strings.TrimLeft(problem, "#第 0123456789.):、：条項项号號")
	word = strings.TrimSpace(word)
	switch {
	case caseVerb(word) == store.VerbSplit || splitWords.MatchString(word):
		return HintSplit
	case laterWords.MatchString(word) || dayThenLater.MatchString(word):
		return HintLater
	}
	return ""
}
