package document

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// wordText returns the text of a Word file (ECMA-376), paragraph by paragraph: list items
// behind "- ", the cells of a row between " | ", headings as in Markdown. Words that were
// struck out or deleted are left out.
func wordText(content []byte) string {
	files, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil || len(files.File) > mostEntries {
		return ""
	}
	for _, f := range files.File {
		if f.Name != "word/document.xml" {
			continue
		}
		if f.UncompressedSize64 > longestPart || f.UncompressedSize64 > 1<<20 && f.UncompressedSize64 > mostRatio*f.CompressedSize64 {
			return ""
		}
		part, err := f.Open()
		if err != nil {
			return ""
		}
		defer part.Close()
		w := wordReader{xml: xml.NewDecoder(io.LimitReader(part, longestPart))} // no entity is looked up: the decoder knows none but those of XML
		if err := w.read(); err != nil {
			return ""
		}
		return w.out.String()
	}
	return ""
}

// wordReader reads word/document.xml.
type wordReader struct {
	xml  *xml.Decoder
	out  strings.Builder
	line strings.Builder // the paragraph that is read

	list, struck bool
	text         bool // what follows is shown
	heading      int
	deleted      int // depth of what was deleted, or is an alternative to what is read
	cells        []string
	rows         int // depth of table rows
	table        int // rows of the table so far
}

const deepest = 256 // elements within elements

var errDeep = errors.New("too many elements within elements")

func (w *wordReader) read() error {
	for depth := 0; w.out.Len() <= longestWords; {
		token, err := w.xml.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if depth++; depth > deepest {
				return errDeep
			}
			w.start(t)
		case xml.EndElement:
			depth--
			w.end(t.Name.Local)
		case xml.CharData:
			if w.text {
				w.line.Write(t)
			}
		case xml.Directive:
			return errors.New("a document type, which Word files do not have")
		}
	}
	return nil
}

func (w *wordReader) start(e xml.StartElement) {
	switch e.Name.Local {
	case "p":
		w.list, w.heading = false, 0
		if w.rows == 0 {
			w.line.Reset()
		} else if w.line.Len() > 0 {
			w.line.WriteByte(' ')
		}
	case "numPr":
		w.list = true
	case "pStyle":
		style := strings.ToLower(value(e))
		if n := strings.TrimPrefix(style, "heading"); n != style && len(n) == 1 && n[0] >= '1' && n[0] <= '6' {
			w.heading = int(n[0] - '0')
		}
		w.list = w.list || strings.HasPrefix(style, "list")
	case "r":
		w.struck = false
	case "strike", "dstrike", "vanish":
		w.struck = value(e) != "0" && value(e) != "false"
	case "del", "moveFrom", "Fallback":
		w.deleted++
	case "t":
		w.text = !w.struck && w.deleted == 0
	case "tab":
		w.line.WriteByte('\t')
	case "br", "cr":
		if w.rows == 0 {
			w.line.WriteByte('\n')
		} else {
			w.line.WriteByte(' ')
		}
	case "tbl":
		w.table = 0
	case "tr":
		w.rows++
		w.cells = nil
	case "tc":
		w.line.Reset()
	}
}

func (w *wordReader) end(name string) {
	switch name {
	case "t":
		w.text = false
	case "p":
		if w.rows == 0 {
			w.paragraph()
		}
	case "del", "moveFrom", "Fallback":
		w.deleted--
	case "tc":
		w.cells = append(w.cells, strings.ReplaceAll(strings.TrimSpace(w.line.String()), "|", "/"))
		w.line.Reset()
	case "tr":
		w.rows--
		if len(w.cells) > 0 {
			w.out.WriteString("| " + strings.Join(w.cells, " | ") + " |\n")
		}
		if w.table++; w.table == 1 && len(w.cells) > 1 {
			w.out.WriteString("|" + strings.Repeat(" --- |", len(w.cells)) + "\n")
		}
		w.cells = nil
	case "tbl":
		w.out.WriteByte('\n')
	}
}

func (w *wordReader) paragraph() {
	text := strings.TrimSpace(w.line.String())
	switch {
	case text == "":
		w.out.WriteByte('\n')
		return
	case w.heading > 0:
		w.out.WriteString("\n" + strings.Repeat("#", min(w.heading+1, 4)) + " ")
	case w.list:
		w.out.WriteString("- ")
	}
	w.out.WriteString(text + "\n")
}

func value(e xml.StartElement) string {
	for _, a := range e.Attr {
		if a.Name.Local == "val" {
			return a.Value
		}
	}
	return ""
}
