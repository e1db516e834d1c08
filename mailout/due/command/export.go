package command

import (
	"context"
	"fmt"
	"time"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

// mostExported bounds an export by mail where nothing else does, in bytes.
const mostExported = 20 << 20

// export returns the log of projects as files to hand over, one for each project. Those that are
// too large for one email are left to the administrator.
func export(ctx context.Context, o *office.Office, q question) (data templates.CommandExport, files []store.VersionFile, err error) {
	data = templates.CommandExport{Name: q.who.Name, Projects: q.codes()}
	if o.Config.Export == nil {
		data.TooLarge = data.Projects
		return data, nil, nil
	}
	for _, p := range q.projects {
		zip, fits, err := o.Config.Export(ctx, o.Store, p.Project, mostExported)
		if err != nil {
			return data, nil, fmt.Errorf("export %s: %w", p.Code, err)
		}
		f := o.Store.PackFile(zip, "")
		one := store.VersionFile{N: len(files) + 1, Name: fmt.Sprintf("%s-%s.zip", p.Code, o.Now.In(p.Zone).Format(time.DateOnly)), Type: "application/zip", Size: f.Size, SHA256: f.SHA256}
		if fits {
			if fits, err = o.Fits(ctx, q.projects[0], append(files, one)); err != nil {
				return data, nil, err
			}
		}
		if !fits {
			data.TooLarge = append(data.TooLarge, p.Code)
			continue
		}
		if err := o.Store.Update(ctx, func(tx *store.Tx) error { return tx.KeepFile(f) }); err != nil {
			return data, nil, err
		}
		files = append(files, one)
		data.Attached = append(data.Attached, one.Name)
	}
	return data, files, nil
}
