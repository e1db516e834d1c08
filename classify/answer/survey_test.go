package answer

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"rapport/store"
)

func satisfied() store.Question {
	return store.Question{Kind: store.QuestionScore, Min: 1, Max: 5, Labels: []string{"非常不满意", "不满意", "一般", "满意", "非常满意"}}
}

func recommend() store.Question {
	return store.Question{Kind: store.QuestionScore, Max: 10, Labels: []string{"not at all", "certainly"}}
}

func TestSurvey_oneScore(t *testing.T) {
	for _, c := range []struct {
		text    string
		score   int // -1: none
		comment string
	}{
		{"4", 4, ""},
		{"4分", 4, ""},
		{"４ 分", 4, ""},
		{"five", 5, ""},
		{"五分", 5, ""},
		{"很满意", 5, ""},
		{"满意", 4, ""},
		{"Very satisfied!", 5, ""},
		{"4/5", 4, ""},
		{"您好：\n\n4\n\n谢谢\n王伟", 4, ""},
		{"Hi Li Na,\n\n2\nThe tests were late.\n\nRegards\n王伟", 2, "The tests were late."},
		{"2，沟通太慢", 2, "沟通太慢"},
		{"1: 4", 4, ""},
		{"Score: 3", 3, ""},
		{"4 – 满意", 4, ""},
		{"⭐⭐⭐⭐", 4, ""},
		{"★★★★☆", 4, ""},
		{"★★☆☆☆\n太慢", 2, "太慢"},
		{"⭐️⭐️⭐️", 3, ""},
		{"👎👎", -1, "👎👎"},
		{"😡", -1, "😡"},
		{"4 (good)", 4, ""},
		{"4（好）", 4, ""},
		{"4 (slow at times)", 4, "slow at times"},
		{"4, Anna Was Slow", 4, "Anna Was Slow"},
		{"不满意", 2, ""},
		{"4/10", -1, "4/10"},
		{"6", -1, "6"},
		{"4 or 5", -1, "4 or 5"},
		{"2 things are missing", -1, "2 things are missing"},
		{"4.5", -1, "4.5"},
		{"4\n5", -1, "4\n5"},
		{"The team is friendly.", -1, "The team is friendly."},
		{"谢谢", -1, ""},
		{"> 4", -1, ""},
	} {
		replies, comment := Survey(c.text, "", "王伟", []store.Question{satisfied()})
		score := -1
		if len(replies) == 1 {
			score = replies[0].Score
		}
		if score != c.score || comment != c.comment {
			t.Errorf("%q: %d, %q; want %d, %q", c.text, score, comment, c.score, c.comment)
		}
	}
}

func TestSurvey_severalQuestions(t *testing.T) {
	form := []store.Question{satisfied(), recommend(), {Kind: store.QuestionChoice, Choices: []string{"Yes", "No"}}, {Kind: store.QuestionText}}
	all := []store.SurveyReply{{Question: 1, Score: 4}, {Question: 2, Score: 10}, {Question: 3, Score: 2, Words: "No"}, {Question: 4, Words: "More time"}}
	for name, c := range map[string]struct {
		own, quoted string
		want        []store.SurveyReply
		comment     string
	}{
		"on one line":      {"第一题4分，第二题10分，第三题No", "", all[:3], ""},
		"on one line, too": {"1: 4, 2: 10, 3: no", "", all[:3], ""},
		"above the quote":  {"1: 4\n2: 10\n3: no\n4: More time\n\nThanks\nAnna", "> 1: \n> 2:", all, ""},
		"with full stops":  {"1. 4\n2. 10\n3. No\n4. More time", "", all, ""},
		"in Chinese":       {"第一题 4\n第二题：10分\n第3题 No\n第四题：More time", "", all, ""},
		"below the number": {"1:\n4\n2:\n10\n3:\nNo\n4:\nMore time", "", all, ""},
		"within the quote": {"", "> 1: 4\n> 2: 10\n> 3: No\n> 4: More time", all, ""},
		"with words above": {"Please see below.", ">> 1：4\n>> 2：", all[:1], "Please see below."},
		"an empty form":    {"1: \n2:\n3:\n4:\n\nBest regards\nAnna", "", nil, ""},
		"a part of them":   {"2: 10", "", all[1:2], ""},
		"with a remark":    {"1: 4, but slow\nAll in all fine.", "", all[:1], "1: but slow\nAll in all fine."},
		"what is no score": {"1: blue\n2: 11", "", nil, "1: blue\n2: 11"},
		"contradictory":    {"1: 4\n1: 2", "", all[:1], "1: 2"},
		"other numbers":    {"9: 4\n12:30 is fine", "", nil, "9: 4\n12:30 is fine"},
	} {
		replies, comment := Survey(c.own, c.quoted, "Anna", form)
		if diff := cmp.Diff(c.want, replies, cmpopts.EquateEmpty()); diff != "" || comment != c.comment {
			t.Errorf("%s (-want +got):\n%s%q", name, diff, comment)
		}
	}
}

func TestSurvey_oneQuestionInWords(t *testing.T) {
	replies, comment := Survey("Hello,\n\nthe training was good.\nMore exercises, please.\n\nRegards\nAnna", "", "Anna", []store.Question{{Kind: store.QuestionText}})
	if len(replies) != 1 || replies[0].Words != "the training was good.\nMore exercises, please." || comment != "" {
		t.Errorf("%+v, %q", replies, comment)
	}
}

// A question that is no score is answered by its words, also with its number before them.
func TestSurvey_oneQuestionWithoutScore(t *testing.T) {
	choice := store.Question{Kind: store.QuestionChoice, Choices: []string{"Yes", "No"}}
	for _, c := range []struct {
		text     string
		question store.Question
		want     store.SurveyReply
	}{
		{"1: No", choice, store.SurveyReply{Question: 1, Score: 2, Words: "No"}},
		{"No", choice, store.SurveyReply{Question: 1, Score: 2, Words: "No"}},
		{"1：可以", store.Question{Kind: store.QuestionChoice, Choices: []string{"不行", "可以"}}, store.SurveyReply{Question: 1, Score: 2, Words: "可以"}},
		{"certainly", recommend(), store.SurveyReply{Question: 1, Score: 10}},
		{"not at all", recommend(), store.SurveyReply{Question: 1}},
	} {
		replies, comment := Survey(c.text, "", "Anna", []store.Question{c.question})
		if len(replies) != 1 || replies[0] != c.want || comment != "" {
			t.Errorf("%q: %+v, %q", c.text, replies, comment)
		}
	}
}

// A courtesy below the number of a question answers it only where it is one of its answers.
func TestSurvey_courtesyBelowANumber(t *testing.T) {
	form := []store.Question{satisfied(), {Kind: store.QuestionChoice, Choices: []string{"OK", "Not OK"}}, {Kind: store.QuestionText}}
	replies, comment := Survey("1:\n4\n2:\nOK\n3:\nThanks\nAnna", "", "Anna", form)
	want := []store.SurveyReply{{Question: 1, Score: 4}, {Question: 2, Score: 1, Words: "OK"}}
	if diff := cmp.Diff(want, replies); diff != "" || comment != "" {
		t.Errorf("(-want +got):\n%s%q", diff, comment)
	}
}

func FuzzSurvey(f *testing.F) {
	f.Add("1: 4\n2: 10", "> 3: no")
	f.Add("第一题 4，慢\n2: 7/10", "")
	f.Add("very satisfied", "> 1: 9")
	form := []store.Question{satisfied(), recommend(), {Kind: store.QuestionChoice, Choices: []string{"Yes", "No"}}, {Kind: store.QuestionText}}
	f.Fuzz(func(t *testing.T, own, quoted string) {
		for _, questions := range [][]store.Question{form, form[:1], form[1:2], form[2:3], form[3:]} {
			replies, comment := Survey(own, quoted, "Anna", questions)
			last := 0
			for _, r := range replies {
				if r.Question <= last || r.Question > len(questions) {
					t.Fatalf("question %d after %d of %d", r.Question, last, len(questions))
				}
				last = r.Question
				q := questions[r.Question-1]
				if q.Kind == store.QuestionScore && (r.Score < q.Min || r.Score > q.Max) || q.Kind == store.QuestionChoice && (r.Score < 1 || r.Score > 2) || q.Kind == store.QuestionText && r.Words == "" {
					t.Fatalf("%+v answers %+v", r, q)
				}
				if len([]rune(r.Words)) > longestComment+1 {
					t.Fatal(len(r.Words))
				}
			}
			if len([]rune(comment)) > longestComment+1 || !strings.Contains(own+quoted, "\n") && own == "" && quoted == "" && comment != "" {
				t.Fatal(len(comment))
			}
		}
	})
}

// Beside a solution only a number that is alone on its line is a score: words say what they say of
// the solution.
func TestScoreBeside(t *testing.T) {
	t.Parallel()
	q := store.Question{Kind: store.QuestionScore, Min: 1, Max: 5, Labels: []string{"very dissatisfied", "dissatisfied", "neutral", "satisfied", "very satisfied"}}
	for _, test := range []struct {
		text  string
		score int // 0: none
		rest  string
	}{
		{"5", 5, ""},
		{"Confirmed\n\n4", 4, "Confirmed"},
		{"确认\n５分", 5, "确认"},
		{"2/5\nIt took too long.", 2, "It took too long."},
		{"5 – very satisfied\nConfirmed.", 5, "Confirmed."},
		{"★★★★☆", 4, ""},
		{"4\n4", 4, ""},
		{"4\n5", 0, "4\n5"},
		{"very satisfied", 0, "very satisfied"},
		{"ok", 0, "ok"},
		{"good", 0, "good"},
		{"Confirmed, 5", 0, "Confirmed, 5"},
		{"1.\nIt fails still.", 0, "1.\nIt fails still."},
		{"1)\nIt fails still.", 0, "1)\nIt fails still."},
		{"1. It fails still.", 0, "1. It fails still."},
		{"7", 0, "7"},
		{"2 of us cannot log in", 0, "2 of us cannot log in"},
		{"5 users cannot log in", 0, "5 users cannot log in"},
	} {
		score, rest, ok := ScoreBeside(test.text, q)
		if score != test.score || rest != test.rest || ok != (test.score > 0) {
			t.Errorf("%q: %d, %q, %v; want %d, %q", test.text, score, rest, ok, test.score, test.rest)
		}
	}
}
