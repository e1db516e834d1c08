package manual

import (
	"regexp"
	"strings"
)

// part is a piece of the example: a table that begins, a key, or a comment of its own.
type part struct {
	table   string // that it belongs to: "[[project]]"; "" is the top
	key     string
	value   string
	meaning string // of the key, or the comment
}

var (
	// settingLine is `port = 993   # default: 993`, also where it is commented out.
	settingLine = regexp.MustCompile(`^(?:# )?([a-z_]+) = ("(?:[^"\\]|\\.)*"|\[[^\]]*\]|[^\s#]+)(?:\s+# (.*))?$`)
	// tableLine is `[[account]]`, also where it is commented out.
	tableLine = regexp.MustCompile(`^(?:# )?(\[\[?[a-z_.]+\]\]?)$`)
)

// Configuration returns the page about the configuration, rapport.toml(5), made of the
// example: its comments say what each key means.
func Configuration(about About, example string) string {
	p := newPage(about, "rapport.toml", "5", "the configuration of Rapport")
	p.heading("Description")
	p.paragraph("Rapport reads " + bold("/etc/rapport/config.toml") + ", or the file that " + bold("--config") + " or $RAPPORT_CONFIG names, and the files " +
		bold("projects.d/*.toml") + " beside it, which have [[project]] tables alone. The values below are examples; the example at the end of this page shows which keys must be set.")
	p.heading("Tables and keys")
	table := ""
	for _, part := range readExample(example) {
		if part.table != table {
			table = part.table
			p.subheading(table)
		}
		if part.key != "" {
			p.item(bold(part.key)+" = "+part.value, part.meaning)
		} else {
			p.prose(part.meaning)
		}
	}
	p.heading("Example")
	p.verbatim(example)
	p.heading("See also")
	p.text(bold("rapport") + "(1), " + bold("rapport-check") + "(1), " + bold("rapport") + "(7)")
	return p.String()
}

// readExample reads the example: each key of a table once, with its comment, which is that
// behind it or that right above it.
func readExample(example string) (parts []part) {
	table, comment := "", ""
	listed := map[string]bool{}
	end := func() {
		if comment != "" {
			parts = append(parts, part{table: table, meaning: strings.TrimRight(comment, "\n")})
		}
		comment = ""
	}
	for _, l := range strings.Split(example, "\n") {
		if m := tableLine.FindStringSubmatch(l); m != nil {
			above := comment
			if comment = ""; m[1] != table {
				table = m[1]
			}
			comment = above
			end()
			continue
		}
		m := settingLine.FindStringSubmatch(l)
		switch {
		case m == nil && strings.Trim(l, "# ") == "":
			end()
		case m == nil:
			comment += strings.TrimPrefix(strings.TrimPrefix(l, "#"), " ") + "\n"
		case listed[table+m[1]]:
			end()
		default:
			listed[table+m[1]] = true
			s := part{table: table, key: m[1], value: m[2], meaning: m[3]}
			if s.meaning == "" {
				s.meaning, comment = comment, ""
			}
			end()
			parts = append(parts, s)
		}
	}
	end()
	return parts
}
