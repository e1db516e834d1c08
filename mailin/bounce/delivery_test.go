package bounce

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"rapport/store"
)

// report returns a delivery status notification with these blocks of fields.
func report(status string) string {
	return envelope + "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nIt could not be delivered.\n" +
		"--b\nContent-Type: message/delivery-status\n\n" + status + "\n--b\nContent-Type: message/rfc822\n\nMessage-ID: <sent@team.example>\nSubject: Plan\n\nHello\n--b--\n"
}

func TestMessage_deliveryReportsTellOfEachRecipient(t *testing.T) {
	const mta = "Reporting-MTA: dns; mx.client.example\n\n"
	wang := store.DeliveryStatus{Recipient: "wang@client.example", Action: "failed", Status: "5.1.1", Diagnostic: "550 5.1.1 no such user"}
	for _, test := range []struct {
		name, status string
		want         []store.DeliveryStatus
	}{
		{"one", mta + "Final-Recipient: rfc822; wang@client.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no such user\n", []store.DeliveryStatus{wang}},
		{"folded, in any case, with a comment", mta + "final-recipient: RFC822;<wang@client.example>\nACTION: Failed\nStatus: 5.1.1 (no user)\nDiagnostic-Code: smtp;\n 550 5.1.1\n no such user\n", []store.DeliveryStatus{wang}},
		{"two", mta + "Final-Recipient: rfc822; wang@client.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no such user\n\nFinal-Recipient: rfc822; li@client.example\nAction: delayed\nStatus: 4.4.1\n",
			[]store.DeliveryStatus{wang, {Recipient: "li@client.example", Action: "delayed", Status: "4.4.1"}}},
		{"many empty lines between the blocks", mta + "\n\n\n\nFinal-Recipient: rfc822; li@client.example\nAction: failed\nStatus: 5.0.0\n", []store.DeliveryStatus{{Recipient: "li@client.example", Action: "failed", Status: "5.0.0"}}},
		{"the original recipient alone", mta + "Original-Recipient: rfc822; li@client.example\nAction: failed\n", []store.DeliveryStatus{{Recipient: "li@client.example", Action: "failed"}}},
		{"a final recipient that is no address", mta + "Original-Recipient: rfc822; li@client.example\nFinal-Recipient: x; 4711\nAction: failed\n", []store.DeliveryStatus{{Recipient: "li@client.example", Action: "failed"}}},
		{"no recipient", mta + "Action: failed\n", nil},
		{"nothing", "", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := read(t, report(test.status))
			if !slices.Equal(m.Delivery, test.want) || m.Returned != "sent@team.example" || m.Text != "It could not be delivered.\n" {
				t.Errorf("%+v of %q with text %q, want %+v", m.Delivery, m.Returned, m.Text, test.want)
			}
		})
	}
}

func TestMessage_deliveryReportsAreBounded(t *testing.T) {
	var b strings.Builder
	for i := range 200 {
		fmt.Fprintf(&b, "Final-Recipient: rfc822; %d@client.example\nAction: failed\nDiagnostic-Code: smtp; %s\n\n", i, strings.Repeat("进", 600))
	}
	m := read(t, report(b.String()))
	if len(m.Delivery) != mostRecipients || m.Delivery[0].Diagnostic != strings.Repeat("进", 500) {
		t.Errorf("%d recipients, want %d, each with at most 500 characters", len(m.Delivery), mostRecipients)
	}
}

func TestMessage_deliveryReportsTellTheEnvelopeID(t *testing.T) {
	m := read(t, report("Reporting-MTA: dns; mx.client.example\nOriginal-Envelope-Id: q3xd9\n\nFinal-Recipient: rfc822; wang@client.example\nAction: failed\nOriginal-Envelope-Id: other\n"))
	if m.EnvelopeID != "q3xd9" || len(m.Delivery) != 1 {
		t.Errorf("%q, %+v", m.EnvelopeID, m.Delivery)
	}
	if ids := m.ThreadIDs(); !slices.Contains(ids, "sent@team.example") {
		t.Errorf("it belongs to %q", ids)
	}
}
