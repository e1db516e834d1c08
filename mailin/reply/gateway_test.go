package reply

import "testing"

// What people write about mail, senders, links and viruses is theirs, above and below.
func TestTrim_whatPeopleSayOfMailIsTheirs(t *testing.T) {
	t.Parallel()
	for _, words := range []string{
		"Emails from external senders arrive with broken links.",
		"This email was sent to the wrong people, please recall it.",
		"The message from the external supplier has no attachment.",
		"Attention: the newsletter was sent from outside of the planned hours.",
		"Warning: the shop sends every mail twice.",
		"Caution with the links in the footer, two of them are wrong.",
		"External links should open in a new window, attachments should not.",
		"This message should appear after the login: welcome back.",
		"External suppliers must not see this mail.",
		"Is this mail from an external sender?",
		"The scanner at the gate was checked and works.",
		"We scanned all the contracts; the confidential ones come by post.",
		"This e-mail replaces our order of last week.",
		"The contract is confidential, the recipient list may be shown.",
		"This mail is our written notice of termination.",
		"This email is our acceptance of the offer.",
		"This message confirms the agreement; a signed contract follows.",
		"Our offer is binding until Friday.",
		"Internal tests are done, public ones follow.",
		"No external mail",
		"Approved, external sender included",
		"[urgent]",
		"[please read]",
		"Diese Mail bitte an alle externen Partner weiterleiten.",
		"Achtung: die Links im Newsletter sind falsch.",
		"Achtung, der externe Dienstleister ist ab heute nicht mehr da.",
		"Ce message doit apparaître après la commande.",
		"Attention, le fichier joint est une ancienne version.",
		"外部链接请在新窗口打开。",
		"注意：外部人员无法打开附件。",
		"提示：发送邮件的按钮没有反应。",
		"本邮件请转发给所有外部供应商。",
		"此邮件为正式确认函，我方接受贵方报价。",
		"附件中的合同涉及商业秘密，请注意保密。",
		"扫描件已上传，病毒库也更新了。",
		"邮件模板里的发件人写错了。",
		"【加急】",
		"内部测试已完成。",
	} {
		for _, text := range []string{words + "\n\nBest regards\nJane", "Dear Li Na,\n\n" + words, "Dear Li Na,\n\nthe plan is fine.\n\nJane\n\n" + words, words + "\n\nThe rest is fine."} {
			if got := Trim(text); got.New != text {
				t.Errorf("%q: signature %q, quoted %q", text, got.Signature, got.Quoted)
			}
		}
	}
}
