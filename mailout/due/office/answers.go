package office

// isAnswer reports whether a template is for people who wrote to us and wait for it:
// receipts, what a command asked for, and the drafts that a PM's text becomes. Such mail
// goes before what we begin. Every other template begins something.
func isAnswer(template string) bool {
	switch template {
	case "action-receipt", "case-receipt", "confirm-receipt", "digest-receipt", "procedure-receipt", "report-receipt", "survey-receipt", "team-receipt",
		"answer-blank", "answer-late", "case-ack", "challenge", "confirm-done",
		"closing-receipt", "command-agreed", "command-deputy", "command-digest", "command-export", "command-file", "command-files", "command-help", "command-log", "command-mark", "command-open", "command-people", "command-status", "project-ask",
		"confirm-draft", "report-draft", "report-problem":
		return true
	}
	return false
}
