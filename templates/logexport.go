package templates

import (
	"bufio"
	"fmt"
	"html/template"
	"io"
	"strings"
	"time"

	"rapport/store"
)

// LogExport is the log of a project as it is handed over: a page for a browser and the same as
// PDF, written line by line, so that a log of any length takes no more memory.
type LogExport struct {
	LogPage
	// Heading is what it is about besides the project; "" all of it.
	Heading string
	// Parts are texts that come before the log.
	Parts []ExportPart
	// Volume returns where the PDF of a number goes, from 1 on: long logs have several. Close is
	// called on each.
	Volume func(n int) (io.WriteCloser, error)
	// Made is when it is made.
	Made time.Time

	out  *bufio.Writer
	page *template.Template
	pdf  *logPDF
	day  string
}

// ExportPart is a text with a heading and lines that say what it is.
type ExportPart struct {
	Heading string
	About   []string
	Text    string
}

// ExportLinks is where what belongs to an entry is, beside the page.
type ExportLinks struct {
	Mail  string
	Files map[int]string // by their numbers
}

// Begin writes what is before the first line to w.
func (p *LogExport) Begin(w io.Writer) (err error) {
	p.All = true // there is a line for each entry, besides those of the matters
	if p.page, err = template.New("log").Parse(logPageHTML); err != nil {
		return fmt.Errorf("the page of the log: %w", err)
	}
	p.out = bufio.NewWriterSize(w, 64<<10)
	frame := p.frame("")
	if p.Heading != "" {
		frame["Title"] = shownLine(strings.TrimPrefix(p.Project.Code+" · "+p.Heading, " · "))
	}
	title, _ := frame["Title"].(string)
	about, _ := frame["About"].(string)
	if p.pdf, err = newLogPDF(p.Volume, format{p.Project.Language}, title, about, p.Made); err != nil {
		return err
	}
	if err := p.page.ExecuteTemplate(p.out, "begin", frame); err != nil {
		return fmt.Errorf("the page of the log: %w", err)
	}
	for _, part := range p.Parts {
		shown := ExportPart{Heading: shownLine(part.Heading), Text: shownText(part.Text)}
		for _, line := range part.About {
			shown.About = append(shown.About, shownLine(line))
		}
		if err := p.page.ExecuteTemplate(p.out, "part", shown); err != nil {
			return fmt.Errorf("the page of the log: %w", err)
		}
		p.pdf.part(shown)
	}
	return p.pdf.err()
}

// Line writes a line of the log, with where its mail and files are. It reports whether the
// export is to have it: what is internal is left out unless Shared is false.
func (p *LogExport) Line(line store.StoryLine, links ExportLinks) error {
	one, day, ok := p.line(line)
	if !ok {
		return nil
	}
	if e := line.Entry; e != nil {
		one.Mail, one.Errand = links.Mail, e.Errand
		one.Files = one.Files[:0]
		for _, file := range e.Attached {
			if path, kept := links.Files[file.N]; kept {
				one.Files = append(one.Files, pageFile{fileLine(file), path})
			}
		}
		if one.Text != "" { // a page that is printed hides nothing
			one.Start, one.Text = one.Text, ""
		}
	}
	if day != p.day {
		if p.day != "" {
			fmt.Fprint(p.out, "\n</section>")
		}
		p.day = day
		if err := p.page.ExecuteTemplate(p.out, "day", day); err != nil {
			return fmt.Errorf("the page of the log: %w", err)
		}
		p.pdf.day(day)
	}
	p.lines++
	p.pdf.line(one)
	if err := p.pdf.err(); err != nil {
		return err
	}
	if err := p.page.ExecuteTemplate(p.out, "line", one); err != nil {
		return fmt.Errorf("the page of the log: %w", err)
	}
	return nil
}

// End writes what is after the last line.
func (p *LogExport) End() error {
	if p.day != "" {
		fmt.Fprint(p.out, "\n</section>")
	}
	if err := p.page.ExecuteTemplate(p.out, "end", p.frame("")); err != nil {
		return fmt.Errorf("the page of the log: %w", err)
	}
	if err := p.out.Flush(); err != nil {
		return fmt.Errorf("the page of the log: %w", err)
	}
	return p.pdf.end()
}
