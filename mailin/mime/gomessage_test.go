package mime

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-message"
	"github.com/emersion/go-message/mail"
)

// parts returns what go-message makes of a mail: type, file name and body of each part
// that holds no others, and where it gives up.
func parts(raw io.Reader) (list []string) {
	e, _ := message.ReadWithOptions(raw, &message.ReadOptions{MaxHeaderBytes: -1})
	if e == nil {
		return []string{"no header"}
	}
	err := e.Walk(func(_ []int, part *message.Entity, err error) error {
		if part == nil {
			return err
		}
		if part.MultipartReader() != nil {
			return nil
		}
		kind, params, _ := part.Header.ContentType()
		body, bodyErr := io.ReadAll(part.Body)
		list = append(list, fmt.Sprintf("%s %s %q", kind, params["name"], body))
		if bodyErr != nil {
			list = append(list, "no more")
		}
		return nil
	})
	if err != nil {
		list = append(list, "no more")
	}
	return list
}

// TestRepair_isNeeded holds why each repair is there: go-message loses something without it,
// and nothing with it. Where the first is no longer so, the repair can go.
func TestRepair_isNeeded(t *testing.T) {
	const from = "From: a@b.example\n"
	const mixed = from + "Content-Type: multipart/mixed; boundary=b\n\n"
	const base64 = from + "Content-Type: x/y\nContent-Transfer-Encoding: base64\n\n"
	one := []string{`text/plain  "One"`}
	two := append(one, `text/plain  "Two"`)
	plain := []string{`text/plain  "Hello"`}
	for _, test := range []struct {
		name, raw string
		want      []string
	}{
		{"the separator of an mbox", "From a@b.example Thu Mar  5 08:00:00 2026\n" + from + "\nHello", plain},
		{"a line of the header that is no field", from + "what is this\n\nHello", plain},
		{"no empty line behind the header", from + "Hello", plain},
		{"a carriage return too many", from + "\r\r\nHello", plain},
		{"the name of a transfer encoding", from + "Content-Transfer-Encoding: \"quoted-printable\"\n\n=48ello", plain},
		{"uuencode as a transfer encoding", from + "Content-Type: x/y\nContent-Transfer-Encoding: x-uuencode\n\nbegin 644 a\n#0V%T\n`\nend\n", []string{`x/y  "Cat"`}},
		{"base64 without padding", base64 + "SGVsbG8", []string{`x/y  "Hello"`}},
		{"base64 with foreign characters", base64 + "SGVs*bG8=", []string{`x/y  "Hello"`}},
		{"base64 in two pieces", base64 + "SGVsbA==bw==", []string{`x/y  "Hello"`}},
		{"text that says it is base64", base64 + "See you on Monday!", []string{`x/y  "See you on Monday!"`}},
		{"no last delimiter", mixed + "--b\n\nOne\n--b\n\nTwo", two},
		{"other line ends at a later delimiter", mixed + "--b\n\nOne\r\n--b\r\n\r\nTwo\r\n--b--\r\n", two},
		{"a line that only begins like a delimiter", mixed + "--b\n\nOne\n--b is the mark\n--b--\n", []string{`text/plain  "One\n--b is the mark"`}},
		{"a part of a header alone", mixed + "--b\nContent-Type: x/y\n--b\n\nOne\n--b--\n", append([]string{`x/y  ""`}, one...)},
		{"a part of nothing", mixed + "--b\n--b\n\nOne\n--b--\n", append([]string{`text/plain  ""`}, one...)},
		{"a long line before the first part", mixed + string(bytes.Repeat([]byte("x"), 5000)) + "\n--b\n\nOne\n--b--\n", one},
		{"no boundary is named", from + "Content-Type: multipart/mixed\n\n--b1b1\nContent-Type: text/plain\n\nOne\n--b1b1--\n", one},
		{"another boundary is named", from + "Content-Type: multipart/mixed; boundary=c\n\n--b1b1\nContent-Type: text/plain\n\nOne\n--b1b1--\n", one},
		{"a multipart without parts", from + "Content-Type: multipart/mixed; boundary=b\n\nHello", plain},
		{"a parameter twice", from + "Content-Type: x/y; name=a.txt; name=b.txt\n\nHello", []string{`x/y a.txt "Hello"`}},
		{"a name of several words without quotes", from + "Content-Type: x/y; name=the plan.txt\n\nHello", []string{`x/y the plan.txt "Hello"`}},
		{"a name in GBK (RFC 2231)", from + "Content-Type: x/y; name*=gbk''%BD%F8%B6%C8\n\nHello", []string{`x/y 进度 "Hello"`}},
		{"a character split between two words in a name", from + "Content-Type: x/y; name=\"=?gbk?B?vfg=?= =?gbk?B?tg==?= =?gbk?B?yA==?=\"\n\nHello", []string{`x/y 进度 "Hello"`}},
		{"parts of a digest", from + "Content-Type: multipart/digest; boundary=b\n\n--b\n\nOne\n--b--\n", []string{`message/rfc822  "One"`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := parts(bytes.NewReader([]byte(test.raw))); slices.Equal(got, test.want) {
				t.Errorf("go-message alone reads %q: the repair is not needed", got)
			}
			r := repair{raw: []byte(test.raw), limits: DefaultLimits(), deadline: time.Now().Add(time.Hour)}
			if got := parts(r.mended()); !slices.Equal(got, test.want) {
				t.Errorf("repaired it is %q, want %q", got, test.want)
			}
		})
	}
}

// TestHeader_byHandIsNeeded holds why words, addresses and ids of a header are read by
// hand: go-message reads other text, or nothing.
func TestHeader_byHandIsNeeded(t *testing.T) {
	for _, test := range []struct{ name, field, value, want string }{
		{"a character split between two words", "Subject", "=?gbk?B?vfg=?= =?gbk?B?tg==?= =?gbk?B?yA==?=", "进度"},
		{"the label ISO-8859-1 for UTF-8", "Subject", "=?iso-8859-1?B?6L+b5bqm?=", "进度"},
		{"padding is missing", "Subject", "=?utf-8?B?6L+b5bqmIQ?=", "进度!"},
		{"raw bytes", "Subject", "Gr\xfc\xdfe", "Grüße"},
		{"a word in quotes", "To", `"=?utf-8?B?6L+b?=" <a@b.example>`, "进 <a@b.example>"},
		{"semicolons", "To", "a@b.example; c@d.example", "a@b.example, c@d.example"},
		{"a comma and brackets without quotes", "To", "Wang[PMO], Wei <a@b.example>", "Wang[PMO], Wei <a@b.example>"},
		{"a comment in a name", "To", "Wang (Sales) <a@b.example>", "Wang (Sales) <a@b.example>"},
		{"no domain", "To", "<wang>", "wang"},
		{"commas between ids", "References", "<a@b>, <c@d>", "a@b, c@d"},
		{"a space in an id", "References", "<a b@c> <d@e>", "ab@c, d@e"},
		{"no brackets", "References", "4711@b.example", "4711@b.example"},
	} {
		var strict mail.Header
		strict.Set(test.field, test.value)
		h := Header{Fields: []Field{{test.field, []byte(test.value)}}}
		var alone string
		var got []string
		switch test.field {
		case "Subject":
			alone, _ = strict.Subject()
			got = []string{h.Text("Subject")}
		case "To":
			read, _ := strict.AddressList("To")
			alone = names(read)
			var list []*mail.Address
			for _, a := range h.Addresses("To", DefaultLimits()) {
				list = append(list, &mail.Address{Name: a.Name, Address: a.Address})
			}
			got = []string{names(list)}
		default:
			ids, _ := strict.MsgIDList("References")
			alone = strings.Join(ids, ", ")
			got = h.MessageIDs("References", DefaultLimits())
		}
		if text := strings.Join(got, ", "); text != test.want {
			t.Errorf("%s: %q, want %q", test.name, text, test.want)
		}
		if alone == test.want {
			t.Errorf("%s: go-message alone reads %q", test.name, alone)
		}
	}
}

func names(list []*mail.Address) string {
	var all []string
	for _, a := range list {
		if a.Name == "" {
			all = append(all, a.Address)
		} else {
			all = append(all, a.Name+" <"+a.Address+">")
		}
	}
	return strings.Join(all, ", ")
}
