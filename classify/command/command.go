// Package command reads the commands that people write to the log address to see something
// of a project. It is pure.
package command

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"rapport/store"
	"rapport/store/pattern"
	"rapport/store/spelling"
)

// Verb is what a command asks for.
type Verb string

// The verbs.
const (
	Status Verb = "status" // the state of a project
	Open   Verb = "open"   // what is open
	Log    Verb = "log"    // the mails of a period
	Files  Verb = "files"  // the documents of a project
	File   Verb = "file"   // one of them, by its number
	Agreed Verb = "agreed" // the decisions in force
	Export Verb = "export" // the log as files
	// Internal and Shared say whom an entry is for, by its number.
	Internal Verb = "internal"
	Shared   Verb = "shared"
	// Close begins the closing of a project.
	Close Verb = "close"
	// DigestOnly and EachMail say how somebody gets notices: one digest a day, or each at once.
	DigestOnly Verb = "digest-only"
	EachMail   Verb = "each-mail"
	Help       Verb = "help"
)

// Marks returns what the verb marks an entry as, "" for other verbs.
func (v Verb) Marks() store.Audience {
	switch v {
	case Internal:
		return store.AudienceInternal
	case Shared:
		return store.AudienceShared
	}
	return ""
}

// Command is one command line.
type Command struct {
	Verb    Verb
	Project string // as written; "" if none was named
	// From and To are the first and last day of a Log, in the zone of the day passed to
	// Read; zero means the last seven days.
	From, To time.Time
	Number   int    // of a File, or of an entry
	Name     string // of an AskAgain: whom, by name or address; Me
	// Unread is the text after the project that is no period, or the misspelt verb; Verb
	// is then Help.
	Unread string
	People []PersonLine      // of People
	Deputy *store.DeputyWish // of Deputy
}

const longestLine = 120 // bytes of a line that can be a command

// verbs are the words for the verbs. The table is read-only.
var verbs = map[string]Verb{
	"status": Status, "状态": Status, "進度": Status, "进度": Status, "狀態": Status, "项目状态": Status, "项目进度": Status,
	"open": Open, "todo": Open, "未结": Open, "未決": Open, "待处理": Open, "待办": Open, "待辦": Open, "未完成": Open,
	"log": Log, "日志": Log, "日誌": Log, "记录": Log, "沟通记录": Log,
	"files": Files, "file": Files, "documents": Files, "attachments": Files, "文件": Files, "附件": Files, "文件列表": Files, "附件列表": Files, "文件清单": Files, "檔案": Files,
	"agreed": Agreed, "agreements": Agreed, "decisions": Agreed, "已确认": Agreed, "已確認": Agreed, "已确认事项": Agreed, "确认记录": Agreed, "確認記錄": Agreed,
	"export": Export, "导出": Export, "導出": Export, "匯出": Export,
	"internal": Internal, "内部": Internal, "內部": Internal, "shared": Shared, "share": Shared, "共享": Shared, "公开": Shared, "公開": Shared,
	"close": Close, "结项": Close, "項目結項": Close, "結項": Close, "项目结项": Close, "关闭项目": Close, "關閉項目": Close, "结束项目": Close, "結束項目": Close,
	"help": Help, "帮助": Help, "幫助": Help, "commands": Help,
}

// vague are words that are subjects too: alone they ask for nothing. The table is read-only.
var vague = map[string]bool{
	"export": true, "导出": true, "導出": true, "匯出": true,
	"file": true, "documents": true, "attachments": true, "附件": true,
	"agreed": true, "agreements": true, "decisions": true, "已确认": true, "已確認": true,
}

var (
	// chineseVerb separates a verb from what follows without a space: 日志ACME.
	chineseVerb = pattern.New(`^(\p{Han}+)\s*[:：]?\s*(.*)$`)
	// fileNumber is the number of a file or an entry: 3, #3, 3号.
	fileNumber = pattern.New(`^(?:#|no\.?|第)?(\d{1,9})(?:号|號|个|個|条|條)?$`)
	// projectCode is the form of a project code.
	projectCode = pattern.New(`^[A-Za-z0-9][A-Za-z0-9-]{0,30}$`)
)

// IsOwn reports whether the verb is about who sends it, and no project: a client may say it too.
func (v Verb) IsOwn() bool { return v == DigestOnly || v == EachMail }

// ownLines are the whole lines with which people say how they get notices. The table is read-only.
var ownLines = map[string]Verb{
	"digest only": DigestOnly, "only digest": DigestOnly, "only the digest": DigestOnly, "digests only": DigestOnly, "daily digest": DigestOnly, "daily digest only": DigestOnly,
	"please digest only": DigestOnly, "digest only please": DigestOnly, "digest only, please": DigestOnly, "one mail a day": DigestOnly, "one email a day": DigestOnly,
	"只收摘要": DigestOnly, "只要摘要": DigestOnly, "仅摘要": DigestOnly, "只收汇总": DigestOnly, "每日汇总": DigestOnly, "每天一封": DigestOnly, "只收每日摘要": DigestOnly, "請只收摘要": DigestOnly, "请只发摘要": DigestOnly, "只發摘要": DigestOnly, "只发摘要": DigestOnly,
	"each mail": EachMail, "each email": EachMail, "every mail": EachMail, "every email": EachMail, "single mails": EachMail, "single emails": EachMail, "no digest": EachMail, "all mail": EachMail, "all mails": EachMail,
	"单独通知": EachMail, "逐条通知": EachMail, "恢复单独通知": EachMail, "恢复逐条通知": EachMail, "取消摘要": EachMail, "單獨通知": EachMail, "逐條通知": EachMail,
}

// Read reads a line. ok is false if it is not a command. day is the day on which it was
// written, in the zone that its periods refer to.
func Read(line string, day time.Time) (c Command, ok bool) {
	if len(line) > longestLine {
		return c, false
	}
	line = strings.TrimSpace(strings.TrimRight(norm.NFKC.String(line), ".。! "))
	words := strings.Fields(line)
	if len(words) == 0 {
		return c, false
	}
	if verb, own := ownLines[strings.ToLower(strings.Join(words, " "))]; own {
		return Command{Verb: verb}, true
	}
	if c, ok := readAskAgain(strings.Join(words, " ")); ok {
		return c, true
	}
	if isCodeFirst(words) {
		words[0], words[1] = words[1], words[0]
	}
	verb, known := verbs[strings.ToLower(strings.TrimRight(words[0], ":"))]
	rest := words[1:]
	if m := chineseVerb.FindStringSubmatch(line); !known && m != nil {
		if verb, known = verbs[m[1]]; known {
			rest = strings.Fields(m[2])
		}
	}
	if !known {
		return nearMiss(words)
	}
	c.Verb = verb
	if verb == Files {
		if c.Number, rest = numberIn(rest); c.Number > 0 {
			c.Verb = File
		}
	}
	if verb.Marks() != "" {
		if c.Number, rest = numberIn(rest); c.Number == 0 {
			return Command{}, false // it is a subject
		}
	}
	if verb == Close && len(rest) == 2 && slices.Contains([]string{"project", "项目", "項目"}, strings.ToLower(rest[0])) {
		rest = rest[1:]
	}
	if len(rest) > 0 && projectCode.MatchString(strings.Trim(rest[0], "[]")) && !isPeriod(rest) {
		c.Project, rest = strings.Trim(rest[0], "[]"), rest[1:]
	}
	switch {
	case c.Verb == Close && c.Project == "": // “Close” may be a subject
		return Command{}, false
	case (c.Verb == Files || c.Verb == Agreed || c.Verb == Export) && c.Project == "" && vague[strings.ToLower(words[0])]:
		return Command{}, false
	case len(rest) == 0:
		return c, true
	case verb == Log:
		if from, to, ok := period(strings.ToLower(strings.Join(rest, " ")), day); ok {
			c.From, c.To = from, to
			return c, true
		}
		if c.Project == "" || len(rest) > 4 {
			return Command{}, false // “Log of the third test run” is a subject
		}
		return Command{Verb: Help, Project: c.Project, Unread: strings.Join(rest, " ")}, true
	}
	return Command{}, false
}

// isCodeFirst reports whether words are a verb behind the code of a project: ACME 已确认.
func isCodeFirst(words []string) bool {
	return len(words) >= 2 && verbs[strings.ToLower(words[0])] == "" && verbs[strings.ToLower(words[1])] != "" &&
		projectCode.MatchString(strings.Trim(words[0], "[]")) && strings.ToUpper(words[0]) == words[0]
}

// numberIn returns the number among the words behind a verb that takes one, and the other words.
func numberIn(words []string) (n int, rest []string) {
	for i, word := range words {
		if number := fileNumber.FindStringSubmatch(word); number != nil && len(words) <= 2 {
			n, _ = strconv.Atoi(number[1])
			return n, slices.Delete(slices.Clone(words), i, i+1)
		}
	}
	return 0, words
}

// nearMiss reads a misspelt verb, one letter off, before the code of a project and nothing
// else.
func nearMiss(words []string) (Command, bool) {
	word := strings.ToLower(words[0])
	if len(words) != 2 || !projectCode.MatchString(words[1]) || strings.ToUpper(words[1]) != words[1] || len(word) < 3 {
		return Command{}, false
	}
	for _, verb := range []string{"status", "open", "log", "files", "agreed", "help"} {
		if spelling.Distance(word, verb) == 1 {
			return Command{Verb: Help, Project: words[1], Unread: words[0]}, true
		}
	}
	return Command{}, false
}
