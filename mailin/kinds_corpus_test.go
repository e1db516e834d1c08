//go:build !race

package mailin

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rapport/classify"
	"rapport/mailin/mime"
	"rapport/store"
	"rapport/store/corpustest"
)

// TestRead_kindsOfRealMail reads the notifications, vacation replies, complaints
// and other mail that may lie beside the module. A notice that says that mail is
// only delayed is right where its label says bounce: the labels do not tell them
// apart.
func TestRead_kindsOfRealMail(t *testing.T) {
	t.Parallel()
	dir := corpustest.Dir(t)
	manifest, err := os.Open(filepath.Join(dir, "MANIFEST.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer manifest.Close()
	// What a program wrote or passed on in bulk, by its own header.
	automatic := map[string]string{
		"mime/mikel-error_emails-bad_subject.eml":                                 "a survey service, which says that one should not reply",
		"mime/mikel-error_emails-bad_date_header.eml":                             "a mass mailing: Precedence: junk",
		"mime/mikel-error_emails-empty_group_lists.eml":                           "the server marked it as spam",
		"mime/mikel-error_emails-encoding_madness.eml":                            "from no-reply, a shop's program",
		"mime/mikel-mime_emails-raw_email_encoded_stack_level_too_deep.eml":       "from gmail-noreply",
		"mime/mikel-mime_emails-raw_email_with_mimepart_without_content_type.eml": "a delivery report",
		"mime/mikel-multipart_report_emails-multi_address_bounce1.eml":            "a delivery report",
		"mime/mikel-multipart_report_emails-multi_address_bounce2.eml":            "a delivery report",
		"mime/mikel-multipart_report_emails-multipart_report_multiple_status.eml": "a delivery report",
		"mime/mikel-multipart_report_emails-report_422.eml":                       "a delivery report",
		"mime/mikel-multipart_report_emails-report_530.eml":                       "a delivery report",
		"mime/mikel-plain_emails-raw_email_bad_time.eml":                          "the server marked it as spam",
		"mime/mikel-plain_emails-raw_email_trailing_dot.eml":                      "from noreply",
	}
	limits := mime.DefaultLimits()
	limits.Time = time.Minute
	read, labelled, right := 0, 0, 0
	for lines := bufio.NewScanner(manifest); lines.Scan(); {
		var entry struct{ Path, Kind string }
		if err := json.Unmarshal(lines.Bytes(), &entry); err != nil {
			t.Fatal(err)
		}
		if filepath.Ext(entry.Path) != ".eml" {
			continue
		}
		raw, err := os.ReadFile(filepath.Join(dir, entry.Path))
		if err != nil {
			t.Fatal(err)
		}
		m := Read(raw, time.Time{}, limits, nil)
		v, err := new(classify.ProjectIndex).Decide(m, nil)
		if err != nil {
			t.Fatal(err)
		}
		read++
		switch {
		case entry.Kind == "":
			if v.Kind != store.KindHuman && automatic[entry.Path] == "" {
				t.Errorf("%s: %s (%s), and a person may have written it", entry.Path, v.Kind, v.KindReason)
			}
			continue
		case entry.Kind == string(v.Kind), entry.Kind == "bounce" && v.Kind == store.KindDelay && delayed(m):
			right++
		default:
			t.Logf("%s: %s (%s), labelled %s", entry.Path, v.Kind, v.KindReason, entry.Kind)
		}
		labelled++
		if (v.Kind == store.KindBounce || v.Kind == store.KindDelay) && !namesRecipient(m) {
			t.Errorf("%s: no failed recipient", entry.Path)
		}
	}
	t.Logf("%d mails read, %d of %d with a label right", read, right, labelled)
	if read < 516 || labelled < 315 || right < 313 {
		t.Errorf("%d read, %d of %d right; want at least 516 read and 313 of 315 right", read, right, labelled)
	}
}

// delayed reports whether a notice mentions a delay and nothing worse.
func delayed(m *store.Message) bool {
	for _, d := range m.Delivery {
		if d.Action != "delayed" {
			return false
		}
	}
	return len(m.Delivery) > 0
}

func namesRecipient(m *store.Message) bool {
	for _, d := range m.Delivery {
		if strings.Contains(d.Recipient, "@") {
			return true
		}
	}
	return false
}
