package mailin

import (
	"encoding/base64"
	"slices"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"rapport/mailin/mime"
	"rapport/store/ledger"
)

// A client's mailbox has our line in many forms: as it came, in an answer, in a forward, as
// HTML alone, in another character set.
func TestMarks_inMailsAsClientsHaveThem(t *testing.T) {
	const head = "From: wang@client.example\r\nTo: li@agency.example\r\nSubject: Re: report\r\nMIME-Version: 1.0\r\n"
	gbk, err := simplifiedchinese.GBK.NewEncoder().String("好的。\r\n> 日志：第 1234 号事件，3f9a-71c2-0b1d-88e4-19cd\r\n")
	if err != nil {
		t.Fatal(err)
	}
	original := head + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nDone.\r\n\r\nLog: event=\r\n 1234, 3f9a-71c2-=\r\n0b1d-88e4-19cd\r\n"
	for name, raw := range map[string]string{
		"as it came":                original,
		"an answer in GBK":          head + "Content-Type: text/plain; charset=gb2312\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.StdEncoding.EncodeToString([]byte(gbk)) + "\r\n",
		"HTML alone":                head + "Content-Type: text/html; charset=utf-8\r\n\r\n<html><body><p>Thanks</p><blockquote><table><tr><td class=3D\"foot\"><p>Log: event&nbsp;1234, 3f9a-71c2-<wbr>0b1d-88e4-19cd</p></td></tr></table></blockquote></body></html>\r\n",
		"in one of two texts":       head + "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nThanks\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>日志：第 1234 号事件，3f9a-71c2-0b1d-88e4-19cd</p>\r\n--b--\r\n",
		"attached":                  head + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nFYI\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n" + original + "\r\n--b--\r\n",
		"attached under a name":     head + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: application/octet-stream; name=report.eml\r\nContent-Disposition: attachment; filename=report.eml\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.StdEncoding.EncodeToString([]byte(original)) + "\r\n--b--\r\n",
		"forwarded in its text":     head + "\r\n---------- Forwarded message ---------\r\nFrom: Li\r\n\r\nLog: event 1234,\r\n3f9a-71c2-0b1d-88e4-19cd\r\n",
		"its text in a file":        "Log: event 1234, 3f9a-71c2-0b1d-88e4-19cd\r\n",
		"an answer to an answer":    head + "\r\n> > text\r\n> > 日志：第 1234\r\n> > 号事件，3f9a-71c2-0b1d-88e4-19cd\r\n",
		"with lines in bare CR, LF": head + "\nGood\n\nLog: event 1234, 3f9a-71c2-0b1d-88e4-19cd\n",
	} {
		got := Marks([]byte(raw), mime.DefaultLimits())
		if want := (ledger.Mark{Number: 1234, Digits: "3f9a71c20b1d88e419cd"}); !slices.Equal(got, []ledger.Mark{want}) {
			t.Errorf("%s: %v", name, got)
		}
	}
	if got := Marks([]byte(head+"\r\nNothing of it.\r\n"), mime.DefaultLimits()); len(got) != 0 {
		t.Errorf("%v", got)
	}
}
