// Package survey reads the files of questions that people are asked: those that
// come with Rapport, and a project's own. Each holds its questions in all
// languages.
package survey

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"rapport/store"
)

//go:embed *.toml
var embedded embed.FS

const (
	longestFile    = 64 << 10
	mostQuestions  = 20
	mostChoices    = 12
	longestText    = 500 // characters of a title, question or label
	longestIntro   = 2000
	widestScale    = 11
	mostComplaints = 50
)

// Names lists the surveys that come with Rapport.
func Names() []string {
	return []string{"csat", "nps", "milestone", "training", "closing", "retrospective"}
}

// Survey is a file of questions, in all languages.
type Survey struct {
	Name      string // csat, or the path of a file
	Anonymous bool
	Title     Text
	Intro     Text
	Questions []Question
}

// Text and Words are texts by language: zh-CN, en.
type (
	Text  map[string]string
	Words map[string][]string
)

// Question is one question, in all languages.
type Question struct {
	Kind            store.QuestionKind
	Text            Text
	Min, Max        int
	Labels, Choices Words
}

// In returns the questions in one language.
func (s *Survey) In(language string) store.Form {
	f := store.Form{Title: s.Title[language], Intro: s.Intro[language], Anonymous: s.Anonymous}
	for _, q := range s.Questions {
		f.Questions = append(f.Questions, store.Question{Kind: q.Kind, Text: q.Text[language], Min: q.Min, Max: q.Max, Labels: q.Labels[language], Choices: q.Choices[language]})
	}
	return f
}

// Load returns a survey that comes with Rapport, by its name, or reads a file. It
// reports all errors in a file at once, each with its line.
func Load(name string) (*Survey, error) {
	if slices.Contains(Names(), name) {
		text, err := embedded.ReadFile(name + ".toml")
		if err != nil {
			return nil, err
		}
		return Parse(name, text)
	}
	if filepath.Ext(name) != ".toml" {
		return nil, fmt.Errorf("there is no survey %q; there are %s, or write the path of a .toml file", name, strings.Join(Names(), ", "))
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read a survey: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, longestFile+1))
	if err != nil {
		return nil, fmt.Errorf("read a survey: %w", err)
	}
	s, err := Parse(name, text)
	if err == nil {
		s.Name = filepath.Base(name)
	}
	return s, err
}

// file is the content of a file.
type file struct {
	Anonymous bool       `toml:"anonymous"`
	Title     Text       `toml:"title"`
	Intro     Text       `toml:"intro"`
	Questions []question `toml:"question"`
}

type question struct {
	Kind    string `toml:"kind"`
	Text    Text   `toml:"text"`
	Min     *int   `toml:"min"`
	Max     *int   `toml:"max"`
	Labels  Words  `toml:"labels"`
	Choices Words  `toml:"choices"`
}

// Parse reads a file of questions; name is for the errors.
func Parse(name string, text []byte) (*Survey, error) {
	if len(text) > longestFile {
		return nil, fmt.Errorf("%s: is longer than %d bytes", name, longestFile)
	}
	var f file
	c := checker{name: name, lines: strings.Split(string(text), "\n")}
	d := toml.NewDecoder(strings.NewReader(string(text))).DisallowUnknownFields()
	err := d.Decode(&f)
	if strict, ok := errors.AsType[*toml.StrictMissingError](err); ok {
		for _, e := range strict.Errors {
			line, _ := e.Position()
			c.fail(line, "%s is no key here", strings.Join(e.Key(), "."))
		}
	} else if wrong, ok := errors.AsType[*toml.DecodeError](err); ok {
		line, _ := wrong.Position()
		c.fail(line, "%s", strings.TrimPrefix(wrong.Error(), "toml: "))
		return nil, errors.Join(c.problems...) // what follows cannot be read
	} else if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	s := &Survey{Name: name, Anonymous: f.Anonymous, Title: f.Title, Intro: f.Intro}
	c.text(c.line("[title]", 1), "title", f.Title, longestText, true)
	c.text(c.line("[intro]", 1), "intro", f.Intro, longestIntro, false)
	if len(f.Questions) == 0 {
		c.fail(1, "there is no [[question]]")
	}
	if len(f.Questions) > mostQuestions {
		c.fail(c.line("[[question]]", mostQuestions+1), "there are more than %d questions", mostQuestions)
		f.Questions = f.Questions[:mostQuestions]
	}
	for i, q := range f.Questions {
		s.Questions = append(s.Questions, c.question(c.line("[[question]]", i+1), q))
	}
	if len(c.problems) > 0 {
		return nil, errors.Join(c.problems...)
	}
	return s, nil
}

// checker gathers what is wrong with a file.
type checker struct {
	name     string
	lines    []string
	problems []error
}

func (c *checker) fail(line int, format string, args ...any) {
	if len(c.problems) < mostComplaints {
		c.problems = append(c.problems, fmt.Errorf("%s:%d: %s", c.name, line, fmt.Sprintf(format, args...)))
	}
}

// line returns the line of the nth table of a name; 1 where there is none.
func (c *checker) line(table string, nth int) int {
	for i, line := range c.lines {
		if strings.HasPrefix(strings.TrimSpace(line), table) {
			if nth--; nth == 0 {
				return i + 1
			}
		}
	}
	return 1
}

// text checks a text in all languages.
func (c *checker) text(line int, what string, t Text, most int, needed bool) {
	for _, language := range languages() {
		switch text := strings.TrimSpace(t[language]); {
		case text == "" && (needed || len(t) > 0):
			c.fail(line, "%s is missing in %s", what, language)
		case len([]rune(text)) > most:
			c.fail(line, "%s in %s is longer than %d characters", what, language, most)
		}
	}
	for language := range t {
		if !slices.Contains(languages(), language) {
			c.fail(line, "%s has a language %q; there are %s", what, language, strings.Join(languages(), ", "))
		}
	}
}

func (c *checker) question(line int, q question) Question {
	c.text(line, "text", q.Text, longestText, true)
	out := Question{Kind: store.QuestionKind(q.Kind), Text: q.Text, Labels: q.Labels, Choices: q.Choices}
	score, choice := out.Kind == store.QuestionScore, out.Kind == store.QuestionChoice
	if !score && !choice && out.Kind != store.QuestionText {
		c.fail(line, "kind is %q; want score, choice or text", q.Kind)
		return out
	}
	switch {
	case !score && (q.Min != nil || q.Max != nil || q.Labels != nil):
		c.fail(line, "min, max and labels are for kind = \"score\"")
	case score && (q.Min == nil || q.Max == nil):
		c.fail(line, "min and max are missing")
	case score:
		out.Min, out.Max = *q.Min, *q.Max
		points := out.Max - out.Min + 1
		if out.Min != 0 && out.Min != 1 || out.Max > 10 || points < 2 || points > widestScale {
			c.fail(line, "min must be 0 or 1, and max more than it and at most 10")
			break
		}
		c.words(line, "labels", q.Labels, func(n int) bool { return n == 2 || n == points }, fmt.Sprintf("two, or %d", points))
	}
	switch {
	case choice && q.Choices == nil:
		c.fail(line, "choices are missing")
	case choice:
		c.words(line, "choices", q.Choices, func(n int) bool { return n >= 2 && n <= mostChoices }, fmt.Sprintf("2 to %d", mostChoices))
	case q.Choices != nil:
		c.fail(line, "choices are for kind = \"choice\"")
	}
	return out
}

// words checks lists that there must be as many of in all languages.
func (c *checker) words(line int, what string, w Words, fits func(int) bool, want string) {
	if w == nil {
		return
	}
	count := -1
	for _, language := range languages() {
		list := w[language]
		if count >= 0 && len(list) != count || !fits(len(list)) {
			c.fail(line, "%s in %s: there are %d; want %s, as many in each language", what, language, len(list), want)
			continue
		}
		count = len(list)
		for _, word := range list {
			if word = strings.TrimSpace(word); word == "" || len([]rune(word)) > longestText/5 {
				c.fail(line, "%s in %s: one is empty or longer than %d characters", what, language, longestText/5)
			}
		}
	}
	for language := range w {
		if !slices.Contains(languages(), language) {
			c.fail(line, "%s has a language %q; there are %s", what, language, strings.Join(languages(), ", "))
		}
	}
}

func languages() []string { return []string{"en", "zh-CN"} }
