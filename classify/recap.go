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

// isAnswer reports whether m answers a request: then it is its sender's, whatever they paste
// into it.
func (d *ProjectIndex) isAnswer(m *store.Message, log Log) (bool, error) {
	if m.Recap.How == "" || log == nil {
		return false, nil
	}
	_, tied, err := d.request(m, log)
	return tied.how != "", err
}

// sumUp enters into the verdict what m sums up of a meeting. Only the system's own mail is
// proved.
func sumUp(v *store.Verdict, m *store.Message) {
	if v.Kind != store.KindRecap {
		return
	}
	r := *m.Recap
	proved, _ := trust.Allows(store.EffectMinutes, trust.Of(m.Auth, false))
	r.Proved = proved && r.How == ""
	v.Recap = &r
}
