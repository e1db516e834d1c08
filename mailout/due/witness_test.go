package due

import (
	"regexp"
	"strings"
	"testing"

	"rapport/store"
	"rapport/store/ledger"
)

// Whoever has a report, an outcome or a digest can tell later whether the log is still the
// one that it was: the last line of each says what it was then.
func TestMail_isAWitnessOfTheLog(t *testing.T) {
	t.Parallel()
	reports := newAgency(t, "2026-03-02 09:00")
	reports.looks("2026-03-05 16:00")
	reports.answers(store.DecisionText, text)
	reports.looks("2026-03-05 17:00")
	reports.answers(store.DecisionOK, "ok now")
	reports.looks("2026-03-06 15:00")
	digests := withNotes(t, "2026-03-02 08:00")
	digests.arrives("chairs")
	digests.looks("2026-03-03 09:30")
	seen := map[string]bool{}
	for _, o := range []*agency{reports, digests} {
		o.witnesses(seen)
	}
	if !seen["report"] || !seen["digest"] {
		t.Errorf("seen only %v", seen)
	}
}

// witnesses checks the lines of all mails, and notes which mails have one.
func (o *agency) witnesses(seen map[string]bool) {
	o.Helper()
	line := regexp.MustCompile(`\n日志：第 \d+ 号事件，[0-9a-f]{4}(-[0-9a-f]{4}){4}\n$|\nLog: event \d+, [0-9a-f]{4}(-[0-9a-f]{4}){4}\n$`)
	list, err := o.store.Outbox(o.Context(), store.OutboxQuery{})
	if err != nil {
		o.Fatal(err)
	}
	for _, out := range list {
		text := strings.ReplaceAll(o.textOf(out), "\r\n", "\n")
		has := out.Purpose == "report" || out.Purpose == "digest" || out.Purpose == "confirm-outcome" || out.Purpose == "notices" || out.Purpose == "witness"
		if got := line.MatchString(text); got != has {
			o.Errorf("%s: the line is there: %t\n%s", out.Purpose, got, text)
		}
		for _, mark := range ledger.FindMarks(text) {
			v, err := o.store.VerifyAgainst(o.Context(), []store.Witness{{Source: out.Purpose, Mark: mark}}, nil)
			if err != nil || !v.Witnesses[0].Agrees {
				o.Errorf("%s has %s: %+v, %v", out.Purpose, mark, v.Problems, err)
			}
			seen[out.Purpose] = true
		}
	}
}
