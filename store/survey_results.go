package store

import (
	"context"
	"math"
	"time"
)

// LeastAnonymous is how many must have answered an anonymous question before what
// they answered is shown.
const LeastAnonymous = 3

// Score is what people answered to one question with a number or a choice.
type Score struct {
	Answered int     `json:"answered"`
	Counts   []int   `json:"counts"` // of each score from Min on, or of each choice
	Mean     float64 `json:"mean"`
	// Satisfied is the share of the two best scores of a scale, in per cent, and Net
	// that of promoters less that of detractors, where the question has these.
	Satisfied *int `json:"satisfied"`
	Net       *int `json:"net"`
}

// Result is what people answered to one question: those whose mail is proved to be
// theirs, who count, and beside them the others.
type Result struct {
	Question   Question `json:"question"`
	Counted    Score    `json:"counted"`
	Unverified Score    `json:"unverified"`
}

// Remark is what somebody wrote.
type Remark struct {
	Question   int       `json:"question"` // 0: of the whole
	Name       string    `json:"name"`     // "" where the survey is anonymous
	Words      string    `json:"words"`
	Unverified bool      `json:"unverified"` // never where the survey is anonymous
	At         time.Time `json:"at"`
}

// Results is what people answered to a survey.
type Results struct {
	// Withheld reports that an anonymous survey is open still, or that too few have
	// answered: then there is nothing else.
	Withheld  bool     `json:"withheld"`
	Questions []Result `json:"questions"`
	Remarks   []Remark `json:"remarks"`
}

// ResultsOf computes the results of a survey. Those of an anonymous one are shown
// when it has closed: whoever looks again after each answer would know whose it is.
func ResultsOf(one Survey, people []SurveyPerson, answers []SurveyAnswer) Results {
	r := Results{Questions: []Result{}, Remarks: []Remark{}}
	if one.Anonymous && (one.State != SurveyClosed || one.Answered < LeastAnonymous) {
		r.Withheld = true
		return r
	}
	names := map[string]string{}
	for _, p := range people {
		names[p.Address] = p.Name
	}
	for i, q := range one.Questions {
		var counted, unverified []int
		for _, a := range answers {
			switch {
			case a.Question != i+1 || q.Kind == QuestionText:
			case a.Unverified:
				unverified = append(unverified, a.Score)
			default:
				counted = append(counted, a.Score)
			}
		}
		least := 1
		if one.Anonymous {
			least = LeastAnonymous
		}
		r.Questions = append(r.Questions, Result{q, scoreOf(q, counted, least), scoreOf(q, unverified, least)})
	}
	for _, a := range answers {
		if a.Question == 0 || one.Questions[a.Question-1].Kind == QuestionText {
			// Whose mail is not proved is in the log: the mark would say whose words these are.
			r.Remarks = append(r.Remarks, Remark{a.Question, names[a.Address], a.Words, a.Unverified && !one.Anonymous, a.At})
		}
	}
	return r
}

// scoreOf computes the score of one question. For fewer answers than least it returns only
// how many there are.
func scoreOf(q Question, scores []int, least int) Score {
	s := Score{Answered: len(scores), Counts: []int{}}
	if len(scores) < least || q.Kind == QuestionText {
		return s
	}
	first, last := q.Min, q.Max
	if q.Kind == QuestionChoice {
		first, last = 1, len(q.Choices)
	}
	s.Counts = make([]int, last-first+1)
	sum, best, promoters, detractors := 0, 0, 0, 0
	for _, score := range scores {
		s.Counts[score-first]++
		sum += score
		if score >= last-1 {
			best++
		}
		if score >= 9 {
			promoters++
		}
		if score <= 6 {
			detractors++
		}
	}
	if q.Kind == QuestionChoice {
		return s
	}
	n := float64(len(scores))
	s.Mean = math.Round(float64(sum)/n*10) / 10
	share := func(count int) *int {
		percent := int(math.Round(float64(count) * 100 / n))
		return &percent
	}
	if q.Recommends() {
		s.Net = share(promoters - detractors)
	} else {
		s.Satisfied = share(best)
	}
	return s
}

// SurveyResults reads and computes the results of a survey.
func (s *Store) SurveyResults(ctx context.Context, one Survey) (Results, error) {
	people, err := s.SurveyPeople(ctx, one.ID)
	if err != nil {
		return Results{}, err
	}
	answers, err := s.SurveyAnswers(ctx, one.ID)
	if err != nil {
		return Results{}, err
	}
	return ResultsOf(one, people, answers), nil
}

// TrendPoint is how one of several surveys of the same questions came out: the
// share of satisfied people, or of promoters, in per cent.
type TrendPoint struct {
	Survey  int       `json:"survey"`
	At      time.Time `json:"at"`
	Percent int       `json:"percent"`
	Net     bool      `json:"net"` // it is the share of promoters
}

// SurveyTrend returns the course of the surveys of a project with the template of
// one, up to that one, by their first question that is a score. Those in which
// nobody counts are left out.
func (s *Store) SurveyTrend(ctx context.Context, one Survey) ([]TrendPoint, error) {
	list, err := s.Surveys(ctx, SurveyQuery{Project: one.Project})
	if err != nil {
		return nil, err
	}
	trend := []TrendPoint{}
	for _, before := range list {
		if before.Template != one.Template || before.Number > one.Number {
			continue
		}
		results, err := s.SurveyResults(ctx, before)
		if err != nil {
			return nil, err
		}
		for _, r := range results.Questions {
			if r.Question.Kind != QuestionScore {
				continue
			}
			point := TrendPoint{Survey: before.Number, At: before.Created}
			switch n := len(r.Counted.Counts); {
			case r.Counted.Satisfied != nil:
				point.Percent = *r.Counted.Satisfied
				trend = append(trend, point)
			case r.Counted.Net != nil:
				promoters := r.Counted.Counts[n-1] + r.Counted.Counts[n-2]
				point.Percent, point.Net = int(math.Round(float64(promoters)*100/float64(r.Counted.Answered))), true
				trend = append(trend, point)
			}
			break
		}
	}
	return trend, nil
}
