package answer

import (
	"strings"
	"testing"

	"rapport/classify/answer/optout/wishes"
)

// contextOf are the contexts by what a labelled mail answers.
var contextOf = map[string]Context{wishes.Unasked: Unasked, wishes.Ours: ToOurs, wishes.Survey: ToSurvey}

// The wish to get less mail is heard in any form, and nothing else is taken for it: of the
// mails that it was learnt from nearly all, of the others most.
func TestNoMoreMail_labelled(t *testing.T) {
	t.Parallel()
	for _, file := range wishes.Names() {
		mails, err := wishes.Mails(file)
		if err != nil {
			t.Fatal(err)
		}
		least := 65 // at first sight
		if strings.HasSuffix(file, "-train") {
			least = 95
		}
		all, heard, others, taken := 0, 0, 0, 0
		for _, m := range mails {
			got := NoMoreMail(m.Subject, m.Text, "Anna Wright 李明", contextOf[m.To])
			switch {
			case m.Wish:
				all++
				if got != "" {
					heard++
				} else {
					t.Logf("%s: %q || %q is no wish", file, m.Subject, m.Text)
				}
			default:
				others++
				if got != "" {
					taken++
					t.Logf("%s: %q || %q is taken for a wish by %q", file, m.Subject, m.Text, got)
				}
			}
		}
		t.Logf("%s: %d of %d wishes heard, %d of %d others taken for one", file, heard, all, taken, others)
		if all == 0 || others == 0 || 100*heard < least*all || 100*taken > 5*others {
			t.Errorf("%s: %d of %d wishes heard, %d of %d others taken for one", file, heard, all, taken, others)
		}
	}
}

func TestNoMoreMail(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		subject, text string
		survey        bool
		want          bool
	}{
		{"unsubscribe", "", false, true},
		{"unsubscribe [r.abcdefghijklmnop]", "", false, true},
		{"Re: Survey", "Unsubscribe", true, true},
		{"Re: Survey", "退订\n\n王伟", true, true},
		{"Re: Survey", "stop", true, true},
		{"Re: Minutes", "stop", false, false}, // stop what?
		{"Re: Survey", "不要", true, true},
		{"Re: Minutes", "不要", false, false},
		{"Re: Survey", "4", true, false},
		{"unsubscribe", "4", true, false},
		{"unsubscribe", "confirmed", false, false},
		{"How to unsubscribe?", "", false, false},
		{"Re: Survey", "unsubscribe me from the newsletter, and fix the shop", true, true}, // something else beside it
		{"Re: Survey", "> unsubscribe", true, false},
		{"", "", true, false},
	} {
		if got := NoMoreMail(c.subject, c.text, "王伟", map[bool]Context{true: ToSurvey, false: ToOurs}[c.survey]); (got != "") != c.want {
			t.Errorf("%q, %q: %q", c.subject, c.text, got)
		}
	}
}

// Whoever wants less mail and says nothing else needs no person; whoever says more does.
func TestOnlyNoMoreMail(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"Please unsubscribe me.":                        true,
		"Hi Li Na,\nplease unsubscribe me.\nThanks\n王伟": true,
		"Hi Li Na!\nPlease unsubscribe me.":             true,
		"Please unsubscribe me. Thanks!":                true,
		"Please unsubscribe me. Hello Kate!":            true,
		"Please unsubscribe me. I get three a day.":     true,
		"请不要再给我发邮件了。":                                   true,
		"李娜您好：\n请不要再给我发邮件了。\n谢谢\n王伟":                    true,
		"请不要再给我发邮件了。每天都是提醒。":                            true,
		"Unsubscribe": true,
		"Please unsubscribe me. The shop is down again.":     false,
		"The shop is down again.\nPlease unsubscribe me.":    false,
		"请不要再给我发邮件了。商城又打不开了。":                                false,
		"商城又打不开了。\n请不要再给我发邮件了。":                              false,
		"The shop is down again.":                            false,
		"Please unsubscribe me.\nHi Kate, the shop is down.": false,
		"Please unsubscribe me." + strings.Repeat("\nx", 90): false,
	} {
		if got := OnlyNoMoreMail(text, "王伟", ToOurs); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
