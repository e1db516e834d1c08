package answer

import (
	"slices"
	"strings"
)

// resolve turns denied objections into assents, and denied assents into refusals.
func resolve(list []token) []token {
	out := make([]token, 0, len(list))
	for i := 0; i < len(list); i++ {
		t := list[i]
		if t.class == object || t.class == matter && t.kinds != 0 || t.class == done && t.has(" by ") || t.class == good && t.has("record", "summary", "account", "reflection", "discussed", "said", "talked") {
			i += datedLength(t, list[i+1:])
		}
		if t.class == not {
			j := i + 1
			for j < len(list) && (list[j].is(fill, be, you, of, self) || isMore(list[j])) {
				j++
			}
			if j+1 < len(list) && list[j].class == improve && isEditing(list[j].text) && list[j+1].class == objection { // 无修正意见
				j++
			}
			if k := idleEdit(list, i); k > 0 && t.text[0] >= 0xe4 { // 没什么要改
				t.class, t.text = clear, "不 用 改"
				out = append(out, t)
				i = k - 1
				continue
			}
			switch {
			case j < len(list) && list[j].class == improve && needless(t.text) && isEditing(list[j].text): // 无需修订
				t.class = clear
				out = append(out, t)
				for i = j; i+1 < len(list) && (list[i+1].class == improve && isEditing(list[i+1].text) || list[i+1].text == "的"); i++ {
				}
				continue
			case j < len(list) && list[j].class == objection:
				t.class = clear
				out = append(out, t)
				i = j
				for i+1 < len(list) && (list[i+1].is(objection, fill, not) || isNeeded(list[i+1])) || i+2 < len(list) && list[i+2].class == objection && (list[i+1].text == "or" || list[i+1].is(of)) {
					i++
				}
				continue
			case j < len(list) && list[j].is(yes, done, good, verb, proceed, works, carry, ready):
				t.class = refuse
				out = append(out, t)
				i = j
				continue
			}
		}
		if t.class == others && t.text == "on behalf" || t.text == "代 表" {
			if n := principalLength(list[i+1:]); n > 0 {
				i += n
				continue
			}
		}
		if t.text == "nothing" {
			if n := wishLength(list[i+1:]); n > 0 { // "nothing I'd want to alter"
				t.class = clear
				out = append(out, t)
				i += n
				continue
			}
		}
		if t.class == clear && i+2 < len(list) && list[i+1].text == "to" && slices.Contains([]string{"suggest", "propose", "make", "add", "raise", "offer", "report", "request", "bring", "mention", "note"}, list[i+2].text) {
			i += 2 // "no amendments to suggest"
		}
		if n := bestLength(out, list[i:]); n > 0 { // "could not have fallen better"
			t.class = clear
			out = append(out[:len(out)-1], t)
			i += n - 1
			continue
		}
		for t.class == clear && i+2 < len(list) && list[i+1].text == "or" && list[i+2].class == objection { // "no comments or objections"
			i += 2
		}
		if isPlea(t) {
			j := i + 1
			for j < len(list) && list[j].is(fill, you) && !slices.Contains([]string{"consider", "视 为", "视 作", "作 为"}, list[j].text) {
				j++
			}
			if j < len(list) && (list[j].class == verb || list[j].class == done && list[j].text[0] >= 0xe4) {
				list[j].class = ask // 请贵司确认
			}
		}
		if t.class == objection {
			j := i + 1
			for j < len(list) && list[j].is(fill, be, of, self) {
				j++
			}
			if j < len(list) && list[j].class == not && !slices.ContainsFunc(list[j+1:], func(t token) bool { return !t.is(fill, be) }) { // "objections: none", 意见没有
				t.class = clear
				out = append(out, t)
				i = j
				continue
			}
		}
		out = append(out, t)
	}
	return out
}

// bestLength returns how many tokens say that nothing could be better, after "could", or 0.
func bestLength(before, list []token) int {
	if n := len(before); list[0].class != not || n == 0 || before[n-1].text != "could" && before[n-1].text != "can" {
		return 0
	}
	for i, t := range list[:min(5, len(list))] {
		if slices.Contains([]string{"better", "happier", "clearer", "nicer", "easier", "smoother", "prouder"}, t.text) {
			return i + 1
		}
		if i > 0 && !t.is(be, unknown, talk, fill) {
			return 0
		}
	}
	return 0
}

// idleEdit returns the end of the clause if the denial at i says that nothing is to be edited,
// and the clause says no more; otherwise 0.
func idleEdit(list []token, i int) int {
	i++
	for i < len(list) && (isMore(list[i]) || slices.Contains([]string{"什 么", "啥", "要", "需 要", "需", "可", "好", "得", "再", "必 要", "有", "任 何"}, list[i].text)) {
		i++
	}
	if i == len(list) || list[i].class != improve || !isEditing(list[i].text) {
		return 0
	}
	for ; i < len(list); i++ {
		if !(list[i].class == improve && isEditing(list[i].text) || slices.Contains([]string{"的", "了", "地 方", "之 处", "内 容", "哈", "啦", "呢"}, list[i].text)) {
			return 0
		}
	}
	return i
}

// wishLength returns how many tokens behind "nothing" say that the sender would change it,
// where the clause ends with them.
func wishLength(list []token) int {
	edits := false
	for _, t := range list {
		switch {
		case t.class == improve, t.class == objection, t.text == "query", t.text == "flag", t.text == "alter":
			edits = true
		case t.is(self, fill, be, ready, of) || slices.Contains([]string{"would", "could", "need", "want", "like", "feel", "have to"}, t.text):
		default:
			return 0
		}
	}
	if !edits {
		return 0
	}
	return len(list)
}

// principalLength returns how many tokens behind "on behalf" or 代表 name a firm or a body of
// it, for which the sender may speak, and not a person.
func principalLength(list []token) int {
	n := 0
	for n < len(list) && (list[n].is(unknown, fill, body, of, talk, unrelated, paper, matter) || list[n].class == name && n > 0) && n < 8 && !list[n].has("mr", "mrs", "ms", "dr") {
		n++
		if last := list[n-1]; last.text[0] >= 0xe4 && last.has("公 司", "集 团", "单 位", "甲 方", "业 主", "公司", "部", "院", "学 校", "医 院", "方", "司") {
			return n
		}
	}
	if n < 2 || list[0].text[0] >= 0xe4 {
		return 0
	}
	return n
}

// isPlea reports whether a token asks somebody else to do what follows.
func isPlea(t token) bool {
	return t.class == fill && slices.Contains([]string{"please", "kindly", "请", "烦 请", "麻 烦", "敬 请", "劳 请"}, t.text)
}

// isMore reports whether a word only counts what is denied: "no further comments".
func isMore(t token) bool {
	return slices.Contains([]string{"further", "more", "other", "additional", "any", "outstanding", "open", "remaining", "whatsoever", "own", "其 他", "其 它", "别 的", "任 何", "什 么", "啥", "遗 留", "遗 留 的", "待 解 决", "特 别", "额 外"}, t.text)
}

// isNeeded reports whether a word says of what is denied that it was looked for: "no changes
// needed".
func isNeeded(t token) bool {
	return slices.Contains([]string{"needed", "required", "necessary", "found", "left", "outstanding", "spotted", "wanted", "need", "noted", "at all", "there", "whatsoever", "的", "了"}, t.text)
}

// needless reports whether a denial says that something need not be done.
func needless(text string) bool {
	return slices.Contains([]string{"无 需", "无 须", "不 用", "不 必", "不 需 要", "不 需", "没 有 要", "没 什 么 要", "没 啥 要", "没 要", "没 有 需 要", "没 有 什 么 要", "没 什 么 好", "没 啥 好"}, text)
}

// isEditing reports whether a word says that a text is edited.
func isEditing(text string) bool {
	return slices.Contains([]string{"改", "修 改", "修 订", "更 正", "修 正", "订 正", "补 充", "更 改", "润 色", "完 善", "加", "添", "删", "改 动", "再 改", "调", "补"}, text)
}

// isStandstill reports whether a denial of changes may be meant of the change that was asked
// about, which is then a no: "leave it as it is", 不用改了.
func isStandstill(text string) bool {
	for _, begin := range []string{"leave it", "leave them", "no change", "no need to change", "nothing to change", "need not be changed", "would not change", "不 用 改", "不 用 再 改", "不 用 动", "不 用 调", "不 需 要 改", "不 必 改", "无 需 调", "不 用 修 改", "无 需 更 改", "不 需 要 调", "不 需 要 修 改", "不 需 修 改", "无 需 修 改", "无 须 修 改", "不 必 修 改", "没 什 么 可 改", "没 什 么 要 改", "没 什 么 好 改", "没 啥 要 改", "没 啥 好 改"} {
		if strings.HasPrefix(text, begin) {
			return true
		}
	}
	return false
}

// datedLength returns how many tokens say of which day something is: "of 3 March",
// "of Tuesday's meeting".
func datedLength(thing token, list []token) int {
	said := strings.HasPrefix(thing.text, "what ") || thing.has("meeting", "discussion", "call", "what we", "what was")
	said = said || thing.class == done && thing.has(" by ")
	if len(list) < 2 || !slices.Contains([]string{"of", "from", "dated", "dtd"}, list[0].text) && !(said && slices.Contains([]string{"on", "in", "at", "over", "last"}, list[0].text)) {
		return 0
	}
	n := 1
	for n < len(list) && (list[n].is(fill, number, whenever) || list[n].text == "of" || list[n].is(talk, matter, object) && slices.Contains([]string{"meeting", "call", "week", "our", "weekly", "last", "the meeting", "the call", "our meeting", "our call", "on"}, list[n].text)) {
		n++
	}
	if n == 1 {
		return 0
	}
	return n
}
