package classify

import (
	"strings"
	"testing"

	"rapport/store"
)

// What a PM's reply to a report that they were shown does: it changes parts of it, leaves out
// what the log adds, lets it go when it is due or at once, or does nothing where that is not
// certain.
func TestDecide_repliesToAReport(t *testing.T) {
	t.Parallel()
	d := testDirectory(t)
	log := asked{"report": {ID: 5, Purpose: store.PurposeReportDraft, Project: "ACME", Object: 8, Version: 1, Address: "li@agency.example"}}
	for text, want := range map[string]string{
		"Done 2: The payment page is live":                                          "edit: Done 2: The payment page is live",
		"Hi,\n\nDone 2: The payment page is live\nStatus: at risk\n\nThanks\nLi Na": "edit: Done 2: The payment page is live | Status: at risk",
		"drop figures":                     "edit: drop figures",
		"drop 4 and 6, please":             "edit: drop 4 and 6, please",
		"replace 60% by 80%\ndrop figures": "edit: replace 60% by 80% | drop figures",
		"ok now":                           "ok now",
		"ok":                               "ok",
		"skip":                             "skip",
		"Done 2: live\nbut is that what we said?":         "text",
		"drop 2 if Anna agrees":                           "text",
		"Done 2: live. Ok?\nI am not sure about the rest": "text",
		"ok, but drop figures":                            "text",
		"已完成2：支付页面已上线":                                    "edit: 已完成2：支付页面已上线",
		"您好，\n已完成第2条改为支付页面已上线\n删去统计\n谢谢！":                 "edit: 已完成第2条改为支付页面已上线 | 删去统计",
		"删去 4、6":          "edit: 删去 4、6",
		"把60%改成80%\n删去统计": "edit: 把60%改成80% | 删去统计",
		"立即发送":            "ok now",
		"可以发送":            "ok",
		"跳过":              "skip",
		"已完成2：已上线\n不过王总那边还要问一下": "text",
		"删去2，除非王总要看":            "edit: 删去2，除非王总要看", // of words that no report has: it is asked
	} {
		m := mail{from: "li@agency.example", to: "log+r.report@agency.example", header: "From: li@agency.example"}.message()
		m.From[0].Name, m.OwnText = "Li Na", text
		v, err := d.Decide(m, log)
		if err != nil || v.Answer == nil {
			t.Fatalf("%q: %v", text, err)
		}
		got := string(v.Answer.Decision)
		var said []string
		for _, e := range v.Answer.Edits {
			said = append(said, e.Said)
		}
		if len(said) > 0 {
			got += ": " + strings.Join(said, " | ")
		}
		if v.Answer.Argument == store.SendNow {
			got += " now"
		}
		if got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}
