package main

import (
	"fmt"
	"slices"
	"strings"
)

// knownKeys gives every key of the configuration by the table it belongs to;
// "" is the top of config.toml.
func knownKeys() map[string][]string {
	return map[string][]string{
		"": {"log_address", "state_dir", "digest", "account", "relay", "project", "sending", "limits", "learn", "classify"},
		"account": {"name", "host", "port", "tls", "ca_file", "user", "auth",
			"password_file", "password_credential", "password_env", "password", "token_file", "token_command",
			"folders", "after", "move_to", "poll", "authserv_id", "dkim"},
		"relay": {"name", "host", "port", "tls", "ca_file", "user", "auth",
			"password_file", "password_credential", "password_env", "password", "token_file", "token_command",
			"from", "verp", "per_minute", "sent_folder", "dkim_selector", "dkim_key_file"},
		"project": {"code", "name", "client", "language", "time_zone", "domains", "aliases", "contact",
			"relay", "calendar", "report", "report_on_holiday", "report_ask", "confirm", "confirm_days", "take_back", "answer_within", "solve_within", "hours", "acknowledge", "client_status", "ask_minutes",
			"survey", "survey_at", "survey_on_milestone", "survey_after_case", "survey_every", "survey_low"},
		"project.contact": {"name", "role", "addresses", "approves"},
		"sending":         {"from_name", "plus_addresses", "expire", "storm", "per_recipient", "templates", "calendars", "chart_font"},
		"learn":           {"file_at", "suggest_at"},
		"classify":        {"model"},
		"classify.model":  {"url", "name", "timeout", "token_file", "token_command"},
		"limits":          {"message", "header", "header_fields", "depth", "parts", "text", "addresses", "references"},
	}
}

// otherWords gives the key that a word which is none stands for, where spelling
// alone does not tell.
func otherWords() map[string]string {
	return map[string]string{
		"username": "user", "login": "user", "email": "user",
		"server": "host", "hostname": "host", "imap": "host", "ssl": "tls", "starttls": "tls", "encryption": "tls",
		"passwd": "password_file", "secret": "password_file", "auth_code": "password_file",
		"interval": "poll", "mailbox": "folders", "mailboxes": "folders",
		"ca": "ca_file", "ca_cert": "ca_file", "title": "name",
		"timezone": "time_zone", "tz": "time_zone", "zone": "time_zone", "lang": "language", "locale": "language",
		"customer": "client", "people": "contact", "member": "contact", "pm": "contact", "pms": "contact",
		"mail": "addresses", "emails": "addresses",
		"size": "message", "max_size": "message", "message_size": "message",
		"id": "code", "key": "code", "datadir": "state_dir", "data_dir": "state_dir",
	}
}

// unknown notes the keys of s that it cannot have.
func (s section) unknown() {
	known := knownKeys()[s.name]
	for _, key := range s.keys {
		if !slices.Contains(known, key) {
			s.file.fail(s.entries[key].key, s.path(key), s.guess(key), "is no key here")
		}
	}
}

// meant gives the key of s that a word which is none surely stands for, or "".
func (s section) meant(key string) string {
	known := knownKeys()[s.name]
	if other := otherWords()[strings.ToLower(key)]; slices.Contains(known, other) {
		return other
	}
	return nearest(key, known)
}

// misspelt says whether one of keys is there in another spelling.
func (s section) misspelt(keys ...string) bool {
	known := knownKeys()[s.name]
	return slices.ContainsFunc(s.keys, func(k string) bool { return !slices.Contains(known, k) && slices.Contains(keys, s.meant(k)) })
}

// guess says what somebody may have meant who wrote a key that is none of s.
func (s section) guess(key string) string {
	if other := s.meant(key); other != "" {
		return fmt.Sprintf("do you mean %s?", other)
	}
	known := knownKeys()
	for _, name := range []string{"", "account", "relay", "project", "project.contact", "sending", "limits", "learn", "classify.model"} {
		switch {
		case name == s.name || !slices.Contains(known[name], key):
		case name == "":
			return "it stands at the top of the file, before the first [table]"
		case name == "limits", name == "sending", name == "learn", name == "classify.model":
			return fmt.Sprintf("it stands under [%s]", name)
		default:
			return fmt.Sprintf("it stands under [[%s]]", name)
		}
	}
	return "remove it, or put # before it"
}

// nearest gives the one of words that a misspelt word is most like, or "".
func nearest(word string, words []string) string {
	best, least := "", min(1+len(word)/3, 4)
	for _, w := range words {
		if d := editDistance(letters(word), letters(w)); d < least {
			best, least = w, d
		}
	}
	return best
}

// letters leaves out of a key what people vary without meaning to.
func letters(key string) string {
	return strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(key))
}

// editDistance counts the letters to insert, remove or change, or the
// neighbours to swap, that make b of a (optimal string alignment). Words longer
// than a key can be are infinitely far.
func editDistance(a, b string) int {
	const longest = 40
	if len(a) > longest || len(b) > longest {
		return longest
	}
	before, row := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		next := make([]int, len(b)+1)
		next[0] = i
		for j := 1; j <= len(b); j++ {
			change := row[j-1]
			if a[i-1] != b[j-1] {
				change++
			}
			next[j] = min(change, row[j]+1, next[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				next[j] = min(next[j], before[j-2]+1)
			}
		}
		before, row = row, next
	}
	return row[len(b)]
}
