package classify

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"rapport/store"
)

// readDigestReply is what a table expects of a verdict: the project and the sign and
// words that decided, or "" and a note that says why none did.
type sorted struct {
	name    string
	mail    mail
	thread  threads
	project string
	sign    store.Signal
	reason  string // the text of the first reason, where set
	note    string // part of one of the notes
}

func run(t *testing.T, tests []sorted) {
	d := testDirectory(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			v, err := d.Decide(test.mail.message(), test.thread)
			if err != nil {
				t.Fatal(err)
			}
			if v.Project != test.project {
				t.Errorf("project %q, want %q\nreasons %v\nnotes %q", v.Project, test.project, v.Reasons, v.Notes)
			}
			if test.project != "" {
				if len(v.Reasons) == 0 {
					t.Fatal("no reason")
				}
				first := v.Reasons[0]
				if first.Project != test.project || first.Signal != test.sign || first.Confidence != (&finding{signal: test.sign}).confidence() {
					t.Errorf("first reason %+v, want sign %s", first, test.sign)
				}
				if test.reason != "" && first.Text != test.reason {
					t.Errorf("reason %q, want %q", first.Text, test.reason)
				}
			}
			if !strings.Contains(strings.Join(v.Notes, "\n"), test.note) {
				t.Errorf("notes %q, want %q", v.Notes, test.note)
			}
		})
	}
}

func TestDecide_projectAddress(t *testing.T) {
	t.Parallel()
	const stranger = "someone@elsewhere.example"
	run(t, []sorted{
		{name: "in To", mail: mail{from: stranger, to: "log+ACME@agency.example"}, project: "ACME", sign: store.SignalAddress,
			reason: "project address log+ACME@agency.example in To"},
		{name: "in Cc", mail: mail{from: stranger, to: stranger, cc: "log+ACME@agency.example"}, project: "ACME", sign: store.SignalAddress},
		{name: "as delivered, of a blind copy", mail: mail{from: stranger, deliveredTo: "log+beta@agency.example"}, project: "BETA", sign: store.SignalAddress,
			reason: "project address log+BETA@agency.example in Delivered-To"},
		{name: "in any case", mail: mail{from: stranger, to: "LOG+acme@AGENCY.Example"}, project: "ACME", sign: store.SignalAddress},
		{name: "a reply address names no project", mail: mail{from: stranger, to: "log+r.ACME@agency.example"}},
		{name: "of no project", mail: mail{from: stranger, to: "log+ACMEX@agency.example"}, note: "log+acmex@agency.example is the address of no project"},
		{name: "the log address itself", mail: mail{from: stranger, to: "log@agency.example"}},
		{name: "at another domain", mail: mail{from: stranger, to: "log+ACME@agency.example.evil.example"}},
		{name: "of another mailbox", mail: mail{from: stranger, to: "blog+ACME@agency.example logs+ACME@agency.example"}},
		{name: "as the sender it says nothing", mail: mail{from: "log+ACME@agency.example"}},
		{name: "of two projects", mail: mail{from: stranger, to: "log+BETA@agency.example log+ACME@agency.example"},
			note: "addressed to more than one project: ACME and BETA"},
	})
}

func TestDecide_subjectTag(t *testing.T) {
	t.Parallel()
	subjects := func(project string, subjects ...string) (tests []sorted) {
		for _, s := range subjects {
			tests = append(tests, sorted{name: s, mail: mail{from: "someone@elsewhere.example", subject: s}, project: project, sign: store.SignalTag})
		}
		return tests
	}
	run(t, subjects("ACME", "[ACME] kick-off", "Re: [ACME] kick-off", "Fwd: RE: [acme] kick-off", "回复：[ACME] 启动会", "答复: 转发: 【ACME】启动会",
		"【ＡＣＭＥ】启动会", "［ACME］启动会", "[EXTERNAL] Re: [ACME] kick-off", "[ ACME ] kick-off", "启动会 [ACME]", "[[ACME]]", "[x [ACME]"))
	run(t, subjects("", "ACME kick-off", "[ACME-2] kick-off", "[ACMEX]", "[ACME", "ACME]", "(ACME)", "[AC ME]", "[]", ""))
	run(t, []sorted{{name: "two tags", mail: mail{subject: "[ACME][BETA] 周报"}, note: "the tags of more than one project: ACME and BETA"}})
}

func TestDecide_thread(t *testing.T) {
	t.Parallel()
	run(t, []sorted{
		{name: "filed", mail: mail{from: "someone@elsewhere.example"}, thread: "ORION", project: "ORION", sign: store.SignalThread,
			reason: "the thread is filed under ORION"},
		{name: "unfiled", mail: mail{from: "someone@elsewhere.example"}},
		{name: "a client of two projects", mail: mail{from: "zhou@hualong.example"}, thread: "BETA", project: "BETA", sign: store.SignalThread,
			note: "周敏 <zhou@hualong.example> is in ACME and BETA"},
		{name: "of a project that is no longer configured", mail: mail{from: "wang@hualong.example", subject: "商城"}, thread: "OLD",
			note: "the thread is filed under OLD, which is not configured"},
		{name: "of such a project, yet tagged", mail: mail{subject: "[ACME] 商城"}, thread: "OLD", project: "ACME", sign: store.SignalTag},
	})
}

func TestDecide_contact(t *testing.T) {
	t.Parallel()
	run(t, []sorted{
		{name: "a client writes", mail: mail{from: "wang@hualong.example", to: "li@agency.example"}, project: "ACME", sign: store.SignalContact,
			reason: "client 王伟 <wang@hualong.example> in From"},
		{name: "a client is written to", mail: mail{from: "li@agency.example", to: "jane.smith@northwind.example"}, project: "ORION", sign: store.SignalContact},
		{name: "a client gets a copy", mail: mail{from: "x@elsewhere.example", cc: "wang@hualong.example"}, project: "ACME", sign: store.SignalContact,
			reason: "client 王伟 <wang@hualong.example> in Cc"},
		{name: "another address of the client", mail: mail{from: "WangWei.HL@QQ.com"}, project: "ACME", sign: store.SignalContact},
		{name: "with a plus-tag", mail: mail{from: "Wang+phone@hualong.example"}, project: "ACME", sign: store.SignalContact},
		{name: "a client in two projects", mail: mail{from: "zhou@hualong.example"}, note: "周敏 <zhou@hualong.example> is in ACME and BETA: not decided by contact"},
		{name: "two clients share one project", mail: mail{from: "zhou@hualong.example", to: "wang@hualong.example"}, project: "ACME", sign: store.SignalContact},
		{name: "clients of different projects", mail: mail{from: "wang@hualong.example", to: "jane.smith@northwind.example"},
			note: "these people share no project: 王伟 <wang@hualong.example> (ACME) and Jane Smith <jane.smith@northwind.example> (ORION)"},
		{name: "a team member chooses between the client's projects", mail: mail{from: "zhou@hualong.example", to: "sun@agency.example"}, project: "BETA", sign: store.SignalContact},
		{name: "a PM of both does not", mail: mail{from: "zhou@hualong.example", to: "li@agency.example"}, note: "is in ACME and BETA"},
		{name: "a colleague from neither does not", mail: mail{from: "zhou@hualong.example", to: "brown@agency.example"}, note: "is in ACME and BETA"},
		{name: "but does not hinder one who does", mail: mail{from: "zhou@hualong.example", to: "brown@agency.example chen@agency.example"}, project: "ACME", sign: store.SignalContact},
		{name: "team members who contradict each other", mail: mail{from: "zhou@hualong.example", to: "sun@agency.example chen@agency.example"}, note: "is in ACME and BETA"},
		{name: "a PM alone", mail: mail{from: "brown@agency.example", to: "someone@elsewhere.example"}, project: "ORION", sign: store.SignalContact,
			reason: "pm Tom Brown <brown@agency.example> in From"},
		{name: "a PM of two projects alone", mail: mail{from: "li@agency.example"}, note: "李娜 <li@agency.example> is in ACME and BETA: not decided by contact"},
		{name: "a PM and a team member who share one", mail: mail{from: "li@agency.example", to: "chen@agency.example"}, project: "ACME", sign: store.SignalContact},
		{name: "Reply-To identifies nobody", mail: mail{from: "x@elsewhere.example", replyTo: "wang@hualong.example"}},
		{name: "a look-alike local part", mail: mail{from: "wаng@qq.com"}}, // а is Cyrillic
		{name: "a look-alike domain", mail: mail{from: "jane.smith@nоrthwind.example"}},
		{name: "a domain that begins like it", mail: mail{from: "jane.smith@northwind.example.evil.example"}},
	})
}

func TestDecide_displayNameIdentifiesNobody(t *testing.T) {
	t.Parallel()
	m := mail{from: "x@elsewhere.example"}.message()
	m.From[0].Name = "王伟 <wang@hualong.example>"
	v, err := testDirectory(t).Decide(m, nil)
	if err != nil || v.Project != "" || v.Role != store.RoleOther || len(v.Reasons) != 0 {
		t.Errorf("got %+v, %v", v, err)
	}
}

func TestDecide_domain(t *testing.T) {
	t.Parallel()
	run(t, []sorted{
		{name: "a new person at the client's", mail: mail{from: "ops@northwind.example"}, project: "ORION", sign: store.SignalDomain,
			reason: "client's domain northwind.example: ops@northwind.example in From"},
		{name: "a sub-domain of it", mail: mail{from: "ops@mail.eu.Northwind.example"}, project: "ORION", sign: store.SignalDomain},
		{name: "an internationalised domain", mail: mail{from: "ops@xn--bcher-kva.example"}, project: "ORION", sign: store.SignalDomain},
		{name: "a name that only ends like it", mail: mail{from: "ops@notnorthwind.example"}},
		{name: "a domain of two projects", mail: mail{from: "new@hualong.example"}, note: "the domain is that of ACME and BETA: not decided by domain"},
		{name: "and one more of only one of them", mail: mail{from: "new@hualong.example", cc: "it@hualong-wms.example"}, project: "BETA", sign: store.SignalDomain},
		{name: "domains of different clients", mail: mail{from: "new@hualong.example", cc: "ops@northwind.example"}, note: "belong to different projects"},
		{name: "a PM of two projects leaves it to the domain", mail: mail{from: "li@agency.example", to: "it@hualong-wms.example"}, project: "BETA", sign: store.SignalDomain},
		{name: "but not for a third", mail: mail{from: "li@agency.example", to: "ops@northwind.example"}, note: "李娜 <li@agency.example> is in ACME and BETA"},
	})
}

func TestDecide_alias(t *testing.T) {
	t.Parallel()
	subjects := func(project, note string, subjects ...string) (tests []sorted) {
		for _, s := range subjects {
			tests = append(tests, sorted{name: s, mail: mail{from: "someone@elsewhere.example", subject: s}, project: project, sign: store.SignalAlias, note: note})
		}
		return tests
	}
	run(t, subjects("ACME", "", "关于商城的问题", "回复：华龙商城上线", "Orion Mobile: login", "orion  mobile", "ＯＲＩＯＮ　ＭＯＢＩＬＥ"))
	run(t, subjects("BETA", "", "WMS接口", "wms 接口", "新wms", "ＷＭＳ接口", "仓储"))
	run(t, subjects("ORION", "", "Re: Orion launch", "ORION", "关于Orion的问题", "orion-launch", "Orion's logo"))
	run(t, subjects("", "", "Orionis", "Scorion", "WMS2", "swms", "商 城", "Oriön", "Orion\u0301"))
	run(t, subjects("", "aliases of ACME and BETA: not decided by alias", "商城与仓储对接"))
	run(t, subjects("", "aliases of ACME and ORION: not decided by alias", "Orion Mobile and Orion"))
	run(t, []sorted{{name: "chooses between projects of the domain", mail: mail{from: "new@hualong.example", subject: "商城上线"}, project: "ACME", sign: store.SignalAlias,
		note: "the domain is that of ACME and BETA"}})
}

// The more certain sign wins, and what it overrules is written down.
func TestDecide_conflicts(t *testing.T) {
	t.Parallel()
	const (
		wang  = "wang@hualong.example"         // client of ACME
		zhou  = "zhou@hualong.example"         // client of ACME and BETA
		smith = "jane.smith@northwind.example" // client of ORION
		li    = "li@agency.example"            // PM of ACME and BETA
	)
	run(t, []sorted{
		{name: "address over tag", mail: mail{from: smith, to: "log+ACME@agency.example", subject: "[BETA] 接口"}, project: "ACME", sign: store.SignalAddress,
			note: "overruled: subject tag [BETA] (BETA)"},
		{name: "address over thread", mail: mail{from: wang, cc: "log+ACME@agency.example"}, thread: "ORION", project: "ACME", sign: store.SignalAddress,
			note: "overruled: the thread is filed under ORION (ORION)"},
		{name: "tag over thread", mail: mail{from: wang, subject: "Re: [BETA] 接口"}, thread: "ACME", project: "BETA", sign: store.SignalTag,
			note: "overruled: the thread is filed under ACME (ACME)"},
		{name: "tag over contact", mail: mail{from: wang, subject: "【ORION】"}, project: "ORION", sign: store.SignalTag,
			note: "overruled: client 王伟 <wang@hualong.example> in From (ACME)"},
		{name: "thread over contact", mail: mail{from: smith}, thread: "BETA", project: "BETA", sign: store.SignalThread,
			note: "overruled: client Jane Smith <jane.smith@northwind.example> in From (ORION)"},
		{name: "contact over domain", mail: mail{from: wang, cc: "ops@northwind.example"}, project: "ACME", sign: store.SignalContact,
			note: "different projects"},
		{name: "contact over alias", mail: mail{from: wang, subject: "Orion"}, project: "ACME", sign: store.SignalContact,
			note: "overruled: alias Orion in the subject (ORION)"},
		{name: "domain over alias", mail: mail{from: "ops@northwind.example", subject: "商城"}, project: "ORION", sign: store.SignalDomain,
			note: "overruled: alias 商城 in the subject (ACME)"},
		{name: "a client in two projects is not decided by an alias", mail: mail{from: zhou, subject: "商城上线"}, note: "周敏 <zhou@hualong.example> is in ACME and BETA"},
		{name: "nor by a domain", mail: mail{from: zhou, cc: "it@hualong-wms.example"}, note: "is in ACME and BETA"},
		{name: "but by a tag", mail: mail{from: zhou, subject: "[BETA] 商城"}, project: "BETA", sign: store.SignalTag},
		{name: "or a project address", mail: mail{from: zhou, cc: "log+ACME@agency.example"}, project: "ACME", sign: store.SignalAddress},
		{name: "clients who share no project are not decided by a domain", mail: mail{from: wang, to: smith, subject: "Orion"}, note: "share no project"},
		{name: "but by their thread", mail: mail{from: wang, to: smith}, thread: "ORION", project: "ORION", sign: store.SignalThread, note: "share no project"},
		{name: "a PM in two projects is not decided by an alias", mail: mail{from: li, subject: "商城"}, note: "李娜"},
		{name: "two project addresses, settled by the thread", mail: mail{from: wang, to: "log+ACME@agency.example log+BETA@agency.example"}, thread: "BETA", project: "BETA", sign: store.SignalThread,
			note: "addressed to more than one project: ACME and BETA"},
		{name: "two project addresses, settled by the client", mail: mail{from: wang, to: "log+ACME@agency.example log+BETA@agency.example"}, project: "ACME", sign: store.SignalContact},
		{name: "two project addresses, and a thread of a third", mail: mail{from: wang, to: "log+ACME@agency.example log+BETA@agency.example"}, thread: "ORION",
			note: "addressed to more than one project"},
		{name: "two tags, not settled by an alias", mail: mail{subject: "[ACME][BETA] 商城"}, note: "the tags of more than one project"},
	})
}

func TestDecide_recordsAllEvidence(t *testing.T) {
	t.Parallel()
	v, err := testDirectory(t).Decide(mail{from: "wang@hualong.example", to: "li@agency.example log+ACME@agency.example",
		subject: "回复：【ACME】商城上线"}.message(), threads("ACME"))
	if err != nil {
		t.Fatal(err)
	}
	want := []store.Reason{
		{Signal: store.SignalAddress, Project: "ACME", Confidence: 100, Text: "project address log+ACME@agency.example in To"},
		{Signal: store.SignalTag, Project: "ACME", Confidence: 95, Text: "subject tag [ACME]"},
		{Signal: store.SignalThread, Project: "ACME", Confidence: 90, Text: "the thread is filed under ACME"},
		{Signal: store.SignalContact, Project: "ACME", Confidence: 80, Text: "client 王伟 <wang@hualong.example> in From"},
		{Signal: store.SignalAlias, Project: "ACME", Confidence: 50, Text: "alias 商城 in the subject"},
		{Signal: store.SignalDomain, Project: "ACME", Confidence: 30, Text: "client's domain hualong.example: wang@hualong.example in From"},
		{Signal: store.SignalDomain, Project: "BETA", Confidence: 30, Text: "client's domain hualong.example: wang@hualong.example in From"},
	}
	if !slices.Equal(v.Reasons, want) {
		t.Errorf("got %+v", v.Reasons)
	}
}

func TestDecide_role(t *testing.T) {
	t.Parallel()
	d := testDirectory(t)
	for _, test := range []struct {
		name string
		mail mail
		want store.Role
	}{
		{"client", mail{from: "wang@hualong.example"}, store.RoleClient},
		{"PM", mail{from: "Li@agency.example", subject: "[BETA]"}, store.RolePM},
		{"team", mail{from: "chen@agency.example"}, store.RoleTeam},
		{"team, not of that project", mail{from: "chen@agency.example", subject: "[BETA]"}, store.RoleOther},
		{"client, unfiled", mail{from: "zhou@hualong.example"}, store.RoleClient},
		{"unknown person at the client's", mail{from: "ops@northwind.example"}, store.RoleOther},
		{"stranger who copies in the client", mail{from: "x@elsewhere.example", cc: "wang@hualong.example"}, store.RoleOther},
		{"nobody", mail{}, store.RoleOther},
	} {
		if v, err := d.Decide(test.mail.message(), nil); err != nil || v.Role != test.want {
			t.Errorf("%s: role %q (%v), want %q", test.name, v.Role, err, test.want)
		}
	}
}

type brokenLog struct{ error }

func (b brokenLog) ThreadFiling(*store.Message) (store.Filing, error) { return store.Filing{}, b.error }
func (b brokenLog) ProvesMail(string) (bool, error)                   { return false, b.error }
func (b brokenLog) RequestByToken(string) (store.Request, bool, error) {
	return store.Request{}, false, b.error
}
func (b brokenLog) RequestByMessageID(string) (store.Request, bool, error) {
	return store.Request{}, false, b.error
}

func TestDecide_whatAPersonFiledOutweighsAddressAndTag(t *testing.T) {
	t.Parallel()
	v, err := testDirectory(t).Decide(mail{to: "log+ACME@agency.example", subject: "Re: [ACME] Shop"}.message(), filed("BETA"))
	if err != nil || v.Project != "BETA" || v.Reasons[0].Signal != store.SignalPerson || v.Reasons[0].Confidence != 100 || len(v.Notes) != 2 {
		t.Errorf("got %+v, %v", v, err)
	}
}

func TestDecide_passesOnTheErrorOfTheLog(t *testing.T) {
	t.Parallel()
	busy := errors.New("database is locked")
	v, err := testDirectory(t).Decide(mail{subject: "[ACME]"}.message(), brokenLog{busy})
	if !errors.Is(err, busy) || !strings.Contains(err.Error(), "<1@test.example>") || v.Project != "" || v.Kind != "" {
		t.Errorf("got %+v, %v", v, err)
	}
}

func TestDecide_zeroDirectoryKnowsNoProject(t *testing.T) {
	t.Parallel()
	v, err := new(ProjectIndex).Decide(mail{from: "wang@hualong.example", to: "log+ACME@agency.example", subject: "[ACME] 商城"}.message(), nil)
	if err != nil || v.Project != "" || v.Kind != store.KindHuman {
		t.Errorf("got %+v, %v", v, err)
	}
}
