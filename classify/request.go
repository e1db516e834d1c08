package classify

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"rapport/store"
)

// returnTag opens the tag of a return path of ours, log+b.TAG@agency.example.
const returnTag = "b."

// byRequest looks for the request that m answers. The finding names its project;
// the answer is nil unless m counts as one.
func (d *Directory) byRequest(m *store.Message, kind store.Kind, log Log) (finding, *store.Answer, error) {
	f := finding{sign: store.SignOwn}
	if log == nil {
		return f, nil, nil
	}
	r, how, err := d.request(m, log)
	if err != nil || how == "" {
		return f, nil, err
	}
	if n, known := d.codes[strings.ToLower(r.Project)]; known {
		f.add(n, "answers what Rapport asked ("+r.Purpose+"), "+how)
	}
	if why := d.doesNotCount(m, kind, r); why != "" {
		f.notes = append(f.notes, "does not count as the answer to "+r.Purpose+": "+why)
		return f, nil, nil
	}
	a := &store.Answer{Request: r.ID, Purpose: r.Purpose, Object: r.Object, Version: r.Version, Address: r.Address, Reason: how}
	a.Decision = decisionOf(m.NewText)
	if a.Decision == store.DecisionOK && r.Purpose == "report-ask" {
		a.Decision = store.DecisionText // there is nothing yet to agree to
	}
	return f, a, nil
}

// mostIDs bounds the message-ids that are looked up for one mail.
const mostIDs = 20

// request finds the request by the reply address, then by what m answers.
func (d *Directory) request(m *store.Message, log Log) (r store.Request, how string, err error) {
	for _, addresses := range [][]store.Address{m.DeliveredTo, m.To, m.Cc} {
		for _, a := range addresses {
			tag, ok := d.logTag(canonicalAddress(a.Address))
			token, isReply := strings.CutPrefix(tag, replyTag)
			if !ok || !isReply {
				continue
			}
			r, found, err := log.RequestByToken(token)
			if err != nil || found {
				return r, "to the reply address that only " + r.Address + " was sent", err
			}
		}
	}
	ids := m.ThreadIDs()
	for _, id := range ids[:min(len(ids), mostIDs)] {
		if id == m.MessageID {
			continue
		}
		r, found, err := log.RequestByMessageID(id)
		if err != nil || found {
			return r, "to the mail that only " + r.Address + " was sent", err
		}
	}
	return r, "", nil
}

// doesNotCount gives the reason for which m is no answer to r, or "".
func (d *Directory) doesNotCount(m *store.Message, kind store.Kind, r store.Request) string {
	switch {
	case kind != store.KindHuman:
		return fmt.Sprintf("it is %s mail", kind)
	case len(m.From) != 1 || len(m.Header.Values("From")) != 1:
		return "it does not have exactly one sender"
	case canonicalAddress(m.From[0].Address) != canonicalAddress(r.Address):
		return "it comes from " + m.From[0].Address + ", and " + r.Address + " was asked"
	case !r.Expires.IsZero() && m.Received.After(r.Expires):
		return "it came after " + r.Expires.UTC().Format(time.DateOnly)
	case strings.TrimSpace(m.NewText) == "":
		return "nothing was newly written in it"
	}
	return ""
}

// What the first line of an answer may be, alone: in lower case, without spaces
// and marks.
const (
	okWords   = " ok okay yes send sendit approved approve fine good lgtm looksgood oksend okaysend pleasesend 👍 好 好的 行 可以 可以发 可以发送 同意 通过 没问题 确认 确认发送 发送 发吧 "
	skipWords = " skip skipit skipthisone none noreport 跳过 取消 本期不发 不用发 无需发送 "
)

// decisionOf reads the first line that was newly written. Only a line that says
// nothing else decides: "OK, but change the date" is a text.
func decisionOf(text string) store.Decision {
	for line := range strings.Lines(text) {
		word := " " + strings.Map(bareWord, strings.ToLower(line)) + " "
		switch {
		case word == "  ":
			continue
		case strings.Contains(okWords, word):
			return store.DecisionOK
		case strings.Contains(skipWords, word):
			return store.DecisionSkip
		}
		return store.DecisionText
	}
	return store.DecisionText
}

// bareWord drops spaces and marks, and makes full-width letters usual ones.
func bareWord(r rune) rune {
	switch {
	case unicode.IsSpace(r) || strings.ContainsRune(".。!！~～,，;；:：\"'“”*", r):
		return -1
	case r >= '！' && r <= '～':
		return r - '！' + '!'
	}
	return r
}

// Own says whether m claims to be mail of ours, and gives the tag of the return
// path that it reached the log mailbox by, or "".
func (d *Directory) Own(m *store.Message) (own bool, tag string) {
	if len(m.From) != 1 || !d.isLog(canonicalAddress(m.From[0].Address)) {
		return false, ""
	}
	return true, d.returnTagOf(m)
}

func (d *Directory) returnTagOf(m *store.Message) string {
	for _, addresses := range [][]store.Address{m.DeliveredTo, m.To} {
		for _, a := range addresses {
			tag, ok := d.logTag(canonicalAddress(a.Address))
			if tag, is := strings.CutPrefix(tag, returnTag); ok && is {
				return tag
			}
		}
	}
	return ""
}

// bounces gives what a notification says of mail of ours: by the return path it
// came to, else by the Message-ID of the mail it returns. Its text alone says
// nothing: anybody can write that.
func (d *Directory) bounces(m *store.Message, kind store.Kind) []store.Bounce {
	if kind != store.KindBounce && kind != store.KindDelay {
		return nil
	}
	tag := d.returnTagOf(m)
	if tag != "" {
		b := store.Bounce{ReturnTag: tag, Hard: kind == store.KindBounce, Reply: firstLine(m.NewText)}
		for _, s := range m.Delivery {
			if s.Action == "failed" || s.Action == "delayed" {
				b.Recipient, b.Status, b.Reply, b.Hard = s.Recipient, s.Status, s.Diagnostic, s.Action == "failed"
				break
			}
		}
		return []store.Bounce{b}
	}
	if m.Returned == "" {
		return nil
	}
	var list []store.Bounce
	for _, s := range m.Delivery {
		if s.Action == "failed" || s.Action == "delayed" {
			list = append(list, store.Bounce{MessageID: m.Returned, Recipient: s.Recipient, Hard: s.Action == "failed", Status: s.Status, Reply: s.Diagnostic})
		}
	}
	return list
}

// firstLine gives the first line of a text that says something, cut to what a
// list can show.
func firstLine(text string) string {
	for _, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			if runes := []rune(line); len(runes) > 200 {
				return string(runes[:200]) + "…"
			}
			return line
		}
	}
	return ""
}
