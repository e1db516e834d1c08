package mailin

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pelletier/go-toml/v2"
	"github.com/rogpeppe/go-internal/txtar"

	"rapport/classify"
	"rapport/mailin/mime"
)

// Each labelled mail is of the kind that its label says, and of each
// notification the recipients, status codes and the method are read.
func TestRead_kindsOfLabelledMail(t *testing.T) {
	t.Parallel()
	archive, err := txtar.ParseFile("../cmd/eval/mail/kinds.txtar")
	if err != nil {
		t.Fatal(err)
	}
	limits := mime.DefaultLimits()
	limits.Time = time.Minute
	raw := map[string][]byte{}
	labels := 0
	for _, f := range archive.Files {
		name, isLabel := strings.CutSuffix(f.Name, ".toml")
		if !isLabel {
			raw[strings.TrimSuffix(f.Name, ".eml")] = f.Data
			continue
		}
		labels++
		t.Run(name, func(t *testing.T) {
			var want struct {
				Kind, Method         string
				Recipients, Statuses []string
			}
			if err := toml.Unmarshal(f.Data, &want); err != nil {
				t.Fatal(err)
			}
			m := Read(raw[name], time.Time{}, limits, nil)
			v, err := new(classify.ProjectIndex).Decide(m, nil)
			if err != nil {
				t.Fatal(err)
			}
			if string(v.Kind) != want.Kind {
				t.Errorf("%s (%s), want %s", v.Kind, v.KindReason, want.Kind)
			}
			var recipients, statuses []string
			for _, d := range m.Delivery {
				recipients, statuses = append(recipients, d.Recipient), append(statuses, d.Status)
			}
			if want.Recipients != nil && !slices.Equal(recipients, want.Recipients) {
				t.Errorf("recipients %q, want %q", recipients, want.Recipients)
			}
			if want.Statuses != nil && !slices.Equal(statuses, want.Statuses) {
				t.Errorf("statuses %q, want %q; %+v", statuses, want.Statuses, m.Delivery)
			}
			if want.Method != "" && (m.Calendar == nil || m.Calendar.Method != want.Method) {
				t.Errorf("calendar %+v, want method %s", m.Calendar, want.Method)
			}
		})
	}
	if labels < 60 {
		t.Errorf("only %d labelled mails", labels)
	}
}
