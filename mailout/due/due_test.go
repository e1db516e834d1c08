package due

import (
	"bytes"
	"fmt"
	"log/slog"
	"mime"
	netmail "net/mail"
	"regexp"
	"strings"
	"testing"
	"time"

	"rapport/mailout/schedule"
	"rapport/store"
	"rapport/templates"
	"rapport/templates/chart"
)

const text = "状态：正常\n\n概述：\n一切顺利。\n\n进行中：\n- 支付：60%\n\n里程碑：\n- 上线 | 计划 2026-03-06 | 已完成\n"

func TestDue_aWeek(t *testing.T) {
	t.Parallel()
	o := newAgency(t, "2026-03-02 09:00") // a Monday
	o.looks("2026-03-05 15:59")
	o.wants()
	o.looks("2026-03-05 16:00")
	o.wants("report-ask lina@agency.example")
	ask, askID := o.latest()
	if r := o.report(); r.Period != "2026-03-06" || r.From != "2026-02-28" || r.To != "2026-03-06" || !strings.HasPrefix(ask.Header.Get("Reply-To"), "<log+r.") {
		t.Errorf("%+v, answers go to %q", r, ask.Header.Get("Reply-To"))
	}
	o.looks("2026-03-06 11:00") // a day, and nobody reminds before it is due
	o.wants("report-ask lina@agency.example")
	o.looks("2026-03-06 16:00")
	o.wants("report-ask lina@agency.example", "report-reminder lina@agency.example")
	if m, _ := o.latest(); m.Header.Get("In-Reply-To") != "<"+askID+">" {
		t.Errorf("the reminder is not in the thread: %v", m.Header)
	}
	o.answers(store.DecisionText, text)
	o.looks("2026-03-06 16:10")
	o.wants("report-ask lina@agency.example", "report-reminder lina@agency.example", "report-draft lina@agency.example")
	o.answers(store.DecisionOK, "可以发送")
	o.looks("2026-03-06 16:20")
	sent := []string{"report-ask lina@agency.example", "report-reminder lina@agency.example", "report-draft lina@agency.example",
		"report wang@acme.example", "report jane@acme.example", "report lina@agency.example"}
	o.wants(sent...)
	m, _ := o.latest()
	for name, want := range map[string]string{"To": "王伟 <wang@acme.example>, Jane <jane@acme.example>", "Cc": "李娜 <lina@agency.example>", "Reply-To": "李娜 <lina@agency.example>, <log+ACME@agency.example>"} {
		list, err := (&netmail.AddressParser{}).ParseList(m.Header.Get(name))
		var got []string
		for _, a := range list {
			if a.Name == "" {
				got = append(got, "<"+a.Address+">")
			} else {
				got = append(got, a.Name+" <"+a.Address+">")
			}
		}
		if strings.Join(got, ", ") != want || err != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if r := o.report(); r.State != store.ReportSent || r.Planned != 100 || r.Actual != 100 {
		t.Errorf("%+v", r)
	}
	o.looks("2026-03-12 15:00")
	o.wants(sent...)
	o.looks("2026-03-12 16:00")
	o.wants(append(sent, "report-ask lina@agency.example")...)
	if r := o.report(); r.From != "2026-03-07" || r.To != "2026-03-13" {
		t.Errorf("%+v", r)
	}
}

// What is approved leaves when it is due, as its PM was told before; until then they may
// change it, leave it out, or send it at once.
func TestDue_anApprovedReportLeavesWhenItIsDue(t *testing.T) {
	t.Parallel()
	shown := []string{"report-ask lina@agency.example", "report-draft lina@agency.example"}
	sent := []string{"report wang@acme.example", "report jane@acme.example", "report lina@agency.example"}
	approved := func() *agency {
		o := newAgency(t, "2026-03-02 09:00")
		o.looks("2026-03-05 16:00")
		o.answers(store.DecisionText, text)
		o.looks("2026-03-05 17:00")
		o.answers(store.DecisionOK, "ok")
		o.looks("2026-03-05 17:10")
		o.wants(shown...)
		if got := o.text(); !strings.Contains(got, "3月6日") || !strings.Contains(got, "立即发送") {
			t.Errorf("the PM reads\n%s", got)
		}
		o.answers(store.DecisionOK, "ok") // once more: it is quiet
		o.looks("2026-03-06 15:59")
		o.wants(shown...)
		return o
	}
	o := approved()
	o.looks("2026-03-06 16:00")
	o.wants(append(shown, sent...)...)
	o = approved()
	o.answers(store.DecisionOK, "ok now")
	o.looks("2026-03-06 15:59")
	o.wants(append(shown, sent...)...)
	o = approved()
	o.answers(store.DecisionSkip, "skip")
	o.looks("2026-03-06 16:00")
	o.wants(append(shown, "report-receipt lina@agency.example")...)
	o = approved()
	o.answers(store.DecisionText, text+"\n风险：\n- 无\n")
	o.looks("2026-03-06 16:00")
	o.wants(append(shown, "report-draft lina@agency.example")...) // and nothing leaves without another ok
}

func TestDue_whatWasMissedIsCaughtUpInOneReport(t *testing.T) {
	t.Parallel()
	o := newAgency(t, "2026-03-02 09:00")
	o.looks("2026-03-05 16:00")
	o.answers(store.DecisionText, text)
	o.looks("2026-03-05 17:00")
	o.answers(store.DecisionOK, "ok now")
	o.looks("2026-03-06 15:00")
	before := len(o.queued())
	o.looks("2026-03-30 09:00") // nothing ran for weeks
	if r := o.report(); r.From != "2026-03-07" || r.To != "2026-03-27" || len(o.queued()) != before+1 {
		t.Errorf("%+v, queued %q", r, o.queued()[before:])
	}
}

func TestDue_whatWasDueBeforeTheProjectWasKnownIsNotAskedFor(t *testing.T) {
	t.Parallel()
	o := newAgency(t, "2026-03-06 17:00")
	o.looks("2026-03-06 17:00")
	o.looks("2026-03-11 17:00")
	o.wants()
	o.looks("2026-03-12 16:00")
	o.wants("report-ask lina@agency.example")
}

func TestDue_remindsThreeTimesOnWorkingDays(t *testing.T) {
	t.Parallel()
	o := newAgency(t, "2026-03-02 09:00")
	o.looks("2026-03-05 16:00")
	for _, when := range []string{"2026-03-06 16:00", "2026-03-06 23:00", "2026-03-07 16:00", "2026-03-08 16:00", "2026-03-09 00:10", "2026-03-09 16:00", "2026-03-10 16:00", "2026-03-11 16:00", "2026-03-12 10:00"} {
		o.looks(when)
	}
	o.wants("report-ask lina@agency.example", "report-reminder lina@agency.example", "report-reminder lina@agency.example", "report-reminder lina@agency.example")
	if r := o.report(); !r.Reminded.Equal(at("2026-03-10 16:00")) {
		t.Errorf("reminded last on %s", r.Reminded)
	}
}

func TestDue_aTextThatCannotBeUsedGoesBack(t *testing.T) {
	t.Parallel()
	o := newAgency(t, "2026-03-02 09:00")
	o.looks("2026-03-05 16:00")
	o.answers(store.DecisionText, "已完成：\n- 首页\n")
	o.looks("2026-03-05 17:00")
	o.wants("report-ask lina@agency.example", "report-problem lina@agency.example")
	o.answers(store.DecisionText, text)
	o.looks("2026-03-05 18:00")
	o.answers(store.DecisionText, text+"\n风险：\n- 无\n") // and another version
	o.looks("2026-03-05 19:00")
	o.wants("report-ask lina@agency.example", "report-problem lina@agency.example", "report-draft lina@agency.example", "report-draft lina@agency.example")
	if r := o.report(); r.State != store.ReportProposed || r.Version != 3 {
		t.Errorf("%+v", r)
	}
	// What is no report leaves it as it was, and is said.
	o.answers(store.DecisionText, "谢谢，我明天再看。")
	o.looks("2026-03-05 20:00")
	if r := o.report(); r.State != store.ReportProposed || r.Version != 3 || !strings.HasPrefix(r.Draft, "状态：正常") {
		t.Errorf("%+v", r)
	}
	o.answers(store.DecisionOK, "ok now")
	o.looks("2026-03-05 21:00")
	if r := o.report(); r.State != store.ReportSent {
		t.Errorf("%+v", r)
	}
}

func TestDue_aSkippedPeriodIsOver(t *testing.T) {
	t.Parallel()
	o := newAgency(t, "2026-03-02 09:00")
	o.looks("2026-03-05 16:00")
	o.answers(store.DecisionSkip, "跳过")
	o.looks("2026-03-09 09:00")
	o.wants("report-ask lina@agency.example", "report-receipt lina@agency.example")
	o.looks("2026-03-12 16:00")
	if r := o.report(); r.From != "2026-03-07" {
		t.Errorf("%+v", r)
	}
}

func TestDue_aClockThatWasWrongStopsNothing(t *testing.T) {
	t.Parallel()
	o := newAgency(t, "2026-03-02 09:00")
	o.looks("2026-03-05 16:00")
	o.looks("2030-01-03 16:00")
	before := len(o.queued())
	o.looks("2026-03-12 16:00")
	if n := len(o.queued()); n != before+1 {
		t.Errorf("%d mails more", n-before)
	}
}

func TestDue_figuresAreThoseThePMSaw(t *testing.T) {
	t.Parallel()
	o := newAgency(t, "2026-03-02 09:00")
	o.looks("2026-03-05 16:00")
	o.answers(store.DecisionText, text)
	o.looks("2026-03-05 17:00")
	for range 3 {
		o.logs("and more mail", store.Verdict{Kind: store.KindHuman, Role: store.RoleClient, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalAddress, Project: "ACME", Confidence: 100}}})
	}
	o.answers(store.DecisionOK, "ok now")
	o.looks("2026-03-05 18:00")
	o.sends()
	counts := map[string]string{}
	err := o.store.Log(t.Context(), store.LogQuery{Kind: store.KindSent}, func(e store.Entry) error {
		counts[e.Subject] = regexp.MustCompile(`往来邮件 \d+ 封`).FindString(e.NewText)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var shown, sent string
	for subject, count := range counts {
		if strings.Contains(subject, "确认") {
			shown = count
		} else if strings.Contains(subject, "项目进展报告") {
			sent = count
		}
	}
	if shown != sent || len(counts) != 3 {
		t.Errorf("the PM was shown %q, and the client %q: %v", shown, sent, counts)
	}
}

func TestDue_nobodyToSendItTo(t *testing.T) {
	t.Parallel()
	o := newAgency(t, "2026-03-02 09:00", func(p *Project) { p.Contacts = p.Contacts[:1] })
	o.looks("2026-03-05 16:00")
	o.answers(store.DecisionText, text)
	o.looks("2026-03-05 17:00")
	o.answers(store.DecisionOK, "ok now")
	troubles := o.due.RunOnce(t.Context())
	if len(troubles) != 1 || !strings.Contains(troubles[0].Error(), `no contact with role = "client"`) {
		t.Errorf("%v", troubles)
	}
	if r := o.report(); r.State != store.ReportApproved {
		t.Errorf("the report is %s", r.State)
	}
}

func TestDue_theChartShowsThePeriodsBefore(t *testing.T) {
	t.Parallel()
	o := newAgency(t, "2026-03-02 09:00")
	for i, week := range []string{"2026-03-05 16:00", "2026-03-12 16:00", "2026-03-19 16:00"} {
		o.looks(week)
		o.answers(store.DecisionText, fmt.Sprintf("概述：\n第%d周。\n\n进行中：\n- 支付：%d%%\n", i+1, 20*(i+1)))
		o.looks(week[:11] + "17:00")
		m, _ := o.latest()
		body := new(bytes.Buffer)
		if _, err := body.ReadFrom(m.Body); err != nil {
			t.Fatal(err)
		}
		if n, want := strings.Count(body.String(), "Content-Type: image/png"), min(i+1, 2); n != want {
			t.Errorf("week %d: %d charts, want %d", i+1, n, want)
		}
		o.answers(store.DecisionOK, "ok now")
		o.looks(week[:11] + "18:00")
	}
}

func TestDue_tellsOfBounces(t *testing.T) {
	t.Parallel()
	o := newAgency(t, "2026-03-02 09:00")
	o.looks("2026-03-05 16:00")
	o.answers(store.DecisionText, text)
	o.looks("2026-03-05 17:00")
	o.answers(store.DecisionOK, "ok now")
	o.looks("2026-03-05 18:00")
	tags := o.sends()
	before := o.queued()
	o.logs("bounce", store.Verdict{Kind: store.KindBounce, Bounces: []store.Bounce{{ReturnTag: tags["wang@acme.example"], Hard: true, Status: "5.1.1", Reply: "no such user"}}})
	o.looks("2026-03-05 19:00")
	o.wants(append(before, "bounce lina@agency.example")...)
	m, _ := o.latest()
	if subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil || !strings.Contains(subject, "ACME") {
		t.Errorf("subject %q, %v", subject, err)
	}
	// A bounce of that notice is told to nobody.
	tags = o.sends()
	o.logs("bounce of the bounce", store.Verdict{Kind: store.KindBounce, Bounces: []store.Bounce{{ReturnTag: tags["lina@agency.example"], Hard: true}}})
	o.looks("2026-03-05 20:00")
	o.wants(append(before, "bounce lina@agency.example")...)
}

func TestCurrent_isWhatTheShellSends(t *testing.T) {
	t.Parallel()
	o := newAgency(t, "2026-03-02 09:00")
	r, err := o.due.Current(t.Context(), "ACME")
	if err != nil || r.Period != "2026-03-06" || r.From != "2026-02-28" {
		t.Errorf("%+v, %v", r, err)
	}
	if _, err := o.store.DraftReport(t.Context(), r, text, "root", true); err != nil {
		t.Fatal(err)
	}
	o.looks("2026-03-02 10:00")
	o.wants("report wang@acme.example", "report jane@acme.example", "report lina@agency.example")
	o.looks("2026-03-05 16:00") // it was sent before its time: nobody is asked
	o.wants("report wang@acme.example", "report jane@acme.example", "report lina@agency.example")
	o.looks("2026-03-12 16:00")
	if r := o.report(); r.From != "2026-03-07" {
		t.Errorf("%+v", r)
	}

	unscheduled := newAgency(t, "2026-03-02 09:00", func(p *Project) { p.Schedule = nil })
	if r, err := unscheduled.due.Current(t.Context(), "ACME"); err != nil || r.Period != "2026-03-02" || r.From != "2026-02-24" {
		t.Errorf("%+v, %v", r, err)
	}
	if _, err := o.due.Current(t.Context(), "NONE"); err == nil {
		t.Error("there is no such project")
	}
}

func BenchmarkReport(b *testing.B) {
	set, err := templates.Load("")
	if err != nil {
		b.Fatal(err)
	}
	charts, err := chart.New("")
	if err != nil {
		b.Fatal(err)
	}
	report, ok := templates.Samples("report", "zh-CN")[0].(templates.Report)
	if !ok {
		b.Fatal("no sample")
	}
	for b.Loop() {
		images, err := report.Charts(charts, "zh-CN")
		if err != nil || len(images) != 2 {
			b.Fatal(len(images), err)
		}
		if _, err := set.Render("report", "zh-CN", report, images...); err != nil {
			b.Fatal(err)
		}
	}
}

// What it costs to find that nothing is owed, which happens each second.
func BenchmarkLook(b *testing.B) {
	const projects, weeks = 200, 52
	now := at("2026-03-10 09:00")
	s, err := store.Open(b.Context(), store.Config{Dir: b.TempDir(), Now: func() time.Time { return now }})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	weekly, err := schedule.Parse("weekly on friday at 16:00")
	if err != nil {
		b.Fatal(err)
	}
	config := Config{LogAddress: "log@agency.example"}
	for i := range projects {
		p := Project{Project: store.Project{Code: fmt.Sprintf("P%03d", i), Zone: shanghai()}, Schedule: &weekly, Ask: 24 * time.Hour}
		config.Projects = append(config.Projects, p)
		for week := range weeks {
			day := now.AddDate(0, 0, -7*week-4).Format(time.DateOnly)
			if _, err := s.SkipReport(b.Context(), store.Report{Project: p.Code, Period: day, From: day, To: day, Due: now.AddDate(0, 0, -7*week)}, "bench"); err != nil {
				b.Fatal(err)
			}
		}
	}
	d := New(s, config, func() time.Time { return now }, slog.New(slog.DiscardHandler), func(string, time.Duration) {})
	for b.Loop() {
		if troubles := d.RunOnce(b.Context()); len(troubles) > 0 {
			b.Fatal(troubles)
		}
	}
}
