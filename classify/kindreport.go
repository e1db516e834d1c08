package classify

import (
	"mime"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rapport/store"
	"rapport/store/mailaddr"
)

// reportKind reads multipart/report (RFC 6522).
func reportKind(s *marks) (store.Kind, string) {
	if !strings.HasPrefix(firstWord(s.contentType), "multipart/report") {
		return "", ""
	}
	_, params, _ := mime.ParseMediaType(s.contentType) // a malformed one is still a report
	switch report := mailaddr.Lower(params["report-type"]); report {
	case "disposition-notification":
		if len(s.delivery) > 0 && (isDaemon(s.from) || s.from == "postmaster") {
			// A filter at the mailbox (Sieve, RFC 5429 section 2.1) refuses mail in this
			// way.
			return store.KindBounce, "a report from " + s.from + " that mail was refused"
		}
		return store.KindReceipt, "a report of type disposition-notification"
	case "feedback-report":
		return store.KindFeedback, "a report of type feedback-report"
	case "delivery-status", "":
		if s.feedback || s.disposition {
			return "", "" // the part tells; the field does not
		}
		kind, why := deliveryKind(s)
		return kind, "a delivery report" + why
	default:
		return store.KindAutomatic, "a report of type " + report
	}
}

// bounceKind recognises delivery notices that are not multipart/report.
func bounceKind(s *marks) (store.Kind, string) {
	switch {
	case s.failed:
		return store.KindBounce, "X-Failed-Recipients"
	case isDaemon(s.from) && (s.status || len(s.delivery) > 0 || s.autoSubmitted != "auto-replied" && !isAutoReplySubject(s.subject, s.name)):
		kind, why := deliveryKind(s)
		return kind, "from " + s.from + why
	case s.status && (s.from == "" || s.from == "postmaster" || len(s.delivery) > 0 && s.autoSubmitted != "" && s.autoSubmitted != "no"):
		kind, why := deliveryKind(s)
		return kind, "a delivery status from " + s.from + why
	case len(s.delivery) > 0 && s.delivery[0].FromText:
		kind, why := deliveryKind(s)
		return kind, "its text says that mail to " + s.delivery[0].Recipient + " was not delivered" + why
	case s.nullReturnPath && s.status:
		kind, why := deliveryKind(s)
		return kind, "a delivery status with an empty Return-Path" + why
	case s.nullReturnPath && s.from == "postmaster" && !isOtherNotice(s):
		kind, why := deliveryKind(s)
		return kind, "from postmaster with an empty Return-Path" + why
	case s.nullReturnPath || s.from == "postmaster":
		word := firstIn(fold(s.subject), failedWords()...)
		if word != "" {
			return store.KindBounce, "from " + s.from + ", its subject says " + word
		}
	}
	return "", ""
}

// isOtherNotice reports whether a postmaster writes of something else than a mail that failed,
// such as a full mailbox: with a text, and nothing in it or beside it that names a recipient, a
// reply or the mail.
func isOtherNotice(s *marks) bool {
	if len(s.delivery) > 0 || s.status || s.attached || strings.TrimSpace(s.text) == "" {
		return false
	}
	text := s.text[:min(len(s.text), 1500)]
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("<>()[]\"',;:（），；：。", r)
	}) {
		if key := mailaddr.Key(word); key != "" && !slices.Contains(s.to, key) {
			return false
		}
	}
	return firstIn(fold(s.subject+"\n"+text), failedWords()...) == ""
}

// failedWords say in the subject of a notice that a mail failed.
func failedWords() []string {
	return []string{"undeliver", "delivery fail", "failure notice", "delivery status", "not be delivered",
		"returned mail", "mail delivery failed", "退信", "无法投递", "投递失败", "未送达", "無法投遞"}
}

// isDaemon reports whether mail systems send notifications under a name.
func isDaemon(local string) bool {
	switch local {
	case "mailer-daemon", "maildaemon", "mail-daemon", "mailerdaemon", "mailer_daemon", "mdaemon":
		return true
	}
	return false
}

// deliveryKind distinguishes failure, delay and success: by the action for each recipient
// (RFC 3464 section 2.3.3), of which a failure outweighs the others, else by the subject.
// If neither tells, it returns a failure, so that a person is notified.
func deliveryKind(s *marks) (store.Kind, string) {
	if s.failed {
		return store.KindBounce, ""
	}
	kind := store.Kind("")
	for _, d := range s.delivery {
		switch d.Action {
		case "failed":
			return store.KindBounce, ""
		case "delayed":
			kind = store.KindDelay
		case "delivered", "relayed", "expanded":
			if kind == "" {
				kind = store.KindReceipt
			}
		}
	}
	if kind != "" {
		return kind, ", no recipient failed"
	}
	subject := fold(s.subject)
	if word := firstIn(subject, "delay", "still being retried", "could not send message for past", "on hold", "held for", "延迟", "延遲", "待审核", "待審核"); word != "" {
		return store.KindDelay, ", its subject says " + word
	}
	word := firstIn(subject, "success", "relayed:", "delivered:", "已送达", "投递成功")
	if word != "" && firstIn(subject, "undeliver", "unsuccess") == "" {
		return store.KindReceipt, ", its subject says " + word
	}
	return store.KindBounce, ""
}

// receiptKind recognises read receipts that are not multipart/report: by their part (RFC
// 8098), or by the phrases of mail programs for people.
func receiptKind(s *marks) (store.Kind, string) {
	if s.disposition {
		return store.KindReceipt, "a disposition notification"
	}
	subject := fold(s.subject)
	for _, word := range []string{"read:", "not read:", "return receipt", "read receipt:", "已读:", "已讀:", "未读:", "已读回执", "gelesen:", "lu:", "leído:", "lida:", "letto:", "прочтено:", "開封済み:", "阅读回执", "已讀回條"} {
		if !strings.HasPrefix(subject, word) {
			continue
		}
		text := fold(s.text[:min(len(s.text), 1000)])
		if _, subject, _ := cutHead(s.subject); !hasClock(text) && (subject == "" || !strings.Contains(text, fold(subject))) {
			continue // a receipt names the mail, or when it was read
		}
		if said := firstIn(text, "was read on", "was read at", "was displayed", "was received by", "deleted without being read", "has been read", "已于", "阅读时间", "已阅读", "已被阅读", "已讀取", "wurde gelesen", "wurde am"); said != "" {
			return store.KindReceipt, "its subject begins with " + word + " and its text says " + said
		}
	}
	if isReceiptShape(s) {
		return store.KindReceipt, "its text has the form of a receipt: whom the mail went to, its subject and its time, and then another time"
	}
	return "", ""
}

// isReceiptShape reports whether a mail has the form in which Outlook confirms in any language
// that a mail was read: its subject is a word, a colon and the subject of that mail, and its
// text only the fields of that mail, to whom it went, its subject and when, in this order, with
// a line below that has a time of its own.
func isReceiptShape(s *marks) bool {
	const longest, mostLines = 1000, 14 // bytes and lines of such a text
	head, subject, ok := cutHead(s.subject)
	if !ok || len(strings.Fields(head)) > 3 || len(s.text) > longest || strings.Count(s.text, "\n") > mostLines {
		return false
	}
	var toSender, ofSubject, sent bool
	below := ""
	for line := range strings.Lines(s.text) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		below = line
		_, value, labelled := cutLabel(line)
		switch {
		case !labelled:
			continue
		case toSender && fold(value) == fold(subject):
			ofSubject = true
		case s.name != "" && strings.Contains(fold(value), fold(s.name)) || s.from != "" && strings.Contains(mailaddr.Lower(value), s.from+"@"+s.fromDomain):
			toSender = true
		case ofSubject && hasClock(value):
			sent = true
		}
		below = ""
	}
	return toSender && ofSubject && sent && hasClock(below)
}

// cutLabel splits a line such as "Sent: Monday" at its first colon.
func cutLabel(line string) (label, value string, ok bool) {
	end := strings.IndexFunc(line, isColonRune)
	if end <= 0 || utf8.RuneCountInString(line[:end]) > longestLabel {
		return "", "", false
	}
	_, size := utf8.DecodeRuneInString(line[end:])
	return strings.TrimSpace(line[:end]), strings.TrimSpace(line[end+size:]), !isDigit(line[end-1])
}

// hasClock reports whether a text has a time of day, such as 9:20.
func hasClock(text string) bool {
	for i := 1; i+2 < len(text); i++ {
		if (text[i] == ':' || text[i] == '.' || text[i] == 'h') && isDigit(text[i-1]) && isDigit(text[i+1]) && isDigit(text[i+2]) {
			return true
		}
	}
	return false
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// feedbackKind recognises complaints: RFC 5965 without multipart/report, and systems with a
// format of their own.
func feedbackKind(s *marks) (store.Kind, string) {
	subject := fold(s.subject)
	switch {
	case s.feedback:
		return store.KindFeedback, "a feedback report"
	case s.attached && strings.HasPrefix(strings.TrimSpace(subject), "complaint about message from"):
		return store.KindFeedback, "a mail and its subject says complaint"
	case s.unsubscribe:
		return store.KindFeedback, "X-Apple-Unsubscribe"
	}
	return "", ""
}

// firstIn returns the first of the words that text contains, or "".
func firstIn(text string, words ...string) string {
	for _, word := range words {
		if strings.Contains(text, word) {
			return word
		}
	}
	return ""
}
