package config

import (
	"fmt"
	"slices"
	"strings"

	"rapport/cmd/rapport/wording"
)

// KnownKeys returns every key of the configuration by the table it belongs to;
// "" is the top of config.toml.
func KnownKeys() map[string][]string {
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

// otherWords returns the key that a word which is none stands for, where spelling
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
	known := KnownKeys()[s.name]
	for _, key := range s.keys {
		if !slices.Contains(known, key) {
			s.file.Fail(s.entries[key].key, s.path(key), s.guess(key), "is not a valid key here")
		}
	}
}

// meant returns the key of s that a word which is none surely stands for, or "".
func (s section) meant(key string) string {
	known := KnownKeys()[s.name]
	if other := otherWords()[strings.ToLower(key)]; slices.Contains(known, other) {
		return other
	}
	return wording.Nearest(key, known)
}

// misspelt says whether one of keys is there in another spelling.
func (s section) misspelt(keys ...string) bool {
	known := KnownKeys()[s.name]
	return slices.ContainsFunc(s.keys, func(k string) bool { return !slices.Contains(known, k) && slices.Contains(keys, s.meant(k)) })
}

// guess says what somebody may have meant who wrote a key that is none of s.
func (s section) guess(key string) string {
	if other := s.meant(key); other != "" {
		return fmt.Sprintf("did you mean %s?", other)
	}
	known := KnownKeys()
	for _, name := range []string{"", "account", "relay", "project", "project.contact", "sending", "limits", "learn", "classify.model"} {
		switch {
		case name == s.name || !slices.Contains(known[name], key):
		case name == "":
			return "it belongs at the top of the file, before the first [table]"
		case name == "limits", name == "sending", name == "learn", name == "classify.model":
			return fmt.Sprintf("it belongs under [%s]", name)
		default:
			return fmt.Sprintf("it belongs under [[%s]]", name)
		}
	}
	return "remove it or comment it out with #"
}
