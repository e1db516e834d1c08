package classify

import (
	"slices"
	"testing"

	"rapport/store"
)

// What is encrypted waits for a person as a question does, unless its sender wrote
// something beside it that can be read.
func TestDecide_encryptedMailIsAQuestion(t *testing.T) {
	t.Parallel()
	d := testDirectory(t)
	const armour = "-----BEGIN PGP MESSAGE-----\n\nhQEMA7\n-----END PGP MESSAGE-----\n"
	for _, test := range []struct {
		name, sealed, subject, own string
		want                       store.FoundAsk
	}{
		{"with S/MIME", store.SealedSMIME, "Contract", "", store.FoundAsk{Ask: store.AskQuestion, Words: "(encrypted with S/MIME)"}},
		{"with S/MIME, in Chinese", store.SealedSMIME, "合同", " \n", store.FoundAsk{Ask: store.AskQuestion, Words: "（邮件已加密，S/MIME）"}},
		{"with PGP in the text", store.SealedPGP, "Contract", armour, store.FoundAsk{Ask: store.AskQuestion, Words: "(encrypted with PGP)"}},
		{"with Purview, whose words say nothing", store.SealedPurview, "Contract", "Jane has sent you a protected message.", store.FoundAsk{Ask: store.AskQuestion, Words: "(encrypted with Microsoft Purview)"}},
		{"a file beside a text", store.SealedSMIME, "Contract", "Thanks!", store.FoundAsk{Ask: store.AskThanks, Words: "Thanks"}},
		{"not at all", "", "Contract", "Thanks!", store.FoundAsk{Ask: store.AskThanks, Words: "Thanks"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := mail{from: "someone@elsewhere.example", to: "log+ACME@agency.example"}.message()
			m.Subject, m.OwnText, m.NewText, m.Sealed = test.subject, test.own, test.own, test.sealed
			m.Notes = []string{"a note of the reader"}
			v, err := d.Decide(m, nil)
			if err != nil || len(v.Asks) != 1 || v.Asks[0] != test.want || !slices.Contains(v.Notes, "a note of the reader") {
				t.Errorf("%+v, notes %q, %v; want %+v", v.Asks, v.Notes, err, test.want)
			}
		})
	}
}
