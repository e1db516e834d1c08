package closing

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/store/pattern"
	"rapport/store/visible"
	"rapport/templates"
)

// otherwise is the number of the question what to do otherwise.
const otherwise = 3

const (
	mostSuggestions   = 60
	longestSuggestion = 300
)

// Together makes what both sides wrote in a retrospective that is over a text that the PM is shown, and
// reports whether it did: not of another survey, and not where nothing may be shown. The text has no names.
func Together(ctx context.Context, o *office.Office, p *office.Project, s store.Survey) (bool, error) {
	c, found, err := o.Store.ClosingOfSurvey(ctx, s.ID)
	if err != nil || !found {
		return false, err
	}
	results, err := o.Store.SurveyResults(ctx, s)
	if err != nil || results.Withheld || len(results.Remarks) == 0 {
		return false, err
	}
	w := wordsFor(p.Language)
	title := w.retrospective
	if !c.Ends() {
		title = fmt.Sprintf(w.quarterBack, templates.QuarterName(p.Language, office.Day(c.Occasion)))
	}
	text := together(w, s, results)
	return true, o.Store.Update(ctx, func(tx *store.Tx) error {
		if marked, err := tx.MarkSurveyReported(s.ID); err != nil || !marked {
			return err
		}
		return tx.DraftRetrospective(c, title, text)
	})
}

// together writes the answers to a retrospective: as quotations, and what to do otherwise as a numbered
// list. They stand in the order of their words, which does not say which of them are by one person. A
// suggestion that nothing proves is a quotation too: it has no number by which it could be taken up.
func together(w words, s store.Survey, results store.Results) string {
	remarks := slices.SortedStableFunc(slices.Values(results.Remarks), func(a, b store.Remark) int { return strings.Compare(a.Words, b.Words) })
	var b strings.Builder
	fmt.Fprintf(&b, w.replied, s.Answered, s.Asked)
	quoted := func(title string, question int) {
		for _, r := range remarks {
			if r.Question != question || question == otherwise && !r.Unverified {
				continue
			}
			if title != "" {
				b.WriteString("\n\n## " + title)
				title = ""
			}
			b.WriteString("\n")
			for line := range strings.Lines(strings.TrimSpace(r.Words)) {
				b.WriteString("\n> " + store.Literal(strings.TrimSpace(line)))
			}
			if r.Unverified {
				b.WriteString(w.unverified)
			}
		}
	}
	quoted(w.well, 1)
	quoted(w.badly, 2)
	quoted(w.besides, 0)
	title := w.otherwise
	if list := suggestions(remarks); len(list) > 0 {
		b.WriteString("\n\n## " + title + "\n")
		title = ""
		for i, one := range list {
			fmt.Fprintf(&b, "\n%d. %s", i+1, one)
		}
	}
	quoted(title, otherwise)
	return b.String()
}

// listMark is what people write before an item of a list.
var listMark = pattern.New(`^(?:[-*•·–]\s*|\(?\d{1,2}[.)、）]\s*)`)

// suggestions returns what people would do otherwise, a line each, as Markdown.
func suggestions(remarks []store.Remark) (list []string) {
	for _, r := range remarks {
		if r.Question != otherwise || r.Unverified {
			continue
		}
		for line := range strings.Lines(r.Words) {
			line = store.Literal(visible.Cut(listMark.ReplaceAllString(strings.TrimSpace(line), ""), longestSuggestion))
			if line != "" && !slices.Contains(list, line) && len(list) < mostSuggestions {
				list = append(list, line)
			}
		}
	}
	return list
}

// send sends a retrospective that the PM approved to those who were asked.
func send(ctx context.Context, o *office.Office, p *office.Project, c store.Closing) error {
	list, err := o.Store.Confirmations(ctx, store.ConfirmationQuery{ID: c.Together})
	if err != nil || len(list) == 0 {
		return err
	}
	t := list[0]
	people, err := o.SentTo(ctx, p, t.ID)
	if err != nil {
		return err
	}
	var mails []office.Mail
	for _, who := range people {
		mails = append(mails, office.Mail{
			Key: fmt.Sprintf("confirmation %d retrospective %s", t.ID, who.Address), Template: sentTemplate, To: []store.Address{who}, Once: true,
			Data:  templates.RetrospectiveSent{Confirmed: templates.Confirmed{Project: p.Project, Kind: t.Kind, Title: t.Title, Number: t.Number, Version: t.Version, Text: t.Text}, Name: who.Name},
			Shows: &store.Shown{Object: t.ID, Version: t.Version},
		})
	}
	return o.Queue(ctx, p, mails, func(tx *store.Tx) (bool, error) { return tx.MarkRetrospectiveSent(t.ID) })
}
