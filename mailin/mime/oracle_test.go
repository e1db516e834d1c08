package mime_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rapport/mailin/body"
	"rapport/mailin/mime"
	"rapport/store"
	"rapport/store/corpustest"
)

// disagreements are where another parser reads a mail of the corpus differently,
// and why a person sees what is read here. Everywhere else the two agree on
// sender, recipients, subject, date, ids, text and attachments.
var disagreements = map[string]map[string]string{
	"mailparser-legacy-010": {"subject": rawBytes, "to": rawBytes},
	"mailparser-legacy-020": {"subject": rawBytes, "to": rawBytes},
	"mailparser-legacy-022": {"subject": rawBytes, "to": rawBytes},
	"mailparser-legacy-052": {"subject": rawBytes, "to": rawBytes, "text": "raw ISO-8859-1 bytes without a label are read as that"},

	"mailparser-legacy-016": {"attachments": "the name is in raw ISO-8859-1 bytes; the size is with the line ends of the file"},
	"mailparser-legacy-026": {"attachments": "x-uuencode is decoded, also in an attachment; the name is in raw ISO-8859-1 bytes"},
	"mailparser-legacy-030": {"attachments": lineEnds},
	"mailparser-legacy-042": {"attachments": lineEnds},
	"mailparser-legacy-048": {"attachments": "x-uuencode is decoded: the sizes are those of the pictures"},

	"mailparser-malformed-002": {"text": "a multipart without a boundary shows its text", "attachments": "and is no attachment"},
	"mailparser-malformed-004": {"text": "where no line is the boundary that is named, the one that is there counts", "attachments": "and the text is no attachment"},
	"mailparser-malformed-006": {"text": "a text of parts that do not end is shown", "attachments": "and is no attachment"},
	"mailparser-malformed-008": {"text": "both texts are shown", "attachments": "and neither is an attachment"},
	"mailparser-malformed-010": {"attachments": attachedMail},
	"mailparser-malformed-012": {"attachments": "the third mail stands behind a boundary of the outer multipart, which ends the inner one: it is attached too"},
	"mailparser-malformed-016": {"text": "the boundaries are longer than any may be; what stands behind is shown and not hidden", "attachments": "and is no attachment"},
	"mailparser-malformed-020": {"text": "a line of dashes is a boundary also where parts do not end: the HTML is read as HTML, and what stands before the first part is none"},

	"mailparser-rfc-000": {"text": "text/enriched is text, and is shown", "attachments": "the example's base64 holds words between braces: decoded it is shorter; a mail is named after its subject"},
	"mailparser-rfc-002": {"attachments": attachedMail},
	"mailparser-rfc-004": {"from": noAddress, "to": noAddress, "attachments": attachedMail},
	"mailparser-rfc-006": {"text": "the plain text says no more than that HTML cannot be shown: the HTML is read"},
	"mailparser-rfc-008": {"attachments": attachedMail},
}

const (
	rawBytes     = "raw ISO-8859-1 bytes, where nothing says so, are read as that and not lost"
	lineEnds     = "an attached text has the size of its bytes, CRLF and all"
	attachedMail = "an attached mail has the size of its bytes, and the name of its subject"
	noAddress    = "a name without an address identifies nobody; the header shows it, and a defect says it"
)

// oracle is what another parser makes of a mail. The indexes point into Parts.
type oracle struct {
	TextBody    []int `json:"text_body"`
	Attachments []int
	Parts       []struct {
		Headers []struct{ Name, Value any }
		Body    any
	}
}

// seen is what a person sees of a mail, in words to compare.
type seen map[string][]string

func seenOf(m *store.Message) seen {
	s := seen{"text": strings.Fields(m.Text)}
	add := func(name string, values ...string) {
		for _, value := range values {
			if value != "" {
				s[name] = append(s[name], value)
			}
		}
	}
	add("subject", m.Subject)
	add("message_id", m.MessageID)
	add("in_reply_to", m.InReplyTo...)
	add("references", m.References...)
	if !m.Date.IsZero() {
		add("date", m.Date.UTC().Format(time.RFC3339))
	}
	for name, list := range map[string][]store.Address{"from": m.From, "to": m.To, "cc": m.Cc, "reply_to": m.ReplyTo} {
		for _, a := range list {
			add(name, a.String())
		}
	}
	for _, a := range m.Attachments {
		add("attachments", fmt.Sprintf("%q %s %d", a.Name, a.Type, a.Size))
	}
	return s
}

// variant returns the name and the content of a value that is one of several.
func variant(value any) (string, any) {
	if text, ok := value.(string); ok {
		return text, nil
	}
	for name, content := range object(value) {
		return name, content
	}
	return "", nil
}

func object(value any) map[string]any {
	m, _ := value.(map[string]any)
	return m
}

func list(value any) []any {
	l, _ := value.([]any)
	return l
}

func text(value any) string {
	s, _ := value.(string)
	return s
}

func (o oracle) header(part int) map[string]any {
	fields := map[string]any{}
	for _, h := range o.Parts[part].Headers {
		name := text(h.Name)
		if name == "" {
			name = strings.ToLower(text(object(h.Name)["other"]))
		}
		fields[name] = h.Value // where there are several, the last
	}
	return fields
}

func (o oracle) seen() seen {
	s := seen{}
	add := func(name, value string) {
		if value != "" {
			s[name] = append(s[name], value)
		}
	}
	fields := o.header(0)
	for _, name := range []string{"subject", "message_id", "in_reply_to", "references"} {
		_, value := variant(fields[name])
		add(name, text(value))
		for _, one := range list(value) {
			add(name, text(one))
		}
	}
	if kind, value := variant(fields["date"]); kind == "DateTime" {
		d := object(value)
		n := func(name string) int { f, _ := d[name].(float64); return int(f) }
		zone := (n("tz_hour")*60 + n("tz_minute")) * 60
		if d["tz_before_gmt"] == true {
			zone = -zone
		}
		add("date", time.Date(n("year"), time.Month(n("month")), n("day"), n("hour"), n("minute"), n("second"), 0, time.FixedZone("", zone)).UTC().Format(time.RFC3339))
	}
	for _, name := range []string{"from", "to", "cc", "reply_to"} {
		_, value := variant(fields[name])
		how, mailboxes := variant(value)
		for _, one := range list(mailboxes) {
			all := []any{one}
			if how == "Group" {
				all = list(object(one)["addresses"])
			}
			for _, a := range all {
				add(name, store.Address{Name: text(object(a)["name"]), Address: text(object(a)["address"])}.String())
			}
		}
	}
	for _, part := range o.TextBody {
		how, content := variant(o.Parts[part].Body)
		shown := text(content)
		if how == "Html" {
			shown = body.HTMLText(shown, 1<<20)
		}
		s["text"] = append(s["text"], strings.Fields(shown)...)
	}
	for _, part := range o.Attachments {
		_, kind := variant(o.header(part)["content_type"])
		_, disposition := variant(o.header(part)["content_disposition"])
		name := parameter(disposition, "filename")
		if name == "" {
			name = parameter(kind, "name")
		}
		_, body := variant(o.Parts[part].Body)
		size := len(list(body)) + len(text(body))
		add("attachments", fmt.Sprintf("%q %s/%s %d", name, strings.ToLower(text(object(kind)["c_type"])), strings.ToLower(text(object(kind)["c_subtype"])), size))
	}
	return s
}

func parameter(field any, name string) string {
	for _, attribute := range list(object(field)["attributes"]) {
		if a := object(attribute); text(a["name"]) == name {
			return text(a["value"])
		}
	}
	return ""
}

func TestMessage_agreesWithAnotherParser(t *testing.T) {
	dir := corpustest.Dir(t)
	files, err := filepath.Glob(filepath.Join(dir, "mime", "*.json"))
	if err != nil || len(files) < 44 {
		t.Fatalf("%d readings of another parser, want 44: %v", len(files), err)
	}
	compared := 0
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		raw, err := os.ReadFile(strings.TrimSuffix(file, ".json") + ".eml")
		if err != nil {
			t.Fatal(err)
		}
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var o oracle
		if err := json.Unmarshal(source, &o); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		ours, theirs := seenOf(message(raw, time.Time{}, mime.DefaultLimits())), o.seen()
		for _, field := range []string{"subject", "message_id", "in_reply_to", "references", "date", "from", "to", "cc", "reply_to", "text", "attachments"} {
			compared++
			why := disagreements[name][field]
			switch agree := slices.Equal(ours[field], theirs[field]); {
			case !agree && why == "":
				t.Errorf("%s: %s is %q, and %q by the other parser", name, field, ours[field], theirs[field])
			case agree && why != "":
				t.Errorf("%s: both read the same %s; the reason %q is out of date", name, field, why)
			}
		}
	}
	for name := range disagreements {
		if !slices.ContainsFunc(files, func(file string) bool { return strings.TrimSuffix(filepath.Base(file), ".json") == name }) {
			t.Errorf("a reason for %s, which is not in the corpus", name)
		}
	}
	t.Logf("%d files, %d fields compared", len(files), compared)
}
