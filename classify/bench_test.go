package classify

import (
	"fmt"
	"testing"

	"rapport/store"
)

// agency is a firm with 200 projects of 20 contacts, two domains and three
// aliases each; every fifth PM leads ten of them.
func agency(tb testing.TB) *ProjectIndex {
	c := Config{LogAddress: "log@agency.example"}
	for i := range 200 {
		p := store.Project{Code: fmt.Sprintf("P%03d", i),
			Domains: []string{fmt.Sprintf("client%d.example", i), fmt.Sprintf("group%d.example", i/4)},
			Aliases: []string{fmt.Sprintf("项目%d号", i), fmt.Sprintf("Project Nr %d", i), fmt.Sprintf("商城%d", i)}}
		for j := range 18 {
			p.Contacts = append(p.Contacts, store.Contact{Name: "王伟", Role: store.RoleClient,
				Addresses: []string{fmt.Sprintf("person%d@client%d.example", j, i)}})
		}
		p.Contacts = append(p.Contacts,
			store.Contact{Name: "李娜", Role: store.RolePM, Addresses: []string{fmt.Sprintf("pm%d@agency.example", i/10)}},
			store.Contact{Name: "陈刚", Role: store.RoleTeam, Addresses: []string{fmt.Sprintf("dev%d@agency.example", i/3)}})
		c.Projects = append(c.Projects, p)
	}
	d, err := New(c)
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

func BenchmarkDecide(b *testing.B) {
	d := agency(b)
	received := "Received: from a.example by b.example\n"
	header := received + received + received + "DKIM-Signature: v=1\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nX-Mailer: Foxmail\nReturn-Path: <x@y.example>\n" +
		"Message-ID: <1@x>\nIn-Reply-To: <2@x>\nReferences: <2@x>\nDate: x\nFrom: x\nTo: x\nCc: x\nSubject: x\nX-Priority: 3\nX-QQ-mid: 1\nX-QQ-Originating-IP: 1\nAuthentication-Results: x\n"
	for _, test := range []struct {
		name string
		mail mail
	}{
		{"contact", mail{from: "person3@client77.example", to: "pm7@agency.example", cc: "log@agency.example dev25@agency.example", subject: "回复：商城77上线计划", header: header}},
		{"tagged", mail{from: "pm7@agency.example", to: "person3@client77.example", cc: "log+P077@agency.example", subject: "Re: [P077] go-live plan", header: header}},
		{"stranger", mail{from: "someone@elsewhere.example", to: "pm7@agency.example", subject: "Offer: project management software", header: header}},
	} {
		m := test.mail.message()
		b.Run(test.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := d.Decide(m, threads("P077")); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "decisions/s")
		})
	}
}
