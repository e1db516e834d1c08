package due

import (
	"fmt"
	"strings"
	"testing"

	"rapport/store"
)

// The digest names a mail that the log does not have, once and to the PM who wrote it, five at a
// time, and not before it had time to come; what has come meanwhile is not named.
func TestDue_missingMailIsNamedOnce(t *testing.T) {
	t.Parallel()
	o := withNotes(t, "2026-03-02 08:00")
	o.looks("2026-03-02 09:00")
	n := o.since(0)
	shows := func(from, id string, author store.Address) {
		one := store.MissingMail{MessageID: id, Author: author, Sent: at("2026-03-01 15:00"), Words: "The domain of " + id}
		o.receives(from, "Agreed "+id, store.Verdict{Kind: store.KindHuman, Role: store.RoleClient, Effects: []store.Effect{store.EffectMiss}, Missing: []store.MissingMail{one}})
	}
	li, other := store.Address{Address: lina}, store.Address{Name: "Chen", Address: "chen@agency.example"}
	shows(wang, "one", li)
	shows(wang, "one", li)
	shows(wang, "two", other)
	shows(wang, "three", store.Address{})
	o.receives(wang, "Agreed", store.Verdict{Kind: store.KindHuman, Missing: []store.MissingMail{{MessageID: "forged"}}}) // without the proof
	o.receives(lina, "Late", store.Verdict{Kind: store.KindHuman, Arrived: []int64{2}})
	n = o.digestOnce(t, n, "2026-03-03 09:05", []string{"1. [ACME] 日志中缺少您 2026年3月1日（周日）15:00 的一封邮件（见 王伟 2026年3月2日（周一） 的邮件“Minutes”）", "> The domain of one", "2. [ACME] 日志中缺少 2026年3月1日（周日）15:00 的一封邮件", "of three", "忽略"}, "of two", "forged")
	d, err := o.store.LastDigest(o.Context(), lina)
	if err != nil || len(d.Items) != 2 {
		t.Fatalf("%+v, %v", d.Items, err)
	}
	o.logs("1 ignore", store.Verdict{Kind: store.KindHuman, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalOwn, Project: "ACME", Confidence: 99}},
		Answer: &store.Response{Purpose: store.PurposeDigest, Object: d.ID, Version: 1, Address: lina, Decision: store.DecisionItems, Commands: []store.ItemCommand{{Number: 1}}}})
	o.looks("2026-03-03 09:10")
	n = o.since(n, "digest-receipt "+lina)
	for i := range 7 {
		shows(wang, fmt.Sprint("many", i), li)
	}
	o.looks("2026-03-04 09:05")
	n = o.since(n, "digest "+lina)
	if got := strings.Count(o.text(), "> The domain of"); got != 5 {
		t.Errorf("%d are named at once, want 5:\n%s", got, o.text())
	}
	n = o.digestOnce(t, n, "2026-03-05 09:05", []string{"of many5", "of many6"}, "of many4", "of one")
	o.looks("2026-03-06 09:05")
	o.since(n)
	open, err := o.store.Missing(o.Context(), "ACME", at("2026-03-06 09:05"))
	if err != nil || len(open) != 0 {
		t.Errorf("%+v, %v", open, err)
	}
}
