package mime

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"rapport/store"
)

func TestAddresses_areReadInTheFormsInWhichTheyCome(t *testing.T) {
	type list = []store.Address
	wang := store.Address{Name: "Wang Wei", Address: "wang@client.example"}
	bare := store.Address{Address: "wang@client.example"}
	li := store.Address{Name: "Li Na", Address: "li@team.example"}
	for _, test := range []struct {
		name, value string
		want        list
	}{
		{"bare", "wang@client.example", list{bare}},
		{"in brackets", "<wang@client.example>", list{bare}},
		{"with a name", "Wang Wei <wang@client.example>", list{wang}},
		{"with a quoted name", `"Wang Wei" <wang@client.example>`, list{wang}},
		{"with no space before the bracket", `"Wang Wei"<wang@client.example>`, list{wang}},
		{"with a name in a comment behind it", "wang@client.example (Wang Wei)", list{wang}},
		{"with a quoted comma in the name", `"Wang, Wei" <wang@client.example>`, list{{Name: "Wang, Wei", Address: "wang@client.example"}}},
		{"with an unquoted comma in the name", "Wang, Wei <wang@client.example>", list{{Name: "Wang, Wei", Address: "wang@client.example"}}},
		{"with an unquoted comma in the name, behind another", "li@team.example, Wang, Wei <wang@client.example>",
			list{{Address: "li@team.example"}, {Name: "Wang, Wei", Address: "wang@client.example"}}},
		{"with escaped quotes in the name", `"Wang \"W\" Wei" <wang@client.example>`, list{{Name: `Wang "W" Wei`, Address: "wang@client.example"}}},
		{"with an encoded name", "=?UTF-8?B?546L5Lyf?= <wang@client.example>", list{{Name: "王伟", Address: "wang@client.example"}}},
		{"with an encoded name in quotes", `"=?GB2312?B?zfXOsA==?=" <wang@client.example>`, list{{Name: "王伟", Address: "wang@client.example"}}},
		{"with a name encoded twice", "=?UTF-8?Q?=3D=3FUTF-8=3FB=3F546L5Lyf=3F=3D?= <wang@client.example>", list{{Name: "王伟", Address: "wang@client.example"}}},
		{"with a comma that an encoded word hides", "=?UTF-8?Q?Wang=2C_Wei?= <wang@client.example>", list{{Name: "Wang, Wei", Address: "wang@client.example"}}},
		{"with another address that an encoded word hides", "=?UTF-8?Q?li=40team.example=2C?= <wang@client.example>", list{{Name: "li@team.example,", Address: "wang@client.example"}}},
		{"with a raw name in UTF-8", "王伟 <wang@client.example>", list{{Name: "王伟", Address: "wang@client.example"}}},
		{"with a raw name in GB18030", "\xcd\xf5\xce\xb0 <wang@client.example>", list{{Name: "王伟", Address: "wang@client.example"}}},
		{"with brackets and a comma in the name", "王伟[PMO], Dept <wang@client.example>", list{{Name: "王伟[PMO], Dept", Address: "wang@client.example"}}},
		{"with the address as the name, as Outlook quotes it", `"'wang@client.example'" <wang@client.example>`, list{{Name: "wang@client.example", Address: "wang@client.example"}}},
		{"with an address in single quotes", "'wang@client.example'", list{bare}},
		{"two", "Wang Wei <wang@client.example>, Li Na <li@team.example>", list{wang, li}},
		{"two with a semicolon between them", "Wang Wei <wang@client.example>; Li Na <li@team.example>", list{wang, li}},
		{"two, with empty ones around", ", Wang Wei <wang@client.example>,, Li Na <li@team.example>,", list{wang, li}},
		{"folded", "Wang Wei <wang@client.example>,\n\tLi Na\n <li@team.example>", list{wang, li}},
		{"a group", "Team: Wang Wei <wang@client.example>, li@team.example;", list{wang, {Address: "li@team.example"}}},
		{"an empty group", "undisclosed-recipients:;", nil},
		{"two groups", "A: wang@client.example; B: Li Na <li@team.example>;", list{bare, li}},
		{"a comment with a comma", "wang@client.example (Wei, Wang), Li Na <li@team.example>", list{{Name: "Wei, Wang", Address: "wang@client.example"}, li}},
		{"a bracket that does not close", "Wang Wei <wang@client.example", list{wang}},
		{"a bracket that does not close before another", "Wang Wei <wang@client.example, Li Na <li@team.example>", list{wang, li}},
		{"brackets twice", "Wang Wei <<wang@client.example>>", list{wang}},
		{"brackets in the name", "Wang <PM> Wei <wang@client.example>", list{{Name: "Wang <PM> Wei", Address: "wang@client.example"}}},
		{"a quotation mark that does not close", `"Wang Wei <wang@client.example>`, list{wang}},
		{"a quotation mark too many at the end of the list", `Wang Wei <wang@client.example>, "Li Na <li@team.example>`, list{wang, li}},
		{"white space in the brackets", "Wang Wei < wang@client.example >", list{wang}},
		{"folded within the address", "Wang Wei <wang@\n client.example>", list{wang}},
		{"quotes in the brackets", `Wang Wei <"wang@client.example">`, list{wang}},
		{"mailto in the brackets", "Wang Wei <mailto:wang@client.example>", list{wang}},
		{"a source route", "Wang Wei <@a.example:wang@client.example>", list{wang}},
		{"a quoted local part", `"wang wei"@client.example`, list{{Address: `"wang wei"@client.example`}}},
		{"a comment before the address", "(at home) wang@client.example", list{{Name: "at home", Address: "wang@client.example"}}},
		{"an internationalised address", "王伟@client.example", list{{Address: "王伟@client.example"}}},
		{"a name before it, and no brackets", "Wang Wei wang@client.example", list{bare}},
		{"two with only a space between them", "wang@client.example li@team.example", list{bare, {Address: "li@team.example"}}},
		{"no domain, in brackets", "Wang Wei <wang>", list{{Name: "Wang Wei", Address: "wang"}}},
		{"a name alone", "Wang Wei", nil},
		{"a name alone before an address", "Wang Wei; Li Na <li@team.example>", list{li}},
		{"empty brackets", "Wang Wei <>", nil},
		{"all of it in an encoded word", "=?utf-8?B?546L5LyfIDx3YW5nQGNsaWVudC5leGFtcGxlPg==?=", list{{Name: "王伟", Address: "wang@client.example"}}},
		{"all of it in Q", "=?utf-8?Q?Wang_Wei_=3Cwang=40client=2Eexample=3E?=", list{wang}},
		{"all of it in GBK", "=?gbk?B?zfXOsCA8d2FuZ0BjbGllbnQuZXhhbXBsZT4=?=", list{{Name: "王伟", Address: "wang@client.example"}}},
		{"all of it in an encoded word in quotes", "\"=?utf-8?B?546L5LyfIDx3YW5nQGNsaWVudC5leGFtcGxlPg==?=\"", list{{Name: "王伟", Address: "wang@client.example"}}},
		{"all of it in an encoded word before empty brackets", "=?utf-8?B?546L5LyfIDx3YW5nQGNsaWVudC5leGFtcGxlPg==?= <>", list{{Name: "王伟", Address: "wang@client.example"}}},
		{"the bare address in an encoded word", "=?utf-8?Q?wang=40client=2Eexample?=", list{bare}},
		{"the address in the brackets in an encoded word", "Wang Wei <=?utf-8?Q?wang=40client=2Eexample?=>", list{wang}},
		{"name and address in a word each", "=?utf-8?B?546L5Lyf?= <=?utf-8?B?d2FuZ0BjbGllbnQuZXhhbXBsZQ==?=>", list{{Name: "王伟", Address: "wang@client.example"}}},
		{"two in one encoded word", "=?utf-8?B?546L5LyfIDx3YW5nQGNsaWVudC5leGFtcGxlPiwg5p2O5aicIDxsaUB0ZWFtLmV4YW1wbGU+?=", list{{Name: "王伟", Address: "wang@client.example"}, {Name: "李娜", Address: "li@team.example"}}},
		{"two in words that split an address", "=?utf-8?B?546L5LyfIDx3YW5nQGNsaWVudC5leGFtcGxlPiwg5p2O5aicIDxsaUB0ZQ==?=\n =?utf-8?B?YW0uZXhhbXBsZT4=?=", list{{Name: "王伟", Address: "wang@client.example"}, {Name: "李娜", Address: "li@team.example"}}},
		{"one in an encoded word beside a plain one", "=?utf-8?B?546L5LyfIDx3YW5nQGNsaWVudC5leGFtcGxlPg==?=, Li Na <li@team.example>", list{{Name: "王伟", Address: "wang@client.example"}, li}},
		{"one in an encoded word behind a plain one", "Li Na <li@team.example>, =?utf-8?B?546L5LyfIDx3YW5nQGNsaWVudC5leGFtcGxlPg==?=", list{li, {Name: "王伟", Address: "wang@client.example"}}},
		{"a comma in the name in an encoded word", "=?utf-8?Q?=22Wang=2C_Wei=22_=3Cwang=40client=2Eexample=3E?=", list{{Name: "Wang, Wei", Address: "wang@client.example"}}},
		{"raw brackets in Q", "=?utf-8?Q?Wang_Wei_<wang@client.example>?=", list{wang}},
		{"another address in an encoded name", "=?utf-8?B?Ym9zc0BvdGhlci5leGFtcGxlIDxib3NzQG90aGVyLmV4YW1wbGU+?= <wang@client.example>", list{{Name: "boss@other.example <boss@other.example>", Address: "wang@client.example"}}},
		{"nothing", "", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := read(t, "To: "+test.value+"\n\n")
			if !slices.Equal(m.To, test.want) {
				t.Errorf("%q, want %q", m.To, test.want)
			}
		})
	}
}

func TestAddresses_whatIsNoneIsSaid(t *testing.T) {
	m := read(t, "From: =?UTF-8?B?546L5Lyf?=\nDate: Thu, 5 Mar 2026 07:00:00 +0000\n\nHello\n")
	want := []string{"no address in From: 王伟", "no sender in From"}
	if len(m.From) != 0 || !slices.Equal(m.Defects, want) {
		t.Errorf("from %q with defects %q, want none and %q", m.From, m.Defects, want)
	}
}

func TestAddresses_allFieldsOfANameCount(t *testing.T) {
	m := read(t, "From: a@b.example\nTo: one@b.example\ncc: two@b.example\nTO: three@b.example\nDelivered-To: log@b.example\nX-Original-To: plan@b.example\n\n")
	if want := []store.Address{{Address: "one@b.example"}, {Address: "three@b.example"}}; !slices.Equal(m.To, want) {
		t.Errorf("to %q, want %q", m.To, want)
	}
	if want := []store.Address{{Address: "two@b.example"}}; !slices.Equal(m.Cc, want) {
		t.Errorf("cc %q, want %q", m.Cc, want)
	}
	if want := []store.Address{{Address: "log@b.example"}, {Address: "plan@b.example"}}; !slices.Equal(m.DeliveredTo, want) {
		t.Errorf("delivered to %q, want %q", m.DeliveredTo, want)
	}
}

func TestAddresses_overTheLimitAreLeftOutAndSaid(t *testing.T) {
	var to []string
	for i := range 1000 {
		to = append(to, fmt.Sprintf("Name, %d <%d@b.example>", i, i))
	}
	for _, raw := range []string{"To: " + strings.Join(to, ", ") + "\n\n", "To: " + strings.Join(to, "\nTo: ") + "\n\n"} {
		limits := DefaultLimits()
		limits.HeaderFields = 2000
		m := Read([]byte("From: a@b.example\n"+raw), arrival, limits).Message
		if len(m.To) != 200 || m.To[199] != (store.Address{Name: "Name, 199", Address: "199@b.example"}) {
			t.Errorf("%d addresses, want 200", len(m.To))
		}
		if want := "more addresses than limits.addresses in To"; !slices.Contains(m.Defects, want) {
			t.Errorf("defects %q, want %q among them", m.Defects, want)
		}
	}
}

func TestDefects_areBounded(t *testing.T) {
	var raw strings.Builder
	for i := range 900 {
		fmt.Fprintf(&raw, "To: nobody %d\n", i)
	}
	if m := read(t, raw.String()+"\n"); len(m.Defects) != maxDefects {
		t.Errorf("%d defects, want %d", len(m.Defects), maxDefects)
	}
}
