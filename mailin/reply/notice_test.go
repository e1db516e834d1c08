package reply

import (
	"strings"
	"testing"
)

// Notices that companies, gateways and scanners put below or above the mail of their people.
var notices = []string{
	"This e-mail is no binding agreement of Client Ltd unless it is confirmed in a signed document.",
	"CAUTION: This email originated from outside of the organisation. Do not click links unless you know the sender.",
	"Nothing in this email shall be deemed an electronic signature.",
	"Disclaimer: https://client.example/disclaimer",
	"本邮件内容不构成任何要约或承诺，双方权利义务以书面签署的合同为准。",
	"[EXTERNAL] This message was sent from outside your company. Be careful with links and attachments.",
	"No contract is formed by any email exchange with our staff; only documents signed by an authorised signatory bind the company.",
	"Emails from our company do not constitute an offer or acceptance capable of creating a contract.",
	"The views expressed in this message are those of the sender and do not necessarily represent those of Client Ltd.",
	"WARNING: this mail came from an external sender. Think before you open attachments.",
	"Please note that any communication may be monitored in accordance with the law.",
	"Our employees are not authorised to enter into agreements by email. Any such statement in this message is without legal effect.",
	"注意：此邮件来自公司外部，请谨慎点击链接或打开附件。",
	"【外部邮件】此邮件来自外部发件人，请勿点击可疑链接。",
	"本邮件仅代表发件人个人观点，不代表公司立场。",
	"安全提示：本邮件来自组织外部，如非可信来源，请勿打开附件。",
	"我司员工通过电子邮件作出的任何表示对公司均不具有法律约束力，除非另行签署书面协议。",
	"任何通过本邮件传达的信息均不构成具有法律约束力的合同。",
	"声明：本邮件不构成合同或承诺，须经双方书面盖章后方为有效。",
	"Security notice: this message has been checked for malware by the gateway of Client Ltd.",
}

func TestRead_noticesAreNobodysWords(t *testing.T) {
	t.Parallel()
	for _, notice := range notices {
		for _, mail := range []struct{ text, own string }{
			{"Confirmed.\n\nWang Wei\n\n" + notice, "Confirmed.\n\nWang Wei"},
			{"确认\n\n王伟\n\n" + notice, "确认\n\n王伟"},
			{"Confirmed\n\nBest regards\nWang Wei\n\n" + notice + "\n\nThis e-mail is confidential and may be legally privileged.\n", "Confirmed\n\nBest regards\nWang Wei"},
			{"Confirmed.\n\nWang Wei\n________________________________\n" + notice + "\n\n\nOn Mon, 9 Mar 2026 at 10:00, Li Na <log@agency.example> wrote:\n> All well\n", "Confirmed.\n\nWang Wei"},
			{"Confirmed.\n\nWang Wei\n\n" + wrapTo(notice, 40), "Confirmed.\n\nWang Wei"},
		} {
			if got := Trim(mail.text); got.Own != mail.own {
				t.Errorf("%q: own %q", mail.text, got.Own)
			}
		}
	}
}

// A gateway also puts its warning above.
func TestRead_aWarningAboveTheText(t *testing.T) {
	t.Parallel()
	for _, warning := range []string{notices[1], notices[5], notices[9], notices[12], notices[13], notices[15]} {
		for _, text := range []string{"Confirmed", "确认，谢谢"} {
			for _, between := range []string{"\n\n", "\n\n----------\n\n"} {
				if got := Trim(warning + between + text + "\n\nWang Wei\n"); got.Own != text+"\n\nWang Wei" {
					t.Errorf("%q: own %q", warning, got.Own)
				}
			}
		}
	}
}

// What a person says below their yes is theirs, however much it sounds like a notice.
func TestRead_whatAPersonAddsIsNoNotice(t *testing.T) {
	t.Parallel()
	for _, added := range []string{
		"This email is my approval only if the contract is signed by Friday.", "But this message is not an acceptance of item 3.", "Please note that I cannot sign this agreement before the board agrees.", "This e-mail does not cover the price of phase 2.", "We agree, but only to the scope in the contract of 2 March.",
		"The contract is not signed yet.", "Our offer stands.", "Attention: the date on page 2 is wrong.", "Note: item 3 is missing", "Please send the signed contract first.", "Warning: the budget is not approved.", "Important: change the launch to 17 April",
		"本邮件不代表我同意第三条。", "注意：第三条有误，请修改。", "合同尚未签署，请等一等。", "此邮件只确认第一阶段的费用。", "但是价格须经法务部确认。", "提醒：上线日期应为4月17日", "请先发盖章合同。", "声明：我方不同意变更费用。",
	} {
		for _, text := range []string{"Confirmed.\n\nWang Wei\n\n" + added, "Confirmed.\n\n" + added, "确认\n\n" + added + "\n\n王伟"} {
			if got := Trim(text); !strings.Contains(got.Own, added) {
				t.Errorf("%q: own %q, signature %q", text, got.Own, got.Signature)
			}
		}
	}
}

// wrapTo wraps a text at spaces.
func wrapTo(text string, width int) string {
	var b strings.Builder
	column := 0
	for i, word := range strings.Fields(text) {
		if i > 0 {
			if column += len(word) + 1; column > width {
				b.WriteString("\n")
				column = len(word)
			} else {
				b.WriteString(" ")
			}
		}
		b.WriteString(word)
	}
	return b.String()
}
