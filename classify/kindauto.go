package classify

import (
	"slices"
	"strings"

	"rapport/store"
)

func calendarKind(s *marks) (store.Kind, string) {
	if s.calendar {
		return store.KindCalendar, "a text/calendar part"
	}
	return "", ""
}

// autoKind reads Auto-Submitted (RFC 3834 section 5), the fields in use before it, and the
// marks of our own mail.
func autoKind(s *marks) (store.Kind, string) {
	switch {
	case s.autoSubmitted == "auto-replied":
		return store.KindAutoReply, "Auto-Submitted: auto-replied"
	case s.autoReply != "":
		return store.KindAutoReply, s.autoReply
	case isAutoReplyWord(s.precedence):
		return store.KindAutoReply, "Precedence: " + s.precedence
	case isAutoReplySubject(s.subject, s.name) && !(s.quotes && isAnswer(s.subject)): // else a person answers one
		return store.KindAutoReply, "its subject begins as automatic answers do"
	case isAutoReplyShape(s):
		return store.KindAutoReply, "its subject has words before the one that it answers, as automatic answers do"
	case s.precedence != "" && s.list == "" && awayWords(s):
		return store.KindAutoReply, "Precedence: " + s.precedence + ", and its text says that somebody is away"
	case s.nullReturnPath && awayWords(s):
		return store.KindAutoReply, "an empty Return-Path, and its text says that somebody is away"
	case s.sentOn != "":
		return "", "" // the other marks are those of the rule
	case s.autoSubmitted != "" && s.autoSubmitted != "no":
		return store.KindAutomatic, "Auto-Submitted: " + s.autoSubmitted
	case s.generated != "":
		return store.KindAutomatic, s.generated
	case s.loop != "":
		return store.KindAutomatic, s.loop
	}
	return "", ""
}

// isAutoReplyWord reports whether a word of Precedence names an automatic reply, however it
// is spelled.
func isAutoReplyWord(word string) bool {
	squashed := strings.Map(func(r rune) rune {
		if r == '-' || r == '_' {
			return -1
		}
		return r
	}, word)
	switch squashed {
	case "autoreply", "autoreplied", "autoresponse", "autorespond", "autoresponder":
		return true
	}
	return false
}

// awayWords reports whether a text begins by saying that its author is away. It counts only
// beside a mark of automatic mail.
func awayWords(s *marks) bool {
	text := fold(s.subject + "\n" + s.text[:min(len(s.text), 1500)])
	return firstIn(text, "out of office", "out of the office", "away from my", "currently away", "be away", "away until", "on vacation", "on holiday", "on leave", "on annual leave", "will respond", "will reply", "autorespon", "auto-respon", "automatic reply", "automated reply", "automated response", "automatic response",
		"自动回复", "自动答复", "休假", "出差", "外出", "已收到您的邮件", "已收到你的邮件", "收到您的来信", "尽快回复", "自動回覆", "abwesend", "nicht im büro", "im urlaub", "absent", "en congé", "vacaciones", "fuera de la oficina", "de férias", "in ferie", "отпуск", "отсутств") != ""
}

// exchangeItself is the local part that Exchange writes from, everywhere.
const exchangeItself = "microsoftexchange329e71ec88ae4615bbc36ab6ce41109e"

// machineKind recognises senders that nobody reads mail for, and mail that cannot be
// answered (RFC 5321 section 4.5.5).
func machineKind(s *marks) (store.Kind, string) {
	if s.nullReturnPath {
		return store.KindAutomatic, "empty Return-Path"
	}
	if s.from == "postmaster" && !(s.answers && s.program) { // else whoever keeps the mail system answers
		return store.KindAutomatic, "from postmaster"
	}
	if s.system != "" && !s.answers {
		return store.KindAutomatic, "a program of " + s.system + " sent it"
	}
	if s.from == exchangeItself {
		return store.KindAutomatic, "from Exchange itself"
	}
	squashed := strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r == '.' {
			return -1
		}
		return r
	}, s.from)
	for _, word := range []string{"noreply", "donotreply"} {
		if strings.HasPrefix(squashed, word) || strings.HasSuffix(squashed, word) {
			return store.KindAutomatic, "from " + s.from
		}
	}
	return "", ""
}

// isTrackerField reports whether only issue trackers write a field.
func isTrackerField(name string) bool {
	if name == "atl-sent-via" {
		return true
	}
	if len(name) < 8 || name[0] != 'x' || name[1] != '-' {
		return false
	}
	switch name {
	case "x-jira-fingerprint", "x-atlassian-token", "x-atlassian-mail-message-id", "x-atlassian-mail-transaction", "x-atlassian-mail-transaction-id",
		"x-github-sender", "x-github-reason", "x-github-recipient", "x-github-recipient-address", "x-github-labels",
		"x-gitlab-project", "x-gitlab-project-id", "x-gitlab-project-path", "x-gitlab-notificationreason", "x-gitlab-reply-key",
		"x-redmine-host", "x-redmine-site", "x-redmine-project", "x-redmine-sender", "x-gitea-reason", "x-gitea-sender", "x-forgejo-reason",
		"x-bugzilla-reason", "x-bugzilla-type", "x-phabricator-sent-this-message", "x-phabricator-mail-tags", "x-launchpad-bug", "x-youtrack", "x-trac-project", "x-mantis-project":
		return true
	}
	return slices.ContainsFunc([]string{"x-jira-", "x-redmine-", "x-openproject-", "x-pingcode-", "x-worktile-", "x-tapd-", "x-zentao-", "x-ones-"}, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
}

// trackerKind recognises mail from issue trackers. A tracker without a field of its own is
// recognised by its sending domain, if a program sent the mail.
func trackerKind(s *marks) (store.Kind, string) {
	if s.tracker != "" {
		return store.KindTracker, s.tracker
	}
	if mailer := firstIn(s.mailer, "redmine", "jira"); mailer != "" && !strings.Contains(s.mailer, "mozilla") {
		return store.KindTracker, "X-Mailer: " + mailer
	}
	program := programThatSends(s)
	if program != "" {
		if system := linkedTracker(s.text); system != "" {
			return store.KindTracker, program + ", and it links to an item of " + system
		}
	}
	for _, domain := range []string{"pingcode.com", "worktile.com", "tapd.cn", "github.com", "atlassian.net", "gitlab.com", "zentao.net", "gitee.com", "coding.net", "yunxiao.aliyun.com"} {
		if s.fromDomain != domain && !strings.HasSuffix(s.fromDomain, "."+domain) {
			continue
		}
		if program != "" {
			return store.KindTracker, "a program of " + domain + " sent it"
		}
	}
	return "", ""
}

// programThatSends returns what shows that a program of an issue tracker sent a mail, or "".
func programThatSends(s *marks) string {
	if machine, reason := machineKind(s); machine != "" {
		return reason
	}
	if s.autoSubmitted != "" && s.autoSubmitted != "no" {
		return "Auto-Submitted: " + s.autoSubmitted
	}
	if slices.Contains([]string{"notification", "notifications", "notify", "notice", "jira", "gitlab", "redmine", "openproject", "tapd", "pingcode", "worktile", "zentao", "service", "system", "mailer"}, s.from) {
		return "from " + s.from
	}
	return ""
}
