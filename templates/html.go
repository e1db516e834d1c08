package templates

import (
	"fmt"
	"html"
	"strconv"
	"strings"
)

// frameWidth is that of the sheet a mail is written on, and inside of its
// padding, in pixels.
const (
	frameWidth = 600
	innerWidth = 520
)

// The look of a mail. Each style stands on the element itself, for many programs
// leave out style sheets; the classes are for those that do not.
const (
	latinFonts   = `'Segoe UI',Roboto,Helvetica,Arial,'Liberation Sans','DejaVu Sans'`
	chineseFonts = `'PingFang SC','Hiragino Sans GB','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC'`
	ink          = "color:#1f2a37;"
	muted        = "color:#5b6776;"
	wrap         = "word-break:break-word;overflow-wrap:anywhere;"
	bodyText     = ink + wrap + "font-size:16px;line-height:1.7;"
	smallText    = muted + wrap + "font-size:13px;line-height:1.7;"
)

// fontFamily returns the style of the fonts of a language. Those of the language come
// first: quotation marks are the same characters in both, and take their width from
// the font.
func fontFamily(language string) string {
	first, second := latinFonts, chineseFonts
	if language == Chinese {
		first, second = second, first
	}
	return "font-family:-apple-system,BlinkMacSystemFont," + first + "," + second + ",sans-serif;"
}

// styleSheet holds what cannot be said on an element: dark mode, and the padding
// of a phone.
const styleSheet = `:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (max-width:480px){.sheet{padding:28px 20px 24px!important}.foot{padding:16px 20px 28px!important}.h1{font-size:22px!important}}
@media (prefers-color-scheme:dark){
.page{background:#14181d!important}
.sheet{background:#1c2229!important;border-color:#2e3742!important}
.sheet,.sheet td,.h1,.h3{color:#e4e8ec!important}
.h2{color:#9dc1e6!important;border-color:#2e3742!important}
.muted,.sheet td.muted,.sheet th,.foot,.foot td{color:#9aa7b4!important}
.line{border-color:#2e3742!important}
.box{background:#242c35!important;border-color:#3f6a96!important}
.link{color:#8fbdf0!important}
.good{background:#173d26!important;color:#9be0b1!important}
.warning{background:#46350d!important;color:#f5d489!important}
.bad{background:#4a1d1d!important;color:#f7b4ae!important}
.neutral{background:#2f3944!important;color:#cfd7df!important}
}`

// tones are the colours of labels, which also say in words what they mean.
func tone(name string) (class, style string) {
	switch name {
	case "good":
		return name, "background:#e3f3e8;color:#17592e;"
	case "warning":
		return name, "background:#fcf0d2;color:#7a4d00;"
	case "bad":
		return name, "background:#fbe3e1;color:#9b1c1c;"
	}
	return "neutral", "background:#e9edf1;color:#3c4856;"
}

// htmlWriter writes a document as the HTML of a mail.
type htmlWriter struct {
	strings.Builder
	fonts string // the style that names them
	small bool   // below the last rule
}

// writeHTML returns a whole page. The preview is what lists of mail show behind the
// subject.
func writeHTML(d document, language, subject, preview string) string {
	w := &htmlWriter{fonts: fontFamily(language)}
	body, foot := d.cut()
	w.WriteString("<!DOCTYPE html>\n<html lang=\"" + html.EscapeString(language) + "\">\n<head>\n" +
		"<meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\">\n" +
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n" +
		"<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"supported-color-schemes\" content=\"light dark\">\n" +
		"<meta name=\"format-detection\" content=\"telephone=no, date=no, address=no, email=no\">\n" +
		"<title>" + html.EscapeString(subject) + "</title>\n<style>\n" + styleSheet + "\n</style>\n</head>\n" +
		"<body class=\"page\" style=\"margin:0;padding:0;background:#f3f4f6;-webkit-text-size-adjust:100%;\">\n")
	if preview != "" {
		// The spaces keep what follows out of the list.
		w.WriteString("<div style=\"display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;mso-hide:all;\">" +
			html.EscapeString(preview) + strings.Repeat("&nbsp;&zwnj;", 40) + "</div>\n")
	}
	w.WriteString("<table role=\"presentation\" class=\"page\" lang=\"" + html.EscapeString(language) + "\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"width:100%;background:#f3f4f6;\">\n" +
		"<tr><td align=\"center\" style=\"padding:24px 0;\">\n")
	fmt.Fprintf(w, "<!--[if mso]><table role=\"presentation\" width=\"%d\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\"><tr><td><![endif]-->\n", frameWidth)
	fmt.Fprintf(w, "<table role=\"presentation\" width=\"100%%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"width:100%%;max-width:%dpx;margin:0 auto;table-layout:fixed;\">\n", frameWidth)
	w.WriteString("<tr><td class=\"sheet\" align=\"left\" style=\"background:#ffffff;border:1px solid #e3e6ea;border-radius:6px;padding:40px 39px 36px;" + w.fonts + bodyText + "\">\n")
	w.blocks(body)
	w.WriteString("</td></tr>\n")
	if len(foot) > 0 {
		w.small = true
		w.WriteString("<tr><td class=\"foot\" align=\"left\" style=\"padding:20px 40px 32px;" + w.fonts + smallText + "\">\n")
		w.blocks(foot)
		w.WriteString("</td></tr>\n")
	}
	w.WriteString("</table>\n<!--[if mso]></td></tr></table><![endif]-->\n</td></tr>\n</table>\n</body>\n</html>\n")
	return w.String()
}

// cut returns what stands before and after the last rule.
func (d document) cut() (body, foot []block) {
	for i := len(d) - 1; i >= 0; i-- {
		if d[i].kind == rule {
			return d[:i], d[i+1:]
		}
	}
	return d, nil
}

func (w *htmlWriter) blocks(blocks []block) {
	headed := false // since the beginning, or a rule: what stands above a title there goes with it
	for i := range blocks {
		headed = blocks[i].kind == heading || headed && blocks[i].kind != rule
		above := !headed && i+1 < len(blocks) && blocks[i+1].kind == heading && blocks[i+1].level == 1
		w.block(&blocks[i], i == 0, i == len(blocks)-1, above)
	}
}

// block writes one block. Only the margins know what stands around it; a
// paragraph above the title names the project.
func (w *htmlWriter) block(b *block, first, last, aboveTitle bool) {
	margin := "0 0 16px"
	if last {
		margin = "0"
	}
	switch b.kind {
	case heading:
		w.heading(b, first)
	case paragraph:
		style, class := "margin:"+margin+";", ""
		switch {
		case w.small:
			style = "margin:0 0 6px;"
		case b.state:
			style = "margin:0 0 8px;font-size:16px;"
		case aboveTitle:
			style, class = "margin:0 0 4px;font-size:14px;"+muted, "muted"
		case b.isImage():
			style = "margin:20px 0;"
		}
		w.open("p", class, style)
		w.spans(b.spans)
		w.WriteString("</p>\n")
	case list:
		w.list(b, margin)
	case quote:
		w.box(margin, func() { w.blocks(b.blocks) })
	case code:
		w.box(margin, func() { w.lines(b.code) })
	case table:
		w.table(b)
	case rule:
		w.WriteString("<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\"><tr><td class=\"line\" height=\"1\" style=\"border-top:1px solid #dfe3e8;font-size:0;line-height:0;height:32px;\">&nbsp;</td></tr></table>\n")
	}
}

func (w *htmlWriter) heading(b *block, first bool) {
	switch b.level {
	case 1:
		w.open("h1", "h1", "margin:0 0 20px;font-size:25px;line-height:1.35;font-weight:600;"+ink)
	case 2:
		top := "32px"
		if first {
			top = "0"
		}
		w.open("h2", "h2", "margin:"+top+" 0 10px;font-size:17px;line-height:1.5;font-weight:600;color:#1c4f82;")
	default:
		w.open("h3", "h3", "margin:20px 0 6px;font-size:16px;line-height:1.5;font-weight:600;"+ink)
	}
	w.spans(b.spans)
	w.WriteString("</h" + strconv.Itoa(min(b.level, 3)) + ">\n")
}

func (w *htmlWriter) list(b *block, margin string) {
	tag, start := "ul", ""
	if b.start > 0 {
		tag, start = "ol", " start=\""+strconv.Itoa(b.start)+"\""
	}
	w.WriteString("<" + tag + start + " style=\"margin:" + margin + ";padding:0 0 0 22px;\">\n")
	numbers := b.numbers()
	for i, it := range b.blocks {
		below, value := "6px", ""
		if b.start > 0 && numbers[i] != b.start+i {
			value = " value=\"" + strconv.Itoa(numbers[i]) + "\""
		}
		if i == len(b.blocks)-1 {
			below = "0"
		}
		w.WriteString("<li" + value + " style=\"margin:0 0 " + below + ";padding:0 0 0 2px;\">")
		for j := range it.blocks {
			inner := &it.blocks[j]
			if inner.kind == paragraph && (b.compact || j == 0) {
				w.spans(inner.spans)
				continue
			}
			w.block(inner, true, true, false)
		}
		w.WriteString("</li>\n")
	}
	w.WriteString("</" + tag + ">\n")
}

// box sets off what it holds.
func (w *htmlWriter) box(margin string, content func()) {
	w.WriteString("<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"width:100%;table-layout:fixed;margin:" + margin + ";\">" +
		"<tr><td class=\"box\" style=\"background:#f4f7fa;border-left:3px solid #7fa3c7;padding:14px 18px;" + w.fonts + bodyText + "font-size:15px;\">\n")
	content()
	w.WriteString("</td></tr></table>\n")
}

// lines writes lines as they are. Programs for mail know no white-space style, so
// that ends of lines and indents are written out.
func (w *htmlWriter) lines(code string) {
	for i, line := range strings.Split(code, "\n") {
		if i > 0 {
			w.WriteString("<br>\n")
		}
		text := strings.TrimLeft(line, " ")
		w.WriteString(strings.Repeat("&nbsp;", len(line)-len(text)))
		w.WriteString(html.EscapeString(text))
	}
	w.WriteByte('\n')
}

// table writes a table of data. Its first column takes the room that the others
// leave, so that it fits a phone.
func (w *htmlWriter) table(b *block) {
	w.WriteString("<table width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"width:100%;border-collapse:collapse;margin:0 0 16px;\">\n")
	narrow := len(b.rows) > 0 && len(b.rows[0]) <= 3 // more columns fit a phone only if words may break
	for i, row := range b.rows {
		w.WriteString("<tr>")
		for j, c := range row {
			tag, class, style := "td", "line", "padding:9px 0 9px 12px;border-bottom:1px solid #e6e9ed;vertical-align:top;font-size:15px;line-height:1.55;"
			if i == 0 {
				tag, style = "th", "padding:4px 0 6px 12px;border-bottom:1px solid #c9d1da;vertical-align:bottom;font-size:13px;line-height:1.5;font-weight:400;"+muted
			}
			if j == 0 {
				style = strings.Replace(style, " 12px;border", " 0;border", 1)
			}
			if narrow && longest(c.spans) <= maxWord {
				style += "word-break:normal;overflow-wrap:break-word;"
			}
			align := "left"
			if c.right {
				align = "right"
			}
			w.WriteString("<" + tag + " align=\"" + align + "\" class=\"" + class + "\"")
			if i == 0 {
				w.WriteString(" scope=\"col\"")
			}
			w.WriteString(" style=\"" + style + "text-align:" + align + ";\">")
			for k, s := range c.spans {
				if s.tone != "" && k > 0 {
					w.WriteString("<br>")
				}
				w.short(s, j > 0 && narrow)
			}
			w.WriteString("</" + tag + ">")
		}
		w.WriteString("</tr>\n")
	}
	w.WriteString("</table>\n")
}

// maxWord is the longest word that makes a column wider, in columns of text. A
// longer one is broken, lest it push the table out of a phone.
const maxWord = 14

// longest returns the columns of the longest piece that is not broken.
func longest(spans []span) int {
	most := 0
	for _, s := range spans {
		for _, p := range appendPieces(nil, s) {
			most = max(most, columns(p.text))
		}
	}
	return most
}

// short writes a span of a table. What is short is never broken but in the first
// column: a date, a figure, a label.
func (w *htmlWriter) short(s span, keep bool) {
	const most = 16 // columns
	if keep = keep && s.image == nil && !s.hard && columns(s.text) <= most; keep {
		w.WriteString("<span style=\"white-space:nowrap;\">")
	}
	w.span(s)
	if keep {
		w.WriteString("</span>")
	}
}

func (w *htmlWriter) spans(spans []span) {
	for _, s := range spans {
		w.span(s)
	}
}

func (w *htmlWriter) span(s span) {
	switch {
	case s.hard:
		w.WriteString("<br>\n")
		return
	case s.image != nil:
		w.image(s)
		return
	}
	var closing []string
	start := func(tag, attributes string) {
		w.WriteString("<" + tag + attributes + ">")
		closing = append(closing, tag)
	}
	if s.href != "" {
		start("a", " class=\"link\" href=\""+html.EscapeString(s.href)+"\" style=\"color:#1c5fa8;text-decoration:underline;\"")
	}
	if s.tone != "" {
		class, colours := tone(s.tone)
		start("span", " class=\""+class+"\" style=\"display:inline-block;padding:1px 10px;border-radius:4px;font-size:14px;font-weight:600;line-height:1.6;"+colours+"\"")
	}
	if s.strong {
		start("strong", " style=\"font-weight:600;\"")
	}
	if s.em {
		start("em", "")
	}
	if s.strike {
		start("del", "")
	}
	if s.code {
		start("code", " style=\"font-family:Menlo,Consolas,monospace;font-size:0.92em;\"")
	}
	w.WriteString(html.EscapeString(s.text))
	for i := len(closing) - 1; i >= 0; i-- {
		w.WriteString("</" + closing[i] + ">")
	}
}

// image shows a picture by its Content-ID (RFC 2392). Its width is given twice:
// to programs that know no style, and to those of phones.
func (w *htmlWriter) image(s span) {
	width := innerWidth
	if s.image.Width > 0 {
		width = min(width, s.image.Width)
	}
	fmt.Fprintf(w, "<img class=\"muted\" src=\"cid:%s\" width=\"%d\" alt=\"%s\" style=\"display:block;width:100%%;max-width:%dpx;height:auto;border:0;border-radius:4px;%sfont-size:14px;line-height:1.6;\">",
		html.EscapeString(s.image.ContentID), width, html.EscapeString(s.text), width, muted)
}

func (w *htmlWriter) open(tag, class, style string) {
	w.WriteString("<" + tag)
	if class != "" {
		w.WriteString(" class=\"" + class + "\"")
	}
	w.WriteString(" style=\"" + style + "\">")
}
