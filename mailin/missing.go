package mailin

import (
	"slices"
	"strings"
	"time"

	"rapport/classify"
	"rapport/classify/trust"
	"rapport/mailin/forward"
	"rapport/mailin/reply"
	"rapport/store"
	"rapport/store/mailaddr"
)

// The log can only have what reached it. A mail that it lacks shows in what answers or quotes
// it: by a Message-ID that no mail of the log has, and by words that none has. A Message-ID
// alone is weak, since lists and servers replace them: quoted words that the log has are never
// missing, whatever their Message-ID. Only mail between the two sides counts: a client's talk
// with their colleagues is none of the log's business.

// missing adds two lists to the verdict: the mails that the arriving one shows to be missing, and
// the missing ones that it brings.
func missing(tx *store.Tx, directory *classify.ProjectIndex, a arrival, v *store.Verdict) error {
	m := a.message
	v.Missing, v.Arrived = nil, nil // the transaction may run twice
	if v.Kind != store.KindHuman || len(m.From) != 1 {
		return nil
	}
	codes, err := directory.MayBring(m, v, tx)
	if err != nil {
		return err
	}
	for _, code := range codes {
		open, err := tx.OpenMissing(code)
		if err != nil {
			return err
		}
		if len(open) == 0 {
			continue
		}
		b := bringer{directory, a, reply.TextsOf(m.NewText), reply.TextsOf(m.OwnText)}
		for _, one := range open {
			if b.brings(one) {
				v.Arrived = append(v.Arrived, one.ID)
			}
		}
	}
	if !v.May(store.EffectMiss) || v.Project == "" || m.Forwarded != nil {
		return nil
	}
	_, side := directory.SideOf(v.Project, m.From[0].Address)
	if side != classify.OurSide && side != classify.ClientSide {
		return nil
	}
	g := gaps{tx: tx, directory: directory, m: m, v: v, side: side, quoted: reply.Quotations(m.Text, m.Subject, m.From[0].Address)}
	return g.find()
}

// bringer is what arrives and may bring a mail that was missing.
type bringer struct {
	directory *classify.ProjectIndex
	arrival
	all, own reply.Texts // what is new in it, and that without what it only sends on
}

// brings reports whether what arrives is a mail that was missing, or has it in what one of the
// team sends on, attached or in the text.
func (b *bringer) brings(one store.MissingMail) bool {
	_, side := b.directory.SideOf(one.Project, b.message.From[0].Address)
	if side == classify.OurSide {
		for _, e := range b.embedded {
			if isMissing(b.directory, e.message, reply.TextsOf(e.message.NewText), one) {
				return true
			}
		}
		if b.message.Forwarded == nil && b.all.Have(one.Words) && !b.own.Have(one.Words) {
			return true
		}
	}
	return isMissing(b.directory, b.message, b.all, one)
}

// isMissing reports whether a mail, with what is new in it, is one that was missing: by its Message-ID,
// or by its words and its time, and by its author.
func isMissing(directory *classify.ProjectIndex, m *store.Message, text reply.Texts, one store.MissingMail) bool {
	if len(m.From) == 0 {
		return false
	}
	who, _ := directory.SideOf(one.Project, m.From[0].Address)
	theirs := slices.ContainsFunc(append(slices.Clone(who.Addresses), m.From[0].Address), func(a string) bool { return mailaddr.Key(a) == one.Author.Address })
	switch {
	case one.MessageID != "" && slices.Contains(m.OwnIDs(), one.MessageID):
		return theirs || one.Author.Address == ""
	case !theirs || one.Words == "" || !one.Sent.IsZero() && m.Date.Sub(one.Sent).Abs() > nearlyAt:
		return false
	}
	return text.Have(one.Words)
}

// nearlyAt is how far two readings of the time of one mail may be apart: those of other zones.
const nearlyAt = 26 * time.Hour

// gaps looks for what one mail shows to be missing.
type gaps struct {
	tx        *store.Tx
	directory *classify.ProjectIndex
	m         *store.Message
	v         *store.Verdict
	side      classify.Side // of the sender of m
	quoted    []reply.Quotation
	logged    map[string]bool // of the Message-IDs that m names
	near      []store.NearMail
	texts     reply.Texts // of those
}

// writer is who wrote a mail, and when.
type writer struct {
	who  store.Contact
	side classify.Side
	sent time.Time
}

func (g *gaps) find() error {
	named := slices.Concat(g.m.InReplyTo, g.m.References)
	if len(named)+len(g.quoted) == 0 || len(g.quoted) == 0 && g.v.Answer != nil {
		return nil
	}
	writers := make([]writer, len(g.quoted))
	var sent []time.Time
	for i, q := range g.quoted {
		who, side := g.directory.WhoWrote(g.v.Project, q.From)
		writers[i] = writer{who: who, side: side}
		if at, ok := forward.ReadDate(onlyDate(q.Date), g.m.Zone()); ok && at.Before(g.m.Date.Add(nearlyAt)) {
			writers[i].sent = at
			sent = append(sent, at)
		}
	}
	var err error
	if g.logged, err = g.tx.Logged(named); err != nil {
		return err
	}
	if g.near, err = g.tx.MailNear(g.m, sent); err != nil {
		return err
	}
	g.near = slices.DeleteFunc(g.near, func(n store.NearMail) bool { return n.MessageID != "" && n.MessageID == g.m.MessageID })
	if len(g.quoted) == 0 {
		g.unquoted()
		return nil
	}
	texts := make([]string, len(g.near))
	for i, n := range g.near {
		texts[i] = n.Text
	}
	g.texts = reply.TextsOf(texts...)
	answeredBy := writer{who: store.Contact{Addresses: []string{mailaddr.Key(g.m.From[0].Address)}}, side: g.side}
	for i, q := range g.quoted {
		g.weigh(i, q, writers[i], answeredBy)
		answeredBy = writers[i]
	}
	return nil
}

// weigh notes quotation i as missing if it is between the two sides and the log does not have it.
func (g *gaps) weigh(i int, q reply.Quotation, by, answeredBy writer) {
	id := g.idOf(i)
	switch {
	case by.side != classify.OurSide && by.side != classify.ClientSide, g.logged[id], strings.TrimSpace(q.Text) == "":
		return
	case by.side == answeredBy.side && !g.followsUp(i, by):
		return // nobody knows whether the other side had it
	case by.side == classify.ClientSide && g.side != classify.OurSide:
		return // only those who wrote it can send it on
	case g.texts.Have(q.Text), reply.Print(q.Text) == "" && g.isOnTime(by):
		return
	}
	g.add(store.MissingMail{MessageID: id, Print: reply.Print(q.Text), Words: q.Text, Author: addressOf(by.who), Sent: by.sent})
}

// isOnTime reports whether the log has a mail of that writer of that very minute, which is the same
// where words are too few to compare.
func (g *gaps) isOnTime(by writer) bool {
	return !by.sent.IsZero() && slices.ContainsFunc(g.near, func(n store.NearMail) bool {
		return n.Date.Sub(by.sent).Abs() < time.Minute && slices.ContainsFunc(by.who.Addresses, func(a string) bool { return mailaddr.Key(a) == n.From })
	})
}

// idOf returns the Message-ID of quotation i: of the answered mail, or of one before it, where
// References has as many. It is "" where that is not known.
func (g *gaps) idOf(i int) string {
	answered := g.m.Answered()
	refs := g.m.References
	switch {
	case i == 0 && len(answered) == 1:
		return answered[0]
	case i < len(refs) && len(answered) == 1 && refs[len(refs)-1] == answered[0]:
		return refs[len(refs)-1-i]
	}
	return ""
}

// followsUp reports whether quotation i is a mail of the sender of m, who writes to the other
// side again.
func (g *gaps) followsUp(i int, by writer) bool {
	if i > 0 || by.side != classify.OurSide || !slices.ContainsFunc(by.who.Addresses, func(a string) bool { return mailaddr.Key(a) == mailaddr.Key(g.m.From[0].Address) }) {
		return false
	}
	_, toOther := g.addressee()
	return toOther
}

// addressee returns to whom m is first, ours left aside, and whether they are on the other side.
// Who answers everybody puts there whose mail they answer.
func (g *gaps) addressee() (who store.Contact, other bool) {
	for _, a := range g.m.To {
		who, side := g.directory.SideOf(g.v.Project, a.Address)
		if side != classify.Rapport {
			return who, side != g.side && side != classify.NoSide
		}
	}
	return store.Contact{}, false
}

// unquoted records as missing the mail that m answers, where m quotes nothing of it and goes to the
// other side. The log may have that mail under another Message-ID: so it records none while a mail
// of the other side stands unanswered in the thread, unless that side's programs make such ids.
func (g *gaps) unquoted() {
	answered := g.m.Answered()
	author, other := g.addressee()
	if len(answered) != 1 || g.logged[answered[0]] || strings.HasPrefix(answered[0], store.MatterIDPrefix) || !other || slices.Contains(g.v.Named, answered[0]) {
		return
	}
	if own := domainOf(answered[0]); own == domainOf(g.m.MessageID) && !trust.SharedProvider(maker(answered[0])) { // they write again
		if g.side == classify.ClientSide {
			return
		}
		author, _ = g.directory.SideOf(g.v.Project, g.m.From[0].Address)
	}
	for _, n := range g.near {
		_, side := g.directory.SideOf(g.v.Project, n.From)
		if side == g.side || side == classify.NoSide || n.Date.After(g.m.Date) {
			continue
		}
		if !slices.Contains(g.m.References, n.MessageID) && maker(n.MessageID) != maker(answered[0]) {
			return
		}
	}
	g.add(store.MissingMail{MessageID: answered[0], Author: addressOf(author)})
}

// domainOf returns the part of a Message-ID after the @.
func domainOf(id string) string {
	_, domain, _ := strings.Cut(id, "@")
	return strings.ToLower(domain)
}

// maker returns the domain of a Message-ID, as far as it names an organisation.
func maker(id string) string {
	labels := strings.Split(domainOf(id), ".")
	return strings.Join(labels[max(0, len(labels)-2):], ".")
}

func (g *gaps) add(one store.MissingMail) {
	one.Project = g.v.Project
	g.v.Missing = append(g.v.Missing, one)
}

// addressOf returns the name and the first address of a contact.
func addressOf(c store.Contact) store.Address {
	a := store.Address{Name: c.Name}
	if len(c.Addresses) > 0 {
		a.Address = mailaddr.Key(c.Addresses[0])
	}
	return a
}

// onlyDate returns an announcement without the addresses in it, whose digits are no date.
func onlyDate(text string) string {
	words := slices.DeleteFunc(strings.Fields(text), func(w string) bool { return strings.Contains(w, "@") })
	return strings.Join(words, " ")
}
