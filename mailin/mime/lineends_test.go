package mime

import (
	"slices"
	"strings"
	"testing"
)

func TestRead_linesThatEndWithCRAlone(t *testing.T) {
	const mail = "From: Jane Porter <jane@acme.example>\nTo: Li Na <li@team.example>,\n log@team.example\nSubject: Plan\nDate: Thu, 5 Mar 2026 07:00:00 +0000\n\nWe agree.\nJane\n"
	const server = "Return-Path: <jane@acme.example>\r\nReceived: from a by b; Thu, 5 Mar 2026 07:00:01 +0000\r\n"
	cr := strings.ReplaceAll(mail, "\n", "\r")
	multipart := strings.ReplaceAll("From: jane@acme.example\nTo: li@team.example\nDate: Thu, 5 Mar 2026 07:00:00 +0000\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n同意\n--b\nContent-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\nUERG\n--b--\n", "\n", "\r")
	for _, test := range []struct{ name, raw, from, text string }{
		{"all of a mail", cr, "jane@acme.example", "We agree.\nJane\n"},
		{"below the fields of a server", server + cr, "jane@acme.example", "We agree.\nJane\n"},
		{"the header, above a text with CRLF", strings.Replace(cr, "We agree.\rJane\r", "We agree.\r\nJane\r\n", 1), "jane@acme.example", "We agree.\nJane\n"},
		{"a multipart", multipart, "jane@acme.example", "同意\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := read(t, test.raw)
			text := ""
			if p := Read([]byte(test.raw), arrival, DefaultLimits()).Content; p != nil {
				if len(p.Parts) > 0 {
					p = p.Parts[0]
				}
				text = strings.ReplaceAll(p.Text, "\r\n", "\n")
			}
			if len(m.From) != 1 || m.From[0].Address != test.from || strings.TrimSpace(text) != strings.TrimSpace(test.text) || !slices.Contains(m.Defects, "its lines end with CR alone") {
				t.Errorf("from %q, %q, defects %q", m.From, text, m.Defects)
			}
		})
	}
}

// A CR within one field of a sound mail begins no other field: who sees one there sees what
// others do not.
func TestRead_aStrayCRBeginsNoField(t *testing.T) {
	for _, test := range []struct{ name, raw string }{
		{"behind From", "From: Jane <jane@acme.example>\rTo: Li Na <pm@team.example>\r\nDate: Thu, 5 Mar 2026 07:00:00 +0000\r\n\r\nHello\r\n"},
		{"behind From, and a folded line", "From: Jane <jane@acme.example>\rSender: pm@team.example\r\n\t\r\nTo: li@team.example\r\n\r\nHello\r\n"},
		{"in the subject", "From: Jane <jane@acme.example>\r\nSubject: a\rFrom: pm@team.example\r\n\r\nHello\r\n"},
		{"in the text", "From: Jane <jane@acme.example>\r\nSubject: a\r\n\r\nFrom: pm@team.example\rTo: b@c.example\rSubject: x\r\rHello\r\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if m := read(t, test.raw); len(m.From) != 1 || m.From[0].Address != "jane@acme.example" {
				t.Errorf("from %q", m.From)
			}
		})
	}
}
