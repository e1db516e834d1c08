package store

import "testing"

// A PM who answers a draft may send the whole text again in their own manner; a remark on the draft
// is none.
func TestIsForm_aTextInTheMannerOfItsWriterIsOne(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"Done:\n- a\nNext:\n- b":                                                true,
		"What we did\n- kerbs\n- drains\n\nComing up\n- tarmac":                 true,
		"一、工作进展\n管线已敷设\n二、下一步工作\n试压":                                            true,
		"【完成】管线\n【计划】试压":                                                        true,
		"| Done | Next |\n|---|---|\n| a | b |":                                 true,
		"Two things are wrong:\n- the day of the launch\n- the second risk":     false,
		"Please change the launch to 5 May.":                                    false,
		"第二条风险写错了，请改一下。":                                                        false,
		"Looks good, but I would like to see:\n1. the budget\n2. the new dates": false,
	} {
		if got := isForm(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
