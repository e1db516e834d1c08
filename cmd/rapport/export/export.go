// Package export writes what the log has of a project, a person or a dispute as files that can
// be read, handed over and checked without Rapport. docs/export.md describes them.
package export

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"rapport/cmd/rapport/commands/app"
	"rapport/mailin/mime"
	"rapport/store"
	"rapport/templates"
)

// Export is what is written, and what it is written with.
type Export struct {
	Store   *store.Store
	Project store.Project // whose language and zone it has
	Of      func(code string) store.Project
	People  *store.Directory
	Limits  mime.Limits
	Now     time.Time
	// Contradicted reports whether something contradicts the sender of a mail.
	Contradicted func(*store.Evidence) bool

	// Query selects the entries; Own must be set.
	Query store.LogQuery
	// Matter restricts to a matter and the threads of its mails; zero: does not.
	Matter Matter
	// Internal reports that what the client's side does not have is in it too; Proof, that the
	// content that the chain covers is, with its keys, and how Rapport read each mail.
	Internal, Proof bool
	// Most is how many bytes it may have; 0: any number. More is ErrTooLarge.
	Most int64
	// Heading is what it is about besides the project, Parts what comes before the log.
	Heading string
	Parts   []templates.ExportPart
	// Evidence is written as evidence.json, where it is not nil, and signatures.jsonl has what
	// proves the sender of each mail.
	Evidence any
}

// Matter names a matter by its kind and number: dispute 2.
type Matter struct {
	Kind   string
	Number int
}

// Written is what an export has.
type Written struct {
	Entries int    `json:"entries"`
	Files   int    `json:"files"`
	Bytes   int64  `json:"bytes"`
	LeftOut int    `json:"left_out"` // internal entries
	Erased  int    `json:"erased"`   // of whose mail nothing is left
	Held    int    `json:"held"`     // of whose mail the bytes are left out while it can be answered
	Seal    string `json:"seal"`     // SHA-256 of SHA256SUMS, which covers all of it
}

// Write writes the export into dir, whole or not at all: a directory that is there must be empty
// or an earlier export, which is replaced.
func (e Export) Write(ctx context.Context, dir string) (done Written, err error) {
	target, err := begin(dir)
	if err != nil {
		return done, err
	}
	defer target.abandon()
	target.folder.most = e.Most
	w := writer{Export: e, folder: target.folder}
	if err := w.all(ctx); err != nil {
		return done, fmt.Errorf("export to %s (nothing there was changed; repeat the command): %w", dir, err)
	}
	if w.done.Seal, err = target.folder.seal(); err != nil {
		return done, err
	}
	w.done.Files, w.done.Bytes = len(target.folder.sums), target.folder.bytes
	return w.done, target.finish()
}

// ErrTooLarge means that an export has more bytes than it may.
var ErrTooLarge = errors.New("the export is too large")

// writer writes one export.
type writer struct {
	Export
	folder *folder
	done   Written
	page   templates.LogExport
	tables tables
	only   map[int64]bool // threads that are in it; nil: all
	live   store.LiveTies
}

func (w *writer) all(ctx context.Context) (err error) {
	if w.Matter.Kind != "" {
		if w.only, err = w.threadsOf(ctx, w.Matter); err != nil {
			return err
		}
	}
	if w.live, err = w.Store.LiveTies(ctx); err != nil {
		return err
	}
	html, err := w.folder.create("log.html")
	if err != nil {
		return err
	}
	defer html.Close()
	w.page = templates.LogExport{
		LogPage: templates.LogPage{Project: w.Project, Zone: w.Project.Zone, People: w.People, Since: w.Query.Since, Shared: !w.Internal, Contradicted: w.Contradicted},
		Heading: w.Heading, Parts: w.Parts, Made: w.Now,
		Volume: func(n int) (io.WriteCloser, error) { return w.folder.create(volumeName(n)) },
	}
	if !w.Query.Until.IsZero() {
		w.page.Until = w.Query.Until.AddDate(0, 0, -1)
	}
	if err := w.page.Begin(html); err != nil {
		return err
	}
	if err := w.tables.open(w); err != nil {
		return err
	}
	defer w.tables.abandon()
	q := w.Query
	q.Errands = true
	_, err = w.Store.Story(ctx, q, func(line store.StoryLine) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if line.Entry != nil {
			return w.entry(ctx, line)
		}
		if w.only != nil && !w.isMatter(line.Matter) {
			return nil
		}
		return w.page.Line(line, templates.ExportLinks{})
	})
	if err == nil {
		err = w.page.End()
	}
	if err == nil {
		err = errors.Join(html.Close(), w.tables.close())
	}
	if err == nil && w.Evidence != nil {
		err = w.folder.json("evidence.json", w.Evidence)
	}
	if err == nil {
		err = w.folder.text("check.py", checker)
	}
	if err == nil {
		err = w.folder.text("README.txt", w.readme())
	}
	return err
}

func volumeName(n int) string {
	if n == 1 {
		return "log.pdf"
	}
	return fmt.Sprintf("log-%d.pdf", n)
}

func (w *writer) isMatter(m *store.MatterState) bool {
	return m != nil && m.Kind == w.Matter.Kind && m.Number == w.Matter.Number
}

// threadsOf returns the threads of the mails of a matter.
func (w *writer) threadsOf(ctx context.Context, m Matter) (map[int64]bool, error) {
	threads := map[int64]bool{}
	q := w.Query
	q.Brief = true
	err := w.Store.Log(ctx, q, func(e store.Entry) error {
		if w.isMatter(e.About) {
			threads[e.Thread] = true
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	switch m.Kind {
	case store.MatterCase:
		cases, err := w.Store.Cases(ctx, store.CaseQuery{Project: w.Project.Code, Number: m.Number})
		if err != nil {
			return nil, err
		}
		for _, c := range cases {
			e, err := w.Store.EntryOfMessage(ctx, c.Message)
			if err != nil {
				return nil, err
			}
			threads[e.Thread] = true
		}
	case string(store.ProcedureChange), string(store.ProcedureDispute):
		list, err := w.Store.Procedures(ctx, store.ProcedureQuery{Project: w.Project.Code, Kind: store.ProcedureKind(m.Kind), Number: m.Number})
		if err != nil {
			return nil, err
		}
		for _, one := range list {
			steps, err := w.Store.ProcedureSteps(ctx, one.ID)
			if err != nil {
				return nil, err
			}
			for _, step := range steps {
				if step.Entry == 0 {
					continue
				}
				e, err := w.Store.Entry(ctx, step.Entry)
				if err != nil {
					return nil, err
				}
				threads[e.Thread] = true
			}
		}
	}
	if len(threads) == 0 && w.Evidence == nil {
		return nil, fmt.Errorf("%s has no mail about %s %d: %w", w.Project.Code, m.Kind, m.Number, store.ErrNotFound)
	}
	return threads, nil
}

// entry writes an entry, its mail and its files.
func (w *writer) entry(ctx context.Context, line store.StoryLine) error {
	e := *line.Entry
	if w.only != nil && !w.only[e.Thread] && !w.isMatter(e.About) {
		return nil
	}
	e.Audience = w.Of(e.Project).AudienceOf(e, w.Contradicted(e.Auth))
	if !w.Internal && e.Audience != store.AudienceShared {
		w.done.LeftOut++
		return nil
	}
	w.done.Entries++
	links, whole := templates.ExportLinks{Files: map[int]string{}}, false
	mail, _, err := w.Store.RawMail(ctx, e.Message)
	switch {
	case errors.Is(err, store.ErrErased):
		w.done.Erased++
	case err != nil:
		return err
	default:
		if links.Mail, whole, err = w.mail(e, mail, links.Files); err != nil {
			return err
		}
	}
	chain, err := w.Store.ChainLinks(ctx, e, w.Proof)
	if err != nil {
		return err
	}
	if !w.Internal {
		e, chain = w.forOutside(e), w.linksForOutside(chain)
	}
	if err := w.tables.add(e, links, whole, chain, w); err != nil {
		return err
	}
	if w.Evidence != nil {
		if err := app.WriteJSON(w.tables.signatures, signed{e.ID, links.Mail, e.From, e.At, e.Auth}); err != nil {
			return err
		}
	}
	line.Entry = &e
	return w.page.Line(line, links)
}

// mail writes the bytes of a mail, and its files, whose places paths gets. whole reports whether
// all of the bytes are there.
func (w *writer) mail(e store.Entry, mail []byte, paths map[int]string) (path string, whole bool, err error) {
	held := w.isHeld(e, mail)
	if held {
		w.done.Held++
	} else {
		out := mail
		if !w.Internal {
			out = withoutOneSide(mail)
		}
		path, whole = fmt.Sprintf("mail/%06d.eml", e.ID), len(out) == len(mail)
		if err := errors.Join(w.folder.raw(path, out), w.tables.mbox.add(e, out)); err != nil {
			return "", false, err
		}
	}
	for _, file := range e.Attached {
		if held && (strings.HasPrefix(file.Type, "message/") || strings.HasPrefix(file.Type, "text/")) {
			continue // what can be answered may stand in it
		}
		name := fmt.Sprintf("files/%06d-%d-%s", e.ID, file.N, safeName(file.Name, file.Type))
		out, err := w.folder.create(name)
		if err != nil {
			return "", false, err
		}
		_, err = mime.Attachment(out, mail, file.N, w.Limits)
		if err = errors.Join(err, out.Close()); errors.Is(err, store.ErrNotFound) { // read otherwise by an older version
			w.folder.forget(name)
			continue
		}
		if err != nil {
			return "", false, fmt.Errorf("attachment %d of entry %d: %w", file.N, e.ID, err)
		}
		paths[file.N] = name
	}
	return path, whole, nil
}

// ParseMatter reads a matter as people write it: “dispute 2”, “minutes 3”.
func ParseMatter(text string) (Matter, error) {
	var m Matter
	if _, err := fmt.Sscanf(strings.ToLower(strings.TrimSpace(text)), "%s %d", &m.Kind, &m.Number); err != nil || m.Number < 1 {
		return m, fmt.Errorf("%q is no matter: write its kind and number, such as “minutes 3”, “change 1”, “dispute 2” or “case 4”", text)
	}
	if known := matterKinds(); !slices.Contains(known, m.Kind) {
		return m, fmt.Errorf("unknown kind of matter %q: must be one of %s", m.Kind, strings.Join(known, ", "))
	}
	return m, nil
}

func matterKinds() []string {
	return []string{"minutes", "plan", "scope", "acceptance", "training", "solution", "summary", "change", "dispute", "survey", "meeting", "case"}
}
