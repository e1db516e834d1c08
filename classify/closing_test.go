package classify

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"rapport/store"
)

// closingReply is a mail to the address that Li Na was sent at the end of her project, or that answers
// the retrospective as she was shown it.
func closingReply(from, text string, kind store.ConfirmationKind, level store.Level, byToken bool) (*store.Message, asked) {
	r := store.Request{ID: 1, Purpose: store.PurposeClosing, Project: "ACME", Object: 3, Version: 1, Address: "lina@agency.example", Expires: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)}
	if kind != "" {
		r.Purpose, r.Kind, r.Draft = store.PurposeDraft, kind, "## What to do differently\n\n1. More tests\n2. Fewer meetings"
	}
	m := mail{from: from, to: "log+r.token@agency.example", subject: "Re: [ACME] Closing the project", header: "From: " + from + "\n"}.message()
	if !byToken {
		m = mail{from: from, to: "log@agency.example", subject: "Re: [ACME] Closing the project", header: "From: " + from + "\n"}.message()
		m.InReplyTo = []string{"token@agency.example"}
	}
	m.OwnText, m.NewText, m.Auth = text, text, &store.Evidence{Level: level, From: from}
	return m, asked{"token": r}
}

func TestDecide_whatAPMSaysOfAClosing(t *testing.T) {
	t.Parallel()
	d := teamIndex(t)
	for text, want := range map[string]string{
		"1 carry over, 2 drop, rest leave\nretrospective: anonymous\nGoal: a shop\n\nBest,\nLi Na": "items anonymous a shop 1carry 2drop 0leave",
		"1 结转，其余保留\n复盘：不需要":                                                                        "items none  1carry 0leave",
		"skip":    "skip",
		"跳过":      "skip",
		"Thanks!": "",
		"ok":      "ok !ok",
		"1 carry over, 2 drop only if Anna agrees": "items   1carry !2 drop only if Anna agrees",
		"I will think about 2 and call Anna":       "items   !I will think about 2 and call Anna",
		"1 \u202eevad\u202c drop":                  "items   !it holds characters that do not show",
	} {
		m, log := closingReply("lina@agency.example", text, "", proven, true)
		v, err := d.Decide(m, log)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if a := v.Answer; a != nil && a.Decision == store.DecisionSkip {
			got = "skip"
		} else if a != nil && a.Rejection == "" && a.Decision == store.DecisionOK { // where everything has its word
			got = "ok !" + strings.Join(a.Problems, "|")
		} else if a != nil && a.Rejection == "" && a.Decision == store.DecisionItems {
			goal := ""
			if a.Facts != nil {
				goal = a.Facts.Goal
			}
			got = fmt.Sprintf("items %s %s", a.Argument, goal)
			for _, c := range a.Commands {
				got += fmt.Sprintf(" %d%s", c.Number, c.Verb)
			}
			for _, p := range a.Problems {
				got += " !" + p
			}
		}
		if got != want {
			t.Errorf("%q: %q, want %q (%+v)", text, got, want, v.Answer)
		}
	}
}

// Nobody but the PM who was asked closes a project, or takes suggestions up; and nothing proves is not
// enough for what only refers to the mail they were sent.
func TestDecide_nobodyElseSaysAnythingOfAClosing(t *testing.T) {
	t.Parallel()
	d := teamIndex(t)
	for _, kind := range []store.ConfirmationKind{"", store.Retrospective} {
		text := "rest leave\nretrospective: none"
		if kind != "" {
			text = "take up 1, 2"
		}
		for _, c := range []struct {
			from    string
			level   store.Level
			byToken bool
			counts  bool
		}{
			{"lina@agency.example", proven, true, true},
			{"lina@agency.example", proven, false, true},
			{"lina@agency.example", unproven, false, false},
			{"lina@agency.example", store.LevelFailed, true, false},
			{"anna@acme.example", proven, true, false},
			{"anna@acme.example", proven, false, false},
			{"tom@agency.example", proven, true, false},
			{"eve@stranger.example", proven, true, false},
			{"eve@stranger.example", unproven, false, false},
		} {
			m, log := closingReply(c.from, text, kind, c.level, c.byToken)
			v, err := d.Decide(m, log)
			if err != nil {
				t.Fatal(err)
			}
			if counts := v.Answer != nil && v.Answer.Rejection == "" && len(v.Answer.Commands) > 0; counts != c.counts {
				t.Errorf("%s of %q, %s, by token %v: counts %v, want %v: %+v", text, c.from, c.level, c.byToken, counts, c.counts, v.Answer)
			}
		}
	}
}

// “close ACME” is a command of a PM, to Rapport alone. Whoever else writes it writes a mail.
func TestDecide_whoMayCloseAProject(t *testing.T) {
	t.Parallel()
	d := teamIndex(t)
	for _, text := range []string{"close ACME", "Close project ACME", "结项 ACME", "ACME 结项", "关闭项目 ACME"} {
		for _, c := range []struct {
			from  string
			level store.Level
			want  bool
		}{
			{"lina@agency.example", proven, true}, {"lina@agency.example", unproven, true}, // it is asked at the address on file
			{"lina@agency.example", store.LevelFailed, false}, {"anna@acme.example", proven, false}, {"tom@agency.example", proven, false}, {"eve@stranger.example", proven, false},
		} {
			m := mail{from: c.from, to: "log@agency.example", subject: text, header: "From: " + c.from + "\n"}.message()
			m.Auth, m.Arrival = &store.Evidence{Level: c.level, From: c.from}, store.ArrivedWatched
			v, err := d.Decide(m, asked{})
			if err != nil {
				t.Fatal(err)
			}
			if got := v.Command != nil && v.Command.Verb == "close"; got != c.want {
				t.Errorf("%q of %s, %s: %v, want %v", text, c.from, c.level, got, c.want)
			}
		}
	}
	for _, text := range []string{"Close", "close the door", "Closing ACME", "close ACME on Friday", "结项"} {
		m := mail{from: "lina@agency.example", to: "log@agency.example", subject: text, header: "From: lina@agency.example\n"}.message()
		m.Auth, m.Arrival = &store.Evidence{Level: proven, From: "lina@agency.example"}, store.ArrivedWatched
		if v, err := d.Decide(m, asked{}); err != nil || v.Command != nil && v.Command.Verb == "close" && strings.TrimSpace(text) != "" {
			t.Errorf("%q closes a project: %+v, %v", text, v.Command, err)
		}
	}
}
