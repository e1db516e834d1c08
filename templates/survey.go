package templates

import (
	"fmt"
	"time"

	"rapport/store"
	"rapport/templates/chart"
)

// Survey is the data of survey: somebody is asked what they think.
type Survey struct {
	Project  store.Project
	Form     store.Form
	Name     string // the name; may be empty
	Closes   time.Time
	Reminder bool
	Options  []SurveyOption // of one question that is answered by a click
	Link     string         // opens a mail with the form of several questions
	Stop     string         // opens a mail that stops surveys
}

// SurveyOption is an answer that a link gives.
type SurveyOption struct {
	Label string
	Link  string
}

// SurveyReceipt is the data of survey-receipt: somebody is told what was recorded
// of their answer.
type SurveyReceipt struct {
	Project   store.Project
	Title     string
	Name      string
	What      string // recorded, late, settled, or stopped
	Anonymous bool
	Answers   []SurveySaid
	Closes    time.Time
}

// SurveySaid is what somebody answered to one question. Question is empty where it
// is a remark on the whole.
type SurveySaid struct {
	Question string
	Answer   string
}

// SurveyLow is the data of survey-low: the PM is told of a low score or a remark.
type SurveyLow struct {
	Project    store.Project
	PM         string
	Title      string
	Number     int
	Who        store.Address
	Words      string
	Low        []SurveySaid // the low scores; none where it is a remark
	Unverified bool
	Late       bool
}

// SurveyResults is the data of survey-results: the PM is told the results.
type SurveyResults struct {
	Project store.Project
	PM      string
	Survey  store.Survey
	Results store.Results
	Trend   []SurveyTrend // of the surveys of the same questions, this one the last
}

// SurveyTrend is the share of satisfied people, or promoters, in one survey.
type SurveyTrend struct {
	Day     time.Time
	Percent int
	Net     bool // it is the share of promoters
}

// SurveyStopped is what a SurveyReceipt tells who wants no more surveys.
const SurveyStopped = "stopped"

const trendChart = "trend"

// TrendOf gives the trend of surveys by the days of a zone.
func TrendOf(points []store.TrendPoint, zone *time.Location) []SurveyTrend {
	var list []SurveyTrend
	for _, p := range points {
		list = append(list, SurveyTrend{p.At.In(zone), p.Percent, p.Net})
	}
	return list
}

// Charts draws the trend. A line needs two surveys.
func (r *SurveyResults) Charts(c *chart.Charts, language string) ([]Inline, error) {
	if len(r.Trend) < 2 {
		return nil, nil
	}
	f := format{language}
	name := f.pick("满意的比例", "Share of the satisfied")
	if r.Trend[0].Net {
		name = f.pick("推荐者的比例", "Share of promoters")
	}
	points := make([]chart.Point, len(r.Trend))
	for i, t := range r.Trend {
		points[i] = chart.Point{Label: f.pick(t.Day.Format("1/2"), t.Day.Format("2 Jan")), Planned: -1, Actual: t.Percent}
	}
	png, width, height, err := c.PlannedActual(r.Survey.Title, "", name, points)
	if err != nil {
		return nil, fmt.Errorf("draw the trend of surveys: %w", err)
	}
	return []Inline{{ContentID: trendChart, Name: trendChart + ".png", Alt: name, PNG: png, Width: width, Height: height}}, nil
}
