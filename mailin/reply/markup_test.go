package reply

import (
	"fmt"
	"strings"
	"testing"
)

// Input whose plain text does not show where the quotation begins, but whose HTML
// does.
func TestRead_theHTMLTellsWhatTheTextDoesNot(t *testing.T) {
	t.Parallel()
	const text = "On Friday.\n\nJane\n\n%sCan we go live?\nLi\n"
	for _, test := range []struct{ name, html, announce string }{
		{"Outlook on the web", `<div>On Friday.</div><div><br></div><div>Jane</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>Qhatu:</b> Li</div><div>Can we go live?</div><div>Li</div>`, "Qhatu: Li\n"},
		{"Outlook on the desktop", `<p>On Friday.</p><p>Jane</p><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p><b>Qhatu:</b> Li</p></div><p>Can we go live?</p><p>Li</p>`, "Qhatu: Li\n"},
		{"Yahoo", `<div>On Friday.</div><div>Jane</div><div class="ydp1yahoo_quoted"><div>Qhatu Li</div><div>Can we go live?<br>Li</div></div>`, "Qhatu Li\n"},
		{"Proton", `On Friday.<br>Jane<div class="protonmail_quote">Qhatu Li<br><blockquote type="cite">Can we go live?<br>Li</blockquote></div>`, "Qhatu Li\n"},
		{"Lark", `<div>On Friday.</div><div>Jane</div><div id="lark-mail-quote-1"><div class="adit-html-block">Qhatu Li</div><div>Can we go live?<br>Li</div></div>`, "Qhatu Li\n"},
		{"Thunderbird", `<p>On Friday.</p><p>Jane</p><div class="moz-cite-prefix">Qhatu Li</div><blockquote type="cite" cite="mid:1@x"><p>Can we go live?</p><p>Li</p></blockquote>`, "Qhatu Li\n"},
		{"NetEase", `<div>On Friday.</div><div>Jane</div><blockquote id="isReplyContent">Qhatu Li<br>Can we go live?<br>Li</blockquote>`, "Qhatu Li\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			plain := fmt.Sprintf(text, test.announce)
			got := Read(Input{Text: plain, HTML: test.html})
			if got.New != "On Friday.\n\nJane" || !strings.Contains(got.Quoted, "go live") {
				t.Errorf("new %q, quoted %q", got.New, got.Quoted)
			}
			if alone := Trim(plain); !strings.Contains(alone.New, "go live") {
				t.Error("the text alone shows it as well: this tests nothing")
			}
		})
	}
}

func TestRead_anAnswerBesideTheQuotationInItsContainer(t *testing.T) {
	t.Parallel()
	text := "Hi,\n\nOn Sun, Mar 1, 2026 at 10:00 AM Li Na <li@agency.example> wrote:\nWhen?\n\nOn Monday.\n\nWho pays?\n\nWe do.\n"
	html := `<div>Hi,</div><div class="gmail_quote"><div class="gmail_attr">On Sun, Mar 1, 2026 at 10:00 AM Li Na &lt;li@agency.example&gt; wrote:</div>` +
		`<blockquote class="gmail_quote">When?</blockquote><div>On Monday.</div><blockquote class="gmail_quote">Who pays?</blockquote><div>We do.</div></div>`
	got := Read(Input{Text: text, HTML: html})
	for _, want := range []string{"On Monday.", "We do.", "Who pays?"} {
		if !strings.Contains(got.New, want) {
			t.Errorf("%q is not in %q", want, got.New)
		}
	}
}

func TestRead_theSignatureThatTheHTMLSetsApart(t *testing.T) {
	t.Parallel()
	got := Read(Input{Text: "Fine.\n\nJane Smith\nHead of Everything\n", HTML: `<div>Fine.</div><div class="gmail_signature"><div>Jane Smith</div><div>Head of Everything</div></div>`})
	if got.New != "Fine." || !strings.Contains(got.Signature, "Head of Everything") {
		t.Errorf("%+v", got)
	}
	// Text written into the signature is still text.
	if got := Read(Input{Text: "Fine.\n", HTML: `<div class="gmail_signature">Fine.</div>`}); got.New != "Fine." {
		t.Errorf("%+v", got)
	}
}

// HTML that does not say what the text says decides nothing about it.
func TestRead_otherHTMLDecidesNothing(t *testing.T) {
	t.Parallel()
	text := "We do not agree.\nThe price is too high.\n"
	if got := Read(Input{Text: text, HTML: `<blockquote>Agreed.</blockquote><div class="yahoo_quoted">We agree to everything, at once and for ever.</div>`}); got.New != strings.TrimSpace(text) {
		t.Errorf("%+v", got)
	}
	if got := Read(Input{Text: text, HTML: `<blockquote style="margin:0 0 0 40px;border:none;padding:0px">We do not agree.<br>The price is too high.</blockquote>`}); got.New != strings.TrimSpace(text) {
		t.Errorf("indented: %+v", got)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("On Friday.\n\nLi\nCan we?\n", `<p>On Friday.</p><blockquote>Can we?</blockquote>`, "Re: x", "Can we go live?\nLi")
	f.Add("a\nb", `<div id=divRplyFwdMsg>b</div><hr>`, "Fwd: x", "b")
	f.Add("a\n> b\nc", `<div class=gmail_signature>c<blockquote>b`, "", "")
	f.Fuzz(func(t *testing.T, text, html, subject, before string) {
		got := Read(Input{Text: text, HTML: html, Subject: subject, Before: []string{before}})
		if lost := missing(text, got); lost != "" {
			t.Fatalf("%q is lost: %+v", lost, got)
		}
	})
}

func BenchmarkRead_HTML(b *testing.B) {
	var text, html strings.Builder
	for i := range 60 {
		fmt.Fprintf(&text, "We looked at the shop again, and this is finding %d of them.\n\n", i)
		fmt.Fprintf(&html, "<div style=\"font-size:12pt\">We looked at the shop again, and this is finding %d of them.</div><div><br></div>", i)
	}
	mail := Input{Text: text.String() + "\nOn Sun, Mar 1, 2026 at 10:00 AM Li Na <li@agency.example> wrote:\n" + text.String(),
		HTML: html.String() + `<div class="gmail_quote"><div class="gmail_attr">On Sun, Mar 1, 2026 at 10:00 AM Li Na &lt;li@agency.example&gt; wrote:</div><blockquote>` + html.String() + "</blockquote></div>"}
	b.SetBytes(int64(len(mail.HTML)))
	b.ReportAllocs()
	for b.Loop() {
		Read(mail)
	}
}
