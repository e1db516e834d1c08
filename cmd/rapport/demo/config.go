package demo

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// WriteConfig writes the configuration of the demo into dir, for servers at
// these ports, and returns its path. Where report is not "", the English project
// has a report due at that time.
func WriteConfig(dir string, imap, smtp int, report string) (string, error) {
	secret, path := filepath.Join(dir, "password"), filepath.Join(dir, "config.toml")
	if err := os.WriteFile(secret, []byte(Password+"\n"), 0o600); err != nil {
		return "", fmt.Errorf("write the demo's password: %w", err)
	}
	if report != "" {
		report = fmt.Sprintf("report    = %q\nreport_on_holiday = \"keep\"\nreport_ask = \"48h\"\n", report)
	}
	calendars := filepath.Join(dir, "calendars")
	if err := writeCalendar(calendars, time.Now()); err != nil {
		return "", fmt.Errorf("write the demo's calendar: %w", err)
	}
	text := fmt.Sprintf(config, filepath.Join(dir, "state"), imap, User, secret, calendars, smtp, report)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		return "", fmt.Errorf("write the demo's configuration: %w", err)
	}
	return path, nil
}

// writeCalendar writes a calendar in which people work on every day, so that the demo can
// show on any day what is overdue.
func writeCalendar(dir string, now time.Time) error {
	var b strings.Builder
	for year := now.Year() - 1; year <= now.Year()+1; year++ {
		fmt.Fprintf(&b, "[year.%d]\nwork = [", year)
		for day := time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC); day.Year() == year; day = day.AddDate(0, 0, 1) {
			if day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
				fmt.Fprintf(&b, "%q, ", day.Format("01-02"))
			}
		}
		b.WriteString("]\n")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "daily.toml"), []byte(b.String()), 0o600)
}

const config = `log_address = "log@agency.example"
state_dir   = %q
digest      = "off"        # else it takes the place of mails about what is overdue, at its hour

[[account]]
name          = "log"
host          = "127.0.0.1"
port          = %d
tls           = "none"     # on loopback alone
user          = %q
password_file = %q
authserv_id   = "mx.agency.example"   # the server whose findings on senders count

[sending]
per_recipient   = 100      # Li Na gets the mail of weeks in a minute
per_client_week = 0        # and so do the clients
calendars       = %q

[[relay]]
name = "main"
host = "127.0.0.1"
port = %d
tls  = "none"
verp = true

[[project]]
code      = "ACME"
name      = "Order portal"
client    = "Acme Ltd"
language  = "en"
time_zone = "Europe/London"
domains   = ["acme.example"]
answer_within = "8h"
calendar      = "daily"
hours         = "00:00-23:59"
take_back = "1s"           # so that the demo need not wait
ask_minutes = true
%s
[[project.contact]]
name      = "Li Na"
role      = "pm"
addresses = ["li.na@agency.example"]

[[project.contact]]
name      = "Sun Lei"
role      = "team"
addresses = ["sun.lei@agency.example"]

[[project.contact]]
name      = "Anna Wright"
role      = "client"
addresses = ["anna.wright@acme.example"]
approves  = true

[[project.contact]]
name      = "Tom Becker"
role      = "client"
addresses = ["tom.becker@acme.example"]

[[project]]
code      = "XINGHE"
name      = "订单系统"
client    = "星河科技"
language  = "zh-CN"
time_zone = "Asia/Shanghai"
domains   = ["xinghe.example"]
aliases   = ["星河"]

[[project.contact]]
name      = "张敏"
role      = "pm"
addresses = ["zhang.min@agency.example"]

[[project.contact]]
name      = "孙磊"
role      = "team"
addresses = ["sun.lei@agency.example"]

[[project.contact]]
name      = "王伟"
role      = "client"
addresses = ["wangwei@xinghe.example"]

[[project.contact]]
name      = "陈静"
role      = "client"
addresses = ["chenjing@xinghe.example"]
`
