package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/rogpeppe/go-internal/txtar"
)

// labelled is a mail and what a careful person says of it.
type labelled struct {
	group string // the archive that has it
	name  string
	raw   []byte
	want  labels
}

// labels are the marks of a case. What is not there is not judged.
type labels struct {
	NewText    *string  `toml:"new_text"`
	Keep       []string `toml:"keep"` // sentences of the sender
	Quoted     string   `toml:"quoted"`
	Signature  string   `toml:"signature"`
	Before     []string `toml:"before"`  // texts of the mails before it in the thread
	Clients    []string `toml:"clients"` // addresses of the clients of the project; the PM's is lina@agency.example
	From       string   `toml:"from"`    // address of who wrote it
	Role       string   `toml:"role"`
	Kind       string   `toml:"kind"`
	Recipients []string `toml:"recipients"`
	Statuses   []string `toml:"statuses"`
	Method     string   `toml:"method"`
	Start      *string  `toml:"start"` // of the event, RFC 3339 in UTC; "" for none
	meeting
	tracked
	Asks      []string `toml:"asks"`
	Decision  string   `toml:"decision"`
	Deadlines []string `toml:"deadlines"`

	// What the header and the parts say.
	Subject    string   `toml:"subject"`
	Senders    []string `toml:"senders"`
	To         []string `toml:"to"` // and Cc
	ID         string   `toml:"id"`
	Answers    []string `toml:"answers"` // In-Reply-To
	References []string `toml:"references"`
	Day        string   `toml:"day"` // of a mail that is imported
	Files      []string `toml:"files"`
	Summary    string   `toml:"summary"` // of its calendar
	Note       string   `toml:"note"`    // part of what a person is to know

	Recap *recapped `toml:"recap"`

	minutes // of the text of minutes, in place of a mail
}

// readCases reads every archive of a folder: pairs of NAME.eml, or NAME.txt for the text
// of minutes, and NAME.toml.
func readCases(dir string) ([]labelled, error) {
	archives, err := filepath.Glob(filepath.Join(dir, "*.txtar"))
	if err != nil {
		return nil, err
	}
	if len(archives) == 0 {
		return nil, fmt.Errorf("no labelled mail in %s", dir)
	}
	var cases []labelled
	seen := map[string]bool{}
	for _, path := range archives {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", path, err)
		}
		mails := map[string][]byte{}
		group := strings.TrimSuffix(filepath.Base(path), ".txtar")
		for _, f := range archive.Files {
			switch name := strings.TrimSuffix(f.Name, filepath.Ext(f.Name)); filepath.Ext(f.Name) {
			case ".eml", ".txt":
				mails[name] = f.Data
			case ".toml":
				c := labelled{group: group, name: name, raw: mails[name]}
				if c.raw == nil || seen[name] {
					return nil, fmt.Errorf("%s: %s has no mail before it, or its name is taken", path, f.Name)
				}
				seen[name] = true
				if err := toml.NewDecoder(strings.NewReader(string(f.Data))).DisallowUnknownFields().Decode(&c.want); err != nil {
					return nil, fmt.Errorf("%s: %s: %w", path, f.Name, err)
				}
				cases = append(cases, c)
			default:
				return nil, fmt.Errorf("%s: %s is neither a mail nor its labels", path, f.Name)
			}
		}
	}
	return cases, nil
}
