//go:build servers

package main

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rapport/cmd/rapport/exit"
	"rapport/mailin/servertest"
	"rapport/store"
)

// side is a project under attack: its people and what they honestly say.
type side struct {
	code, language, pm, client               string
	minutes, line, second, wish, wished      string // subjects and texts of the mails that open something
	impact, question, report, told           string
	ok, confirmed, approved, fixed, answered string // answers
}

func english(code, client string) side {
	return side{code, "en", "Li Na <li@agency.test>", client,
		"Minutes of the kick-off " + code, "The shop of " + code + " is blue.", "Minutes of the second week " + code, "Bonus points", "Please change the home page so that it shows the bonus points of a member.",
		"Launch two days later, EUR 800 more.", "When can we use the test accounts?", "Summary:\nThe order form is live on staging.", "order form is live",
		"ok", "Confirmed.", "Approved.", "Agreed", "You can use them from Monday."}
}

func chinese() side {
	return side{"XING", "zh-CN", "张敏 <zhang@agency.test>", "王伟 <wangwei@xinghe.test>",
		"启动会纪要", "商城用蓝色，四月十日上线。", "第二周会议纪要", "会员积分", "希望把首页改成显示会员积分，请调整。",
		"上线推迟两天，费用增加6000元。", "测试账号什么时候可以用？", "概述：\n订单表单已上线测试环境。", "订单表单已上线",
		"可以发送", "确认", "批准", "同意", "下周一开始可以用。"}
}

// siege is an office whose people have proved mail, and what each of them has seen.
type siege struct {
	*post
	served *served
	log    *servertest.Maildir
	seen   map[string][]*store.Message
	mails  int
}

// honest puts a mail of a person into the log mailbox as its server delivers it: the server
// found that it is theirs.
func (s *siege) honest(from, to, cc, subject, answers, text string) (id string) {
	s.Helper()
	s.mails++
	_, domain, _ := strings.Cut(address(from), "@")
	id = fmt.Sprintf("honest.%d@%s", s.mails, domain)
	var b strings.Builder
	now := time.Now().Format(time.RFC1123Z)
	fmt.Fprintf(&b, "Return-Path: <%s>\nDelivered-To: %s\nAuthentication-Results: mx.agency.test; spf=pass smtp.mailfrom=%[1]s; dmarc=pass header.from=%[3]s\n", address(from), to, domain)
	fmt.Fprintf(&b, "Received: from mail.%s by mx.agency.test with ESMTPS id H%d; %s\nFrom: %s\nTo: %s\nSubject: %s\nDate: %[3]s\nMessage-ID: <%[7]s>\n", domain, s.mails, now, from, to, subject, id)
	if cc != "" {
		fmt.Fprintf(&b, "Cc: %s\n", cc)
	}
	if answers != "" {
		fmt.Fprintf(&b, "In-Reply-To: <%s>\nReferences: <%[1]s>\n", answers)
	}
	fmt.Fprintf(&b, "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n%s\n", text)
	if err := s.log.Add([]byte(strings.ReplaceAll(b.String(), "\n", "\r\n")), time.Now()); err != nil {
		s.Fatal(err)
	}
	return id
}

// replies answers a mail of Rapport with proof.
func (s *siege) replies(from string, m *store.Message, text string) {
	s.Helper()
	s.honest(from, m.ReplyTo[0].Address, "", "Re: "+m.Subject, m.MessageID, text)
}

// next waits for a mail to a person, not seen before, of a project that holds some words
// and asks for an answer.
func (s *siege) next(person, code, words string) *store.Message {
	s.Helper()
	user := address(person)
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(200 * time.Millisecond) {
		for _, m := range s.box(user) {
			asks := len(m.ReplyTo) == 1 && strings.Contains(m.ReplyTo[0].Address, "+r.")
			known := slices.ContainsFunc(s.seen[user], func(k *store.Message) bool { return k.MessageID == m.MessageID })
			if !known && asks && strings.Contains(m.Subject, code) && squeezed(m.Subject+m.Text, words) {
				s.seen[user] = append(s.seen[user], m)
				return m
			}
		}
	}
	var has []string
	for _, m := range s.box(user) {
		has = append(has, m.Subject)
	}
	s.Fatalf("%s is not asked by %s about %q; there is\n%s", user, code, words, strings.Join(has, "\n"))
	return nil
}

// open is what a project waits for when the attack begins.
type open struct {
	minutes, change, survey *store.Message // at the client
	draft, report           *store.Message // at the PM
	question                string         // id of the client's mail
}

// begin brings a project to where everything is open.
func (s *siege) begin(c side) (o open) {
	s.Helper()
	to := "log+" + c.code + "@agency.test"
	ask := s.next(c.pm, c.code, "")
	s.replies(c.pm, ask, c.report)
	o.report = s.next(c.pm, c.code, c.told)
	s.honest(c.pm, to, "", c.minutes, "", c.line)
	s.replies(c.pm, s.next(c.pm, c.code, c.line), c.ok)
	o.minutes = s.next(c.client, c.code, c.line)
	s.honest(c.pm, to, "", c.second, "", c.line)
	o.draft = s.next(c.pm, c.code, c.second)
	s.honest(c.client, to, "", c.wish, "", c.wished)
	s.replies(c.pm, s.next(c.pm, c.code, c.wish), c.impact)
	s.replies(c.pm, s.next(c.pm, c.code, c.impact), c.ok)
	o.change = s.next(c.client, c.code, c.impact)
	o.question = s.honest(c.client, to, c.pm, "Test accounts "+c.code, "", c.question)
	s.served.becomes("Test accounts "+c.code, "case", "list", c.code)
	s.served.becomes("survey 1", "survey", "send", c.code)
	o.survey = s.next(c.client, c.code, "")
	return o
}

// end gives the honest answers to all that was open.
func (s *siege) end(c side, o open) {
	s.Helper()
	s.replies(c.client, o.minutes, c.confirmed)
	s.served.becomes("settled: confirmed", "confirm", "show", c.code, "2")
	s.replies(c.client, o.change, c.approved)
	s.replies(c.client, s.next(c.client, c.code, c.approved), c.fixed)
	s.served.becomes(" approved ", "change", "list", c.code)
	s.replies(c.client, o.survey, "4")
	s.served.becomes("4.0", "survey", "results", c.code, "1")
	s.replies(c.pm, o.draft, c.ok)
	s.next(c.client, c.code, c.second)
	s.replies(c.pm, o.report, c.ok)
	s.until(address(c.client), c.told, new([]*store.Message))
	s.honest(c.pm, address(c.client), "log+"+c.code+"@agency.test", "Re: Test accounts "+c.code, o.question, c.answered)
	s.served.becomes(`"state":"answered"`, "case", "list", c.code, "--json")
}

// state returns every row of what Rapport decides by, beside the mails themselves, and where
// each of the first mails is filed.
func (s *siege) state(mails int64) (rows []string) {
	s.Helper()
	db := s.database()
	defer db.Close()
	for _, table := range []string{"confirmation", "confirmation_version", "confirmer", "procedure", "procedure_step", "cases", "action", "action_list", "meeting",
		"report", "survey", "survey_person", "survey_answer", "survey_stop", "suspended", "command", "request", "outgoing_mail", "delivery", "split"} {
		rows = append(rows, s.rows(db, table, "SELECT * FROM "+table)...)
	}
	return append(rows, s.rows(db, "message", fmt.Sprintf("SELECT id, thread_id, project FROM message WHERE id <= %d", mails))...)
}

func (s *siege) database() *sql.DB {
	s.Helper()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(filepath.Dir(s.served.config), "state", store.FileName)+"?mode=ro&_busy_timeout=5000")
	if err != nil {
		s.Fatal(err)
	}
	return db
}

// rows returns the rows of a query as text.
func (s *siege) rows(db *sql.DB, name, query string) (list []string) {
	s.Helper()
	rows, err := db.Query(query)
	if err != nil {
		s.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		s.Fatal(err)
	}
	for rows.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			s.Fatal(err)
		}
		text := name
		for i, v := range values {
			text += fmt.Sprintf(" %s=%.80v", columns[i], v)
		}
		list = append(list, text)
	}
	if err := rows.Err(); err != nil {
		s.Fatal(err)
	}
	return list
}

// last returns the number of the newest mail of the log.
func (s *siege) last() (id int64) {
	s.Helper()
	db := s.database()
	defer db.Close()
	if err := db.QueryRow("SELECT coalesce(max(id), 0) FROM message").Scan(&id); err != nil {
		s.Fatal(err)
	}
	return id
}

// settles waits until the log holds a number of mails at least and nothing more is fetched or sent.
func (s *siege) settles(mails int64) {
	s.Helper()
	before, still := int64(-1), 0
	for deadline := time.Now().Add(5 * time.Minute); time.Now().Before(deadline); time.Sleep(time.Second) {
		now := s.last()
		if still++; now != before || now < mails {
			before, still = now, 0
		}
		if still == 4 {
			return
		}
	}
	s.Fatalf("the log has %d mails of %d", s.last(), mails)
}

// siegeConfig writes the configuration of three projects.
func siegeConfig(t *testing.T, p *post, sides []side) string {
	t.Helper()
	path := reportConfig(t, t.TempDir(), p, "en")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, project, _ := strings.Cut(string(text), "[[project]]")
	schedule := project[strings.Index(project, "report = "):strings.Index(project, "[[project.contact]]")]
	head = strings.Replace(head, "name = \"log\"\n", "name = \"log\"\nauthserv_id = \"mx.agency.test\"\n", 1) + "[sending]\nper_recipient = 1000\n"
	for _, c := range sides {
		head += fmt.Sprintf("[[project]]\ncode = %q\nname = %q\nclient = %q\nlanguage = %q\ntime_zone = \"UTC\"\nanswer_within = \"8h\"\nacknowledge = false\nhours = \"00:00-23:59\"\ntake_back = \"1s\"\n%s", c.code, "Order system "+c.code, "Client of "+c.code, c.language, schedule)
		for person, role := range map[string]string{c.pm: "pm", c.client: "client"} {
			head += fmt.Sprintf("[[project.contact]]\nname = %q\nrole = %q\naddresses = [%q]\n", strings.Split(person, " <")[0], role, address(person))
		}
		head += fmt.Sprintf("[[project.contact]]\nname = \"Sun Lei\"\nrole = \"team\"\naddresses = [%q]\n", "sun@agency.test")
	}
	if err := os.WriteFile(path, []byte(head), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// A month of forgeries against three projects in which everything is open: by somebody who
// reads the log mailbox, by somebody to whom a mail was forwarded, and by somebody who
// writes in everybody's name. Nobody but the PMs gets a mail of it, and they three at most;
// nothing has another state; and the true answers still count.
func TestServers_aMonthOfForgeriesDoesNothing(t *testing.T) {
	account := func(user string) servertest.Account { return servertest.Account{User: user, Password: "pass " + user} }
	dovecot := servertest.Dovecot(t, account("log@agency.test"), account("li@agency.test"), account("zhang@agency.test"), account("sun@agency.test"), account("anna@acme.test"), account("wangwei@xinghe.test"), account("bob@next.test"))
	if out, err := dovecot.Doveadm(t.Context(), "mailbox", "create", "-u", "log@agency.test", "Sent"); err != nil {
		t.Fatal(err, out)
	}
	sides := []side{english("SHOP", "Anna <anna@acme.test>"), chinese(), english("NEXT", "Bob <bob@next.test>")}
	post := &post{t, dovecot, servertest.Postfix(t, dovecot)}
	maildir, err := dovecot.Fill("log@agency.test")
	if err != nil {
		t.Fatal(err)
	}
	s := &siege{post: post, served: serve(t, siegeConfig(t, post, sides)), log: maildir, seen: map[string][]*store.Message{}}
	var opened []open
	for _, c := range sides {
		opened = append(opened, s.begin(c))
	}
	t.Log("everything is open")
	s.settles(0)

	people := []string{"li@agency.test", "zhang@agency.test", "sun@agency.test", "anna@acme.test", "wangwei@xinghe.test", "bob@next.test"}
	had := map[string]int{}
	for _, user := range people {
		had[user] = len(s.box(user))
	}
	mails := s.last()
	before := s.state(mails)

	forged := s.forge(sides, opened)
	t.Logf("%d mails are forged after %d true ones", forged, mails)
	s.settles(mails + int64(forged))

	for _, user := range people {
		most := 0
		if user == "li@agency.test" || user == "zhang@agency.test" {
			most = 3
		}
		if box := s.box(user); len(box)-had[user] > most {
			t.Errorf("%s got %d mails of it, at most %d", user, len(box)-had[user], most)
			for _, m := range box[had[user]:] {
				t.Logf("%s: %s\n%.600s", user, m.Subject, m.Text)
			}
		}
	}
	s.compare(before, s.state(mails))
	if out, err := rapportCommand("verify", "-c", s.served.config).CombinedOutput(); err != nil {
		t.Errorf("verify: %v\n%s", err, out)
	}
	for n, c := range sides {
		s.end(c, opened[n])
	}
	if out, err := rapportCommand("verify", "-c", s.served.config).CombinedOutput(); err != nil {
		t.Errorf("verify: %v\n%s", err, out)
	}
	if code := s.served.stop(); code != exit.OK {
		t.Errorf("exit code %d", code)
	}
}

// compare names each row that an attack made, changed or took away, beside mails to the PMs
// of the day, which are counted where they arrive.
func (s *siege) compare(before, after []string) {
	s.Helper()
	for _, row := range after {
		mail := strings.HasPrefix(row, "outgoing_mail ") || strings.HasPrefix(row, "delivery ")
		if !slices.Contains(before, row) && !mail {
			s.Errorf("new: %s", row)
		}
	}
	for _, row := range before {
		if !slices.Contains(after, row) {
			s.Errorf("gone: %s", row)
		}
	}
}
