package templates

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"

	"rapport/store"
)

// concealed are texts of which a reader of Markdown would not show everything.
func concealed() []string {
	return []string{
		// Comments, raw HTML and processing instructions.
		"We agreed on blue.\n\n<!-- the supplier waives 48000 EUR -->\n\nRegards", "首页为蓝色。\n\n<!-- 乙方放弃全部索赔 -->\n\n此致", "Price <!-- net --> 300", "<!--\nseveral\n\nlines\n-->",
		"a\n\n<div>\nhidden clause\n</div>\n\nb", "<details><summary>More</summary>费用另计</details>", "<span hidden>not shown</span> shown", "<?php echo clause ?>", "x <?xml version=\"1.0\"?> y", "<!DOCTYPE clause>", "<![CDATA[ clause ]]>",
		"<script>clause()</script>", "<style>p { clause: none }</style>", "<pre>\nclause\n\nother", "<a href=\"https://x.example/clause\" title=\"clause\">word</a>", "<font color=white>white 白色</font>",
		// Names in brackets.
		"<Wang> pays 48 000 EUR", "<王伟>承担全部费用", "Approved by <name>, <role>", "2 <3 and 5> 4", "<foo.bar@x.example> signs", "a <b> c </b> d",
		// Definitions, titles and addresses of links, and images.
		"[terms]: https://x.example/a \"the client waives claims\"\n\nBye", "[条款]: https://x.example/a '甲方同意'\n", "[t]:\nhttps://x.example\n(title)", "See [t].\n\n[t]: /clause",
		"[the list](https://x.example/list/clause \"with a title\")", "[清单](https://x.example/qingdan '标题')", "[]( https://x.example/empty )", "[x](javascript:clause)", "[x](<a b> 'c')", "[x](mailto:a@x.example?bcc=secret@y.example)", "<mailto:a@x.example?subject=clause>",
		"![the clause](https://x.example/secret.png \"in a title\")", "![条款](cid:secret)", "[![alt](img.png)](https://x.example/out)", "a[b](https://x.example)c", "[a](https://x.example/1)b",
		// Tables.
		"| a | b |\n|---|---|\n| c | d | surplus waives |", "| 项目 | 费用 |\n|---|---|\n| 开发 | 10 | 另加 5 万 |\n| 测试 | 2 |", "a | b\n-|-\nc | d | e | f", "| head | only |\n|---|---|", "| a \\| b | c |\n|---|---|\n| d | `e \\| f` |",
		"| a very long heading of a column indeed | another long heading of a column here | a third one |\n|---|---|---|\n| c | d |  |", "> | a | b |\n> |---|---|\n> | c | d | e |",
		// Numbers, references, marks within words and figures.
		"3. three\n7. seven\n7. seven again", "1986. A great year", "8) acht\n10) zehn", "0. null\n1. one", "01. 第一\n03. 第三", "4.\n6. six", "7)", "1. 2. 3. deep", "- 4. four\n- 9. nine", "10. zehn\n    12. zwölf\n", "1. one\n\n   5. five\n\n3. three",
		"&lt;b&gt; &copy; &nbsp;clause &#65; &AMP", "2*3*4 = 24, a**b**c, d~~e~~f, g`h`i", "费用*12*万，**重点**内容", "snake_case_name and __init__", "5\\*6 \\# C:\\temp\\[x]", "`code` and ``a ` b``",
		// Fences, headings, quotations, notes.
		"```clause hidden in the info\ncode\n```", "~~~ 说明 文字\n代码\n~~~", "```\nnever closed", "# Title # with # marks #", "Title\n=====\n\n## {#id .class}", "> quoted <b>words</b> [x](https://evil.example)\nlazy line\n\n> > twice", ">\n> 引用\n>\n>     indented",
		"Text[^1]\n\n[^1]: the note", "*[HTML]: abbreviation", "term\n: definition", "- [ ] open\n- [x] done", "a  \nb\\\nc", "\tindented\tcode", "a\u2028b\u0085c\vd\fe", "---\ntitle: front matter\n---\n\ntext", "Line one\n***\nLine two\n---\n",
	}
}

// wordsIn counts the words of a text: letters and digits that stand together, and each
// Chinese character.
func wordsIn(text string) map[string]int {
	list := map[string]int{}
	word := ""
	end := func() {
		if word != "" {
			list[strings.ToLower(word)]++
		}
		word = ""
	}
	for _, r := range text {
		switch {
		case hidden(r) && r != '\n' && !unicode.IsSpace(r):
		case unicode.Is(unicode.Han, r):
			end()
			list[string(r)]++
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			word += string(r)
		default:
			end()
		}
	}
	end()
	return list
}

// seen returns what a page shows: its text, and the numbers of its lists.
func seen(t testing.TB, page *html.Node) string {
	t.Helper()
	var b strings.Builder
	var walk func(n *html.Node, number int)
	walk = func(n *html.Node, number int) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
			return
		}
		if n.Type == html.ElementNode {
			switch n.Data {
			case "head":
				return
			case "div":
				if strings.Contains(attribute(n, "style"), "display:none") {
					return
				}
			case "td", "th", "p", "li", "h1", "h2", "h3", "br", "tr":
				b.WriteString("\n")
			}
			if n.Data == "ol" {
				if number = 1; attribute(n, "start") != "" {
					_, _ = fmt.Sscan(attribute(n, "start"), &number)
				}
				number--
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if n.Data == "ol" && c.Data == "li" {
				if number++; attribute(c, "value") != "" {
					_, _ = fmt.Sscan(attribute(c, "value"), &number)
				}
				fmt.Fprintf(&b, "\n%d. ", number)
			}
			walk(c, 0)
		}
	}
	walk(page, 0)
	return b.String()
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// shows fails if a word of a text is not in both parts of the mail that asks to confirm it.
func shows(t testing.TB, s *Set, language, text string) {
	t.Helper()
	data := Samples("confirm", language)[0].(Confirm)
	data.Text = ""
	without := render(t, s, "confirm", language, data)
	data.Text = text
	m := render(t, s, "confirm", language, data)
	page := check(t, m)
	around, err := html.Parse(strings.NewReader(without.HTML))
	if err != nil {
		t.Fatal(err)
	}
	for part, texts := range map[string][2]string{"text": {m.Text, without.Text}, "HTML": {seen(t, page), seen(t, around)}} {
		is, was := wordsIn(texts[0]), wordsIn(texts[1])
		for word, n := range wordsIn(text) {
			if is[word]-was[word] < n {
				t.Errorf("the %s shows %q %d times instead of %d: %q\n%s", part, word, is[word]-was[word], n, text, m.Text)
				return
			}
		}
	}
}

func TestRender_everyWordThatIsConfirmedIsShown(t *testing.T) {
	t.Parallel()
	s := load(t)
	for _, text := range concealed() {
		for _, language := range Languages() {
			shows(t, s, language, text)
		}
	}
	for _, text := range hostile() {
		shows(t, s, English, text)
	}
}

// FuzzWritten holds that no word of a source text is lost, whatever it is.
func FuzzWritten(f *testing.F) {
	s := load(f)
	for _, text := range concealed() {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.ContainsRune(text, unicode.ReplacementChar) || len(text) > 4000 {
			return
		}
		shows(t, s, English, text)
	})
}

func TestRender_aTextThatDoesNotFitIsAnError(t *testing.T) {
	t.Parallel()
	s := load(t)
	data := Samples("confirm", English)[0].(Confirm)
	data.Text = strings.Repeat("word ", store.LongestText/5) + "end"
	if _, err := s.Render("confirm", English, data); !errors.Is(err, ErrTooLong) {
		t.Errorf("%v", err)
	}
	data.Text = data.Text[:store.LongestText]
	if _, err := s.Render("confirm", English, data); err != nil {
		t.Error(err)
	}
}

// Markup that is many times longer than its words gives way to the words.
func TestRender_aMailIsNotManyTimesLongerThanItsText(t *testing.T) {
	t.Parallel()
	s := load(t)
	for _, text := range []string{
		"|" + strings.Repeat("a|", 120) + "\n|" + strings.Repeat("-|", 120) + "\n" + strings.Repeat("|"+strings.Repeat("7|", 120)+"\n", 200),
		strings.Repeat("a|b\n-|-\n\n", 6000), strings.Repeat("> 引\n\n", 8000), strings.Repeat("# a\n", 15000), strings.Repeat("- a\n", 16000), strings.Repeat("`a` *b* ", 8000), strings.Repeat("<&\"", 20000),
	} {
		data := Samples("confirm", English)[0].(Confirm)
		data.Text = text
		m := render(t, s, "confirm", English, data)
		if len(m.HTML) > 2*mostHTML {
			t.Errorf("%.20q: %d bytes of HTML", text, len(m.HTML))
		}
		if is, want := wordsIn(m.Text), wordsIn(text); is["7"] < want["7"] || is["引"] < want["引"] || is["a"] < want["a"] {
			t.Errorf("%.20q: words are missing", text)
		}
	}
}
