package classify

import (
	"fmt"
	"slices"

	"rapport/classify/trust"
	"rapport/store"
	"rapport/store/mailaddr"
)

// AdminMails is what a Log may know of the mail to the administrator.
type AdminMails interface {
	// TellsAdmin reports whether our mail with that Message-ID told the administrator what keeps
	// Rapport from its work.
	TellsAdmin(messageID string) (bool, error)
}

// noteAdmin says why a mail is of no project.
const noteAdmin = "the administrator answers an email about a problem: it is of no project"

// answersAdminMail reports whether m is the administrator's reply to what Rapport told them, and
// proved: it is of no project, although they may be a contact of some, and no PM is asked where it
// belongs.
func (d *ProjectIndex) answersAdminMail(v *store.Verdict, m *store.Message, f filing, log Log) (bool, error) {
	known, ok := log.(AdminMails)
	if !ok || d.admin == "" || len(m.From) != 1 || mailaddr.Key(m.From[0].Address) != d.admin || f.thread.signal == store.SignalPerson || f.response != nil {
		return false, nil
	}
	if ok, _ := trust.Allows(store.EffectAnswerAdmin, f.sender.sender); !ok {
		return false, nil
	}
	for _, id := range v.Named {
		if tells, err := known.TellsAdmin(id); err != nil {
			return false, fmt.Errorf("look what mail message <%s> answers: %w", m.MessageID, err)
		} else if tells {
			return true, nil
		}
	}
	return false, nil
}

// leaveToAdmin is the verdict on such a mail.
func leaveToAdmin(v store.Verdict, f filing) store.Verdict {
	v.Project, v.Reasons = "", nil
	v.Proved = f.sender.proved
	v.Effects = append(v.Effects, store.EffectAnswerAdmin)
	v.Notes = append(slices.Clip(v.Notes), noteAdmin)
	return v
}
