package classify

import (
	"math/rand"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rapport/store"
)

// drawConfig draws a configuration in which people, domains and aliases are
// shared between projects at random.
func drawConfig(t *rapid.T) Config {
	c := Config{LogAddress: "log@agency.example"}
	for _, code := range []string{"ACME", "BETA", "ORION", "VEGA"}[:rapid.IntRange(1, 4).Draw(t, "projects")] {
		p := store.Project{Code: code}
		for _, address := range drawSome(t, "contacts", drawnAddresses()) {
			role := rapid.SampledFrom([]store.Role{store.RoleClient, store.RolePM, store.RoleTeam, store.RoleOther}).Draw(t, "role")
			p.Contacts = append(p.Contacts, store.Contact{Name: "P" + address[:1], Role: role, Addresses: []string{address}})
		}
		p.Domains = drawSome(t, "domains", []string{"one.example", "two.example", "sub.one.example"})
		p.Aliases = drawSome(t, "aliases", []string{"商城", "华龙商城", "orion", "orion mobile", "wms"})
		c.Projects = append(c.Projects, p)
	}
	return c
}

func drawnAddresses() []string {
	return []string{"a@one.example", "b@one.example", "c@two.example", "d@agency.example", "e@agency.example", "f+x@one.example"}
}

func drawSome(t *rapid.T, label string, from []string) []string {
	return rapid.SliceOfNDistinct(rapid.SampledFrom(from), 0, 3, rapid.ID).Draw(t, label)
}

func drawMessage(t *rapid.T) *store.Message {
	recipients := append(drawnAddresses(), "A+tag@One.example", "new@one.example", "new@x.sub.one.example", "x@elsewhere.example",
		"log@agency.example", "log+ACME@agency.example", "log+beta@agency.example", "log+r.acme@agency.example", "log+none@agency.example", "")
	some := func(label string) []store.Address {
		return addresses(strings.Join(rapid.SliceOfN(rapid.SampledFrom(recipients), 0, 4).Draw(t, label), " "))
	}
	words := rapid.SliceOfN(rapid.SampledFrom([]string{"Re:", "回复：", "[ACME]", "【beta】", "[ORION]", "商城", "华龙商城", "Orion", "orion mobile", "wms", "周报"}), 0, 4)
	return &store.Message{From: some("from"), To: some("to"), Cc: some("cc"), ReplyTo: some("reply-to"), DeliveredTo: some("delivered-to"),
		Subject: strings.Join(words.Draw(t, "subject"), " ")}
}

func TestDecide_properties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := drawConfig(t)
		d, err := New(c)
		if err != nil {
			t.Fatal(err)
		}
		m := drawMessage(t)
		log := threads(rapid.SampledFrom([]string{"", "", "ACME", "BETA", "GONE"}).Draw(t, "thread"))
		v, err := d.Decide(m, log)
		if err != nil {
			t.Fatal(err)
		}
		checkVerdict(t, v)

		// The order of projects and of recipients makes no difference.
		shuffled := *m
		r := rand.New(rand.NewSource(rapid.Int64().Draw(t, "seed")))
		for _, list := range []*[]store.Address{&shuffled.To, &shuffled.Cc, &shuffled.DeliveredTo} {
			*list = slices.Clone(*list)
			r.Shuffle(len(*list), func(i, j int) { (*list)[i], (*list)[j] = (*list)[j], (*list)[i] })
		}
		c.Projects = slices.Clone(c.Projects)
		slices.Reverse(c.Projects)
		d, err = New(c)
		if err != nil {
			t.Fatal(err)
		}
		if again, _ := d.Decide(&shuffled, log); !reflect.DeepEqual(v, again) {
			t.Fatalf("order makes a difference:\n%+v\n%+v", v, again)
		}

		// A person in two projects, alone, is never decided by contact, unless
		// to choose between projects that the mail names by address or tag.
		named := slices.ContainsFunc(v.Reasons, func(r store.Reason) bool { return r.Signal == store.SignalAddress || r.Signal == store.SignalTag })
		if v.Project != "" && v.Reasons[0].Signal == store.SignalContact && len(everyone(m)) == 1 && !named {
			if projects := projectsOf(c, everyone(m)[0]); len(projects) != 1 {
				t.Fatalf("%s is in %v, decided for %s", everyone(m)[0], projects, v.Project)
			}
		}
		// Decided by contact, it is a project that every client present is in.
		if v.Project != "" && v.Reasons[0].Signal == store.SignalContact {
			for _, address := range everyone(m) {
				projects := projectsOf(c, address)
				isClient := slices.ContainsFunc(projects, func(p string) bool { return strings.HasSuffix(p, " client") })
				isIn := slices.ContainsFunc(projects, func(p string) bool { return strings.HasPrefix(p, v.Project+" ") })
				if isClient && !isIn {
					t.Fatalf("client %s is in %v, decided for %s", address, projects, v.Project)
				}
			}
		}
	})
}

// checkVerdict holds what is true of every verdict.
func checkVerdict(t interface{ Fatalf(string, ...any) }, v store.Verdict) {
	if !slices.Contains(store.Kinds(), v.Kind) || v.KindReason == "" {
		t.Fatalf("kind %q (%q)", v.Kind, v.KindReason)
	}
	if v.Project != "" {
		if len(v.Reasons) == 0 || v.Reasons[0].Project != v.Project {
			t.Fatalf("the first reason does not name %s: %+v", v.Project, v.Reasons)
		}
		if first := v.Reasons[0]; first.Confidence != (&finding{signal: first.Signal}).confidence() {
			t.Fatalf("decided by half a sign: %+v", first)
		}
	}
	for _, r := range v.Reasons {
		if r.Text == "" || r.Confidence <= 0 || r.Confidence > 100 {
			t.Fatalf("reason %+v", r)
		}
	}
	if v.Project == "" && len(v.Reasons) > 0 && len(v.Notes) == 0 {
		t.Fatalf("unfiled without a word why: %+v", v.Reasons)
	}
}

// everyone returns the addresses in From, To and Cc that are not the log's, as the
// configuration would write them.
func everyone(m *store.Message) (all []string) {
	for _, a := range slices.Concat(m.From, m.To, m.Cc) {
		address := strings.ToLower(strings.Replace(a.Address, "+tag", "", 1))
		if !strings.HasPrefix(address, "log") && address != "" && !slices.Contains(all, address) {
			all = append(all, address)
		}
	}
	return all
}

// projectsOf reads the configuration without the directory: "ACME client".
func projectsOf(c Config, address string) (projects []string) {
	for _, p := range c.Projects {
		for _, contact := range p.Contacts {
			if slices.Contains(contact.Addresses, address) {
				projects = append(projects, p.Code+" "+string(contact.Role))
			}
		}
	}
	return projects
}

func FuzzDecide(f *testing.F) {
	f.Add("Re: [ACME] 商城", "wang@hualong.example", "log+ACME@agency.example", "zhou@hualong.example", "Auto-Submitted", "auto-replied", "ACME")
	f.Add("【ＡＣＭＥ】Orion\u0301", "Wan\u212a@例子.测试", "log+@agency.example", "@", "Content-Type", "multipart/report; report-type=\"", "")
	f.Add("[[[【【]】\xff", "\"a b\"@x", "log+r.x@agency.example", "a@b@c", "Return-Path", "<>", "GONE")
	d := testDirectory(f)
	f.Fuzz(func(t *testing.T, subject, from, to, cc, field, value, thread string) {
		m := &store.Message{Subject: subject, From: []store.Address{{Name: to, Address: from}}, To: addresses(to), Cc: addresses(cc),
			Header: store.Header{{Name: field, Value: value}}}
		v, err := d.Decide(m, threads(thread))
		if err != nil {
			t.Fatal(err)
		}
		checkVerdict(t, v)
		if again, _ := d.Decide(m, threads(thread)); !reflect.DeepEqual(v, again) {
			t.Fatalf("two verdicts on one message:\n%+v\n%+v", v, again)
		}
	})
}
