// Package chart draws the charts of a report as PNG: made for the width of a phone,
// with a font that has Chinese, on a white ground of their own, so that they can be
// read in a mail that is shown dark.
package chart

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/go-analyze/charts"
	"github.com/golang/freetype/truetype"
)

//go:embed font/wqy-microhei.ttc.gz
var microHei []byte

// Charts draws charts. It may be used by several goroutines at once.
type Charts struct {
	font func() (*truetype.Font, error)
}

// New returns Charts that write with the TrueType font of a file, or with the
// WenQuanYi Micro Hei that comes with Rapport, where fontPath is "". The latter is
// unpacked when the first chart is drawn.
func New(fontPath string) (*Charts, error) {
	if fontPath == "" {
		return &Charts{font: sync.OnceValues(embedded)}, nil
	}
	font, err := readFont(fontPath)
	if err != nil {
		return nil, fmt.Errorf("read font %s: %w", fontPath, err)
	}
	return &Charts{font: func() (*truetype.Font, error) { return font, nil }}, nil
}

// maxFont bounds the file of a font: those of all of Unicode have half of that.
const maxFont = 64 << 20

func readFont(path string) (*truetype.Font, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxFont+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxFont {
		return nil, errors.New("longer than 64 MiB")
	}
	font, err := truetype.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("TrueType outlines are needed (.ttf, .ttc): %w", err)
	}
	return font, nil
}

func embedded() (*truetype.Font, error) {
	data, err := FontFile()
	if err != nil {
		return nil, err
	}
	return truetype.Parse(data)
}

// FontFile returns the file of the font that comes with Rapport, a TrueType collection.
func FontFile() ([]byte, error) {
	unpacked, err := gzip.NewReader(bytes.NewReader(microHei))
	if err != nil {
		return nil, fmt.Errorf("unpack the font: %w", err)
	}
	data, err := io.ReadAll(unpacked)
	if err != nil {
		return nil, fmt.Errorf("unpack the font: %w", err)
	}
	return data, nil
}

// All lengths are in pixels of the picture, which has two for each at which it is
// shown: scale of them.
const (
	scale     = 2
	width     = 640
	margin    = 28
	titleSize = 30
	textSize  = 26 // 13 as shown, on a phone
	noteSize  = 24
)

// The colours hold their contrast for those who do not tell red from green, and
// in print.
var (
	white = charts.ColorRGB(0xff, 0xff, 0xff)
	ink   = charts.ColorRGB(0x1f, 0x29, 0x33)
	faint = charts.ColorRGB(0x5b, 0x66, 0x73)
	blue  = charts.ColorRGB(0x1d, 0x4e, 0x89)
	grey  = charts.ColorRGB(0xa3, 0xae, 0xbb)
	track = charts.ColorRGB(0xe4, 0xe9, 0xef)
)

// canvas is a picture that is being drawn.
type canvas struct {
	*charts.Painter
	font   *truetype.Font
	height int
}

func (c *Charts) canvas(height int) (*canvas, error) {
	font, err := c.font()
	if err != nil {
		return nil, err
	}
	p := charts.NewPainter(charts.PainterOptions{OutputFormat: charts.ChartOutputPNG, Width: width, Height: height, Font: font})
	p.FilledRect(0, 0, width, height, white, white, 0)
	return &canvas{p, font, height}, nil
}

// done returns the picture, and its size as it is to be shown.
func (c *canvas) done() (png []byte, w, h int, err error) {
	if png, err = c.Bytes(); err != nil {
		return nil, 0, 0, fmt.Errorf("write PNG: %w", err)
	}
	return png, width / scale, c.height / scale, nil
}

// pill draws a bar with round ends.
func (c *canvas) pill(x, top, length int, color charts.Color) {
	const radius = barThick / 2
	c.Circle(radius, x+radius, top+radius, color, color, 0)
	c.Circle(radius, x+length-radius, top+radius, color, color, 0)
	c.FilledRect(x+radius, top, x+length-radius, top+barThick, color, color, 0)
}
