package chart

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func newCharts(t testing.TB) *Charts {
	t.Helper()
	c, err := New("")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// work is a list of n pieces of work, of which none is done but the last.
func work(n int) []Bar {
	bars := make([]Bar, n)
	for i := range bars {
		bars[i] = Bar{Name: fmt.Sprintf("控制柜 wiring %d", i+1)}
	}
	bars[n-1].Percent = 100
	return bars
}

// weeks are n periods, of which the first had no plan.
func weeks(n int) []Point {
	points := make([]Point, n)
	for i := range points {
		points[i] = Point{Label: fmt.Sprintf("3月%d日", i+1), Planned: 4*i - 1, Actual: 3 * i}
	}
	return points
}

// read decodes a chart, and holds it to what every chart keeps: its size is told
// rightly, it is opaque, and its margin is white.
func read(t *testing.T, data []byte, w, h int, err error) image.Image {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	size := picture.Bounds().Size()
	if size != image.Pt(2*w, 2*h) || w != 320 {
		t.Errorf("the picture is of %v, told as %d by %d", size, w, h)
	}
	for y := range size.Y {
		for x := range size.X {
			edge := x < 20 || y < 20 || x >= size.X-20 || y >= size.Y-20
			r, g, b, a := picture.At(x, y).RGBA()
			if a != 0xffff || edge && (r != 0xffff || g != 0xffff || b != 0xffff) {
				t.Fatalf("%d,%d is %v", x, y, picture.At(x, y))
			}
		}
	}
	return picture
}

// count returns how many pixels of a column or row have a colour.
func count(picture image.Image, area image.Rectangle, want color.Color) (n int) {
	r, g, b, _ := want.RGBA()
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			if r2, g2, b2, _ := picture.At(x, y).RGBA(); r == r2 && g == g2 && b == b2 {
				n++
			}
		}
	}
	return n
}

var (
	blueRGB = color.RGBA{blue.R, blue.G, blue.B, 0xff}
	greyRGB = color.RGBA{grey.R, grey.G, grey.B, 0xff}
)

func TestProgress_barsAreAsLongAsTheirPerCent(t *testing.T) {
	c := newCharts(t)
	for percent, want := range map[int]int{-5: 0, 0: 0, 1: barThick, 25: 146, 50: 292, 99: 578, 100: 584, 250: 584} {
		data, w, h, err := c.Progress("进度", []Bar{{"a", percent}})
		picture := read(t, data, w, h, err)
		y := titleRoom + barName + barGap + barThick/2
		got := count(picture, image.Rect(margin, y, width-margin, y+1), blueRGB)
		if got < want-2 || got > want {
			t.Errorf("%d%%: %d pixels, want %d", percent, got, want)
		}
	}
}

func TestProgress_twelveBarsAtMost(t *testing.T) {
	c := newCharts(t)
	heights := map[int]int{}
	for _, n := range []int{1, 12, 13, 200} {
		data, w, h, err := c.Progress("进度", work(n))
		read(t, data, w, h, err)
		heights[n] = h
	}
	if heights[12] != heights[13] || heights[12] != heights[200] || heights[12]-heights[1] != 11*barHeight/2 {
		t.Errorf("%v", heights)
	}
}

func TestProgress_whateverTheNameItStaysWithinItsLine(t *testing.T) {
	c := newCharts(t)
	for _, name := range []string{
		"", " ", "\n\t", strings.Repeat("长", 5000), strings.Repeat("W", 5000), strings.Repeat("a b ", 999), "🎉🎉", "\x00\x1b[31m", "\xff\xfe", "عربي", "e\u0301",
	} {
		data, w, h, err := c.Progress(name, []Bar{{name, 40}})
		picture := read(t, data, w, h, err)
		room := image.Rect(width-margin-90, titleRoom, width-margin-75, titleRoom+barName)
		if n := count(picture, room, white); n != room.Dx()*room.Dy() {
			t.Errorf("%.20q: something was written beside the per cent", name)
		}
	}
}

func TestFit_cutsWithAnEllipsis(t *testing.T) {
	c, err := newCharts(t).canvas(100)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"短":                        "短",
		"  two\n words ":           "two words",
		"名字🎉":                      "名字",
		"a long name of some work": "a long nam…",
		"控制柜接线、测试与培训及其他": "控制柜接线…",
	} {
		got := c.fit(text, textSize, 170)
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
		if w := c.wide(got, textSize); w > 170 {
			t.Errorf("%q is %d wide", got, w)
		}
	}
}

func TestPlannedActual_hasALineForWhatIsKnown(t *testing.T) {
	c := newCharts(t)
	plot := image.Rect(plotLeft-20, plotTop-20, plotRight+10, plotBottom+20)
	for name, row := range map[string]struct {
		points []Point
		grey   bool
	}{
		"both":           {weeks(8), true},
		"many":           {weeks(30), true},
		"one":            {[]Point{{"3月6日", 60, 40}}, true},
		"no plan":        {[]Point{{"a", -1, 10}, {"b", -1, 20}}, false},
		"a plan between": {[]Point{{"a", -1, 10}, {"b", 50, 20}, {"c", -1, 30}}, true},
		"out of range":   {[]Point{{"a", 900, -10}, {"b", -900, 200}}, true},
	} {
		data, w, h, err := c.PlannedActual("进度", "计划", "实际", row.points)
		picture := read(t, data, w, h, err)
		if n := count(picture, plot, blueRGB); n < 50 {
			t.Errorf("%s: %d blue pixels", name, n)
		}
		if n := count(picture, plot, greyRGB); n > 50 != row.grey {
			t.Errorf("%s: %d grey pixels", name, n)
		}
	}
}

func TestPlannedActual_whateverTheLabelsTheMarginIsKept(t *testing.T) {
	c := newCharts(t)
	for _, label := range []string{"", strings.Repeat("长", 999), "31 December 2026", "🎉"} {
		points := []Point{{label, 10, 20}, {label, 30, 99}, {label, 100, 100}}
		data, w, h, err := c.PlannedActual(label, label, label, points)
		read(t, data, w, h, err)
		data, w, h, err = c.PlannedActual(label, label, label, points[:1])
		read(t, data, w, h, err)
	}
}

func TestCharts_ofNothingIsAnError(t *testing.T) {
	c := newCharts(t)
	if _, _, _, err := c.Progress("进度", nil); err == nil {
		t.Error("progress of nothing: no error")
	}
	if _, _, _, err := c.PlannedActual("进度", "计划", "实际", nil); err == nil {
		t.Error("no periods: no error")
	}
}

// A report that is rendered twice must be the same mail; so must one that is
// rendered while others are.
func TestCharts_sameBytesEachTime(t *testing.T) {
	c := newCharts(t)
	var group sync.WaitGroup
	bars, lines := make([][]byte, 4), make([][]byte, 4)
	for i := range bars {
		group.Go(func() {
			bars[i], _, _, _ = c.Progress("进度", work(3))
			lines[i], _, _, _ = c.PlannedActual("进度", "计划", "实际", weeks(5))
		})
	}
	group.Wait()
	again, _, _, _ := newCharts(t).Progress("进度", work(3))
	for i := range bars {
		if !bytes.Equal(bars[i], bars[0]) || !bytes.Equal(lines[i], lines[0]) || !bytes.Equal(again, bars[i]) || len(lines[i]) == 0 {
			t.Errorf("picture %d differs", i)
		}
	}
}

func TestNew_aFontThatCannotBeReadIsAnError(t *testing.T) {
	file := filepath.Join(t.TempDir(), "own.ttf")
	if err := os.WriteFile(file, []byte("no font"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{file, file + ".missing"} {
		if _, err := New(path); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%v", err)
		}
	}
}

func TestNew_theFontHasTheCharactersOfNames(t *testing.T) {
	font, err := embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range "张伟镕喆堃淼龘、，。：（）“”…—%✓①éßŁ" {
		if font.Index(r) == 0 {
			t.Errorf("%c is missing", r)
		}
	}
}

func BenchmarkProgress(b *testing.B) {
	for _, n := range []int{5, 12} {
		b.Run(fmt.Sprintf("bars=%d", n), func(b *testing.B) {
			c, items := newCharts(b), work(n)
			c.Progress("进度", items) // unpacks the font
			for b.Loop() {
				if _, _, _, err := c.Progress("进度", items); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkPlannedActual(b *testing.B) {
	c, points := newCharts(b), weeks(12)
	c.Progress("进度", work(1)) // unpacks the font
	for b.Loop() {
		if _, _, _, err := c.PlannedActual("进度", "计划", "实际", points); err != nil {
			b.Fatal(err)
		}
	}
}
