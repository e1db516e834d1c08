package templates

import (
	"time"

	"rapport/store"
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
}
