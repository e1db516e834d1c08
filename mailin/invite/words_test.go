package invite

import (
	"strings"
	"testing"
	"time"
)

func TestWhen(t *testing.T) {
	t.Parallel()
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	written := time.Date(2026, 3, 2, 9, 0, 0, 0, london)
	for _, test := range []struct{ text, want string }{
		{"2026-08-26 14:30-16:00 (GMT+08:00) 中国标准时间 - 北京", "2026-08-26T06:30 2026-08-26T08:00 Asia/Shanghai"},
		{"2026/11/8 22:00-22:30", "2026-11-08T22:00 2026-11-08T22:30 Europe/London"},
		{"2026/11/8 22:00-2026/11/9 00:30", "2026-11-08T22:00 2026-11-09T00:30 Europe/London"},
		{"2026年4月22日 (周三) 10:00 - 11:30 (GMT+8)", "2026-04-22T02:00 2026-04-22T03:30 "},
		{"2026年4月22日 下午2点-3点半", "2026-04-22T13:00 2026-04-22T14:30 Europe/London"},
		{"4月22日上午9点30分", "2026-04-22T08:30 - Europe/London"},
		{"09 月 14 日 14:00 - 15:00", "2026-09-14T13:00 2026-09-14T14:00 Europe/London"},
		{"Sep 9, 2026 10:00 AM London", "2026-09-09T09:00 - Europe/London"},
		{"Sep 9, 2026 12:00 PM Pacific Time (US and Canada)", "2026-09-09T19:00 - America/Los_Angeles"},
		{"Wednesday, 9 September 2026 2 pm - 3 pm", "2026-09-09T13:00 2026-09-09T14:00 Europe/London"},
		{"Wednesday, September 9 · 2:00 – 2:45pm", "2026-09-09T13:00 2026-09-09T13:45 Europe/London"},
		{"Wed 9 Sep 2026 11:30 – 12:15 (BST)", "2026-09-09T10:30 2026-09-09T11:15 Europe/London"},
		{"10:00 AM - 11:00 AM, 9 September 2026", "2026-09-09T09:00 2026-09-09T10:00 Europe/London"},
		{"Tuesday, 12 May 2026 15:30  |  (UTC+01:00) London  |  45 mins", "2026-05-12T14:30 2026-05-12T15:15 Europe/London"},
		{"Tuesday, 12 May 2026 9:00 am  |  (UTC-04:00) Eastern Time (US & Canada)  |  1 hr", "2026-05-12T13:00 2026-05-12T14:00 America/New_York"},
		{"19.März 2026 02:00 PM Amsterdam, Berlin, Rom, Stockholm, Wien", "2026-03-19T13:00 - Europe/Berlin"},
		{"19 mars 2026 02:00 PM Paris", "2026-03-19T13:00 - Europe/Paris"},
		{"19 de mayo de 2026 04:00 PM Madrid", "2026-05-19T14:00 - Europe/Madrid"},
		{"Jan 8 (Fri) 23:30 - 00:30 (GMT+1)", "2027-01-08T22:30 2027-01-08T23:30 "},
		{"2026-02-30 10:00", "no"},
		{"This is a recurring meeting Meet anytime", "no"},
		{"next Tuesday", "no"},
		{"version 2.10.3, section 4", "no"},
		{"2026-03-10", "no"},
	} {
		z := zones{usual: london}
		s, ok := z.when(test.text, written)
		got := "no"
		if ok {
			got = s.start.UTC().Format("2006-01-02T15:04") + " "
			if s.end.IsZero() {
				got += "-"
			} else {
				got += s.end.UTC().Format("2006-01-02T15:04")
			}
			got += " " + s.zone
		}
		if got != test.want {
			t.Errorf("%s: %s, want %s", test.text, got, test.want)
		}
	}
}

// No passcode is kept, wherever it stands.
func TestConferenceIn_hasNoPasscode(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"https://us06web.zoom.us/j/83455512094?pwd=SECRET.1\nMeeting ID: 834 5551 2094\nPasscode: SECRET\nOne tap mobile\n+442079460123,,83455512094#,,,,*471902# United Kingdom": "zoom 83455512094 https://us06web.zoom.us/j/83455512094 +442079460123",
		"https://teams.microsoft.com/meet/373241627805208?p=SECRET":                                              "teams 373241627805208 https://teams.microsoft.com/meet/373241627805208 ",
		"https://teams.live.com/meet/9412345678901?p=SECRET&context=x":                                           "teams 9412345678901 https://teams.live.com/meet/9412345678901?context=x ",
		"https://meet.google.com/abc-defg-hij?pin=SECRET\nOr dial: (GB) +44 20 7946 0177 PIN: 112233445#":        "meet abc-defg-hij https://meet.google.com/abc-defg-hij +44 20 7946 0177",
		"https://meeting.tencent.com/p/456789012?pwd=SECRET":                                                     "tencent 456789012 https://meeting.tencent.com/p/456789012 ",
		"https://vc.feishu.cn/j/512884077?password=SECRET":                                                       "feishu 512884077 https://vc.feishu.cn/j/512884077 ",
		"https://meeting.dingtalk.com/j/Ab1?key=SECRET 入会口令（钉钉）：612 345 67890":                                   "dingtalk 61234567890 https://meeting.dingtalk.com/j/Ab1 ",
		"https://acme.webex.com/acme/j.php?MTID=m0f1&PW=SECRET":                                                  "webex  https://acme.webex.com/acme/j.php?MTID=m0f1 ",
		"https://www.google.com/url?q=https%3A%2F%2Fzoom.us%2Fj%2F123456789%3Fpwd%3DSECRET&sa=D":                 "zoom 123456789 https://zoom.us/j/123456789 ",
		"https://urldefense.com/v3/__https://acme.zoom.us/j/123456789?pwd=SECRET__;!!x!y$":                       "zoom 123456789 https://acme.zoom.us/j/123456789 ",
		"https://zoom.us.evil.example/j/123456789":                                                               "   ",
		"https://evil.example/zoom.us/j/123456789":                                                               "   ",
		"http://zoom.us/j/123456789 zoommtg://zoom.us/join?confno=123456789 https://zoom.us@evil.example/j/1":    "   ",
		"https://zoom.us:8443/j/123456789 https://u:p@zoom.us/j/123456789 https://zoom.us/rec/share/x":           "   ",
		"https://xn--zom-hoa.us/j/123456789 https://myzoom.us/j/123456789 https://meet.google.com/landing":       "   ",
		"https://www.google.com/url?q=https%3A%2F%2Fzoom.us.evil.example%2Fj%2F123456789 https://zoom.us/signin": "   ",
	} {
		c := ConferenceIn(text)
		if got := strings.Join([]string{c.System, c.ID, c.URL, c.Dial}, " "); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

// The address of a room does not keep its passcode in the calendar either.
func TestRead_locationWithoutPasscode(t *testing.T) {
	t.Parallel()
	c, err := Read(event("REQUEST", "DTSTART:20260301T090000Z\nLOCATION:Room 5 / https://us06web.zoom.us/j/83455512094?pwd=SECRET"), "", nil)
	if err != nil || c.Location != "Room 5 / https://us06web.zoom.us/j/83455512094" {
		t.Errorf("%+v, %v", c, err)
	}
}

func FuzzInWords(f *testing.F) {
	for _, seed := range []string{
		"Topic: Budget\nTime: Mar 10, 2026 10:00 AM Eastern Time (US and Canada)\nJoin Zoom Meeting\nhttps://zoom.us/j/89876543210?pwd=a",
		"会议主题：周会\n会议时间：2026/03/04 14:30-15:30 (GMT+08:00)\n重复周期：2026/03/04-2026/05/27 14:30-15:30, 每周 (周三)\n#腾讯会议：234-567-890",
		"Thursday, 12 March 2026\n15:30 | (UTC+00:00) London | 45 mins\nJoin meeting\nhttps://a.webex.com/a/j.php?MTID=m",
		"时间：01 月 08 日 09:30 - 10:30\n入会链接：https://meeting.dingtalk.com/j/Zz9",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		written := time.Date(2026, 3, 2, 9, 0, 0, 0, time.FixedZone("", 8*3600))
		c := InWords(text, "Subject", written)
		if c == nil {
			return
		}
		if c.Conference.System == "" || !c.End.IsZero() && c.End.Before(c.Start) || strings.Contains(c.Conference.URL, "pwd=") || !c.Words {
			t.Errorf("%+v", c)
		}
		if c.Rule != nil {
			if starts, err := c.Rule.Starts(c.Start, c.Start, c.Start.AddDate(1, 0, 0), 10); err != nil || len(starts) > 10 {
				t.Errorf("%v, %v", starts, err)
			}
		}
	})
}
