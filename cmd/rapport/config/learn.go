package config

import (
	"time"

	"rapport/mailin"
	"rapport/mailin/model"
)

// Model is the language model that may be asked; Name is "" where none is.
type Model struct {
	URL, Name string
	Timeout   time.Duration
	Secret    Secret // the zero secret where it wants none
}

func (s section) model() Model {
	s.unknown()
	if len(s.keys) == 0 {
		return Model{}
	}
	s.require("url", `"https://api.example/v1"`, "name", `"model-small"`)
	m := Model{URL: s.text("url"), Name: s.text("name"), Timeout: s.duration("timeout", time.Second, time.Minute, 15*time.Second)}
	if err := (model.Config{URL: m.URL}).Validate(); err != nil && m.URL != "" {
		s.fail("url", "", "%v", err)
	}
	if s.has("token_file") || s.has("token_command") {
		m.Secret = s.secret("xoauth2")
	}
	return m
}

// learning says what is made of mail that no sign files.
func (s section) learning() mailin.Learning {
	s.unknown()
	l := mailin.Learning{
		FileAt:    s.integer("file_at", 0, 100, 95),
		SuggestAt: s.integer("suggest_at", 1, 100, 20),
	}
	if l.FileAt > 0 && l.FileAt < 80 {
		s.warn("file_at", "use 95, or 0 to disable it", "is low: mail may be filed under the wrong project")
	}
	return l
}
