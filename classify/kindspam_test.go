package classify

import (
	"strings"
	"testing"

	"rapport/store"
)

// Whose spam field it is, by where it is among the Received fields.
func TestDecide_spamFieldsOfTheSenderDoNotCount(t *testing.T) {
	t.Parallel()
	const (
		inner   = "Received: from mx.agency.example (mx.agency.example [192.0.2.1]) by imap.agency.example with LMTP id 1\n"
		outer   = "Received: from out.hualong.example by mx.agency.example (Postfix) with ESMTPS id 2\n"
		theirs  = "Received: from pc by out.hualong.example with ESMTP id 3\n"
		spam    = "X-Spam-Flag: YES\n"
		written = "From: x\nSubject: x\n"
	)
	d := testDirectory(t)
	for _, test := range []struct {
		name, header string
		stranger     store.Kind
		contact      store.Kind
	}{
		{"no Received", spam, store.KindSpam, store.KindSpam},
		{"above all", spam + inner + outer + theirs + written, store.KindSpam, store.KindSpam},
		{"between two servers of ours", inner + spam + outer + theirs + written, store.KindSpam, store.KindSpam},
		{"below the one that came from outside", inner + outer + spam + theirs + written, store.KindHuman, store.KindHuman},
		{"among what the sender wrote", outer + theirs + "From: x\n" + spam + "Subject: x\n", store.KindHuman, store.KindHuman},
		{"at the end, where some servers write it", outer + theirs + written + spam, store.KindSpam, store.KindHuman},
		{"at the end, and ours says no", "X-Spam-Flag: NO\n" + outer + theirs + written + spam, store.KindHuman, store.KindHuman},
		{"a filter on the same host", "Received: from localhost (localhost [127.0.0.1]) by mx.agency.example\n" + spam + outer + written, store.KindSpam, store.KindSpam},
		{"a host that greets as ours", "Received: from mx.agency.example (evil [203.0.113.9]) by mx.agency.example\n" + spam + theirs + written, store.KindHuman, store.KindHuman},
		{"Exchange replaces its fields", "Received: from mail.x.example by a.mail.protection.outlook.com with Microsoft SMTP Server id 1\n" + written + "X-Forefront-Antispam-Report: SFV:SPM;\n", store.KindSpam, store.KindSpam},
		{"Exchange of the sender", outer + "X-Forefront-Antispam-Report: SFV:SPM;\n" + theirs + written, store.KindHuman, store.KindHuman},
	} {
		for from, want := range map[string]store.Kind{"somebody@elsewhere.example": test.stranger, "wang@hualong.example": test.contact} {
			m := mail{from: from, subject: "Contract", header: strings.TrimSuffix(test.header, "\n")}.message()
			if kind, why := d.kindOf(m); kind != want {
				t.Errorf("%s, from %s: %s (%s), want %s", test.name, from, kind, why, want)
			}
		}
	}
}
