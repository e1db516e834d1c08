package mailin

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"rapport/mailin/mailtest"
	"rapport/mailin/mime"
	"rapport/store"
)

// unseenWays hide %s from a reader, or cross it out.
func unseenWays() []string {
	return []string{
		`<s>%s</s>`, `<del>%s</del>`, `<strike>%s</strike>`, `<span style="text-decoration:line-through">%s</span>`, `<p style="text-decoration: underline line-through red">%s`, `<span style="text-decoration-line:line-through">%s</span>`,
		`<style>.weg{text-decoration:line-through}</style><span class="weg">%s</span>`, `<style>@media screen { span.x1 { text-decoration-line : line-through !important } }</style><span class="a x1">%s</span>`, `<table><tr><td style="text-decoration:line-through"><b>%s</b></td></tr></table>`,
		`<font color=white>%s</font>`, `<font color="#FFFFFF">%s</font>`, `<span style="color:#fefefe">%s</span>`, `<span style="color: rgb(255, 255, 255)">%s</span>`, `<span style="color:rgba(0,0,0,0)">%s</span>`, `<span style="color:transparent">%s</span>`, `<div style="background:#1c2229"><span style="color:#1d232a">%s</span></div>`,
		`<td bgcolor="#eeeeee"><font color="#eee">%s</font></td>`, `<style>.i{color:#fff}</style><div class=i>%s</div>`, `<div style="color:white"><p><i>%s</i></p></div>`, `<span style="-webkit-text-fill-color:transparent">%s</span>`,
		`<span style="font-size:1px">%s</span>`, `<span style="font-size:0">%s</span>`, `<span style="font-size: 0.1em">%s</span>`, `<span style="font:1px/1 Arial">%s</span>`, `<span style="font-size:1pt;">%s</span>`, `<span style="font-size:2%%">%s</span>`,
		`<div style="position:absolute;left:-9999px">%s</div>`, `<div style="position:fixed;top:-500em">%s</div>`, `<div style="text-indent:-9999px">%s</div>`, `<div style="margin-left:-3000px">%s</div>`, `<div style="transform:translateX(-9999px)">%s</div>`, `<div style="transform: scale(0)">%s</div>`,
		`<div style="height:0;overflow:hidden">%s</div>`, `<div style="max-height:0">%s</div>`, `<div style="width:1px;height:1px;overflow:hidden">%s</div>`, `<div style="clip:rect(0,0,0,0);position:absolute">%s</div>`, `<div style="clip: rect(1px 1px 1px 1px)">%s</div>`, `<div style="clip-path:inset(100%%)">%s</div>`,
		`<div style="display:none">%s</div>`, `<div style="visibility:hidden">%s</div>`, `<div style="opacity:0">%s</div>`, `<div style="opacity:.01">%s</div>`, `<div hidden>%s</div>`, `<div aria-hidden="true">%s</div>`, `<p style="mso-hide:all">%s</p>`, `<div style="letter-spacing:-2em">%s</div>`,
		`<style>/* x */ #n { display : none }</style><div id="n">%s</div>`, `<style><!-- .a, .b { visibility:hidden } --></style><b class="b">%s</b>`, `<style>div.q p { opacity:0 }</style><div class=q><p>%s</p></div>`, `<style>body { margin: 0 } p { font-size: 1px }</style><p>%s</p>`,
	}
}

func twoParts(text, html string) string {
	return "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\n\n" + text + "\n\n--b\nContent-Type: text/html; charset=utf-8\n\n" + html + "\n\n--b--\n"
}

func readMail(body string) *store.Message {
	raw := "From: Wang Wei <wang@client.example>\nTo: log@agency.example\nSubject: Re: Minutes\nDate: Mon, 9 Mar 2026 10:00:00 +0800\nMessage-ID: <1@client.example>\nMIME-Version: 1.0\n" + body
	return Read([]byte(strings.ReplaceAll(raw, "\n", "\r\n")), time.Now(), mime.DefaultLimits(), nil)
}

func TestRead_unseenWordsAreFound(t *testing.T) {
	t.Parallel()
	for _, way := range unseenWays() {
		for _, words := range [][2]string{{"Confirmed", "but not item three"}, {"确认", "第三条除外"}} {
			for name, body := range map[string]string{
				"the answer":              twoParts(words[0], fmt.Sprintf(way, words[0])),
				"a condition":             twoParts(words[0], "<div>"+words[0]+"</div>"+fmt.Sprintf(way, words[1])),
				"the answer, HTML alone":  "Content-Type: text/html; charset=utf-8\n\n<p>Hello</p>" + fmt.Sprintf(way, words[0]),
				"a condition, HTML alone": "Content-Type: text/html; charset=utf-8\n\n<p>" + words[0] + "</p>" + fmt.Sprintf(way, words[1]),
				"above a quotation":       "Content-Type: text/html; charset=utf-8\n\n<p>" + words[0] + "</p>" + fmt.Sprintf(way, words[1]) + "<blockquote type=cite>On Monday Li Na wrote: All well with the minutes</blockquote>",
			} {
				if m := readMail(body); m.Beside == "" {
					t.Errorf("%s in %s: nothing is found", name, way)
				}
			}
		}
	}
}

// What programs write by themselves, and what is hidden in what they quote, is nobody's word.
func TestRead_ordinaryMailHidesNothing(t *testing.T) {
	t.Parallel()
	quoted := `<div style="display:none;max-height:0;overflow:hidden;opacity:0;mso-hide:all;">Please reply by Wednesday: confirmed&nbsp;&zwnj;</div><h1>Third weekly meeting</h1><p>The home page is dark blue, and the launch is on <del>10</del> 17 April.</p>`
	for name, body := range map[string]string{
		"Gmail":                 twoParts("Confirmed\n\nOn Mon, Mar 9, 2026 at 10:00 AM Li Na <log@agency.example> wrote:\n\n> Third weekly meeting\n> The home page is dark blue, and the launch is on 17 April.", `<div dir="ltr">Confirmed</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon, Mar 9, 2026 at 10:00 AM Li Na wrote:<br></div><blockquote class="gmail_quote">`+quoted+`</blockquote></div>`),
		"Outlook":               "Content-Type: text/html; charset=utf-8\n\n<html><head><style><!-- p.MsoNormal, li.MsoNormal {margin:0cm;font-size:11.0pt} span.EmailStyle17 {color:windowtext} .MsoChpDefault {font-size:10pt} @page WordSection1 {size:612pt 792pt} --></style></head><body><div class=WordSection1><p class=MsoNormal><span style='color:#1F497D'>Confirmed<o:p></o:p></span></p><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal><b>From:</b> Li Na &lt;log@agency.example&gt;<br><b>Sent:</b> Monday, March 9, 2026 10:00<br><b>To:</b> Wang Wei<br><b>Subject:</b> Minutes<o:p></o:p></p></div>" + quoted + "</div></body></html>",
		"Outlook on the web":    "Content-Type: text/html; charset=utf-8\n\n<style>P {margin-top:0;margin-bottom:0;}</style><div style=\"font-size:12pt;color:rgb(0,0,0)\">Confirmed</div><div id=\"appendonsend\"></div><hr style=\"display:inline-block;width:98%\"><div id=\"divRplyFwdMsg\"><b>From:</b> Li Na<br></div>" + quoted,
		"Apple Mail":            twoParts("确认\n\n> 2026年3月9日 10:00，李娜 <log@agency.example> 写道：\n> \n> Third weekly meeting", `<html><body style="overflow-wrap: break-word; -webkit-nbsp-mode: space;">确认<br id="lineBreakAtBeginningOfMessage"><div><br><blockquote type="cite"><div>2026年3月9日 10:00，李娜 写道：</div>`+quoted+`</blockquote></div></body></html>`),
		"QQ":                    "Content-Type: text/html; charset=utf-8\n\n<div class=\"qmbox\"><style>.qmbox style, .qmbox script, .qmbox head { display: none !important; }</style><div>确认</div><div><br></div><div style=\"font-size: 12px;font-family: Arial Narrow;padding:2px 0 2px 0;\">------------------&nbsp;原始邮件&nbsp;------------------</div><div style=\"font-size: 12px;background:#efefef;padding:8px;\"><div><b>发件人:</b>&nbsp;\"李娜\" &lt;log@agency.example&gt;;</div></div>" + quoted + "</div>",
		"Foxmail":               "Content-Type: text/html; charset=utf-8\n\n<style>body { line-height: 1.5; }blockquote { margin-top: 0px; margin-bottom: 0px; margin-left: 0.5em; }</style><div>确认</div><hr style=\"width: 210px; height: 1px;\" color=\"#b5c4df\" size=\"1\" align=\"left\"><blockquote style=\"margin-Top: 0px;\"><div style=\"border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm\">发件人： 李娜</div>" + quoted + "</blockquote>",
		"a dark signature":      "Content-Type: text/html; charset=utf-8\n\n<p>Confirmed</p><table bgcolor=\"#003366\"><tr><td><font color=white>Wang Wei, Client Ltd</font></td></tr></table>",
		"a picture that counts": "Content-Type: text/html; charset=utf-8\n\n<p>Confirmed</p><img src=\"https://t.example/x.gif\" width=1 height=1 style=\"display:none\"><div style=\"display:none\">&nbsp;</div><span style=\"font-size:1px;color:white\">[A1B2-C3D4]</span>",
		"blank lines":           "Content-Type: text/html; charset=utf-8\n\n<p>Confirmed</p><p style=\"font-size:1px;line-height:1px\">&nbsp;</p><div style=\"height:0;overflow:hidden\"></div>",
		"a small disclaimer":    "Content-Type: text/html; charset=utf-8\n\n<p>Confirmed</p><p style=\"font-size:6.5pt;color:gray\">This email is confidential.</p>",
		"links and entities":    twoParts("Confirmed, see https://x.example/a", "<p>Confirmed, see <a href=\"https://x.example/a\" style=\"text-decoration:none;color:#0563c1\">https://x.example/a</a></p>"),
		"bold and bullets":      twoParts("*Confirmed*\n\n   - one\n   - two", "<b>Confirmed</b><ul><li>one</li><li>two</li></ul>"),
		"a background picture":  "Content-Type: text/html; charset=utf-8\n\n<div style=\"background:url(cid:1) #fff\"><span style=\"color:white\">Confirmed</span></div>",
		"white on a class":      "Content-Type: text/html; charset=utf-8\n\n<style>.b{background-color:#036}</style><div class=b><span style=\"color:#fff\">Confirmed</span></div>",
		"dark mode":             "Content-Type: text/html; charset=utf-8\n\n<style>@media (prefers-color-scheme: dark) { .d { color: #fff } }</style><p class=x>Confirmed</p>",
	} {
		if m := readMail(body); m.Beside != "" {
			t.Errorf("%s: own %q, beside %q, quoted %q", name, m.OwnText, m.Beside, m.Quoted)
		}
	}
}

func TestRead_textAndHTMLThatContradict(t *testing.T) {
	t.Parallel()
	history := "\n\nOn Mon, 9 Mar 2026 at 10:00, Li Na <log@agency.example> wrote:\n\n> " + strings.ReplaceAll(shownText["en"], "\n", "\n> ")
	page := `<br><div class="gmail_quote"><div class="gmail_attr">On Mon, 9 Mar 2026 at 10:00, Li Na &lt;log@agency.example&gt; wrote:</div><blockquote class="gmail_quote">` + strings.ReplaceAll(shownText["en"], "\n", "<br>") + "</blockquote></div>"
	for _, pair := range [][2]string{{"Confirmed", "No, we do not agree at all. Remove item 3."}, {"Confirmed", "Not confirmed"}, {"Confirmed", "Confirmed, except the price"}, {"No", "Confirmed"}, {"确认", "不同意"}, {"确认", "确认，价格除外"}, {"同意", "不，同意不了"}, {"OK", "Please call me"}} {
		for name, body := range map[string]string{"alone": twoParts(pair[0], "<p>"+pair[1]+"</p>"), "above a history": twoParts(pair[0]+history, "<p>"+pair[1]+"</p>"+page)} {
			m := readMail(body)
			if m.Beside == "" || !strings.Contains(m.OwnText+m.Beside, pair[0]) || !strings.Contains(m.OwnText+m.Beside, pair[1]) {
				t.Errorf("%q and %q, %s: %q, %q", pair[0], pair[1], name, m.OwnText, m.Beside)
			}
		}
	}
	if m := readMail(twoParts("Confirmed"+history, "<p>Confirmed</p>"+page)); m.Beside != "" {
		t.Errorf("the same: %q", m.Beside)
	}
}

// What is not seen, or contradicted, confirms nothing, and the PM reads both; a plain yes of
// every program still counts.
func TestRead_aDoubtfulAnswerIsAPersonsMatter(t *testing.T) {
	t.Parallel()
	a := newAgency(t)
	target := a.asks(goodToken, store.PurposeAgain, time.Now().Add(24*time.Hour))
	bodies := []string{twoParts("confirmed", "<p>No, never.</p>"), twoParts("确认", "<p>不同意</p>"), twoParts("confirmed", "<p>confirmed</p><p style='color:white'>but not item three</p>")}
	for _, way := range unseenWays()[:9] {
		bodies = append(bodies, twoParts("confirmed", fmt.Sprintf(way, "confirmed")), "Content-Type: text/html; charset=utf-8\n\n"+fmt.Sprintf(way, "确认"))
	}
	for _, body := range bodies {
		a.number++
		mail := a.answer(replyTo(goodToken), "Content-Type: text/plain; charset=utf-8\n\nconfirmed\n", body)
		if got := a.arrives(target, mail); got == store.ConfirmerConfirmed {
			t.Fatalf("it is confirmed by %s", body)
		}
	}
	if told := a.tells(store.ReceiptComment); told != len(bodies) {
		t.Errorf("the PM reads %d of %d", told, len(bodies))
	}
	voices, err := a.store.Confirmers(t.Context(), target)
	if err != nil || !strings.Contains(voices[0].Words, "[struck out]") {
		t.Errorf("the PM reads %q, %v", voices[0].Words, err)
	}
	for i, program := range mailtest.Programs() {
		target := a.asks(nthToken(700+i), store.PurposeAgain, time.Now().Add(24*time.Hour))
		if got := a.arrives(target, quotes(program, nthToken(700+i), "Confirmed", shownText["en"], false)); got != store.ConfirmerConfirmed {
			t.Errorf("%s: %s", program, got)
		}
	}
}
