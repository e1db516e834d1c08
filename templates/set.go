// Package templates renders everything that Rapport writes to people: mail in Chinese
// and in English, each as text and as HTML from one source.
//
// A template is Markdown with the actions of text/template. What an action
// writes is data, and cannot be structure: see marked.
package templates

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"text/template"

	"github.com/yuin/goldmark/parser"

	"rapport/store/pattern"
)

//go:embed zh-CN/*.md en/*.md
var embedded embed.FS

// Set is the templates of every mail in every language, compiled. It may be used
// by many goroutines.
type Set struct {
	languages map[string]*template.Template
	sources   map[string]source // by "language/name"
	markdown  parser.Parser
	warnings  []string
	written   parser.Parser // of Markdown that people wrote
}

// source is where a template was read.
type source struct {
	path string // of a file, or the name within the program
	text string
}

// Rendered is a mail as it was rendered.
type Rendered struct {
	Subject string
	Text    string // lines end in LF
	HTML    string
	Inline  []Inline // the images that HTML shows, in their order
	// Words are the words of HTML in its order, with and without those of its images: what
	// a program may quote, where Text has another order.
	Words []string
}

// Inline is an image that goes with a mail.
type Inline struct {
	ContentID     string // without angle brackets, of letters, digits and .-_@
	Name          string // of the file
	Alt           string // what it says, in words
	PNG           []byte
	Width, Height int // as it is shown, in pixels of CSS
}

// Load compiles the built-in templates. A file in dir, such as dir/en/report.md,
// replaces the template of that name; dir may be "". Load looks at every branch of each
// template and renders it with all its samples, and reports all errors at once, each with
// file and line.
func Load(dir string) (*Set, error) {
	s := &Set{languages: map[string]*template.Template{}, sources: map[string]source{}, markdown: newMarkdown(), written: newWritten()}
	problems := s.read(dir)
	for _, language := range Languages() {
		problems = append(problems, s.compile(language)...)
	}
	tried := s.try()
	problems = append(problems, tried...)
	for _, problem := range s.look() { // what a sample met as well is said once
		if !slices.ContainsFunc(tried, func(t error) bool { return lineOf(t) == lineOf(problem) }) {
			problems = append(problems, problem)
		}
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	return s, nil
}

// Names returns the names of all mails, sorted. A file of either kind names itself:
// en/report-ask.md is the template report-ask, and it is a mail if it begins with a
// subject.
func Names() []string { return names(true) }

// partials returns the names of the templates that are no mail but parts of others,
// sorted.
func partials() []string { return names(false) }

// names returns the templates that are mails, or those that are parts of mails.
func names(mails bool) []string {
	files, _ := embedded.ReadDir(English) // the go command has put it there
	var list []string
	for _, f := range files {
		name := strings.TrimSuffix(f.Name(), ".md")
		if strings.HasPrefix(builtIn(English, name), subjectLine) == mails {
			list = append(list, name)
		}
	}
	return list
}

// builtIn returns the text of a template that comes with Rapport, or "" if there is
// none in that language.
func builtIn(language, name string) string {
	text, _ := embedded.ReadFile(language + "/" + name + ".md")
	return string(text)
}

const subjectLine = "Subject: "

// Warnings returns what should be changed in files that still work, each with the file.
func (s *Set) Warnings() []string { return s.warnings }

// Source returns the text of a template, and the file it was read from, or "" if it is
// built in. It returns an error for an unknown template.
func (s *Set) Source(name, language string) (text, path string, err error) {
	src, ok := s.sources[language+"/"+name]
	if !ok {
		return "", "", fmt.Errorf("there is no template %s in %s", name, language)
	}
	return src.text, src.path, nil
}

// read collects the sources.
func (s *Set) read(dir string) (problems []error) {
	for _, language := range Languages() {
		for _, name := range slices.Concat(Names(), partials()) {
			text := builtIn(language, name)
			if text == "" {
				problems = append(problems, fmt.Errorf("%s/%s.md: there is no such template", language, name))
			}
			s.sources[language+"/"+name] = source{text: text}
		}
	}
	if dir == "" {
		return problems
	}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		rel, _ := filepath.Rel(dir, path)
		file := strings.TrimSuffix(filepath.ToSlash(rel), ".md")
		key := renewedName(file)
		switch _, known := s.sources[key]; {
		case err != nil:
			problems = append(problems, fmt.Errorf("read the templates of %s: %w", dir, err))
		case d.IsDir():
			if rel != "." && !slices.Contains(Languages(), rel) {
				problems = append(problems, fmt.Errorf("%s: there is no language of that name; there are %s", path, strings.Join(Languages(), ", ")))
				return fs.SkipDir
			}
		case !known || !strings.HasSuffix(rel, ".md"):
			problems = append(problems, fmt.Errorf("%s: there is no mail of that name; there are %s", path, strings.Join(Names(), ", ")))
		default:
			text, err := os.ReadFile(path)
			if err != nil {
				problems = append(problems, fmt.Errorf("read a template: %w", err))
			}
			s.replace(key, file, path, strings.ReplaceAll(string(text), "\r\n", "\n"))
		}
		return nil
	})
	if err != nil {
		problems = append(problems, fmt.Errorf("read the templates of %s: %w", dir, err))
	}
	return problems
}

// compile parses the templates of one language. In the place of one that is wrong
// comes the program's own, so that the others can be tried.
func (s *Set) compile(language string) (problems []error) {
	root := template.New("").Funcs(functions(language)).Option("missingkey=error")
	for _, name := range partials() {
		if _, err := root.New(name).Parse(strings.TrimSpace(s.sources[language+"/"+name].text)); err != nil {
			problems = append(problems, s.located(language, err))
			_, _ = root.New(name).Parse(strings.TrimSpace(builtIn(language, name))) // errors were reported when it was the source
		}
	}
	for _, name := range Names() {
		if err := addMail(root, name, s.sources[language+"/"+name].text); err != nil {
			problems = append(problems, s.located(language, err))
			_ = addMail(root, name, builtIn(language, name)) // as above
		}
	}
	escape(root)
	s.languages[language] = root
	return problems
}

// functions are what templates of a language can call.
func functions(language string) template.FuncMap {
	f := format{language}
	return template.FuncMap{
		"esc":         esc,
		"md":          markdown,
		"image":       func(id string) marked { return mark(markImage, id) },
		"label":       func(tone, words string) marked { return mark(markLabel, tone+" "+oneLine(words)) },
		"date":        f.date,
		"day":         f.day,
		"moment":      f.moment,
		"stamp":       f.stamp,
		"period":      f.period,
		"iso":         iso,
		"number":      f.number,
		"percent":     f.percent,
		"money":       f.money,
		"duration":    f.duration,
		"plural":      plural,
		"size":        size,
		"fingerprint": fingerprint,
		"kind":        f.kind,
		"capital":     capital,
		"besides":     f.besides,
		"named":       f.named,
		"proof":       f.proof,
		"case":        f.caseKind,
		"step":        f.step,
		"numbered":    numbered,
		"plus":        func(n int) int { return n + 1 },
		"mailto":      mailto,
		"value":       func(n *int) int { return *n },
		"last":        func(list []string) string { return list[len(list)-1] },
		"plainNumber": func(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) },
	}
}

// mailto returns the address of a link that opens a mail, and "" if it is not one: no
// data can make a link to anywhere else.
func mailto(address string) marked {
	if !strings.HasPrefix(address, "mailto:") {
		address = ""
	}
	return esc(address)
}

// mostLines bounds a text that is shown line by line.
const mostLines = 2000

// numberedLine is a line of a text, counted from 1.
type numberedLine struct {
	Number int
	Text   string
}

// numbered returns the lines of a text.
func numbered(text string) []numberedLine {
	var list []numberedLine
	for i, line := range strings.Split(strings.TrimRight(clean(text), "\n"), "\n") {
		if i == mostLines {
			break
		}
		list = append(list, numberedLine{i + 1, line})
	}
	return list
}

// Render renders a mail in a language. Its data must have the type of its samples, as
// Report for report. Images are shown where the template names their Content-ID.
func (s *Set) Render(name, language string, data any, images ...Inline) (Rendered, error) {
	return s.render(name, language, data, Frame{}, images)
}

func (s *Set) render(name, language string, data any, frame Frame, images []Inline) (Rendered, error) {
	root := s.languages[language]
	if root == nil || root.Lookup(name+headSuffix) == nil {
		return Rendered{}, fmt.Errorf("there is no template %s in %s", name, language)
	}
	var above, body strings.Builder
	if err := root.ExecuteTemplate(&above, name+headSuffix, data); err != nil {
		return Rendered{}, s.located(language, err)
	}
	if err := root.ExecuteTemplate(&body, name, data); err != nil {
		return Rendered{}, s.located(language, err)
	}
	for _, image := range images {
		if !contentID.MatchString(image.ContentID) {
			return Rendered{}, fmt.Errorf("render %s: “%s” is no Content-ID", name, image.ContentID)
		}
	}
	top, ok := readHead(above.String())
	if !ok {
		return Rendered{}, s.located(language, fmt.Errorf("template: %s:1: the subject is not on one line", name))
	}
	var m Rendered
	r := reader{markdown: s.markdown, written: s.written, images: images, used: &m.Inline}
	m.Subject, frame.state = top.subjects(frame.Follows)
	preview := top.shown(r, frame.state)
	d, err := s.frame(r, language, name, frame, r.read(body.String()))
	if err != nil {
		return Rendered{}, err
	}
	m.HTML = writeHTML(d, language, m.Subject, preview)
	if len(m.HTML) > mostHTML { // thousands of cells or quotations
		r.asText, m.Inline = true, nil
		if d, err = s.frame(r, language, name, frame, r.read(body.String())); err != nil {
			return Rendered{}, err
		}
		m.HTML = writeHTML(d, language, m.Subject, preview)
	}
	m.Text, m.Words = writeText(d), []string{inOrder(d, false)}
	if len(m.Inline) > 0 {
		m.Words = append(m.Words, inOrder(d, true))
	}
	return m, nil
}

// mostHTML is the length in bytes from which the Markdown that people wrote is shown as
// text: its markup would be many times longer than its words.
const mostHTML = 1 << 20

// Words describes a problem of a text in a language, on one line, with its line number.
func (s *Set) Words(p Problem, language string) (string, error) {
	root := s.languages[language]
	if root == nil {
		return "", fmt.Errorf("there is no language %s", language)
	}
	var b strings.Builder
	if err := root.ExecuteTemplate(&b, "problem", p); err != nil {
		return "", s.located(language, err)
	}
	return oneLine(plain(b.String(), verbatim)), nil
}

var contentID = pattern.New(`^[A-Za-z0-9._@-]{1,200}$`)

func cut(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return strings.TrimSpace(string(runes[:most-1])) + "…"
}

var place = pattern.New(`^template: ([a-z-]+)(?:\.head)?:(\d+)(?::\d+)?: `)

// located adds to an error of text/template the file that it is in.
func (s *Set) located(language string, err error) error {
	m := place.FindStringSubmatch(err.Error())
	if m == nil {
		return fmt.Errorf("a template in %s: %w", language, err)
	}
	path := s.sources[language+"/"+m[1]].path
	if path == "" {
		path = language + "/" + m[1] + ".md"
	}
	return &placed{fmt.Sprintf("%s:%s: %s", path, m[2], strings.TrimPrefix(err.Error(), m[0])), err}
}

// placed is an error of a template with its place in front.
type placed struct {
	text string
	err  error
}

// Error implements error.
func (p *placed) Error() string { return p.text }

// lineOf returns the file and the line of an error of a template.
func lineOf(err error) string {
	place, _, _ := strings.Cut(err.Error(), ": ")
	return place
}

// Unwrap returns the error within.
func (p *placed) Unwrap() error { return p.err }

// try renders every mail with every sample of it.
func (s *Set) try() (problems []error) {
	seen := map[string]bool{}
	for _, language := range Languages() {
		for _, name := range Names() {
			for _, data := range Samples(name, language) {
				if _, err := s.RenderFramed(SampleFrame(), name, language, data); err != nil && !seen[err.Error()] {
					seen[err.Error()] = true
					problems = append(problems, err)
				}
			}
		}
	}
	return problems
}
