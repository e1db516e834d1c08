package report

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"rapport/store/pattern"
	"rapport/templates"
)

// statuses lists the words for a status, longer words before their own beginnings.
var statuses = []struct {
	status templates.Status
	words  []string
}{
	{templates.OnTrack, []string{"on track", "on-track", "ontrack", "on schedule", "on plan", "on time", "green", "normal", "正常推进", "正常进行", "进展正常", "一切正常", "整体正常", "正常", "按计划进行", "按计划推进", "按计划", "进展顺利", "一切顺利", "顺利", "绿灯", "绿色", "绿", "🟢"}},
	{templates.AtRisk, []string{"at risk", "at-risk", "amber", "yellow", "有风险", "存在风险", "风险", "有延期风险", "黄灯", "黄色", "黄", "🟡", "🟠"}},
	{templates.Late, []string{"late", "delayed", "behind schedule", "behind", "off track", "overdue", "red", "已延期", "延期", "滞后", "延迟", "落后", "红灯", "红色", "红", "🔴"}},
}

// separators matches what separates the parts of an item.
const separators = " \t:：,，;；|｜.。-–—→>"

// readStatus reads a status and the reason after it.
func (p *parser) readStatus(it line) {
	if it.text == "" {
		return
	}
	text := plain(it.text)
	found, reason, sure := statusOf(text)
	if !sure {
		found, sure = statusWithin(text)
		reason = text
	}
	if !sure {
		p.problem(it.number, templates.UnknownStatus, text, "")
		p.report.StatusReason = text
		return
	}
	p.report.Status, p.report.StatusReason = found, reason
}

var (
	leading = pattern.New(`(?i)^(?:we are|we're|it is|it's|the project is|project is|overall|still|remains?|currently|now|status|back(?: to)?|returned to|(?:has |have )?(?:turned|become|became|changed to|moved to|gone to)|(?:已经?|重新)?(?:恢复|回到|重回|回归|转为|转成|变为|变成|改为|调整为|升为|降为)|目前|当前|现在|项目|整体|总体|仍然?|依然|本周|本期|为|是|[:：\s])+`)
	// past stands before a status that was.
	past = pattern.New(`(?i)^(?:(?:it |we |this )?(?:was|were|had been|has been|previously|formerly|before|last (?:week|time|month|period|report)|(?:moved?|changed?|went|gone|turned|switched|back|up|down|improved|upgraded|downgraded|raised|lowered)(?: back| up| down)? from|from)\b|由|从|自|上周|上期|上次|上月|之前|此前|先前|原来?|曾)[\s:：为是]*`)
	// link stands between a status that was and the present one.
	link = pattern.New(`(?i)^\s*(?:light|灯|色)?\s*[(（]?(?:last (?:week|time|month|period)|before|until now|so far|上周|上期|之前)?[)）]?[\s,，;；、.]*(?:→|⇒|➔|➜|➡️?|-+>|=+>|>|\bto\b|\binto\b|\bbut\b|\band\b|\bnow\b|\bis\b|\btoday\b|\bcurrently\b|\bthis (?:week|time|month|period)\b|\bturn(?:ed|s)?\b|\bbecame\b|\bchang(?:ed|es)? to\b|\bmov(?:ed|es)? to\b|\bback to\b|转|变|恢复|改|调|升|降|到|至|本周|本期|本月|现|目前|当前|今)(?:\s*(?:now|currently|to|is|are|it is|we are|this week|back|为|已|转|成|更|复|到|至|整|级|在|是|[:：]))*[\s:：]*`)
	// since stands between a status that was, and said so, and the present one.
	since = pattern.New(`(?i)^\s*(?:light|灯|色)?\s*[(（]?(?:last (?:week|time|month|period)|before|until now|上周|上期|之前)[)）]?[\s,，;；、.]+(?:and |but |但)?`)
	// reversed stands between the present status and one that was.
	reversed = pattern.New(`(?i)^\s*(?:now|today|this week|currently|本周|本期)?[\s,，;；、(（-]*(?:(?:it |we )?(?:was|were|up from|down from|from|previously|formerly|instead of|after|last (?:week|time|month|period)[: ]*(?:it was|was)?)|上周|上期|上次|之前|此前|先前|原为?|原来)[\s:：为是]*`)
	// formerly stands behind a status that was: “red, amber before”.
	formerly  = pattern.New(`(?i)^\s*(?:light|灯|色)?\s*(?:before|previously|earlier|until now|last (?:week|time|month|period|report)|上周|上期|上次|之前|此前|先前)\b?[)）.。]*`)
	nowBehind = pattern.New(`(?i)^\s*(?:now|today|this week|currently)\b`)
	behind    = pattern.New(`(?i)^\s*(?:last (?:week|time|month|period)|before|上周|上期|之前)?\s*[)）]?`)
)

// mostSteps bounds the statuses that a text goes through: “green → amber → red”.
const mostSteps = 6

// statusOf returns the status that a text begins with, the present one where it says what
// it was, and the reason behind it. It is not sure where the text offers several, or none.
func statusOf(text string) (status templates.Status, reason string, sure bool) {
	rest := leading.ReplaceAllString(text, "")
	was := past.FindString(rest)
	found, after := statusWord(rest[len(was):])
	if found == "" && was != "" {
		was = ""
		found, after = statusWord(rest)
	}
	if found == "" {
		return "", text, false
	}
	moved := false
	for range mostSteps {
		step := link.FindString(after)
		if step == "" {
			step = since.FindString(after)
		}
		next, then := statusWord(after[len(step):])
		if step == "" || next == "" {
			break
		}
		found, after, moved = next, nowBehind.ReplaceAllString(then, ""), true
	}
	if was != "" && !moved {
		return "", text, false // what it is now is not said
	}
	if !moved {
		if step := reversed.FindString(after); step != "" {
			if earlier, then := statusWord(after[len(step):]); earlier != "" {
				after = then[len(behind.FindString(then)):]
			}
		} else if earlier, then := statusWord(strings.TrimLeft(after, " ,，;；、(（-–—")); earlier != "" && formerly.MatchString(then) {
			after = then[len(formerly.FindString(then)):]
		}
	}
	trimmed := strings.TrimLeft(after, separators+"/／、灯色")
	if again, _ := statusWord(strings.TrimLeft(strings.TrimPrefix(trimmed, "or "), separators+"或")); again != "" && again != found && isChoice(after) {
		return "", text, false
	}
	return found, strings.TrimSpace(unwrap(strings.TrimLeft(after, separators))), true
}

// isChoice reports whether a text goes on with another choice, and not with a reason.
func isChoice(after string) bool {
	after = strings.TrimSpace(after)
	return strings.HasPrefix(after, "/") || strings.HasPrefix(after, "／") || strings.HasPrefix(after, "|") || strings.HasPrefix(after, "、") || strings.HasPrefix(after, "or ") || strings.HasPrefix(after, "或") || strings.HasPrefix(after, ",") || strings.HasPrefix(after, "，")
}

// statusWord returns the status that a text begins with.
func statusWord(text string) (templates.Status, string) {
	for _, s := range statuses {
		for _, w := range s.words {
			if len(text) < len(w) || !strings.EqualFold(text[:len(w)], w) {
				continue
			}
			rest := text[len(w):]
			if next, _ := utf8.DecodeRuneInString(rest); next < utf8.RuneSelf && unicode.IsLetter(next) && w[0] < utf8.RuneSelf {
				continue // “lately”
			}
			if shortStatus[w] && rest != "" && !strings.ContainsAny(rest, "→>转变到至") && strings.TrimLeft(rest, separators+"灯色") == rest {
				continue // “红包”
			}
			return s.status, rest
		}
	}
	return "", text
}

// shortStatus are words that stand for a status only where nothing else does.
// The table is read-only.
var shortStatus = map[string]bool{"绿": true, "黄": true, "红": true, "风险": true}

// longestStatus bounds a line that is a status without a heading above it.
const longestStatus = 120

// statusAbove reads the status in the first of the lines above all headings, where that
// is one: “On track”, “有风险：样品晚到”. It returns the other lines.
func (p *parser) statusAbove(lines []line) []line {
	for i, l := range lines {
		text := strings.TrimSpace(plain(l.text[bullet(l.text):]))
		if text == "" {
			continue
		}
		found, reason, sure := statusOf(text)
		_, rest := statusWord(text)
		// A sentence that begins with such a word is a summary.
		rest = strings.TrimSpace(rest)
		whole := strings.Trim(reason, "!！") == ""
		stated := strings.HasPrefix(rest, ":") || strings.HasPrefix(rest, "：") || strings.HasPrefix(rest, "-") || strings.HasPrefix(rest, "–") || strings.HasPrefix(rest, "—") || strings.HasPrefix(rest, "(") || strings.HasPrefix(rest, "（")
		if sure && found != "" && len(text) <= longestStatus && (whole || stated && (!p.over || hasText(lines[i+1:]))) {
			p.report.Status, p.report.StatusReason = found, strings.TrimRight(reason, "!！")
			return lines[i+1:]
		}
		break
	}
	return lines
}

func hasText(lines []line) bool {
	for _, l := range lines {
		if strings.TrimSpace(l.text) != "" {
			return true
		}
	}
	return false
}
