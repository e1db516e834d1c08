package config

import (
	"time"

	"rapport/mailin"
	"rapport/mailin/model"
)

// Model is the language model that may be asked; Name is "" where none is.
type Model struct {
	URL     string        `toml:"url"`
	Name    string        `toml:"name"`
	Timeout time.Duration `toml:"timeout"`
	Secret  Secret        // the zero secret where it wants none
}

// classifyTable is [classify].
type classifyTable struct {
	table
	Model modelTable `toml:"model"`
}

// modelTable is [classify.model].
type modelTable struct {
	table
	Model
	tokenKeys
}

func (m *modelTable) setDefaults() { m.Timeout = 15 * time.Second }

// model returns what the table says of a model, if it says anything.
func (m *modelTable) model() Model {
	if len(m.values) == 0 {
		return Model{}
	}
	m.require("url", `"https://api.example/v1"`, "name", `"model-small"`)
	between(m.table, "timeout", m.Timeout, time.Second, time.Minute)
	if err := (model.Config{URL: m.URL}).Validate(); err != nil && m.URL != "" {
		m.fail("url", "", "%v", err)
	}
	if m.has("token_file") || m.has("token_command") {
		m.Secret = m.secret("xoauth2")
	}
	return m.Model
}

// learnTable is [learn]: what is made of mail that no sign files.
type learnTable struct {
	table
	FileAt    int `toml:"file_at"`
	SuggestAt int `toml:"suggest_at"`
}

func (l *learnTable) setDefaults() { l.FileAt, l.SuggestAt = 95, 20 }

func (l *learnTable) learning() mailin.Learning {
	between(l.table, "file_at", l.FileAt, 0, 100)
	between(l.table, "suggest_at", l.SuggestAt, 1, 100)
	if l.FileAt > 0 && l.FileAt < 80 {
		l.warn("file_at", "use 95, or 0 to disable it", "is low: mail may be filed under the wrong project")
	}
	return mailin.Learning{FileAt: l.FileAt, SuggestAt: l.SuggestAt}
}
