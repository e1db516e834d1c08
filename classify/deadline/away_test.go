package deadline

import (
	"testing"
	"time"
)

// Sent on Friday, 27 November 2026.
func TestAwayUntil(t *testing.T) {
	sent := time.Date(2026, 11, 27, 9, 0, 0, 0, time.FixedZone("", 3600))
	for text, want := range map[string]string{
		"I am out of the office until 4 December.":                                               "until 2026-12-04",
		"Thank you for your email. I am away until Friday, 4 December 2026 and will reply then.": "until 2026-12-04",
		"I'm on vacation till December 4th.":                                                     "until 2026-12-04",
		"I will be on annual leave from 28 November to 4 December.":                              "until 2026-12-04",
		"Out of office 28 November through 4 December":                                           "until 2026-12-04",
		"I am on holiday until the end of the month.":                                            "until 2026-11-30",
		"I am out of office and will be back on Monday, 7 December.":                             "back 2026-12-07",
		"I am currently travelling, returning to the office on 7 December.":                      "back 2026-12-07",
		"I am away, back in the office on 2026-12-07.":                                           "back 2026-12-07",
		"I will be available again from 7 December.":                                             "back 2026-12-07",
		"I am away until 4 December and back on 7 December.":                                     "until 2026-12-04",
		"I am out this week, back on Monday.":                                                    "back 2026-11-30",
		"Ich bin bis zum 04.12.2026 nicht im Büro.":                                              "until 2026-12-04",
		"我正在休假，至12月4日，期间无法及时回复。":                                                                 "until 2026-12-04",
		"您好，我于11月28日至12月4日休假，有急事请联系王芳。":                                                          "until 2026-12-04",
		"本人出差，12月7日返回。":                                                                          "back 2026-12-07",
		"我在外地出差，12月7日（周一）回公司上班。":                                                                 "back 2026-12-07",
		"休假中，2026年12月7日起恢复办公。":                                                                   "back 2026-12-07",
		"我因病请假到12月4日。":                                                                           "until 2026-12-04",
		"外出期间：11月28日-12月4日":                                                                      "until 2026-12-04",
		"下周一回来，期间请假。":                                                                            "back 2026-11-30",

		"I am out of the office.": "",
		"We have received your request of 4 December and will reply soon.": "",
		"I will reply to your email on 4 December.":                        "",
		"I was away until 4 November.":                                     "",
		"> I am away until 4 December.":                                    "",
		"In urgent cases call my colleague, from Monday to Friday.":        "",
		"Our offices are open from 9 to 17.":                               "",
		"For the offer of 4 December, write to Jane.":                      "",
		"我现在不在办公室，会尽快回复。":                                                  "",
		"您的邮件已收到，12月4日前回复。":                                                "",
		"工作时间：周一至周五，9点至18点。":                                               "",
		"": "",
	} {
		got := ""
		if a, ok := AwayUntil(text, sent); ok {
			got = map[bool]string{false: "until ", true: "back "}[a.Back] + a.Day.Format(time.DateOnly)
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
