package invite

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"rapport/store"
	"rapport/store/pattern"
	"rapport/store/recurrence"
)

// What stands before the title and the time of a meeting in the words of an invitation, and
// what shows that the words are one.
var (
	titleLabel  = pattern.New(`(?im)^[^\S\n]*(?:会议主题|會議主題|会议名称|会议标题|主题|主題|topic|meeting topic|title|subject|what|thema|betreff|asunto|tema|sujet|objet|トピック|件名|議題)[^\S\n]*[:：][^\S\n]*(\S.*)$`)
	timeLabel   = pattern.New(`(?im)^[^\S\n]*(?:会议时间|會議時間|开会时间|时间|時間|time|when|date(?: (?:and|&) time)?|start(?: time)?|starts|uhrzeit|zeit|wann|fecha(?: y hora)?|hora|cuándo|heure|quand|date et heure|日時)[^\S\n]*[:：][^\S\n]*(\S.*)$`)
	againLabel  = pattern.New(`(?im)^[^\S\n]*(?:重复周期|重復週期|重复|周期|recurrence|repeats)[^\S\n]*[:：][^\S\n]*(\S.*)$`)
	zoneLabel   = pattern.New(`(?im)^[^\S\n]*(?:time zone|timezone|时区|時區|zeitzone|fuseau horaire|zona horaria|fuso horário|タイムゾーン)[^\S\n]*[:：][^\S\n]*([A-Za-z]+(?:/[A-Za-z_+-]+){1,2})[^\S\n]*$`)
	againZoom   = pattern.New(`(?i)\bevery (?:(\d{1,2}) )?(day|week|month|year)s?\b(?:[^\n]*?\b(\d{1,3}) occurrence)?`)
	againZh     = pattern.New(`每(\d{1,2}|[两二三四])?(?:个)?(工作日|天|日|周|週|星期|月|年)|隔[周週]`)
	invitation  = pattern.New(`(?i)\b(?:is inviting you to|(?:has )?invited you to|invites you to|lädt sie zu|vous invite à|te (?:está )?invita(?:ndo)? a|join (?:the )?(?:zoom|microsoft teams|teams|webex|google|tencent|feishu|lark|dingtalk)? ?(?:meeting|webinar|event)|join (?:with|by) google meet|join on your computer|click here to join the meeting|google meet (?:joining info|加入信息|加入資訊)|join:|meeting id|webinar id|video call link|meeting number|microsoft teams (?:meeting|需要帮助|need help)|teilnehmen|participer à la réunion|unirse a la reunión)|邀请(?:您|你)?(?:们)?(?:参加|加入)|邀請(?:您|你)?(?:參加|加入)|点击链接入会|點擊鏈接入會|入会链接|入會鏈接|会议链接|會議鏈接|视频通话链接|視訊通話連結|会议号|會議號|#腾讯会议|入会口令|加入(?:zoom|teams)? ?(?:会议|會議)|单击此处加入会议|複製該信息|复制该信息|ミーティングに参加`)
	bareTencent = pattern.New(`#(?:腾讯会议|騰訊會議)[:：]\s*\d|邀请(?:您|你)参加腾讯会议`)
)

// mostInvitation is how many characters of a text are searched for an invitation.
const mostInvitation = 20000

// InWords reads an invitation that has no calendar: what people paste of Zoom, Teams, Meet,
// Tencent Meeting, Feishu, DingTalk and Webex, or forward as text. text is what the sender
// newly wrote or sent on, subject names the meeting where the words do not, written is when.
// It returns nil for words that are no invitation, and for a link alone: many have one in
// their signature.
func InWords(text, subject string, written time.Time) *store.Calendar {
	if !strings.Contains(text, "https://") && !strings.Contains(text, "#") && !strings.Contains(text, "会议") {
		return nil
	}
	text = text[:min(len(text), 4*mostInvitation)]
	c := &store.Calendar{Words: true, Conference: conferenceIn(nil, text)}
	if c.Conference.System == "" && bareTencent.MatchString(text) {
		c.Conference = store.Conference{System: "tencent", ID: idIn(text)}
	}
	if c.Conference.System == "" {
		return nil
	}
	z := zones{usual: written.Location()}
	named := ""
	if said := zoneLabel.FindStringSubmatch(text); said != nil {
		if zone, err := recurrence.Location(said[1]); err == nil {
			z.usual, named = zone, said[1]
		}
	}
	s, timed := z.timeIn(text, written)
	if s.floating && named != "" {
		s.zone, s.floating = named, false
	}
	if !invitation.MatchString(text) && !(timed && timeLabel.MatchString(text)) {
		return nil
	}
	c.Start, c.End, c.Zone, c.Floating = s.start, s.end, s.zone, s.floating
	title := titleIn(text)
	if title == "" && c.Conference.System == "meet" {
		title = aboveDay(text, written)
	}
	c.Summary = cmp.Or(unframed(clean(title)), unframed(clean(subject)))
	c.Lines = linesOf(text)
	c.Rule = againIn(text, c.Start, cmp.Or(c.Zone, recurrence.Name(written.Location(), written)), written)
	return c
}

const (
	longestLabel = 60 // characters of a line that a program wrote
	mostLabels   = 100
)

// linesOf returns the lines of a text that are those of an invitation: its labels, its links,
// and the words around them, but for sentences.
func linesOf(text string) (list []string) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || len(list) >= mostLabels {
			continue
		}
		isLink := slices.ContainsFunc(linksIn(line), func(l string) bool { return conferenceAt(l).System != "" })
		isLabel := titleLabel.MatchString(line) || timeLabel.MatchString(line) || againLabel.MatchString(line) || invitation.MatchString(line)
		short := utf8.RuneCountInString(line) <= longestLabel && !strings.ContainsAny(line, "?？!！;；")
		if isLink && short || isLink && !strings.Contains(line, " ") || isLabel && short {
			list = append(list, line)
		}
	}
	return list
}

// unframed returns the title of a meeting without what Google puts around it in a subject, in
// any language: “Invitation: Review @ Fri 13 Mar 2026 2pm - 3pm (GMT) (Li Na)”.
func unframed(title string) string {
	if framed := googleFrame.FindStringSubmatch(title); framed != nil {
		return framed[1]
	}
	return title
}

var googleFrame = pattern.New(`^\p{L}[\p{L} ]{2,40}[:：] ?(\S.*?) @ .*\d.*$`)

// aboveDay returns the line above the one that begins with a day, as Google Meet has them when
// people copy what it says of a meeting; "" for one that is part of a letter.
func aboveDay(text string, written time.Time) string {
	lines := strings.Split(text, "\n")
	for i := 1; i < len(lines); i++ {
		above := strings.TrimSpace(lines[i-1])
		if above == "" || len(above) > 150 || !ownLine(lines[i], written) {
			continue
		}
		if strings.Contains(above, "://") || strings.ContainsAny(above[len(above)-1:], ",.:;!?") || strings.HasSuffix(above, "，") || strings.HasSuffix(above, "。") || strings.HasSuffix(above, "：") || timeLabel.MatchString(above) {
			return ""
		}
		return above
	}
	return ""
}

// sentLabel, subjectLabel and fromLabel are lines of the header of a mail that was sent on.
var (
	sentLabel    = pattern.New(`(?i)^[\s>*]*(?:date|sent|日期|发送时间|發送時間|时间|時間|datum|gesendet|fecha|enviado|envoyé|inviato|data|日時)\*?\s*[:：]`)
	subjectLabel = pattern.New(`(?i)^[\s>*]*(?:subject|主题|主題|betreff|asunto|objet|oggetto|assunto|件名)\*?\s*[:：]`)
	fromLabel    = pattern.New(`(?i)^[\s>*]*(?:from|发件人|寄件者|寄件人|von|de|da|差出人)\*?\s*[:：].*(?:@|<)`)
)

// inHeader reports whether a line has a label and is of the header of a mail that was sent on.
func inHeader(lines []string, i int, label *pattern.Pattern) bool {
	const most = 4 // lines between the two
	return label.MatchString(lines[i]) && slices.ContainsFunc(lines[max(0, i-most):min(i+most, len(lines))], fromLabel.MatchString)
}

// timeIn returns when the meeting is: behind a label, or as Webex and Teams write it, on lines
// of its own above the link.
func (z *zones) timeIn(text string, written time.Time) (span, bool) {
	lines := strings.Split(text, "\n")
	for _, i := range byNearness(lines) {
		value := timeLabel.FindStringSubmatch(lines[i])
		if value == nil || inHeader(lines, i, sentLabel) {
			continue
		}
		if s, ok := z.when(value[1], written); ok {
			return s, true
		}
		for _, more := range lines[i+1 : min(i+3, len(lines))] { // "Date: 9 September" and "Time: 14:00" below it
			if other := timeLabel.FindStringSubmatch(more); other != nil {
				more = other[1]
			}
			if s, ok := z.when(value[1]+" "+more, written); ok {
				return s, true
			}
		}
	}
	for i, line := range lines {
		if len(line) > 200 || strings.Contains(line, "://") || !ownLine(line, written) {
			continue
		}
		if s, ok := z.when(line, written); ok {
			return s, true
		}
		for _, next := range lines[i+1 : min(i+3, len(lines))] {
			if s, ok := z.when(line+" "+next, written); ok && len(next) < 200 {
				return s, true
			}
		}
	}
	return span{}, false
}

// byNearness returns the numbers of lines in the order in which they may say something of the
// conference whose link is among them: those above it upwards, then those below. What is above
// the block of a program may be the header of a mail that was sent on.
func byNearness(lines []string) (order []int) {
	at := slices.IndexFunc(lines, func(line string) bool {
		return slices.ContainsFunc(linksIn(line), func(l string) bool { return conferenceAt(l).System != "" }) || bareTencent.MatchString(line)
	})
	at = max(at, 0)
	for i := at; i >= 0; i-- {
		order = append(order, i)
	}
	for i := at + 1; i < len(lines); i++ {
		order = append(order, i)
	}
	return order
}

// titleIn returns what stands behind a label, on the line nearest to the link, and only then the
// subject of a mail that was sent on; "" for none.
func titleIn(text string) (title string) {
	lines := strings.Split(text, "\n")
	for _, i := range byNearness(lines) {
		value := titleLabel.FindStringSubmatch(lines[i])
		switch {
		case value == nil:
		case !inHeader(lines, i, subjectLabel):
			return value[1]
		case title == "":
			title = value[1]
		}
	}
	return title
}

// ownLine reports whether a line begins with a day, or the name of one: what a program writes,
// and not a sentence that names one.
func ownLine(line string, written time.Time) bool {
	_, before, _, ok := dayIn(line, written)
	if !ok {
		return false
	}
	before = strings.ToLower(strings.Trim(before, " ,*|"))
	return before == "" || weekday.MatchString(before)
}

var weekday = pattern.New(`^(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?|星期.|周.)$`)

// againIn returns the rule of a meeting that repeats, nil for one that does not or of which
// the time is not known.
func againIn(text string, first time.Time, zone string, written time.Time) *recurrence.Rule {
	if first.IsZero() {
		return nil
	}
	rule := ""
	line := againLabel.FindStringSubmatch(text)
	if line != nil {
		rule = ruleZh(line[1])
		if _, _, rest, ok := dayIn(line[1], written); ok && rule != "" && joiner.MatchString(rest) {
			if last, before, _, ok := dayIn(joiner.ReplaceAllString(rest, ""), written); ok && strings.TrimSpace(before) == "" {
				rule += ";UNTIL=" + last.Format("20060102")
			}
		}
		if rule == "" {
			rule = ruleEn(line[1])
		}
	}
	if rule == "" {
		rule = ruleEn(text)
	}
	r := &recurrence.Rule{Text: rule, Zone: zone}
	if rule == "" || r.Validate(first) != nil {
		return nil
	}
	return r
}

func ruleEn(text string) string {
	again := againZoom.FindStringSubmatch(text)
	if again == nil {
		return ""
	}
	frequency := map[string]string{"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY"}[strings.ToLower(again[2])]
	rule := "FREQ=" + frequency
	if again[1] != "" {
		rule += ";INTERVAL=" + again[1]
	}
	if again[3] != "" {
		rule += ";COUNT=" + again[3]
	}
	return rule
}

func ruleZh(text string) string {
	again := againZh.FindStringSubmatch(text)
	if again == nil {
		return ""
	}
	interval := map[string]int{"两": 2, "二": 2, "三": 3, "四": 4}[again[1]]
	if n, err := strconv.Atoi(again[1]); err == nil {
		interval = n
	}
	if strings.HasPrefix(again[0], "隔") {
		interval = 2
	}
	rule := "FREQ=WEEKLY"
	switch again[2] {
	case "工作日":
		rule = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
	case "天", "日":
		rule = "FREQ=DAILY"
	case "月":
		rule = "FREQ=MONTHLY"
	case "年":
		rule = "FREQ=YEARLY"
	}
	if interval > 1 {
		rule += ";INTERVAL=" + strconv.Itoa(interval)
	}
	return rule
}
