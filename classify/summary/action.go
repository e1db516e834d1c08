package summary

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rapport/store"
	"rapport/store/pattern"
)

const mostActions = 100

var (
	assigned   = pattern.New(`(?i)^(?:assigned to|assignee|assign to|owner|responsible|负责人|责任人|执行人|经办人|跟进人)\s*[:：]\s*(.+)$`)
	assignedIn = pattern.New(`(?i)^(.+?)[\s,，;；|(（\[【—-]*(?:assigned to|assignee|owner|负责人|责任人|执行人|跟进人)\s*[:：]\s*([^,，;；|)）\]】]+?)\s*[)）\]】]?(?:\s*[,，;；|]\s*([^)）]+)[)）]?)?$`)
	dueLine    = pattern.New(`(?i)^(?:due(?: date)?|deadline|by|截止(?:时间|日期)?|完成时间|期限)\s*[:：]\s*(.+)$`)
	nobody     = pattern.New(`(?i)^(?:none|nil|n/a|no (?:action items|next steps|tasks|follow-?ups?).*|无|暂无|没有|未识别到.*)[.。]?$`)
	ownerColon = pattern.New(`^([^:：]{1,48})\s*[:：]\s*(.+)$`)
	ownerDash  = pattern.New(`^([^–—-]{1,40})\s+[–—-]\s+(.+)$`)
	ownerBrace = pattern.New(`^[【\[]([^【】\[\]]{1,24})[】\]]\s*(.+)$`)
	ownerAt    = pattern.New(`^@\s*(\p{Lu}[\p{L}'’.-]+(?: \p{Lu}[\p{L}'’.-]+){0,2}|\S{1,20})[\s:：,，]+(.+)$`)
	atEnd      = pattern.New(`^(.+?)\s*[（(\[]\s*@?([^()（）\[\]]{2,40})[)）\]]$`)
	dashEnd    = pattern.New(`^(.+?)\s+(?:[–—-]{1,2}|@|\|)\s*@?([^–—|@-]{2,40})$`)
	willDo     = pattern.New(`^((?:\p{Lu}[\p{L}'’.-]*)(?: \p{Lu}[\p{L}'’.-]*){0,2}(?:(?:,| and| &) \p{Lu}[\p{L}'’.-]*(?: \p{Lu}[\p{L}'’.-]*){0,2}){0,2}) (?:will|shall|should|must|is to|are to|has to|have to|needs? to|agree[sd] to|is going to|are going to|plans? to|committed to|volunteered to|promised to|to|vai|vão|va a|van a|va|vont|doit|deve|debe|wird|werden|soll|muss) (.+)$`)
	doesIt     = pattern.New(`^(\p{Lu}[\p{L}'’-]+ \p{Lu}[\p{L}'’-]+) (\p{Ll}+(?:s|rá|rán|rão|ra|ront|rà|ranno) .*)$`) // in the present, or in the future of a Romance language
	hanDoes    = pattern.New(`^((?:\p{Han}{2,4})(?:[、和与及](?:\p{Han}{2,4}))*)(?:\s*(?:负责|需要|需|将|会|应|须|来|牵头|继续|尽快|要)\s*(.+)|(?:\s+|[，,]\s*)(.+))$`)
	hanVerb    = pattern.New(`^(\p{Han}{2,3})((?:提供|确认|整理|更新|修改|完成|跟进|联系|协调|安排|准备|提交|发送|发给|通知|输出|评估|估算|编写|起草|核对|检查|测试|修复|部署|调整|补充|反馈|汇总|组织|推动|落实|统计|设计|制定|协助|预订|采购|申请|对接|排查).+)$`)
	hanLed     = pattern.New(`^(?:由|请|需)\s*(\p{Han}{2,3})(?:\s*(?:负责|来))?\s*(.+)$`)
	titledName = pattern.New(`^\p{Han}{1,2}(?:经理|总监|总|工|老师|主任|主管|组长|部长|院长)$`)
	latinName  = pattern.New(`^\p{Lu}[\p{L}'’.-]*(?: (?:\p{Lu}[\p{L}'’.-]*|van|von|de|der|den|da|di|bin|al|\(\d{1,2}\)))*$`)
	betweenTwo = pattern.New(`\s*(?:,|、|，|/|&|\band\b|和|与|及)\s*`)
	rawItems   = pattern.New(`action_items:\[([^\[\]]*)\]`)
	rawOwner   = pattern.New(`(?:^|\s)(\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+){1,2}) to `)
)

// surnames begin the names of people in Chinese.
const surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤欧司诸慕"

// notNames are words that stand where a name could, in lower case.
var notNames = []string{
	"we", "they", "it", "the", "this", "that", "these", "everyone", "everybody", "all", "team", "collaboration", "unassigned", "others", "other", "group", "no", "not", "none", "next", "new", "please", "action", "actions", "note", "notes", "deadline", "due", "budget", "date", "topic", "topics", "task", "tasks", "todo", "decision", "decisions", "summary", "question", "questions", "risk", "risks", "issue", "update", "status", "goal", "problem", "result", "time", "who", "what", "when", "priority", "high", "medium", "low", "urgent", "important", "optional", "general", "misc", "both", "someone", "somebody", "tbd", "today", "tomorrow", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "meeting", "client", "customer", "vendor", "agency", "project", "phase", "step", "follow-up", "overview", "quick", "video", "audio", "link",
	// verbs that begin a task
	"send", "review", "ask", "check", "prepare", "share", "confirm", "schedule", "set", "write", "create", "make", "add", "fix", "test", "book", "call", "email", "mail", "contact", "draft", "finish", "complete", "provide", "get", "find", "look", "collect", "reduce", "clarify", "decide", "define", "discuss", "document", "ensure", "estimate", "explore", "finalise", "finalize", "follow", "give", "go", "help", "hold", "identify", "implement", "improve", "include", "investigate", "invite", "keep", "launch", "let", "list", "move", "name", "open", "order", "organise", "organize", "plan", "present", "publish", "put", "raise", "read", "record", "remind", "remove", "replace", "reply", "report", "request", "research", "revise", "run", "start", "submit", "take", "talk", "tell", "think", "track", "try", "upload", "use", "verify", "wait", "work", "meet", "bring", "buy", "change", "circulate", "arrange", "align", "approve", "assign", "build", "deliver", "deploy", "design", "develop", "escalate", "evaluate", "compare", "communicate", "connect", "coordinate", "analyse", "analyze", "agree", "continue", "consider", "describe", "measure", "monitor", "negotiate", "notify", "obtain", "produce", "reach", "resolve", "return", "search", "secure", "show", "sign", "speak", "support", "switch", "translate", "transfer", "validate", "visit",
}

// endActions turns the lines of a list of actions into actions.
func (b *body) endActions() {
	owner := "" // of the lines below a name
	list := b.recap.Actions
	for i, l := range b.tasks {
		text := strings.TrimSpace(strings.TrimRight(clockMark.ReplaceAllString(l.Text, ""), " "))
		var next Line
		if i+1 < len(b.tasks) {
			next = b.tasks[i+1]
		}
		m := assigned.FindStringSubmatch(text)
		switch {
		case text == "" || nobody.MatchString(text) || len(list) == mostActions:
		case m != nil && len(list) > 0:
			list[len(list)-1].Owner = nameIn(m[1])
		case dueLine.MatchString(text) && len(list) > 0:
			list[len(list)-1].Text += " (" + text + ")"
		case !l.Bullet && (b.isName(strings.TrimRight(text, ":： ")) || isNoOwner(text)):
			name := nameIn(strings.TrimRight(text, ":： "))
			if isNoOwner(text) {
				name = ""
			}
			switch {
			case l.marked || next.Bullet || len(list) == 0 || strings.HasSuffix(text, ":") || strings.HasSuffix(text, "："):
				owner = name
			case list[len(list)-1].Owner == "":
				list[len(list)-1].Owner = name
			default:
				owner = name
			}
		case !l.Bullet && !l.Gap && i > 0 && isOpen(b.tasks[i-1].Text) && len(list) > 0 && !b.tasks[i-1].link:
			list[len(list)-1].Text += " " + text
		default:
			a := b.action(text)
			if a.Owner == "" {
				a.Owner = owner
			}
			list = append(list, a)
		}
	}
	b.recap.Actions, b.tasks = list, nil
}

// isNoOwner reports whether a line above tasks is no name but says that they are of nobody
// or everybody.
func isNoOwner(text string) bool {
	switch strings.ToLower(strings.TrimRight(text, ":： ")) {
	case "collaboration", "unassigned", "others", "other", "team", "everyone", "all", "group", "未分配", "其他", "全体", "所有人", "协作":
		return true
	}
	return false
}

// action returns the action in a line, with its owner where the line begins or ends with one.
func (b *body) action(text string) store.RecapAction {
	text = strings.TrimSpace(text)
	if m := assignedIn.FindStringSubmatch(text); m != nil {
		what := strings.TrimSpace(m[1])
		if m[3] != "" {
			what += " (" + strings.TrimSpace(m[3]) + ")"
		}
		return store.RecapAction{Owner: nameIn(m[2]), Text: what}
	}
	for _, first := range []*pattern.Pattern{ownerBrace, ownerAt, ownerColon} {
		if m := first.FindStringSubmatch(text); m != nil && (first == ownerAt || b.isName(m[1])) {
			return store.RecapAction{Owner: nameIn(m[1]), Text: m[2]}
		}
	}
	if m := willDo.FindStringSubmatch(text); m != nil && b.isName(m[1]) {
		return store.RecapAction{Owner: nameIn(m[1]), Text: m[2]}
	}
	for _, last := range []*pattern.Pattern{atEnd, dashEnd} {
		if m := last.FindStringSubmatch(text); m != nil && b.isWholeName(m[2]) {
			return store.RecapAction{Owner: nameIn(m[2]), Text: m[1]}
		}
	}
	if m := ownerDash.FindStringSubmatch(text); m != nil && b.isWholeName(m[1]) {
		return store.RecapAction{Owner: nameIn(m[1]), Text: m[2]}
	}
	if m := doesIt.FindStringSubmatch(text); m != nil && b.isName(m[1]) {
		return store.RecapAction{Owner: m[1], Text: m[2]}
	}
	for _, han := range []*pattern.Pattern{hanDoes, hanVerb, hanLed} {
		if m := han.FindStringSubmatch(text); m != nil && b.isName(m[1]) {
			return store.RecapAction{Owner: nameIn(m[1]), Text: strings.TrimSpace(strings.Join(m[2:], ""))}
		}
	}
	return store.RecapAction{Text: text}
}

// isName reports whether words are the name of somebody, or of several.
func (b *body) isName(words string) bool {
	words = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(words), "@"))
	if words == "" || utf8.RuneCountInString(words) > 48 || strings.ContainsAny(words, "?!？！。.;；\"“”") && !strings.Contains(words, ". ") {
		return false
	}
	parts := betweenTwo.Regexp().Split(words, -1)
	for i, part := range parts {
		if !b.isOneName(part) && !(i > 0 && strings.EqualFold(part, "team")) {
			return false
		}
	}
	return true
}

func (b *body) isOneName(name string) bool {
	name = strings.TrimSpace(strings.TrimPrefix(name, "@"))
	if slices.ContainsFunc(b.names, func(known string) bool { return strings.EqualFold(known, name) }) {
		return true
	}
	first, _ := utf8.DecodeRuneInString(name)
	if unicode.Is(unicode.Han, first) {
		n := utf8.RuneCountInString(name)
		return n >= 2 && n <= 4 && strings.ContainsRune(surnames, first) && !isTaskWord(name) || titledName.MatchString(name)
	}
	words := strings.Fields(strings.ToLower(name))
	return len(words) > 0 && len(words) <= 4 && latinName.MatchString(name) && !slices.Contains(notNames, words[0]) && utf8.RuneCountInString(name) >= 2
}

// isTaskWord reports whether Chinese words that begin like a name are none.
func isTaskWord(words string) bool {
	for _, part := range []string{"方案", "项目", "系统", "测试", "时间", "确认", "完成", "计划", "需求", "任务", "进度", "接口", "问题", "数据", "文档", "石化", "金额", "高优", "任何", "万一", "方面", "向客", "于下", "严格", "夏季", "白名", "毛利", "江苏", "向各", "马上", "段落", "高级", "黄金", "余额", "程序", "应用", "许可"} {
		if strings.HasPrefix(words, part) || utf8.RuneCountInString(words) > 2 && strings.Contains(words, part) {
			return true
		}
	}
	return false
}

// isWholeName is isName of a name in full or of somebody known: a word in brackets behind a
// task may be anything.
func (b *body) isWholeName(words string) bool {
	words = strings.TrimSpace(words)
	if !b.isName(words) {
		return false
	}
	first, _ := utf8.DecodeRuneInString(words)
	known := slices.ContainsFunc(b.names, func(name string) bool { return strings.EqualFold(name, words) })
	return known || unicode.Is(unicode.Han, first) || strings.Contains(words, " ")
}

// nameIn returns a name as people write it, without marks.
func nameIn(words string) string {
	return strings.Trim(strings.TrimSpace(words), "@*_:： ,，")
}

// peopleIn returns the people in a line of names.
func peopleIn(text string) (list []string) {
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",，、;；|", r) }) {
		if part = strings.TrimSpace(part); part != "" && utf8.RuneCountInString(part) <= 60 {
			list = append(list, part)
		}
	}
	return list
}

// rawActions returns the actions of an unformatted list, as Read AI has it in its text.
func rawActions(text string) (list []store.RecapAction) {
	for _, m := range rawItems.Regexp().FindAllStringSubmatch(text[:min(len(text), longestText)], mostActions) {
		items := m[1]
		at := rawOwner.Regexp().FindAllStringSubmatchIndex(items, mostActions)
		for i, where := range at {
			end := len(items)
			if i+1 < len(at) {
				end = at[i+1][2]
			}
			list = append(list, store.RecapAction{Owner: items[where[2]:where[3]], Text: strings.TrimSpace(items[where[1]:end])})
		}
	}
	return list
}
