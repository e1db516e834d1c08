package classify

import (
	"strings"

	"rapport/store"
	"rapport/store/mailaddr"
)

// kindOf returns the kind of a message, judged by its header and structure, and the reason.
// Mail of our own that comes back, whoever sent it on, is automatic.
func (d *ProjectIndex) kindOf(m *store.Message) (store.Kind, string) {
	s := readMarks(m)
	s.loop = d.ownMark(m)
	d.knowSender(&s, m)
	s.readRule(m)
	return kindByMarks(m, s)
}

// kindByMarks returns the kind that the marks of a message show, and the reason.
//
// The order matters. A report comes first, because it also carries the marks of automatic
// mail; so does an invitation that a person sent through a calendar.
// X-Auto-Response-Suppress is not evidence: Outlook and help desks put it on mail that
// people wrote.
func kindByMarks(m *store.Message, s marks) (store.Kind, string) {
	if m.Unparsed != "" {
		return store.KindUnparsed, m.Unparsed
	}
	for _, detect := range []func(*marks) (store.Kind, string){
		reportKind, feedbackKind, bounceKind, receiptKind, spamKind, calendarKind, recapKind, trackerKind, autoKind, listKind, machineKind, selfKind, namedProgram,
	} {
		if kind, reason := detect(&s); kind != "" {
			return kind, reason
		}
	}
	return store.KindHuman, "no sign of automatic mail"
}

// marks is what shows the kind of a message, collected in one pass. Of a repeated field the
// first counts, which is the one added last on the way.
type marks struct {
	from           string // local part of the sender, lower case, without plus-tag
	name           string // display name of the sender
	subject        string
	contentType    string
	autoSubmitted  string // in lower case, without parameters and comments; "?" for no word
	autoReply      string // name of a field that vacation programs write
	generated      string // name of a field that programs write into what they generate
	loop           string // what shows that the mail is one of our own
	precedence     string // lower case
	list           string // name of a field that mailing lists write
	nullReturnPath bool
	failed         bool   // X-Failed-Recipients
	spam           string // the field and value with which our server marks it as spam
	spamBelow      string // the same, of ours or of the sender's
	noSpam         bool   // our server says that it is none
	calendar       bool   // has a text/calendar part
	status         bool   // has a message/delivery-status part
	feedback       bool   // has a message/feedback-report part
	disposition    bool   // has a message/disposition-notification part
	attached       bool   // has a message/rfc822 part
	recap          *store.Recap
	system         string // whose programs alone write from the sender's address
	unsubscribe    bool   // a program unsubscribes from a list
	tracker        string // name of a field that an issue tracker writes
	mailer         string // X-Mailer, lower case
	person         string // evidence that a person's mail program wrote it
	program        bool   // a person's mail program wrote it
	bulk           string // name of a field of mass mailings
	sender         string // name of a field of services that send for others
	helpDesk       string // name of a field of help desks
	posts          bool   // the list names an address to write to
	toRequest      bool   // it came to a reply address of ours
	contact        bool   // a contact wrote it
	ofClient       bool   // somebody in a client's domain wrote it
	sentOn         string // what shows that an inbox rule sent it on
	delivery       []store.DeliveryStatus
	fromDomain     string
	to             []string // addresses in To
	text           string
	quotes         bool   // it quotes what it answers
	answers        bool   // it refers to another mail
	elsewhere      bool   // answers go to another address than the sender's
	topic          string // Thread-Topic, in which Exchange keeps the first subject of a thread
	suppresses     bool   // X-Auto-Response-Suppress
}

// longestFieldName is the length of the longest field name that readMarks knows.
const longestFieldName = len("x-ms-exchange-generated-message-source")

func readMarks(m *store.Message) marks {
	s := marks{subject: m.Subject, recap: m.Recap, system: m.Program, delivery: m.Delivery, text: m.Text, quotes: strings.TrimSpace(m.Quoted) != ""}
	s.readPeople(m)
	s.readFields(m)
	s.readParts(m)
	return s
}

// readPeople reads who wrote a message to whom, and whether it answers another.
func (s *marks) readPeople(m *store.Message) {
	if len(m.From) > 0 {
		s.name = m.From[0].Name
		s.from, s.fromDomain, _ = mailaddr.Cut(mailaddr.WithoutTag(mailaddr.Lower(m.From[0].Address)))
		if s.from == "" { // "MAILER-DAEMON", or "MAILER-DAEMON <>"
			s.from = firstWord(mailaddr.Lower(m.From[0].Address + m.From[0].Name))
		}
	} else {
		s.from = strings.Trim(firstWord(m.Header.Get("From")), `"<>`)
	}
	if len(m.InReplyTo) > 0 || len(m.References) > 0 {
		s.answers, s.person = true, "it answers another mail"
	}
	for _, a := range m.To {
		s.to = append(s.to, mailaddr.Key(a.Address))
	}
	s.elsewhere = len(m.ReplyTo) > 0 && (len(m.From) != 1 || mailaddr.Key(m.ReplyTo[0].Address) != mailaddr.Key(m.From[0].Address))
}

// readFields reads the other fields of the header.
func (s *marks) readFields(m *store.Message) {
	returnPaths := 0
	received, written := receivedOf(m.Header), writtenBySender(m.Header)
	var lower [longestFieldName]byte
	for at, f := range m.Header {
		if len(f.Name) > longestFieldName {
			continue
		}
		for i := range len(f.Name) {
			lower[i] = f.Name[i]
			if 'A' <= lower[i] && lower[i] <= 'Z' {
				lower[i] += 'a' - 'A'
			}
		}
		switch string(lower[:len(f.Name)]) {
		case "content-type":
			keepFirst(&s.contentType, f.Value)
		case "auto-submitted":
			// A "no" does not cancel another field.
			if s.autoSubmitted == "" || s.autoSubmitted == "no" {
				s.autoSubmitted = firstWord(f.Value)
				if s.autoSubmitted == "" && strings.TrimSpace(f.Value) != "" {
					s.autoSubmitted = "?"
				}
			}
		case "x-autoreply", "x-auto-reply", "x-autorespond", "x-autoresponder", "x-autoresponse",
			"x-auto-response", "x-autoreply-from", "x-autogenerated", "x-mail-autoreply", "x-vacation", "x-autoreply-to",
			"x-auto-reply-from", "x-amazon-auto-reply", "auto-reply", "x-autoresponder-by":
			if word := firstWord(f.Value); word != "" && word != "no" && word != "false" {
				keepFirst(&s.autoReply, f.Name)
			}
		case "precedence", "x-precedence", "preference":
			keepFirst(&s.precedence, firstWord(f.Value))
		case "list-id", "list-post", "list-subscribe", "list-owner", "mailing-list", "x-mailing-list", "x-mlserver", "x-ml-name":
			keepFirst(&s.list, f.Name)
			s.posts = s.posts || strings.Contains(f.Value, "@") || isPostedTo(m, f.Value)
		case "return-path":
			if returnPaths++; returnPaths == 1 {
				s.nullReturnPath = isNullPath(f.Value)
			}
		case "x-ms-exchange-generated-message-source", "x-fc-machinegenerated", "x-cron-env":
			if word := firstWord(f.Value); word != "" && word != "no" && word != "false" && word != "0" {
				keepFirst(&s.generated, f.Name)
			}
		case "x-post-messageclass":
			if strings.Contains(mailaddr.Lower(f.Value), "autoresponder") {
				keepFirst(&s.autoReply, f.Name)
			}
		case "thread-topic":
			keepFirst(&s.topic, f.Value)
		case "x-auto-response-suppress":
			s.suppresses = s.suppresses || suppresses(f.Value)
		case "x-failed-recipients":
			s.failed = true
		case "x-mailer", "user-agent":
			keepFirst(&s.mailer, fold(f.Value))
			if program := personsProgram(s.mailer); program != "" {
				s.program = true
				keepFirst(&s.person, "written with "+program)
			} else if isMassMailer(s.mailer) {
				keepFirst(&s.bulk, f.Name+": "+s.mailer)
			}
		case "x-apple-unsubscribe":
			s.unsubscribe = true
		default:
			name := string(lower[:len(f.Name)])
			switch ours := at < received.outside || received.exchange && isMicrosofts(name); {
			case isBulkField(name):
				keepFirst(&s.bulk, f.Name)
			case isSenderField(name):
				keepFirst(&s.sender, f.Name)
			case isHelpDeskField(name):
				keepFirst(&s.helpDesk, f.Name)
			case isTrackerField(name):
				keepFirst(&s.tracker, f.Name)
			default:
				s.readSpam(name, f, ours, at > written)
			}
		}
	}
}

// readParts reads the types of the parts.
func (s *marks) readParts(m *store.Message) {
	s.calendar = firstWord(s.contentType) == "text/calendar"
	for _, a := range m.Attachments {
		switch a.Type {
		case "text/calendar":
			s.calendar = true
		case "message/delivery-status", "message/global-delivery-status":
			s.status = true
		case "message/feedback-report":
			s.feedback = true
		case "message/disposition-notification", "message/global-disposition-notification":
			s.disposition = true
		case "message/rfc822":
			s.attached = true
		}
	}
	if m.Calendar != nil && !m.Calendar.Words && (m.Calendar.Method == "" || m.Calendar.Method == "PUBLISH") && strings.TrimSpace(m.Text) != "" {
		s.calendar = false // a person sends a file with events
	}
}

func keepFirst(kept *string, value string) {
	if *kept == "" {
		*kept = value
	}
}

// firstWord returns the first word of a field's value in lower case, by the grammar of RFC
// 5322 section 3.2.2, which allows blanks and comments before it: "(x) auto-replied
// (vacation); owner=x" yields "auto-replied".
func firstWord(value string) string {
	value = strings.Trim(withoutComments(value), " \t\r\n\"")
	if i := strings.IndexAny(value, " \t\r\n;,\""); i >= 0 {
		value = value[:i]
	}
	return mailaddr.Lower(value)
}

// withoutComments replaces the comments of a field by blanks, nested ones too. One that does
// not end is the rest of the field.
func withoutComments(value string) string {
	if !strings.Contains(value, "(") {
		return value
	}
	var b strings.Builder
	depth, quoted := 0, false
	for i := 0; i < len(value); i++ {
		switch c := value[i]; {
		case c == '\\' && (depth > 0 || quoted):
			if i++; !quoted || i >= len(value) {
				continue
			}
			b.WriteString(value[i-1 : i+1])
		case c == '"' && depth == 0:
			quoted = !quoted
			b.WriteByte(c)
		case c == '(' && !quoted:
			if depth++; depth == 1 {
				b.WriteByte(' ')
			}
		case c == ')' && depth > 0:
			depth--
		case depth == 0:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// isNullPath reports whether a Return-Path (RFC 5321 section 4.4) is one to which nothing
// can be returned: "<>", with blanks and comments anywhere, or the name of a mail system
// that some servers put there instead.
func isNullPath(value string) bool {
	path := strings.Join(strings.Fields(withoutComments(value)), "")
	if path == "" {
		return false // the field says nothing
	}
	local, _, _ := strings.Cut(strings.Trim(path, "<>\""), "@")
	return isDaemon(mailaddr.Lower(strings.Trim(local, "\""))) || strings.Trim(local, "#\"") == ""
}

// ownMark returns what shows that a mail is one of ours, whatever its From says now: our
// X-Loop, or a Message-ID that only we write. It is "" for the mail of others.
func (d *ProjectIndex) ownMark(m *store.Message) string {
	for _, value := range m.Header.Values("X-Loop") {
		address := mailaddr.Key(strings.Trim(strings.Join(strings.Fields(withoutComments(value)), ""), "<>"))
		if address != "" && (d.isLog(address) || d.own[address]) {
			return "X-Loop: " + address
		}
	}
	if local, domain, ok := mailaddr.Cut(m.MessageID); ok && mailaddr.Domain(domain) == d.logDomain {
		if tag, ok := strings.CutPrefix(mailaddr.Lower(local), store.MessageIDPrefix); ok && store.IsTag(tag) {
			return "a Message-ID of ours"
		}
	}
	return ""
}

// personsProgram returns the mail program for people that a field names, or "".
func personsProgram(mailer string) string {
	return firstIn(mailer, "outlook", "thunderbird", "apple mail", "iphone mail", "ipad mail", "foxmail", "qqmail", "the bat!", "mutt", "evolution", "k-9 mail", "kmail", "claws mail", "airmail", "coremail webmail", "windows live mail", "lotus notes", "groupwise")
}
