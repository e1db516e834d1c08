package mailin

import (
	"strings"
	"testing"
	"time"

	"rapport/store"
)

// An automatic reply moves a deadline where it came to the address that only its sender was
// sent, and where its sender is proved; a forged one moves nothing.
func TestAttack_aForgedAutomaticReplyDelaysNothing(t *testing.T) {
	t.Parallel()
	until := time.Now().AddDate(0, 0, 20)
	words := []string{"confirmed\n", "I am out of the office until " + until.Format("2 January 2006") + ".\n", "MIME-Version", "Auto-Submitted: auto-replied\nMIME-Version"}
	for name, c := range map[string]struct {
		to      string
		changes []string
		counts  bool
	}{
		"a round trip":          {replyTo(goodToken), nil, true},
		"from another address":  {replyTo(goodToken), []string{"<wang@client.example>", "<wang@home.example>"}, true},
		"to the log address":    {"log@agency.example", nil, false},
		"to the project":        {"log+ACME@agency.example", nil, false},
		"by Message-ID":         {"log@agency.example", []string{"Date:", "In-Reply-To: <m." + goodToken + "@agency.example>\nDate:"}, false},
		"a colleague with it":   {replyTo(goodToken), []string{"<wang@client.example>", "<zhou@client.example>"}, false},
		"an outsider with it":   {replyTo(goodToken), []string{"<wang@client.example>", "<mallory@evil.example>"}, false},
		"contradicted":          {replyTo(goodToken), []string{"From:", "Authentication-Results: mx.agency.example; dmarc=fail header.from=client.example\nFrom:"}, false},
		"two senders":           {replyTo(goodToken), []string{"<wang@client.example>", "<wang@client.example>, x@evil.example"}, false},
		"a wrong token":         {replyTo("zbcdefghijklmnopqrstuvwxyz"), nil, false},
		"what nothing marks":    {replyTo(goodToken), []string{"Auto-Submitted: auto-replied\n", ""}, true},
		"a day that is over":    {replyTo(goodToken), []string{until.Format("2 January 2006"), "2 January 2006"}, false},
		"proved, to the log":    {"log@agency.example", []string{"From:", "Authentication-Results: mx.agency.example; dmarc=pass header.from=client.example\nReceived: from a by mx.agency.example with ESMTP id 1; " + time.Now().UTC().Format(time.RFC1123Z) + "\nFrom:"}, true},
		"proved, of a stranger": {"log@agency.example", []string{"<wang@client.example>", "<new@client.example>", "From:", "Authentication-Results: mx.agency.example; dmarc=pass header.from=client.example\nFrom:"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			a := newAgency(t)
			target := a.asks(goodToken, store.PurposeConfirm, time.Now().Add(time.Hour))
			raw := a.answer(c.to, words...)
			for i := 0; i+1 < len(c.changes); i += 2 {
				raw = replaceOnce(raw, c.changes[i], c.changes[i+1])
			}
			if got := a.arrives(target, raw); got != store.ConfirmerWaiting {
				t.Errorf("it is an answer: %s", got)
			}
			list, err := a.store.Absences(t.Context(), []string{"ACME"}, []string{"wang@client.example", "wang@home.example", "zhou@client.example", "new@client.example", "mallory@evil.example"}, time.Now().AddDate(0, 0, -1))
			if err != nil || len(list) > 0 != c.counts {
				t.Errorf("%+v, %v", list, err)
			}
		})
	}
}

func replaceOnce(raw, old, with string) string {
	if i := strings.Index(raw, old); i >= 0 {
		return raw[:i] + with + raw[i+len(old):]
	}
	return raw
}
