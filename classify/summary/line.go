// Package summary reads what programs write of a meeting: who took part, what was said and
// decided, and who is to do what. Like all of classify it is pure.
package summary

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"rapport/store/pattern"
)

// Line is a line of a summary without marks of layout, addresses of links and characters that
// do not show.
type Line struct {
	Text   string
	Bullet bool // it is an item of a list
	Gap    bool // a blank line precedes it
	marked bool // it is marked as a heading
	link   bool // it held the address of a link, and more
}

const longestText = 128 << 10 // bytes that are read

var (
	webLink   = pattern.New(`<?https?://[^\s<>（）()\]]+>?`)
	mdLink    = pattern.New(`\[([^\[\]]{1,200})\]\(\s*https?://[^)\s]*\s*\)`)
	picture   = pattern.New(`^\[[^\[\]]{0,60}\]$`)
	emphasis  = pattern.New(`(\*\*|__|\*)([^*_\s][^*_]*?)(\*\*|__|\*)`)
	aBullet   = pattern.New(`^(?:[-*•·●○▪◦‣–—]\s*|\[[ xX]?\]\s*|[☐□☑✓✔]\s*|[(（]?\d{1,2}[.)、．）]\s*|[①-⑳]\s*)+`)
	onlyMark  = pattern.New(`^[-*•·●○▪◦‣–—]$`)
	rule      = pattern.New(`^[-=_*~─—\s]{3,}$`)
	aHeading  = pattern.New(`^#{1,6}\s+`)
	rawMap    = pattern.New(`(?:^|\s)map\[.*`)
	clockMark = pattern.New(`\s*[(（\[]?@?\s*\b\d{1,2}:\d{2}(?::\d{2})?\b[)）\]]?\s*$`)
)

// Lines takes a text apart.
func Lines(text string) []Line {
	if len(text) > longestText {
		text = strings.ToValidUTF8(text[:longestText], "")
	}
	var list []Line
	gap, pending := false, false // pending: a bullet stands on a line of its own
	for raw := range strings.Lines(text) {
		raw = strings.TrimSpace(strings.Map(visible, raw))
		raw = strings.TrimSpace(strings.TrimLeft(raw, ">＞"))
		l := Line{Gap: gap}
		raw = mdLink.ReplaceAllString(raw, "$1")
		if bare := strings.TrimSpace(webLink.ReplaceAllString(raw, "")); bare != raw {
			l.link, raw = true, strings.TrimRight(bare, " :：")
		}
		if onlyMark.MatchString(raw) {
			pending, gap = true, true
			continue
		}
		if raw == "" || rule.MatchString(raw) || picture.MatchString(raw) && !pending {
			gap = gap || !l.link
			continue
		}
		l.Bullet, pending = pending, false
		if aHeading.MatchString(raw) {
			l.marked, raw = true, strings.TrimRight(aHeading.ReplaceAllString(raw, ""), " #")
		}
		if mark := aBullet.FindString(raw); mark != "" && mark != raw && !isEmphasis(raw) && !strings.HasPrefix(raw, "**") {
			l.Bullet, raw = true, strings.TrimSpace(raw[len(mark):])
		}
		l.Text = strings.TrimSpace(emphasis.ReplaceAllString(raw, "$2"))
		l.Text = strings.TrimSpace(rawMap.ReplaceAllString(l.Text, ""))
		if gap = false; l.Text != "" {
			list = append(list, l)
		}
	}
	return list
}

// isEmphasis reports whether the asterisk that a line begins with is that of emphasis.
func isEmphasis(text string) bool {
	return len(text) > 1 && text[0] == '*' && text[1] != ' ' && strings.Count(text, "*") > 1
}

// visible drops the characters that do not show, with which mail fills its preview.
func visible(r rune) rune {
	switch {
	case r == '\u034f' || r == '\u00ad' || r == '\ufeff' || r >= '\u200b' && r <= '\u200f' || r >= '\u2028' && r <= '\u202e' || r >= '\u2060' && r <= '\u206f' || r >= '\ufe00' && r <= '\ufe0f':
		return -1
	case r == '\u00a0' || r == '\u2007' || r == '\u202f' || r == '\u3000' || r == '\t' || r == '\u00bb':
		return ' '
	case unicode.IsControl(r) && r != '\n':
		return -1
	}
	return r
}

// furniture is what surrounds a recap: labels of links, notes on how it was made and why it
// was sent.
var furniture = pattern.New(`(?i)^(?:` + strings.Join([]string{
	`(?:view|open|watch|listen to|see|read|go to|play|ask|upgrade|unlock|review|replay|show|join|share|edit|copy|download|install|try|explore|access|click)\b[^.!?]{0,50}\b(?:recap|meeting|notes|zoom|teams|recording|call|fathom|summary|transcript|report|details|full|more|gong|otter|fireflies|tl;dv|action items|key questions|clips?|highlights|here|link|doc|document|video|insights|feedback|docs|google)\b.{0,40}`,
	`.{0,30}\bto view\b.{0,40}`,
	`ai[- ]generated\b.*|ai can make mistakes.*|.*\bgenerated (?:by|with|using) (?:ai|artificial|zoom|gemini|copilot).*|.*may (?:be incorrect|contain (?:errors|inaccuracies|mistakes)).*|.*\bcheck for accuracy.*|.*review for accuracy.*`,
	`(?:this|the) (?:e-?mail|message) (?:was|is|has)\b.*|you(?:'re| are|’re)? receiv.*|you (?:have )?received this\b.*|you took part.*|(?:update|manage|change) (?:your )?(?:notification|email|preferences|settings|subscription|notifications).*|unsubscribe.*|privacy.*|terms.*|help center.*|contact us.*`,
	`thank(?:s| you) for (?:choosing|using)\b.*|the (?:zoom|otter|fathom|read|gong|fireflies|tl;dv) team|copyright\b.*|©.*|.*\ball rights reserved.*`,
	`is the summary accurate.*|please review gemini.*|was this .*\?|how was .*\?|rate this.*|don['’]?t want .*\?|sent (?:by|from|via|with) \S.*|powered by.*|get the app.*|these are the automatically generated.*|meeting records.*`,
	`(?:google|microsoft|otter|fireflies|zoom|read|fathom|tl;dv|gong)\b.{0,30}(?:inc\.?|llc|gmbh|ltd\.?|corporation|\.ai|\bai\b)`,
	`(?:read ai|otter\.ai|fireflies\.ai|gong|fathom|zoom|tl;dv|teams|feishu|lark)`,
	`[*＊]?\s*(?:以上|本|该|此)?(?:会议)?(?:内容|纪要|摘要|总结|结果)?(?:均)?(?:由|为)\s*\S{0,12}\s*(?:AI|人工智能|大模型|智能|小助手).*(?:生成|供参考|核对|甄别).*|.*(?:AI|人工智能|大模型|智能)\s*(?:自动)?生成[，,。].*|.*仅供参考.*`,
	`(?:点击|前往|打开|查看|进入|复制|扫码|下载).{0,20}(?:详情|查看|更多|完整|全文|链接|钉钉|飞书|腾讯会议|妙记|纪要|录制|回放|原文|客户端).*|查看详情|查看录制|查看纪要`,
	`(?:您|你)(?:收到|已收到)(?:此|本|这).*|(?:退订|取消订阅|版权所有).*`,
}, "|") + `)$`)

// made is how a text says that no person wrote it.
var made = pattern.New(`(?i)(?:AI|智能|人工智能|大模型|小助手|混元|元宝)\S{0,8}(?:自动)?(?:生成|总结|整理|纪要|摘要|记录)|由\s*\S{0,16}\s*(?:AI|智能|小助手|机器人)\S{0,6}\s*生成|自动生成|ai[- ]generated|generated (?:by|with) (?:ai|zoom|gemini|copilot)`)

// IsMade reports whether a text says that a program wrote it.
func IsMade(text string) bool { return made.MatchString(text) }

// OneLine returns a text without line ends, characters that do not show and double blanks.
func OneLine(text string) string {
	return strings.Join(strings.Fields(strings.Map(visible, text)), " ")
}

// Title returns a title without the quotation marks around it.
func Title(title string) string {
	title = strings.TrimSpace(title)
	for _, pair := range []string{`""`, "“”", "‘’", "''", "„“", "«»", "「」", "《》", "『』", "【】"} {
		open, size := utf8.DecodeRuneInString(pair)
		last, _ := utf8.DecodeRuneInString(pair[size:])
		if inner, ok := strings.CutPrefix(title, string(open)); ok {
			if inner, ok := strings.CutSuffix(inner, string(last)); ok && !strings.ContainsRune(inner, open) {
				return strings.TrimSpace(inner)
			}
		}
	}
	return title
}
