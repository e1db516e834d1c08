package deadline

import "time"

// Date returns a day, or false if it does not exist. If year is 0, it returns the date
// nearest to sent, preferring the future.
func Date(year, month, day int, sent time.Time) (time.Time, bool) {
	nearest := year == 0
	if nearest {
		year = sent.Year()
	}
	if year < 100 {
		year += 2000
	}
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, sent.Location())
	if t.Day() != day || month < 1 || month > 12 || year < 1990 || year > 2200 {
		return t, false
	}
	if nearest && sent.Sub(t) > 180*24*time.Hour {
		return Date(year+1, month, day, sent)
	}
	return t, true
}

// DayOfMonth returns the next day with that number.
func DayOfMonth(day int, sent time.Time) (time.Time, bool) {
	month := int(sent.Month())
	if day < sent.Day() {
		month++
	}
	year := sent.Year()
	if month > 12 {
		year, month = year+1, 1
	}
	return Date(year, month, day, sent)
}

// Weekday returns a day of the week: weeks is 0 for this week, which begins on Monday, and
// 1 for the next. If weeks is -1, it returns the next such day, which may be today.
func Weekday(day time.Weekday, weeks int, sent time.Time) time.Time {
	fromMonday := func(d time.Weekday) int { return (int(d) + 6) % 7 }
	away := fromMonday(day) - fromMonday(sent.Weekday())
	switch {
	case weeks >= 0:
		away += 7 * weeks
	case away < 0:
		away += 7
	}
	return sent.AddDate(0, 0, away)
}

// EndOfMonth returns the last day of the month that is the given number of months after
// sent's.
func EndOfMonth(months int, sent time.Time) time.Time {
	return time.Date(sent.Year(), sent.Month()+time.Month(months)+1, 0, 0, 0, 0, 0, sent.Location())
}

// endOfYear returns 31 December.
func endOfYear(sent time.Time) time.Time {
	return time.Date(sent.Year(), 12, 31, 0, 0, 0, 0, sent.Location())
}
