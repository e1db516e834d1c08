package templates

import (
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode"

	"golang.org/x/net/html"

	"rapport/store"
)

// hostile are texts that would be structure, if anything let them.
func hostile() []string {
	return []string{
		"# a heading", "a\n# a heading\n\nb", "a\r\nSubject: b\r\n\r\nc", "- an item", "1. an item", "> a quote", "a\n===", "a\n---", "---", "***",
		"| a | b |\n|---|---|\n| c | d |", "a | b", "```\ncode\n```", "    code", "`code`", "*em* **strong** ~~gone~~ __x__",
		"[text](https://evil.example)", "![alt](https://evil.example/x.png)", "![alt](cid:progress)", "<https://evil.example>", "https://evil.example/", "www.evil.example", "evil@evil.example",
		"[a]: https://evil.example\n[a]", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<!-- -->", "</td></tr></table></body>", `" onmouseover="alert(1)`, "<style>*{display:none}</style>",
		"{{.Project}}", `{{template "report" .}}`, "{{define \"report\"}}{{end}}", "&lt;script&gt; &#60;b&#62; &amp;", `\# \* \\`, "javascript:alert(1)",
		"a\u2028b\u2029c\u0085d\vd\fe", "\u202eabc\u2066\u200f", "\x00\x01\x1b[31m\x7f", "\xff\xfe", string(markOpen) + "i70726f6772657373" + string(markClose), string(markOpen) + "l" + "676f6f64206f6b" + string(markClose),
		"\U000E0041\uFEFF\uFFFF", "%s%d%!", "--\r\n.\r\n", "From x", strings.Repeat("长", 9000), strings.Repeat("a", 20000), strings.Repeat("[", 3000), "", " ", "\u00a0",
	}
}

// TestRender_dataIsNeverStructure gives each field each hostile text: the blocks
// are those of harmless words.
func TestRender_dataIsNeverStructure(t *testing.T) {
	eachMail(t, func(t *testing.T, s *Set, language, name string) {
		for i, data := range Samples(name, language) {
			want := skeleton(check(t, render(t, s, name, language, filled(data, "harmless", false))))
			for _, text := range hostile() {
				if strings.TrimSpace(oneLine(text)) == "" {
					continue // an empty field is left out
				}
				if i > 0 && len(text) > maxText/2 {
					continue // the first sample has every field, and the length decides no branch
				}
				if got := skeleton(check(t, render(t, s, name, language, filled(data, text, false)))); got != want {
					t.Fatalf("sample %d: %.60q changes the page\nfrom %s\nto   %s", i, text, want, got)
				}
			}
		}
	})
}

// TestRender_markdownOfAWriterStaysInItsPlace gives hostile Markdown where
// Markdown is meant.
func TestRender_markdownOfAWriterStaysInItsPlace(t *testing.T) {
	t.Parallel()
	s := load(t)
	for _, text := range append(hostile(), "```\nnever closed", "<div>\nnever closed", "> a\n\n- b\n\n      c", "&#xE000;l676f6f64206f6b&#xE001; &#xE000;i70726f6772657373&#xE001;",
		"[a](javascript:alert(1)) [b](data:text/html,x) [c](//evil.example) [d](https://good.example) [e](mailto:a@good.example) <javascript:x>", "# h\n## h\n### h\n- - - x") {
		data := Samples("report", English)[1].(Report)
		data.Summary = text
		m := render(t, s, "report", English, data)
		check(t, m)
		if n := strings.Count(m.HTML, "<h1"); n != 1 {
			t.Errorf("%.60q makes %d titles", text, n)
		}
		if strings.Contains(m.HTML, "<img") || strings.Contains(m.HTML, "javascript:") && strings.Contains(m.HTML, "href=\"javascript") {
			t.Errorf("%.60q shows an image or a script:\n%s", text, m.HTML)
		}
		if !strings.Contains(m.Text, "imply reply to this email") {
			t.Errorf("%.60q swallows what follows it:\n%.2000s", text, m.Text)
		}
	}
}

// TestRender_markdownOfAWriterKeepsItsForm shows what a PM may write.
func TestRender_markdownOfAWriterKeepsItsForm(t *testing.T) {
	t.Parallel()
	s := load(t)
	data := Report{Summary: "# Good news\n\nWe **did** it: [see](https://acme.example/a?b=1&c=2), https://acme.example/new.\n\n- one\n  - two\n1. three\n\n<b>raw</b> ![x](https://evil.example/x.png)"}
	m := render(t, s, "report", English, data)
	for _, want := range []string{"<h3 class=\"h3\"", "<strong style=\"font-weight:600;\">did</strong>", "href=\"https://acme.example/a?b=1&amp;c=2\"", "href=\"https://acme.example/new\"", "<ol start=\"1\"", "&lt;https://acme.example/a?b=1&amp;c=2&gt;"} {
		if !strings.Contains(m.HTML, want) {
			t.Errorf("the page has no %s", want)
		}
	}
	want := "Good news\n\nWe did it: see <https://acme.example/a?b=1&c=2>, https://acme.example/new.\n\n- one\n  - two\n\n1. three\n\n<b>raw</b> ![x](https://evil.example/x.png)\n"
	if !strings.Contains(m.Text, want) {
		t.Errorf("the text is\n%s\nand not\n%s", m.Text, want)
	}
}

func TestRender_subjectIsOneShortLine(t *testing.T) {
	t.Parallel()
	s := load(t)
	data := Samples("bounce", English)[0].(Bounce)
	data.Recipient.Address = "a\r\nBcc: b@evil.example\n" + strings.Repeat("x", 9000)
	m := render(t, s, "bounce", English, data)
	if strings.ContainsFunc(m.Subject, unicode.IsControl) || len([]rune(m.Subject)) > maxSubject {
		t.Errorf("the subject is %q", m.Subject)
	}
}

func TestRender_onlyImagesThatTheMailHasAreShown(t *testing.T) {
	t.Parallel()
	s := load(t)
	m, err := s.Render("report", English, Samples("report", English)[0], images(English)[1], Inline{ContentID: "unused"})
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(m.HTML, "<img"); n != 1 || len(m.Inline) != 1 || m.Inline[0].ContentID != "history" {
		t.Errorf("%d images are shown, %v go with it", n, m.Inline)
	}
}

// filled gives a copy of data with a text in the place of every string that has
// one, but for those that choose a turn of a template, and for Markdown.
func filled(data any, text string, markdown bool) any {
	v := reflect.New(reflect.TypeOf(data)).Elem()
	fill(v, reflect.ValueOf(data), text, markdown)
	return v.Interface()
}

func fill(to, from reflect.Value, text string, markdown bool) {
	switch from.Type() {
	case reflect.TypeFor[time.Time](), reflect.TypeFor[*time.Location]():
		to.Set(from)
		return
	}
	switch from.Kind() {
	case reflect.String:
		to.Set(from)
		if from.Type() == reflect.TypeFor[string]() && from.Len() > 0 {
			to.SetString(text)
		}
	case reflect.Struct:
		for i := range from.NumField() {
			name := from.Type().Field(i).Name
			if name == "Summary" && !markdown || name == "Unit" || name == "Text" && (from.Type() == reflect.TypeFor[ReportProblem]() || (from.Type() == reflect.TypeFor[Confirmed]() || from.Type() == reflect.TypeFor[Notice]()) && !markdown) {
				to.Field(i).Set(from.Field(i))
				continue
			}
			fill(to.Field(i), from.Field(i), text, markdown)
		}
	case reflect.Slice:
		if from.IsNil() {
			return
		}
		to.Set(reflect.MakeSlice(from.Type(), from.Len(), from.Len()))
		for i := range from.Len() {
			fill(to.Index(i), from.Index(i), text, markdown)
		}
	case reflect.Pointer:
		if from.IsNil() {
			return
		}
		to.Set(reflect.New(from.Type().Elem()))
		fill(to.Elem(), from.Elem(), text, markdown)
	default:
		to.Set(from)
	}
}

// skeleton is a page without its texts.
func skeleton(page *html.Node) string {
	var b strings.Builder
	for n := range page.Descendants() {
		if n.Type == html.ElementNode && !nowrap(n) {
			b.WriteString(n.Data + " ")
		}
	}
	return b.String()
}

// nowrap says that an element only keeps short words together.
func nowrap(n *html.Node) bool {
	return n.Data == "span" && len(n.Attr) == 1 && n.Attr[0].Val == "white-space:nowrap;"
}

// check fails if a mail has what none may have, whatever the data, and returns its page.
func check(t testing.TB, m Rendered) *html.Node {
	t.Helper()
	for what, text := range map[string]string{"subject": m.Subject, "text": m.Text, "page": m.HTML} {
		for _, r := range text {
			if (r < ' ' || r > '~') && hidden(r) && r != '\n' && r != '\u200c' && !(r == '\t' && what != "subject") {
				t.Fatalf("the %s has the character %U", what, r)
			}
		}
	}
	root, err := html.Parse(strings.NewReader(m.HTML))
	if err != nil {
		t.Fatalf("the page does not parse: %v", err)
	}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "script", "iframe", "object", "embed", "form", "input", "svg", "math", "link", "base", "audio", "video":
			t.Fatalf("the page has a %s", n.Data)
		case "style":
			if n.Parent.Data != "head" || n.FirstChild.Data != "\n"+styleSheet+"\n" {
				t.Fatal("the page has a style sheet that is not ours")
			}
		}
		for _, a := range n.Attr {
			value := strings.ToLower(a.Val)
			switch {
			case strings.HasPrefix(a.Key, "on"):
				t.Fatalf("the page has %s=%q", a.Key, a.Val)
			case a.Key == "src" && !strings.HasPrefix(value, "cid:"), a.Key == "srcset", a.Key == "background":
				t.Fatalf("the page loads %q", a.Val)
			case a.Key == "href" && !strings.HasPrefix(value, "https://") && !strings.HasPrefix(value, "http://") && !strings.HasPrefix(value, "mailto:"):
				t.Fatalf("the page links to %q", a.Val)
			case a.Key == "style" && (strings.Contains(value, "url(") || strings.Contains(value, "expression")):
				t.Fatalf("the page has the style %q", a.Val)
			}
		}
	}
	return root
}

func FuzzRender(f *testing.F) {
	s := load(f)
	for i, text := range hostile() {
		if len(text) < 200 {
			f.Add(text, hostile()[(i+7)%20], byte(i), 1.5)
		}
	}
	f.Fuzz(func(t *testing.T, text, summary string, which byte, amount float64) {
		name := Names()[int(which)%len(Names())]
		language := Languages()[int(which/16)%2]
		if math.IsNaN(amount) || math.IsInf(amount, 0) {
			return
		}
		for _, data := range Samples(name, language) {
			data = filled(data, text, true)
			if r, ok := data.(Report); ok {
				r.Summary = summary
				if r.Budget != nil {
					r.Budget.Used, r.Budget.Unit = amount, text
				}
				data = r
			}
			m, err := s.Render(name, language, data, images(language)...)
			if err != nil {
				t.Fatal(err)
			}
			check(t, m)
		}
	})
}

// BenchmarkRender makes mail of samples, and of texts made to cost time.
func BenchmarkRender(b *testing.B) {
	s := load(b)
	for _, name := range Names() {
		data := Samples(name, Chinese)[0]
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				render(b, s, name, Chinese, data)
			}
		})
	}
	for _, unit := range []string{"> ", "- ", "[", "*a ", "`", "![](", "<a ", "~~", "_a*", "|a", "\n- a\n", "https://a.b/ ", "\\", "&#x41;", "(", "a@b.c ", "<!--", "[a](b\n"} {
		data := Report{Summary: strings.Repeat(unit, store.LongestText/len(unit))}
		if unit == "|a" {
			data.Summary += "\n" + strings.Repeat("|-", 1000) + data.Summary
		}
		b.Run(fmt.Sprintf("64KiB of %q", unit), func(b *testing.B) {
			for b.Loop() {
				render(b, s, "report", English, data)
			}
		})
	}
}
