package mailtest

import (
	"fmt"
	"html"
	"strings"
	"time"
)

// The ways in which programs quote the mail they answer. Each function returns everything
// below the new text, beginning with the empty lines that separate the two.

func quoteGmail(l *Letter) string {
	return "\n" + gmailAttribution(l) + "\n\n" + prefixed(l.Answers.plain, "> ")
}

func gmailAttribution(l *Letter) string {
	q, date := l.Answers, l.quotedDate()
	if l.From.Chinese() {
		return fmt.Sprintf("%s <%s> 于%s%s %s写道：", q.From.Name, q.From.Address,
			date.Format("2006年1月2日"), "周"+weekday(date), date.Format("15:04"))
	}
	return fmt.Sprintf("On %s %s <%s> wrote:", date.Format("Mon, Jan 2, 2006 at 3:04 PM"), q.From.Name, q.From.Address)
}

func quoteGmailHTML(l *Letter) string {
	return `<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">` + html.EscapeString(gmailAttribution(l)) +
		`<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">` +
		l.Answers.html + "</blockquote></div>\n"
}

func quoteApple(l *Letter) string {
	return "\n" + appleAttribution(l) + "\n\n" + prefixed(l.Answers.plain, "> ")
}

func appleAttribution(l *Letter) string {
	q, date := l.Answers, l.quotedDate()
	if l.From.Chinese() {
		return fmt.Sprintf("%s，%s <%s> 写道：", date.Format("2006年1月2日 15:04"), q.From.Name, q.From.Address)
	}
	return fmt.Sprintf("On %s, %s <%s> wrote:", date.Format("2 Jan 2006, at 15:04"), q.From.Name, q.From.Address)
}

func quoteAppleHTML(l *Letter) string {
	return `<br id="lineBreakAtBeginningOfMessage"><div><br><blockquote type="cite"><div>` + html.EscapeString(appleAttribution(l)) +
		`</div><br class="Apple-interchange-newline"><div>` + l.Answers.html + "</div></blockquote></div>\n"
}

func quoteThunderbird(l *Letter) string {
	q, date := l.Answers, l.quotedDate()
	if l.From.Chinese() {
		return fmt.Sprintf("\n在 %s, %s 写道:\n", date.Format("2006/1/2 15:04"), q.From.Name) + prefixed(q.plain, "> ")
	}
	return fmt.Sprintf("\nOn %s, %s wrote:\n", date.Format("02/01/2006 15:04"), q.From.Name) + prefixed(q.plain, "> ")
}

// quoteThunderbirdHTML is the quotation as HTML, for an answer to that answer.
func quoteThunderbirdHTML(l *Letter) string {
	return "<pre>" + html.EscapeString(quoteThunderbird(l)) + "</pre>\n"
}

// block returns the header of a quoted mail as labels and values.
func (l *Letter) block(labels [5]string, date string, address func(Person) string, join string) [][2]string {
	q := l.Answers
	list := func(people []Person) string {
		texts := make([]string, len(people))
		for i, p := range people {
			texts[i] = address(p)
		}
		return strings.Join(texts, join)
	}
	rows := [][2]string{{labels[0], address(q.From)}, {labels[1], date}, {labels[2], list(q.To)}}
	if len(q.Cc) > 0 {
		rows = append(rows, [2]string{labels[3], list(q.Cc)})
	}
	return append(rows, [2]string{labels[4], q.Subject})
}

func (l *Letter) outlookBlock() [][2]string {
	date := l.quotedDate()
	if l.From.Chinese() {
		return l.block([5]string{"发件人: ", "发送时间: ", "收件人: ", "抄送: ", "主题: "}, date.Format("2006年1月2日 15:04"), Person.full, "; ")
	}
	return l.block([5]string{"From: ", "Sent: ", "To: ", "Cc: ", "Subject: "}, date.Format("Monday, January 2, 2006 3:04 PM"), Person.full, "; ")
}

func quoteOutlook(l *Letter) string {
	return "\n________________________________\n" + rows(l.outlookBlock()) + "\n" + l.Answers.plain
}

func quoteOutlookHTML(l *Letter) string {
	var b strings.Builder
	b.WriteString(`<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal">`)
	for i, row := range l.outlookBlock() {
		if i > 0 {
			b.WriteString("<br>\n")
		}
		fmt.Fprintf(&b, `<b><span lang="EN-US">%s</span></b><span lang="EN-US">%s</span>`, row[0], html.EscapeString(row[1]))
	}
	b.WriteString("<o:p></o:p></p></div></div>\n<p class=\"MsoNormal\"><o:p>&nbsp;</o:p></p>\n")
	return b.String() + l.Answers.html
}

func (l *Letter) qqBlock() [][2]string {
	date := l.quotedDate()
	half := "上午"
	if date.Hour() >= 12 {
		half = "下午"
	}
	written := date.Format("2006年1月2日") + "(星期" + weekday(date) + ") " + half + date.Format("3:04")
	return l.block([5]string{"发件人: ", "发送时间: ", "收件人: ", "抄送: ", "主题: "}, written, Person.quotedFull, " ")
}

func quoteQQ(l *Letter) string {
	return "\n\n------------------ 原始邮件 ------------------\n" + rows(l.qqBlock()) + "\n\n" + l.Answers.plain
}

func quoteQQHTML(l *Letter) string {
	var b strings.Builder
	b.WriteString(`<div><br></div><div style="font-size: 12px;font-family: Arial Narrow;padding:2px 0 2px 0;">------------------&nbsp;原始邮件&nbsp;------------------</div><div style="font-size: 12px;background:#efefef;padding:8px;">`)
	for _, row := range l.qqBlock() {
		fmt.Fprintf(&b, "<div><b>%s</b>&nbsp;%s<wbr></div>", strings.TrimSpace(row[0]), html.EscapeString(row[1]))
	}
	b.WriteString("</div><div><br></div>\n")
	return b.String() + l.Answers.html
}

func (l *Letter) foxmailBlock() [][2]string {
	return l.block([5]string{"发件人： ", "发送时间： ", "收件人： ", "抄送： ", "主题： "}, l.quotedDate().Format("2006-01-02 15:04"), Person.short, "; ")
}

func quoteFoxmail(l *Letter) string {
	return "\n\n\n" + rows(l.foxmailBlock()) + "\n" + l.Answers.plain
}

func quoteFoxmailHTML(l *Letter) string {
	var b strings.Builder
	b.WriteString(`<blockquote style="margin-Top: 0px; margin-Bottom: 0px; margin-Left: 0.5em"><div>&nbsp;</div><div style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm"><div style="PADDING-RIGHT: 8px; PADDING-LEFT: 8px; FONT-SIZE: 12px;FONT-FAMILY:tahoma;COLOR:#000000; BACKGROUND: #efefef; PADDING-BOTTOM: 8px; PADDING-TOP: 8px">`)
	for _, row := range l.foxmailBlock() {
		fmt.Fprintf(&b, "<div><b>%s</b>&nbsp;%s</div>", strings.TrimSpace(row[0]), html.EscapeString(row[1]))
	}
	b.WriteString("</div></div><div>")
	return b.String() + l.Answers.html + "</div></blockquote>\n"
}

func netEaseAttribution(l *Letter) string {
	q := l.Answers
	return fmt.Sprintf("在 %s，\"%s\" <%s> 写道：", l.quotedDate().Format("2006-01-02 15:04:05"), q.From.Name, q.From.Address)
}

func quoteNetEase(l *Letter) string {
	return "\n\n\n" + netEaseAttribution(l) + "\n\n" + prefixed(l.Answers.plain, ">")
}

func quoteNetEaseHTML(l *Letter) string {
	return `<p style="margin: 0;"><br></p><div style="position:relative;zoom:1"></div><p style="margin: 0;">` + html.EscapeString(netEaseAttribution(l)) +
		`</p><blockquote id="isReplyContent" style="PADDING-LEFT: 1ex; MARGIN: 0px 0px 0px 0.8ex; BORDER-LEFT: #ccc 1px solid">` +
		l.Answers.html + "</blockquote>\n"
}

// quotedDate returns the date of the quoted mail as the answering program shows it.
func (l *Letter) quotedDate() time.Time { return l.Answers.Date.In(l.Date.Location()) }

func (p Person) full() string       { return p.Name + " <" + p.Address + ">" }
func (p Person) quotedFull() string { return `"` + p.Name + `" <` + p.Address + ">;" }

func (p Person) short() string {
	if p.Name == "" {
		return p.Address
	}
	return p.Name
}

func rows(block [][2]string) string {
	var b strings.Builder
	for _, row := range block {
		b.WriteString(row[0] + row[1] + "\n")
	}
	return b.String()
}

// prefixed puts a mark before each line.
func prefixed(text, mark string) string {
	var b strings.Builder
	b.Grow(len(text) + len(text)/16)
	for line := range strings.Lines(text) {
		switch {
		case line == "\n":
			b.WriteString(strings.TrimRight(mark, " "))
		case line[0] == '>': // RFC 3676 section 4.5: no space within ">>"
			b.WriteByte('>')
		default:
			b.WriteString(mark)
		}
		b.WriteString(line)
	}
	return b.String()
}

func weekday(t time.Time) string {
	return string([]rune("日一二三四五六")[t.Weekday()])
}
