package store

import (
	"embed"
	"io/fs"
	"slices"

	"rapport/store/sqlite"
)

//go:embed schema/*.sql
var schemas embed.FS

// schemaSteps returns the steps of the schema in their order.
func schemaSteps() ([]sqlite.Step, error) {
	names, err := fs.Glob(schemas, "schema/*.sql")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	steps := make([]sqlite.Step, len(names))
	for i, name := range names {
		text, err := schemas.ReadFile(name)
		if err != nil {
			return nil, err
		}
		steps[i] = sqlite.Step{Name: name, SQL: string(text)}
	}
	return steps, nil
}
