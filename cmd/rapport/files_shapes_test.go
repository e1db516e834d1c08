package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"mime"
	"strings"
	"time"
	"unicode/utf16"

	"golang.org/x/text/encoding/simplifiedchinese"

	"rapport/mailin/mailtest"
)

// fileShape is how a mail program writes a mail with files.
type fileShape struct {
	name  string
	write func(l mailtest.Letter) []byte
}

// fileShapes are the mail programs of project managers.
func fileShapes() []fileShape {
	written := func(p mailtest.Program) func(mailtest.Letter) []byte {
		return func(l mailtest.Letter) []byte { return p.Write(l).Raw }
	}
	return []fileShape{
		{"Outlook, winmail.dat", writeWinmail},
		{"Outlook on the web", writeOutlookWeb},
		{"Apple Mail", writeApple},
		{"Gmail", written(mailtest.Gmail)},
		{"Thunderbird", written(mailtest.Thunderbird)},
		{"QQ Mail", written(mailtest.QQMail)},
		{"Foxmail, GB 18030", writeFoxmail},
		{"163", written(mailtest.NetEase)},
		{"Lark", writeLark},
	}
}

func headOf(l mailtest.Letter, kind string) string {
	return fmt.Sprintf("From: %s <%s>\r\nTo: <%s>\r\nSubject: %s\r\nDate: %s\r\nMessage-ID: <%d.files@agency.example>\r\nMIME-Version: 1.0\r\nContent-Type: %s\r\n\r\n",
		mime.BEncoding.Encode("utf-8", l.From.Name), l.From.Address, l.To[0].Address, mime.BEncoding.Encode("utf-8", l.Subject), l.Date.Format(time.RFC1123Z), l.Date.UnixNano(), kind)
}

func base64Lines(content []byte, width int) string {
	text, out := base64.StdEncoding.EncodeToString(content), strings.Builder{}
	for len(text) > width {
		out.WriteString(text[:width] + "\r\n")
		text = text[width:]
	}
	return out.String() + text + "\r\n"
}

func lines(text string) string { return strings.ReplaceAll(text, "\n", "\r\n") }

// writeWinmail writes what Exchange sends to a recipient of rich text: everything is in one
// winmail.dat ([MS-OXTNEF]).
func writeWinmail(l mailtest.Letter) []byte {
	var t bytes.Buffer
	binary.Write(&t, binary.LittleEndian, uint32(0x223E9F78))
	binary.Write(&t, binary.LittleEndian, uint16(1))
	attribute := func(level byte, id uint32, data []byte) {
		t.WriteByte(level)
		binary.Write(&t, binary.LittleEndian, id)
		binary.Write(&t, binary.LittleEndian, uint32(len(data)))
		t.Write(data)
		var sum uint16
		for _, b := range data {
			sum += uint16(b)
		}
		binary.Write(&t, binary.LittleEndian, sum)
	}
	attribute(1, 0x00069007, []byte{0xa8, 3, 0, 0, 0, 0, 0, 0}) // code page 936
	for i, a := range l.Attachments {
		attribute(2, 0x00069002, make([]byte, 14))
		attribute(2, 0x00018010, []byte(fmt.Sprintf("ATT~%d.DAT\x00", i+1)))
		attribute(2, 0x0006800F, a.Content)
		var name, props bytes.Buffer
		for _, unit := range append(utf16.Encode([]rune(a.Name)), 0) {
			binary.Write(&name, binary.LittleEndian, unit)
		}
		binary.Write(&props, binary.LittleEndian, uint32(1))          // one property
		binary.Write(&props, binary.LittleEndian, uint32(0x3707001F)) // PidTagAttachLongFilename, in UTF-16
		binary.Write(&props, binary.LittleEndian, uint32(1))
		binary.Write(&props, binary.LittleEndian, uint32(name.Len()))
		props.Write(name.Bytes())
		props.Write(make([]byte, (4-name.Len()%4)%4))
		attribute(2, 0x00069005, props.Bytes())
	}
	return []byte(headOf(l, `multipart/mixed; boundary="_000_W"`) +
		"--_000_W\r\nContent-Type: text/plain; charset=\"utf-8\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64Lines([]byte(lines(l.Text)), 76) +
		"--_000_W\r\nContent-Type: application/ms-tnef; name=\"winmail.dat\"\r\nContent-Disposition: attachment; filename=\"winmail.dat\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
		base64Lines(t.Bytes(), 76) + "--_000_W--\r\n")
}

// writeOutlookWeb writes a logo in the signature, and files with Content-IDs.
func writeOutlookWeb(l mailtest.Letter) []byte {
	var b strings.Builder
	b.WriteString(headOf(l, `multipart/mixed; boundary="_006_M"`) + "--_006_M\r\nContent-Type: multipart/related; boundary=\"_005_R\"; type=\"multipart/alternative\"\r\n\r\n" +
		"--_005_R\r\nContent-Type: multipart/alternative; boundary=\"_000_A\"\r\n\r\n")
	signature := "\nBest regards,\n" + l.From.Name + "\nAgency GmbH\n[cid:logo@agency]\n"
	b.WriteString("--_000_A\r\nContent-Type: text/plain; charset=\"utf-8\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64Lines([]byte(lines(l.Text+signature)), 76))
	html := "<html><body><div class=\"elementToProof\">" + strings.ReplaceAll(strings.TrimRight(l.Text, "\n"), "\n", "</div><div class=\"elementToProof\">") + "</div><div id=\"Signature\"><p>Best regards,</p><p>" + l.From.Name + "</p><p>Agency GmbH</p><img src=\"cid:logo@agency\" width=\"90\"></div></body></html>"
	b.WriteString("--_000_A\r\nContent-Type: text/html; charset=\"utf-8\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64Lines([]byte(html), 76) + "--_000_A--\r\n")
	b.WriteString("--_005_R\r\nContent-Type: image/png; name=\"Outlook-logo.png\"\r\nContent-Disposition: inline; filename=\"Outlook-logo.png\"\r\nContent-ID: <logo@agency>\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64Lines([]byte("\x89PNG logo"), 76) + "--_005_R--\r\n")
	for i, a := range l.Attachments {
		name := mime.BEncoding.Encode("utf-8", a.Name)
		fmt.Fprintf(&b, "--_006_M\r\nContent-Type: %s; name=\"%s\"\r\nContent-Description: %[2]s\r\nContent-Disposition: attachment; filename=\"%[2]s\"; size=%d\r\nContent-ID: <f_%d@prod.outlook.example>\r\nContent-Transfer-Encoding: base64\r\n\r\n%s",
			a.Type, name, len(a.Content), i, base64Lines(a.Content, 76))
	}
	return []byte(b.String() + "--_006_M--\r\n")
}

// writeApple writes files between pieces of the text, as they were dropped there, and a text
// of its own behind the last.
func writeApple(l mailtest.Letter) []byte {
	var b strings.Builder
	b.WriteString(headOf(l, `multipart/alternative; boundary="Apple-A"`) + "--Apple-A\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64Lines([]byte(lines(l.Text)), 76) +
		"--Apple-A\r\nContent-Type: multipart/mixed; boundary=\"Apple-M\"\r\n\r\n--Apple-M\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
		base64Lines([]byte("<html><body>"+strings.ReplaceAll(strings.TrimRight(l.Text, "\n"), "\n", "<br>")+"<br></body></html>"), 76))
	for _, a := range l.Attachments {
		fmt.Fprintf(&b, "--Apple-M\r\nContent-Disposition: inline;\r\n\tfilename*=utf-8''%s\r\nContent-Type: %s;\r\n\tx-unix-mode=0644;\r\n\tname=\"%s\"\r\nContent-Transfer-Encoding: base64\r\n\r\n%s"+
			"--Apple-M\r\nContent-Type: text/html; charset=us-ascii\r\nContent-Transfer-Encoding: 7bit\r\n\r\n<html><body><br></body></html>\r\n",
			strings.ReplaceAll(percent(a.Name), "+", "%20"), a.Type, mime.BEncoding.Encode("utf-8", a.Name), base64Lines(a.Content, 76))
	}
	return []byte(b.String() + "--Apple-M--\r\n--Apple-A--\r\n")
}

func percent(name string) string {
	var b strings.Builder
	for _, c := range []byte(name) {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '-' {
			b.WriteByte(c)
			continue
		}
		fmt.Fprintf(&b, "%%%02X", c)
	}
	return b.String()
}

// writeFoxmail writes names in GB 18030, raw bytes of it in one field.
func writeFoxmail(l mailtest.Letter) []byte {
	gb := func(text string) string {
		out, err := simplifiedchinese.GB18030.NewEncoder().String(text)
		if err != nil {
			return text
		}
		return out
	}
	var b strings.Builder
	b.WriteString(headOf(l, `multipart/mixed; boundary="----=_001_Fox"`) + "------=_001_Fox\r\nContent-Type: text/plain; charset=\"GB18030\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64Lines([]byte(gb(lines(l.Text))), 76))
	for _, a := range l.Attachments {
		fmt.Fprintf(&b, "------=_001_Fox\r\nContent-Type: application/octet-stream;\r\n\tname=\"%s\"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment;\r\n\tfilename=\"=?GB18030?B?%s?=\"\r\n\r\n%s",
			gb(a.Name), base64.StdEncoding.EncodeToString([]byte(gb(a.Name))), base64Lines(a.Content, 76))
	}
	return []byte(b.String() + "------=_001_Fox--\r\n")
}

// writeLark writes long lines of base64, and names in UTF-8 without any encoding.
func writeLark(l mailtest.Letter) []byte {
	var b strings.Builder
	b.WriteString(headOf(l, "multipart/mixed; boundary=lark") + "--lark\r\nContent-Type: multipart/alternative; boundary=alt\r\n\r\n--alt\r\nContent-Transfer-Encoding: base64\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n" + base64Lines([]byte(lines(l.Text)), 76) +
		"--alt\r\nContent-Transfer-Encoding: base64\r\nContent-Type: text/html; charset=UTF-8\r\n\r\n" + base64Lines([]byte("<div>"+strings.ReplaceAll(strings.TrimRight(l.Text, "\n"), "\n", "</div><div>")+"</div>"), 76) + "--alt--\r\n")
	for _, a := range l.Attachments {
		fmt.Fprintf(&b, "--lark\r\nContent-Disposition: attachment; filename=\"%s\"\r\nContent-Transfer-Encoding: base64\r\nContent-Type: %s; name=\"%[1]s\"\r\n\r\n%[3]s", a.Name, a.Type, base64Lines(a.Content, 72))
	}
	return []byte(b.String() + "--lark--\r\n")
}
