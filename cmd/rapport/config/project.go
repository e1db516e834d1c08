package config

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"rapport/classify"
	"rapport/store"
	"rapport/store/mailaddr"
	"rapport/store/pattern"
)

// projectTable is [[project]].
type projectTable struct {
	table
	Code     string         `toml:"code"`
	Name     string         `toml:"name"`
	Client   string         `toml:"client"`
	Language string         `toml:"language"`
	TimeZone string         `toml:"time_zone"`
	Domains  []string       `toml:"domains" example:"[\"client.example\"]"`
	Aliases  []string       `toml:"aliases" example:"[\"website\"]"`
	Closed   bool           `toml:"closed"`
	Keep     string         `toml:"keep"`
	Contacts []contactTable `toml:"contact"`
	trackerKeys
	dutyKeys
}

// contactTable is [[project.contact]].
type contactTable struct {
	table
	Name      string   `toml:"name"`
	Role      string   `toml:"role"`
	Addresses []string `toml:"addresses" example:"[\"wang@client.example\"]"`
	Approves  bool     `toml:"approves"`
	Language  string   `toml:"language"`
	Hours     string   `toml:"hours"`
	Deputies  []string `toml:"deputies" example:"[\"jane@client.example\"]"`

	unknownRole bool // the mistake is reported
}

func (p *projectTable) setDefaults() {
	p.ReportAsk, p.ConfirmDays, p.TakeBack = 24*time.Hour, 3, 15*time.Minute
	p.SurveyEvery, p.SurveyLow, p.ClientDays = 30, 2, 3
	p.MissingMail = true
}

// readProjects adds the projects of all files, and what is sent for them.
func (c *Config) readProjects(tables []*projectTable, has surroundings) {
	codes := make(map[string]Place)
	for _, p := range tables {
		c.Projects = append(c.Projects, p.project(has))
		c.Duties = append(c.Duties, p.duties(has))
		code := strings.ToUpper(p.Code)
		if first, twice := codes[code]; twice && code != "" {
			p.fail("code", "give each project a unique code", "%q is already the code of the project at %v", p.Code, first)
		} else {
			codes[code] = p.at("code")
		}
	}
}

func (p *projectTable) project(has surroundings) store.Project {
	p.require("code", `"ACME"`, "name", `"Website"`, "client", `"Acme Ltd"`,
		"language", `"zh-CN" or "en"`, "time_zone", `"Asia/Shanghai"`)
	p.label("name", p.Name)
	p.label("client", p.Client)
	checkLanguage(p.table, &p.Language)
	if p.has("tracker_key") {
		p.label("tracker_key", p.TrackerKey)
	}
	project := store.Project{
		Code: p.Code, Name: p.Name, Client: p.Client, Language: p.Language, Zone: p.zone(),
		Domains: p.Domains, Aliases: p.Aliases, Closed: p.Closed, Keep: p.keep(),
		Tracker: p.Tracker, TrackerKey: strings.TrimSpace(p.TrackerKey),
	}
	p.checkTracker(has)
	emails := make(map[string]int)
	unknownRole := false
	for _, c := range p.Contacts {
		project.Contacts = append(project.Contacts, c.contact(emails))
		unknownRole = unknownRole || c.unknownRole
	}
	p.checkDeputies(project.Contacts)
	if !p.lost("contact") && !unknownRole && !slices.ContainsFunc(project.Contacts, func(c store.Contact) bool { return c.Role == store.RolePM }) {
		p.fail("", `add a [[project.contact]] with role = "pm"`, "the project has no PM")
	}
	return project
}

// keep returns how long the log of the project is kept after its last mail.
func (p *projectTable) keep() store.Keep {
	if p.Keep == "" {
		return store.Keep{}
	}
	keep, ok := store.ParseKeep(p.Keep)
	if !ok {
		p.fail("keep", `write years, months or days: "3y", "18m", "90d"`, "%q is not a length of time", p.Keep)
	}
	return keep
}

// checkDeputies checks that those who may stand in for a contact can: for a client another
// client, for a PM somebody of the team.
func (p *projectTable) checkDeputies(contacts []store.Contact) {
	for i, c := range contacts {
		for j, address := range c.Deputies {
			t := p.Contacts[i]
			fail := func(hint, message string) {
				t.file.Fail(t.elementPlace("deputies", j), t.called("deputies"), hint, "%q %s", address, message)
			}
			k := slices.IndexFunc(contacts, func(d store.Contact) bool {
				return slices.ContainsFunc(d.Addresses, func(a string) bool { return mailaddr.Key(a) == mailaddr.Key(address) })
			})
			switch {
			case k < 0:
				fail("add them as a [[project.contact]] first", "is not a contact of this project")
			case k == i:
				fail("name somebody else", "is their own address")
			case c.Role == store.RoleClient && contacts[k].Role != store.RoleClient:
				fail("name another contact with role = \"client\"", "is not a contact of the client")
			case c.Role == store.RolePM && contacts[k].Role != store.RolePM && contacts[k].Role != store.RoleTeam:
				fail("name a PM or a team member", "is neither a PM nor of the team")
			case c.Role != store.RoleClient && c.Role != store.RolePM:
				fail("deputies are for clients and PMs", "has no effect here")
			}
		}
	}
}

// contact returns a contact. emails holds the lines of those before it, by their
// addresses.
func (c *contactTable) contact(emails map[string]int) store.Contact {
	c.require("name", `"Wang Wei"`, "role", `"client"`, "addresses", `["wang@client.example"]`)
	c.label("name", c.Name)
	if c.has("role") {
		if role := otherRoles()[strings.ToLower(c.Role)]; role != "" {
			c.fail("role", `write role = "`+role+`"`, "is not one of client, pm, team, mediator, lead, other")
		}
		before := c.Role
		choice(c.table, "role", &c.Role, "client", "pm", "team", "mediator", "lead", "other")
		c.unknownRole = c.Role != before
	}
	if c.Approves && c.Role != string(store.RoleClient) && c.Role != "" {
		c.fail("approves", `changes are approved by contacts with role = "client"`, "has no effect here")
	}
	if c.has("language") {
		checkLanguage(c.table, &c.Language)
	}
	for i, email := range c.Addresses {
		email = strings.ToLower(strings.TrimSpace(email))
		if email == "" {
			continue
		}
		if line, twice := emails[email]; twice {
			c.file.Fail(c.elementPlace("addresses", i), c.called("addresses"), "remove it from one of them",
				"%q is already an address of the contact on line %d", email, line)
		}
		emails[email] = c.place.Line
	}
	begin, end, _ := c.hours("hours", c.Hours)
	return store.Contact{Begin: begin, End: end, Name: c.Name, Role: store.Role(c.Role), Addresses: c.Addresses, Approves: c.Approves, Language: c.Language, Deputies: c.Deputies}
}

// otherRoles returns the role for what people call some.
func otherRoles() map[string]string {
	return map[string]string{
		"manager": "pm", "project manager": "pm", "项目经理": "pm", "customer": "client", "客户": "client",
		"developer": "team", "member": "team", "colleague": "team", "团队": "team", "boss": "lead", "head": "lead",
	}
}

// label checks a name for people. It goes into mail, so it is not long.
func (t table) label(key, text string) {
	const longest = 200
	t.notEmpty(key, text)
	if utf8.RuneCountInString(text) > longest {
		t.fail(key, "", "is longer than %d characters", longest)
	}
}

func checkLanguage(t table, language *string) {
	switch strings.ToLower(strings.ReplaceAll(*language, "_", "-")) {
	case "zh", "cn", "zh-hans", "zh-hans-cn", "chinese", "中文":
		t.fail("language", `write language = "zh-CN"`, "must be zh-CN or en")
	case "en-us", "en-gb", "english":
		t.fail("language", `write language = "en"`, "must be zh-CN or en")
	}
	choice(t, "language", language, "en", "zh-CN")
}

// zone reads an IANA time zone; UTC stands for one that is missing or wrong.
func (p *projectTable) zone() *time.Location {
	name := p.TimeZone
	if name == "" {
		if p.has("time_zone") {
			p.fail("time_zone", `write it as "Asia/Shanghai"`, "is empty")
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
	p.fail("time_zone", remedy, "%q is not a time zone", name)
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

// validateProjects lets classify judge the projects, and adds to its findings the places
// of what they are about. top is where log_address is set.
func (c *Config) validateProjects(top *configFile, tables []*projectTable) {
	if len(tables) == 0 && !top.has("project") {
		top.warn("project", "add a [[project]] table here, or a file in projects.d", "no project is configured, so all mail stays unfiled")
	}
	all := classify.Config{LogAddress: c.LogAddress, Projects: c.Projects}
	err := all.Validate()
	for _, e := range fieldErrors(err) {
		if e.Project < 0 {
			top.fail(e.Field, "", "%s", e.Text)
			continue
		}
		tables[e.Project].failAt(e.Field, e.Text)
	}
	for _, p := range tables {
		p.warnOfLetters()
	}
	if err == nil {
		for _, text := range all.Warnings() {
			top.file.Warn(Place{File: top.file.name}, "", "", "%s", text)
		}
	}
}

// warnOfLetters warns of addresses that only servers with SMTPUTF8 (RFC 6531) can send to. A
// domain has a form in ASCII, which is used by itself.
func (p *projectTable) warnOfLetters() {
	for _, c := range p.Contacts {
		for i, address := range c.Addresses {
			if local, _, ok := mailaddr.Cut(address); ok && strings.ContainsFunc(local, func(r rune) bool { return r >= 0x80 }) {
				c.file.Warn(c.elementPlace("addresses", i), c.called("addresses"), "add an address in ASCII, and put it first",
					"%s has letters outside ASCII before the @: many servers cannot deliver mail to it", address)
			}
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

var fieldStep = pattern.New(`([a-z_]+)(?:\[(\d+)\])?`)

// failAt notes a problem in a field such as "contacts[2].addresses[1]".
func (p *projectTable) failAt(field, text string) {
	t, key := p.table, ""
	for _, m := range fieldStep.FindAllStringSubmatch(field, -1) {
		index, err := strconv.Atoi(m[2])
		key = m[1]
		if key == "contacts" {
			if key = "contact"; err == nil && index < len(p.Contacts) {
				t, key = p.Contacts[index].table, "" // each is a [[project.contact]]
			}
			continue
		}
		if err == nil && t.has(key) {
			t.file.Fail(t.elementPlace(key, index), t.called(key), "", "%s", text)
			return
		}
	}
	t.fail(key, "", "%s", text)
}
