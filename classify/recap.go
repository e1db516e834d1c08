package classify

import (
	"rapport/classify/trust"
	"rapport/store"
)

// recapKind recognises what another system sums up of a meeting, also where somebody sends
// it on or pastes it.
func recapKind(s *marks) (store.Kind, string) {
	if s.recap == nil {
		return "", ""
	}
	reason := "from " + s.recap.Vendor + ", which sums up a meeting"
	switch s.recap.How {
	case store.RecapForwarded:
		reason = "forwards what " + s.recap.Vendor + " sums up of a meeting, and adds nothing"
	case store.RecapPasted:
		reason = "has what " + s.recap.Vendor + " sums up of a meeting, and nothing else"
	}
	return store.KindRecap, reason
}

// sumUp enters into the verdict what m sums up of a meeting. A mail with which somebody
// answers a request is theirs, whatever they paste. Only the vendor's own mail is proved.
func (d *ProjectIndex) sumUp(v *store.Verdict, m *store.Message, log Log) error {
	if v.Kind != store.KindRecap {
		return nil
	}
	if m.Recap.How != "" && log != nil {
		_, tied, err := d.request(m, log)
		if err != nil {
			return err
		}
		if tied.how != "" {
			v.Kind, v.KindReason = store.KindHuman, "it answers what Rapport asked"
			return nil
		}
	}
	r := *m.Recap
	r.Proved = r.How == "" && m.Forwarded == nil && trust.Of(m.Auth, false)&trust.Proved != 0
	v.Recap = &r
	return nil
}
