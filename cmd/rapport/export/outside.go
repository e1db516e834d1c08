package export

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"rapport/mailin/mime"
	"rapport/store"
	"rapport/store/pattern"
)

// What goes to the client's side has nothing with which its reader could answer as somebody else,
// nor what the team alone may know.

// replyToken is the token of a reply address, log+r.TOKEN@, or of a link in a text, [r.TOKEN].
var replyToken = pattern.New(`(?i)\br\.([a-z0-9]{16,64})`)

// ourID is a Message-ID of ours.
var ourID = pattern.New(`\b` + regexp.QuoteMeta(store.MessageIDPrefix) + `[a-z0-9]+@[^<>\s"]+`)

// softBreak is where quoted-printable goes on in the next line (RFC 2045 section 6.7).
var softBreak = strings.NewReplacer("=\r\n", "", "=\n", "")

// isHeld reports whether a mail has what still ties an answer to somebody who was asked. Its bytes
// are then left out of an export for the client's side.
func (w *writer) isHeld(e store.Entry, mail []byte) bool {
	if w.Internal || !w.live.Any() {
		return false
	}
	if slices.ContainsFunc(append([]string{e.MessageID}, append(e.InReplyTo, e.References...)...), w.live.HasID) {
		return true
	}
	m := mime.Read(mail, e.Received, w.Limits).Message
	return w.hasTie(softBreak.Replace(string(mail))) || w.hasTie(m.Text) || w.hasTie(m.HTML) || w.hasTie(m.Subject)
}

// hasTie reports whether a text has a token or a Message-ID that can be answered.
func (w *writer) hasTie(text string) bool {
	return slices.ContainsFunc(replyToken.FindAllStringSubmatch(text, -1), func(found []string) bool { return w.live.HasToken(strings.ToLower(found[1])) }) ||
		slices.ContainsFunc(ourID.FindAllString(text, -1), w.live.HasID)
}

// forOutside returns an entry without reply addresses, and without what the team alone may know:
// how Rapport read the mail, and what else it might have belonged to.
func (w *writer) forOutside(e store.Entry) store.Entry {
	e.Reasons, e.Notes, e.KindReason, e.Signal, e.Confidence, e.Origin, e.MarkedBy = []store.Reason{}, []string{}, "", "", 0, "", ""
	e.Interpretation = store.Interpretation{Calendar: e.Calendar, Recap: e.Recap, Auth: e.Auth, Talk: e.Talk, Lookalike: e.Lookalike}
	if e.About != nil && !w.Of(e.Project).IsShared(*e.About) {
		e.About = nil
	}
	if e.About != nil {
		about := *e.About
		about.WorkItem, about.WorkStage = "", ""
		e.About = &about
	}
	if w.live.HasID(e.MessageID) {
		e.MessageID = ""
	}
	e.InReplyTo, e.References = slices.DeleteFunc(slices.Clone(e.InReplyTo), w.live.HasID), slices.DeleteFunc(slices.Clone(e.References), w.live.HasID)
	e.Subject, e.NewText, e.Quoted = withoutTokens(e.Subject), withoutTokens(e.NewText), withoutTokens(e.Quoted)
	e.From, e.Sender, e.ReplyTo = plainAddresses(e.From), plainAddresses(e.Sender), plainAddresses(e.ReplyTo)
	e.To, e.Cc, e.DeliveredTo = plainAddresses(e.To), plainAddresses(e.Cc), []store.Address{}
	return e
}

func withoutTokens(text string) string {
	if !strings.Contains(text, "r.") {
		return text
	}
	return replyToken.ReplaceAllString(text, "r.…")
}

// plainAddresses returns addresses without the tags of reply addresses.
func plainAddresses(list []store.Address) []store.Address {
	list = slices.Clone(list)
	for i, a := range list {
		at := strings.LastIndexByte(a.Address, '@')
		if found := replyToken.FindStringIndex(a.Address); found != nil && at > found[0] {
			list[i].Address = strings.TrimRight(a.Address[:found[0]], "+-") + a.Address[at:]
		}
	}
	return list
}

// linksForOutside returns links of the chain, those of other projects and of what people did by hand
// without what they say: their hashes alone keep the chain together.
func (w *writer) linksForOutside(list []store.ChainLink) []store.ChainLink {
	list = slices.Clone(list)
	for i := range list {
		if list[i].Project != w.Project.Code || list[i].ByHand {
			list[i].Canonical = ""
		}
	}
	return list
}

// ofOneSide names the fields of a header that those a mail went to did not all get.
var ofOneSide = []string{"Bcc", "Resent-Bcc", "Delivered-To", "X-Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "Return-Path"}

// withoutOneSide returns a mail without the fields that one side alone has; all other bytes stay.
func withoutOneSide(mail []byte) []byte {
	var out []byte
	cut, rest := false, mail
	for len(rest) > 0 {
		end := bytes.IndexByte(rest, '\n') + 1
		if end == 0 {
			end = len(rest)
		}
		line := rest[:end]
		if len(bytes.TrimRight(line, "\r\n")) == 0 {
			break
		}
		if line[0] != ' ' && line[0] != '\t' {
			name, _, _ := bytes.Cut(line, []byte(":"))
			cut = slices.ContainsFunc(ofOneSide, func(field string) bool { return strings.EqualFold(field, strings.TrimRight(string(name), " \t")) })
		}
		if !cut {
			out = append(out, line...)
		}
		rest = rest[end:]
	}
	return append(out, rest...)
}
