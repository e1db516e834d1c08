package chart

import (
	"strings"
	"unicode"

	"github.com/go-analyze/charts"
)

// style is a text of a size in pixels; the library counts in points of 1/72 inch
// and has 92 pixels to the inch.
func style(size float64, color charts.Color) charts.FontStyle {
	return charts.FontStyle{FontSize: size * 72 / 92, FontColor: color}
}

// write writes a text whose left end and foot are at x and y.
func (c *canvas) write(text string, x, y int, size float64, color charts.Color) {
	c.Text(text, x, y, 0, style(size, color))
}

// writeEnd writes a text whose right end is at x.
func (c *canvas) writeEnd(text string, x, y int, size float64, color charts.Color) {
	c.write(text, x-c.wide(text, size), y, size, color)
}

// wide is how wide a text is.
func (c *canvas) wide(text string, size float64) int {
	return c.MeasureText(text, 0, style(size, ink)).Width()
}

// mostRunes bounds what is measured of a text: more does not fit in any chart.
const mostRunes = 200

// fit makes a text one line that is not wider than most; what is too long ends
// in “…”. What the font has no picture of, as emoji, is left out.
func (c *canvas) fit(text string, size float64, most int) string {
	var runes []rune
	for _, r := range strings.Join(strings.Fields(text), " ") {
		if unicode.IsPrint(r) && (r == ' ' || c.font.Index(r) != 0) {
			runes = append(runes, r)
		}
		if len(runes) == mostRunes {
			break
		}
	}
	line := strings.TrimSpace(string(runes))
	if c.wide(line, size) <= most {
		return line
	}
	low, high := 0, len(runes) // the longest beginning that fits is between
	for low < high {
		middle := (low + high + 1) / 2
		if c.wide(ended(runes[:middle]), size) <= most {
			low = middle
		} else {
			high = middle - 1
		}
	}
	return ended(runes[:low])
}

func ended(runes []rune) string {
	return strings.TrimRightFunc(string(runes), func(r rune) bool { return unicode.IsSpace(r) || unicode.IsPunct(r) }) + "…"
}
