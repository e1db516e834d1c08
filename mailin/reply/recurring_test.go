package reply

import (
	"fmt"
	"strings"
	"testing"

	"rapport/store"
)

// writtenBy returns the texts of so many people of a domain, each in a thread of its own.
func writtenBy(people, each int, domain, text string) (list []store.WrittenText) {
	for p := range people {
		for n := range each {
			list = append(list, store.WrittenText{Sender: fmt.Sprintf("p%d@%s", p, domain), Thread: int64(100*p + n), Text: fmt.Sprintf(text, fmt.Sprintf("Text %d of person %d.", n, p))})
		}
	}
	return list
}

func learnt(texts ...[]store.WrittenText) *Recurring {
	var r Recurring
	for _, list := range texts {
		for _, w := range list {
			r.Add(w)
		}
	}
	return &r
}

const (
	finnishBanner = "HUOM! Viesti tuli talon ulkopuolelta, ole tarkkana ennen kuin avaat mitään."
	ownSlogan     = "Northgate – the greener way to keep your house warm, since the days of steam"
	chineseFooter = "蓝海集团·让每一度电都有价值·节约用纸从一封信开始"
)

func TestRead_whatRecursBelongsToNobody(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		recurring      *Recurring
		sender, text   string
		new, signature string
	}{
		"a banner in an unknown language": {learnt(writtenBy(2, 2, "north.example", finnishBanner+"\n\n%s\n\nBest\nJane")), "new@north.example", finnishBanner + "\n\nApproved.", "Approved.", finnishBanner},
		"a slogan below":                  {learnt(writtenBy(3, 2, "north.example", "%s\n\nBest\nJane\n\n"+ownSlogan)), "p1@north.example", "Yes, Monday.\n\nTom\n\n" + ownSlogan, "Yes, Monday.\n\nTom", ownSlogan},
		"a footer in Chinese":             {learnt(writtenBy(2, 3, "lanhai.example", "%s\n\n王伟\n\n"+chineseFooter)), "p0@lanhai.example", "同意。\n\n" + chineseFooter, "同意。", chineseFooter},
		"the own gateway's":               {learnt(writtenBy(2, 2, "a.example", finnishBanner+"\n\n%s"), writtenBy(1, 2, "b.example", finnishBanner+"\n\n%s")), "x@c.example", finnishBanner + "\n\nApproved.", "Approved.", finnishBanner},
		"once cut off":                    {learnt([]store.WrittenText{{Sender: "a@n.example", Thread: 1, Text: "x", Signature: ownSlogan}, {Sender: "b@n.example", Thread: 2, Text: "y", Signature: ownSlogan}, {Sender: "a@n.example", Thread: 3, Text: "z", Signature: "-- \nJane\n\n" + ownSlogan}, {Sender: "b@n.example", Thread: 4, Text: "v", Signature: ownSlogan}}), "a@n.example", "Fine.\n\n" + ownSlogan, "Fine.", ownSlogan},
	} {
		got := Read(Input{Text: test.text, Sender: store.Address{Address: test.sender}, Recurring: test.recurring})
		if got.New != test.new || !strings.Contains(got.Signature, test.signature) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestRead_whatASenderMaySayIsTheirsHoweverOftenItRecurs(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		recurring    *Recurring
		sender, text string
	}{
		"of one person":           {learnt(writtenBy(1, 9, "north.example", "%s\n\n"+ownSlogan)), "p0@north.example", "Fine.\n\n" + ownSlogan},
		"in few mails":            {learnt(writtenBy(3, 1, "north.example", "%s\n\n"+ownSlogan)), "p0@north.example", "Fine.\n\n" + ownSlogan},
		"of another domain":       {learnt(writtenBy(3, 3, "north.example", "%s\n\n"+ownSlogan)), "p0@south.example", "Fine.\n\n" + ownSlogan},
		"at the other end":        {learnt(writtenBy(3, 3, "north.example", "%s\n\nMore words here.\n\nAnd here.\n\nAnd there.\n\n"+ownSlogan)), "p0@north.example", ownSlogan + "\n\nFine.\n\nWe start on Monday.\n\nThe rest as said.\n\nIt rains."},
		"all that there is":       {learnt(writtenBy(3, 3, "north.example", "%s\n\n"+ownSlogan)), "p0@north.example", ownSlogan},
		"an approval":             {learnt(writtenBy(3, 3, "north.example", "%s\n\nWe approve the text above as it stands.")), "p0@north.example", "Dear Li,\n\nWe approve the text above as it stands."},
		"a refusal":               {learnt(writtenBy(3, 3, "north.example", "%s\n\nThis is not approved by the board so far.")), "p0@north.example", "Dear Li,\n\nThis is not approved by the board so far."},
		"a question":              {learnt(writtenBy(3, 3, "north.example", "%s\n\nWhen will the new shop be online at last?")), "p0@north.example", "Dear Li,\n\nWhen will the new shop be online at last?"},
		"a wish in Chinese":       {learnt(writtenBy(3, 3, "lanhai.example", "%s\n\n请尽快把修改后的方案发给各位同事。")), "p0@lanhai.example", "李娜：\n\n请尽快把修改后的方案发给各位同事。"},
		"a greeting":              {learnt(writtenBy(3, 3, "north.example", "Dear Li Na, dear colleagues in Hamburg,\n\n%s")), "p0@north.example", "Dear Li Na, dear colleagues in Hamburg,\n\nfine."},
		"what they say of them":   {learnt(writtenBy(3, 3, "north.example", "%s\n\nI am in the office from Tuesday to Thursday.")), "p0@north.example", "Fine.\n\nI am in the office from Tuesday to Thursday."},
		"within one thread alone": {learnt([]store.WrittenText{{Sender: "a@n.example", Text: "x\n\n" + ownSlogan}, {Sender: "b@n.example", Text: "y\n\n" + ownSlogan}, {Sender: "a@n.example", Text: "z\n\n" + ownSlogan}, {Sender: "b@n.example", Text: "v\n\n" + ownSlogan}}), "a@n.example", "Fine.\n\n" + ownSlogan},
	} {
		if got := Read(Input{Text: test.text, Sender: store.Address{Address: test.sender}, Recurring: test.recurring}); got.New != test.text {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
