package deadline

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// sent is a Wednesday.
var sent = time.Date(2026, 3, 4, 15, 30, 0, 0, time.FixedZone("", 8*3600))

func TestOf(t *testing.T) {
	for text, want := range map[string]string{
		"Please send it by Friday.":                   "2026-03-06",
		"We need this by Monday morning":              "2026-03-09",
		"by Wednesday please":                         "2026-03-04",
		"by next Monday":                              "2026-03-09",
		"by next Friday":                              "2026-03-13",
		"no later than 12 March":                      "2026-03-12",
		"No later than Thursday, 12 March 2026":       "2026-03-12",
		"until March 20th":                            "2026-03-20",
		"by March 20, 2027":                           "2027-03-20",
		"by Jan 5":                                    "2026-01-05",
		"by 2026-03-31 at the latest":                 "2026-03-31",
		"before 31.03.2026":                           "2026-03-31",
		"by 3/4/2026":                                 "",
		"by 25/4/2026":                                "2026-04-25",
		"by the 15th":                                 "2026-03-15",
		"by the 2nd":                                  "2026-04-02",
		"by tomorrow":                                 "2026-03-05",
		"by the end of the week":                      "2026-03-06",
		"by end of next week":                         "2026-03-13",
		"by the end of the month":                     "2026-03-31",
		"by the end of June":                          "2026-06-30",
		"by June":                                     "",
		"by the end of Juneau":                        "",
		"请在下个月8号前回复":                                  "2026-04-08",
		"请在明年3月1日前完成":                                 "2027-03-01",
		"明年底前上线":                                      "2027-12-31",
		"上周五前已经发给您":                                   "",
		"去年12月31日前":                                   "",
		"3.2.1前":                                      "",
		"两三天内":                                        "3 days",
		"by the 8th of next month":                    "2026-04-08",
		"by March 10 next year":                       "2027-03-10",
		"by 5 March last year":                        "",
		"by EOD":                                      "2026-03-04",
		"EOW is fine":                                 "2026-03-06",
		"by noon on Friday":                           "2026-03-06",
		"by 5 pm on Friday":                           "2026-03-06",
		"by close of business on Tuesday":             "2026-03-10",
		"The deadline is Friday":                      "2026-03-06",
		"Deadline: 10 March":                          "2026-03-10",
		"It is due on Monday":                         "2026-03-09",
		"within three working days":                   "3 days",
		"within 24 hours":                             "1 days",
		"within a week":                               "7 days",
		"in the next two weeks":                       "14 days",
		"Answer within 5 business days, or by Friday": "5 days, 2026-03-06",
		"by Friday. I repeat: by Friday":              "2026-03-06",
		"It was done before Friday":                   "",
		"It took in three days":                       "",
		"by the way":                                  "",
		"Paid by Max, by train, by 20 people":         "",
		"The report by Monroe":                        "",
		"We meet on Friday":                           "",
		"before next week":                            "",
		"by 31 February":                              "",
		"> by Friday":                                 "",
		"within reason, within 9999 days":             "",
		"请在周五前回复":                                     "2026-03-06",
		"周一之前给我们":                                     "2026-03-09",
		"下周三前完成":                                      "2026-03-11",
		"本周五下班前提交":                                    "2026-03-06",
		"星期五下午5点前":                                    "2026-03-06",
		"请于3月15日前确认":                                  "2026-03-15",
		"3月15号（周日）之前":                                 "2026-03-15",
		"2026年4月1日前":                                  "2026-04-01",
		"2026-04-01前":                                 "2026-04-01",
		"十二月二十五日前":                                    "2026-12-25",
		"15号前":                                        "2026-03-15",
		"2号之前":                                        "2026-04-02",
		"今天下班前":                                       "2026-03-04",
		"今天之内":                                        "2026-03-04",
		"明天中午前":                                       "2026-03-05",
		"后天之前":                                        "2026-03-06",
		"月底前上线":                                       "2026-03-31",
		"下月底前":                                        "2026-04-30",
		"年底前":                                         "2026-12-31",
		"本周内":                                         "2026-03-08",
		"最晚周四给到":                                      "2026-03-05",
		"截止日期：3月20日":                                  "2026-03-20",
		"最迟不超过":                                       "",
		"三天内":                                         "3 days",
		"请在3个工作日内处理":                                  "3 days",
		"两周之内":                                        "14 days",
		"48小时内":                                       "2 days",
		"半个月内":                                        "15 days",
		"請於週五前回覆":                                     "2026-03-06",
		"五個工作日內":                                      "5 days",
		"最近三天内出现过":                                    "",
		"目前，以前，之前":                                    "",
		"国内，公司内，范围内":                                  "",
		"三年前":                                         "",
		"合同签订前":                                       "",
		"提前告知，前提是":                                    "",
		"Please answer by Friday, 请在周五前":              "2026-03-06",
		"周五前给接口，下周二前给文档":                              "2026-03-06, 2026-03-10",
	} {
		var got []string
		for _, d := range Of(text, sent) {
			if d.Day != "" {
				got = append(got, d.Day)
			} else {
				got = append(got, fmt.Sprintf("%d days", d.Days))
			}
			if !strings.Contains(text, d.Words) {
				t.Errorf("%q: the words %q do not stand in it", text, d.Words)
			}
		}
		if s := strings.Join(got, ", "); s != want {
			t.Errorf("%q: %q, want %q", text, s, want)
		}
	}
}

func TestOf_aYearIsTheNearest(t *testing.T) {
	december := time.Date(2026, 12, 20, 9, 0, 0, 0, time.UTC)
	for text, want := range map[string]string{"by 5 January": "2027-01-05", "1月5日前": "2027-01-05", "by 1 December": "2026-12-01", "5号前": "2027-01-05"} {
		if got := Of(text, december); len(got) != 1 || got[0].Day != want {
			t.Errorf("%q: %v, want %s", text, got, want)
		}
	}
}

func FuzzOf(f *testing.F) {
	for _, text := range []string{"by Friday", "周五前", "within 3 days", "3个工作日内", "截止2026年3月4日", "by 31/12/2026\nby 1.1.27", "十十十号前", "by \xff前"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		list := Of(text, sent)
		if len(list) > mostDeadlines {
			t.Fatal(list)
		}
		for _, d := range list {
			_, err := time.Parse(time.DateOnly, d.Day)
			if d.Words == "" || d.Days < 0 || d.Days > mostDays || (d.Day == "") == (d.Days == 0) || d.Day != "" && err != nil || utf8.ValidString(text) && !utf8.ValidString(d.Words) {
				t.Fatalf("%+v", d)
			}
		}
	})
}

func BenchmarkOf(b *testing.B) {
	text := strings.Repeat("We looked at the shop again, and these are our findings for the week before.\n请您在周五前再看一下商城，有问题请告诉我们。\n", 60)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Of(text, sent)
	}
}
