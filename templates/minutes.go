package templates

import (
	"fmt"
	"strings"
	"time"

	"rapport/store"
)

// MinutesAsk is the data of minutes-ask, which asks a PM for the minutes of a meeting.
type MinutesAsk struct {
	Project    store.Project
	PM         string
	Title      string // may be empty
	Start, End time.Time
	Again      bool
	People     []string      // who took part, as the meeting system says
	Silent     string        // the meeting system that was asked and did not answer, as people know it
	Transcript string        // the meeting system that has a transcript, by the name that people know; "" for none
	Unproved   []SummaryNote // what the log has of it from other systems, and nothing proves
}

// SummaryNote is a summary of a meeting that another system made.
type SummaryNote struct {
	System string // as people know it
	At     time.Time
	Entry  int64 // its number in the log
	Links  bool  // it only links to the summary
}

// MinutesText is the data of minutes-text: the draft of minutes that another system wrote.
type MinutesText struct {
	People    []string
	Summary   string
	Decisions []string
	Actions   []store.RecapAction
}

// MinutesText returns the text of minutes in a language, in the form in which they are read
// best.
func (s *Set) MinutesText(d MinutesText, language string) (string, error) {
	root := s.languages[language]
	if root == nil {
		return "", fmt.Errorf("there is no language %s", language)
	}
	var b strings.Builder
	if err := root.ExecuteTemplate(&b, "minutes-text", d); err != nil {
		return "", s.located(language, err)
	}
	return strings.TrimSpace(plain(b.String(), verbatim)) + "\n", nil
}

// SystemName returns the name of a meeting system as people know it.
func SystemName(system string) string {
	switch system {
	case "zoom":
		return "Zoom"
	case "gemini", "meet":
		return "Google Meet"
	case "teams":
		return "Microsoft Teams"
	case "otter":
		return "Otter.ai"
	case "fireflies":
		return "Fireflies.ai"
	case "read":
		return "Read AI"
	case "fathom":
		return "Fathom"
	case "tldv":
		return "tl;dv"
	case "gong":
		return "Gong"
	case "tencent":
		return "腾讯会议"
	case "feishu":
		return "飞书"
	case "dingtalk":
		return "钉钉"
	}
	return ""
}

// MinutesAsk makes the samples of minutes-ask.
func (s sampler) MinutesAsk() []any {
	one := MinutesAsk{Project: s.project(), PM: s.pm().Name, Title: s.pick("第三次周会", "Third weekly meeting"), Start: day(time.March, 5).Add(14 * time.Hour), End: day(time.March, 5).Add(15 * time.Hour)}
	noted := one
	noted.Unproved = []SummaryNote{{System: "Otter.ai", At: one.End.Add(20 * time.Minute), Entry: 57}, {System: "Zoom", At: one.End.Add(30 * time.Minute), Entry: 58, Links: true}}
	known := one
	known.People = []string{s.pm().Name, s.client().Name}
	silent := one
	silent.Silent = "Zoom"
	transcribed := known
	transcribed.Transcript = "Microsoft Teams"
	return []any{one, noted, known, silent, MinutesAsk{Project: one.Project, Start: one.Start, End: one.End, Again: true}, transcribed}
}
