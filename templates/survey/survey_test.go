package survey

import (
	"strings"
	"testing"
)

func TestLoad_whatComesWithRapport(t *testing.T) {
	for _, name := range Names() {
		s, err := Load(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, language := range languages() {
			if f := s.In(language); f.Title == "" || f.Intro == "" || len(f.Questions) == 0 || f.Questions[0].Text == "" {
				t.Errorf("%s in %s: %+v", name, language, f)
			}
		}
	}
	if s, err := Load("nps"); err != nil || !s.In("en").Questions[0].Recommends() {
		t.Error("nps does not ask for a recommendation")
	}
	for name, want := range map[string]string{"cast": `there is no survey "cast"; there are csat, nps,`, "none/at/all.toml": "no such file"} {
		if _, err := Load(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestParse_allThatIsWrongAtOnce(t *testing.T) {
	const text = `anonymous = false
colour = "blue"
[title]
en = "T"
[[question]]
kind = "poem"
text = { en = "A", zh-CN = "甲" }
[[question]]
kind = "score"
min = 3
max = 2
text = { en = "B", zh-CN = "乙" }
[[question]]
kind = "choice"
text = { en = "C", zh-CN = "丙", fr = "C" }
choices = { en = ["a"], zh-CN = ["一", "二"] }
`
	_, err := Parse("own.toml", []byte(text))
	if err == nil {
		t.Fatal("it is taken")
	}
	for _, want := range []string{
		"own.toml:2: colour is no key here", "own.toml:3: title is missing in zh-CN", `own.toml:5: kind is "poem"; want score, choice or text`,
		"own.toml:8: min must be 0 or 1", `own.toml:13: text has a language "fr"`, "own.toml:13: choices in en: there are 1; want 2 to 12, as many in each language",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("it does not say %q:\n%v", want, err)
		}
	}
	for text, want := range map[string]string{"[title": "own.toml:1: ", strings.Repeat("#", longestFile+1): "is longer than", "[[question]]\nkind = 3": "own.toml:2: ", "": "there is no [[question]]"} {
		if _, err := Parse("own.toml", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20q: %v", text, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, name := range Names() {
		text, err := embedded.ReadFile(name + ".toml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Parse("x.toml", []byte(text))
		if err != nil {
			return
		}
		for _, language := range languages() {
			for _, q := range s.In(language).Questions {
				if q.Text == "" || q.Kind == "score" && (q.Max <= q.Min || q.Max > 10) || q.Kind == "choice" && len(q.Choices) < 2 {
					t.Fatalf("%+v", q)
				}
			}
		}
	})
}
