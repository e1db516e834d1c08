package due

import (
	"strings"
	"testing"

	"rapport/store"
)

// receives logs a mail of somebody.
func (o *agency) receives(from, text string, v store.Verdict, change ...func(*store.Message)) {
	o.Helper()
	err := o.store.Update(o.Context(), func(tx *store.Tx) error {
		k, err := tx.StoreRaw(o.store.Pack([]byte(text+store.NewTag()), o.now, "test"))
		if err != nil {
			return err
		}
		m := &store.Message{Date: o.now, Received: o.now, Subject: "Re: Minutes", NewText: text, OwnText: text, From: []store.Address{{Address: from}}, To: []store.Address{{Address: "log@agency.example"}}, Cc: []store.Address{{Address: lina}}, DeliveredTo: []store.Address{{Address: "log@agency.example"}}, Auth: &store.Evidence{Level: store.LevelUnauthenticated}}
		for _, c := range change {
			c(m)
		}
		v.Project, v.Reasons = "ACME", []store.Reason{{Signal: store.SignalContact, Project: "ACME", Confidence: 80}}
		_, err = tx.Record(k.ID, m, v)
		return err
	})
	if err != nil {
		o.Fatal(err)
	}
}

// lastRequest returns the number of the latest question to somebody.
func (o *agency) lastRequest(purpose store.Purpose, address string) int64 {
	o.Helper()
	for id := int64(200); id > 0; id-- {
		if r, found, err := o.store.Request(o.Context(), id); err == nil && found && r.Purpose == purpose && r.Address == address {
			return r.ID
		}
	}
	o.Fatal("nobody was asked")
	return 0
}

var (
	autoReply = store.Verdict{Kind: store.KindAutoReply, Role: store.RoleClient}
	plain     = store.Verdict{Kind: store.KindHuman, Role: store.RoleClient}
)

func (o *agency) digestOnce(t *testing.T, n int, when string, want []string, not ...string) int {
	t.Helper()
	o.looks(when)
	n = o.since(n, "digest "+lina)
	text := strings.Join(strings.Fields(o.text()), "")
	for _, w := range want {
		if !strings.Contains(text, strings.Join(strings.Fields(w), "")) {
			t.Errorf("%q is not in\n%s", w, o.text())
		}
	}
	for _, w := range not {
		if strings.Contains(text, strings.Join(strings.Fields(w), "")) {
			t.Errorf("%q is in\n%s", w, o.text())
		}
	}
	return n
}

// The morning's digest says who is away, one line a person and once.
func TestDue_thePMHearsOnceWhoIsAway(t *testing.T) {
	t.Parallel()
	o := withNotes(t, "2026-03-02 08:00")
	o.looks("2026-03-02 09:00")
	n := o.since(0)
	o.receives(wang, "您好，我于3月2日至3月6日休假。", autoReply)
	o.receives(wang, "您好，我于3月2日至3月9日休假。", autoReply) // the latest counts
	o.receives(jane, "I am out of the office, back on Thursday, 5 March.", autoReply)
	o.receives("x@evil.example", "I am away until 20 March.", autoReply)
	o.receives(lina, "我休假至3月20日。", autoReply)
	o.receives("zhou@acme.example", "I am away until 20 March.", autoReply, func(m *store.Message) { m.Auth.Level = store.LevelFailed })
	n = o.digestOnce(t, n, "2026-03-03 09:05", []string{"王伟 暂时不在，至 2026年3月9日（周一）（自动回复）", "暂时不在，至 2026年3月4日（周三）（自动回复）"}, "3月6日", "3月20日", "x@evil.example")
	o.looks("2026-03-04 09:05")
	n = o.since(n)
	o.receives(wang, "我不在办公室，稍后回复。", autoReply)
	n = o.digestOnce(t, n, "2026-03-05 09:05", []string{"王伟 自动回复：“我不在办公室，稍后回复。”"}, "暂时不在，至")
	o.looks("2026-03-06 09:05")
	n = o.since(n)
	o.looks("2026-03-06 11:00")
	o.receives(wang, "我在开会，稍后回复。", autoReply)
	o.looks("2026-03-06 11:30") // it is no reason to write in the middle of the day
	n = o.since(n)
	o.digestOnce(t, n, "2026-03-09 09:05", []string{"王伟 自动回复：“我在开会，稍后回复。”"})
}

// What does not count is told in the morning, as long as it still does not.
func TestDue_thePMHearsOnceOfAnswersThatDoNotCount(t *testing.T) {
	t.Parallel()
	o := withNotes(t, "2026-03-02 08:00")
	c := *o.due.config.Load()
	c.Projects[0].Confirm = Terms{Policy: store.PolicyAll, Days: 5}
	o.due.SetConfig(c)
	o.drafts("周会纪要", firstText)
	o.looks("2026-03-02 08:10")
	o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
	o.looks("2026-03-02 08:20")
	o.looks("2026-03-02 09:00")
	n := len(o.queued())
	counts := func(why store.UncountedReason, address string) store.Verdict {
		v := plain
		v.Uncounted = &store.Uncounted{Request: o.lastRequest(store.PurposeConfirm, address), Why: why}
		return v
	}
	o.receives(wang, "确认", counts(store.UncountedAgain, wang))
	o.receives(jane, "Confirmed", counts(store.UncountedAgain, jane))
	o.receives(lina, "确认", counts(store.UncountedOther, wang))
	o.receives("x@evil.example", "Confirmed", counts(store.UncountedContradicted, wang))
	o.says(jane, store.PurposeAgain, store.DecisionOK, "Confirmed", true) // hers counts since
	o.looks("2026-03-02 17:00")
	n = o.since(n, "confirm-receipt "+jane)
	n = o.digestOnce(t, n, "2026-03-03 09:05", []string{
		"以下答复未生效", "王伟 2026年3月2日（周一） 对“", "无法验证发件人，已请 王伟 再次确认", "李娜 2026年3月2日（周一） 对“", "征询对象是 王伟", "x@evil.example 2026年3月2日（周一）", "邮件内容与发件人身份不符",
	}, "已请 Jane")
	o.looks("2026-03-04 09:05")
	n = o.since(n)

	// A flood is bounded, and what a PM was told about their own late reply is not repeated.
	for i := range 14 {
		o.receives(strings.Repeat("x", i+1)+"@evil.example", "Confirmed", counts(store.UncountedOther, wang))
	}
	late := counts(store.UncountedLate, wang)
	o.receives(lina, "ok", late)
	o.digestOnce(t, n, "2026-03-05 09:05", []string{"另有 4 封此类邮件见日志", "xxxxxxxxxxxxxx@evil.example"}, "已超过答复期限")

	// Who is asked about a version that is no more, and has confirmed the present one.
	o.receives(wang, "确认", counts(store.UncountedVersion, wang))
	o.says(wang, store.PurposeAgain, store.DecisionOK, "确认", true)
	o.looks("2026-03-05 17:00")
	n = len(o.queued())
	o.looks("2026-03-06 09:05")
	o.since(n)
}
