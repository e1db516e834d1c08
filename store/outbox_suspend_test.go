package store

import (
	"testing"
	"time"
)

// An address is suspended for what is its own: a full mailbox, our name on a list and a mail
// that is not wanted say nothing about whether it exists.
func TestBounce_onlyADeadAddressIsSuspended(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status, reply string
		suspends      bool
	}{
		{"5.1.1", "user unknown", true},
		{"5.1.1", "550 5.1.1 The email account that you tried to reach does not exist", true},
		{"5.1.10", "RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup", true},
		{"5.4.1", "Recipient address rejected: Access denied. AS(201806281)", true},
		{"5.1.2", "Host or domain name not found", true},
		{"5.2.1", "The email account that you tried to reach is disabled", true},
		{"5.0.0", "550 No such user here", true},
		{"", "550 Mailbox not found", true},
		{"5.0.0", "550 收件人邮箱不存在", true},
		{"5.5.0", "该用户已注销", true},
		{"5.7.1", "Service unavailable; Client host [203.0.113.7] blocked using zen.spamhaus.org", false},
		{"5.2.2", "The recipient's inbox is out of storage space", false},
		{"5.3.4", "Message size exceeds fixed maximum message size", false},
		{"5.7.26", "Unauthenticated email is not accepted due to domain's DMARC policy", false},
		{"5.1.1", "mailbox for user is full", false},
		{"5.1.8", "Access denied, bad outbound sender", false},
		{"5.4.6", "mail forwarding loop", false},
		{"5.0.0", "554 DT:SPM 邮件被识别为垃圾邮件", false},
		{"5.2.2", "收件人邮箱已满", false},
		{"5.1.0", "发件人不存在", false},
		{"5.4.7", "delivery expired", false},
		{"", "550 no", false},
	} {
		s, now := openAt(t)
		for _, key := range []string{"1", "2"} {
			queue(t, s, key, "wang@client.example")
			send(t, s)
			b := Bounce{ReturnTag: returnTag(t, s, key), Recipient: "wang@client.example", Hard: true, Status: c.status, Reply: c.reply}
			logged(t, s, "bounce", Verdict{Kind: KindBounce, Role: RoleOther, Bounces: []Bounce{b}})
			*now = now.Add(25 * time.Hour)
		}
		list, err := s.Suspensions(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if got := len(list) == 1; got != c.suspends {
			t.Errorf("%s %s: suspended %v", c.status, c.reply, got)
		}
	}
}
