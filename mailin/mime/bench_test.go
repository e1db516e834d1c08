package mime_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"rapport/mailin/mime"
)

const benchHead = "From: =?UTF-8?B?546L5Lyf?= <wang@client.example>\r\nTo: \"Li, Na\" <li@team.example>, log@team.example\r\n" +
	"Cc: zhang@team.example\r\nSubject: =?UTF-8?Q?Re:_the_schedule_of_May?=\r\nDate: Thu, 5 Mar 2026 15:30:00 +0800\r\n" +
	"Message-ID: <3@client.example>\r\nIn-Reply-To: <2@team.example>\r\nReferences: <1@client.example>\r\n\t<2@team.example>\r\n" +
	"Received: from mx.client.example (mx.client.example [192.0.2.7])\r\n\tby mx.team.example with ESMTPS id 4711\r\n\tfor <log@team.example>; Thu, 5 Mar 2026 15:30:02 +0800\r\n" +
	"MIME-Version: 1.0\r\n"

func benchMails(b *testing.B) map[string][]byte {
	b.Helper()
	encoded := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte("a drawing "), 1<<20/10))
	var file strings.Builder
	for len(encoded) > 0 {
		n := min(76, len(encoded))
		file.WriteString(encoded[:n] + "\r\n")
		encoded = encoded[n:]
	}
	chinese, err := simplifiedchinese.GB18030.NewEncoder().String(strings.Repeat("王总,您好:五月的进度表见附件,请查收。\r\n", 1000))
	if err != nil {
		b.Fatal(err)
	}
	return map[string][]byte{
		"plain": []byte(benchHead + "\r\n" + strings.Repeat("We shall send the schedule on Monday.\r\n", 50)),
		"attachment of 1 MB": []byte(benchHead + "Content-Type: multipart/mixed; boundary=b1\r\n\r\n--b1\r\n\r\nAttached.\r\n--b1\r\nContent-Type: application/pdf; name=plan.pdf\r\n" +
			"Content-Transfer-Encoding: base64\r\n\r\n" + file.String() + "--b1--\r\n"),
		"HTML of 200 KB":            []byte(benchHead + "Content-Type: text/html; charset=utf-8\r\n\r\n" + benchHTML(200<<10)),
		"GB18030":                   []byte(benchHead + "Content-Type: text/plain; charset=gb2312\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + chinese),
		"header folded 80000 times": []byte("Subject: a" + strings.Repeat("\n b", 80_000) + "\n\nHello\n"),
	}
}

// benchHTML returns HTML as a mail program writes it: a table and quotations.
func benchHTML(size int) string {
	var b strings.Builder
	b.WriteString("<html><head><style>p{margin:0}</style></head><body>")
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, `<table><tr><td class="a" style="color:#333">Item %d</td><td>&nbsp;done&amp;paid</td></tr></table><p>See <a href="https://team.example/%d">the page</a>.<br></p><blockquote>Any news?</blockquote>`, i, i)
	}
	return b.String() + "</body></html>"
}

func BenchmarkMessage(b *testing.B) {
	for name, raw := range benchMails(b) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(raw)))
			b.ReportAllocs()
			for b.Loop() {
				if m := message(raw, arrival, mime.DefaultLimits()); m.Unparsed != "" {
					b.Fatal(m.Unparsed)
				}
			}
		})
	}
}

// BenchmarkMessage_hostile reads mails that are made to cost time: MB/s should be
// about the same whatever their size.
func BenchmarkMessage_hostile(b *testing.B) {
	for _, size := range []int{50 << 10, 200 << 10} {
		boundaries := ""
		for i := range size / 12 {
			boundaries += fmt.Sprintf("--a%06x\nA:\n", i)
		}
		nobody := ""
		for i := range size / 10 {
			nobody += fmt.Sprintf("n%06d,", i)
			if i%100 == 0 {
				nobody += "\nTo:"
			}
		}
		for _, mail := range []struct{ name, raw string }{
			{"brackets of comments", "To: " + strings.Repeat("(", size) + "\n\n"},
			{"colons in an address", "To: " + strings.Repeat("a", size/2) + "@" + strings.Repeat(":", size/2) + "\n\n"},
			{"addresses that are none", "To: " + nobody + "\n\n"},
			{"words that do not end", "Subject: " + strings.Repeat("=?a?q?b", size/7) + "\n\n"},
			{"lines like boundaries", "Content-Type: multipart/mixed\n\n" + boundaries},
			{"empty lines in a delivery report", "Content-Type: message/delivery-status\n\n" + strings.Repeat("\n", size)},
			{"padding in base64", "Content-Type: x/y\nContent-Transfer-Encoding: base64\n\n" + strings.Repeat("AA=", size/3)},
			{"parts within parts", "Content-Type: multipart/mixed; boundary=b\n\n" + strings.Repeat("--b\nContent-Type: multipart/mixed; boundary=b\n\n", size/48)},
		} {
			b.Run(fmt.Sprintf("%s/%d KB", mail.name, size>>10), func(b *testing.B) {
				b.SetBytes(int64(len(mail.raw)))
				for b.Loop() {
					message([]byte(mail.raw), arrival, mime.DefaultLimits())
				}
			})
		}
	}
}
