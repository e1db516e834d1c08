package chart

import (
	"errors"
	"strconv"
)

// Bar is one piece of work.
type Bar struct {
	Name    string
	Percent int
}

// mostBars are as many as one takes in at a glance.
const mostBars = 12

// The parts of one bar, from top to bottom.
const (
	barName   = 34
	barGap    = 10
	barThick  = 18
	barBelow  = 26
	barHeight = barName + barGap + barThick + barBelow
	titleRoom = margin + titleSize + 26
)

// Progress draws a bar for each piece of work: its name and per cent, and below
// them how much is done. Only the first twelve are drawn. It returns the PNG and
// the size at which to show it, in pixels of CSS; the picture has twice as many.
func (c *Charts) Progress(title string, items []Bar) (png []byte, w, h int, err error) {
	if len(items) == 0 {
		return nil, 0, 0, errors.New("draw progress: there is no work to show")
	}
	items = items[:min(len(items), mostBars)]
	p, err := c.canvas(titleRoom + len(items)*barHeight - barBelow + margin)
	if err != nil {
		return nil, 0, 0, err
	}
	p.write(p.fit(title, titleSize, width-2*margin), margin, margin+titleSize-4, titleSize, ink)
	for i, item := range items {
		top := titleRoom + i*barHeight
		percent := min(max(item.Percent, 0), 100)
		figure := strconv.Itoa(percent) + "%"
		foot := top + barName - 6
		p.write(p.fit(item.Name, textSize, width-2*margin-p.wide("100%", textSize)-24), margin, foot, textSize, ink)
		p.writeEnd(figure, width-margin, foot, textSize, blue)
		p.bar(top+barName+barGap, percent)
	}
	return p.done()
}

// bar draws a bar with round ends, of which percent are filled.
func (c *canvas) bar(top, percent int) {
	const length = width - 2*margin
	c.pill(margin, top, length, track)
	if percent > 0 {
		c.pill(margin, top, max(barThick, length*percent/100), blue)
	}
}
