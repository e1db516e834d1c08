package setup

import (
	"bytes"
	"fmt"
	"net/mail"
	"slices"
	"strings"

	"rapport/store/pattern"
)

// Project is a project to add.
type Project struct {
	Code, Name, Client, Language, TimeZone string
	Contacts                               []Contact
}

// Contact is a person to add to a project.
type Contact struct {
	Name      string
	Role      string
	Addresses []string
	Approves  bool
}

// ParseContact reads "Jane Porter <jane@acme.example>", with further addresses behind commas.
func ParseContact(text, role string) (Contact, error) {
	list, err := mail.ParseAddressList(text)
	if err != nil || len(list) == 0 || list[0].Name == "" {
		return Contact{}, fmt.Errorf("%q is not a person: write \"Jane Porter <jane@client.example>\"", text)
	}
	c := Contact{Name: list[0].Name, Role: role}
	for _, a := range list {
		c.Addresses = append(c.Addresses, a.Address)
	}
	return c, nil
}

// TOML returns the text of a file in projects.d.
func (p Project) TOML() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# Written by `rapport project add`. docs/projects.md explains every key.\n\n[[project]]\n")
	for _, line := range [][2]string{{"code", p.Code}, {"name", p.Name}, {"client", p.Client}, {"language", p.Language}, {"time_zone", p.TimeZone}} {
		fmt.Fprintf(&b, "%s = %s\n", line[0], tomlOf(line[1]))
	}
	for _, c := range p.Contacts {
		b.Write(c.TOML())
	}
	return b.Bytes()
}

// TOML returns the table of a contact, with an empty line before it.
func (c Contact) TOML() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "\n[[project.contact]]\nname = %s\nrole = %s\naddresses = %s\n", tomlOf(c.Name), tomlOf(c.Role), tomlOf(c.Addresses))
	if c.Approves {
		b.WriteString("approves = true\n")
	}
	return b.Bytes()
}

// fileWord is what the name of a file may be made of.
var fileWord = pattern.New(`^[A-Za-z0-9][A-Za-z0-9_-]*$`)

// FileName returns the name of the file of a project in projects.d.
func FileName(code string) (string, error) {
	if !fileWord.MatchString(code) || len(code) > 60 {
		return "", fmt.Errorf("%q is not a project code: use letters, digits and hyphens, such as ACME", code)
	}
	return strings.ToLower(code) + ".toml", nil
}

// AddContact returns the text of a configuration file with a contact more at the end of a
// project. It reports false where the file does not have the project in a form that a line can
// be added to. Whether the result says what it should is for its reader to check.
func AddContact(text []byte, code string, c Contact) ([]byte, bool) {
	lines := strings.SplitAfter(string(text), "\n")
	begin := -1
	for i, line := range lines {
		if begin < 0 || !isTable(line) || isTable(line) && strings.HasPrefix(strings.TrimLeft(line, "[ \t"), "project.") {
			if key, value, ok := strings.Cut(line, "="); ok && begin < 0 && strings.TrimSpace(key) == "code" && isCode(value, code) {
				begin = i
			}
			continue
		}
		return insert(lines, i, c), true
	}
	if begin < 0 {
		return nil, false
	}
	return insert(lines, len(lines), c), true
}

func isTable(line string) bool {
	return strings.HasPrefix(strings.TrimSpace(line), "[") && !strings.Contains(line, "=") && !strings.Contains(line, `"`)
}

func isCode(value, code string) bool {
	value, _, _ = strings.Cut(value, "#")
	return strings.EqualFold(strings.Trim(strings.TrimSpace(value), `"'`), code)
}

// insert puts a contact before line i, and before the empty lines and comments above it, which
// belong to what follows.
func insert(lines []string, i int, c Contact) []byte {
	for i > 0 {
		if line := strings.TrimSpace(lines[i-1]); line != "" && !strings.HasPrefix(line, "#") {
			break
		}
		i--
	}
	before := strings.Join(lines[:i], "")
	if !strings.HasSuffix(before, "\n") {
		before += "\n"
	}
	return slices.Concat([]byte(before), c.TOML(), []byte(strings.Join(lines[i:], "")))
}
