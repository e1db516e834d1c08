package office

import (
	"strings"
	"testing"
	"time"

	"rapport/mailout/schedule"
	"rapport/store"
	"rapport/templates"
	"rapport/templates/chart"
)

func TestConfig_Validate(t *testing.T) {
	t.Parallel()
	valid := func() Config {
		return Config{
			LogAddress: "log@agency.example", Templates: new(templates.Set), Charts: new(chart.Charts), Poll: time.Second, Expire: time.Hour, Digest: -1,
			Projects: []Project{
				{
					Project: store.Project{Code: "ACME", Zone: time.UTC}, Relay: "main", From: store.Address{Address: "log@agency.example"},
					Confirm: Terms{Policy: store.PolicyAll, Days: 3}, Clock: Clock{Within: time.Hour, Begin: 9 * time.Hour, End: 18 * time.Hour},
				},
				{Project: store.Project{Code: "BETA", Zone: time.UTC}},
			},
		}
	}
	if err := valid().Validate(); err != nil {
		t.Errorf("valid: %v", err)
	}
	for want, change := range map[string]func(*Config){
		"no templates":     func(c *Config) { c.Templates = nil },
		"no charts":        func(c *Config) { c.Charts = nil },
		"poll = 0s":        func(c *Config) { c.Poll = 0 },
		"expires after 0s": func(c *Config) { c.Expire = 0 },
		"digest is due":    func(c *Config) { c.Digest = 24 * time.Hour },
		"project 2: no co": func(c *Config) { c.Projects[1].Code = "" },
		"the same code":    func(c *Config) { c.Projects[1].Code = "ACME" },
		"ACME: log addr":   func(c *Config) { c.LogAddress = "log" },
		"ACME: sender":     func(c *Config) { c.Projects[0].From.Address = "a@b.example>\r\nBcc: x" },
		"BETA: no time":    func(c *Config) { c.Projects[1].Zone = nil },
		"asked -1s before": func(c *Config) { c.Projects[0].Ask = -time.Second },
		"unknown policy":   func(c *Config) { c.Projects[0].Confirm.Policy = "most" },
		"-1 days to conf":  func(c *Config) { c.Projects[0].Confirm.Days = -1 },
		"-1s to take back": func(c *Config) { c.Projects[0].Confirm.TakeBack = -time.Second },
		"-1s to answer":    func(c *Config) { c.Projects[0].Clock.Within = -time.Second },
		"working day":      func(c *Config) { c.Projects[0].Clock.End = 8 * time.Hour },
		"needs both":       func(c *Config) { c.Projects[1].Surveys.At = new(schedule.Schedule) },
		"a survey every":   func(c *Config) { c.Projects[1].Surveys.Every = -time.Second },
		"low scores up to": func(c *Config) { c.Projects[1].Surveys.Low = 6 },
	} {
		c := valid()
		change(&c)
		if err := c.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q in it", err, want)
		}
	}
}
