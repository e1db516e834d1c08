package bounce

import (
	"cmp"
	"slices"
	"strings"

	"rapport/mailin/mime"
	"rapport/store"
	"rapport/store/visible"
)

// Bounds of the text that is read for what a notification says.
const (
	mostNotice = 64 << 10 // bytes
	mostLine   = 1000     // bytes of one of its lines
	mostFound  = 200      // addresses

	longestWords = 40 // bytes of words that are looked for across the end of a line
)

// noticeText is what a mail system wrote for people, up to the mail it returns.
type noticeText struct {
	lines, lower []string
	says         []bool // which lines say that something failed
	found        []foundRecipient
	others       []string // who is not meant where somebody else is named
	returned     string   // the mail that follows, "" where there is none
	fields       int      // where fields of RFC 3464 begin in the text, or -1

	failure, reply bool // it says that something failed; it has an SMTP reply
	delay, final   bool
}

// place is how a notification names an address: the lower, the surer it is
// that of the recipient who was not reached.
type place int

const (
	inHeader   place = iota
	onItsOwn         // in a line of its own, behind a label or RCPT TO
	inSentence       // in a sentence, or before a reply, that says what failed
	inSubject
	inAddition // elsewhere
	ofReturned // whom the mail that comes back was for
)

type foundRecipient struct {
	address string
	key     string // lower case
	place   place
	line    int // -1 where it is in no line of the text
}

// readNoticeText reads a text that a mail system wrote.
func readNoticeText(text string) *noticeText {
	n := &noticeText{fields: -1}
	at, whole := 0, text
	text = text[:min(len(text), mostNotice)]
	for len(text) > 0 {
		line, rest, _ := strings.Cut(text, "\n")
		if len(n.lines) > 0 && beginsReturned(n.lower, text) {
			n.returned = whole[at:]
			break
		}
		if n.fields < 0 && hasPrefixFold(strings.TrimLeft(line, " \t"), "final-recipient:", "original-recipient:", "reporting-mta:", "x-actual-recipient:") {
			n.fields = at
		}
		at += len(text) - len(rest)
		text = rest
		if len(line) > mostLine {
			line = line[:mostLine]
		}
		line = strings.TrimSpace(strings.ToValidUTF8(line, ""))
		n.lines = append(n.lines, line)
		n.lower = append(n.lower, strings.ToLower(strings.ReplaceAll(line, "’", "'")))
	}
	n.read()
	return n
}

// beginsReturned reports whether the header section of a mail begins here: fields
// of which at least one is for programs alone, or any below a line that says so.
func beginsReturned(above []string, text string) bool {
	first := text[:min(len(text), 60)]
	colon := strings.IndexByte(first, ':')
	if colon < 2 || !mime.IsFieldName(first[:colon]) {
		return false
	}
	said := false
	for i := len(above) - 1; i >= 0 && i >= len(above)-4; i-- {
		if above[i] != "" {
			said = len(above[i]) < 120 && (contains(above[i], returnedWords) != "" || strings.Trim(above[i], "-=*_:| ") == "original message")
			break
		}
	}
	known, technical := 0, 0
	for range 40 {
		line, rest, more := strings.Cut(text, "\n")
		text = rest
		if line == "" || !more && len(line) > mostLine {
			break
		}
		if line[0] == ' ' || line[0] == '\t' {
			continue
		}
		name, _, is := strings.Cut(line[:min(len(line), 60)], ":")
		if !is || !mime.IsFieldName(name) {
			break
		}
		switch strings.ToLower(name) {
		case "received", "return-path", "dkim-signature", "mime-version", "domainkey-signature", "x-originating-ip", "arc-seal", "authentication-results", "delivered-to", "content-type", "references", "x-mailer":
			known++
			technical++
		case "from", "to", "cc", "subject", "date", "message-id", "reply-to":
			known++
		}
	}
	return known >= 1 && said || technical >= 1 && known >= 3
}

// hasPrefixFold reports whether text begins with one of the prefixes, in any case.
func hasPrefixFold(text string, prefixes ...string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return len(text) >= len(p) && strings.EqualFold(text[:len(p)], p) })
}

// notRecipients says who is meant only where nobody else is named.
func (n *noticeText) notRecipients(lists ...[]store.Address) {
	for _, list := range lists {
		for _, a := range list {
			n.others = append(n.others, strings.ToLower(a.Address))
		}
	}
	for i, f := range n.found {
		n.found[i].place = n.placeOf(f.key, f.place)
	}
}

func (n *noticeText) placeOf(key string, p place) place {
	if p == inHeader || p == ofReturned {
		return p
	}
	if slices.Contains(n.others, key) || hasPrefixOf(key, "postmaster@|mailer-daemon@|abuse@|support@|helpdesk@") {
		p++
	}
	return min(p, inAddition)
}

// find notes an address that stands outside the text.
func (n *noticeText) find(address string, p place) {
	address = visible.Start(oneLine(address), 300)
	if strings.Contains(address, "@") && len(n.found) < mostFound {
		key := strings.ToLower(address)
		n.found = append(n.found, foundRecipient{address: address, key: key, place: n.placeOf(key, p), line: -1})
	}
}

// best returns the best place at which an address was found.
func (n *noticeText) best() place {
	best := ofReturned
	for _, f := range n.found {
		best = min(best, f.place)
	}
	return best
}

// read finds the addresses of a notification, and what it says on the whole.
func (n *noticeText) read() {
	n.says = make([]bool, len(n.lower))
	failure, delay := strings.Split(failureWords, "|"), strings.Split(delayWords, "|")
	for i, lower := range n.lower {
		n.says[i] = lower != "" && pairsOf(lower).anyOf(lower, failure)
	}
	seen := 0
	intro, listed := 0, false // lines for which a sentence that ends in a list counts
	for i, line := range n.lines {
		lower := n.lower[i]
		failed := n.says[i]
		if !failed && i > 0 && !n.says[i-1] && lower != "" && n.lower[i-1] != "" { // broken over two lines
			above := n.lower[i-1]
			seam := above[max(0, len(above)-longestWords):] + " " + lower[:min(len(lower), longestWords)]
			failed = pairsOf(seam).anyOf(seam, failure)
		}
		_, replied := findReply(line)
		n.failure = n.failure || failed
		n.reply = n.reply || replied
		delayed := lower != "" && pairsOf(lower).anyOf(lower, delay)
		n.delay = n.delay || delayed
		n.final = n.final || contains(lower, finalWords) != ""
		if line == "" && listed {
			intro, listed = 0, false
		}
		for a := range addressesIn(line) {
			if seen++; len(n.found) >= mostFound || seen > 5*mostFound {
				return
			}
			before := strings.TrimRight(strings.ToLower(line[:a.at]), " \t<\"'([`:：")
			if n.notMeant(i, before, a) {
				continue
			}
			p := inAddition
			switch {
			case standsAlone(line, before, a), isLabelled(before), strings.HasSuffix(before, "rcpt to"):
				p = onItsOwn
			case intro > 0 && len(strings.Fields(before)) < 5:
				p = onItsOwn
			case failed || replied || delayed || intro > 0 || n.near(i):
				p = inSentence
			}
			listed = listed || intro > 0
			n.found = append(n.found, foundRecipient{address: a.text, key: strings.ToLower(a.text), place: p, line: i})
		}
		switch {
		case failed || delayed:
			intro, listed = 8, false
		case line != "":
			intro--
		}
	}
}

// near reports whether the line before or after says that something failed.
func (n *noticeText) near(i int) bool {
	return i > 0 && n.says[i-1] || i+1 < len(n.says) && n.says[i+1]
}

// notMeant reports whether an address is that of somebody else: the sender, or who
// can be asked for help.
func (n *noticeText) notMeant(i int, before string, a foundAddress) bool {
	for word := range strings.SplitSeq(failureWords, "|") { // "unknown user: wang@…", though a user is who wrote it
		if strings.HasSuffix(before, word) {
			return false
		}
	}
	for word := range strings.SplitSeq(notBehind, "|") {
		if rest, ok := strings.CutSuffix(before, strings.TrimRight(word, ":：")); ok && (rest == "" || word[0] >= 0x80 || !isWordByte(rest[len(rest)-1])) {
			return true
		}
	}
	if contains(n.lower[i], "message-id|mail from:|://") != "" && !strings.Contains(n.lower[i], "rcpt to") && a.at > 0 {
		return !standsAlone(n.lines[i], before, a)
	}
	if i+1 < len(n.lower) && hasPrefixOf(n.lower[i+1], "へご連絡|までご連絡|に連絡|联系") {
		return true
	}
	if i > 0 && n.lower[i-1] != "" && contains(n.lower[i-1], contactWords) != "" && contains(n.lower[i-1]+n.lower[i], failureWords) == "" {
		return true
	}
	return contains(before, contactWords) != "" && contains(before, failureWords) == ""
}

// statuses makes of what was found a list of recipients, with what went wrong
// for each.
func (n *noticeText) statuses(delayed bool) []store.DeliveryStatus {
	best := n.best()
	var chosen []foundRecipient
	for _, f := range n.found {
		same := func(c foundRecipient) bool { return c.key == f.key }
		if f.place == best && !slices.ContainsFunc(chosen, same) && len(chosen) < mostRecipients {
			chosen = append(chosen, f)
		}
	}
	for i, c := range chosen { // what the header names stands in the text too
		for _, f := range n.found {
			if c.line < 0 && f.key == c.key && f.line >= 0 {
				chosen[i].line = f.line
				break
			}
		}
	}
	slices.SortStableFunc(chosen, func(a, b foundRecipient) int { return cmp.Compare(a.line, b.line) })
	list := make([]store.DeliveryStatus, 0, len(chosen))
	for i, c := range chosen {
		end := len(n.lines)
		if i+1 < len(chosen) && chosen[i+1].line > c.line {
			end = chosen[i+1].line
		}
		list = append(list, n.status(c, end, len(chosen) == 1, delayed))
	}
	return list
}

// status returns what a notification says of one recipient, whose block of lines
// ends before end.
func (n *noticeText) status(c foundRecipient, end int, only, delayed bool) store.DeliveryStatus {
	s := store.DeliveryStatus{Recipient: visible.Start(c.address, 300), Action: "failed"}
	class := byte('5')
	if delayed {
		s.Action, class = "delayed", '4'
	}
	reply, words := smtpReply{}, ""
	if c.line >= 0 {
		reply, words = n.replyIn(c.line, min(end, c.line+15))
	}
	for i, found := 0, 0; words == "" && i < len(n.lines) && found < 20; i++ { // a transcript names them again
		if i != c.line && strings.Contains(n.lower[i], c.key) {
			found++
			reply, words = n.replyIn(i, min(i+4, len(n.lines)))
		}
	}
	if words == "" && only {
		reply, words = n.replyIn(0, len(n.lines))
	}
	if words == "" {
		words = n.wordsFrom(end, c)
	}
	s.Diagnostic = visible.Start(oneLine(words), 500)
	if s.Status = reply.status; s.Status == "" {
		s.Status = statusOf(reply.code, s.Diagnostic, class)
		if strings.HasSuffix(s.Status, ".0.0") && only && reply.code == "" {
			s.Status = statusOf("", strings.Join(n.lower[:min(len(n.lower), 60)], " "), class)
		}
	}
	return s
}

// replyIn looks for a reply in some lines, and returns it with its words, to the
// end of the paragraph.
func (n *noticeText) replyIn(from, to int) (smtpReply, string) {
	for i := from; i < to; i++ {
		reply, ok := findReply(n.lines[i])
		if !ok {
			continue
		}
		if reply.code == "" { // a status in brackets ends a sentence
			for i > from+1 && n.lines[i-1] != "" {
				i--
			}
			reply.at = 0
		}
		words := n.lines[i][reply.at:]
		for j := i + 1; j < to && j < i+6 && n.lines[j] != "" && len(words) < mostLine; j++ {
			words += " " + n.lines[j]
		}
		return reply, words
	}
	return smtpReply{}, ""
}

// wordsFrom returns the words behind a recipient, or the first that say something.
func (n *noticeText) wordsFrom(end int, c foundRecipient) string {
	from := 0
	if c.line >= 0 {
		line := n.lines[c.line]
		for a := range addressesIn(line) {
			rest := strings.Trim(line[a.at+a.size:], " >:;,.-()[]\"'：")
			if strings.EqualFold(a.text, c.address) && len(rest) > 5 && !strings.HasPrefix(rest, "on ") {
				return rest
			}
			before := strings.ToLower(strings.Trim(line[:a.at], " <:,.-([\"'："))
			introduces := contains(before[max(0, len(before)-len("addresses")):], " to|recipient|address") != ""
			if rest == "" && !introduces && contains(before, failureWords) != "" {
				return strings.Trim(line[:a.at], " <:,.-([\"'：") // "Unknown user: wang@…"
			}
		}
		from = c.line + 1
	} else {
		for from < end && contains(n.lower[from], failureWords) == "" {
			from++
		}
		if from == end {
			from = 0
		}
	}
	words := ""
	for i := from; i < end && i < from+10; i++ {
		switch line := n.lines[i]; {
		case line == "" && len(words) > 10:
			return words
		case line != "" && !strings.HasPrefix(line, "---") && strings.Trim(line, "-=*_ |>") != "" && !(words == "" && strings.HasSuffix(line, ":")):
			words += " " + line
		}
	}
	for i := c.line - 1; words == "" && i >= 0 && i > c.line-4; i-- { // it stands above the recipient
		if strings.Trim(n.lines[i], "-=*_ |>") != "" && !strings.Contains(n.lines[i], "@") && !strings.HasPrefix(n.lines[i], "---") && !strings.HasSuffix(n.lines[i], ":") {
			words = n.lines[i]
		}
	}
	return words
}
