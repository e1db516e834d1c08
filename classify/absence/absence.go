// Package absence reads from an automatic reply from when until when its author is away, and
// their deputy. Like all of classify it is pure: the caller passes the date of the
// mail, by which years, weekdays and "tomorrow" are resolved.
package absence

import (
	"strings"
	"time"

	"rapport/store"
	"rapport/store/pattern"
)

const (
	longestText    = 8 << 10 // bytes that are read
	longestSubject = 400     // bytes
	longest        = 400     // days that an absence may last at most
)

// Of returns the absence that an automatic reply announces, sent at a time in its author's
// zone; own are addresses that name nobody else, such as its author's.
//
// Until is the last day away: "until 9 March" is 9 March, "back on 9 March" is 8 March. A part
// of a day counts as the day. Of several absences the first that is not over counts. A day
// that does not exist, an absence that is over and one that ends before it begins are none.
func Of(subject, text string, sent time.Time, own ...string) store.Absence {
	text, subject = plain(text), plain(subject[:min(len(subject), longestSubject)])
	a := store.Absence{Deputy: deputyIn(text, own)}
	sent = time.Date(sent.Year(), sent.Month(), sent.Day(), 0, 0, 0, 0, sent.Location())
	from, until, ok := period(readDays(text, absentIn(subject), automatic.MatchString(subject), sent), sent)
	if !ok {
		return a
	}
	if leaves.MatchString(text) && from.IsZero() { // the last day at work is none away
		until = time.Time{}
	}
	if !from.IsZero() {
		a.From = from.Format(time.DateOnly)
	}
	if !until.IsZero() {
		a.Until = until.Format(time.DateOnly)
	}
	return a
}

// role is what a day means for an absence.
type role int

const (
	mentioned role = iota // nothing
	absent                // it is a day away
	span                  // it is a range of days away
	last                  // the last day away
	back                  // the first day there again
	first                 // the first day away
	open                  // it begins an absence of which nobody knows the end
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
	for _, sure := range []bool{true, false} {
		for _, d := range days {
			if d.role == span && d.sure == sure && d.Exists && !d.To.Before(sent) {
				return valid(d.From, d.To, sent)
			}
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
		if (days[i].role == absent || days[i].role == open) && begins.IsZero() && days[i].Exists && !days[i].Week && !days[i].To.Before(sent) {
			begins = days[i].From
		}
	}
	if pick(open) != nil && pick(back) == nil {
		return begins, until, !begins.IsZero()
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
