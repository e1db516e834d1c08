package trust

import (
	"strings"
	"testing"

	"rapport/store"
)

// A list that writes its own address into From proves itself with its signature, and never
// the author whom it names.
func TestEvaluate_aListProvesItselfAndNotItsAuthor(t *testing.T) {
	signer := edSigner()
	written := strings.Replace(approval(), "Wang Wei <wang@client.example>", "Wang Wei via Team <team@lists.example>", 1)
	signed := signer.sign(t, written, "lists.example", nil)
	dns := records{"sel._domainkey.lists.example": signer.record}
	for _, test := range []struct {
		name, raw string
		want      store.Level
	}{
		{"signed by the list", signed, store.LevelUnauthenticated},
		{"vouched for by the server", "Authentication-Results: mx.agency.example; dmarc=pass header.from=lists.example; spf=pass smtp.mailfrom=team@lists.example\r\n" + written, store.LevelUnauthenticated},
		{"not signed", written, store.LevelUnauthenticated},
		{"refused by the server", "Authentication-Results: mx.agency.example; dmarc=fail header.from=lists.example\r\n" + written, store.LevelFailed},
		{"changed", strings.Replace(signed, "Yes, approved.", "No.", 1), store.LevelFailed},
		{"two From", "From: <wang@client.example>\r\n" + signed, store.LevelAmbiguous},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := message(test.raw, today())
			m.Via, m.From = store.Address{Address: "team@lists.example"}, []store.Address{{Address: "wang@client.example"}}
			e := Evaluate(t.Context(), []byte(test.raw), m, trusting(), dns)
			if e.Level != test.want || e.Direct || !e.Written.IsZero() {
				t.Errorf("level %s %q, direct %v, written %v; want %s", e.Level, e.Reasons, e.Direct, e.Written, test.want)
			}
			if Of(&e, true)&(Proved|Usual) != 0 {
				t.Errorf("facts %s, though mail of the author is proved otherwise", Of(&e, true))
			}
		})
	}
}
