package templates

import (
	"fmt"
	"time"

	"rapport/store"
	"rapport/templates/chart"
)

// Survey is the data of survey, which asks a client for their opinion.
type Survey struct {
	Project  store.Project
	Form     store.Form
	Name     string // the name; may be empty
	Closes   time.Time
	Reminder bool
	Options  []SurveyOption // of a single question that a click answers
	Link     string         // opens a mail with the form of several questions
	Stop     string         // opens a mail that stops surveys
}

// SurveyOption is an answer with the link that sends it.
type SurveyOption struct {
	Label string
	Link  string
}

// SurveyReceipt is the data of survey-receipt, which tells a respondent what was
// recorded.
type SurveyReceipt struct {
	Project   store.Project
	Title     string
	Name      string
	What      string // recorded, late, settled, or stopped
	Anonymous bool
	Answers   []SurveySaid
	Closes    time.Time
}

// SurveySaid is the answer to one question. Question is empty for a remark about the
// whole survey.
type SurveySaid struct {
	Question string
	Answer   string
}

// SurveyLow is the data of survey-low, which reports a low score or a remark to the PM.
type SurveyLow struct {
	Project    store.Project
	PM         string
	Title      string
	Number     int
	Who        store.Address
	Words      string
	Low        []SurveySaid // the low scores; none for a remark alone
	Unverified bool
	Late       bool
}

// SurveyResults is the data of survey-results, which sends the PM the results.
type SurveyResults struct {
	Project store.Project
	PM      string
	Survey  store.Survey
	Results store.Results
	Trend   []SurveyTrend // of the surveys with the same questions, ending with this one
}

// SurveyTrend is the share of satisfied people, or promoters, in one survey.
type SurveyTrend struct {
	Day     time.Time
	Percent int
	Net     bool // Percent is the share of promoters
}

const trendChart = "trend"

// TrendOf returns the trend of surveys, with its days in a time zone.
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
	name := f.pick("满意率", "Satisfied")
	if r.Trend[0].Net {
		name = f.pick("推荐者占比", "Promoters")
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

// Survey makes the samples of survey.
func (s sampler) Survey() []any {
	one, many := s.oneQuestion(), s.manyQuestions()
	closes := day(time.March, 20)
	stop := "mailto:log%2Br.token@agency.example?subject=unsubscribe"
	ask := Survey{Project: s.project(), Form: one, Name: s.client().Name, Closes: closes, Stop: stop}
	for i, label := range one.Questions[0].Labels {
		ask.Options = append(ask.Options, SurveyOption{string(rune('1'+i)) + " – " + label, "mailto:log%2Br.token@agency.example?subject=Re%3A%20Survey&body=" + string(rune('1'+i))})
	}
	again := ask
	again.Name, again.Reminder = "", true
	return []any{ask, again, Survey{Project: s.project(), Form: many, Name: s.client().Name, Closes: closes, Link: stop, Stop: stop}, Survey{Project: s.project(), Form: many, Closes: closes, Stop: stop}}
}

// SurveyReceipt makes the samples of survey-receipt.
func (s sampler) SurveyReceipt() []any {
	project, one, many := s.project(), s.oneQuestion(), s.manyQuestions()
	list := []any{
		SurveyReceipt{Project: project, Title: one.Title, Name: s.client().Name, What: store.ReceiptRecorded, Answers: s.surveyAnswers(), Closes: day(time.March, 20)},
	}
	for _, what := range []string{store.ReceiptRecorded, store.ReceiptLate, store.ReceiptSettled} {
		list = append(list, SurveyReceipt{Project: project, Title: many.Title, What: what, Anonymous: true})
	}
	return append(list, SurveyReceipt{Project: project, Title: one.Title, What: store.ReceiptLate})
}

// SurveyLow makes the samples of survey-low.
func (s sampler) SurveyLow() []any {
	title, said := s.oneQuestion().Title, s.surveyAnswers()
	return []any{
		SurveyLow{Project: s.project(), PM: s.pm().Name, Title: title, Number: 3, Who: s.client(), Words: said[1].Answer, Low: said[:1], Unverified: true},
		SurveyLow{Project: s.project(), Title: title, Number: 3, Who: s.client(), Words: said[1].Answer, Late: true},
	}
}

// SurveyResults makes the samples of survey-results.
func (s sampler) SurveyResults() []any {
	questions := s.manyQuestions().Questions
	score, net, choice, text := questions[0], questions[1], questions[2], questions[3]
	satisfied, net0 := 67, 20
	survey := store.Survey{Number: 3, Form: s.oneQuestion(), Asked: 5, Answered: 4}
	full := store.Score{Answered: 3, Counts: []int{0, 1, 0, 1, 1}, Mean: 3.7, Satisfied: &satisfied}
	recommended := store.Score{Answered: 5, Counts: make([]int, 11), Net: &net0}
	chosen := store.Score{Answered: 2, Counts: []int{1, 1}}
	words := s.surveyAnswers()[1].Answer
	results := store.Results{
		Questions: []store.Result{{Question: score, Counted: full, Unverified: full}, {Question: net, Counted: recommended, Unverified: recommended}, {Question: choice, Counted: chosen, Unverified: chosen},
			{Question: choice, Counted: store.Score{Answered: 2}, Unverified: store.Score{Answered: 1}}, {Question: text}, {Question: score}},
		Remarks: []store.Remark{{Name: s.client().Name, Words: words}, {Words: words, Unverified: true}},
	}
	return []any{
		SurveyResults{s.project(), s.pm().Name, survey, results, []SurveyTrend{{day(time.February, 1), 50, false}, {day(time.March, 1), 67, false}}},
		SurveyResults{Project: s.project(), Survey: survey, Results: store.Results{Withheld: true}},
	}
}

func (s sampler) oneQuestion() store.Form {
	return store.Form{Title: s.pick("您对我们的工作满意吗？", "How satisfied are you with our work?"), Intro: s.pick("请您评价近期的项目工作，只有一个问题。", "Your project team would like to know what you think. There is only one question."), Questions: s.manyQuestions().Questions[:1]}
}

func (s sampler) manyQuestions() store.Form {
	labels := []string{s.pick("非常不满意", "very dissatisfied"), s.pick("不满意", "dissatisfied"), s.pick("一般", "neutral"), s.pick("满意", "satisfied"), s.pick("非常满意", "very satisfied")}
	return store.Form{Title: s.pick("培训效果如何？", "How was the training?"), Intro: s.pick("请您帮助我们改进今后的培训。", "Please help us improve our next training."), Anonymous: true, Questions: []store.Question{
		{Kind: store.QuestionScore, Text: s.pick("您对我们近期的工作满意吗？", "How satisfied are you with our work?"), Min: 1, Max: 5, Labels: labels},
		{Kind: store.QuestionScore, Text: s.pick("您有多大可能推荐我们？", "How likely are you to recommend us?"), Max: 10},
		{Kind: store.QuestionChoice, Text: s.pick("培训节奏如何？", "How was the pace?"), Choices: []string{s.pick("太慢", "too slow"), s.pick("合适", "just right")}},
		{Kind: store.QuestionText, Text: s.pick("您希望我们如何改进？", "What could we do better?")},
	}}
}

// surveyAnswers is a low score and a remark.
func (s sampler) surveyAnswers() []SurveySaid {
	score := s.manyQuestions().Questions[0]
	return []SurveySaid{{score.Text, "2 – " + score.Labels[1]}, {"", s.pick("沟通太慢，测试账号等了两周。", "We waited two weeks for the test accounts.")}}
}
