package calendar

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"
	"github.com/rickar/cal/v2"

	"rapport/store/pattern"
)

//go:embed announced/*.toml
var announced embed.FS

// Calendars holds the known calendars by name.
type Calendars struct {
	dir    string
	rules  map[string][]*cal.Holiday // of those that are computed
	byName map[string]*Calendar
}

// Load returns the calendars that come with Rapport (weekdays, those of countries whose
// holidays are announced from year to year, those of countries whose holidays follow from
// rules) and those of the files NAME.toml in dir, unless dir is "". The years of a file are
// added to those that come with Rapport and replace them.
func Load(dir string) (*Calendars, error) {
	c := &Calendars{dir: dir, rules: countries(), byName: map[string]*Calendar{}}
	c.get(Weekdays).every = true
	lists, err := announced.ReadDir("announced")
	if err != nil {
		return nil, err
	}
	for _, list := range lists {
		data, err := announced.ReadFile("announced/" + list.Name())
		if err != nil {
			return nil, err
		}
		if err := c.read(strings.TrimSuffix(list.Name(), ".toml"), data); err != nil {
			return nil, fmt.Errorf("read calendar %s: %w", list.Name(), err)
		}
	}
	if dir == "" {
		return c, nil
	}
	files, err := filepath.Glob(filepath.Join(escape.Replace(dir), "*.toml"))
	if err != nil {
		return nil, fmt.Errorf("list calendars: %w", err)
	}
	if _, err := os.Stat(dir); err != nil {
		return nil, fmt.Errorf("list calendars: %w", err)
	}
	for _, file := range files {
		if err := c.readFile(file); err != nil {
			return nil, fmt.Errorf("read calendar %s: %w", file, err)
		}
	}
	return c, nil
}

// escape quotes a directory's name for use in a pattern.
var escape = strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`)

// Get returns the calendar of a name.
func (c *Calendars) Get(name string) (*Calendar, error) {
	if c.byName[name] != nil || c.rules[name] != nil {
		return c.get(name), nil
	}
	whole := slices.DeleteFunc(c.Names(), func(known string) bool { return strings.Contains(known, "-") && c.rules[known] != nil })
	return nil, fmt.Errorf("there is no calendar %q, only %s, and those of states and cantons such as de-by and ch-zh: write %s", name, strings.Join(whole, ", "), c.file(name))
}

// Names returns the sorted names of the calendars.
func (c *Calendars) Names() []string {
	names := slices.AppendSeq(slices.Collect(maps.Keys(c.byName)), maps.Keys(c.rules))
	slices.Sort(names)
	return slices.Compact(names)
}

// get returns the calendar of a name, and creates it if need be.
func (c *Calendars) get(name string) *Calendar {
	if c.byName[name] == nil {
		calendar := &Calendar{Name: name, file: c.file(name), years: map[int]map[day]bool{}}
		if rules := c.rules[name]; rules != nil {
			calendar.years = ruled(rules)
		}
		calendar.weekend[time.Saturday], calendar.weekend[time.Sunday] = true, true
		c.byName[name] = calendar
	}
	return c.byName[name]
}

func (c *Calendars) file(name string) string {
	if c.dir == "" {
		return name + ".toml in the directory of calendars that the configuration names"
	}
	return filepath.Join(c.dir, name+".toml")
}

// names matches the names that a calendar may have in the configuration.
var names = pattern.New(`^[a-z0-9][a-z0-9-]{0,31}$`)

const maxFile = 1 << 20

func (c *Calendars) readFile(file string) error {
	name := strings.TrimSuffix(filepath.Base(file), ".toml")
	if !names.MatchString(name) {
		return errors.New("the name of a calendar consists of lower-case letters, digits and hyphens")
	}
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return err
	}
	if len(data) > maxFile {
		return errors.New("longer than 1 MiB")
	}
	return c.read(name, data)
}

// fileTOML is a calendar as written. A year without holidays is an empty table.
type fileTOML struct {
	Weekend   []string            `toml:"weekend"`    // default: saturday and sunday
	EveryYear bool                `toml:"every_year"` // years that are not listed have no holidays
	Year      map[string]yearTOML `toml:"year"`
}

type yearTOML struct {
	Off  []string `toml:"off"`
	Work []string `toml:"work"`
}

func (c *Calendars) read(name string, data []byte) error {
	var written fileTOML
	decoder := toml.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&written); err != nil {
		return explain(err)
	}
	calendar := c.get(name)
	calendar.every = calendar.every || written.EveryYear
	if written.Weekend != nil {
		weekend, err := readWeekend(written.Weekend)
		if err != nil {
			return err
		}
		calendar.weekend = weekend
	}
	for _, text := range slices.Sorted(maps.Keys(written.Year)) {
		year, err := strconv.Atoi(text)
		if err != nil || year < 1970 || year > 9999 {
			return fmt.Errorf("[year.%s]: not a year from 1970 to 9999", text)
		}
		if calendar.years[year], err = readYear(year, written.Year[text]); err != nil {
			return fmt.Errorf("[year.%d]: %w", year, err)
		}
	}
	return nil
}

// explain adds the line to an error in a file.
func explain(err error) error {
	if strict, ok := errors.AsType[*toml.StrictMissingError](err); ok && len(strict.Errors) > 0 {
		first := strict.Errors[0]
		row, _ := first.Position()
		return fmt.Errorf("line %d: unknown key %s", row, strings.Join(first.Key(), "."))
	}
	if wrong, ok := errors.AsType[*toml.DecodeError](err); ok {
		row, _ := wrong.Position()
		return fmt.Errorf("line %d: %w", row, err)
	}
	return err
}

func readWeekend(days []string) (weekend [7]bool, err error) {
	for _, text := range days {
		i := slices.IndexFunc(weekdays, func(d time.Weekday) bool { return strings.EqualFold(d.String(), text) })
		if i < 0 {
			return weekend, fmt.Errorf("weekend: %q is not a day of the week: write \"friday\" and the like", text)
		}
		weekend[weekdays[i]] = true
	}
	return weekend, nil
}

var weekdays = []time.Weekday{time.Sunday, time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday}

func readYear(year int, written yearTOML) (map[day]bool, error) {
	days := map[day]bool{}
	for _, list := range []struct {
		key  string
		work bool
		days []string
	}{{"off", false, written.Off}, {"work", true, written.Work}} {
		for _, text := range list.days {
			from, to, err := readSpan(year, text)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", list.key, err)
			}
			for t := from; !t.After(to); t = t.AddDate(0, 0, 1) {
				d := day{t.Month(), t.Day()}
				if work, named := days[d]; named && work != list.work {
					return nil, fmt.Errorf("%s is both off and work", t.Format("01-02"))
				}
				days[d] = list.work
			}
		}
	}
	return days, nil
}

// readSpan reads "05-01" or "05-01 .. 05-05".
func readSpan(year int, text string) (from, to time.Time, err error) {
	first, last, span := strings.Cut(text, "..")
	if !span {
		last = first
	}
	if from, err = readDay(year, first); err != nil {
		return from, to, err
	}
	if to, err = readDay(year, last); err != nil {
		return from, to, err
	}
	if to.Before(from) {
		return from, to, fmt.Errorf("%q ends before it begins", text)
	}
	return from, to, nil
}

func readDay(year int, text string) (time.Time, error) {
	text = strings.TrimSpace(text)
	t, err := time.Parse(time.DateOnly, fmt.Sprintf("%04d-%s", year, text))
	if err != nil {
		return t, fmt.Errorf("%q is not a day of %d: write month and day, \"05-01\", or \"05-01 .. 05-05\"", text, year)
	}
	return t, nil
}
