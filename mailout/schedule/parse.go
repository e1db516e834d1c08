package schedule

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"rapport/store/pattern"
)

var (
	rules = pattern.New(`^(.+?) on (.+?) at (\d{1,2}):(\d{2})(?: from (\d{4}-\d{2}-\d{2}))?$`)
	nth   = pattern.New(`^(?:the |day )?(\d{1,2})(?:st|nd|rd|th)?(?: day)?$`)
)

var often = map[string]Every{
	"weekly": Weekly, "every week": Weekly,
	"fortnightly": Fortnightly, "every second week": Fortnightly, "every other week": Fortnightly, "every two weeks": Fortnightly, "every 2 weeks": Fortnightly,
	"monthly": Monthly, "every month": Monthly,
}

var errForm = errors.New(`write "weekly on friday at 16:00", "every second week on monday at 09:00 from 2026-03-02", "monthly on the 5th at 10:00" or "monthly on the last day at 16:00"`)

// Parse reads a schedule as people write it:
//
//	weekly on friday at 16:00
//	every second week on monday at 09:00 from 2026-03-02
//	monthly on the 5th at 10:00
//	monthly on the last day at 16:00
//
// Each may have a day to begin from. Every second week requires one; otherwise its
// phase would be undefined. Holidays remains "".
func Parse(text string) (Schedule, error) {
	s, err := parse(strings.ToLower(strings.Join(strings.Fields(text), " ")))
	if err != nil {
		return Schedule{}, fmt.Errorf("read schedule %q: %w", text, err)
	}
	return s, nil
}

func parse(text string) (s Schedule, err error) {
	m := rules.FindStringSubmatch(text)
	if m == nil {
		return s, errForm
	}
	var known bool
	if s.Every, known = often[m[1]]; !known {
		return s, fmt.Errorf("%q is not a frequency: %w", m[1], errForm)
	}
	if s.Every == Monthly {
		s.Day, err = parseDay(m[2])
	} else {
		s.Weekday, err = parseWeekday(m[2])
	}
	if err != nil {
		return s, err
	}
	s.Hour, _ = strconv.Atoi(m[3])
	s.Minute, _ = strconv.Atoi(m[4])
	if s.Hour > 23 || s.Minute > 59 {
		return s, fmt.Errorf("%s:%s is not a time of day", m[3], m[4])
	}
	if m[5] != "" {
		if s.From, err = time.Parse(time.DateOnly, m[5]); err != nil {
			return s, fmt.Errorf("%s is not a date", m[5])
		}
	}
	if s.Every == Fortnightly && s.From.IsZero() {
		return s, errors.New(`every second week needs a day to count from: add "from 2026-03-02"`)
	}
	return s, nil
}

func parseDay(text string) (int, error) {
	if text == "the last day" || text == "last day" {
		return Last, nil
	}
	if m := nth.FindStringSubmatch(text); m != nil {
		if n, _ := strconv.Atoi(m[1]); n >= 1 && n <= 31 {
			return n, nil
		}
	}
	return 0, fmt.Errorf("%q is not a day of the month: write \"the 5th\" or \"the last day\"", text)
}

func parseWeekday(text string) (time.Weekday, error) {
	text = strings.TrimSuffix(text, "s")
	for d := time.Sunday; d <= time.Saturday; d++ {
		if name := strings.ToLower(d.String()); text == name || text == name[:3] {
			return d, nil
		}
	}
	return 0, fmt.Errorf("%q is not a day of the week", text)
}

// String returns the schedule in the form that Parse reads.
func (s Schedule) String() string {
	on := strings.ToLower(s.Weekday.String())
	switch {
	case s.Every == Monthly && s.Day == Last:
		on = "the last day"
	case s.Every == Monthly:
		on = "the " + ordinal(s.Day)
	}
	text := fmt.Sprintf("%s on %s at %02d:%02d", s.Every, on, s.Hour, s.Minute)
	if !s.From.IsZero() {
		text += " from " + s.From.Format(time.DateOnly)
	}
	return text
}

func ordinal(n int) string {
	suffix := "th"
	if n/10 != 1 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return strconv.Itoa(n) + suffix
}
