package command

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"rapport/store"
	"rapport/store/pattern"
)

// People is the verb of a command that adds contacts to a project or removes them.
const People Verb = "people"

// PersonLine is one line of such a command.
type PersonLine struct {
	Remove        bool
	Role          store.Role // RoleClient, RoleTeam, RoleOther for any other, "" if it names none
	Name, Address string
	Project       string // as written; "" if it names none
	Words         string // the whole line
	Unread        bool   // it is such a line, but nobody can tell what it means
}

const longestPersonLine = 300 // bytes

var (
	addVerb    = pattern.New(`(?i)^(?:please\s+|kindly\s+|pls\s+)?(?:add|include)\s+|^(?:请|麻烦|烦请)?(?:帮我)?(?:添加|新增|增加|加入|加上|加)`)
	removeVerb = pattern.New(`(?i)^(?:please\s+|kindly\s+|pls\s+)?(?:remove|delete|take off)\s+|^(?:请|麻烦|烦请)?(?:帮我)?(?:移除|移出|删除|删掉|去掉|剔除)`)
	baVerb     = pattern.New(`^(?:请|麻烦|烦请)?(?:帮我)?(?:把|将)`)
	baAdds     = pattern.New(`(?:添加|加入|加|增加|列入|纳入|列|设|添)(?:到|进|入|至|为|成)?`)
	baRemoves  = pattern.New(`移除|移出|删除|删掉|删去|去掉|剔除|去除`)

	mailAddress = pattern.New(`[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+`)

	clientWord = pattern.New(`(?i)(?:\b(?:as|to be)\s+)?(?:\b(?:an?|the|our|new)\s+)*\b(?:client|customer)(?:'s)?(?:\s+(?:contact|side|person))?s?\b|(?:作为|列为|设为|为|成|做|的)?(?:客户|客戶|甲方)(?:联系人|代表|方)?(?:名单)?(?:里|中|内)?`)
	teamWord   = pattern.New(`(?i)(?:\b(?:as|to be|to|on|into)\s+)?(?:\b(?:an?|the|our|new)\s+)*\b(?:team(?:\s*-?\s*(?:member|mate))?|colleague|coworker|co-worker)s?\b|(?:作为|列为|设为|为|成|做|的)?(?:项目团队|团队|項目組|项目组|專案團隊|團隊|同事|我方)(?:成员|成員|人员)?(?:里|中|内)?`)
	otherWord  = pattern.New(`(?i)(?:\b(?:as|to be)\s+)?(?:\b(?:an?|the|our|new)\s+)*\b(?:pm|project manager|approver|mediator|lead|admin(?:istrator)?)s?\b|(?:作为|列为|设为|为|成|做|的)?(?:项目经理|專案經理|审批人|批准人|调解人|管理员)`)

	toProject  = pattern.New(`(?i)(?:^|[\s,])(?:to|from|in|into|for|on)\s+(?:the\s+)?(?:project\s+)?\[?([A-Z0-9][A-Z0-9-]{0,31})\]?(?:\s+project)?(?:$|[\s,])`)
	hanProject = pattern.New(`[(\[]?(?:到|进|入|至|从|由|在|出)?\s*(?:项目|專案)?\s*\[?([A-Z][A-Z0-9-]{1,31})\]?\s*(?:项目|專案)?\s*(?:的|中|里|內|内)?[)\]]?`)
	han        = pattern.New(`\p{Han}`)
	strictGone = pattern.New(`(?i)^(?:please\s+)?(?:remove|delete)\s+(.{2,60}?)\s+from\s+(?-i:([A-Z][A-Z0-9-]{0,31}))$`)
	trims      = " \t\"“”'‘’:：,，、;；-–—"
)

// ReadPerson reads a line that adds somebody to a project, or removes them: "add client Bob Lee
// bob@acme.example to ACME", "把 Bob Lee bob@acme.example 加入 ACME 客户". ok is false if it is
// none: any other sentence may begin with these verbs, but has no address.
func ReadPerson(line string) (p PersonLine, ok bool) {
	if len(line) > longestPersonLine || !utf8.ValidString(line) {
		return p, false
	}
	p.Words = strings.TrimSpace(line)
	text := strings.TrimSpace(strings.TrimRight(norm.NFKC.String(p.Words), ".。!！ "))
	if m := strictGone.FindStringSubmatch(text); m != nil && !strings.Contains(text, "@") && !clientWord.MatchString(text) && !teamWord.MatchString(text) {
		p.Remove, p.Name, p.Project = true, strings.Trim(m[1], trims), m[2]
		return p, looksLikeName(p.Name)
	}
	rest, ok := p.verb(text)
	if !ok {
		return p, false
	}
	role := clientWord.MatchString(rest) || teamWord.MatchString(rest)
	switch n := strings.Count(rest, "@"); {
	case n == 0 && p.Remove && role:
	case n == 0:
		return p, false
	case n > 1:
		p.Unread = true
		return p, true
	default:
		if rest, ok = p.address(rest); !ok {
			p.Unread = true
			return p, true
		}
	}
	rest = p.project(p.role(rest))
	var parts []string
	for part := range strings.FieldsFuncSeq(rest, func(r rune) bool { return strings.ContainsRune(",，、:：;；", r) }) {
		if part = strings.Join(strings.Fields(strings.Trim(part, trims)), " "); part != "" {
			parts = append(parts, part)
		}
	}
	p.Name = strings.Join(parts, ", ")
	if p.Name == "" && p.Address != "" {
		local, _, _ := strings.Cut(p.Address, "@")
		p.Name = strings.TrimSpace(strings.NewReplacer(".", " ", "_", " ").Replace(local))
	}
	p.Unread = p.Unread || p.Name == ""
	return p, true
}

// verb takes the verb off a line.
func (p *PersonLine) verb(text string) (rest string, ok bool) {
	if at := removeVerb.FindStringIndex(text); at != nil {
		p.Remove = true
		return text[at[1]:], true
	}
	if at := addVerb.FindStringIndex(text); at != nil {
		return text[at[1]:], true
	}
	at := baVerb.FindStringIndex(text)
	if at == nil {
		return "", false
	}
	text = text[at[1]:]
	verb := baRemoves
	if p.Remove = baRemoves.MatchString(text); !p.Remove {
		verb = baAdds
	}
	all := verb.FindAllStringIndex(text, -1)
	if len(all) == 0 {
		return "", false
	}
	last := all[len(all)-1] // the name stands before it
	return text[:last[0]] + " " + text[last[1]:], true
}

// address takes the one address out of a line, with the brackets around it.
func (p *PersonLine) address(text string) (rest string, ok bool) {
	at := mailAddress.FindStringIndex(text)
	if at == nil {
		return "", false
	}
	before, after := text[:at[0]], text[at[1]:]
	if isPartOfWord(lastRune(before)) || isPartOfWord(firstRune(after)) { // letters that only look like those of an address
		return "", false
	}
	p.Address = strings.ToLower(text[at[0]:at[1]])
	for _, brackets := range []string{"<>", "()", "[]"} {
		if b, found := strings.CutSuffix(before, brackets[:1]); found {
			if a, closed := strings.CutPrefix(after, brackets[1:]); closed {
				before, after = b, a
			}
		}
	}
	return before + " " + after, true
}

func (p *PersonLine) role(text string) string {
	for _, one := range []struct {
		word *pattern.Pattern
		role store.Role
	}{{otherWord, store.RoleOther}, {clientWord, store.RoleClient}, {teamWord, store.RoleTeam}} {
		at := one.word.FindStringIndex(text)
		if at == nil {
			continue
		}
		if p.Role == "" {
			p.Role = one.role
		} else if p.Role != one.role {
			p.Unread = p.Unread || p.Role != store.RoleOther
		}
		text = text[:at[0]] + " " + text[at[1]:]
	}
	return text
}

// project takes the project that a line names out of it.
func (p *PersonLine) project(text string) string {
	take := func(at []int) string {
		p.Project = text[at[2]:at[3]]
		return text[:at[0]] + " " + text[at[1]:]
	}
	if all := toProject.FindAllStringSubmatchIndex(text, -1); len(all) > 0 {
		return take(all[len(all)-1])
	}
	if !han.MatchString(p.Words) {
		return text
	}
	all := hanProject.FindAllStringSubmatchIndex(text, -1)
	for i := len(all) - 1; i >= 0; i-- {
		if at := all[i]; !isPartOfWord(lastRune(text[:at[2]])) && !isPartOfWord(firstRune(text[at[3]:])) {
			return take(at)
		}
	}
	return text
}

// looksLikeName reports whether words are capitalised as names are, or Chinese.
func looksLikeName(name string) bool {
	for word := range strings.FieldsSeq(name) {
		if r := firstRune(word); !unicode.IsUpper(r) && !unicode.Is(unicode.Han, r) {
			return false
		}
	}
	return name != ""
}

func isPartOfWord(r rune) bool {
	return (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)) && !unicode.Is(unicode.Han, r) || r == '@'
}

func lastRune(s string) rune  { r, _ := utf8.DecodeLastRuneInString(s); return r }
func firstRune(s string) rune { r, _ := utf8.DecodeRuneInString(s); return r }
