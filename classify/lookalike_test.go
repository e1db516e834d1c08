package classify

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"rapport/store"
)

func TestDecide_looksLikeSomebodyAndIsNot(t *testing.T) {
	t.Parallel()
	d := testDirectory(t)
	for _, c := range []struct{ name, from, like string }{
		{"Cyrillic а and о in the domain", "wang@huаlоng.example", "wang@hualong.example"},
		{"the same, as it stands in the DNS", "wang@xn--hulng-5ve3h.example", "wang@hualong.example"},
		{"of a person who is none", "ceo@huаlоng.example", "hualong.example"},
		{"Greek ο", "jane.smith@nοrthwind.example", "jane.smith@northwind.example"},
		{"all Cyrillic that can be", "x@nоrтнwind.example", "northwind.example"},
		{"0 for o", "x@hual0ng.example", "hualong.example"},
		{"1 for l", "x@hua1ong.example", "hualong.example"},
		{"a capital I for l", "x@huaIong.example", "hualong.example"},
		{"vv for w", "x@northvvind.example", "northwind.example"},
		{"an accent", "x@northwínd.example", "northwind.example"},
		{"a letter more", "x@northwinds.example", "northwind.example"},
		{"a letter less", "x@nothwind.example", "northwind.example"},
		{"another letter", "x@nerthwind.example", "northwind.example"},
		{"two letters that changed places", "x@nortwhind.example", "northwind.example"},
		{"below a domain of that kind", "x@mail.hual0ng.example", "hualong.example"},
		{"an address at a provider, with 1 for l", "wangwei.h1@qq.com", "wangwei.hl@qq.com"},
		{"the agency's own domain", "x@agenсy.example", "agency.example"},
		{"a PM's domain by a letter", "x@agencyy.example", "agency.example"},
		{"a domain in another script", "x@bucher.example", "xn--bcher-kva.example"},
		{"our own address", "l0g@agency.example", "log@agency.example"},

		{"the contact", "wang@hualong.example", ""},
		{"the contact, in capitals", "WANG@HUALONG.example", ""},
		{"the contact, with a tag", "wang+news@hualong.example", ""},
		{"somebody else of the client", "ceo@hualong.example", ""},
		{"below the client's domain", "x@mail.hualong.example", ""},
		{"somebody else of the agency", "x@agency.example", ""},
		{"somebody else at the provider", "wangwei@qq.com", ""},
		{"a stranger", "x@elsewhere.example", ""},
		{"another name of the same start", "x@hualong-wms2.example", "hualong-wms.example"},
		{"two letters other", "x@northwend1.example", ""},
		{"a domain in Chinese", "x@华龙.example", ""},
		{"no address", "x", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			v, err := d.Decide(mail{from: c.from, to: "log@agency.example"}.message(), nil)
			if err != nil {
				t.Fatal(err)
			}
			if v.Lookalike != c.like {
				t.Errorf("looks like %q, want %q", v.Lookalike, c.like)
			}
			if noted := slices.ContainsFunc(v.Notes, func(n string) bool { return strings.Contains(n, "looks like") }); noted != (c.like != "") {
				t.Errorf("notes %q", v.Notes)
			}
			if c.like != "" && v.Project != "" {
				t.Errorf("filed under %s", v.Project)
			}
		})
	}
}

func TestDecide_whatASenderShowsIsNoted(t *testing.T) {
	t.Parallel()
	d := testDirectory(t)
	for _, c := range []struct {
		name string
		m    store.Message
		note string // "" is none
	}{
		{"a client's address for a name", store.Message{From: []store.Address{{Name: "wang@hualong.example", Address: "x@evil.example"}}}, "shows the address wang@hualong.example"},
		{"and in brackets", store.Message{From: []store.Address{{Name: "王伟（wang@hualong.example）", Address: "x@evil.example"}}}, "shows the address wang@hualong.example"},
		{"their own address for a name", store.Message{From: []store.Address{{Name: "X@evil.example", Address: "x@evil.example"}}}, ""},
		{"a handle", store.Message{From: []store.Address{{Name: "Jane @ Northwind", Address: "x@evil.example"}}}, ""},
		{"two scripts in one label", store.Message{From: []store.Address{{Address: "x@еlsewhere.example"}}}, "mixes letters of several scripts"},
		{"a character that is not seen", store.Message{From: []store.Address{{Address: "wang\u200b@hualong.example"}}}, "not seen"},
		{"answers elsewhere", store.Message{From: addresses("wang@hualong.example"), ReplyTo: addresses("x@evil.example")}, "answers to it would go to x@evil.example"},
		{"answers to the sender", store.Message{From: addresses("jane.smith@northwind.example"), ReplyTo: addresses("JANE.SMITH@northwind.example")}, ""},
		{"answers to the log", store.Message{From: addresses("jane.smith@northwind.example"), ReplyTo: addresses("log+ORION@agency.example")}, ""},
		{"answers to a list", store.Message{From: addresses("x@evil.example"), ReplyTo: addresses("list@evil.example"), Header: store.Header{{Name: "List-Id", Value: "<list.evil.example>"}}}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			v, err := d.Decide(&c.m, nil)
			if err != nil {
				t.Fatal(err)
			}
			notes := strings.Join(v.Notes, "\n")
			if c.note == "" && notes != "" || !strings.Contains(notes, c.note) {
				t.Errorf("notes %q, want %q", v.Notes, c.note)
			}
		})
	}
}

func TestPrototype_everyLetterHasOne(t *testing.T) {
	t.Parallel()
	for _, pair := range []string{"аa", "оo", "ωw", "Ηh", "Χx", "ьb", "ⅼl", "ｗw", "éе"} {
		a, size := utf8.DecodeRuneInString(pair)
		if one, other := skeleton(string(a)), skeleton(pair[size:]); one != other {
			t.Errorf("%c is %q, and %s is %q", a, one, pair[size:], other)
		}
	}
}

func FuzzSkeleton_looksTheSameTwice(f *testing.F) {
	for _, s := range []string{"wang@huаlоng.example", "xn--hulng-5ve3h.example", "ｗｗ", "é", "xn--", "rnrn", "I1l|"} {
		f.Add(s)
	}
	d, err := New(testConfig())
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(skeleton(s)) > 20*len(s)+20 {
			t.Errorf("%q has become %q", s, skeleton(s))
		}
		v, err := d.Decide(&store.Message{From: []store.Address{{Name: s, Address: s}}}, nil)
		if err != nil || v.Lookalike != "" && v.Project != "" {
			t.Errorf("%q: %v, %+v", s, err, v)
		}
	})
}
