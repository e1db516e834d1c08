package calendar

import (
	"fmt"
	"slices"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/at"
	"github.com/rickar/cal/v2/be"
	"github.com/rickar/cal/v2/ca"
	"github.com/rickar/cal/v2/ch"
	"github.com/rickar/cal/v2/de"
	"github.com/rickar/cal/v2/es"
	"github.com/rickar/cal/v2/fr"
	"github.com/rickar/cal/v2/gb"
	"github.com/rickar/cal/v2/ie"
	"github.com/rickar/cal/v2/it"
	"github.com/rickar/cal/v2/jp"
	"github.com/rickar/cal/v2/nl"
	"github.com/rickar/cal/v2/se"
	"github.com/rickar/cal/v2/us"
)

// countries returns the calendars whose holidays follow from rules, by name: a country by
// its ISO 3166 code, and a part of one by that of ISO 3166-2. What people write instead of
// gb is uk.
func countries() map[string][]*cal.Holiday {
	return map[string][]*cal.Holiday{
		"at": at.Holidays, "be": be.Holidays, "ca": ca.Holidays, "es": es.Holidays, "fr": fr.Holidays, "gb": gb.Holidays, "uk": gb.Holidays,
		"ie": ie.Holidays, "it": it.Holidays, "jp": jp.Holidays, "se": se.Holidays, "us": us.Holidays,
		// Good Friday is a working day there, and 5 May is a day off once in five years.
		"nl": slices.DeleteFunc(slices.Clone(nl.Holidays), func(h *cal.Holiday) bool { return h == nl.GoedeVrijdag || h == nl.BevrijdingsDag }),
		"de": de.Holidays, "de-bb": de.HolidaysBB, "de-be": de.HolidaysBE, "de-bw": de.HolidaysBW, "de-by": de.HolidaysBY,
		"de-hb": de.HolidaysHB, "de-he": de.HolidaysHE, "de-hh": de.HolidaysHH, "de-mv": de.HolidaysMV, "de-ni": de.HolidaysNI,
		"de-nw": de.HolidaysNW, "de-rp": de.HolidaysRP, "de-sh": de.HolidaysSH, "de-sl": de.HolidaysSL, "de-sn": de.HolidaysSN,
		"de-st": de.HolidaysST, "de-th": de.HolidaysTH,
		"ch-be": ch.HolidaysBE, "ch-bs": ch.HolidaysBS, "ch-ge": ch.HolidaysGE, "ch-zg": ch.HolidaysZG, "ch-zh": ch.HolidaysZH,
	}
}

// The years for which holidays are computed from rules.
const firstRuled, lastRuled = 2000, 2060

// ruled returns the exceptions of each year that follow from the rules of holidays.
func ruled(rules []*cal.Holiday) map[int]map[day]bool {
	years := map[int]map[day]bool{}
	for year := firstRuled; year <= lastRuled; year++ {
		years[year] = map[day]bool{}
	}
	for _, rule := range rules {
		// A clone, since some rules of the library write into themselves.
		own := rule.Clone(nil)
		for year := firstRuled - 1; year <= lastRuled+1; year++ { // New Year's Day may be observed in December
			actual, observed := own.Calc(year)
			for _, t := range []time.Time{actual, observed} {
				if days := years[t.Year()]; days != nil && !t.IsZero() {
					days[day{t.Month(), t.Day()}] = false
				}
			}
		}
	}
	return years
}

// Gap is a year for which a calendar has no holidays. They cannot be guessed: most are
// announced from year to year. Until somebody adds them, Monday to Friday are its working
// days.
type Gap struct {
	Calendar string
	Year     int
	File     string // where the year belongs
}

// String implements fmt.Stringer.
func (g Gap) String() string {
	return fmt.Sprintf("calendar %s has no holidays of %d, so every Monday to Friday of it counts as a working day: write [year.%d] with off = [...] and work = [...] into %s", g.Calendar, g.Year, g.Year, g.File)
}

// GapAhead is how long before it begins a Gap is reported.
const GapAhead = 60 * 24 * time.Hour

// Gap returns the first year without holidays that has begun by the day of now or will
// within GapAhead, or false if there is none. A nil *Calendar has none.
func (c *Calendar) Gap(now time.Time) (Gap, bool) {
	if c == nil || c.every {
		return Gap{}, false
	}
	for year := now.Year(); year <= now.Add(GapAhead).Year(); year++ {
		if _, known := c.years[year]; !known {
			return Gap{Calendar: c.Name, Year: year, File: c.file}, true
		}
	}
	return Gap{}, false
}
