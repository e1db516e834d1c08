// Package config reads the configuration files, reports every mistake in them at
// once, and hands the rest of the program the configuration of each package.
package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"rapport/cmd/rapport/login"
	"rapport/cmd/rapport/wording"
	"rapport/mailin"
	"rapport/store"
	"rapport/store/mailaddr"
)

// Config is what the configuration files say, complete and valid.
type Config struct {
	StateDir   string
	LogAddress string
	Accounts   []Account
	Projects   []store.Project
	Duties     []duties // as long as Projects
	Relays     []Relay
	Sending    Sending
	Limits     Limits
	Learn      mailin.Learning // of mail that no sign files
	Digest     time.Duration   // since midnight, when PMs receive their digest; negative: never
	Model      Model
	Meetings   []MeetingSystem
	Logins     []Login
	Trackers   []Tracker
	Monitor    Monitor

	Files []File // in the order in which they were read

	Version string // of the program, as servers see it

	Places         []AccountPlaces // as long as Accounts
	RelayPlaces    []relayPlaces   // as long as Relays
	TrackerPlaces  []TrackerPlace  // as long as Trackers
	MeetingsPlaces []MeetingsPlace // as long as Meetings
	LoginPlaces    []LoginPlace    // as long as Logins
	logins         map[string]*login.Login
	getenv         func(string) string
}

// configFile is config.toml.
type configFile struct {
	table
	LogAddress string          `toml:"log_address"`
	StateDir   string          `toml:"state_dir"`
	Digest     string          `toml:"digest"`
	Accounts   []accountTable  `toml:"account"`
	Relays     []relayTable    `toml:"relay"`
	Projects   []projectTable  `toml:"project"`
	Sending    sendingTable    `toml:"sending"`
	Limits     limitsTable     `toml:"limits"`
	Learn      learnTable      `toml:"learn"`
	Trackers   []trackerTable  `toml:"tracker"`
	Meetings   []meetingsTable `toml:"meetings"`
	Logins     []loginTable    `toml:"login"`
	Classify   classifyTable   `toml:"classify"`
	Monitor
}

// projectFile is a file in projects.d.
type projectFile struct {
	table
	Projects []projectTable `toml:"project"`
}

// File is one file of a configuration, with the number of its tables.
type File struct {
	Name                         string
	Accounts, Projects, Contacts int
}

// Read reads the configuration file at path and those in projects.d
// beside it. It returns every mistake and every doubt, in the order of the files;
// after a mistake the Config is nil. No secret
// is read, and none is in a problem.
func Read(path string, getenv func(string) string) (*Config, Problems) {
	return ReadWith(path, getenv, Pending{})
}

// Pending is a file that is about to be written: the configuration file, or one in projects.d
// beside it. The zero value is none.
type Pending struct {
	Name string
	Text []byte
}

// ReadWith reads the configuration as Read does, as if a pending file were there already.
func ReadWith(path string, getenv func(string) string, pending Pending) (*Config, Problems) {
	c := &Config{getenv: getenv}
	var all Problems
	file := readConfigFile(path, pending, &all)
	if file == nil {
		return nil, all
	}
	files := readProjectFiles(filepath.Join(filepath.Dir(path), "projects.d"), pending, &all)

	var top configFile
	file.moveOldKeys()
	file.top().decode(&top)
	top.require("log_address", `"log@agency.example"`)
	c.LogAddress, c.StateDir, c.Digest = top.LogAddress, top.stateDir(path, getenv), top.digest()
	c.Monitor = top.monitor()
	if _, domain, whole := mailaddr.Cut(c.LogAddress); whole && !strings.Contains(domain, ".") && !strings.HasPrefix(domain, "[") {
		top.fail("log_address", `write the whole address, such as "log@agency.example"`, "%q has no domain of the Internet", c.LogAddress)
	}
	top.Limits.validate()
	c.Limits, c.Learn, c.Model = top.Limits.Limits, top.Learn.learning(), top.Classify.Model.model()
	c.Accounts, c.Places = top.accounts()
	c.Relays, c.RelayPlaces = top.relays(c.Accounts)
	c.Logins, c.LoginPlaces = top.logins(c.Accounts, c.Relays)
	top.Sending.complete()
	c.Sending = top.Sending.Sending
	top.checkPlus(c.Accounts)
	has := surroundings{calendars: top.Sending.calendars()}
	for _, r := range c.Relays {
		has.relays = append(has.relays, r.Name)
	}
	c.Trackers, c.TrackerPlaces = top.trackers()
	for _, t := range c.Trackers {
		has.trackers = append(has.trackers, t.Name)
	}

	c.Meetings, c.MeetingsPlaces = top.meetings()

	c.Files = []File{{Name: file.name, Accounts: len(c.Accounts)}}
	projects := c.addFile(nil, top.Projects)
	for _, f := range files {
		var more projectFile
		f.top().decode(&more)
		c.Files = append(c.Files, File{Name: f.name})
		projects = c.addFile(projects, more.Projects)
	}
	c.readProjects(projects, has)
	c.validateProjects(&top, projects)
	c.checkOwners(&top)
	for _, f := range append(files, file) {
		all = append(all, f.Problems...)
	}
	all.Sort()
	if all.Errors() > 0 {
		return nil, all
	}
	c.openLogins()
	return c, all
}

// addFile counts the projects of the last of the files, and appends them to those of
// the files before.
func (c *Config) addFile(before []*projectTable, projects []projectTable) []*projectTable {
	f := &c.Files[len(c.Files)-1]
	for i := range projects {
		f.Projects++
		f.Contacts += len(projects[i].Contacts)
		before = append(before, &projects[i])
	}
	return before
}

// maxConfigFile is far more than a person writes, in bytes.
const maxConfigFile = 4 << 20

// readConfigFile reads one file, or returns nil and a problem.
func readConfigFile(name string, pending Pending, all *Problems) *tomlFile {
	at := Place{File: name}
	text, err := pending.Text, error(nil)
	if name != pending.Name {
		text, err = ReadFile(name, maxConfigFile)
	}
	if err != nil {
		remedy := ""
		if errors.Is(err, fs.ErrPermission) {
			remedy = "run this command as the user of the service, `sudo -u rapport rapport …`, or as root"
		}
		if errors.Is(err, fs.ErrNotExist) {
			remedy = "write one with `rapport init`, or specify another file with --config FILE"
		}
		all.Fail(at, "", remedy, "%v", Reason(err))
		return nil
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	switch bad := invalidUTF8(text); {
	case bytes.HasPrefix(text, []byte{0xff, 0xfe}), bytes.HasPrefix(text, []byte{0xfe, 0xff}):
		all.Fail(at, "", "save it as UTF-8", "is UTF-16, which some editors call “Unicode”")
		return nil
	case bad >= 0:
		f := tomlFile{name: name, text: text, lines: lineStarts(text)}
		all.Fail(f.place(bad), "", "save it as UTF-8; from GBK: iconv -f GB18030 -t UTF-8", "is not UTF-8 from this point")
		return nil
	case bytes.IndexByte(text, 0) >= 0:
		all.Fail(at, "", "", "contains NUL bytes: it is not a text file")
		return nil
	}
	return parseTOML(name, text)
}

// readProjectFiles reads the *.toml files of a directory that need not exist.
func readProjectFiles(dir string, pending Pending, all *Problems) []*tomlFile {
	entries, err := os.ReadDir(dir)
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			all.Fail(Place{File: dir}, "", "", "%v", Reason(err))
		}
	}
	var names []string
	for _, entry := range entries {
		if filepath.Ext(entry.Name()) == ".toml" && !strings.HasPrefix(entry.Name(), ".") {
			names = append(names, filepath.Join(dir, entry.Name()))
		}
	}
	if filepath.Dir(pending.Name) == dir && !slices.Contains(names, pending.Name) {
		names = append(names, pending.Name)
		slices.Sort(names)
	}
	var files []*tomlFile
	for _, name := range names {
		f := readConfigFile(name, pending, all)
		if f == nil {
			continue
		}
		for key := range f.values {
			if key == "project" {
				continue
			}
			remedy := "move it to the main configuration file"
			if !slices.Contains(KnownKeys()[""], key) {
				remedy = "put a line [[project]] before the project"
			}
			name := key
			if !isKnownAnywhere(key) {
				name = unknownKey // it may be a secret in the wrong place
			}
			f.Fail(f.top().keyPlace(key), name, remedy, "is not allowed here: files in projects.d contain only [[project]]")
			delete(f.values, key)
		}
		files = append(files, f)
	}
	return files
}

// ReadFile reads a regular file of at most limit bytes.
func ReadFile(name string, limit int64) ([]byte, error) {
	info, err := os.Stat(name) // before it is opened: a pipe would wait for a writer
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("is not a regular file")
	case info.Size() > limit:
		return nil, fmt.Errorf("is larger than %s", wording.Size(limit))
	}
	return os.ReadFile(name)
}

// Reason returns what a system call said, without the path that a place has.
func Reason(err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err
	}
	return err
}

// invalidUTF8 returns the offset of the first byte that is no UTF-8, or -1.
func invalidUTF8(text []byte) int {
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}

// stateDir returns the directory of the database.
func (top *configFile) stateDir(path string, getenv func(string) string) string {
	dir := top.StateDir
	switch {
	case dir == "":
		return defaultStateDir(path, os.Geteuid() == 0, getenv)
	case strings.HasPrefix(dir, "~"):
		top.fail("state_dir", "write the full path of the home directory", "~ is not expanded")
	case !filepath.IsAbs(dir):
		return filepath.Join(filepath.Dir(path), dir)
	}
	return filepath.Clean(dir)
}

// defaultStateDir returns the directory of the database where the configuration
// at path names none: that of the service, or, for a configuration of somebody
// who is not root and keeps it elsewhere than in /etc, one below their home.
func defaultStateDir(path string, root bool, getenv func(string) string) string {
	if given, _, _ := strings.Cut(getenv("STATE_DIRECTORY"), ":"); given != "" { // systemd.exec(5)
		return given
	}
	home := getenv("HOME")
	absolute, _ := filepath.Abs(path) // without a working directory it is none in /etc
	switch {
	case filepath.Dir(filepath.Dir(absolute)) == "/etc/rapport": // /etc/rapport/NAME/config.toml of rapport@NAME.service
		return filepath.Join("/var/lib/rapport", filepath.Base(filepath.Dir(absolute)))
	case strings.HasPrefix(absolute, "/etc/"), root, home == "":
		return "/var/lib/rapport"
	}
	if state := getenv("XDG_STATE_HOME"); filepath.IsAbs(state) {
		return filepath.Join(state, "rapport")
	}
	return filepath.Join(home, ".local", "state", "rapport")
}
