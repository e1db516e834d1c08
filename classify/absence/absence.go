// Package absence reads from an automatic reply from when until when its author is away, and
// their deputy. Like all of classify it is pure: the caller passes the date of the
// mail, by which years, weekdays and "tomorrow" are resolved.
package absence

import (
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"rapport/store"
	"rapport/store/pattern"
)

const (
	longestText = 8 << 10 // bytes that are read
	longest     = 400     // days that an absence may last at most
)

// Of returns the absence that an automatic reply announces, sent at a time in its author's
// zone; own are addresses that name nobody else, such as its author's.
//
// Until is the last day away: "until 9 March" is 9 March, "back on 9 March" is 8 March. A part
// of a day counts as the day. Of several absences the first that is not over counts. A day
// that does not exist, an absence that is over and one that ends before it begins are none.
func Of(subject, text string, sent time.Time, own ...string) store.Absence {
	text = plain(text)
	a := store.Absence{Deputy: deputyIn(text, own)}
	sent = time.Date(sent.Year(), sent.Month(), sent.Day(), 0, 0, 0, 0, sent.Location())
	from, until, ok := period(readDays(text, absentIn(subject), sent), sent)
	if !ok {
		return a
	}
	if !from.IsZero() {
		a.From = from.Format(time.DateOnly)
	}
	if !until.IsZero() {
		a.Until = until.Format(time.DateOnly)
	}
	return a
}

// plain returns what is read of a text: full-width characters as the usual ones, every dash a
// hyphen, without quoted lines.
func plain(text string) string {
	text = norm.NFKC.String(strings.ToValidUTF8(text[:min(len(text), longestText)], ""))
	text = strings.NewReplacer("–", "-", "—", "-", "－", "-", "−", "-", "~", "-", "～", "-", "’", "'", "\r", "", "\u00a0", " ").Replace(text)
	var b strings.Builder
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(strings.TrimSpace(line), ">") {
			b.WriteString(line)
		}
	}
	text = points.ReplaceAllString(b.String(), "$1 - $2")
	written := dashed.ReplaceAllString(text, "$1 $2 $3")
	return dotted.ReplaceAllString(written, "$1-$2 $3")
}

const month = `((?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w{0,6})`

// points is 11.30-12.4 or 11/30-12/4, dashed is 22-Dec-2025, dotted is 2.-6. March.
var (
	points = pattern.New(`\b([0-3]?\d[./][0-3]?\d)-([0-3]?\d[./][0-3]?\d)\b`)
	dashed = pattern.New(`(?i)\b(\d{1,2})-` + month + `-(\d{4})\b`)
	dotted = pattern.New(`(?i)\b(\d{1,2})\.\s?-\s?(\d{1,2})\.\s?` + month + `\b`)
)

// role is what a day means for an absence.
type role int

const (
	mentioned role = iota // nothing
	absent                // it is a day away
	span                  // it is a range of days away
	last                  // the last day away
	back                  // the first day there again
	first                 // the first day away
)

// period returns the absence that the days of a text make.
func period(days []named, sent time.Time) (from, until time.Time, ok bool) {
	pick := func(of role) *named {
		for i := range days {
			if days[i].role == of {
				return &days[i]
			}
		}
		return nil
	}
	for i := range days {
		if days[i].role == span && days[i].Exists && !days[i].To.Before(sent) {
			return valid(days[i].From, days[i].To, sent)
		}
	}
	if pick(span) != nil {
		return from, until, false
	}
	begins := time.Time{}
	if f := pick(first); f != nil && f.Exists {
		begins = f.From
	}
	if l := pick(last); l != nil {
		if !l.Exists {
			return from, until, false
		}
		return valid(begins, l.To, sent)
	}
	for i := range days {
		if days[i].role == absent && begins.IsZero() && days[i].Exists && !days[i].Week && !days[i].To.Before(sent) {
			begins = days[i].From
		}
	}
	if b := pick(back); b != nil {
		if !b.Exists {
			return from, until, false
		}
		if until = b.From.AddDate(0, 0, -1); until.Before(begins) {
			begins = time.Time{}
		}
		return valid(begins, until, sent)
	}
	for i := range days {
		if days[i].role == absent && days[i].Exists && !days[i].To.Before(sent) {
			return valid(days[i].From, days[i].To, sent)
		}
	}
	return begins, until, !begins.IsZero()
}

// valid returns an absence unless it is over, ends before it begins, or lasts for ever.
func valid(from, until, sent time.Time) (time.Time, time.Time, bool) {
	return from, until, !until.Before(sent) && !until.Before(from) && until.Sub(sent) < longest*24*time.Hour
}

var (
	away    = pattern.New(`(?i)\b(?:away|out|ooo|pto|off|absen\w+|leave|vacation|holidays?|honeymoon|sabbatical|break|travell?ing|trip|slopes|ski(?:ing)?|fishing|detox|surgery|operation|hospital|recovering|retreat|pilgrimage|expedition|cruise|camping|hiking|on tour|secondment|stock-?taking|inventory|workshops?|unstaffed|unmanned|shut|patchy|poor signal|no signal|jury service|bereavement|funeral|in the air|on a (?:flight|plane|boat|train)|audit|seminar|trade fair|jury|wedding|parental|maternity|paternity|not around|on the road|in the field|phone off|unavailable|closed|unable|sick|ill|training|conference|offsite|abroad|overseas|offline|(?:no|without|limited) (?:internet|access)|(?:not|n't|never) (?:be )?(?:in|at|available|work\w*|reachable|reading|checking))\b`)
	hanAway = pattern.New(`休|假|展会|展會|参加|參加|信号|村里|评标|封闭|集训|外派|派驻|述职|盘点|盤點|不发货|停止办公|停业|停電|停电|检修|闭关|拍摄|支教|搬迁|出海|野外|无人区|断网|上交|脱产|调研|考察|高铁|飞机|航班|手术|出院|丧|婚礼|去世|比赛|演出|巡演|出差|外出|不在|离开|離開|无法|無法|不能|暂停|暫停|缺勤|国外|國外|海外|外地|培训|培訓|参展|參展|赴|探亲|住院|病|产|陪护|离岗|放假|旅遊|旅游|驻场|駐場|轮岗|輪調|封闭开发|見習|工厂|工廠|现场|現場|外訪|外访|拜訪|看不到邮件|看不了邮件|收不到`)
	// hours are the words of a line about when people are there as a rule.
	hours = pattern.New(`(?i)\b(?:open(?:ing)?|hours|available|working)\b|工作时间|工作時間|营业|營業|办公时间|上班时间|服务时间`)
	// remote is work from elsewhere, which answers mail.
	remote = pattern.New(`(?i)\bwork(?:ing)? (?:from home|remotely)|home office|居家办公|远程办公|遠端辦公`)
)

// absentIn reports whether words say that somebody is away.
func absentIn(words string) bool {
	return away.MatchString(words) && !remote.MatchString(words) || hanAway.MatchString(words)
}

var (
	// announces is how a text begins that says that its author is away.
	announces = pattern.New(`(?i)^\W*(?:(?:thank you|thanks|many thanks)\b[^.!\n]{0,80}[.!]\s*)?(?:unfortunately,?\s*)?(?:i(?:'m| am| will be|'ll be)|we(?:'re| are| will be))\s+(?:currently |now |presently |again )?(?:out of (?:the )?office|ooo|away|on (?:\w+ ){0,2}(?:leave|vacation|holidays?)|not in the office|travell?ing|out (?:today|until|from|of)|absent|unavailable|on sick leave)|^\W*(?:out of (?:the )?office|automatic reply)\b|^(?:[^。!\n:]{0,20}[,。])?\s*(?:我|本人)[^。!\n:]{0,30}?(?:休假|出差|外出|请假|不在办公室|不在公司|休年假|休产假|放假)|^(?:目前|正在|现在|近期)?[^。!\n:]{0,6}(?:休假中|出差中|外出中|休假|出差)`)
	greets    = pattern.New(`(?i)^\W*(?:(?:dear|hi|hello|good (?:morning|day|afternoon))\b[^\n,!.]{0,40}[,!.]?|(?:您好|你好|尊敬的[^,。!\n]{0,20})[,!。:]?)\s*`)
)

const (
	longestNotice = 700 // bytes of a text that says only that its author is away
	mostLines     = 8
)

// Announces reports whether a text says that its author is away, and hardly anything else, as
// automatic replies do that nothing marks as such.
func Announces(text string) bool {
	text = strings.TrimSpace(plain(text))
	if len(text) > longestNotice || strings.Count(text, "\n") > mostLines {
		return false
	}
	return announces.MatchString(greets.ReplaceAllString(text, ""))
}
