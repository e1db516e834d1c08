package templates

import (
	"fmt"

	"rapport/templates/chart"
)

// The Content-IDs by which templates name the charts of a report.
const (
	progressChart = "progress"
	historyChart  = "history"
)

// Charts draws the charts that the report has figures for, as its template names
// them. A line needs two periods.
func (r *Report) Charts(c *chart.Charts, language string) ([]Inline, error) {
	f := format{language}
	var images []Inline
	add := func(id, alt string, png []byte, width, height int, err error) error {
		if err != nil {
			return fmt.Errorf("draw the chart %s: %w", id, err)
		}
		images = append(images, Inline{ContentID: id, Name: id + ".png", Alt: alt, PNG: png, Width: width, Height: height})
		return nil
	}
	var bars []chart.Bar
	for _, item := range r.Progress {
		if item.Percent >= 0 {
			bars = append(bars, chart.Bar{Name: item.Name, Percent: item.Percent})
		}
	}
	if len(bars) > 0 {
		title := f.pick("各项工作进度", "Work in progress")
		png, width, height, err := c.Progress(title, bars)
		if err := add(progressChart, title, png, width, height, err); err != nil {
			return nil, err
		}
	}
	if len(r.History) > 1 {
		title := f.pick("计划与实际", "Planned and actual")
		points := make([]chart.Point, len(r.History))
		for i, p := range r.History {
			points[i] = chart.Point{Label: f.pick(p.End.Format("1/2"), p.End.Format("2 Jan")), Planned: p.Planned, Actual: p.Actual}
		}
		png, width, height, err := c.PlannedActual(title, f.pick("计划", "Planned"), f.pick("实际", "Actual"), points)
		if err := add(historyChart, title, png, width, height, err); err != nil {
			return nil, err
		}
	}
	return images, nil
}
