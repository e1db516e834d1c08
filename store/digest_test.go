package store

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// tells records a digest of items, and returns it.
func (y *story) tells(items ...DigestItem) int64 {
	y.Helper()
	var id int64
	y.do(func(tx *Tx) (err error) {
		y.n++
		id, _, err = tx.AddDigest(Digest{Day: fmt.Sprint("2026-01-", y.n), Address: "Lina@agency.example", Project: "ACME", Items: items})
		return err
	})
	return id
}

// settles answers a digest, and returns what the PM is to be told.
func (y *story) settles(digest int64, problems []string, commands ...ItemCommand) DigestReply {
	y.Helper()
	y.replies("words", Response{Purpose: PurposeDigest, Object: digest, Decision: DecisionItems, Commands: commands, Problems: problems, Address: lina})
	list, err := y.s.PendingDigestReplies(y.Context())
	if err != nil || len(list) != 1 {
		y.Fatal(list, err)
	}
	return list[0]
}

func TestDigest_isOneADayAndAPM(t *testing.T) {
	y := begin(t)
	if last, err := y.s.LastDigest(t.Context(), lina); err != nil || last.ID != 0 {
		t.Errorf("%+v, %v", last, err)
	}
	digest := Digest{Day: "2026-01-02", Address: "Lina@agency.example", Project: "ACME", Latest: 7, Items: []DigestItem{{Kind: ItemCase, Object: 3}}}
	for _, want := range []bool{true, false} {
		y.moves(want, func(tx *Tx) (bool, error) { _, made, err := tx.AddDigest(digest); return made, err })
	}
	if last, err := y.s.LastDigest(t.Context(), lina); err != nil || last.Latest != 7 || last.Items[0].Object != 3 {
		t.Errorf("%+v, %v", last, err)
	}
}

// Mail that fits no project, until a PM says where it belongs.
func TestApplyDigestReply_filesMail(t *testing.T) {
	y := begin(t)
	var mails []int64
	for i := range 3 {
		mails = append(mails, record(t, y.s, mail{id: fmt.Sprintf("%d@x", i), text: fmt.Sprint("mail ", i)}))
	}
	unfiled := func(want int) {
		t.Helper()
		list, err := y.s.Unfiled(t.Context(), time.Time{}, 10)
		if err != nil || len(list) != want || want > 0 && list[0].Message != mails[3-want] {
			t.Errorf("%d unfiled, %v; want %d", len(list), err, want)
		}
	}
	unfiled(3)
	digest := y.tells(DigestItem{Kind: ItemMail, Object: mails[0]}, DigestItem{Kind: ItemMail, Object: mails[1]}, DigestItem{Kind: ItemMail, Object: mails[2]}, DigestItem{Kind: ItemMail, Object: 99})
	reply := y.settles(digest, []string{"blah"}, ItemCommand{Number: 1, Project: "ACME"}, ItemCommand{Number: 4, Project: "ACME"}, ItemCommand{Number: 7, Project: "ACME"}, ItemCommand{Number: 2, Verb: VerbClose, Words: "2 close"})
	if len(reply.Done) != 1 || !slices.Equal(reply.Problems, []string{"blah", "7", "2 close"}) || reply.Answer != 1 {
		t.Errorf("%+v", reply)
	}
	unfiled(2)
	// What the PM was not told yet of the first answer is told with the second.
	reply = y.settles(digest, nil, ItemCommand{Number: 1, Project: "BETA"}, ItemCommand{Number: 0, Project: ""})
	if len(reply.Done) != 3 || len(reply.Already) != 1 || reply.Already[0].Project != "ACME" {
		t.Errorf("%+v", reply)
	}
	unfiled(0)
	y.moves(false, func(tx *Tx) (bool, error) { return tx.MarkDigestReplyReported(digest, 1) })
	y.moves(true, func(tx *Tx) (bool, error) { return tx.MarkDigestReplyReported(digest, 2) })
	y.moves(false, func(tx *Tx) (bool, error) { return tx.MarkDigestReplyReported(digest, 2) })
}

// Every word on an item of every kind: what it does the first time, and what the second.
func TestSettleItem_everyVerbOnEveryKind(t *testing.T) {
	can := map[string]string{
		"case await": "done already", "case later": "done already", "case split": "done done", "case reopen": "already already",
		"closed reopen": "done already", "closed close": "done done", "closed skip": "done done",
		"awaited remind": "done already", "awaited close": "done already", "awaited drop": "done already", "awaited skip": "done already",
		"case close": "done already", "case kind": "done already", "case merge": "done already", "case assign": "done done",
		"confirmation ok": "unknown unknown", "confirmation remind": "done already", "confirmation withdraw": "done already", "confirmation drop": "done already",
		"confirmation settle": "done already", "confirmation for": "done done",
		"report ok": "done already", "report skip": "done already",
		"procedure close": "done already", "procedure drop": "done already", "procedure skip": "done already",
		"action close": "done already", "action drop": "done already", "action skip": "done already", "action assign": "done done", "action due": "done done",
		"address lift": "done already", "notice close": "done already", "notice drop": "done already", "notice skip": "done already",
		"missing close": "done already", "missing drop": "done already", "missing skip": "done already",
	}
	words := map[itemResult]string{itemDone: "done", itemAlready: "already", itemUnknown: "unknown", itemGone: "gone"}
	arguments := map[string]string{"case kind": string(AskProblem), "case merge": "2", "case later": "2026-03-20", "case split": "login\ninvoice", "case assign": chen, "confirmation for": "wang", "action assign": chen, "action due": "2026-03-09"}
	verbs := []string{VerbClose, VerbDrop, VerbRemind, VerbFor, VerbWithdraw, VerbSettle, VerbOK, VerbLift, VerbKind, VerbMerge, VerbAssign, VerbDue, VerbAll, VerbReopen, VerbAwait, VerbLater, VerbSplit, "skip"}
	for _, kind := range []string{ItemCase, ItemConfirmation, ItemReport, ItemProcedure, ItemAction, ItemAddress, ItemNotice, ItemClosed, ItemAwaited, ItemMissing} {
		y := begin(t)
		for _, verb := range verbs {
			item := y.item(kind)
			name := kind + " " + verb
			command := ItemCommand{Number: 1, Verb: verb, Name: "Chen", Argument: arguments[name]}
			if verb == "skip" {
				command.Verb = ""
			}
			got := ""
			for range 2 {
				y.do(func(tx *Tx) error {
					became, _, err := tx.settleItem(item, command, lina, 0)
					if got != "" {
						got += " "
					}
					got += words[became]
					return err
				})
			}
			want := can[name]
			if want == "" {
				want = "unknown unknown"
			}
			if got != want {
				t.Errorf("%s: %s, want %s", name, got, want)
			}
		}
	}
}

// item makes something that waits for the PM.
func (y *story) item(kind string) DigestItem {
	y.Helper()
	item := DigestItem{Kind: kind, Project: "ACME", Version: 1}
	switch kind {
	case ItemCase:
		item.Object = y.asks(AskQuestion, "When?").ID
		if item.Object == 2 { // into which others are merged
			item.Object = y.asks(AskQuestion, "Where?").ID
		}
	case ItemClosed:
		item.Object = y.asks(AskQuestion, "Why?").ID
		y.do(func(tx *Tx) error { _, err := tx.CloseCase(item.Object, lina); return err })
	case ItemAwaited:
		item.Awaited = true
		y.do(func(tx *Tx) error {
			y.n++
			if err := tx.exec(`INSERT INTO awaited (project, kind, what, since_ms, changed_ms) VALUES ('ACME', 'question', $1, 1, 1)`, fmt.Sprint("Which one? ", y.n)); err != nil {
				return err
			}
			return tx.row(`SELECT max(id) FROM awaited`).Scan(&item.Object)
		})
	case ItemMissing:
		y.n++
		message := logged(y.T, y.s, fmt.Sprint("answer ", y.n), Verdict{Kind: KindHuman, Project: "ACME"})
		y.do(func(tx *Tx) error {
			if err := tx.addMissing(message, MissingMail{Project: "ACME", MessageID: fmt.Sprint("lost", y.n)}); err != nil {
				return err
			}
			return tx.row(`SELECT max(id) FROM missing_mail`).Scan(&item.Object)
		})
	case ItemConfirmation:
		item.Object = y.asksToConfirm(Minutes, PolicyAll, wang).ID
	case ItemReport:
		y.do(func(tx *Tx) error {
			y.n++
			r, err := tx.PlanReport(Report{Project: "ACME", Period: fmt.Sprint(y.n)})
			if err == nil {
				_, err = tx.draftReport(r.ID, "All well.", lina)
			}
			if err == nil {
				_, err = tx.MarkReportProposed(r.ID, 1, "{}")
			}
			item.Object, item.Draft = r.ID, 1
			return err
		})
	case ItemProcedure:
		item.Object = y.raises(ProcedureChange).ID
		forced.Store(y.s, true)
		y.do(func(tx *Tx) error {
			return tx.exec(`UPDATE procedure SET state = 'approved' WHERE id = $1`, item.Object)
		})
	case ItemAction:
		item.Object = y.adds("Accounts", wang, "2026-03-06").ID
	case ItemNotice:
		y.n++
		key := fmt.Sprint("mail ", y.n)
		queue(y.T, y.s, key, wang)
		send(y.T, y.s)
		logged(y.T, y.s, "bounce", Verdict{Kind: KindBounce, Bounces: []Bounce{{MessageID: key + "@agency.example", Recipient: wang, Hard: true}}})
		hints, err := y.s.BounceHints(y.Context(), 1)
		if err != nil || len(hints) != 1 {
			y.Fatal(hints, err)
		}
		item.Object = hints[0].Delivery
	case ItemAddress:
		item.Name = wang
		y.do(func(tx *Tx) error {
			return tx.exec(`INSERT INTO suspended (address, since_ms, reason) VALUES ($1, 0, '550') ON CONFLICT DO NOTHING`, wang)
		})
	}
	return item
}
