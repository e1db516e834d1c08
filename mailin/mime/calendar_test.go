package mime

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

func TestCalendar_linesFoldedWithinACharacter(t *testing.T) {
	gbk := func(text string) string {
		out, err := simplifiedchinese.GBK.NewEncoder().String(text)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	cut := func(text string, at int, fold string) string { return text[:at] + fold + text[at:] }
	for _, test := range []struct{ name, charset, summary, want string }{
		{"UTF-8, CRLF and a space", "utf-8", cut("项目启动会", 7, "\r\n "), "项目启动会"},
		{"within the second octet", "utf-8", cut("验收评审会议", 2, "\r\n "), "验收评审会议"},
		{"a tab", "utf-8", cut("Besprechung über Größe", 13, "\r\n\t"), "Besprechung über Größe"},
		{"bare LF", "utf-8", cut("周例会", 4, "\n "), "周例会"},
		{"no charset named", "", cut("Réunion café", 2, "\r\n "), "Réunion café"},
		{"GBK", "gb2312", cut(gbk("需求评审"), 3, "\r\n "), "需求评审"},
		{"between characters", "utf-8", "Weekly meet\r\n ing", "Weekly meeting"},
		{"a blank that is part of the text", "utf-8", "Weekly\r\n  meeting", "Weekly meeting"},
	} {
		t.Run(test.name, func(t *testing.T) {
			charset := ""
			if test.charset != "" {
				charset = "; charset=" + test.charset
			}
			m := read(t, "From: a@b.example\r\nMIME-Version: 1.0\r\nContent-Type: text/calendar; method=REQUEST"+charset+"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"+
				strings.Join([]string{"BEGIN:VCALENDAR", "METHOD:REQUEST", "BEGIN:VEVENT", "UID:9", "SUMMARY:" + test.summary, "DTSTART:20260310T020000Z", "END:VEVENT", "END:VCALENDAR", ""}, "\r\n"))
			if m.Calendar == nil || m.Calendar.Summary != test.want {
				t.Errorf("%+v, want the summary %q", m.Calendar, test.want)
			}
		})
	}
}
