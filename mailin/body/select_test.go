package body

import (
	"slices"
	"strings"
	"testing"
)

func TestMessage_flowedTextIsJoined(t *testing.T) {
	for _, test := range []struct{ name, params, body, want string }{
		{"a paragraph", "", "We shall send \nthe plan.\n\nRegards\n", "We shall send the plan.\n\nRegards\n"},
		{"with DelSp, as Chinese is written", "; DelSp=yes", "五月的进 \n度表。\n", "五月的进度表。\n"},
		{"each depth of a quotation for itself", "", "> one \n> two\n>> three \n>> four \n> five \nnew\n", "> one two\n>> three four \n> five \nnew\n"},
		{"the mark of a signature does not flow", "", "Thanks \n-- \nLi Na\n", "Thanks \n-- \nLi Na\n"},
		{"a stuffed line", "", " From here\n >no quotation\n", "From here\n>no quotation\n"},
		{"CRLF", "", "a \r\nb\r\n", "a b\n"},
		{"the last line goes nowhere", "", "a \n", "a \n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := read(t, envelope+"Content-Type: text/plain; format=flowed"+test.params+"; charset=utf-8\n\n"+test.body)
			if m.Text != test.want {
				t.Errorf("%q, want %q", m.Text, test.want)
			}
		})
	}
}

func TestMessage_textIsFoundWhereverItIs(t *testing.T) {
	const mixed = "Content-Type: multipart/mixed; boundary=b\n\n"
	for _, test := range []struct {
		name, raw, text string
		attachments     []string
	}{
		{"enriched text", "Content-Type: text/enriched\n\n<bold>Hello</bold>\nthere,\n\n<color><param>red</param>all</color> 3 << 4\n", "Hello there,\nall 3 < 4 \n", nil},
		{"enriched text beside plain text", "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nPlain\n--b\nContent-Type: text/enriched\n\n<bold>Plain</bold>\n--b--\n", "Plain\n", nil},
		{"HTML beside what few programs show", "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>HTML\n--b\nContent-Type: text/x-amp-html\n\n<p>AMP\n--b--\n", "HTML\n", nil},
		{"HTML before an empty part", "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>HTML\n--b\n", "HTML\n", nil},
		{"signed text", "Content-Type: multipart/signed; protocol=\"application/pgp-signature\"; boundary=b\n\n--b\n\nHello\n--b\nContent-Type: application/pgp-signature; name=signature.asc\n\nx\n--b--\n",
			"Hello\n", []string{"1 signature.asc application/pgp-signature 1"}},
		{"text signed in place", "\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nHello\n- -- \nLi Na\n-----BEGIN PGP SIGNATURE-----\n\nabcd\n-----END PGP SIGNATURE-----\nA footer\n", "Hello\n-- \nLi Na\nA footer\n", nil},
		{"a signature that does not end", "\n-----BEGIN PGP SIGNED MESSAGE-----\n\nHello\n", "-----BEGIN PGP SIGNED MESSAGE-----\n\nHello\n", nil},
		{"a mail whose only text has a name", "Content-Type: text/plain; name=body.txt\n\nHello\n", "Hello\n", nil},
		{"a picture with a place for a name", mixed + "--b\n\nHello\n--b\nContent-Type: image/png\nContent-Location: http://team.example/a/plan.png?x=1\n\nP\n--b--\n", "Hello\n", []string{"1 plan.png image/png 1"}},
		{"a place that is no name", mixed + "--b\n\nHello\n--b\nContent-Type: image/png\nContent-Location: http://team.example/a/\n\nP\n--b--\n", "Hello\n", []string{"1  image/png 1"}},
		{"a uuencoded part", mixed + "--b\n\nHello\n--b\nContent-Type: text/x-log; name=cat.log\nContent-Transfer-Encoding: x-uuencode\n\nbegin 644 cat.log\n#0V%T\n`\nend\n--b--\n", "Hello\n", []string{"1 cat.log text/x-log 3"}},
		{"the name of an encoding in two words", "Content-Transfer-Encoding: quoted printable\n\na=3Db\n", "a=b\n", nil},
		{"comments in Content-Type", "Content-Type: text/(a comment)html (another); charset=utf-8\n\n<p>Hello</p>\n", "Hello\n", nil},
		{"UTF-8 under another name", "Content-Type: text/plain; charset=iso-8859-1\n\n进度\n", "进度\n", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := read(t, envelope+test.raw)
			if got := describe(m.Attachments); m.Text != test.text || !slices.Equal(got, test.attachments) {
				t.Errorf("text %q, attachments %q; want %q, %q", m.Text, got, test.text, test.attachments)
			}
		})
	}
}

func TestContradicts(t *testing.T) {
	long := strings.Repeat("The schedule of May stands and nobody needs to do anything about the drawings that we sent before. ", 3) +
		"one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty"
	for _, test := range []struct {
		name, plain, html string
		want              bool
	}{
		{"the same", "I approve the plan.", "<p>I <b>approve</b> the plan.</p>", false},
		{"another word", "I reject the plan.", "<p>I approve the plan.</p>", true},
		{"one word each", "同意", "<p>不行</p>", true},
		{"more in the HTML than in the text", "Approved.", "<p>Approved. But only if the price falls by half and the date moves.</p>", true},
		{"a word of Chinese more", "我们同意这个方案", "<p>我们不同意这个方案</p>", false}, // no word in the text is missing: the trimmer reads the text
		{"marks for bold text", "I *approve* the _plan_.", "<p>I <b>approve</b> the <u>plan</u>.</p>", false},
		{"a link", "See the page <https://team.example/plan>.", `<p>See the <a href="https://team.example/plan">page</a>.</p>`, false},
		{"entities", "Größe & Maß", "<p>Gr&ouml;&szlig;e &amp; Ma&#223;</p>", false},
		{"a word in two fonts", "schedule", "<p>sche<font color=red>dule</font></p>", false},
		{"a table", "Item\tPrice\nPump\t12", "<table><tr><td>Item<td>Price<tr><td>Pump<td>12</table>", false},
		{"styles and comments", "Hello there", "<head><title>Mail</title><style>p { margin: 0 }</style></head><!-- a comment --><p>Hello there</p>", false},
		{"hidden words", "I reject the plan", `<p>I approve the plan <span style="display:none">reject</span></p>`, true},
		{"pictures alone", "A picture of the pump", `<img src="cid:1">`, false},
		{"a long text with a footer", long, "<p>" + long + " Sent by a program, see its page for more.</p>", false},
		{"a long text against another", long, "<p>" + strings.Repeat("Please pay the invoice at once into the account below, or else. ", 10) + "</p>", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := (&selection{}).contradicts(test.plain, test.html); got != test.want {
				t.Errorf("%t, want %t", got, test.want)
			}
		})
	}
}
