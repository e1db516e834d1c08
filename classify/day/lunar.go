package day

import (
	"fmt"
	"time"
)

// newYears are the first days of the Chinese year, in the calendar that everybody uses, from
// firstNewYear on.
var newYears = [...]string{
	"0210", "0129", "0217", "0206", "0126", "0213", "0203", "0123", "0211", "0131", "0219", "0208",
	"0128", "0215", "0204", "0124", "0212", "0201", "0122", "0210", "0130", "0217", "0206", "0126",
}

const firstNewYear = 2024

// lunar returns a day of the first month of the Chinese year, 0 the eve before: that of the
// year of the mail, or of the next where that is long over.
func (at reading) lunar(n int) (Day, bool) {
	for _, year := range []int{at.sent.Year(), at.sent.Year() + 1} {
		if year < firstNewYear || year >= firstNewYear+len(newYears) {
			continue
		}
		first, err := time.ParseInLocation("20060102", fmt.Sprint(year, newYears[year-firstNewYear]), at.sent.Location())
		if err != nil {
			continue
		}
		if t := first.AddDate(0, 0, n-1); at.sent.Sub(t) < 60*24*time.Hour {
			return Day{From: t, To: t, Exists: true}, true
		}
	}
	return Day{}, true
}
