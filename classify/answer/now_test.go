package answer

import "testing"

// An approval that says so sends at once; "looks good now" says when it is good.
func TestSendsNow(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"ok now": true, "OK now, please": true, "Ok, send it now": true, "yes, now": true, "Please send immediately": true, "send it right away": true, "send at once": true,
		"Please send it out now.\n\nKate": true, "ok, asap please": true,
		"立即发送": true, "马上发": true, "可以，马上发送": true, "现在就发": true, "同意，立即发给客户": true, "ok 现在": true, "请马上发送": true,
		"ok": false, "looks good now": false, "It is fine now": false, "send it": false, "可以发送": false, "现在可以了": false, "现在没问题": false, "可以": false,
	} {
		rest, now := SendsNow(text)
		if now != want {
			t.Errorf("%q: %v", text, now)
		}
		if now && Read(rest, Question{Kind: Draft, Sender: "Kate Miller"}).Choice != "approve" {
			t.Errorf("%q is no approval", text)
		}
	}
	for _, text := range []string{"not now", "ok, but not now", "ok now change the date", "don't send it now", "不要马上发", "先不要立即发送", "ok now?"} {
		if rest, _ := SendsNow(text); Read(rest, Question{Kind: Draft}).Choice == "approve" {
			t.Errorf("%q is an approval", text)
		}
	}
}
