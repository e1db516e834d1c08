package templates

import "time"

// Trouble is the data of trouble: what keeps Rapport from its work, for the administrator.
type Trouble struct {
	Begun, Over []TroubleLine
}

// TroubleLine is one thing that keeps Rapport from its work.
type TroubleLine struct {
	Kind   string // one of the store's kinds of trouble
	Object string // what it is about
	Detail string // what a server or the system said
	Since  time.Time
	Over   time.Time // zero: it lasts
}

// First returns the only line of a mail that has one, else nil.
func (t Trouble) First() *TroubleLine {
	switch {
	case len(t.Begun) == 1 && len(t.Over) == 0:
		return &t.Begun[0]
	case len(t.Begun) == 0 && len(t.Over) == 1:
		return &t.Over[0]
	}
	return nil
}

// Witness is the data of witness: the head of the log, for whoever keeps it.
type Witness struct {
	Log   string // its address
	Day   time.Time
	Event int64
	Hash  string // as people read it
}

// Witness makes the samples of witness.
func (s sampler) Witness() []any {
	return []any{Witness{"log@agency.example", day(time.March, 9), 1234, "3f9a-71c2-0b1d-88e4-19cd"}}
}

// Trouble makes the samples of trouble.
func (s sampler) Trouble() []any {
	at := day(time.March, 9).Add(10*time.Hour + 42*time.Minute)
	line := func(kind, object, detail string) TroubleLine {
		return TroubleLine{Kind: kind, Object: object, Detail: detail, Since: at}
	}
	folder := line("folder", "log", "dial tcp 192.0.2.1:993: connect: connection refused")
	relay := line("relay", "main", "421 4.3.2 Service not available")
	over := folder
	over.Over = at.Add(150 * time.Minute)
	all := []TroubleLine{
		folder, relay,
		line("login", "log", "NO [AUTHENTICATIONFAILED] Authentication failed."),
		line("relay-login", "main", "535 5.7.8 Authentication credentials invalid"),
		line("disk", "/var/lib/rapport", "96 MiB"),
		line("aside", "log/INBOX UID 4711", "the mail has 63 MiB; the limit is 50 MiB"),
		line("calendar", "cn 2027", "calendar cn has no holidays of 2027"),
		line("template", "", "en/late.md is called answer-late now"),
		line("task", "report, ACME", "a report needs a client"),
		line("config", "", "config.toml:12:1: digest = 8 is not a time of day"),
		line("clock", "", "2h5m0s"),
		line("copy", "", "no space left on device"),
		line("access", "office", "login office: the grant has ended: the password was changed, somebody withdrew it, or it was not used for long (invalid_grant): run `rapport login office` again"),
		line("grant", "office", "2026-03-20"),
		line("secret", "office", "2026-04-02"),
	}
	list := []any{Trouble{Begun: all, Over: []TroubleLine{over}}, Trouble{Over: []TroubleLine{over}}, Trouble{Over: []TroubleLine{over, over}}}
	for _, one := range all {
		list = append(list, Trouble{Begun: []TroubleLine{one}})
	}
	back := line("clock", "", "-2h5m0s")
	old := line("copy", "", "")
	failed, late := line("erasure", "", "database or disk is full"), line("erasure", "", "")
	for _, one := range []TroubleLine{back, old, failed, late} {
		list = append(list, Trouble{Begun: []TroubleLine{one}})
	}
	return list
}
