package answer

import (
	"strings"
	"sync"

	"rapport/store"
	"rapport/store/pattern"
)

// This file is the words by which a PM puts a case off, waits for its client, opens it again, or
// makes several of it.

// caseVerbs are the words without an argument. The table is read-only.
var caseVerbs = tablesOf(map[string]string{
	store.VerbReopen: `reopen|reopen it|re-open|re-open it|open again|open it again|undo|not done|not closed|not finished|重开|重新打开|再打开|未完成|没完成|还没完|没有结束|未结束|重開|重新打開|再打開|未結束`,
	store.VerbAwait: `waits for client|waits for the client|wait for client|wait for the client|waiting for client|waiting for the client|waiting on client|waiting on the client|waits on client|waits on the client|awaiting client|awaits client|awaiting the client|awaiting customer|waiting for customer|waits for customer|waiting for the customer|waits for the customer|wait for customer|client's turn|ball is with the client|with the client|pending client|client to reply|client to answer|
		等客户|等待客户|等客户回复|等待客户回复|等客户答复|等待客户答复|等客户反馈|等待客户反馈|等客户确认|等对方|等待对方|等对方回复|等待对方回复|等甲方|等待甲方|等甲方回复|等待甲方回复|在等客户|客户待回复|待客户回复|待客户答复|待客户反馈|待对方回复|等客戶|等待客戶|等客戶回覆|等待客戶回覆|等客戶答覆|待客戶回覆|等對方|等待對方`,
	store.VerbSplit: `split|split it|split them|split up|split it up|split this|split in two|split it in two|split into two|split it into two|two cases|make two|make two of it|make it two|separate|separate them|break up|拆分|拆开|拆成两个|拆成两条|拆为两个|拆为两条|拆|分成两个|分成两条|分为两个|分为两条|分开|一分为二|分开处理|拆分为两个|拆分成两个|拆分成两条|分拆|拆開|拆成兩個|拆分一下|拆一下|拆成兩條|分成兩個|分成兩條|分開|分開處理`,
})

// tablesOf returns the word of each phrase.
func tablesOf(lists map[string]string) func() map[string]string {
	return sync.OnceValue(func() map[string]string {
		words := map[string]string{}
		for verb, list := range lists {
			for phrase := range strings.SplitSeq(list, "|") {
				words[normalize(strings.TrimSpace(phrase))] = verb
			}
		}
		return words
	})
}

var (
	// laterWords is “later Friday”, “稍后 周五”, without the day.
	laterWords = pattern.New(`(?i)^(?:(?:look at (?:it|this) |do (?:it|this) |tell me |show (?:it|me) |remind me |ask me |come back |bring (?:it )?back |back |it is for |do )?(?:later|again)|snoozed?(?: it)?|defer(?:red)?(?: it)?|put (?:it )?off|not before|remind me|come back|back|park(?: it)?|sleep)\b\s*[:,]?\s*(?:(?:until|till|to|on|for|from|by|at)\s+)?(.*)$|^(?:稍后|稍後|晚点|晚點|晚些|晚些时候|过后|以后|以後|回头|延后|延後|推后|推後|暂缓|暫緩|搁置|擱置|缓办|缓一缓|缓)(?:再说|再看|再处理|再议|处理|提醒|提醒我|到|至|于|一下)*\s*[:,]?\s*(?:到|至)?\s*(.*)$`)
	// dayThenLater is “周五再说”.
	dayThenLater = pattern.New(`^(?:到|等到?)?\s*(.{2,20}?)\s*(?:再说|再看|再处理|再議|再议|再办|再提醒|再提醒我|提醒我|再弄|再来|再跟进|之后再说|以后再说|後再說|再說|再處理)$`)
	// splitWords is “split: login / invoice”, with the names of the parts behind.
	splitWords = pattern.New(`(?i)^(?:(?:split(?: it| them| this)?(?: up)?(?: into| in)?|two cases|make two(?: of it)?|separate)(?: two)?(?:\s*:\s*|\s+(?:into\s+|as\s+)?)|(?:拆分成|拆分为|拆分為|拆开为|拆开|拆成|拆为|拆為|拆分|分拆|分成|分为|分為|分开|拆開|分開|拆)(?:两个|两条|兩個|兩條|两项)?\s*:?\s*)(.+)$`)
	// splitLine is such a command within a line of several.
	splitLine = pattern.New(`(?i)((?:^|[,;，；。])\s*(?:第\s*)?#?[\d一二三四五六七八九十]{1,3}\s*(?:[条項项号號个])?\s*[.):、：:]?\s*(?:split(?: it| them| this)?(?: up)?(?: into)?|two cases|make two(?: of it)?|separate|拆分|拆开|拆|分拆|分成|分为|拆成|拆为|拆分成|拆分为|分开|拆開|分開)(?:两个|两条|兩個|兩條|两项)?\s*[:：])([^\n]+)`)
	// nextItem is where, behind the names of parts, the next item of the list begins.
	nextItem  = pattern.New(`[,;，；。]\s*(?:第\s*)?#?\d{1,3}\s*(?:[条項项号號])?\s*[.):、：:]?\s*(?:[^\d\s/,;，；]|$)|[,;，；]\s*(?:rest|其余|其他)`)
	partBreak = pattern.New(`\s*(?:[/|+＋／、,;，；` + partMark + `]|\s(?:and|&)\s|和(?:另外)?|以及|与|與|及)\s*`)
	hardBreak = pattern.New(`\s*[/|／]\s*`)
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
	if verb, known := caseVerbs()[normalize(word)]; known {
		return store.ItemCommand{Verb: verb}, true
	}
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
		if name = strings.Trim(strings.ReplaceAll(name, partMark, ", "), " “”\"'「」.。"); name != "" {
			names = append(names, bounded(name, longestWhat))
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
	word := strings.TrimLeft(problem, "#第 0123456789.):、：:条項项号號")
	word = strings.TrimSpace(word)
	switch {
	case caseVerbs()[normalize(word)] == store.VerbSplit || splitWords.MatchString(word):
		return HintSplit
	case laterWords.MatchString(word) || dayThenLater.MatchString(word):
		return HintLater
	}
	return ""
}
