package classify

import (
	"slices"
	"strings"

	"rapport/classify/answer"
	"rapport/classify/frame"
	"rapport/store"
)

// filesTaken reports whether the files of a reply to a request go along with what the reply
// brings: those of PMs do, with a text that others are to confirm or get.
func filesTaken(p store.Purpose) bool {
	switch p {
	case store.PurposeReportAsk, store.PurposeReports, store.PurposeReportDraft, store.PurposeDraft, store.PurposeNotice,
		store.PurposeCase, store.PurposeProcedure, store.PurposeMinutes:
		return true
	}
	return false
}

// readFiles reads what a reply makes of the files of the text that it is about, once its words
// are read. brought are the words of the mail itself.
func (d *ProjectIndex) readFiles(a *store.Response, m *store.Message, r store.Request, brought, name string) {
	if !filesTaken(r.Purpose) {
		return
	}
	a.Files = m.Files
	if a.Decision == store.DecisionOK { // a picture within an ok is a signature's: nobody swaps files so
		a.Files = slices.DeleteFunc(slices.Clone(m.Files), func(n int) bool {
			return slices.ContainsFunc(m.Attachments, func(f store.Attachment) bool { return f.N == n && f.ContentID != "" && f.Inline })
		})
	}
	if len(m.Files) == 0 || a.Decision != store.DecisionText || m.Beside != "" {
		return
	}
	blank := frame.IsEmpty(brought, name)
	if !blank && !answer.Accompanies(brought, name) {
		return
	}
	switch r.Purpose {
	case store.PurposeReportDraft, store.PurposeDraft, store.PurposeNotice:
		a.Decision = store.DecisionNote // the text stays as it is
	case store.PurposeReportAsk, store.PurposeReports, store.PurposeProcedure, store.PurposeMinutes:
		if blank {
			a.Text = store.StandIn(d.language(r.Project), standInKind(r.Purpose), m.FileNames())
		}
	}
}

// standInKind returns what a text is called that only names its files.
func standInKind(p store.Purpose) store.ConfirmationKind {
	if p == store.PurposeMinutes {
		return store.Minutes
	}
	return ""
}

// language returns the language of a project.
func (d *ProjectIndex) language(code string) string {
	if n, known := d.codes[strings.ToLower(code)]; known {
		return d.projects[n].language
	}
	return ""
}
