package relay

import (
	"strings"

	"rapport/store/pattern"
)

// blame is whom a refusal is about.
type blame int

const (
	blamesNobody blame = iota // the words leave it open
	blamesMail                // the recipient or the content: another mail may pass
	blamesUs                  // our account, sender, login, address, quota or rate: no mail may pass
)

// blames returns whom a negative reply to the mail of e is about. RFC 3463 has too few codes
// for that, and providers use them as they like: their words, and the address in them, say
// more. MAIL is about the sender, unless they say otherwise.
func (r reply) blames(stage Stage, e Envelope) blame {
	words := strings.ToLower(r.text())
	_, detail, _ := strings.Cut(r.enhanced, ".") // 4.4.5 says of what 5.4.5 does
	switch {
	case isOfSize.MatchString(words), isOfRecipient.MatchString(words):
		return blamesMail
	case isOfUs.MatchString(words), isCodeOfUs.MatchString(detail), names(words, e.From):
		return blamesUs
	case r.code/100 == 4:
		return blamesNobody // most 4yz are about nobody, and nothing fails for them
	case stage == StageMAIL:
		return blamesUs
	case isCodeOfMail.MatchString(detail), isOfMail.MatchString(words), names(words, e.To):
		return blamesMail
	}
	return blamesNobody
}

// names reports whether a server's words have an address, without what follows a plus.
func names(words, address string) bool {
	local, domain, _ := strings.Cut(strings.ToLower(address), "@")
	local, _, _ = strings.Cut(local, "+")
	return local != "" && strings.Contains(words, local) && strings.Contains(words, "@"+domain)
}

var (
	// isOfSize is what a mail or a mailbox is too large for.
	isOfSize = pattern.New(`\bsize\b|too (?:large|big)|out of storage|大小|容量`)

	// isOfRecipient is what a recipient decided, in words that also fit a sender.
	isOfRecipient = pattern.New(`resolver\.|storedrv\.deliver|for ?group|recipient verif|gr[ea]y-?list|` +
		`(?:blocked|rejected|refused) by (?:the )?recipient|recipient(?:'s)? (?:has |have )?(?:blocked|block ?list|black ?list|refuse[sd]?|rejects?)|blocked you|(?:对方|對方|收件人|收信人|收件方)[^,，。;；]{0,8}(?:黑名单|黑名單|拉黑|屏蔽|拒收|拒绝)|not accept(?:ing)? (?:e?mails?|messages?) from|allowed.?senders|` +
		`to (?:send|deliver) to (?:this|the) (?:recipient|group|user)|trying to contact`)

	// isOfUs is what only the sending side can be told.
	isOfUs = pattern.New(strings.Join([]string{
		// sender
		`\bsenders?\b|\bsender's|send ?as\b|sendas|mail ?from\b|from (?:address|header|field)|header from|from ?头|\bsending\b|has sent|(?:can|to) send\b|\boutgoing\b|\boutbound\b|发件|發件|发信|發信|寄件|信封`,
		// login
		`\blog(?:ged)?[ -]?in\b|login|credential|authori[sz]|authentic|\bauth\b|password|\bverif(?:y|ied|ication)\b|登录|登陆|登入|登錄|认证|認證|授权|授權|密码|密碼`,
		// account
		`your (?:account|plan|domain|mailbox|network|server|host|organi[sz]ation)|this (?:account|client)|\btenant|\bcustomers?\b|subscription|\bcredits?\b|billing|\bbanned\b|permission|under review|` +
			`[您你](?:的|们的)?(?:邮箱|郵箱|帐号|账号|帳號|帐户|账户|域名|主机|服务器|企业)|欠费|欠費|smtp ?(?:服务|服務|access|service)|(?:开通|开启|開通|開啟)smtp`,
		// address and reputation
		`\brelay|rcpthosts|client host|\bhelo\b|\behlo\b|starttls|\bip\b|\bptr\b|reverse|abuse|` +
			`block ?list|black ?list|blacklist|\brbl\b|dnsbl|spamhaus|reputation|behaviou?r|黑名单|黑名單|\bspf\b|\bdkim\b|\bdmarc\b`,
		// quota and rate
		`\bper (?:minute|hour|day|month)\b|\bdaily\b|\bhourly\b|\bmonthly\b|\b(?:last|this) (?:minute|hour)\b|in \d+ (?:minutes|hours|days)|rate.?limit|throttl|frequen|too (?:fast|much)|over ?flow|submission|` +
			`too many (?:recipients|messages|e?mails?|connections|requests|logins|errors)|more messages|(?:number|limit) (?:of|for) (?:message )?(?:recipients|messages|e?mails)|` +
			`频率|頻率|频繁|頻繁|过快|過快|上限|额度|額度|(?:超过|超過).*(?:数量|限制)|超限|发送数?量|發送數?量|当天|今日|今天|每日|每天|单日`,
	}, "|"))

	// isCodeOfUs are the codes of RFC 3463 without their class that say the same, of
	// the standard and of Microsoft and Google.
	isCodeOfUs = pattern.New(`^(?:1\.(?:7|8|90)|2\.252|4\.(?:5|6)|7\.(?:3|8|9|11|2[3-9]|30|57|60|64|68|139|[5-7]\d\d))$`)
	// isCodeOfMail are those that are about a recipient or the content.
	isCodeOfMail = pattern.New(`^(?:1\.(?:1|2|3|4|6|10)|2\.[1-4]|3\.4|4\.(?:1|4)|6\.\d+|7\.1[23]\d)$`)

	// isOfMail is a recipient that cannot be had, or content that is not wanted.
	isOfMail = pattern.New(strings.Join([]string{
		`recipient\b|valid recipients|\brcpt|user (?:is )?(?:unknown|not)|unknown (?:user|address|or)|address (?:rejected|unknown|invalid|not)|invalid (?:address|mailbox)|no such|tried to reach|(?:doesn't|does not) (?:have|exist)|inactive|unroute?able|` +
			`mailbox (?:is )?(?:not found|unavailable|full|disabled|unknown|over)|mailbox accepts|account (?:is )?unavailable|inbox`,
		`virus|malware|\bcontent\b|attachment|file type|headers? line|bare (?:lf|cr|line)|spam|unsolicited|junk|phish|suspicious|scored|forbidden|malicious|\burls?\b`,
		`收件|收信|不存在|无此|查无|邮箱已?满|空间已?满|附件|内容|內容|正文|敏感|违规|違規|病毒|垃圾`,
	}, "|"))
)
