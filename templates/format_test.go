package templates

import (
	"math"
	"testing"
	"time"
)

func TestFormat_dates(t *testing.T) {
	t.Parallel()
	friday := time.Date(2026, 3, 6, 17, 0, 0, 0, time.FixedZone("CST", 8*3600))
	for _, tt := range []struct{ chinese, english, wantChinese, wantEnglish string }{
		{format{Chinese}.date(friday), format{English}.date(friday), "2026年3月6日（周五）", "Friday 6\u00a0March 2026"},
		{format{Chinese}.moment(friday), format{English}.moment(friday), "2026年3月6日（周五）17:00", "Friday 6\u00a0March 2026, 17:00"},
		{format{Chinese}.day(friday), format{English}.day(friday), "2026年3月6日", "6\u00a0March\u00a02026"},
		{format{Chinese}.day(friday, friday), format{English}.day(friday, friday), "3月6日", "6\u00a0March"},
		{format{Chinese}.day(friday, friday.AddDate(1, 0, 0)), format{English}.day(friday, friday.AddDate(1, 0, 0)), "2026年3月6日", "6\u00a0March\u00a02026"},
		{format{Chinese}.date(time.Time{}), format{English}.moment(time.Time{}), "", ""},
	} {
		if tt.chinese != tt.wantChinese || tt.english != tt.wantEnglish {
			t.Errorf("got %q and %q, want %q and %q", tt.chinese, tt.english, tt.wantChinese, tt.wantEnglish)
		}
	}
}

func TestFormat_periodSaysNothingTwice(t *testing.T) {
	t.Parallel()
	on := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	for _, tt := range []struct {
		from, to         time.Time
		chinese, english string
	}{
		{on(2026, 3, 2), on(2026, 3, 6), "2026年3月2日至6日", "2–6\u00a0March\u00a02026"},
		{on(2026, 2, 27), on(2026, 3, 6), "2026年2月27日至3月6日", "27\u00a0February to 6\u00a0March\u00a02026"},
		{on(2025, 12, 29), on(2026, 1, 2), "2025年12月29日至2026年1月2日", "29\u00a0December\u00a02025 to 2\u00a0January\u00a02026"},
		{on(2026, 3, 6), on(2026, 3, 6), "2026年3月6日", "6\u00a0March\u00a02026"},
		{time.Time{}, on(2026, 3, 6), "2026年3月6日", "6\u00a0March\u00a02026"},
	} {
		if got := (format{Chinese}).period(tt.from, tt.to); got != tt.chinese {
			t.Errorf("got %q, want %q", got, tt.chinese)
		}
		if got := (format{English}).period(tt.from, tt.to); got != tt.english {
			t.Errorf("got %q, want %q", got, tt.english)
		}
	}
}

func TestFormat_money(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		amount           float64
		unit             string
		chinese, english string
	}{
		{48000.5, "CNY", "¥48,000.50", "CNY\u00a048,000.50"},
		{120000, "EUR", "EUR\u00a0120,000", "EUR\u00a0120,000"},
		{12.5, "days", "12.5\u00a0天", "12.5\u00a0days"},
		{40, "%", "40%", "40%"},
		{1234567.891, "", "1,234,567.89", "1,234,567.89"},
		{-999, "CNY", "¥-999", "CNY\u00a0-999"},
	} {
		if got, err := (format{Chinese}).money(tt.amount, tt.unit); got != tt.chinese || err != nil {
			t.Errorf("got %q, %v, want %q", got, err, tt.chinese)
		}
		if got, err := (format{English}).money(tt.amount, tt.unit); got != tt.english || err != nil {
			t.Errorf("got %q, %v, want %q", got, err, tt.english)
		}
	}
	if got, err := (format{English}).money(math.Inf(1), "CNY"); err == nil {
		t.Errorf("an infinite amount was written as %q", got)
	}
}

func TestFormat_durationHasTwoUnits(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		d                time.Duration
		chinese, english string
	}{
		{2*time.Hour + 5*time.Minute, "2\u00a0小时 5\u00a0分钟", "2\u00a0hours 5\u00a0minutes"},
		{time.Hour, "1\u00a0小时", "1\u00a0hour"},
		{49*time.Hour + 59*time.Minute, "2\u00a0天 1\u00a0小时", "2\u00a0days 1\u00a0hour"},
		{24*time.Hour + 30*time.Minute, "1\u00a0天", "1\u00a0day"},
		{59 * time.Second, "不到 1 分钟", "less than a minute"},
	} {
		if got := (format{Chinese}).duration(tt.d); got != tt.chinese {
			t.Errorf("got %q, want %q", got, tt.chinese)
		}
		if got := (format{English}).duration(tt.d); got != tt.english {
			t.Errorf("got %q, want %q", got, tt.english)
		}
	}
}
