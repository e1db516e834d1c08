package store

import (
	"testing"
	"time"
)

// offers logs a mail that reads as something that could be confirmed.
func (y *story) offers(from, text string, offer Offer) int64 {
	y.Helper()
	return y.logs(from, text, Verdict{Role: RolePM, Offers: offer, OffersCount: true})
}

// A mail that asked nobody becomes what it reads as once the PM wants that, and once only.
func TestOffer_becomesWhatItReadsAs(t *testing.T) {
	for offer, want := range map[Offer]ConfirmationKind{OfferMinutes: Minutes, OfferPlan: ProjectPlan, OfferAcceptance: Acceptance, OfferAgreement: Minutes, OfferChange: ""} {
		t.Run(string(offer), func(t *testing.T) {
			y := begin(t)
			mail := y.offers(lina, "The launch is on 3 March.", offer)
			list, err := y.s.Offers(t.Context(), []string{"ACME"}, 0, time.Time{})
			if err != nil || len(list) != 1 || list[0].Message != mail || list[0].Offer != offer || list[0].From.Address != lina || len(list[0].To) != 1 {
				t.Fatalf("%+v, %v", list, err)
			}
			item := DigestItem{Kind: ItemOffer, Project: "ACME", Object: mail}
			for _, want := range []itemResult{itemDone, itemAlready} {
				y.do(func(tx *Tx) error {
					got, _, err := tx.settleItem(item, ItemCommand{Verb: VerbAsk}, lina, 0)
					if got != want {
						t.Errorf("%d, want %d", got, want)
					}
					return err
				})
			}
			texts, err := y.s.Confirmations(t.Context(), ConfirmationQuery{Project: "ACME"})
			if err != nil || want != "" && (len(texts) != 1 || texts[0].Kind != want || texts[0].Text != "The launch is on 3 March." || texts[0].Actor != lina) {
				t.Errorf("%+v, %v", texts, err)
			}
			changes, err := y.s.Procedures(t.Context(), ProcedureQuery{Project: "ACME"})
			if err != nil || (len(changes) == 1) != (want == "") {
				t.Errorf("%+v, %v", changes, err)
			}
		})
	}
}

// What a client agreed to is the text that they answered, where the log has it.
func TestOffer_anAgreementIsToTheMailBefore(t *testing.T) {
	y := begin(t)
	y.logs(lina, "Shall we launch on 3 March?", Verdict{Role: RolePM})
	raw := keep(t, y.s, "yes")
	m := &Message{Date: y.s.now(), NewText: "Agreed.", From: []Address{{Address: wang}}, InReplyTo: []string{"1@mail.example"}}
	y.do(func(tx *Tx) error {
		_, err := tx.Record(raw, m, Verdict{Kind: KindHuman, Project: "ACME", Role: RoleClient, Offers: OfferAgreement, OffersCount: true, Reasons: []Reason{{SignalAddress, "ACME", 99, "for the test"}}})
		return err
	})
	y.do(func(tx *Tx) error {
		_, _, err := tx.settleItem(DigestItem{Kind: ItemOffer, Project: "ACME", Object: raw}, ItemCommand{Verb: VerbAsk}, lina, 0)
		return err
	})
	if texts, err := y.s.Confirmations(t.Context(), ConfirmationQuery{Project: "ACME"}); err != nil || len(texts) != 1 || texts[0].Text != "Shall we launch on 3 March?" {
		t.Errorf("%+v, %v", texts, err)
	}
}

// A mail that is filed elsewhere by now is nothing to confirm.
func TestOffer_ofAnotherProjectIsGone(t *testing.T) {
	y := begin(t)
	mail := y.offers(lina, "The launch is on 3 March.", OfferPlan)
	for _, item := range []DigestItem{{Kind: ItemOffer, Project: "BETA", Object: mail}, {Kind: ItemOffer, Project: "ACME", Object: 99}} {
		y.do(func(tx *Tx) error {
			if got, _, err := tx.settleItem(item, ItemCommand{Verb: VerbAsk}, lina, 0); got != itemAlready || err != nil {
				t.Errorf("%+v: %d, %v", item, got, err)
			}
			return nil
		})
	}
	y.do(func(tx *Tx) error {
		if got, _, err := tx.settleItem(DigestItem{Kind: ItemOffer, Project: "ACME", Object: mail}, ItemCommand{Verb: VerbDrop}, lina, 0); got != itemDone || err != nil {
			t.Errorf("dropped: %d, %v", got, err)
		}
		return nil
	})
}
