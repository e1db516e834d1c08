package forward

import (
	"strings"
	"testing"
	"time"

	"rapport/mailin/body"
	"rapport/mailin/mime"
	"rapport/mailin/reply"
	"rapport/store"
)

const header = "From: Li Na <li@agency.example>\nTo: log@agency.example\nSubject: Fwd: Colours\nDate: Tue, 3 Mar 2026 09:00:00 +0800\nMessage-ID: <fwd@agency.example>\nMIME-Version: 1.0\n"

// parse reads a mail up to its text.
func parse(raw []byte) *store.Message {
	m := mime.Read(raw, time.Time{}, mime.DefaultLimits())
	body.Select(m, mime.DefaultLimits())
	return m.Message
}

// read reads a mail as mailin does, up to what the sender newly wrote.
func read(raw string) *store.Message {
	m := parse([]byte(raw))
	m.NewText = reply.Read(reply.Input{Text: m.Text, HTML: m.HTML, Subject: m.Subject}).New
	return m
}

func find(t *testing.T, raw string) []*store.Message {
	t.Helper()
	var list []*store.Message
	for _, inner := range Find([]byte(raw), read(raw), mime.DefaultLimits()) {
		list = append(list, parse(inner.Raw))
	}
	return list
}

func TestFind_inTheText(t *testing.T) {
	for name, test := range map[string]struct{ text, from, to, subject, date, body string }{
		"Gmail": {
			"FYI\n\n---------- Forwarded message ---------\nFrom: Wang Wei <wang@client.example>\nDate: Mon, Mar 2, 2026 at 4:05 PM\nSubject: Colours\nTo: Li Na <li@agency.example>\n\n\nPlease make it blue.\n\nWang\n",
			"Wang Wei <wang@client.example>", "Li Na <li@agency.example>", "Colours", "2026-03-02T16:05:00+08:00", "Please make it blue.\n\nWang\n",
		},
		"Outlook": {
			"FYI\n\n________________________________\nFrom: Wang Wei <wang@client.example>\nSent: Monday, March 2, 2026 4:05 PM\nTo: Li Na; Chen Gang <chen@agency.example>\nSubject: Colours\n\nPlease make it blue.\n",
			"Wang Wei <wang@client.example>", "Chen Gang <chen@agency.example>", "Colours", "2026-03-02T16:05:00+08:00", "Please make it blue.\n",
		},
		"Apple Mail": {
			"See below\n\n> Begin forwarded message:\n> \n> From: Wang Wei <wang@client.example>\n> Subject: Colours\n> Date: 2 March 2026 at 16:05:00 GMT+8\n> To: li@agency.example\n> \n> Please make it blue.\n> \n> Wang\n",
			"Wang Wei <wang@client.example>", "li@agency.example", "Colours", "2026-03-02T16:05:00+08:00", "Please make it blue.\n\nWang\n",
		},
		"QQ Mail": {
			"请知悉\n\n------------------ 原始邮件 ------------------\n发件人: \"王伟\"<wang@client.example>;\n发送时间: 2026年3月2日(星期一) 下午4:05\n收件人: \"李娜\"<li@agency.example>;\n主题: 颜色\n\n请改成蓝色。\n",
			"王伟 <wang@client.example>", "李娜 <li@agency.example>", "颜色", "2026-03-02T16:05:00+08:00", "请改成蓝色。\n",
		},
		"NetEase": {
			"\n---- 转发的邮件 ----\n| 发件人 | 王伟<wang@client.example> |\n| 日期 | 2026年03月02日 16:05 |\n| 收件人 | 李娜<li@agency.example> |\n| 主题 | 颜色 |\n\n请改成蓝色。\n",
			"王伟 <wang@client.example>", "李娜 <li@agency.example>", "颜色", "2026-03-02T16:05:00+08:00", "请改成蓝色。\n",
		},
		"German": {
			"Zur Info\n\n-------- Weitergeleitete Nachricht --------\nBetreff: Farben\nDatum: Mo, 2 Mär 2026 09:05:00 +0100\nVon: Anna Vogel <anna@client.example>\nAn: li@agency.example\n\nBitte blau.\n",
			"Anna Vogel <anna@client.example>", "li@agency.example", "Farben", "2026-03-02T09:05:00+01:00", "Bitte blau.\n",
		},
		"without a date that can be read": {
			"FYI\n\n---------- Forwarded message ---------\nFrom: wang@client.example\nDate: yesterday\nSubject: Colours\nTo: li@agency.example\n\nBlue.\n",
			"wang@client.example", "li@agency.example", "Colours", "2026-03-03T09:00:00+08:00", "Blue.\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			list := find(t, header+"Content-Type: text/plain; charset=utf-8\n\n"+test.text)
			if len(list) != 1 {
				t.Fatalf("%d mails", len(list))
			}
			m := list[0]
			want, err := time.Parse(time.RFC3339, test.date)
			if err != nil {
				t.Fatal(err)
			}
			if from := m.From[0].String(); from != test.from {
				t.Errorf("from %q", from)
			}
			if len(m.To) != 1 || m.To[0].String() != test.to {
				t.Errorf("to %v", m.To)
			}
			if m.Subject != test.subject || !m.Date.Equal(want) || m.Text != test.body || len(m.Defects) > 0 {
				t.Errorf("%q of %s: %q, %q", m.Subject, m.Date, m.Text, m.Defects)
			}
		})
	}
}

func TestFind_attached(t *testing.T) {
	inner := "From: Wang Wei <wang@client.example>\nTo: li@agency.example\nSubject: Colours\nDate: Mon, 2 Mar 2026 16:05:00 +0800\nMessage-ID: <1@client.example>\n\nBlue.\n"
	for name, part := range map[string]string{
		"as a message":       "Content-Type: message/rfc822\n\n" + inner,
		"as a file":          "Content-Type: application/octet-stream; name=\"Colours.eml\"\nContent-Disposition: attachment\n\n" + inner,
		"as a file, encoded": "Content-Type: application/octet-stream; name=\"Colours.EML\"\nContent-Transfer-Encoding: quoted-printable\n\n" + strings.ReplaceAll(inner, "=", "=3D"),
	} {
		raw := header + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nFYI\n--b\n" + part + "\n--b--\n"
		list := find(t, raw)
		if len(list) != 1 || list[0].MessageID != "1@client.example" || list[0].From[0].Address != "wang@client.example" {
			t.Errorf("%s: %v", name, list)
		}
	}
}

func TestFind_nothing(t *testing.T) {
	for name, text := range map[string]string{
		"an answer":            "Yes.\n\nOn Mon, Mar 2, 2026 at 4:05 PM Wang Wei <wang@client.example> wrote:\n> Blue?\n",
		"a sender without one": "FYI\n\n---------- Forwarded message ---------\nFrom: Wang Wei\nDate: Mon, Mar 2, 2026 at 4:05 PM\nSubject: Colours\n\nBlue.\n",
		"a text":               "From: here\nTo: there\n",
		"nothing":              "",
	} {
		raw := strings.Replace(header, "Fwd: ", "Re: ", 1) + "Content-Type: text/plain; charset=utf-8\n\n" + text
		if list := find(t, raw); len(list) > 0 {
			t.Errorf("%s: %v", name, list[0])
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add("FYI\n\n---------- Forwarded message ---------\nFrom: Wang <wang@client.example>\nDate: Mon, Mar 2, 2026 at 4:05 PM\nSubject: a\r\nBcc: x@y.example\n\nBlue.\n", "Fwd: a")
	f.Add("-----原始邮件-----\n发件人:\"a\nb\"<a@b.example>;\n主题: =?utf-8?q?=0aX:_1?=\n\nx", "转发: a")
	f.Fuzz(func(t *testing.T, text, subject string) {
		m := &store.Message{NewText: text, Subject: subject, Date: time.Date(2026, 3, 3, 1, 0, 0, 0, time.UTC)}
		for _, inner := range Find(nil, m, mime.DefaultLimits()) {
			read := parse(inner.Raw)
			if len(read.From) != 1 || len(read.Header.Values("From")) != 1 || len(read.Cc) > 0 || read.Header.Get("Comments") == "" || len(read.Header.Values("Content-Type")) != 1 {
				t.Fatalf("%q", inner.Raw)
			}
		}
	})
}

func TestReadDate_zones(t *testing.T) {
	shanghai := time.FixedZone("", 8*3600)
	for text, want := range map[string]string{
		"Mon, 2 Mar 2026 16:05:00 +0000 (UTC)": "2026-03-02T16:05:00Z",
		"Mon, 2 Mar 2026 09:05:00 -0500 (EST)": "2026-03-02T14:05:00Z",
		"Mon, 2 Mar 2026 08:05:00 GMT":         "2026-03-02T08:05:00Z",
		"Monday, March 2, 2026 4:05 PM UTC":    "2026-03-02T16:05:00Z",
		"2026-03-02T16:05:00Z":                 "2026-03-02T16:05:00Z",
		"2 March 2026 at 16:05:00 GMT+8":       "2026-03-02T08:05:00Z",
		"2026年3月2日(星期一) 下午4:05":                "2026-03-02T08:05:00Z",
	} {
		if got, ok := ReadDate(text, shanghai); !ok || got.UTC().Format(time.RFC3339) != want {
			t.Errorf("%q: %s, want %s", text, got.UTC().Format(time.RFC3339), want)
		}
	}
}
