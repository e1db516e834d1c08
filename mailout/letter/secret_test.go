package letter

import (
	"bytes"
	"net/mail"
	"strings"
	"testing"
	"time"

	"rapport/store"
)

func TestWithoutSecrets_isReadableAndSaysNothing(t *testing.T) {
	const token = "abcdefghijklmnopqrstuvwxyz"
	address := "log+r." + token + "@agency.example"
	for _, d := range []Draft{
		{Subject: "[ACME] Please confirm: minutes", Text: "Reply to " + address, HTML: `<a href="mailto:` + address + `?subject=ok">ok</a>`, Language: "en"},
		{Subject: strings.Repeat("请您确认：第三次周会会议纪要，", 20), Text: "回复 " + address, Language: "zh-CN", Unsubscribe: "mailto:" + address, InReplyTo: "m." + token + "@agency.example"},
	} {
		d.From, d.To, d.Date = store.Address{Name: "项目组", Address: "log@agency.example"}, []store.Address{{Name: "王伟", Address: "wang@client.example"}}, time.Now()
		d.ReplyTo, d.MessageID = []store.Address{{Address: address}}, "m."+token+"@agency.example"
		raw, _, err := Compose(d)
		if err != nil {
			t.Fatal(err)
		}
		bare, err := WithoutSecrets(raw)
		if err != nil || bytes.Contains(bare, []byte(token)) {
			t.Fatalf("%v\n%s", err, bare)
		}
		m, err := mail.ReadMessage(bytes.NewReader(bare))
		if err != nil || m.Header.Get("X-Loop") == "" || m.Header.Get("Message-Id")+m.Header.Get("References")+m.Header.Get("In-Reply-To") != "" {
			t.Fatalf("%v: %v", m.Header, err)
		}
		original, err := mail.ReadMessage(bytes.NewReader(raw))
		if err != nil || m.Header.Get("Subject") != original.Header.Get("Subject") || m.Header.Get("From") != original.Header.Get("From") {
			t.Errorf("%v, %v", m.Header, err)
		}
		for line := range bytes.Lines(bare) {
			if len(line) > 998 || !bytes.HasSuffix(line, []byte("\r\n")) {
				t.Errorf("line %q", line)
			}
		}
	}
	if _, err := WithoutSecrets([]byte("no mail")); err == nil {
		t.Error("something that is no mail")
	}
}
