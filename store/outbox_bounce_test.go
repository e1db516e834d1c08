package store

import "testing"

// A notification counts if it has what our relay alone was told, names the recipient and
// returns no other mail. What everybody has who reads the log mailbox is a hint.
func TestBounce_whatProvesIt(t *testing.T) {
	const key, own, other = "report", "report@agency.example", "x@elsewhere.example"
	for name, c := range map[string]struct {
		bounce func(d Delivery) Bounce
		want   DeliveryState
		hint   bool
	}{
		"the envelope id": {func(d Delivery) Bounce { return Bounce{EnvelopeID: d.ReturnTag, Recipient: wang} }, DeliveryBounced, false},
		"the envelope id beside the copy's tag": {func(d Delivery) Bounce {
			return Bounce{EnvelopeID: d.ReturnTag, ReturnTag: d.CopyTag(), Recipient: wang}
		}, DeliveryBounced, false},
		"the return path of what was not copied": {func(d Delivery) Bounce { return Bounce{ReturnTag: d.ReturnTag, Recipient: wang, MessageID: own} }, DeliveryBounced, false},
		"that return path, in words":             {func(d Delivery) Bounce { return Bounce{ReturnTag: d.ReturnTag} }, DeliveryBounced, false},
		"the recipient behind an alias": {func(d Delivery) Bounce {
			return Bounce{EnvelopeID: d.ReturnTag, Recipient: "w@mail.example", Original: wang}
		}, DeliveryBounced, false},
		"our reference, where the id was replaced": {func(d Delivery) Bounce {
			return Bounce{EnvelopeID: d.ReturnTag, Recipient: wang, MessageID: other, ReturnedAs: []string{own}}
		}, DeliveryBounced, false},
		"the recipient's own servers, proved": {func(d Delivery) Bounce {
			return Bounce{ReturnTag: d.CopyTag(), Recipient: wang, MessageID: own, Vouched: true}
		}, DeliveryBounced, false},

		"the tag of the copy":           {func(d Delivery) Bounce { return Bounce{ReturnTag: d.CopyTag(), Recipient: wang, MessageID: own} }, DeliverySent, true},
		"the tag of the copy, in words": {func(d Delivery) Bounce { return Bounce{ReturnTag: d.CopyTag()} }, DeliverySent, true},
		"the Message-ID":                {func(d Delivery) Bounce { return Bounce{MessageID: own, Recipient: wang} }, DeliverySent, true},
		"another recipient":             {func(d Delivery) Bounce { return Bounce{EnvelopeID: d.ReturnTag, Recipient: "zhou@acme.example"} }, DeliverySent, true},
		"another recipient, twice": {func(d Delivery) Bounce {
			return Bounce{EnvelopeID: d.ReturnTag, Recipient: "a@acme.example", Original: "b@acme.example"}
		}, DeliverySent, true},
		"another mail": {func(d Delivery) Bounce { return Bounce{EnvelopeID: d.ReturnTag, Recipient: wang, MessageID: other} }, DeliverySent, true},
		"another mail and its references": {func(d Delivery) Bounce {
			return Bounce{ReturnTag: d.ReturnTag, MessageID: other, ReturnedAs: []string{other}}
		}, DeliverySent, true},
		"proved servers about another recipient": {func(d Delivery) Bounce {
			return Bounce{ReturnTag: d.CopyTag(), Recipient: "zhou@acme.example", MessageID: own, Vouched: true}
		}, DeliverySent, true},
		"proved servers that name nobody":         {func(d Delivery) Bounce { return Bounce{ReturnTag: d.CopyTag(), MessageID: own, Vouched: true} }, DeliverySent, true},
		"the copy's tag in place of the id":       {func(d Delivery) Bounce { return Bounce{EnvelopeID: d.CopyTag(), Recipient: wang} }, DeliverySent, false},
		"the number of a delivery and a guess":    {func(d Delivery) Bounce { return Bounce{ReturnTag: "1." + NewTag(), Recipient: wang} }, DeliverySent, false},
		"the number of a delivery":                {func(d Delivery) Bounce { return Bounce{ReturnTag: "1.", Recipient: wang} }, DeliverySent, false},
		"the number of another and a copy's hash": {func(d Delivery) Bounce { return Bounce{ReturnTag: "2" + d.CopyTag()[1:], Recipient: wang} }, DeliverySent, false},
		"a guess": {func(Delivery) Bounce { return Bounce{EnvelopeID: NewTag(), ReturnTag: NewTag(), Recipient: wang} }, DeliverySent, false},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := openAt(t)
			queue(t, s, key, wang)
			send(t, s)
			list, err := s.Outbox(t.Context(), OutboxQuery{})
			if err != nil {
				t.Fatal(err)
			}
			for _, hard := range []bool{false, true} { // what may not end it may not delay it either
				b := c.bounce(list[0])
				b.Hard = hard
				logged(t, s, "bounce", Verdict{Kind: KindBounce, Role: RoleOther, Bounces: []Bounce{b}})
			}
			if got := states(t, s)[key+" "+wang]; got != c.want {
				t.Errorf("it is %s, want %s", got, c.want)
			}
			hints, err := s.BounceHints(t.Context(), 10)
			if err != nil || (len(hints) == 1) != c.hint {
				t.Errorf("the hints are %+v, %v", hints, err)
			}
			problems, err := s.DeliveryProblems(t.Context(), 10)
			if err != nil || (len(problems) == 1) != (c.want == DeliveryBounced) {
				t.Errorf("the PM receives %+v, %v", problems, err)
			}
		})
	}
}

// The copy of a mail proves its delivery by the tag that it shows, which proves no bounce.
func TestMatchOwnCopy_byTheTagThatTheCopyShows(t *testing.T) {
	s, _ := openAt(t)
	const text = "The report of March 项目进展 is here: all is well and on time."
	queue(t, s, text, wang, "zhou@acme.example")
	unknown(t, s)
	list, err := s.Outbox(t.Context(), OutboxQuery{})
	if err != nil {
		t.Fatal(err)
	}
	if !copies(t, s, Message{MessageID: "new@provider.example", Subject: "[EXT] " + text, Text: text}, list[0].CopyTag()) {
		t.Error("it is logged a second time")
	}
	got := states(t, s)
	if got[text+" "+list[0].Recipient] != DeliverySent || got[text+" "+list[1].Recipient] != DeliveryUnknown {
		t.Errorf("the deliveries are %v", got)
	}
}
