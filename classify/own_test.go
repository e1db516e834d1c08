package classify

import (
	"slices"
	"strings"
	"testing"

	"rapport/store"
)

// What came to a return path of ours, and is no notice of failure, shows that our mail
// arrived; so does a notice of delivery that names its envelope id. A notice of failure names
// whom it is about.
func TestDecide_whatShowsThatOurMailArrived(t *testing.T) {
	t.Parallel()
	d := testDirectory(t)
	const tag, id = "abcdefghijklmnopqrstuvwxy2", "ABCDEFGHIJKLMNOPQRSTUVWXY3"
	for name, test := range map[string]struct {
		to, header, envelope string
		delivery             []store.DeliveryStatus
		forwarded            bool
		want                 []string
		bounces              int
	}{
		"an automatic reply":               {to: "log+b." + tag + "@agency.example", header: "Auto-Submitted: auto-replied", want: []string{tag}},
		"a person":                         {to: "LOG+B." + strings.ToUpper(tag) + "@Agency.example", want: []string{tag}},
		"a notice of delivery":             {to: "log@agency.example", header: "Content-Type: multipart/report; report-type=delivery-status", envelope: id, delivery: []store.DeliveryStatus{{Recipient: "wang@hualong.example", Action: "delivered"}}, want: []string{strings.ToLower(id)}},
		"handed on":                        {to: "log@agency.example", header: "Content-Type: multipart/report; report-type=delivery-status", envelope: id, delivery: []store.DeliveryStatus{{Recipient: "wang@hualong.example", Action: "relayed"}}, want: []string{strings.ToLower(id)}},
		"a notice of delivery of the copy": {to: "log@agency.example", header: "Content-Type: multipart/report; report-type=delivery-status", envelope: id, delivery: []store.DeliveryStatus{{Recipient: "log+b.1@agency.example", Action: "delivered"}}},
		"words that sound like one":        {to: "log@agency.example", envelope: id, delivery: []store.DeliveryStatus{{Recipient: "wang@hualong.example", Action: "delivered", FromText: true}}},
		"a notice of failure":              {to: "log+b." + tag + "@agency.example", header: "Content-Type: multipart/report; report-type=delivery-status", envelope: id, delivery: []store.DeliveryStatus{{Recipient: "wang@hualong.example", Action: "failed"}}, bounces: 1},
		"a notice of failure of the copy":  {to: "log+b." + tag + "@agency.example", header: "Content-Type: multipart/report; report-type=delivery-status", delivery: []store.DeliveryStatus{{Recipient: "log+b.1@agency.example", Action: "failed"}}},
		"a reply address":                  {to: "log+r." + tag + "@agency.example"},
		"the log address":                  {to: "log@agency.example", header: "Auto-Submitted: auto-replied"},
		"a mail that somebody sent on":     {to: "log+b." + tag + "@agency.example", forwarded: true},
		"another domain":                   {to: "log+b." + tag + "@evil.example"},
	} {
		m := mail{from: "x@hualong.example", to: test.to, header: "From: x@hualong.example\n" + test.header}.message()
		m.EnvelopeID, m.Delivery, m.Auth = test.envelope, test.delivery, &store.Evidence{Level: store.LevelUnauthenticated}
		if test.forwarded {
			m.Forwarded = &store.Forwarded{}
		}
		v, err := d.Decide(m, asked{})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(v.Returns, test.want) || len(v.Bounces) != test.bounces {
			t.Errorf("%s: %q, bounces %+v, want %q and %d; it is %s", name, v.Returns, v.Bounces, test.want, test.bounces, v.Kind)
		}
	}
}
