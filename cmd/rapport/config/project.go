package config

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"rapport/classify"
	"rapport/store"
)

// projectList is the projects of all files, with the tables they stand in.
type projectList struct {
	projects []store.Project
	duties   []duties
	sections []section // each as long as projects
}

// readProjects reads all [[project]] tables of all files.
func readProjects(files []*tomlFile, has surroundings) projectList {
	var l projectList
	codes := make(map[string]Place)
	for _, f := range files {
		for _, s := range (section{f.root, "", f}).sections("project") {
			p := s.project()
			l.projects = append(l.projects, p)
			l.duties = append(l.duties, s.duties(has))
			l.sections = append(l.sections, s)
			code := strings.ToUpper(p.Code)
			if first, twice := codes[code]; twice && code != "" {
				s.fail("code", "give each project a unique code", "%q is already the code of the project at %v", p.Code, first)
			} else {
				codes[code] = s.at("code")
			}
		}
	}
	return l
}

func (s section) project() store.Project {
	s.unknown()
	s.require("code", `"ACME"`, "name", `"Website"`, "client", `"Acme Ltd"`,
		"language", `"zh-CN" or "en"`, "time_zone", `"Asia/Shanghai"`)
	p := store.Project{
		Code:     s.text("code"),
		Name:     s.label("name"),
		Client:   s.label("client"),
		Language: s.language(),
		Zone:     s.zone(),
		Domains:  s.texts("domains", `["client.example"]`),
		Aliases:  s.texts("aliases", `["website"]`),
	}
	emails := make(map[string]section)
	for _, t := range s.sections("contact") {
		p.Contacts = append(p.Contacts, t.contact(emails))
	}
	if !slices.ContainsFunc(p.Contacts, func(c store.Contact) bool { return c.Role == store.RolePM }) {
		s.fail("", `add a [[project.contact]] with role = "pm"`, "the project has no PM")
	}
	return p
}

// contact reads a [[project.contact]]. emails holds the addresses of those
// before it.
func (s section) contact(emails map[string]section) store.Contact {
	s.unknown()
	s.require("name", `"Wang Wei"`, "role", `"client"`, "addresses", `["wang@client.example"]`)
	c := store.Contact{
		Name:      s.label("name"),
		Addresses: s.texts("addresses", `["wang@client.example"]`),
	}
	if s.has("role") {
		c.Role = store.Role(s.choice("role", "client", "pm", "team", "mediator", "other"))
	}
	if s.has("approves") {
		c.Approves = s.boolean("approves", false)
		if c.Approves && c.Role != store.RoleClient && c.Role != "" {
			s.fail("approves", `changes are approved by contacts with role = "client"`, "has no effect here")
		}
	}
	for i, email := range c.Addresses {
		email = strings.ToLower(strings.TrimSpace(email))
		if email == "" {
			continue
		}
		if first, twice := emails[email]; twice {
			s.file.Fail(s.entries["addresses"].list[i].place, s.path("addresses"), "remove it from one of them",
				"%q is already an address of the contact on line %d", email, first.place.Line)
		}
		emails[email] = s
	}
	return c
}

// label reads a name for people. It goes into mail, so it is not long.
func (s section) label(key string) string {
	const longest = 200
	text := s.text(key)
	switch {
	case s.has(key) && s.entries[key].kind == isString && s.entries[key].text == "":
		s.fail(key, "", "is empty")
	case len([]rune(text)) > longest:
		s.fail(key, "", "is longer than %d characters", longest)
	}
	return text
}

func (s section) language() string {
	if !s.has("language") {
		return "en"
	}
	switch text := strings.ToLower(strings.ReplaceAll(s.text("language"), "_", "-")); text {
	case "zh", "cn", "zh-hans", "zh-hans-cn", "chinese", "中文":
		s.fail("language", `write language = "zh-CN"`, "must be zh-CN or en")
	case "en-us", "en-gb", "english":
		s.fail("language", `write language = "en"`, "must be zh-CN or en")
	}
	return s.choice("language", "en", "zh-CN")
}

// zone reads an IANA time zone; UTC stands for one that is missing or wrong.
func (s section) zone() *time.Location {
	name := s.text("time_zone")
	if name == "" {
		if s.has("time_zone") {
			s.fail("time_zone", `write it as "Asia/Shanghai"`, "is empty")
		}
		return time.UTC
	}
	zone, err := time.LoadLocation(name)
	if err == nil && name != "Local" {
		return zone
	}
	remedy := `use a name from the IANA database, such as "Asia/Shanghai" or "Europe/London"`
	if meant := otherZones()[strings.ToLower(name)]; meant != "" {
		remedy = `did you mean "` + meant + `"?`
	}
	s.fail("time_zone", remedy, "%q is not a time zone", name)
	return time.UTC
}

// otherZones returns the IANA name for what people call some zones.
func otherZones() map[string]string {
	return map[string]string{
		"cst": "Asia/Shanghai", "beijing": "Asia/Shanghai", "asia/beijing": "Asia/Shanghai", "shanghai": "Asia/Shanghai",
		"china": "Asia/Shanghai", "china standard time": "Asia/Shanghai", "北京时间": "Asia/Shanghai", "北京": "Asia/Shanghai",
		"utc+8": "Asia/Shanghai", "gmt+8": "Asia/Shanghai", "+08:00": "Asia/Shanghai", "+0800": "Asia/Shanghai",
		"hong kong": "Asia/Hong_Kong", "taipei": "Asia/Taipei", "singapore": "Asia/Singapore", "tokyo": "Asia/Tokyo",
		"london": "Europe/London", "bst": "Europe/London", "berlin": "Europe/Berlin", "paris": "Europe/Paris",
		"cet": "Europe/Berlin", "cest": "Europe/Berlin", "new york": "America/New_York", "eastern": "America/New_York",
		"edt": "America/New_York", "pst": "America/Los_Angeles", "pdt": "America/Los_Angeles", "pacific": "America/Los_Angeles",
	}
}

// validate lets classify judge the projects, and gives its findings the places
// of what they are about. top is where log_address stands.
func (l projectList) validate(top section, logAddress string) {
	if len(l.projects) == 0 && !top.has("project") {
		top.warn("project", "add a [[project]] table here, or a file in projects.d", "no project is configured, so all mail stays unfiled")
	}
	c := classify.Config{LogAddress: logAddress, Projects: l.projects}
	err := c.Validate()
	for _, e := range fieldErrors(err) {
		if e.Project < 0 {
			top.fail(e.Field, "", "%s", e.Text)
			continue
		}
		l.sections[e.Project].failAt(e.Field, e.Text)
	}
	if err == nil {
		for _, text := range c.Warnings() {
			top.file.Warn(Place{File: top.file.name}, "", "", "%s", text)
		}
	}
}

// fieldErrors takes errors.Join apart.
func fieldErrors(err error) []*classify.FieldError {
	var list []*classify.FieldError
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			list = append(list, fieldErrors(e)...)
		}
	} else if field, ok := errors.AsType[*classify.FieldError](err); ok {
		list = append(list, field)
	}
	return list
}

var fieldStep = regexp.MustCompile(`([a-z_]+)(?:\[(\d+)\])?`)

// failAt notes a problem in a field such as "contacts[2].addresses[1]".
func (s section) failAt(field, text string) {
	for _, m := range fieldStep.FindAllStringSubmatch(field, -1) {
		key, index := m[1], -1
		if m[2] != "" {
			index, _ = strconv.Atoi(m[2])
		}
		if key == "contacts" { // each is a [[project.contact]]
			key = "contact"
		}
		v := s.entries[key]
		if v != nil && v.tables != nil && index >= 0 && index < len(v.tables) {
			s = section{v.tables[index], s.path(key), s.file}
			continue
		}
		if v != nil && index >= 0 && index < len(v.list) {
			s.file.Fail(v.list[index].place, s.path(key), "", "%s", text)
			return
		}
		s.fail(key, "", "%s", text)
		return
	}
	s.fail("", "", "%s", text)
}
