package answer

import (
	"slices"
	"strings"
	"testing"
)

// holds fails for each line for which is does not return what is wanted.
func holds(t *testing.T, is func(line string) bool, want map[string]bool) {
	t.Helper()
	for line, want := range want {
		if is(line) != want {
			t.Errorf("%q: %v, want %v", line, !want, want)
		}
	}
}

func TestIsName(t *testing.T) {
	r := newReader(Question{Sender: "Anna Maria Wright (王伟)"})
	holds(t, r.isName, map[string]bool{
		"Anna": true, "anna wright": true, "Wright, Anna": true, "-- Anna": true, "A. Wright": true, "A.M.W": true, "AMW": true, "Wright,A": true, "W": true, "Ann": true, "A M W A": true,
		"王伟": true, "王伟 敬上": true, "i.A. Anna Wright": true, "Anna Wright 安娜": true,
		"": false, "Wr": false, "MW": false, "X": false, "Anna Wright disagrees": false, "Anna Smith": false, "Tom": false, "A M W A M": false, "Anna 不同意": false, "王伟说再等": false, "王伟 价格太高": false,
	})
}

func TestSigns_isShort(t *testing.T) {
	of, nobody := signsOf("Anna Maria Wright"), signsOf("")
	holds(t, of.isShort, map[string]bool{
		"anna": true, "wright": true, "ann": true, "wri": true, "a": true, "w": true, "am": true, "amw": true,
		"": false, "an": false, "wr": false, "mw": false, "x": false, "annab": false, "amwx": false,
	})
	if nobody.isShort("a") {
		t.Error("a is short for no name")
	}
}

func TestIsTitled(t *testing.T) {
	holds(t, isTitled, map[string]bool{
		"Acme": true, "Head of Digital": true, "Acme plc": true, "Nordic|Acme": true, "Sales, Europe": true, "Research & Development": true, "Acme (Berlin)": true, "Acme\tLtd": true,
		"采购部": true, "星河科技有限公司 采购部": true, "项目经理": true, "Acme 采购部": true,
		"": false, "of the": false, "plc": false, "We disagree": false, "head of digital": false, "42 Acme": false, "价格过高": false, "价格过高 采购部": false, "Acme 价格过高": false,
	})
}

func TestIsDecorated(t *testing.T) {
	holds(t, isDecorated, map[string]bool{
		`"Less is more"`: true, "★ Berlin ★": true, "* * *": true, "「质量第一」": true, "—more than mail—": true,
		"": false, "★": false, `""`: false, `"half`: false, `half"`: false, "Less is more": false,
	})
}

func TestIsMotto(t *testing.T) {
	r := newReader(Question{Kind: Plan})
	holds(t, r.isMotto, map[string]bool{
		"Acme Ltd": true, "Berlin Paris Rome": true, `"We never say no"`: true, "★ Customers ★": true,
		"Not Acme": false, "Item 3": false, "If In Doubt": false, "Only Berlin": false, "The Plan": false, `"The Plan"`: false, "★ 👎 ★": false, `"unless you hear"`: false, "Wrong Price": false, "Ask Tom": false, "Rejected": false, "仅限采购部": false,
		strings.Repeat("Acme ", 50): false, // too long to be one
	})
}

func TestIsOffice(t *testing.T) {
	holds(t, isOffice, map[string]bool{
		"Project Manager": true, "Head of Digital": true, "Sales Director, Europe": true, "Manager | Acme": true, "Director/Partner": true, "Leiter der Technik": true, "CEO": true, "Senior\tEngineer": true,
		"财务总监": true, "星河科技 采购部经理": true,
		"": false, "Anna Wright": false, "project manager": false, "Only the Director": false, "Ask the Director First": false, "No Manager": false, "Head of nothing": false,
		"请先问财务总监": false, "不同意总监": false, "财务部": false, strings.Repeat("Manager ", 30): false,
	})
}

func TestIsFirm(t *testing.T) {
	holds(t, isFirm, map[string]bool{
		"Acme Ltd": true, "Baker and Sons Ltd.": true, "Bank of Berlin AG": true, "Smith & Co": true, "Smith GmbH": true,
		"Acme": false, "acme Ltd": false, "Baker or Sons Ltd": false, "But not for Smith GmbH": false, "Not Acme Ltd": false, "Minus Acme Inc.": false, "We Ltd": false,
	})
}

func TestIsNotice(t *testing.T) {
	holds(t, isNotice, map[string]bool{
		"Classification: Internal": true, "Sensitivity: General": true, "密级：内部": true, "密级: 内部": true, "Please consider the environment before printing this email.": true, "为了环境保护，非必要请勿打印本邮件": true,
		"classified": false, "Classification: I do not agree with the second of the points": false, "环境保护条款不同意": false, "请打印后寄给我": false,
	})
}

// What stands below the name of the sender and is a signature is no part of the answer.
func TestOwnLines(t *testing.T) {
	for _, test := range []struct {
		text, own string
		unsigned  bool
	}{
		{"OK\nAnna", "OK", false},
		{"OK\nAnna Wright\nHead of Digital\nAcme Ltd", "OK", false},
		{"OK\nAnna Wright\n★ Berlin ★", "OK", false},
		{"OK\nAnna Wright\nThe price is too high", "OK\nThe price is too high", false},
		{"OK\nAnna Wright\nNot Berlin", "OK\nNot Berlin", false},
		{"OK\n★ Berlin ★", "OK\n★ Berlin ★", false},
		{"OK\nAnna Wright | Acme Berlin\nSenior Architect", "OK", false},
		{"OK\nAnna Wright | not agreed", "OK\nAnna Wright | not agreed", false},
		{"OK\nTom Baker | Acme Berlin", "OK\nTom Baker | Acme Berlin", false},
		{"OK\nAnna Wright｜Acme Berlin", "OK", false},
		{"OK\nHead of Digital", "OK\nHead of Digital", true},
		{"Head of Digital\nOK", "Head of Digital\nOK", false}, // whatever it is, it is above the answer
		{"OK\nTel: +49 30 1234567", "OK", false},
		{"Tel: +49 30 1234567\nOK", "Tel: +49 30 1234567\nOK", false},
		{"OK\nClassification: Internal", "OK", false},
		{"Classification: Internal\nOK", "OK", false},
		{"同意\n王伟\n星河科技有限公司 采购部", "同意", false},
		{"同意\n王伟\n价格再谈", "同意\n价格再谈", false},
	} {
		r := newReader(Question{Sender: "Anna Wright 王伟"})
		own := strings.Join(r.ownLines(strings.Split(test.text, "\n")), "\n")
		if own != test.own || r.unsigned != test.unsigned {
			t.Errorf("%q: %q, unsigned %v; want %q, %v", test.text, own, r.unsigned, test.own, test.unsigned)
		}
	}
}

func TestIsHanName(t *testing.T) {
	for _, test := range []struct {
		token token
		want  bool
	}{
		{token{text: "李"}, true}, {token{text: "高", class: talk}, true}, {token{text: "项", class: matter}, true}, {token{text: "成", class: yes}, true},
		{token{text: "好", class: yes}, false}, {token{text: "谢", class: courtesy}, false}, {token{text: "成", class: not}, false}, {token{text: "abc"}, false}, {token{text: "李 娜"}, false}, {token{text: "é1"}, false},
	} {
		if got := isHanName(test.token); got != test.want {
			t.Errorf("%+v: %v", test.token, got)
		}
	}
}

func TestCovers(t *testing.T) {
	minutes, plan := kindsNamed("minutes"), kindsNamed("plan")
	for _, test := range []struct {
		asked Kind
		of    kinds
		want  bool
	}{
		{Minutes, minutes, true}, {Minutes, minutes | plan, true}, {Minutes, plan, false}, {Plan, plan, true}, {Draft, plan, true}, {"", minutes, true},
	} {
		if got := (Question{Kind: test.asked}).covers(test.of); got != test.want {
			t.Errorf("%q covers %b: %v", test.asked, test.of, got)
		}
	}
}

// A phrase in two lists is of the first class; one that several things are called is a name
// of each.
func TestLexicon_aPhraseInTwoLists(t *testing.T) {
	minutes, report := kindsNamed("minutes"), kindsNamed("report")
	l := &lexicon{shelves: map[string]*shelf{}}
	l.add("[minutes]\nnotes, record\n[report]\nnotes\n[talk]\nrecord, grand day\n[courtesy]\ngrand day\n[yes]\ngrand day\n[refuse]\nno go\n[go]\nno go\n[clear]\nsummary\n[report]\nsummary")
	for phrase, want := range map[string]meaning{
		"notes": {kinds: minutes | report}, "record": {kinds: minutes}, "grand day": {class: yes}, "no go": {class: refuse}, "summary": {class: clear},
	} {
		if got := l.at(strings.Fields(phrase)[0]).phrases[phrase]; got != want {
			t.Errorf("%s: %+v, want %+v", phrase, got, want)
		}
	}
	if l.at("grand").longest != 2 || l.at("notes").longest != 1 {
		t.Errorf("longest: %d, %d", l.at("grand").longest, l.at("notes").longest)
	}
}

func TestStartsWith(t *testing.T) {
	list := tokensOf("anna maria wright")
	names := [][]token{tokensOf("anna"), tokensOf("anna maria"), tokensOf("anna"), tokensOf("maria"), tokensOf("anna maria wright baker"), nil}
	if got := startsWith(list, names); got != 2 {
		t.Errorf("%d tokens", got)
	}
	if got := startsWith(list, names[3:]); got != 0 {
		t.Errorf("%d tokens of no name", got)
	}
	slices.Reverse(names)
	if got := startsWith(list, names); got != 2 {
		t.Errorf("%d tokens, the other way round", got)
	}
}
