package chart

import (
	"errors"
	"math"
	"strconv"

	"github.com/go-analyze/charts"
)

// Point is how far a project was at the end of a period, in per cent.
type Point struct {
	Label   string // of the period: a day, short
	Planned int    // -1 where nothing was planned
	Actual  int
}

// mostPoints are as many as can be told apart.
const mostPoints = 24

// The parts of the picture. The lines lie in the rectangle of plot.
const (
	legendFoot = titleRoom + 24
	plotTop    = legendFoot + 44
	plotHeight = 300
	plotBottom = plotTop + plotHeight
	plotLeft   = margin + 84
	plotRight  = width - margin - 84
	historyEnd = plotBottom + 46 + margin
	dot        = 6
)

// PlannedActual draws two lines over the periods: what was planned, and what was
// done; planned and actual are their names. Only the last 24 periods are drawn. It
// returns the PNG and the size at which to show it, in pixels of CSS; the picture
// has twice as many.
func (c *Charts) PlannedActual(title, planned, actual string, points []Point) (png []byte, w, h int, err error) {
	if len(points) == 0 {
		return nil, 0, 0, errors.New("draw planned and actual: there is no period to show")
	}
	points = points[max(0, len(points)-mostPoints):]
	p, err := c.canvas(historyEnd)
	if err != nil {
		return nil, 0, 0, err
	}
	p.write(p.fit(title, titleSize, width-2*margin), margin, margin+titleSize-4, titleSize, ink)
	var was, is []charts.Point
	anyPlanned := false
	for i, point := range points {
		x := across(i, len(points))
		is = append(is, charts.Point{X: x, Y: up(point.Actual)})
		if point.Planned < 0 {
			was = append(was, charts.Point{X: x, Y: math.MaxInt32}) // no point, for the library
			continue
		}
		anyPlanned = true
		was = append(was, charts.Point{X: x, Y: up(point.Planned)})
	}
	next := p.legend(actual, margin, blue)
	if anyPlanned {
		p.legend(planned, next, grey)
	}
	p.grid()
	p.periods(points)
	p.line(was, grey, 4)
	p.line(is, blue, 5)
	p.last(points[len(points)-1], across(len(points)-1, len(points))+18)
	return p.done()
}

// across and up say where a point lies.
func across(i, n int) int {
	if n == 1 {
		return (plotLeft + plotRight) / 2
	}
	return plotLeft + i*(plotRight-plotLeft)/(n-1)
}

func up(percent int) int { return plotBottom - min(max(percent, 0), 100)*plotHeight/100 }

// legend names a line, and returns where the next name may begin.
func (c *canvas) legend(name string, x int, color charts.Color) int {
	const sample, gap = 36, 12
	name = c.fit(name, noteSize, (width-2*margin)/2-sample-gap-24)
	y := legendFoot - 9
	c.LineStroke([]charts.Point{{X: x, Y: y}, {X: x + sample, Y: y}}, color, 5)
	c.Circle(dot, x+sample/2, y, color, color, 1)
	c.write(name, x+sample+gap, legendFoot, noteSize, faint)
	return x + sample + gap + c.wide(name, noteSize) + 40
}

// grid draws the lines of 0 to 100 per cent.
func (c *canvas) grid() {
	for percent := 0; percent <= 100; percent += 25 {
		y := up(percent)
		c.LineStroke([]charts.Point{{X: plotLeft - 14, Y: y}, {X: plotRight + 14, Y: y}}, track, 2)
		if percent%50 == 0 {
			c.writeEnd(strconv.Itoa(percent)+"%", plotLeft-24, y+9, noteSize, faint)
		}
	}
}

// periods writes below the lines as many names of periods as there is room for,
// the last one always.
func (c *canvas) periods(points []Point) {
	const gap, most = 28, 160
	widest := 0
	for _, point := range points {
		widest = max(widest, c.wide(c.fit(point.Label, noteSize, most), noteSize))
	}
	step := 1
	if len(points) > 1 {
		between := (plotRight - plotLeft) / (len(points) - 1)
		step = (widest + gap + between - 1) / max(between, 1)
	}
	for i := len(points) - 1; i >= 0; i -= max(step, 1) {
		label := c.fit(points[i].Label, noteSize, most)
		w := c.wide(label, noteSize)
		x := across(i, len(points)) - w/2
		x = max(min(x, width-margin-w), margin)
		c.write(label, x, plotBottom+42, noteSize, faint)
	}
}

// line draws a line with a dot at each point.
func (c *canvas) line(points []charts.Point, color charts.Color, thick float64) {
	c.LineStroke(points, color, thick)
	for _, point := range points {
		if point.Y != math.MaxInt32 {
			c.Circle(dot, point.X, point.Y, color, white, 2)
		}
	}
}

// last writes the figures of the last period beside its points, the planned one
// only where both can be read.
func (c *canvas) last(point Point, x int) {
	const apart = noteSize + 4
	c.write(strconv.Itoa(min(max(point.Actual, 0), 100))+"%", x, up(point.Actual)+9, noteSize, blue)
	if distance := up(point.Planned) - up(point.Actual); point.Planned >= 0 && (distance >= apart || distance <= -apart) {
		c.write(strconv.Itoa(min(point.Planned, 100))+"%", x, up(point.Planned)+9, noteSize, faint)
	}
}
