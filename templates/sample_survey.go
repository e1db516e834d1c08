package templates

import (
	"time"

	"rapport/store"
)

// surveys gives the samples of the mail about surveys.
func (s sampler) surveys(name string, project store.Project) []any {
	labels := []string{s.pick("非常不满意", "very dissatisfied"), s.pick("不满意", "dissatisfied"), s.pick("一般", "neither"), s.pick("满意", "satisfied"), s.pick("非常满意", "very satisfied")}
	score := store.Question{Kind: store.QuestionScore, Text: s.pick("您对我们近期的工作满意吗？", "How satisfied are you with our work?"), Min: 1, Max: 5, Labels: labels}
	net := store.Question{Kind: store.QuestionScore, Text: s.pick("您有多大可能推荐我们？", "How likely are you to recommend us?"), Max: 10}
	choice := store.Question{Kind: store.QuestionChoice, Text: s.pick("培训节奏如何？", "How was the pace?"), Choices: []string{s.pick("太慢", "too slow"), s.pick("合适", "just right")}}
	text := store.Question{Kind: store.QuestionText, Text: s.pick("您希望我们如何改进？", "What should we do better?")}
	one := store.Form{Title: s.pick("您对我们的工作满意吗？", "How satisfied are you with our work?"), Intro: s.pick("想请您评价近期的项目工作，只有一个问题。", "Your project team would like to know what you think. It is one question."), Questions: []store.Question{score}}
	many := store.Form{Title: s.pick("培训效果如何？", "How was the training?"), Intro: s.pick("请您帮助我们改进今后的培训。", "Please help us to make the next training better."), Anonymous: true, Questions: []store.Question{score, net, choice, text}}
	closes := day(time.March, 20)
	stop := "mailto:log%2Br.token@agency.example?subject=unsubscribe"
	words := s.pick("沟通太慢，测试账号等了两周。", "We waited two weeks for the test accounts.")
	said := []SurveySaid{{score.Text, "2 – " + labels[1]}, {"", words}}
	switch name {
	case "survey":
		ask := Survey{Project: project, Form: one, Name: s.client().Name, Closes: closes, Stop: stop}
		for i, label := range labels {
			ask.Options = append(ask.Options, SurveyOption{string(rune('1'+i)) + " – " + label, "mailto:log%2Br.token@agency.example?subject=Re%3A%20Survey&body=" + string(rune('1'+i))})
		}
		again := ask
		again.Name, again.Reminder = "", true
		return []any{ask, again, Survey{Project: project, Form: many, Name: s.client().Name, Closes: closes, Link: stop, Stop: stop}, Survey{Project: project, Form: many, Closes: closes, Stop: stop}}
	case "survey-receipt":
		recorded := SurveyReceipt{Project: project, Title: one.Title, Name: s.client().Name, What: store.ReceiptRecorded, Answers: said, Closes: closes}
		list := []any{recorded, SurveyReceipt{Project: project, What: SurveyStopped}}
		for _, what := range []string{store.ReceiptRecorded, store.ReceiptLate, store.ReceiptSettled} {
			list = append(list, SurveyReceipt{Project: project, Title: many.Title, What: what, Anonymous: true})
		}
		return append(list, SurveyReceipt{Project: project, Title: one.Title, What: store.ReceiptLate})
	case "survey-low":
		return []any{SurveyLow{Project: project, PM: s.pm().Name, Title: one.Title, Number: 3, Who: s.client(), Words: words, Low: said[:1], Unverified: true},
			SurveyLow{Project: project, Title: one.Title, Number: 3, Who: s.client(), Words: words, Late: true}}
	}
	satisfied, net0 := 67, 20
	survey := store.Survey{Number: 3, Form: one, Asked: 5, Answered: 4}
	full := store.Score{Answered: 3, Counts: []int{0, 1, 0, 1, 1}, Mean: 3.7, Satisfied: &satisfied}
	recommended := store.Score{Answered: 5, Counts: make([]int, 11), Net: &net0}
	chosen := store.Score{Answered: 2, Counts: []int{1, 1}}
	results := store.Results{
		Questions: []store.Result{{Question: score, Counted: full, Unverified: full}, {Question: net, Counted: recommended, Unverified: recommended}, {Question: choice, Counted: chosen, Unverified: chosen},
			{Question: choice, Counted: store.Score{Answered: 2}, Unverified: store.Score{Answered: 1}}, {Question: text}, {Question: score}},
		Remarks: []store.Remark{{Name: s.client().Name, Words: words}, {Words: words, Unverified: true}},
	}
	return []any{SurveyResults{project, s.pm().Name, survey, results, []SurveyTrend{{day(time.February, 1), 50, false}, {day(time.March, 1), 67, false}}},
		SurveyResults{Project: project, Survey: survey, Results: store.Results{Withheld: true}}}
}
