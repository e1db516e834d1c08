package mailin

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rapport/mailin/mime"
	"rapport/store/corpustest"
)

// read holds what a careful person says is newly written in each of the real
// replies that may lie beside the module: the beginning of the SHA-256 of it, its
// white space folded, so that nobody's mail stands here.
var read = map[string]string{
	"erp-correct_sig.txt":      "5f9baae9",
	"erp-email_1_1.txt":        "203010cd",
	"erp-email_1_2.txt":        "2199e2cb",
	"erp-email_1_3.txt":        "fa3f4e1d",
	"erp-email_1_4.txt":        "d5df5f5e",
	"erp-email_1_5.txt":        "356199b2",
	"erp-email_1_6.txt":        "3e9819cc",
	"erp-email_1_7.txt":        "4069a5e4",
	"erp-email_1_8.txt":        "8ae1d7d8",
	"erp-email_2_1.txt":        "6877eb4e",
	"erp-email_2_2.txt":        "c56b35a1",
	"erp-email_2_3.txt":        "c56b35a1",
	"erp-email_BlackBerry.txt": "f00d7af6",
	"erp-email_bullets.txt":    "d99512d2",
	"erp-email_iPhone.txt":     "f00d7af6",
	"erp-email_long_quote.txt": "69dd9dfc",
	"erp-email_multi_word_sent_from_my_mobile_device.txt":            "f00d7af6",
	"erp-email_one_is_not_on.txt":                                    "ce31149f",
	"erp-email_sent_from_my_not_signature.txt":                       "0cbd3ee7",
	"erp-email_sig_delimiter_in_middle_of_line.txt":                  "e324e13e",
	"erp-greedy_on.txt":                                              "3883c745",
	"erp-pathological.txt":                                           "4f8d10f7",
	"redmine-apple_mail_with_attachment.eml":                         "a7b56d99",
	"redmine-body_ks_c_5601-1987.eml":                                "35640463",
	"redmine-different_contents_in_text_and_html.eml":                "32946802",
	"redmine-empty_text_and_html_part.eml":                           "e3b0c442",
	"redmine-empty_text_part.eml":                                    "765f1361",
	"redmine-fullname_of_sender_as_utf8_encoded.eml":                 "45c6029a",
	"redmine-fullname_of_sender_in_parentheses.eml":                  "87bb4647",
	"redmine-gmail-iso8859-2.eml":                                    "6d8797ca",
	"redmine-gmail_with_attachment_iso-8859-1.eml":                   "9f86d081",
	"redmine-gmail_with_attachment_ja.eml":                           "9f86d081",
	"redmine-invalid_utf8.eml":                                       "e0b17b40",
	"redmine-issue_update_with_cc.eml":                               "7ede8ca4",
	"redmine-issue_update_with_multiple_quoted_reply_above.eml":      "185d81c5",
	"redmine-issue_update_with_quoted_reply_above.eml":               "185d81c5",
	"redmine-japanese_keywords_iso_2022_jp.eml":                      "3a76ba10",
	"redmine-message_reply.eml":                                      "0e928d64",
	"redmine-message_reply_by_subject.eml":                           "0e928d64",
	"redmine-multiple_text_parts.eml":                                "bf90d248",
	"redmine-news_comment_reply.eml":                                 "1c7aec4c",
	"redmine-news_reply.eml":                                         "0b477adb",
	"redmine-no_subject_header.eml":                                  "e3b0c442",
	"redmine-outlook_2010_html_only.eml":                             "83876408",
	"redmine-outlook_web_access_2010_html_only.eml":                  "318477e4",
	"redmine-quoted_printable_utf8.eml":                              "06ac23b6",
	"redmine-smime_signature.eml":                                    "19abf9ba",
	"redmine-subject_as_iso-8859-1.eml":                              "e3b0c442",
	"redmine-subject_japanese_1.eml":                                 "2ab25f10",
	"redmine-subject_japanese_2.eml":                                 "2ab25f10",
	"redmine-subject_japanese_3.eml":                                 "5238ffa2",
	"redmine-thunderbird_with_attachment_iso-8859-1.eml":             "9f86d081",
	"redmine-thunderbird_with_attachment_ja.eml":                     "9f86d081",
	"redmine-ticket_by_empty_user.eml":                               "60c5d62a",
	"redmine-ticket_by_unknown_user.eml":                             "60c5d62a",
	"redmine-ticket_from_emission_address.eml":                       "4070badc",
	"redmine-ticket_html_only.eml":                                   "40ef2edd",
	"redmine-ticket_on_given_project.eml":                            "db318493",
	"redmine-ticket_on_project_given_by_to_header.eml":               "af2c862c",
	"redmine-ticket_reply.eml":                                       "969960e8",
	"redmine-ticket_reply_from_mail.eml":                             "a9f91f10",
	"redmine-ticket_reply_with_status.eml":                           "6ec0a753",
	"redmine-ticket_with_attachment.eml":                             "e22ca42f",
	"redmine-ticket_with_attributes.eml":                             "aa398dd8",
	"redmine-ticket_with_cc.eml":                                     "2e108428",
	"redmine-ticket_with_custom_fields.eml":                          "329be8f5",
	"redmine-ticket_with_duplicate_keyword.eml":                      "738362c0",
	"redmine-ticket_with_empty_attachment.eml":                       "e22ca42f",
	"redmine-ticket_with_invalid_attributes.eml":                     "160985fd",
	"redmine-ticket_with_keyword_after_delimiter.eml":                "c073f959",
	"redmine-ticket_with_localized_attributes.eml":                   "55fedae6",
	"redmine-ticket_with_localized_private_flag.eml":                 "53701582",
	"redmine-ticket_with_long_subject.eml":                           "098bff88",
	"redmine-ticket_with_spaces_between_attribute_and_separator.eml": "a6090611",
	"redmine-ticket_with_text_attachment_iso-8859-2.eml":             "092244d1",
	"redmine-ticket_without_from_header.eml":                         "38262dd4",
}

func TestRead_realReplies(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob(filepath.Join(corpustest.Dir(t), "reply", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		m := Read(raw, time.Time{}, mime.DefaultLimits(), nil)
		sum := sha256.Sum256([]byte(strings.Join(strings.Fields(m.NewText), " ")))
		if got, want := hex.EncodeToString(sum[:4]), read[filepath.Base(path)]; got != want {
			t.Errorf("%s: %s, want %s; new:\n%s", filepath.Base(path), got, want, m.NewText)
		}
	}
	if len(paths) < len(read) {
		t.Errorf("%d files read, want %d", len(paths), len(read))
	}
}
