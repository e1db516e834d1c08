package body

import (
	"slices"
	"strings"
	"testing"
)

func TestHTMLText_showsWhatAPersonSees(t *testing.T) {
	for _, test := range []struct{ name, source, want string }{
		{"plain words", "Hello", "Hello"},
		{"nothing", "", ""},
		{"white space is folded", "  The \n\t plan  <b> for</b> May ", "The plan for May"},
		{"an inline element splits no word", "sche<b>dule</b>", "schedule"},
		{"paragraphs", "<p>one</p><p>two</p>", "one\n\ntwo"},
		{"paragraphs that are not closed", "<p>one<p>two", "one\n\ntwo"},
		{"line breaks", "one<br>two<br/>three", "one\ntwo\nthree"},
		{"an empty line of breaks", "one<br><br>two", "one\n\ntwo"},
		{"many breaks become two empty lines", "one" + strings.Repeat("<br>", 20) + "two", "one\n\n\ntwo"},
		{"divisions are lines", "<div>one</div><div>two</div>", "one\ntwo"},
		{"divisions in divisions add no lines", "<div><div>one</div></div><div><div>two</div></div>", "one\ntwo"},
		{"a heading stands apart", "<h1>Plan</h1>May", "Plan\n\nMay"},
		{"a rule is drawn", "one<hr>two", "one\n----------------------------------------\ntwo"},
		{"a list", "<ul><li>one</li><li>two</li></ul>", "- one\n- two"},
		{"a list whose items are not closed", "<ul><li>one<li>two</ul>end", "- one\n- two\n\nend"},
		{"a table is in lines", "<table><tr><td>Item</td><td>Days</td></tr><tr><td>Pump</td><td>3</td></tr></table>", "Item Days\nPump 3"},
		{"preformatted text keeps its spaces", "<pre>a  b\n  c</pre>", "a  b\n  c"},
		{"a quotation", "Yes.<blockquote>Can you?</blockquote>", "Yes.\n\n> Can you?"},
		{"a quotation in a quotation", "<blockquote>one<blockquote>two</blockquote></blockquote>three", "> one\n>\n>> two\n\nthree"},
		{"lines of a quotation", "<blockquote>one<br>two</blockquote>", "> one\n> two"},
		{"entities", "a&amp;b &lt;c&gt; &copy; &#20013;&#x6587;", "a&b <c> © 中文"},
		{"an entity without semicolon", "a&amp b", "a& b"},
		{"an unknown entity stays", "a&madeup;b", "a&madeup;b"},
		{"a space that does not break is a space", "a&nbsp;&nbsp;b", "a b"},
		{"a script is dropped", "a<script>if (1<2) alert('x')</script>b", "ab"},
		{"a style is dropped", "<style>p { color: red }</style>a", "a"},
		{"the head is dropped", "<html><head><title>Mail</title></head><body>a</body></html>", "a"},
		{"a head that ends where the body begins", "<html><head><title>Mail</title><body>a</body></html>", "a"},
		{"a head that ends where text of the body begins", "<head><meta charset=utf-8><p>a</p>", "a"},
		{"what stands in a frame is dropped", "a<iframe src=x><p>b</p></iframe>c", "ac"},
		{"a comment is dropped", "a<!-- b <p> c -->d", "ad"},
		{"a conditional comment is dropped", "a<!--[if mso]><p>b</p><![endif]-->c", "ac"},
		{"what a program shows that knows no conditions stays", "a<![if !mso]>b<![endif]>c", "abc"},
		{"a comment that does not end", "a<!-- b", "a"},
		{"a script that does not end", "a<script>b", "a"},
		{"a tag that does not end", "a<p b", "a"},
		{"an end without a start", "a</div></p></blockquote>b", "a\n\nb"},
		{"ends in the wrong order", "<b>a<i>b</b>c</i>", "abc"},
		{"a quotation that is not closed", "<blockquote>a<p>b", "> a\n>\n> b"},
		{"a lone bracket", "1 < 2", "1 < 2"},
		{"Chinese", "<p>请查收</p>", "请查收"},
		{"a picture shows its description", `<img src="cid:1" alt="Logo">`, "[Logo]"},
		{"a picture without one shows nothing", `a<img src="cid:1">b`, "ab"},
		{"a mark that turns the direction of text goes", "a\u202Eb&#x202E;c", "abc"},
		{"a control goes", "a\x00\x07b", "ab"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := HTMLText(test.source, 1<<20); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

func TestHTMLText_linksShowWhereTheyLead(t *testing.T) {
	for _, test := range []struct{ name, source, want string }{
		{"behind words", `<a href="https://team.example/plan">the plan</a>, please`, "the plan <https://team.example/plan>, please"},
		{"behind words that promise another place", `<a href="https://evil.example/">https://bank.example</a>`, "https://bank.example <https://evil.example/>"},
		{"not twice", `<a href="https://team.example/plan">https://team.example/plan</a>`, "https://team.example/plan"},
		{"not twice without the scheme", `<a href="https://team.example/">team.example</a>`, "team.example"},
		{"not for an address", `<a href="mailto:wang@client.example">wang@client.example</a>`, "wang@client.example"},
		{"not for a script", `<a href="javascript:alert(1)">here</a>`, "here"},
		{"not behind a picture alone", `<a href="https://team.example"><img alt="Logo"></a>`, "[Logo]"},
		{"not where there is nothing to see", `<a href="https://team.example"></a>`, ""},
		{"not beyond 500 bytes", `<a href="https://team.example/` + strings.Repeat("x", 500) + `">here</a>`, "here"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := HTMLText(test.source, 1<<20); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

func TestHTMLText_leavesOutHiddenTextAndSaysSo(t *testing.T) {
	said := []string{"the HTML holds hidden text, which is left out"}
	for _, test := range []struct {
		name, source, want string
		defects            []string
	}{
		{"not displayed", `a<span style="display: none">b</span>c`, "ac", said},
		{"in capital letters", `a<span STYLE="DISPLAY:NONE">b</span>c`, "ac", said},
		{"invisible", `a<div style="color:red;visibility:hidden">b</div>`, "a", said},
		{"of no size", `a<span style="font-size:0">b</span>`, "a", said},
		{"of little size is shown", `a<span style="font-size:0.8em">b</span>`, "ab", nil},
		{"as Outlook hides", `a<p style="mso-hide:all">b</p>`, "a", said},
		{"by its attribute", `a<div hidden>b</div>c`, "a\nc", said},
		{"with others of its kind in it", `<div hidden>a<div>b</div>c</div>d`, "d", said},
		{"nothing is hidden in it", `a<div hidden> </div>b`, "a\nb", nil},
		{"a paragraph that is not closed hides no other", `<p hidden>a<p>b`, "b", said},
		{"a script is no hidden text", `a<script>b</script>`, "a", nil},
		{"an element without end hides nothing", `<input hidden>a<br hidden>b<img hidden>c`, "a\nbc", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, defects := htmlText(test.source, 1<<20)
			if got != test.want || !slices.Equal(defects, test.defects) {
				t.Errorf("%q and defects %q, want %q and %q", got, defects, test.want, test.defects)
			}
		})
	}
}

func TestHTMLText_isBounded(t *testing.T) {
	const limit = 1000
	for name, source := range map[string]string{
		"much text":                    strings.Repeat("word ", 1000),
		"many quoted lines":            strings.Repeat("<blockquote>", 300) + "<pre>" + strings.Repeat("a\n", 1000),
		"many elements, and then text": strings.Repeat("<div><span style='color:red'>", 10000) + strings.Repeat("word ", 1000),
	} {
		t.Run(name, func(t *testing.T) {
			text, defects := htmlText(source, limit)
			if len(text) < limit || len(text) > limit+200*4 {
				t.Errorf("%d bytes of text, want %d or a little more", len(text), limit)
			}
			if want := "the HTML is longer than limits.text; the rest is left out"; !slices.Contains(defects, want) {
				t.Errorf("defects %q, want %q", defects, want)
			}
		})
	}
}

func TestHTMLText_goesOnBehindAHugeTag(t *testing.T) {
	picture := `<img src="data:image/png;base64,` + strings.Repeat("A", 3<<20/2) + `">`
	if got := HTMLText("<p>before</p>"+picture+"<p>after</p>", 1<<20); got != "before\n\nafter" {
		t.Errorf("%q, want what stands before and after the picture", got)
	}
}

func TestHTMLText_survivesDeepNesting(t *testing.T) {
	for _, tag := range []string{"div", "blockquote", "span hidden", "a href=https://team.example", "pre", "table", "font", "o:p"} {
		name, _, _ := strings.Cut(tag, " ")
		source := "start" + strings.Repeat("<"+tag+">", 50_000) + strings.Repeat("</"+name+">", 50_000) + "<p>end</p>"
		if got := HTMLText(source, 1<<20); !strings.HasPrefix(got, "start") || !strings.HasSuffix(got, "end") {
			t.Errorf("%s: %.100q, want start and end", tag, got)
		}
	}
}
