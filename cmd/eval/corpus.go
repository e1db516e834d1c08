package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"rapport/store"
)

// machines are the mails among those listed without a kind that no person wrote
// as a letter, and what each is: somebody read them one by one.
var machines = map[string]store.Kind{
	"mikel-error_emails-bad_date_header.eml":                             store.KindList, // says Precedence: junk
	"mikel-error_emails-empty_group_lists.eml":                           store.KindSpam, // marked by the server
	"mikel-error_emails-encoding_madness.eml":                            store.KindAutomatic,
	"mikel-mime_emails-raw_email_encoded_stack_level_too_deep.eml":       store.KindAutomatic,
	"mikel-mime_emails-raw_email_with_mimepart_without_content_type.eml": store.KindDelay,
	"mikel-multipart_report_emails-multi_address_bounce1.eml":            store.KindBounce,
	"mikel-multipart_report_emails-multi_address_bounce2.eml":            store.KindBounce,
	"mikel-multipart_report_emails-multipart_report_multiple_status.eml": store.KindBounce,
	"mikel-multipart_report_emails-report_422.eml":                       store.KindDelay,
	"mikel-multipart_report_emails-report_530.eml":                       store.KindBounce,
	"mikel-plain_emails-raw_email_bad_time.eml":                          store.KindSpam,
	"mikel-plain_emails-raw_email_trailing_dot.eml":                      store.KindAutomatic, // a tracker's, by its subject
}

// judgeCorpus judges the real mail that lies in dir: the kind of what is listed
// with one, whether a notice names who it is about, and that no mail of people is
// taken for that of machines.
func (s *scores) judgeCorpus(dir string) error {
	list, err := os.Open(filepath.Join(dir, "MANIFEST.jsonl"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer list.Close()
	for lines := bufio.NewScanner(list); lines.Scan(); {
		var entry struct{ Path, Kind string }
		if err := json.Unmarshal(lines.Bytes(), &entry); err != nil {
			return fmt.Errorf("read the list of %s: %w", dir, err)
		}
		if filepath.Ext(entry.Path) != ".eml" || !strings.Contains(entry.Path, s.only) {
			continue
		}
		raw, err := os.ReadFile(filepath.Join(dir, entry.Path))
		if err != nil {
			return err
		}
		m, v := read(raw, nil, nil)
		folder, name := filepath.Split(entry.Path)
		c := labelled{group: "corpus/" + strings.TrimSuffix(folder, "/"), name: name}
		if entry.Kind == "" {
			want := store.KindHuman
			if kind, known := machines[name]; known {
				want = kind
			}
			s.point(c, "people and machines", v.Kind == want, string(want), string(v.Kind)+": "+v.KindReason)
			continue
		}
		// The list knows one word for failure and delay.
		right := string(v.Kind) == entry.Kind || v.Kind == store.KindDelay && entry.Kind == string(store.KindBounce)
		s.point(c, "kind", right, entry.Kind, string(v.Kind)+": "+v.KindReason)
		if v.Kind == store.KindBounce || v.Kind == store.KindDelay {
			s.point(c, "failed recipient", len(m.Delivery) > 0, "an address", "none")
		}
	}
	return nil
}
