package answer

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"rapport/store"
	"rapport/store/pattern"
	"rapport/store/visible"
)

const (
	mostCommands = 200
	mostProblems = 20
	longestWhat  = 80 // characters of a text that was not understood

	monthNames = `jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?`
)

var (
	// itemClause is "1 ACME", "2-4: ignore", "rest ignore", "其余忽略", "5".
	itemClause = pattern.New(`(?i)^#?(?:(\d{1,3})\s*(?:-|–|~|～|到|至)\s*#?(\d{1,3})|(\d{1,3})|(all|rest|the rest|others|全部|全都|都|其余|其他|剩下的))\s*(?:[.):：=）–—-]|->|→|is\b|are\b|to\b|归入|归到|归|属于|是)?\s*(.*)$`)
	// isPerson is "6 is Anna", "6是王芳", "6 = Anna".
	isPerson = pattern.New(`(?i)^#?\d{1,3}\s*(is|是|就是|=)\s*(\S.{0,59})$`)
	// startsWithNumber is how a clause begins.
	startsWithNumber = pattern.New(`^#?\d`)
	// nextClause begins a clause that only a space separates from the one before.
	nextClause = pattern.New(`([^\s,;，；、\d-])\s+(#?\d{1,3}(?:\s*-\s*\d{1,3})?[\s.):：=）])`)
)

// ignored are the words that say a mail belongs to no project.
var ignored = tableOf(`ignore|ignored|none|no|skip|spam|no project|nothing|delete|junk|private|忽略|无|無|没有|不归|不归档|不归类|不用|无关|無關|跳过|垃圾|垃圾邮件|私人|删除|不管`)

// ItemCommands reads an answer to a numbered list, such as "1 ACME, 2 ignore, 3 close" or
// "1：ACME；2、3 忽略；4 催办". project returns the code of the project that a word names.
//
// Numbers are not checked against the list; 0 stands for all items that the answer does not
// name. A part that is neither understood nor courtesy becomes a problem, in the words of
// the answer. So does a number with two contradictory commands, which then gets neither.
func ItemCommands(text, name string, project func(word string) (code string, ok bool)) (commands []store.ItemCommand, problems []string) {
	lines, hidden := linesOf(text)
	if hidden {
		return nil, []string{"it holds characters that do not show"}
	}
	s := itemReader{project: project}
	for _, line := range lines {
		if len(line) > 4*longestLine {
			s.problem(line)
			continue
		}
		if isGreeting(line) || isClosing(line, name) {
			continue
		}
		line = holdParts(plainNumbers(holdDays(norm.NFKC.String(line))))
		for _, part := range parts(line) {
			part = strings.TrimSpace(part)
			if startsWithNumber.MatchString(part) { // "I think 2 is spam" is no command for 2
				part = nextClause.ReplaceAllString(part, "$1, $2")
			}
			for _, one := range parts(part) {
				s.clause(strings.TrimSpace(one), name)
			}
		}
		s.flush()
	}
	return s.result()
}

// How people write the numbers of items besides "1 ok".
var (
	// exceptItem is "2除外", "except 2".
	exceptItem = pattern.New(`(?i)^(?:(?:but |all |and )*(?:except|not|without|excluding|apart from|other than)(?: for)?|除了?|不含|不包括|不要)\s*#?([\d\s,&]+?)\s*(?:外|之外|以外|除外)?$|^#?(\d{1,3})\s*(?:除外|以外|except(?:ed)?|excluded|not)$`)
	// commandFirst is "done 4", "催办1".
	commandFirst = pattern.New(`^([^\d#]{1,40}?)\s*#?(\d{1,3})(?:\s*-\s*#?(\d{1,3}))?$`)
)

// parts splits a line at the punctuation between clauses.
func parts(line string) []string {
	return strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(",;，；、。!！", r) })
}

// itemReader is the state of reading an answer.
type itemReader struct {
	project  func(string) (string, bool)
	pending  []int              // numbers without a command yet
	last     []int              // the numbers of the last command, which what follows may hold back
	first    *store.ItemCommand // the last command that was before its numbers, which more may follow
	commands []store.ItemCommand
	problems []string
}

func (s *itemReader) clause(text, name string) {
	if text == "" || isClosing(text, name) || text == "and" || text == "和" {
		return
	}
	if s.excepts(text) || s.commandFirst(text) {
		return
	}
	m := itemClause.FindStringSubmatch(strings.TrimPrefix(text, "and "))
	if m == nil && isTalk(text, name) {
		return
	}
	if m == nil {
		s.flush()
		s.problem(text)
		if !strings.ContainsAny(text, "0123456789") {
			s.hold(s.last)
		}
		return
	}
	if m[4] != "" && (strings.HasPrefix(m[5], "没有") || m[5] == "无" || m[5] == "") {
		return // "其他没有": nothing else to report
	}
	numbers := numbersOf(m)
	if len(numbers) == 0 { // 0, or from 4 to 2
		s.flush()
		s.problem(text)
		return
	}
	s.pending = append(s.pending, numbers...)
	word := strings.Trim(strings.TrimSpace(m[5]), "[]【】\"“”.。 ")
	word = strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(word, " please"), "吧"))
	if word == "" {
		return
	}
	one, ok := s.command(word)
	if is := isPerson.FindStringSubmatch(text); !ok && is != nil {
		one, ok = store.ItemCommand{Verb: store.VerbIs, Argument: visible.Cut(strings.TrimSpace(is[2]), longestWhat), Words: visible.Cut(is[1]+" "+strings.TrimSpace(is[2]), longestWhat)}, true
	}
	if !ok {
		s.pending = slices.DeleteFunc(s.pending, func(n int) bool { return slices.Contains(numbersOf(m), n) }) // the words name these
		s.flush()
		s.problem(text)
		s.hold(numbers) // "1-3 close, 2 later"
		return
	}
	s.take(one)
	s.first = nil
}

// take applies a command to the numbers that wait for one.
func (s *itemReader) take(one store.ItemCommand) {
	s.last = slices.Clone(s.pending)
	for _, n := range s.pending {
		if len(s.commands) < mostCommands {
			one.Number = n
			s.commands = append(s.commands, one)
		}
	}
	s.pending = nil
}

// hold takes back the commands for some numbers, since what follows them is a condition, an
// exception or a time.
func (s *itemReader) hold(numbers []int) {
	s.commands = slices.DeleteFunc(s.commands, func(one store.ItemCommand) bool { return slices.Contains(numbers, one.Number) })
}

// excepts reads "2除外" and "except 2", which take numbers out of what was said before.
func (s *itemReader) excepts(text string) bool {
	m := exceptItem.FindStringSubmatch(text)
	if m == nil || len(s.last) == 0 {
		return false
	}
	for _, digits := range strings.FieldsFunc(m[1]+m[2], func(r rune) bool { return r < '0' || r > '9' }) {
		n, _ := strconv.Atoi(digits)
		if !slices.Contains(s.last, n) {
			s.hold(s.last) // it may be an exception from any of them
			s.problem(text)
			return true
		}
		s.hold([]int{n})
	}
	return true
}

// commandFirst reads "done 4" and "催办1".
func (s *itemReader) commandFirst(text string) bool {
	m := commandFirst.FindStringSubmatch(text)
	if m == nil {
		return false
	}
	one, ok := s.command(strings.TrimSpace(m[1]))
	if !ok || one.Argument != "" {
		return false
	}
	s.flush()
	s.pending = numbersOf([]string{"", m[2], cmp.Or(m[3], m[2]), "", "", ""})
	if len(s.pending) == 0 {
		return false
	}
	s.take(one)
	s.first = &one
	return true
}

// command reads the command that follows item numbers.
func (s *itemReader) command(word string) (one store.ItemCommand, ok bool) {
	if ignored()[normalize(word)] {
		return one, true
	}
	if one.Project, ok = s.project(word); ok {
		return one, true
	}
	one = store.ItemCommand{Words: visible.Cut(word, longestWhat)}
	if one.Verb, ok = itemVerbs[normalize(word)]; ok {
		return one, true
	}
	if closes()[normalize(word)] {
		one.Verb = store.VerbClose
		return one, true
	}
	if kind, ok := caseKinds[normalize(word)]; ok {
		one.Verb, one.Argument = store.VerbKind, string(kind)
		return one, true
	}
	if m := mergeWords.FindStringSubmatch(word); m != nil {
		one.Verb, one.Argument = store.VerbMerge, m[1]
		return one, true
	}
	if m := assignWords.FindStringSubmatch(word); m != nil {
		one.Verb, one.Argument = store.VerbAssign, strings.TrimSpace(m[1])
		return one, true
	}
	if said, known := caseCommand(word); known {
		one.Verb, one.Argument = said.Verb, said.Argument
		one.Words = strings.Join(strings.Fields(strings.ReplaceAll(one.Words, partMark, ",")), " ")
		return one, true
	}
	if dayWords.MatchString(word) {
		one.Verb, one.Argument = store.VerbDue, strings.Join(strings.Fields(word), " ")
		return one, true
	}
	if m := onBehalfWords.FindStringSubmatch(word); m != nil {
		one.Verb, one.Argument = store.VerbFor, strings.TrimSpace(m[1])
		return one, true
	}
	if m := forWords.FindStringSubmatch(word); m != nil {
		one.Verb, one.Argument = store.VerbFor, strings.TrimSpace(m[1])
		return one, true
	}
	if agrees(word) {
		one.Verb = store.VerbOK
		return one, true
	}
	return store.ItemCommand{}, false
}

// itemVerbs are the other commands for an item. The table is read-only.
var itemVerbs = map[string]string{
	"remind": store.VerbRemind, "remind them": store.VerbRemind, "ask again": store.VerbRemind, "chase": store.VerbRemind, "催办": store.VerbRemind, "催": store.VerbRemind, "催一下": store.VerbRemind, "提醒": store.VerbRemind, "再问一次": store.VerbRemind, "催辦": store.VerbRemind,
	"withdraw": store.VerbWithdraw, "take back": store.VerbWithdraw, "撤回": store.VerbWithdraw,
	"settle": store.VerbSettle, "end it": store.VerbSettle, "end": store.VerbSettle, "结束": store.VerbSettle, "結束": store.VerbSettle,
	"drop": store.VerbDrop, "drop it": store.VerbDrop, "cancel": store.VerbDrop, "取消": store.VerbDrop, "不做了": store.VerbDrop,
	"carry over": store.VerbCarry, "carry": store.VerbCarry, "carry it over": store.VerbCarry, "carry them over": store.VerbCarry, "carried over": store.VerbCarry, "next project": store.VerbCarry, "结转": store.VerbCarry, "結轉": store.VerbCarry, "移交": store.VerbCarry, "转入下个项目": store.VerbCarry, "下个项目": store.VerbCarry,
	"leave": store.VerbLeave, "leave it": store.VerbLeave, "leave them": store.VerbLeave, "leave open": store.VerbLeave, "leave it open": store.VerbLeave, "leave as is": store.VerbLeave, "keep": store.VerbLeave, "保留": store.VerbLeave, "保持现状": store.VerbLeave, "维持现状": store.VerbLeave,
	"adopt": store.VerbTakeUp, "adopt it": store.VerbTakeUp, "采纳": store.VerbTakeUp, "採納": store.VerbTakeUp,
	"take up": store.VerbTakeUp, "take it up": store.VerbTakeUp, "take them up": store.VerbTakeUp, "act on it": store.VerbTakeUp, "act on them": store.VerbTakeUp, "take over": store.VerbTakeUp, "受理": store.VerbTakeUp, "处理": store.VerbTakeUp, "補辦": store.VerbTakeUp, "补办": store.VerbTakeUp, "處理": store.VerbTakeUp,
	"to tracker": store.VerbTrack, "to the tracker": store.VerbTrack, "the tracker": store.VerbTrack, "into the tracker": store.VerbTrack, "in the tracker": store.VerbTrack, "tracker": store.VerbTrack, "track": store.VerbTrack, "track it": store.VerbTrack, "make it a work item": store.VerbTrack, "work item": store.VerbTrack, "make a ticket": store.VerbTrack, "create a ticket": store.VerbTrack, "ticket": store.VerbTrack,
	"转任务": store.VerbTrack, "建任务": store.VerbTrack, "转为任务": store.VerbTrack, "转成任务": store.VerbTrack, "转工单": store.VerbTrack, "建工单": store.VerbTrack, "转需求": store.VerbTrack, "录入系统": store.VerbTrack, "录入": store.VerbTrack, "登记任务": store.VerbTrack, "轉任務": store.VerbTrack, "建任務": store.VerbTrack, "轉工單": store.VerbTrack,
	"ask": store.VerbAsk, "ask them": store.VerbAsk, "ask her": store.VerbAsk, "ask him": store.VerbAsk, "ask for confirmation": store.VerbAsk, "confirm": store.VerbAsk, "record": store.VerbAsk, "record it": store.VerbAsk, "put on record": store.VerbAsk,
	"征询": store.VerbAsk, "请确认": store.VerbAsk, "请对方确认": store.VerbAsk, "发起确认": store.VerbAsk, "记录": store.VerbAsk, "记录在案": store.VerbAsk, "登记": store.VerbAsk,
	"client": store.VerbClient, "a client": store.VerbClient, "as client": store.VerbClient, "the client": store.VerbClient, "client contact": store.VerbClient, "customer": store.VerbClient, "add client": store.VerbClient, "客户": store.VerbClient, "客戶": store.VerbClient, "甲方": store.VerbClient, "客户联系人": store.VerbClient, "客户方": store.VerbClient, "加为客户": store.VerbClient, "是客户": store.VerbClient,
	"team": store.VerbTeam, "a team member": store.VerbTeam, "team member": store.VerbTeam, "our team": store.VerbTeam, "colleague": store.VerbTeam, "a colleague": store.VerbTeam, "add team": store.VerbTeam, "as team": store.VerbTeam, "on the team": store.VerbTeam, "团队": store.VerbTeam, "團隊": store.VerbTeam, "团队成员": store.VerbTeam, "项目组": store.VerbTeam, "项目成员": store.VerbTeam, "同事": store.VerbTeam, "我方": store.VerbTeam, "加为团队": store.VerbTeam, "是同事": store.VerbTeam,
	"remove": store.VerbRemove, "remove them": store.VerbRemove, "移除": store.VerbRemove, "移出": store.VerbRemove,
	"lift": store.VerbLift, "retry": store.VerbLift, "恢复": store.VerbLift, "恢复发送": store.VerbLift, "恢復": store.VerbLift,
}

// dayWords is a new due date. Resolving it takes the date of the answer, which the caller
// has.
var dayWords = pattern.New(`(?i)^(?:(?:by|until|till|due|on|move(?:d)?(?: it)? to|postponed?(?: it)?(?: to| until| till)?)\s+\S.{1,30}|(?:改到|改为|改至|延到|延期到|延期至|延至|推迟到|推迟至|推到|挪到|放到|顺延到|顺延至|截止|截至|期限|到|至)\s*[:：]?\s*\S.{1,20}|.{2,20}(?:前|之前|以前)(?:完成)?|\d{1,2}\s*月.{1,6}|\d{4}-\d{1,2}-\d{1,2}|(?:next |this )?(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|next week|明天|后天|(?:下下?|本|这)?(?:周|星期|礼拜)[一二三四五六日天])$`)

// forWords is the short form of “confirm for Wang”.
var forWords = pattern.New(`(?i)^for\s+(.{1,60})$`)

// flush reports the numbers that have no command at the end of a line.
func (s *itemReader) flush() {
	if s.first != nil && len(s.pending) > 0 { // "done 4, 5"
		s.take(*s.first)
	}
	s.first = nil
	for _, n := range s.pending {
		s.problem(fmt.Sprint(n))
	}
	s.pending = nil
}

func (s *itemReader) problem(text string) {
	if len(s.problems) < mostProblems {
		text = strings.Join(strings.Fields(strings.ReplaceAll(text, partMark, ",")), " ")
		s.problems = append(s.problems, visible.Cut(text, longestWhat))
	}
}

// result returns the commands, leaving out numbers with contradictory ones, and the
// problems.
func (s *itemReader) result() ([]store.ItemCommand, []string) {
	said := map[int]store.ItemCommand{}
	var both []int
	for _, one := range s.commands {
		if before, twice := said[one.Number]; twice && before != one && !slices.Contains(both, one.Number) {
			both = append(both, one.Number)
			s.problem(fmt.Sprintf("%d: %s / %s", one.Number, cmp.Or(before.Project, before.Words), cmp.Or(one.Project, one.Words)))
		}
		said[one.Number] = one
	}
	if i := slices.IndexFunc(s.commands, func(one store.ItemCommand) bool { return one.Number == 0 }); i >= 0 && len(s.problems) > 0 {
		// A part that was not understood may name some of the rest.
		s.commands = slices.DeleteFunc(s.commands, func(one store.ItemCommand) bool { return one.Number == 0 })
		s.problem("…")
	}
	var once []store.ItemCommand
	for _, one := range s.commands {
		if !slices.Contains(both, one.Number) && !slices.Contains(once, one) {
			once = append(once, one)
		}
	}
	return once, s.problems
}
