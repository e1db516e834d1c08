package templates

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"text/template/parse"

	"github.com/google/go-cmp/cmp"
)

func TestLoad_tellsAllThatIsWrongAtOnce(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		files map[string]string
		want  []string // each is in the error
	}{
		{"a field that is not there", map[string]string{"en/report.md": "Subject: x\n\nHello\n{{.Nobody}}\n"}, []string{"en/report.md:4: ", "Nobody"}},
		{"a field that is not there, in the subject", map[string]string{"en/report.md": "Subject: {{.Nobody}}\n\nHello\n"}, []string{"en/report.md:1: "}},
		{"a branch that is seldom taken", map[string]string{"en/bounce.md": "Subject: x\n\n{{if .Delayed}}{{.Nobody}}{{end}}\n"}, []string{"en/bounce.md:3: "}},
		{"no subject", map[string]string{"zh-CN/bounce.md": "Hello\n"}, []string{"zh-CN/bounce.md:1: it must begin with “Subject: …”"}},
		{"two subjects", map[string]string{"en/bounce.md": "Subject: a\nSubject: b\n\nHello\n"}, []string{"en/bounce.md:1: it must begin"}},
		{"an action that does not end", map[string]string{"en/report-ask.md": "Subject: x\n\n\n{{if .PM}}\n"}, []string{"en/report-ask.md:", "unexpected EOF"}},
		{"a function that is not there", map[string]string{"en/report-ask.md": "Subject: x\n\n{{shell .PM}}\n"}, []string{"en/report-ask.md:3: function \"shell\" not defined"}},
		{"a wrong argument", map[string]string{"en/report.md": "Subject: x\n\n{{date .Summary}}\n"}, []string{"en/report.md:3: ", "expected time.Time"}},
		{"a mail that is not there", map[string]string{"en/raport.md": "Subject: x\n\nx\n"}, []string{"raport.md: there is no mail of that name"}},
		{"a language that is not there", map[string]string{"fr/report.md": "Subject: x\n\nx\n"}, []string{"fr: there is no language of that name"}},
		{"a file above the languages", map[string]string{"report.md": "Subject: x\n\nx\n"}, []string{"report.md: there is no mail of that name"}},
		{"several", map[string]string{"en/report.md": "Subject: x\n\n{{.A}}\n", "zh-CN/report.md": "Subject: x\n\n\n{{.B}}\n", "en/bounce.md": "x", "en/x.md": "x"},
			[]string{"en/report.md:3: ", "zh-CN/report.md:4: ", "en/bounce.md:1: ", "x.md: there is no mail"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Load(write(t, tt.files))
			if err == nil {
				t.Fatal("it was loaded")
			}
			for _, want := range tt.want {
				if !strings.Contains(filepath.ToSlash(err.Error()), want) {
					t.Errorf("the error does not say %q:\n%v", want, err)
				}
			}
		})
	}
	if _, err := Load(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a folder that is not there was read")
	}
}

func TestLoad_aFileTakesThePlaceOfATemplate(t *testing.T) {
	t.Parallel()
	dir := write(t, map[string]string{"en/report.md": "Subject: Ours {{.Project.Code}}\r\n\r\n# Ours\r\n\r\n![the chart](cid:progress)\r\n"})
	s, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	m := render(t, s, "report", English, Samples("report", English)[0])
	if m.Subject != "Ours ACME" || m.Text != "Ours\n====\n\n[the chart]\n" || len(m.Inline) != 1 || m.Inline[0].ContentID != "progress" {
		t.Errorf("rendered %q, %q with %d images", m.Subject, m.Text, len(m.Inline))
	}
	if text, path, err := s.Source("report", English); err != nil || path != filepath.Join(dir, "en", "report.md") || !strings.HasPrefix(text, "Subject: Ours") {
		t.Errorf("its source is %q of %q, %v", text, path, err)
	}
	if m := render(t, s, "report", Chinese, Samples("report", Chinese)[0]); !strings.Contains(m.Text, "项目进展报告") {
		t.Errorf("the other language changed too:\n%s", m.Text)
	}
	draft := render(t, s, "report-draft", English, Samples("report-draft", English)[0])
	if !strings.Contains(draft.Text, "\nOurs\n====") {
		t.Errorf("the draft does not show the report as the client will see it:\n%s", draft.Text)
	}
}

func TestLoad_aFileOfAnOldNameStillWorks(t *testing.T) {
	t.Parallel()
	const mail, list = "Subject: Ours\n\nOurs.\n", "{{if eq .Kind \"matter\"}}**{{.Title}}** is ours{{end}}"
	tests := []struct {
		name     string
		files    map[string]string
		template string
		want     string // in the text
		warnings []string
	}{
		{"alone", map[string]string{"en/matter.md": mail}, "procedure", "Ours.", []string{"en/matter.md: this template is now called procedure; rename the file"}},
		{"the receipt", map[string]string{"zh-CN/matter-receipt.md": mail}, "procedure-receipt", "Ours.", []string{"zh-CN/matter-receipt.md: this template is now called procedure-receipt; rename the file"}},
		{"beside the new", map[string]string{"en/matter.md": "Subject: Old\n\nOld.\n", "en/procedure.md": mail}, "procedure", "Ours.", []string{"en/matter.md: is ignored: procedure.md is there too; remove this file"}},
		{"the new", map[string]string{"en/procedure.md": mail}, "procedure", "Ours.", nil},
		{"a kind of item", map[string]string{"en/waiting.md": list}, "digest", "is ours", []string{`en/waiting.md: the kind "matter" is now called "procedure"; change the file`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := write(t, tt.files)
			s, err := Load(dir)
			if err != nil {
				t.Fatal(err)
			}
			language := English
			if strings.HasPrefix(tt.name, "the receipt") {
				language = Chinese
			}
			if text := render(t, s, tt.template, language, Samples(tt.template, language)[0]).Text; !strings.Contains(text, tt.want) {
				t.Errorf("the text lacks %q:\n%s", tt.want, text)
			}
			var want []string
			for _, w := range tt.warnings {
				want = append(want, filepath.Join(dir, filepath.FromSlash(w)))
			}
			if diff := cmp.Diff(want, s.Warnings()); diff != "" {
				t.Errorf("warnings (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRender_unknownIsAnError(t *testing.T) {
	t.Parallel()
	s := load(t)
	for _, tt := range []struct{ name, language string }{{"report", "fr"}, {"problem", English}, {"report.head", English}, {"", ""}} {
		if _, err := s.Render(tt.name, tt.language, Report{}); err == nil {
			t.Errorf("%q in %q was rendered", tt.name, tt.language)
		}
	}
	if _, err := s.Render("report", English, Bounce{}); err == nil {
		t.Error("a report was made of a bounce")
	}
	if _, err := s.Render("report", English, Report{}, Inline{ContentID: `x" onload="`}); err == nil {
		t.Error("a Content-ID with a quote in it was taken")
	}
}

// TestNames_comeFromTheFiles holds together what makes a mail: its two files, its
// samples and their type, and its row in the documentation.
func TestNames_comeFromTheFiles(t *testing.T) {
	t.Parallel()
	docs, err := os.ReadFile(filepath.Join("..", "docs", "templates.md"))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]string{}
	for _, language := range Languages() {
		list, err := embedded.ReadDir(language)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range list {
			files[language] = append(files[language], strings.TrimSuffix(f.Name(), ".md"))
		}
	}
	if diff := cmp.Diff(files[English], files[Chinese]); diff != "" {
		t.Errorf("not every template is in both languages (-%s +%s):\n%s", English, Chinese, diff)
	}
	methods := map[string]bool{}
	for _, name := range Names() {
		methods[sampleMethod(name)] = true
		if !strings.Contains(string(docs), "`"+name+"`") {
			t.Errorf("docs/templates.md does not tell when %s is sent", name)
		}
		for _, language := range Languages() {
			if text := builtIn(language, name); !strings.HasPrefix(text, subjectLine) {
				t.Errorf("%s/%s.md has no subject, though the other language has one", language, name)
			}
			samples := Samples(name, language)
			if len(samples) == 0 {
				t.Errorf("%s has no samples: declare func (s sampler) %s() []any beside the type of its data", name, sampleMethod(name))
			}
			for i, data := range samples {
				if of := reflect.TypeOf(data); of != reflect.TypeOf(samples[0]) || of.PkgPath() != reflect.TypeFor[Set]().PkgPath() {
					t.Errorf("sample %d of %s in %s is a %s, and the first is a %T", i, name, language, of, samples[0])
				}
			}
		}
	}
	for _, name := range partials() {
		if !strings.Contains(string(docs), "`"+name+"`") {
			t.Errorf("docs/templates.md does not name the part %s", name)
		}
	}
	for m := range reflect.TypeFor[sampler]().Methods() {
		if !methods[m.Name] {
			t.Errorf("the samples %s belong to no template", m.Name)
		}
	}
	if Samples("problem", English) != nil || Samples("", English) != nil {
		t.Error("what is no mail has samples")
	}
}

// TestLanguages_sayTheSame holds the languages together: what one tells, the
// other tells too.
func TestLanguages_sayTheSame(t *testing.T) {
	t.Parallel()
	s := load(t)
	for _, name := range slices.Concat(Names(), partials()) {
		var fields, shapes [][]string
		for _, language := range Languages() {
			fields = append(fields, s.fields(language, name))
			if slices.Contains(partials(), name) {
				continue
			}
			var all []string
			for _, data := range Samples(name, language) {
				all = append(all, shape(s, t, name, language, data)...)
			}
			shapes = append(shapes, all)
		}
		if diff := cmp.Diff(fields[0], fields[1]); diff != "" {
			t.Errorf("%s: the fields used differ between the languages:\n%s", name, diff)
		}
		if len(fields[0]) == 0 && name != "people" { // which is given a list, and no fields
			t.Errorf("%s uses no fields: the test sees nothing", name)
		}
		if len(shapes) == 2 {
			if diff := cmp.Diff(shapes[0], shapes[1]); diff != "" {
				t.Errorf("%s: the blocks differ between the languages:\n%s", name, diff)
			}
		}
	}
}

// fields gives the fields that a template uses, in order.
func (s *Set) fields(language, name string) []string {
	found := map[string]bool{}
	for _, suffix := range []string{"", headSuffix} {
		t := s.languages[language].Lookup(name + suffix)
		if t == nil {
			continue
		}
		walk(reflect.ValueOf(t.Root), func(n any) {
			switch n := n.(type) {
			case *parse.FieldNode:
				found[strings.Join(n.Ident, ".")] = true
			case *parse.VariableNode:
				found[strings.Join(n.Ident[1:], ".")] = true
			}
		})
	}
	delete(found, "")
	list := make([]string, 0, len(found))
	for f := range found {
		list = append(list, f)
	}
	slices.Sort(list)
	return list
}

// walk visits the nodes below one.
func walk(v reflect.Value, visit func(any)) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() || v.Type() == reflect.TypeFor[*parse.Tree]() {
			return
		}
		if v.CanInterface() {
			visit(v.Interface())
		}
		walk(v.Elem(), visit)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				walk(v.Field(i), visit)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			walk(v.Index(i), visit)
		}
	}
}

// shape gives the kinds of the blocks of a mail.
func shape(s *Set, t *testing.T, name, language string, data any) []string {
	t.Helper()
	var body strings.Builder
	if err := s.languages[language].ExecuteTemplate(&body, name, data); err != nil {
		t.Fatal(err)
	}
	var used []Inline
	var list []string
	var add func([]block, string)
	add = func(blocks []block, indent string) {
		for _, b := range blocks {
			list = append(list, indent+[]string{"paragraph", "heading", "list", "item", "quote", "table", "code", "rule"}[b.kind])
			add(b.blocks, indent+" ")
		}
	}
	add(reader{markdown: s.markdown, written: s.written, images: images(language), used: &used}.read(body.String()), "")
	return list
}

func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func render(t testing.TB, s *Set, name, language string, data any) Rendered {
	t.Helper()
	m, err := s.Render(name, language, data, images(language)...)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestWords_tellAProblemAsItsMailDoes(t *testing.T) {
	t.Parallel()
	s := load(t)
	p := Problem{Line: 3, Code: UnknownHeading, Detail: "Don\ne", Hint: "Done"}
	got, err := s.Words(p, English)
	want := "Line 3: “Don e” is not a heading of a report. Its text is now at the end of the summary. Did you mean “Done”?"
	if got != want || err != nil {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
	if _, err := s.Words(p, "fr"); err == nil {
		t.Error("there are words in a language that there is not")
	}
}

// TestMail_keepsTheRulesOfStyle holds every sample to what docs/style.md says of mail
// and a program can see.
func TestMail_keepsTheRulesOfStyle(t *testing.T) {
	rules := map[string]map[string]*regexp.Regexp{
		English: {
			"no capital after the greeting":                           regexp.MustCompile(`(?:^|\n)(?:Dear [^\n]+|Hello),\n\n[a-z]+[ ,]`),
			"an apostrophe or quotation mark that is not typographic": regexp.MustCompile(`[a-z]'[a-z]|"`),
			"Chinese punctuation":                                     regexp.MustCompile(`[，。；：（）]`),
		},
		Chinese: {
			"half-width punctuation after Chinese": regexp.MustCompile(`\p{Han}[,;:!?()]`),
			"a reader who is not addressed as 您":   regexp.MustCompile(`你`),
			"a full stop that is half-width":       regexp.MustCompile(`\p{Han}\.(?:\s|$)`),
		},
	}
	eachMail(t, func(t *testing.T, s *Set, language, name string) {
		for i, data := range Samples(name, language) {
			m := render(t, s, name, language, data)
			text := m.Subject + "\n\n" + m.Text
			for what, rule := range rules[language] {
				if found := rule.FindString(text); found != "" {
					t.Errorf("sample %d has %s: %q", i, what, found)
				}
			}
		}
	})
}
