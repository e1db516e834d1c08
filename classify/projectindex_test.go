package classify

import (
	"strings"
	"testing"
	"time"

	"rapport/store"
)

// The firm that every test of this package works in: three projects, of which
// two are for the same client.
//
//	ACME   new shop of Hualong         client Wang, Zhou   PM Li    team Chen
//	BETA   warehouse of Hualong        client Zhou         PM Li    team Sun
//	ORION  web site of Northwind       client Smith        PM Brown
func testConfig() Config {
	people := func(contacts ...store.Contact) []store.Contact { return contacts }
	wang := store.Contact{Name: "王伟", Role: store.RoleClient, Addresses: []string{"wang@hualong.example", "wangwei.hl@qq.com"}}
	zhou := store.Contact{Name: "周敏", Role: store.RoleClient, Addresses: []string{"zhou@hualong.example"}}
	smith := store.Contact{Name: "Jane Smith", Role: store.RoleClient, Addresses: []string{"Jane.Smith@northwind.example"}}
	li := store.Contact{Name: "李娜", Role: store.RolePM, Addresses: []string{"li@agency.example", "li@home.example"}}
	brown := store.Contact{Name: "Tom Brown", Role: store.RolePM, Addresses: []string{"brown@agency.example"}}
	chen := store.Contact{Name: "陈刚", Role: store.RoleTeam, Addresses: []string{"chen@agency.example"}}
	sun := store.Contact{Name: "孙丽", Role: store.RoleTeam, Addresses: []string{"sun@agency.example"}}
	return Config{
		LogAddress: "log@agency.example",
		Projects: []store.Project{
			{Code: "ACME", Name: "Shop", Client: "华龙", Language: "zh-CN", Zone: time.UTC,
				Contacts: people(wang, zhou, li, chen), Domains: []string{"hualong.example"}, Aliases: []string{"商城", "华龙商城", "Orion Mobile"}},
			{Code: "BETA", Name: "Warehouse", Client: "华龙", Language: "zh-CN", Zone: time.UTC,
				Contacts: people(zhou, li, sun), Domains: []string{"hualong.example", "hualong-wms.example"}, Aliases: []string{"仓储", "WMS"}},
			{Code: "ORION", Name: "Web site", Client: "Northwind", Language: "en", Zone: time.UTC,
				Contacts: people(smith, brown), Domains: []string{"northwind.example", "bücher.example"}, Aliases: []string{"Orion"}},
		},
	}
}

func testDirectory(t testing.TB) *ProjectIndex {
	t.Helper()
	d, err := New(testConfig())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// mail is a message as a table writes it: addresses separated by spaces.
type mail struct {
	from, to, cc, replyTo, deliveredTo string
	subject                            string
	header                             string // lines "Name: value"
}

func (m mail) message() *store.Message {
	msg := &store.Message{MessageID: "1@test.example", Subject: m.subject, From: addresses(m.from), To: addresses(m.to),
		Cc: addresses(m.cc), ReplyTo: addresses(m.replyTo), DeliveredTo: addresses(m.deliveredTo)}
	for _, line := range strings.Split(m.header, "\n") {
		if name, value, ok := strings.Cut(line, ":"); ok {
			msg.Header = append(msg.Header, store.Field{Name: strings.TrimSpace(name), Value: strings.TrimSpace(value)})
		}
	}
	return msg
}

func addresses(list string) []store.Address {
	var all []store.Address
	for _, a := range strings.Fields(list) {
		all = append(all, store.Address{Address: a})
	}
	return all
}

// threads is a log in which every message belongs to a thread of that project.
type threads string

func (p threads) ThreadFiling(*store.Message) (store.Filing, error) {
	return store.Filing{Project: string(p), Signal: store.SignalContact, Confidence: 80}, nil
}

// filed is a log in which somebody filed every thread under that project.
type filed string

func (p filed) ThreadFiling(*store.Message) (store.Filing, error) {
	return store.Filing{Project: string(p), Signal: store.SignalPerson, Confidence: 100}, nil
}

func (threads) RequestByToken(string) (store.Request, bool, error) {
	return store.Request{}, false, nil
}
func (threads) RequestByMessageID(string) (store.Request, bool, error) {
	return store.Request{}, false, nil
}
func (filed) RequestByToken(string) (store.Request, bool, error) { return store.Request{}, false, nil }
func (filed) RequestByMessageID(string) (store.Request, bool, error) {
	return store.Request{}, false, nil
}

func TestValidate_returnsEveryMistakeAtOnce(t *testing.T) {
	t.Parallel()
	c := Config{
		LogAddress: "log.agency.example",
		Projects: []store.Project{
			{Code: "acme", Domains: []string{"QQ.com", "vip.163.com", "com.cn", "http://x.example", "a b"}},
			{Code: "ACME", Aliases: []string{"商", "  "}},
			{Code: "2026", Contacts: []store.Contact{
				{Name: "王伟", Role: "boss"},
				{Name: "Jane", Role: store.RoleClient, Addresses: []string{"jane", "j@x.example", "J@X.example", "", "a@b@c.example"}},
			}},
			{Code: "EXTERNAL"}, {Code: ""}, {Code: "-A"}, {Code: strings.Repeat("A", 33)},
		},
	}
	err := c.Validate()
	if err == nil {
		t.Fatal("valid")
	}
	for _, want := range []string{
		`log_address: "log.agency.example" is not a mail address`,
		`project acme: code: "acme"`,
		`project acme: domains[0]: "QQ.com" is a public mail provider`,
		`project acme: domains[1]: "vip.163.com" is a public mail provider`,
		`project acme: domains[2]: "com.cn" is a public suffix`,
		`project acme: domains[3]: "http://x.example" is not a mail domain`,
		`project acme: domains[4]: "a b" is not a mail domain`,
		`project ACME: code: "ACME" is the code of projects[0] already`,
		`project ACME: aliases[0]: "商" is too short`,
		`project ACME: aliases[1]: "  " is too short`,
		`project 2026: code: "2026" needs a letter`,
		`project 2026: contacts[0].role: "boss" is not a role`,
		`project 2026: contacts[0].addresses: "王伟" has no address`,
		`project 2026: contacts[1].addresses[0]: "jane" is not a mail address`,
		`project 2026: contacts[1].addresses[2]: "J@X.example" is an address of contacts[1] already`,
		`project 2026: contacts[1].addresses[3]: "" is empty`,
		`project 2026: contacts[1].addresses[4]: "a@b@c.example" has special characters before the @`,
		`project EXTERNAL: code: "EXTERNAL" cannot be a code`,
		`projects[4].code: missing`,
		`project -A: code: "-A": a code is made of`,
		`is longer than 32 characters`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("not reported: %s", want)
		}
	}
	if n := strings.Count(err.Error(), "\n") + 1; n != 21 {
		t.Errorf("%d mistakes reported, want 21:\n%v", n, err)
	}
	if _, err := New(c); err == nil {
		t.Error("New took an invalid configuration")
	}
}

func TestValidate_logAddressAndItsDomainAreNobodys(t *testing.T) {
	t.Parallel()
	c := testConfig()
	c.Projects[0].Domains = append(c.Projects[0].Domains, "agency.example")
	c.Projects[0].Contacts[0].Addresses = append(c.Projects[0].Contacts[0].Addresses, "Log+x@Agency.example")
	err := c.Validate()
	if err == nil || !strings.Contains(err.Error(), "is the log address") || !strings.Contains(err.Error(), "is the domain of the log address") {
		t.Errorf("got %v", err)
	}
}

func TestWarnings_nameWhatIsShared(t *testing.T) {
	t.Parallel()
	c := testConfig()
	c.Projects[2].Aliases = append(c.Projects[2].Aliases, "ＷＭＳ")
	if err := c.Validate(); err != nil {
		t.Errorf("what is shared is no mistake: %v", err)
	}
	got := strings.Join(c.Warnings(), "\n")
	want := "the domain hualong.example belongs to ACME and BETA: on its own it files nothing\n" +
		"the alias wms belongs to BETA and ORION: on its own it files nothing"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func (threads) ProvesMail(string) (bool, error) { return false, nil }

func (filed) ProvesMail(string) (bool, error) { return false, nil }
