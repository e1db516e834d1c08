package templates

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"rapport/store"
)

// linking are texts of strangers that would be links.
func linking() []string {
	return []string{
		"[the new terms](https://evil.example/login)", "[新条款](https://evil.example/denglu \"标题\")", "<https://evil.example/pay>", "https://evil.example/pay", "请登录 www.evil.example 付款", "evil@evil.example", "<evil@evil.example>",
		"<a href=\"https://evil.example\">pay</a>", "<mailto:a@evil.example?bcc=b@evil.example&body=approved>", "[reply](mailto:a@evil.example?bcc=b@evil.example)", "[x]: https://evil.example\n\n[x]", "![x](https://evil.example/x.png)", "[![x](https://evil.example/x.png)](https://evil.example)",
		"**bold** and # heading", "a\n\n> b\n\n[c](https://evil.example)", "a\rb [c](https://evil.example)", "a\u2028[c](https://evil.example)\u2029d", "a\f[c](https://evil.example)", "1. [c](https://evil.example)", "    https://evil.example", "| a |\n|---|\n| https://evil.example |",
		"a <ftp://evil.example> b", "tel:+1900", "[c](HTTPS://EVIL.EXAMPLE)", "&lt;https://evil.example&gt;", `\[a\](https://evil.example)`, "```\nhttps://evil.example\n```",
	}
}

// links returns where the links of a page lead.
func links(page *html.Node) []string {
	var list []string
	for n := range page.Descendants() {
		if n.Type == html.ElementNode && (n.Data == "a" || n.Data == "area") {
			list = append(list, attribute(n, "href"))
		}
	}
	return list
}

// The words of a stranger are data in every field of every mail: no link but ours is live.
func TestRender_aStrangersWordsAreNoLink(t *testing.T) {
	t.Parallel()
	s := load(t)
	for _, language := range Languages() {
		for _, name := range Names() {
			for i, data := range Samples(name, language) {
				ours := links(check(t, render(t, s, name, language, data)))
				for _, text := range []string{strings.Join(linking(), " "), strings.Join(linking(), "\n\n")} {
					m := render(t, s, name, language, filled(data, text, false))
					for _, link := range links(check(t, m)) {
						if strings.Contains(strings.ToLower(link), "evil") || !slices.Contains(ours, link) && link != "" {
							t.Errorf("%s/%s, sample %d: there is a link to %s", language, name, i, link)
						}
					}
				}
			}
		}
	}
}

// The wish of a client is quoted in the text of a change, which else is Markdown.
func TestChangeText_aClientsWordsAreQuoted(t *testing.T) {
	t.Parallel()
	s := load(t)
	for _, language := range Languages() {
		for _, text := range linking() {
			impact := "See [our plan](https://agency.example/plan)."
			agreed := ChangeText(language, text, impact)
			for _, shown := range []string{agreed, CarriedOutText(language, agreed, "")} {
				data := Samples("confirm", language)[0].(Confirm)
				data.Kind, data.Binds, data.Text = store.ChangeRequest, true, shown
				m := render(t, s, "confirm", language, data)
				if got := links(check(t, m)); !reflect.DeepEqual(got, []string{"https://agency.example/plan"}) {
					t.Errorf("%q: there are links to %q", text, got)
				}
				for line := range strings.Lines(m.Text) {
					if strings.Contains(strings.ToLower(line), "evil") && !strings.HasPrefix(line, "> ") {
						t.Errorf("%q is not quoted in %q", text, line)
					}
				}
				shows(t, s, language, shown)
			}
		}
	}
}

// What others wrote is quoted in the text too, in whichever mail: on lines that begin with
// ">" or within quotation marks.
func TestRender_aStrangersWordsAreQuotedInTheText(t *testing.T) {
	t.Parallel()
	s := load(t)
	const words = "Your account is locked"
	for _, language := range Languages() {
		for name, data := range map[string]any{
			"confirm-note": ConfirmNote{Confirmed: sampler{format{language}}.confirmed(), Who: sampler{format{language}}.client(), Words: words},
			"action-note":  ActionNote{Project: sampler{format{language}}.project(), Who: sampler{format{language}}.client(), Words: words, Items: sampler{format{language}}.actionItems()},
		} {
			quotedWords(t, fmt.Sprint(language, " ", name), render(t, s, name, language, data), words)
		}
		for _, name := range []string{"procedure", "mediate"} {
			for _, data := range Samples(name, language) {
				m := data.(Procedure)
				m.Steps = slices.Clone(m.Steps)
				for i := range m.Steps {
					m.Steps[i].Text = words
				}
				quotedWords(t, fmt.Sprint(language, " ", name), render(t, s, name, language, m), words)
			}
		}
	}
}

func quotedWords(t *testing.T, name string, m Rendered, words string) {
	t.Helper()
	for line := range strings.Lines(m.Text) {
		if strings.Contains(line, words) && !strings.HasPrefix(line, "> ") && !strings.Contains(line, "“"+words+"”") {
			t.Errorf("%s: not quoted: %q", name, line)
		}
	}
}
