package run

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/exit"
	"rapport/cmd/rapport/export"
	"rapport/store"
	"rapport/templates"
)

// addEvidence makes an export of a project the evidence pack of a dispute.
func addEvidence(ctx context.Context, r *app.Log, e *export.Export, number int) error {
	pack, err := evidenceOf(ctx, r, e.Project, number, e.Internal)
	if errors.Is(err, store.ErrNotFound) {
		return exit.With(exit.NoInput, fmt.Errorf("no dispute %d in %s; see `rapport dispute list %[2]s`", number, e.Project.Code))
	}
	if err != nil {
		return err
	}
	e.Matter = export.Matter{Kind: string(store.ProcedureDispute), Number: number}
	e.Evidence, e.Parts = pack, pack.parts(r, e.Project)
	e.Heading = e.Parts[0].Heading
	return nil
}

// evidence is what is known of a dispute.
type evidence struct {
	store.Procedure
	Steps []store.ProcedureStep `json:"steps"`
	Texts []askedText           `json:"texts"`
}

// askedText is a text of a dispute with all its versions.
type askedText struct {
	store.Confirmation
	Versions []store.AskedVersion `json:"versions"`
}

func evidenceOf(ctx context.Context, r *app.Log, project store.Project, number int, internal bool) (pack evidence, err error) {
	list, err := r.Store.Procedures(ctx, store.ProcedureQuery{Project: project.Code, Kind: store.ProcedureDispute, Number: number})
	if err != nil {
		return pack, err
	}
	if len(list) == 0 {
		return pack, store.ErrNotFound
	}
	pack.Procedure = list[0]
	steps, err := r.Store.ProcedureSteps(ctx, pack.ID)
	if err != nil {
		return pack, err
	}
	for _, step := range steps {
		if !internal && (step.Event == store.EventAnalysed || step.Event == store.EventEvaluated) {
			step.Text, step.Files = "", nil
		}
		pack.Steps = append(pack.Steps, step)
	}
	texts, err := r.Store.Confirmations(ctx, store.ConfirmationQuery{Project: project.Code})
	if err != nil {
		return pack, err
	}
	pack.Texts = []askedText{}
	for _, c := range texts {
		if c.Kind != store.Settlement || c.Title != pack.Title || c.Created.Before(pack.Created) || c.Created.After(pack.Changed) && c.ID != pack.Confirmation {
			continue
		}
		one := askedText{Confirmation: c}
		if one.Versions, err = r.Store.AskedVersions(ctx, c.ID); err != nil {
			return pack, err
		}
		if !internal { // what people were not asked about yet
			one.Next = ""
			if len(one.Versions) == 0 {
				continue
			}
		}
		pack.Texts = append(pack.Texts, one)
	}
	return pack, nil
}

// parts returns the evidence as it stands before the log, in the language of the project.
func (pack evidence) parts(r *app.Log, project store.Project) []templates.ExportPart {
	pick := func(chinese, english string) string {
		if project.Language == templates.Chinese {
			return chinese
		}
		return english
	}
	at := func(step store.ProcedureStep) string { return r.Minute(project.Code, step.At) }
	entry := func(n int64) string {
		if n == 0 {
			return ""
		}
		return fmt.Sprintf(pick("，条目 %d", ", entry %d"), n)
	}
	parts := []templates.ExportPart{{
		Heading: fmt.Sprintf(pick("争议 %d：%s", "Dispute %d: %s"), pack.Number, pack.Title),
		About:   []string{pick("现状：", "State: ") + templates.ProcedureState(project.Language, pack.State) + pick("，自 ", " since ") + r.Minute(project.Code, pack.Changed)},
	}}
	for _, step := range pack.Steps {
		about := at(step)
		if step.Actor != "" {
			about += pick("，", ", ") + step.Actor
		}
		parts = append(parts, templates.ExportPart{
			Heading: fmt.Sprintf(pick("第 %d 步：%s", "Step %d: %s"), step.Version, templates.ProcedureState(project.Language, step.State)),
			About:   []string{about + entry(step.Entry)}, Text: step.Text,
		})
	}
	for _, text := range pack.Texts {
		for _, v := range text.Versions {
			part := templates.ExportPart{
				Heading: fmt.Sprintf(pick("方案 %d，第 %d 版", "Proposal %d, version %d"), text.Number, v.Version),
				About:   []string{fmt.Sprintf(pick("%s 征求确认，由 %s 批准", "asked on %s, approved by %s"), r.Minute(project.Code, v.Asked), v.Actor)}, Text: v.Text,
			}
			for _, a := range v.Answers {
				line := r.Name(store.Address{Name: a.Name, Address: a.Address}) + pick("：", ": ") + pick(map[string]string{"waiting": "未答复", "confirmed": "已确认", "objected": "有异议"}[a.State], a.State)
				if !a.At.IsZero() && a.State != store.ConfirmerWaiting {
					line += pick("，", ", ") + r.Minute(project.Code, a.At) + entry(a.Entry)
				}
				if a.Proof != "" {
					line += pick("，证明：", ", proof: ") + a.Proof
				}
				if words := strings.Join(strings.Fields(a.Words), " "); words != "" {
					line += fmt.Sprintf(pick("，原话：“%s”", ", in these words: “%s”"), words)
				}
				part.About = append(part.About, line)
			}
			parts = append(parts, part)
		}
	}
	return parts
}
