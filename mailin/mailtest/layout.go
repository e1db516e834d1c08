package mailtest

import (
	"html"
	"strings"
)

// wrap breaks lines between words so that none is longer than width bytes, as
// programs break plain text. A width of 0 leaves them alone, and so does text
// without spaces.
func wrap(text string, width int) string {
	if width == 0 {
		return text
	}
	var b strings.Builder
	b.Grow(len(text) + len(text)/32)
	for line := range strings.Lines(text) {
		for len(line) > width+1 {
			cut := strings.LastIndexByte(line[:width+1], ' ')
			if cut <= 0 {
				break
			}
			b.WriteString(line[:cut])
			b.WriteByte('\n')
			line = line[cut+1:]
		}
		b.WriteString(line)
	}
	return b.String()
}

// divs returns a <div> for each line.
func divs(text string) string { return elements(text, "<div>", "</div>", "<br>") }

// msoParagraphs returns lines as Word writes them for Outlook.
func msoParagraphs(text string) string {
	return elements(text, `<p class="MsoNormal"><span lang="EN-US" style="font-size:11.0pt;font-family:&quot;Calibri&quot;,sans-serif">`, "<o:p></o:p></span></p>", "&nbsp;")
}

func neteaseParagraphs(text string) string {
	return elements(text, `<p style="margin: 0;">`, "</p>", "<br>")
}

func elements(text, open, end, empty string) string {
	var b strings.Builder
	b.Grow(len(text) + strings.Count(text, "\n")*(len(open)+len(end)+1))
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		b.WriteString(open)
		if line == "" {
			b.WriteString(empty)
		} else {
			b.WriteString(html.EscapeString(line))
		}
		b.WriteString(end)
		b.WriteByte('\n')
	}
	return b.String()
}

// msoPage returns the document around a body, with the style sheet that is the larger
// half of every short mail from Outlook.
func msoPage(body string) string {
	return `<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">
<head><meta name="Generator" content="Microsoft Word 15 (filtered medium)">
<style><!--
` + msoStyle() + `--></style></head>
<body lang="EN-GB" link="#0563C1" vlink="#954F72" style="word-wrap:break-word"><div class="WordSection1">
` + body + "</div></body></html>\n"
}

func msoStyle() string {
	var b strings.Builder
	for _, face := range []string{"Cambria Math", "Calibri", "Tahoma", "SimSun", "DengXian"} {
		b.WriteString("@font-face {font-family:\"" + face + "\"; panose-1:2 4 5 3 5 4 6 3 2 4;}\n")
	}
	for _, name := range []string{"p.MsoNormal, li.MsoNormal, div.MsoNormal", "p.MsoPlainText, li.MsoPlainText, div.MsoPlainText", "span.EmailStyle17", "span.EmailStyle18", ".MsoChpDefault"} {
		b.WriteString(name + " {margin:0cm; margin-bottom:.0001pt; font-size:11.0pt; font-family:\"Calibri\",sans-serif; mso-fareast-language:EN-US;}\n")
	}
	b.WriteString("a:link, span.MsoHyperlink {color:#0563C1; text-decoration:underline;}\n@page WordSection1 {size:612.0pt 792.0pt; margin:72.0pt 72.0pt 72.0pt 72.0pt;}\ndiv.WordSection1 {page:WordSection1;}\n")
	return b.String()
}
