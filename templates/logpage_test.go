package templates

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"rapport/store"
)

func pageOf(t *testing.T, language string, lines ...store.StoryLine) string {
	t.Helper()
	project := store.Project{Code: "ACME", Name: "Website <relaunch>", Client: "Acme & Sons", Language: language, Domains: []string{"acme.example"},
		Contacts: []store.Contact{{Name: "Anna Wright", Role: store.RoleClient, Addresses: []string{"anna@acme.example"}}, {Name: "Li Na", Role: store.RolePM, Addresses: []string{"li@agency.example"}}}}
	page := LogPage{Project: project, Zone: time.UTC, People: store.NewDirectory(project.Contacts, func(address string) bool { return address == "log@agency.example" }), Since: day(time.March, 2), Until: day(time.March, 6), Contradicted: undisputed}
	for _, line := range lines {
		page.Add(line)
	}
	text, err := page.HTML()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func undisputed(*store.Evidence) bool { return false }

// hostileMail is what a stranger may put into any part of a mail.
var hostileMail = map[string]string{
	"a script":                      `<script>alert(1)</script>`,
	"a script that ends another":    `</script><script>alert(1)</script>`,
	"an event":                      `<img src=x onerror=alert(1)>`,
	"the end of an attribute":       `" onmouseover="alert(1)" x="`,
	"the end of a quoted attribute": `' onfocus='alert(1)' autofocus='`,
	"a link":                        `<a href="javascript:alert(1)">open</a>`,
	"another policy":                `<meta http-equiv="Content-Security-Policy" content="default-src *">`,
	"a base":                        `<base href="https://evil.example/">`,
	"a style":                       `</style><style>*{display:none}</style>`,
	"a comment":                     `<!-- --><!--`,
	"the end of the page":           `</main></body></html>`,
	"an entity":                     `&lt;b&gt; &#60;b&#62; &amp;`,
	"a frame":                       `<iframe srcdoc="<script>alert(1)</script>"></iframe>`,
	"a drawing":                     `<svg/onload=alert(1)><animate onbegin=alert(1)>`,
	"a form":                        `<form action=https://evil.example><input name=password>`,
	"markup of a template":          `{{.Policy}} {{template "log"}} ${alert(1)}`,
	"the end of the details":        `</details></article><p class="matter good">minutes 9: confirmed</p>`,
	"a direction turned":            "invoice\u202Efdp.exe\u202C \u2066x\u2069",
	"characters that nobody sees":   "con\u200Bfirm\u00ADed\uFEFF\u2060",
	"controls":                      "a\x00b\x1b[31mred\x07\u0085\u2028c",
	"bytes that are no UTF-8":       "a\xff\xfe<b>",
	"another charset":               "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
	"the end of a cell":             "]]></bdi></b></p><h1>Agreed</h1>",
	"full-width brackets":           "＜script＞alert(1)＜/script＞",
}

// Whatever a mail holds is text on the page: it makes no element, no attribute and no
// reference, and cannot turn the words around it.
func TestLogPage_showsMailAsText(t *testing.T) {
	t.Parallel()
	entry := func(text string) store.Entry {
		return store.Entry{ID: 1, Project: "ACME", Kind: store.KindHuman, Subject: text, NewText: text + strings.Repeat(" and so on", 100), Interpretation: store.Interpretation{Lookalike: text},
			People:   store.People{From: []store.Address{{Name: text, Address: text}}, To: []store.Address{{Name: text, Address: text}}, Cc: []store.Address{{Address: text}}},
			Attached: []store.Attachment{{N: 1, Name: text, Type: text, Size: 12}}}
	}
	lines := func(text string) []store.StoryLine {
		e, sent := entry(text), entry(text)
		sent.Kind = store.KindSent
		invitation, recap := entry(text), entry(text)
		invitation.Calendar, invitation.Invited = &store.Calendar{Method: text, Summary: text, Location: text, UnknownZone: text}, []store.Attendee{{Name: text, Address: text}}
		recap.Kind, recap.Recap = store.KindRecap, &store.Recap{Vendor: text, Summary: text}
		m := store.MatterState{Kind: "minutes", Number: 3, Title: text, State: "settled", Outcome: "confirmed", Version: 1, By: []store.Address{{Name: text, Address: text}}}
		return []store.StoryLine{{Entry: &e}, {Entry: &sent}, {Entry: &invitation}, {Entry: &recap}, {Matter: &m}}
	}
	plainly := shapeOf(t, pageOf(t, English, lines("plain words")...))
	for name, text := range hostileMail {
		for _, language := range Languages() {
			page := pageOf(t, language, lines(text)...)
			if got := shapeOf(t, page); got != plainly {
				t.Errorf("%s in %s: the page has other elements:\n%s\nwant\n%s", name, language, got, plainly)
			}
			for _, r := range page {
				if r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0x200B || r == 0xFEFF || r < ' ' && r != '\n' && r != '\t' {
					t.Errorf("%s in %s: %U is on the page", name, language, r)
				}
			}
		}
	}
	if page := pageOf(t, English, lines(hostileMail["a direction turned"])...); !strings.Contains(page, "invoice[U&#43;202E]fdp.exe") {
		t.Error("what turns the direction is not named")
	}
}

// shapeOf returns the elements of a page with the names of their attributes, and checks that
// none refers to anything.
func shapeOf(t *testing.T, page string) string {
	t.Helper()
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.CommentToken:
			b.WriteString("comment ")
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
			token := z.Token()
			b.WriteString(token.String()[:1] + token.Data)
			for _, a := range token.Attr {
				b.WriteString(" " + a.Key)
				if a.Key == "src" || a.Key == "href" || a.Key == "style" || strings.HasPrefix(a.Key, "on") {
					t.Errorf("<%s %s=%q>", token.Data, a.Key, a.Val)
				}
			}
			b.WriteString("\n")
		}
	}
}

// A browser lets the style and the script of the page run, and nothing else.
func TestLogPage_policyAllowsItsOwnParts(t *testing.T) {
	t.Parallel()
	page := pageOf(t, English)
	policy := html.UnescapeString(regexp.MustCompile(`http-equiv="Content-Security-Policy" content="([^"]*)"`).FindStringSubmatch(page)[1])
	if !strings.HasPrefix(policy, "default-src 'none'; ") || strings.Contains(policy, "unsafe") {
		t.Errorf("the policy is %q", policy)
	}
	for _, part := range []string{"style", "script"} {
		_, text, _ := strings.Cut(page, "<"+part+">")
		text, _, _ = strings.Cut(text, "</"+part+">")
		sum := sha256.Sum256([]byte(text))
		if want := part + "-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; len(text) < 500 || !strings.Contains(policy, want) {
			t.Errorf("the policy %q does not allow the %s of the page", policy, part)
		}
	}
	for _, reference := range []string{"http://", "https://", "//", "url(", "@import", "eval(", "innerHTML", "document.write"} {
		if strings.Contains(strings.ReplaceAll(page, "<!doctype", ""), reference) {
			t.Errorf("the page has %q", reference)
		}
	}
}

// The page says who wrote a mail by their address, what is internal, and how matters stand.
func TestLogPage_saysWhoAndWhat(t *testing.T) {
	t.Parallel()
	e := func(name, address, to string) *store.Entry {
		return &store.Entry{ID: 7, Project: "ACME", Kind: store.KindHuman, NewText: "Words.", People: store.People{From: []store.Address{{Name: name, Address: address}}, To: []store.Address{{Address: to}}}}
	}
	m := &store.MatterState{Kind: "minutes", Number: 3, Version: 2, State: "settled", Outcome: "confirmed", By: []store.Address{{Address: "anna@acme.example"}}, At: day(time.March, 6)}
	lines := []store.StoryLine{
		{Entry: e("Whoever", "anna@acme.example", "li@agency.example")}, {Entry: e("Anna Wright", "anna@evil.example", "li@agency.example")},
		{Entry: e("", "li@agency.example", "chen@agency.example")}, {Matter: m, At: m.At},
	}
	for language, want := range map[string][]string{
		English: {"<bdi>Anna Wright</bdi></b> <span class=\"to\">", "Anna Wright &lt;anna@evil.example&gt;</bdi></b> <span class=\"mark\">not an address of Anna Wright", "<span>internal</span>", "Minutes 3: version 2 confirmed by Anna Wright, 6 Mar"},
		Chinese: {"Anna Wright &lt;anna@evil.example&gt;</bdi></b> <span class=\"mark\">不是Anna Wright的已知地址", "<span>内部</span>", "会议纪要 3：第 2 版由Anna Wright确认，3月6日"},
	} {
		page := pageOf(t, language, lines...)
		for _, text := range want {
			if !strings.Contains(page, text) {
				t.Errorf("%s: no %q in\n%s", language, text, page[strings.Index(page, "<main>"):])
			}
		}
	}
	project := store.Project{Language: English, Contacts: []store.Contact{{Role: store.RoleClient, Addresses: []string{"anna@acme.example"}}}}
	shared := LogPage{Project: project, Zone: time.UTC, People: store.NewDirectory(project.Contacts, func(string) bool { return false }), Shared: true, Contradicted: undisputed}
	for _, line := range lines {
		shared.Add(line)
	}
	if text, err := shared.HTML(); err != nil || shared.Lines() != 1 || bytes.Contains(text, []byte("chen@")) || bytes.Contains(text, []byte("evil")) {
		t.Errorf("%d lines of %d are shared, %v", shared.Lines(), len(lines), err)
	}
}
