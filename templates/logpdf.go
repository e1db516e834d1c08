package templates

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"codeberg.org/go-pdf/fpdf"
	"github.com/golang/freetype/truetype"

	"rapport/templates/chart"
)

// logPDF writes the log as PDF. Its font is that of the charts, which has Latin and Chinese
// letters, and of which a volume holds those that it uses.
type logPDF struct {
	open         func(n int) (io.WriteCloser, error)
	f            format
	title, about string
	made         time.Time
	font         []byte
	glyphs       *truetype.Font

	pdf    *fpdf.Fpdf
	volume int
	held   int // bytes of text in the volume
	today  string
	failed error
}

// volumeText is how many bytes of text a volume has: it is in memory until it is full.
const volumeText = 2 << 20

// Lengths in millimetres, and sizes of letters in points.
const (
	pdfMargin = 18.0
	pdfText   = 9.5
	pdfSmall  = 8.0
	pdfLine   = 4.6
)

func newLogPDF(open func(int) (io.WriteCloser, error), f format, title, about string, made time.Time) (*logPDF, error) {
	collection, err := chart.FontFile()
	if err != nil {
		return nil, err
	}
	p := &logPDF{open: open, f: f, title: title, about: about, made: made}
	if p.font, err = firstFont(collection); err != nil {
		return nil, fmt.Errorf("the font of the PDF: %w", err)
	}
	if p.glyphs, err = truetype.Parse(p.font); err != nil {
		return nil, fmt.Errorf("the font of the PDF: %w", err)
	}
	p.begin()
	return p, nil
}

// begin starts a volume.
func (p *logPDF) begin() {
	p.volume++
	p.held = 0
	p.pdf = fpdf.New("P", "mm", "A4", "")
	p.pdf.AddUTF8FontFromBytes("hei", "", p.font)
	p.pdf.SetFont("hei", "", pdfText)
	p.pdf.SetMargins(pdfMargin, pdfMargin, pdfMargin)
	p.pdf.SetAutoPageBreak(true, pdfMargin)
	p.pdf.SetTitle(p.shown(p.title), true)
	p.pdf.SetCreationDate(p.made)
	p.pdf.SetModificationDate(p.made)
	p.pdf.AliasNbPages("")
	p.pdf.SetFooterFunc(func() {
		p.pdf.SetY(-12)
		p.grey()
		p.pdf.SetFontSize(pdfSmall)
		p.pdf.CellFormat(0, pdfLine, p.shown(fmt.Sprintf("%s    %d / {nb}", p.title, p.pdf.PageNo())), "", 0, "R", false, 0, "")
		p.black()
	})
	p.pdf.AddPage()
	title := p.title
	if p.volume > 1 {
		title += p.f.pick(fmt.Sprintf("（第 %d 册）", p.volume), fmt.Sprintf(" (volume %d)", p.volume))
	}
	p.write(15, 7, title)
	p.grey()
	p.write(pdfText, pdfLine, p.about)
	p.black()
	if p.today != "" {
		p.heading(p.today)
	}
}

// flush writes the volume.
func (p *logPDF) flush() error {
	out, err := p.open(p.volume)
	if err != nil {
		return err
	}
	if err := errors.Join(p.pdf.Output(out), out.Close()); err != nil {
		return fmt.Errorf("write volume %d of the PDF: %w", p.volume, err)
	}
	return nil
}

func (p *logPDF) err() error {
	if p.failed != nil {
		return p.failed
	}
	if err := p.pdf.Error(); err != nil {
		return fmt.Errorf("the PDF: %w", err)
	}
	return nil
}

func (p *logPDF) end() error {
	if err := p.err(); err != nil {
		return err
	}
	return p.flush()
}

func (p *logPDF) grey()  { p.pdf.SetTextColor(95, 100, 108) }
func (p *logPDF) black() { p.pdf.SetTextColor(20, 22, 26) }

func (p *logPDF) write(size, height float64, text string) {
	if text == "" {
		return
	}
	p.held += len(text)
	p.pdf.SetFontSize(size)
	p.pdf.MultiCell(0, height, p.shown(text), "", "L", false)
}

func (p *logPDF) day(day string) {
	p.today = day
	p.heading(day)
}

func (p *logPDF) heading(text string) {
	p.keep(16)
	p.pdf.Ln(4)
	p.grey()
	p.write(11, 6, text)
	p.black()
}

// keep begins a page where less than a height is left of this one.
func (p *logPDF) keep(height float64) {
	if _, page := p.pdf.GetPageSize(); p.pdf.GetY()+height > page-pdfMargin {
		p.pdf.AddPage()
	}
}

func (p *logPDF) part(one ExportPart) {
	p.keep(16)
	p.pdf.Ln(3)
	p.write(11, 6, one.Heading)
	p.grey()
	for _, line := range one.About {
		p.write(pdfSmall, pdfLine, line)
	}
	p.black()
	p.write(pdfText, pdfLine, one.Text)
}

func (p *logPDF) line(one pageLine) {
	if p.held > volumeText {
		if p.failed = p.err(); p.failed == nil {
			p.failed = p.flush()
		}
		p.begin()
	}
	p.keep(14)
	p.pdf.Ln(2.5)
	if one.Matter != "" {
		p.pdf.SetDrawColor(59, 91, 219)
		top, page := p.pdf.GetY(), p.pdf.PageNo()
		p.pdf.SetX(pdfMargin + 3)
		p.write(pdfText, pdfLine, one.Time+"  "+one.Matter)
		if p.pdf.PageNo() == page {
			p.pdf.Line(pdfMargin, top, pdfMargin, p.pdf.GetY())
		}
		return
	}
	head := fmt.Sprintf("%s  %s", one.Time, one.From)
	if one.Mark != "" {
		head += " (" + one.Mark + ")"
	}
	if one.To != "" {
		head += " → " + one.To
	}
	for _, label := range one.Labels {
		head += "  [" + label + "]"
	}
	p.grey()
	p.write(pdfSmall, pdfLine, fmt.Sprintf("%d  %s", one.Number, head))
	p.black()
	p.write(10.5, 5.2, one.Subject)
	for _, line := range one.Meeting {
		p.write(pdfText, pdfLine, line)
	}
	p.write(pdfText, pdfLine, one.Start)
	p.grey()
	for _, file := range one.Files {
		p.write(pdfSmall, pdfLine, "+ "+file.Name)
	}
	p.black()
}

// missing stands for a letter that the font does not have.
const missing = '□'

// shown returns text as the font can write it: it has letters of the basic plane alone.
func (p *logPDF) shown(text string) string {
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\t", "    ")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r < ' ' || r == 0x7f || r == 0xfe0f || r == 0x200d || r == 0x200b || r == 0xfeff:
			return -1
		case r == 0xa0:
			return ' '
		case r == utf8.RuneError || r > 0xffff || p.glyphs.Index(r) == 0:
			return missing
		}
		return r
	}, text)
}

// firstFont returns the first font of a TrueType collection as a file of its own (OpenType 1.9,
// “Organization of an OpenType font”); a file of one font is returned as it is.
func firstFont(file []byte) ([]byte, error) {
	if len(file) < 16 || string(file[:4]) != "ttcf" {
		return file, nil
	}
	const header, record = 12, 16
	at := int64(binary.BigEndian.Uint32(file[12:]))
	if at+header > int64(len(file)) {
		return nil, errors.New("its table of contents is cut off")
	}
	tables := int64(binary.BigEndian.Uint16(file[at+4:]))
	end := at + header + tables*record
	if end > int64(len(file)) {
		return nil, errors.New("its table of contents is cut off")
	}
	font := append([]byte(nil), file[at:end]...)
	for i := range tables {
		entry := header + i*record
		from, length := int64(binary.BigEndian.Uint32(font[entry+8:])), int64(binary.BigEndian.Uint32(font[entry+12:]))
		if from+length > int64(len(file)) {
			return nil, errors.New("one of its tables is cut off")
		}
		for len(font)%4 != 0 {
			font = append(font, 0)
		}
		binary.BigEndian.PutUint32(font[entry+8:], uint32(len(font)))
		font = append(font, file[from:from+length]...)
	}
	return font, nil
}
