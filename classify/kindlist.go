package classify

import (
	"slices"
	"strings"

	"rapport/store"
	"rapport/store/mailaddr"
)

// listKind recognises mailing lists and mass mailings. A list also passes on what people
// write: without the marks of a mass mailing, an answer is a person's, and so is whatever a
// contact writes, also as the agent of a help desk or out of a CRM. But Precedence: bulk is a
// newsletter's where there is neither an address to write to nor a ticket, and no list
// answers a request of ours.
func listKind(s *marks) (store.Kind, string) {
	machine, _ := machineKind(s)
	for _, end := range []string{"-admin", "-request", "-owner", "-bounces", "-help", "-ctl"} {
		if strings.HasSuffix(s.from, end) {
			machine = store.KindAutomatic // the list itself writes
		}
	}
	switch onList := s.list != "" || s.precedence == "list"; {
	case s.bulk != "" || machine != "":
	case s.contact && s.helpDesk == "" && !s.posts && (s.precedence == "bulk" || s.precedence == "junk" || s.toRequest && onList):
	case s.contact,
		onList && (s.person != "" || s.ofClient && s.posts) && (s.precedence == "" || s.precedence == "list"):
		return "", ""
	}
	switch {
	case s.list != "":
		return store.KindList, s.list
	case s.bulk != "" && s.person == "":
		return store.KindList, s.bulk
	case s.sender != "" && s.person == "":
		return store.KindList, s.sender
	case s.precedence == "bulk" || s.precedence == "list" || s.precedence == "junk":
		return store.KindList, "Precedence: " + s.precedence
	}
	return "", ""
}

// isBulkField reports whether only programs for mass mailings write a field.
func isBulkField(name string) bool {
	switch name {
	case "list-unsubscribe-post", "x-mc-user":
		return true
	}
	return strings.Contains(name, "campaign") || strings.Contains(name, "newsletter")
}

// isSenderField reports whether a field is of services that send for others: mass mailings,
// and also what a salesman writes in a CRM.
func isSenderField(name string) bool {
	return name == "x-csa-complaints" || name == "x-report-abuse-to"
}

// isPostedTo reports whether a mail is addressed to the list that a List-Id names (RFC 2919).
func isPostedTo(m *store.Message, id string) bool {
	if i := strings.LastIndexByte(id, '<'); i >= 0 {
		id = id[i+1:]
	}
	id = mailaddr.Lower(strings.Trim(id, "<> "))
	return slices.ContainsFunc(slices.Concat(m.To, m.Cc), func(a store.Address) bool {
		local, domain, ok := mailaddr.Cut(a.Key())
		return ok && local+"."+domain == id
	})
}

// isHelpDeskField reports whether only help desks write a field, into what their agents and
// the customers write.
func isHelpDeskField(name string) bool {
	return slices.ContainsFunc([]string{"x-rt-", "rt-", "x-managed-by", "x-otrs-", "x-otobo-", "x-znuny-", "x-zammad-"}, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
}

// isMassMailer reports whether a folded X-Mailer names a program for mass mailings.
func isMassMailer(mailer string) bool {
	return firstIn(mailer, "mailchimp", "phplist", "listmonk", "mautic", "sendinblue", "brevo", "mailjet", "acymailing", "newsletter", "mailpoet", "campaign", "cleverreach", "rapidmail", "emarsys", "mailerlite") != ""
}

// knowSender notes in s whether a contact wrote m, or somebody in a client's domain.
func (d *ProjectIndex) knowSender(s *marks, m *store.Message) {
	if len(m.From) != 1 {
		return
	}
	address := mailaddr.Key(m.From[0].Address)
	if address == "" || d.isLog(address) || d.own[address] {
		return
	}
	for _, a := range slices.Concat(m.To, m.Cc, m.DeliveredTo) {
		tag, ok := d.logTag(a.Key())
		s.toRequest = s.toRequest || ok && strings.HasPrefix(tag, replyTag)
	}
	domain, _ := d.domainOf(address)
	s.contact, s.ofClient = len(d.lookup(address)) > 0, domain != ""
}
