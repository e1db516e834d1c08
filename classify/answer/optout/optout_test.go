package optout

import (
	"slices"
	"testing"

	"rapport/classify/answer/optout/wishes"
)

func TestWeigh(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, to string
		wish     bool
	}{
		{"Please stop sending me these reminders", wishes.Ours, true},
		{"Please take me off your mailing list", wishes.Unasked, true},
		{"请不要再给我发提醒邮件了", wishes.Unasked, true},
		{"以后别再问我了", wishes.Survey, true},
		{"Please stop the old job at 6 pm", wishes.Ours, false},
		{"请停止旧服务器", wishes.Ours, false},
		{"Jane", wishes.Survey, false},
		{"", wishes.Ours, false},
	} {
		if got := Weigh(c.text, c.to); got < 0 || got > 1 || (got > 0.5) != c.wish {
			t.Errorf("%q in answer to %q: %.2f", c.text, c.to, got)
		}
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	_, list := tokens("请别再发邮件给我 stop e-mailing me@acme.example 3 times")
	want := []string{edge, "please", "not", "more", "send", "mail", other, "me", "end", "mail", "box", "number", "much", edge}
	if !slices.Equal(list, want) {
		t.Errorf("got  %q\nwant %q", list, want)
	}
}
