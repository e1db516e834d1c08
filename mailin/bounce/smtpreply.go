package bounce

import "strings"

// smtpReply is what a text shows of an SMTP reply (RFC 5321 section 4.2) or of a
// status code (RFC 3463).
type smtpReply struct {
	at     int    // where it begins in the text
	code   string // "550", or "" where there is a status alone
	status string // "5.1.1", or ""
}

// findReply looks for the first reply of failure in a text. A bare number of
// three digits is none: a reply begins a line or a quotation, follows a colon or
// such, or has a status code behind it.
func findReply(text string) (reply smtpReply, found bool) {
	for i := 0; i+2 < len(text); i++ {
		if text[i] != '4' && text[i] != '5' || i > 0 && (isWordByte(text[i-1]) || text[i-1] == '.') {
			continue
		}
		if !isDigit(text[i+1]) || !isDigit(text[i+2]) {
			if status := statusAt(text[i:]); status != "" {
				return smtpReply{at: i, status: status}, true
			}
			continue
		}
		if text[i+1] > '5' || i+3 < len(text) && isWordByte(text[i+3]) {
			continue
		}
		rest := strings.TrimLeft(text[i+3:], " -#:;,.([<\"'")
		status := ""
		if len(rest) > 0 && rest[0] == text[i] {
			status = statusAt(rest)
		}
		if status != "" || startsReply(text[:i]) && !countsThings(text[i+3:]) {
			return smtpReply{at: i, code: text[i : i+3], status: status}, true
		}
	}
	return reply, false
}

// startsReply reports whether a reply can begin behind this text.
func startsReply(before string) bool {
	before = strings.TrimRight(before, " \t")
	if before == "" || strings.HasSuffix(before, "：") || strings.HasSuffix(before, "（") {
		return true
	}
	if strings.IndexByte(":<>\"'([{|=-#;", before[len(before)-1]) >= 0 {
		return true
	}
	word := lowerASCII(before[strings.LastIndexByte(before, ' ')+1:])
	switch word {
	case "error", "code", "smtp", "said", "reply", "response", "reason", "errno", "status", "with", "permanent", "temporary", "responded", "returned":
		return true
	}
	return false
}

// countsThings reports whether a number is one of a sentence, or of a time, and no
// reply code.
func countsThings(after string) bool {
	if after == "" {
		return false
	}
	if strings.IndexByte(".,/%", after[0]) >= 0 && len(after) > 1 && isDigit(after[1]) {
		return true
	}
	word := lowerASCII(strings.TrimLeft(after, " "))
	return hasPrefixOf(word, "byte|kb|mb|hour|minute|second|day|times|recipient|message|个|天|小时|分钟|次|字节|封")
}

// statusAt returns the status code at the start of a text, or "". What has more
// numbers is a version or an address of the network.
func statusAt(text string) string {
	if len(text) < 5 || text[0] != '2' && text[0] != '4' && text[0] != '5' || text[1] != '.' || text[2] < '0' || text[2] > '7' {
		return ""
	}
	end := 3
	if text[end] != '.' {
		return ""
	}
	for end++; end < len(text) && end < 7 && isDigit(text[end]); end++ {
	}
	if end == 4 || end < len(text) && isWordByte(text[end]) || end+1 < len(text) && text[end] == '.' && isDigit(text[end+1]) {
		return ""
	}
	return text[:end]
}

// statusOf returns the status code (RFC 3463) for what a server answered where it
// names none: by its words, else by the reply code alone. class is that of a
// failure which shows neither, '5' or '4'.
func statusOf(code, words string, class byte) string {
	if code != "" {
		class = code[0]
	}
	lower := strings.ToLower(words)
	for _, known := range strings.Split(statusWords, "\n") {
		detail, list, _ := strings.Cut(known, " ")
		if contains(lower, list) == "" {
			continue
		}
		if code == "" && (detail == "4.7" || detail == "4.1") { // nobody refused it
			class = '4'
		}
		return string(class) + "." + detail
	}
	switch code {
	case "421":
		return "4.3.2"
	case "452":
		return "4.3.1"
	case "450", "451":
		return "4.2.0"
	case "500", "501", "502", "503", "504":
		return "5.5." + map[string]string{"500": "2", "501": "4", "502": "1", "503": "1", "504": "4"}[code]
	case "551":
		return "5.1.6"
	case "552":
		return "5.2.2"
	case "553":
		return "5.1.3"
	}
	return string(class) + ".0.0"
}

// statusWords says which words of a refusal mean what, the more certain first:
// subject and detail of the status code, then the words.
const statusWords = `2.2 mailbox full|is full|mailbox has exceeded|over quota|overquota|over its quota|quota exceeded|exceeded storage|exceeds quota|exceeded its quota|quota exceed|insufficient storage|mailfolder is full|inbox is full|storage quota|out of storage|full mailbox|mailbox size|邮箱已满|空间不足|空间已满|容量已满|信箱已滿|超出配额|容量不足|postfach voll|postfach ist voll|boîte pleine|boite pleine|buzón lleno|casella piena|переполнен
3.4 too large|too big|size limit|message size|exceeds maximum size|maximum message|超过大小|过大|超出大小|太大
1.2 host unknown|unknown host|host not found|domain not found|name service error|unknown domain|no such domain|domain does not exist|domain not exist|not found in dns|nxdomain|no mx|unrouteable|unroutable|bad destination host|cannot find host|no route to domain|could not find a gateway|couldn't find any host|name not found|dns lookup failure|域名不存在|找不到域|域名解析
2.1 disabled|suspended|inactive|deactivated|account is locked|not active|停用|禁用|冻结|休眠|被锁定
1.1 user unknown|unknown user|no such user|no such recipient|no such mailbox|no such address|unknown recipient|unknown address|unknown local|does not exist|doesn't exist|not exist|invalid recipient|invalid user|invalid address|invalid mailbox|user not found|recipient not found|mailbox not found|address not found|no mailbox|no such person|not our customer|not listed in|not a valid|isn't a valid|couldn't be found|could not be found|wasn't found|was not found|doesn't have a|does not have an|not recognized|not found|mailbox unavailable|unknown in|recipient address rejected|recipient rejected|user doesn't|no longer|不存在|无此用户|没有此用户|查无此|找不到收件人|無此|nicht gefunden|unbekannt|inconnu|desconocid|sconosciut|не найден|не существует|неизвест
4.6 too many hops|hop count|mail loop|loop detected|loops back|routing loop
4.7 retry timeout|retry time not|delivery time expired|message expired|has expired|maximum time|too long|been in the queue|giving up|gave up|multiple retries|超时未|多次尝试|超过最大重试
4.1 timed out|timeout|time out|connection refused|could not connect|unable to connect|couldn't connect|cannot connect|no route|unreachable|not reachable|no answer|connection lost|lost connection|connection reset|not responding|连接超时|无法连接|連線逾時
7.1 spam|blocked|policy|blacklist|blocklist|block list|black list|denied|not permitted|not allowed|prohibited|relay|dmarc|spf|dkim|junk|virus|reputation|banned|refused by|unauthorized|not authorized|垃圾|拒收|黑名单|反垃圾|病毒|拒绝`

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isWordByte(c byte) bool {
	return isDigit(c) || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' || c == '@'
}

// contains returns the first of the words of list, which | separates, that text
// contains, or "".
func contains(text, list string) string {
	for word := range strings.SplitSeq(list, "|") {
		if strings.Contains(text, word) {
			return word
		}
	}
	return ""
}

// hasPrefixOf reports whether text begins with a word of list.
func hasPrefixOf(text, list string) bool {
	for word := range strings.SplitSeq(list, "|") {
		if strings.HasPrefix(text, word) {
			return true
		}
	}
	return false
}

// lowerASCII lowers the letters of ASCII alone, and so keeps every offset.
func lowerASCII(text string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, text)
}

// pairs notes the pairs of bytes of a text, so that most words that it does not have
// are excluded without a search.
type pairs [16]uint64

func pairsOf(text string) *pairs {
	var p pairs
	for i := 1; i < len(text); i++ {
		h := pairHash(text[i-1], text[i])
		p[h>>6] |= 1 << (h & 63)
	}
	return &p
}

func pairHash(a, b byte) uint { return (uint(a)*37 + uint(b)) & 1023 }

// anyOf reports whether a text, whose pairs these are, contains one of the words,
// each of two bytes or more.
func (p *pairs) anyOf(text string, words []string) bool {
	for _, w := range words {
		first, last := pairHash(w[0], w[1]), pairHash(w[len(w)-2], w[len(w)-1])
		if p[first>>6]&(1<<(first&63)) != 0 && p[last>>6]&(1<<(last&63)) != 0 && strings.Contains(text, w) {
			return true
		}
	}
	return false
}
