package answer

import "testing"

func TestAccompanies(t *testing.T) {
	for text, want := range map[string]bool{
		"Here is the corrected file.": true,
		"Attached.":                   true,
		"Hi,\n\nplease find the revised version attached. Thanks!": true,
		"The right drawing is attached, sorry.":                    true,
		"Please use the attached document.\n\nBest regards\nLi":    true,
		"附件已更新，请查收。":                                               true,
		"见附件。":                                                     true,
		"您好，\n新版纪要见附件，谢谢！\n李敏":                                     true,
		"更正后的文件如附。":                                                true,
		"I will call Anna about the logo.":                         false,
		"The file is attached. Also change 10 April to 17 April.":  false,
		"我明天给安娜打电话。":                                               false,
		"附件已更新。另外把 4 月 10 日改成 4 月 17 日":                            false,
		"ok": false,
		"":   false,
	} {
		if got := Accompanies(text, "Li Min 李敏"); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestWithoutFiles(t *testing.T) {
	for text, want := range map[string]bool{
		"without files": true, "Without the attachment.": true, "ok, but without the files": true, "Send it without attachments please": true,
		"no attachment": true, "remove the file": true, "Please send it without the file": true, "不带附件": true, "好的，不带附件发送": true, "去掉附件。": true, "不要附件": true,
		"The file without which nobody can build": false, "There is no file like it": false, "附件不要了吗？": false, "ok": false, "Remove the file system item from the plan": false,
	} {
		if _, got := WithoutFiles(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
	if rest, _ := WithoutFiles("The launch is on 5 May.\nwithout files\n"); rest != "The launch is on 5 May.\n" {
		t.Errorf("%q", rest)
	}
}
