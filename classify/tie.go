package classify

import (
	"strings"

	"rapport/classify/trust"
	"rapport/store"
)

// tie is what ties a mail to the request that it answers.
type tie struct {
	how string // for a person to read; "" is no tie
	// fields are those of the mail that name the request; none if it reached its reply
	// address alone.
	fields []string
	// byReference reports that the tie is the Message-ID of the mail that asked. More people
	// may know that than a reply address: it is in all that follows in the thread.
	byReference bool
	// spent reports that another mail came by it before, which lies in the log mailbox.
	spent bool
}

// proves reports whether m is proved to be what its sender wrote in answer to r. A genuine
// mail about something else, sent on to the reply address, is not: the proof must cover what
// ties it to the request, or the subject must be that of the request.
func (t tie) proves(m *store.Message, r store.Request) bool {
	if ok, _ := trust.ProvedSince(m.Auth, r.Asked); !ok {
		return false
	}
	if m.Auth.Direct {
		return true
	}
	for _, name := range t.fields {
		if trust.Covers(m.Auth, name) {
			return true
		}
	}
	subject := store.ReadSubject(m.Subject).Base
	return subject != "" && subject == store.ReadSubject(r.Subject).Base && isOurs(r)
}

// isOurs reports whether the subject of a request is one of ours, and not that of the client's
// own mail, which the request follows: all that they wrote there has it.
func isOurs(r store.Request) bool {
	subject, _ := store.CutAnswerPrefix(r.Subject)
	return r.Project == "" || strings.HasPrefix(strings.TrimSpace(subject), "["+r.Project+"]")
}

// fieldsWith returns the fields of m that have an address with the tag of the reply address
// of token.
func (d *ProjectIndex) fieldsWith(m *store.Message, token string) (names []string) {
	for _, f := range []struct {
		name string
		list []store.Address
	}{{"To", m.To}, {"Cc", m.Cc}} {
		for _, a := range f.list {
			if tag, ok := d.logTag(a.Key()); ok && tag == replyTag+token {
				names = append(names, f.name)
				break
			}
		}
	}
	return names
}

// fieldsOf returns the fields of m that have a Message-ID.
func fieldsOf(m *store.Message, id string) (names []string) {
	for _, f := range []struct {
		name string
		ids  []string
	}{{"In-Reply-To", m.InReplyTo}, {"References", m.References}} {
		for _, known := range f.ids {
			if strings.EqualFold(known, id) {
				names = append(names, f.name)
				break
			}
		}
	}
	return names
}

// unlikeThem reports whether nothing proves who sent the response to r, unlike their other
// mail, and what ties it to r is known to more people than them: its Message-ID, which is in
// all that follows and in what they forward; its reply address, which lies in the log mailbox
// once mail came to it; or that of a survey, which is in the links of its text.
func (d *ProjectIndex) unlikeThem(tied tie, r store.Request, sender trust.Facts) bool {
	reference := tied.byReference && !(d.noPlus && r.Purpose == store.PurposeChallenge) // there is no other tie
	known := reference || tied.spent || r.Purpose == store.PurposeSurvey
	return known && sender&trust.Usual == 0
}
