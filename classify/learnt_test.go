package classify

import (
	"strings"
	"testing"

	"rapport/classify/learn"
	"rapport/store"
)

// taught is a ProjectIndex that has seen the mail of two projects.
func taught(t *testing.T, fileAt, suggestAt int) *ProjectIndex {
	t.Helper()
	var teacher learn.Trainer
	for range 12 {
		teacher.Learn(store.TrainingExample{Project: "ACME", People: []string{"vendor@supplier.example"}, Subject: "购物车接口", Text: "basket checkout coupon voucher 购物车 结算 优惠券"})
		teacher.Learn(store.TrainingExample{Project: "BETA", People: []string{"depot@supplier.example"}, Subject: "托盘扫码", Text: "pallet forklift barcode picking 托盘 叉车 条码"})
		teacher.Learn(store.TrainingExample{Project: "ORION", People: []string{"press@news.example"}, Subject: "home page", Text: "headline article editor picture"})
	}
	return testDirectory(t).With(Learnt{teacher.Model(), fileAt, suggestAt})
}

func TestDecide_learnt(t *testing.T) {
	t.Parallel()
	const words = "The basket loses its coupon at checkout. 购物车结算有误"
	for _, test := range []struct {
		name              string
		fileAt, suggestAt int
		mail              mail
		text              string
		project           string
		suggested         string // the project of the first learnt reason
	}{
		{"sure enough: it is filed", 90, 20, mail{from: "vendor@supplier.example", to: "log@agency.example"}, words, "ACME", "ACME"},
		{"not sure enough: it is suggested", 100, 20, mail{from: "vendor@supplier.example", to: "log@agency.example"}, words, "", "ACME"},
		{"filing is off", 0, 20, mail{from: "vendor@supplier.example", to: "log@agency.example"}, words, "", "ACME"},
		{"nothing known in it", 90, 20, mail{from: "x@elsewhere.example", to: "log@agency.example"}, "An offer of office chairs", "", ""},
		{"a certain sign decides", 90, 20, mail{from: "vendor@supplier.example", to: "log+BETA@agency.example"}, words, "BETA", ""},
		{"between two that signs left", 90, 20, mail{from: "li@agency.example", to: "log@agency.example"}, words, "ACME", "ACME"},
		{"not among those that signs left", 90, 20, mail{from: "li@agency.example", to: "log@agency.example"}, "headline article editor picture", "", ""},
		{"where people share no project it only suggests", 90, 20, mail{from: "wang@hualong.example", to: "Jane.Smith@northwind.example"}, words, "", "ACME"},
		{"where signs contradict each other it only suggests", 90, 20, mail{from: "vendor@supplier.example", to: "log+ACME@agency.example log+BETA@agency.example", subject: "[ORION] basket"}, words, "", "ACME"},
		{"mail of machines is not guessed", 90, 20, mail{from: "vendor@supplier.example", header: "Auto-Submitted: auto-replied\n"}, words, "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := test.mail.message()
			m.NewText = test.text
			v, err := taught(t, test.fileAt, test.suggestAt).Decide(m, nil)
			if err != nil {
				t.Fatal(err)
			}
			suggested := ""
			for _, r := range v.Reasons {
				if r.Signal == store.SignalLearnt && suggested == "" {
					suggested = r.Project
					if !strings.Contains(r.Text, "as in mail filed before: ") {
						t.Errorf("%q says no reason", r.Text)
					}
				}
			}
			if v.Project != test.project || suggested != test.suggested {
				t.Errorf("project %q, suggested %q; %+v", v.Project, suggested, v.Reasons)
			}
		})
	}
}
