package attached

import "testing"

func TestMentioned(t *testing.T) {
	for text, want := range map[string]bool{
		"Hello Anna,\n\nplease find the agreed minutes enclosed.\n\nBest regards\nLi": true,
		"Attached you will find the drawings to include in the tender.":               true,
		"Minutes of 2 March - see attachment":                                         true,
		"The attached minutes are for your confirmation.":                             true,
		"We've attached the latest version of the plan, please send us your remarks.": true,
		"I'm enclosing the photos of the lobby.":                                      true,
		"The costs are in the attached Excel sheet.":                                  true,
		"As requested, attached the contract.":                                        true,
		"Please confirm the attached by Friday.":                                      true,
		"Pls see attached":                                                            true,
		"The report is attached to this email.":                                       true,
		"王总，会议纪要请见附件。":                                                                true,
		"附件系本次变更的说明，请查收附件。":                                                           true,
		"现附上验收单两份。":                                                                   true,
		"相关图纸详见附件二。":                                                                  true,
		"附件里有报价和排期。":                                                                  true,
		"資料如附件，請確認。":                                                                  true,

		"Please send the attached form back? I never got it, nothing was attached.": false,
		"Can you attach the plan?":                                   false,
		"> Please find attached the minutes.":                        false,
		"The lamp is attached to the ceiling.":                       false,
		"I'll attach it to the next report.":                         false,
		"The attachment of the mail of 3 March could not be opened.": false,
		"Your attached drawing shows a door that is not there.":      false,
		"Thank you for the enclosed invoice.":                        false,
		"There is no attachment to this mail.":                       false,
		"Let me know when the file has arrived.":                     false,
		"We decided to attach more weight to security.":              false,
		"The wall that encloses the garden is finished.":             false,
		"请把附件重新发给我。":                                                 false,
		"您上次的附件有两处错误。":                                               false,
		"附近有停车场。":                                                    false,
		"导出附件功能报错。":                                                  false,
		"合同附件一已签。":                                                   false,
		"这封邮件没有附件。":                                                  false,
		"":                                                           false,
	} {
		if got := Mentioned(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
