package read

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"

	"rapport/classify"
	"rapport/classify/trust"
	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/config"
	"rapport/cmd/rapport/exit"
	"rapport/mailin"
	"rapport/mailin/forward"
	"rapport/store"
)

// Explanation is what Rapport makes of one mail. The names are a contract: see
// docs/explain.md.
type Explanation struct {
	MessageID    string               `json:"message_id"`
	Date         time.Time            `json:"date"`
	From         []store.Address      `json:"from"`
	To           []store.Address      `json:"to"`
	Cc           []store.Address      `json:"cc"`
	ReplyTo      []store.Address      `json:"reply_to"`
	Sender       []store.Address      `json:"sender"`
	DeliveredTo  []store.Address      `json:"delivered_to"`
	Subject      string               `json:"subject"`
	Text         string               `json:"text"`
	NewText      string               `json:"new_text"`
	Quoted       string               `json:"quoted"`
	Signature    string               `json:"signature"`
	Attachments  []store.Attachment   `json:"attachments"`
	Thread       explanationOfThread  `json:"thread"`
	Kind         store.Kind           `json:"kind"`
	KindReason   string               `json:"kind_reason"`
	Asks         []store.Ask          `json:"asks"`
	AsksWords    []store.FoundAsk     `json:"asks_words"`
	Decision     store.Choice         `json:"decision"`
	Said         store.StatedChoice   `json:"said"`
	Deadlines    []store.Deadline     `json:"deadlines"`
	SeparateAsks []store.SeparateAsk  `json:"matters"`
	Absence      store.Absence        `json:"absence"`
	Noted        store.Talk           `json:"noted"`
	Mentions     bool                 `json:"mentions_file"`
	Offers       store.Offer          `json:"offers"`
	Bounce       explanationOfBounce  `json:"bounce"`
	Calendar     store.Calendar       `json:"calendar"`
	Meeting      store.MeetingSeen    `json:"meeting"`
	Tracker      store.TrackerItem    `json:"tracker"`
	Recap        store.Recap          `json:"recap"`
	Auth         store.Evidence       `json:"auth"`
	Lookalike    string               `json:"lookalike"`
	Holds        []store.EmbeddedMail `json:"holds"`
	Project      string               `json:"project"`
	Role         store.Role           `json:"role"`
	Confidence   int                  `json:"confidence"`
	Reasons      []store.Reason       `json:"reasons"`
	Notes        []string             `json:"notes"`
	Defects      []string             `json:"defects"`
	Unparsed     string               `json:"unparsed"`
	Headers      []store.Field        `json:"headers"`
	Size         int64                `json:"size"`
	SHA256       store.Hash           `json:"sha256"`

	seen   *store.Calendar
	people *store.Directory
	zone   *time.Location // in which a person reads its times
}

type explanationOfThread struct {
	InReplyTo  []string `json:"in_reply_to"`
	References []string `json:"references"`
}

// explanationOfBounce is what a delivery status notification says.
type explanationOfBounce struct {
	Recipients []explanationOfRecipient `json:"recipients"`
	Returned   string                   `json:"returned"`    // Message-ID of the mail it is about
	EnvelopeID string                   `json:"envelope_id"` // under which that was sent
}

type explanationOfRecipient struct {
	Address    string `json:"address"`
	Status     string `json:"status"`
	Action     string `json:"action"`
	Diagnostic string `json:"diagnostic"`
	Temporary  bool   `json:"temporary"`
	FromText   bool   `json:"from_text"` // read from words, not from fields
}

// Explain returns the command `rapport explain`.
func Explain(a *app.App) *cobra.Command {
	var asJSON, online bool
	cmd := &cobra.Command{
		Use:     "explain [FILE.eml ...]",
		Short:   "Show how Rapport classifies a mail, and why",
		GroupID: app.GroupFile,
		Long: `Read a mail from a file or from standard input, and print how Rapport reads and
classifies it: participants, text, new text, attachments, kind, project, and the
reason for each decision. Nothing is stored.

No configuration is needed. With one, its projects are taken into account and, if
there is a log, its threads.`,
		Example: `  rapport explain mail.eml
  rapport show --raw 17 | rapport explain --json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			x, err := newExplainer(a)
			if err != nil {
				return err
			}
			defer x.close()
			if online {
				x.trust.DKIM = true
			}
			if len(args) == 0 {
				args = []string{"-"}
			}
			return a.Show(func(s app.Screen) error {
				for i, name := range args {
					e, err := x.explain(cmd.Context(), a.Stdin, name)
					if err != nil {
						return err
					}
					if asJSON {
						if err := app.WriteJSON(s, e); err != nil {
							return err
						}
						continue
					}
					if i > 0 {
						s.Line("")
					}
					e.show(s)
				}
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&online, "online", false, "verify DKIM signatures, which needs DNS")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object per line for each mail")
	return cmd
}

// explainer explains mails, with what configuration and log there are.
type explainer struct {
	limits    config.Limits
	directory *classify.ProjectIndex
	people    *store.Directory
	log       *store.Store // nil where there is none
	trust     trust.Config
	keys      mailin.Keys
	learning  mailin.Learning
	learnt    bool // directory goes by the log already
	known     mailin.Known
}

func newExplainer(a *app.App) (*explainer, error) {
	x := &explainer{limits: config.DefaultLimits(), directory: new(classify.ProjectIndex), people: store.NewDirectory(nil, func(string) bool { return false })}
	if !a.HasConfig() {
		return x, nil
	}
	c, err := a.LoadConfig()
	if err != nil {
		return nil, err
	}
	x.limits, x.learning, x.people = c.Limits, c.Learn, c.Directory()
	if x.directory, err = classify.New(c.Classify()); err != nil {
		return nil, exit.With(exit.Config, err)
	}
	if accounts := c.Mailboxes(); len(accounts) == 1 { // of several nobody knows which received the file
		x.trust.AuthservID = accounts[0].AuthservID
	}
	x.log, err = store.OpenReadOnly(store.Config{Dir: c.StateDir})
	if errors.Is(err, fs.ErrNotExist) {
		return x, nil
	}
	if err != nil {
		return x, err
	}
	people, err := x.log.People(context.Background())
	if err != nil {
		x.close()
		return nil, err
	}
	deputies, err := x.log.DeputiesNow(context.Background())
	if err != nil {
		x.close()
		return nil, err
	}
	closed, err := x.log.ClosedProjects(context.Background())
	if err != nil {
		x.close()
		return nil, err
	}
	x.directory = x.directory.WithPeople(people, deputies, closed, time.Now())
	return x, nil
}

func (x *explainer) close() {
	if x.log != nil {
		x.log.Close()
	}
}

func (x *explainer) explain(ctx context.Context, stdin io.Reader, name string) (Explanation, error) {
	from := stdin
	var read bytes.Buffer
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return Explanation{}, err
		}
		defer file.Close()
		if info, err := file.Stat(); err == nil && info.Mode().IsRegular() {
			read.Grow(int(min(info.Size(), x.limits.Message)) + bytes.MinRead)
		}
		from = file
	}
	// One byte over the limit is enough to see that it is over.
	if _, err := read.ReadFrom(io.LimitReader(from, x.limits.Message+1)); err != nil {
		return Explanation{}, fmt.Errorf("read %s: %w", name, config.Reason(err))
	}
	raw := read.Bytes()
	if x.log != nil && x.known.Before == nil {
		x.known.Before = func(m *store.Message) []string {
			texts, _ := x.log.AnsweredTexts(ctx, m) // it helps, and is not needed
			return texts
		}
		recurring, err := mailin.Recurring(ctx, x.log, x.directory)
		if err != nil {
			return Explanation{}, err
		}
		x.known.Recurring = recurring
	}
	m := mailin.ReadWith(raw, time.Time{}, x.limits.Parse(), x.known)
	x.trust.Now = time.Now()
	evidence := trust.Evaluate(ctx, raw, m, x.trust, &x.keys)
	m.Auth = &evidence
	var log classify.Log
	if x.log != nil {
		log = x.log
		id, err := x.log.NumberOf(ctx, m.SHA256)
		if err != nil {
			return Explanation{}, err
		}
		m.ID = id
	}
	holds, err := x.holds(raw, m, log)
	if err != nil {
		return Explanation{}, err
	}
	m.Embedded = holds
	v, err := x.decide(ctx, m, log)
	if err != nil {
		return Explanation{}, err
	}
	x.directory.Settle(m, v.Project)
	e := Explanation{
		MessageID: m.MessageID, Date: m.Date, From: app.NonNil(m.From), To: app.NonNil(m.To), Cc: app.NonNil(m.Cc), ReplyTo: app.NonNil(m.ReplyTo), Sender: app.NonNil(m.Sender),
		DeliveredTo: app.NonNil(m.DeliveredTo), Subject: m.Subject, Text: m.Text, NewText: m.NewText, Quoted: m.Quoted, Signature: m.Signature, Attachments: app.NonNil(m.Attachments),
		Thread: explanationOfThread{app.NonNil(m.InReplyTo), app.NonNil(m.References)},
		Kind:   v.Kind, KindReason: v.KindReason, Project: v.Project, Role: v.Role, Reasons: app.NonNil(v.Reasons), Notes: app.NonNil(v.Notes),
		Defects: app.NonNil(m.Defects), Unparsed: m.Unparsed, Headers: app.NonNil(m.Header), Size: m.Size, SHA256: m.SHA256,
	}
	e.addReading(m, v)
	e.seen, e.people, e.zone = m.Calendar, x.people, x.directory.ZoneOf(m, v.Project)
	e.Meeting = m.Calendar.Seen(e.zone)
	if v.Project != "" {
		e.Confidence = v.Reasons[0].Confidence
	}
	return e, nil
}

// decide asks what was learnt from the log only where nothing else decides: it
// takes a moment to learn.
func (x *explainer) decide(ctx context.Context, m *store.Message, log classify.Log) (store.Verdict, error) {
	v, err := x.directory.Decide(m, log)
	if err != nil || v.Project != "" || v.Kind != store.KindHuman || x.log == nil || x.learnt {
		return v, err
	}
	model, err := mailin.Model(ctx, x.log)
	if err != nil {
		return v, err
	}
	x.directory = x.directory.With(classify.Learnt{Model: model, FileAt: x.learning.FileAt, SuggestAt: x.learning.SuggestAt})
	x.learnt = true
	return x.directory.Decide(m, log)
}

// holds returns the mails that m holds, and which of them would be logged with it.
func (x *explainer) holds(raw []byte, m *store.Message, log classify.Log) ([]store.EmbeddedMail, error) {
	if !x.directory.Forwards(m) {
		return nil, nil
	}
	var list []store.EmbeddedMail
	for _, found := range forward.Find(raw, m, x.limits.Parse()) {
		inner := mailin.Read(found.Raw, m.Received, x.limits.Parse(), nil)
		if len(inner.From) == 0 {
			continue
		}
		v, err := x.directory.Decide(inner, log)
		if err != nil {
			return nil, err
		}
		held := store.EmbeddedMail{From: inner.From[0], Date: inner.Date, Subject: inner.Subject, Text: found.Text}
		held.StaysText = !x.directory.MayForward(m, v.Project, nil)
		if v.Project != "" && !held.StaysText {
			held.Filing.Project = v.Project
			held.Filing.Signal, held.Filing.Confidence = v.Reasons[0].Signal, v.Reasons[0].Confidence
		}
		list = append(list, held)
	}
	return list, nil
}

// addReading fills in what was made of the text, and what notices say.
func (e *Explanation) addReading(m *store.Message, v store.Verdict) {
	e.AsksWords, e.Deadlines = app.NonNil(v.Asks), app.NonNil(v.Deadlines)
	e.Asks = []store.Ask{}
	for _, a := range v.Asks {
		e.Asks = append(e.Asks, a.Ask)
	}
	if v.Stated != nil {
		e.Said, e.Decision = *v.Stated, v.Stated.Choice
	}
	e.SeparateAsks, e.Mentions, e.Offers = app.NonNil(v.SeparateAsks), v.MentionsFile, v.Offers
	if v.Absence != nil {
		e.Absence = *v.Absence
	}
	if v.Talk != nil {
		e.Noted = *v.Talk
	}
	e.Noted.People = app.NonNil(e.Noted.People)
	e.Auth, e.Lookalike, e.Holds = *m.Auth, v.Lookalike, app.NonNil(m.Embedded)
	if v.Recap != nil {
		e.Recap = *v.Recap
	}
	e.Recap.Actions = app.NonNil(e.Recap.Actions)
	if m.Calendar != nil {
		e.Calendar = *m.Calendar
	}
	e.Calendar.Attendees = app.NonNil(e.Calendar.Attendees)
	if v.Tracker != nil {
		e.Tracker = *v.Tracker
	}
	e.Bounce = explanationOfBounce{Recipients: []explanationOfRecipient{}, Returned: m.Returned, EnvelopeID: m.EnvelopeID}
	for _, d := range m.Delivery {
		e.Bounce.Recipients = append(e.Bounce.Recipients, explanationOfRecipient{d.Recipient, d.Status, d.Action, d.Diagnostic, d.Temporary(), d.FromText})
	}
}
