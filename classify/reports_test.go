package classify

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rapport/store"
)

const formOfTwo = "Reply once and fill in the form below.\n\nACME: Website\n-------------\n\nThe form\n--------\n\n[ACME]\n\nStatus:\n(on track / at risk / late, and why)\n\nSummary:\n(required: how the period went)\n\nDone:\n(one item per line)\n- [ ] Load test\n-\n\n[BETA]\n\nStatus:\n(on track / at risk / late, and why)\n\nSummary:\n(required: how the period went)\n\nDone:\n(one item per line)\n-\n\n--------\n\nRapport sent you this email.\n"

// replyToTwo returns what a reply of Li, who leads ACME and BETA, says to the mail that asks
// for both reports; quoted is what it quotes of that mail.
func replyToTwo(t *testing.T, text, quoted string) *store.Response {
	t.Helper()
	d := testDirectory(t)
	log := asked{"two": {ID: 1, Purpose: store.PurposeReports, Project: "ACME", Object: 1772784000000, Address: "li@agency.example", Expires: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC),
		Shown: []string{formOfTwo}, Reports: []store.RequestedReport{{Report: 7, Project: "ACME"}, {Report: 8, Project: "BETA"}}}}
	m := mail{from: "li@agency.example", to: "log+r.two@agency.example", header: "From: li@agency.example"}.message()
	m.OwnText, m.NewText, m.Quoted = text, text, quoted
	v, err := d.Decide(m, log)
	if err != nil {
		t.Fatal(err)
	}
	if v.Answer == nil {
		t.Fatalf("%q is no answer: %q", text, v.Notes)
	}
	return v.Answer
}

func TestDecide_aReplyAboutSeveralReports(t *testing.T) {
	t.Parallel()
	quoted := func(changes ...string) string {
		return "> " + strings.ReplaceAll(strings.NewReplacer(changes...).Replace(formOfTwo), "\n", "\n> ")
	}
	for name, c := range map[string]struct {
		text, quoted string
		want         string // project, decision and text of each part; problems
	}{
		"both":                 {text: "Hi,\n\n[ACME]\nSummary: all well\n\n[BETA]\nSummary: late\n\nBest,\nLi Na", want: "ACME text Summary: all well|BETA text Summary: late|"},
		"in Chinese":           {text: "您好：\n\n【ACME】\n概述：一切顺利\n\n【BETA】跳过", want: "ACME text 概述：一切顺利|BETA skip 跳过|"},
		"one of them":          {text: "[BETA]\nThe shelves are up.\n\nThanks", want: "BETA text The shelves are up.|"},
		"on one line":          {text: "[ACME] The shop is live.\n[BETA] skip", want: "ACME text The shop is live.|BETA skip skip|"},
		"headings without tag": {text: "ACME:\nThe shop is live.\n\n**BETA**\nThe shelves are up.", want: "ACME text The shop is live.|BETA text The shelves are up.|"},
		"markdown":             {text: "## [acme]\n\n- [x] Load test\n\n## [beta]\n\nnothing new this week", want: "ACME text - [x] Load test|BETA text nothing new this week|"},
		"an empty part":        {text: "[ACME]\n\nStatus:\n(on track / at risk / late, and why)\n\nSummary:\n(required: how the period went)\n\nDone:\n- [ ] Load test\n-\n\n[BETA]\n\nSummary:\nThe shelves are up.", want: "BETA text Summary:\nThe shelves are up.|"},
		"no heading":           {text: "All went well, and the shop is live.", want: "|"},
		"no heading, one word": {text: "跳过", want: "|"},
		"words above":          {text: "The client wants to see both before Friday noon and pays late.\n\n[ACME]\nThe shop is live.", want: "ACME text The shop is live.|The client wants to see both before Friday noon and pays late."},
		"announced":            {text: "Hi all,\nhere are my reports:\n\n[ACME]\nThe shop is live.\n\n[BETA]\nok", want: "ACME text The shop is live.|"},
		"another project":      {text: "[GAMMA]\nThe shop is live.\n\n[BETA]\nThe shelves are up.", want: "BETA text The shelves are up.|[GAMMA]\nThe shop is live."},
		"a project of others":  {text: "[ORION] The site is up.\n\n[BETA] The shelves are up.", want: "BETA text The shelves are up.|[ORION] The site is up."},
		"names":                {text: "【商城】\n已上线。\n\n仓储：\n货架已装好。", want: "ACME text 已上线。|BETA text 货架已装好。|"},
		"filled in below": {text: "", quoted: quoted("Summary:\n(required: how the period went)\n\nDone:\n(one item per line)\n-\n\n--------", "Summary:\nThe shelves are up.\n\nDone:\n(one item per line)\n- Shelves\n\n--------"),
			want: "BETA text Status:\n(on track / at risk / late, and why)\n\nSummary:\nThe shelves are up.\n\nDone:\n(one item per line)\n- Shelves|"},
	} {
		a := replyToTwo(t, c.text, c.quoted)
		got := ""
		for _, p := range a.Parts {
			if want := map[string]int64{"ACME": 7, "BETA": 8}[p.Project]; p.Report != want {
				t.Errorf("%s: %s is report %d", name, p.Project, p.Report)
			}
			got += p.Project + " " + string(p.Decision) + " " + p.Text + "|"
		}
		if len(a.Parts) == 0 {
			got = "|"
		}
		got += strings.Join(a.Problems, "; ")
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
