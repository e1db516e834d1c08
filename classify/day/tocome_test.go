package day

import (
	"testing"
	"time"
)

func TestToCome(t *testing.T) {
	t.Parallel()
	sent := time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC) // a Tuesday
	for text, want := range map[string]string{
		"Friday": "2026-03-06", "friday morning": "2026-03-06", "Tuesday": "2026-03-10", "next Monday": "2026-03-09", "tomorrow": "2026-03-04", "the day after tomorrow": "2026-03-05",
		"12 March": "2026-03-12", "March 12": "2026-03-12", "2026-03-12": "2026-03-12", "12/3": "2026-03-12", "12.3.": "2026-03-12", "the 20th": "2026-03-20", "next week": "2026-03-09", "end of the month": "2026-03-31",
		"in 3 days": "2026-03-06", "3 days": "2026-03-06", "in two weeks": "2026-03-17", "in 4 working days": "2026-03-09", "in a month": "2026-04-03",
		"周五": "2026-03-06", "周五上午": "2026-03-06", "周二": "2026-03-10", "下周一": "2026-03-09", "明天": "2026-03-04", "后天": "2026-03-05", "3月12日": "2026-03-12", "3月12号": "2026-03-12", "20号": "2026-03-20",
		"下周": "2026-03-09", "月底": "2026-03-31", "3天后": "2026-03-06", "三天后": "2026-03-06", "两周后": "2026-03-17", "4个工作日后": "2026-03-09", "一个月后": "2026-04-03", "下週五": "2026-03-13", "３月１２日": "2026-03-12",
		"yesterday": "", "today": "", "昨天": "", "今天": "", "last Friday": "", "上周五": "", "2 March": "", "3月2日": "", "30 February": "", "2月30日": "", "some time": "", "以后": "", "": "", "Friday or Monday": "", "周五或周一": "",
		"Friday if she agrees": "", "周五，如果客户同意": "", "0 days": "", "2031-01-01": "", "Friday to Monday": "",
	} {
		got, ok := ToCome(text, sent)
		day := ""
		if ok {
			day = got.Format(time.DateOnly)
		}
		if day != want {
			t.Errorf("%q: %q, want %q", text, day, want)
		}
	}
}
