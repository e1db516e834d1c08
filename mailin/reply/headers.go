package reply

import "strings"

// A header block is how Outlook, Foxmail, QQ Mail and most business programs
// announce a quotation, often below a drawn line:
//
//	发件人: "李娜"<li@agency.example>;
//	发送时间: 2026年3月1日(星期日) 上午10:00
//	收件人: "王伟"<wang@client.example>;
//	主题: 周报

// field is what a line of a header block holds.
type field byte

const (
	noField field = iota
	fromField
	sentField
	toField
	subjectField
	otherField
)

var fieldLabels = labels()

func labels() map[string]field {
	return map[string]field{
		"from": fromField, "sent": sentField, "date": sentField, "senton": sentField, "datesent": sentField, "to": toField,
		"cc": otherField, "bcc": otherField, "reply-to": otherField, "importance": otherField, "priority": otherField, "attachments": otherField,
		"sender": fromField, "subject": subjectField, "when": otherField, "where": otherField,
		"发件人": fromField, "发信人": fromField, "发送人": fromField, "寄件人": fromField, "寄件者": fromField, "發件人": fromField, "發信人": fromField,
		"发送时间": sentField, "发送日期": sentField, "日期": sentField, "时间": sentField, "发件时间": sentField, "發送時間": sentField,
		"傳送時間": sentField, "寄件日期": sentField, "時間": sentField, "傳送日期": sentField, "已发送": sentField, "寄送日期": sentField,
		"收件人": toField, "收件者": toField, "收信人": toField,
		"抄送": otherField, "抄送人": otherField, "抄送至": otherField, "副本": otherField, "副本抄送": otherField, "密送": otherField, "密件副本": otherField,
		"回复": otherField, "回复地址": otherField, "答复": otherField, "重要性": otherField, "附件": otherField, "优先级": otherField, "優先順序": otherField,
		"主题": subjectField, "主題": subjectField, "主旨": subjectField, "标题": subjectField, "標題": subjectField,
	}
}

const (
	longestLabel     = 48 // bytes, with its markup
	mostHeaderLines  = 60
	mostContinuation = 12 // lines that a list of recipients may run over
)

// headersAt recognises a header block that begins at line i, or a drawn line
// with a header block below it.
func headersAt(lines []line, i int) mark {
	if lines[i].depth > 0 {
		return mark{}
	}
	start, ruled := i, false
	if lines[i].isRule() {
		ruled = true
		for i++; i < len(lines) && lines[i].blank && i <= start+2; i++ {
		}
	}
	if i >= len(lines) || lines[i].field == noField {
		return mark{}
	}
	var has [otherField + 1]bool
	fields, address := 0, false
	end, continuation := i, 0
scan:
	for j := i; j < len(lines) && j < i+mostHeaderLines && lines[j].depth == 0; j++ {
		f := lines[j].field
		switch {
		case f != noField && (f == otherField || !has[f]):
			has[f] = true
			fields++
			end, continuation = j+1, 0
			if f == fromField {
				address = strings.Contains(lines[j].text, "@")
			}
		case lines[j].blank && fields > 0 && j+1 < len(lines) && j == end && lines[j+1].field != noField:
			// Text made of HTML may set every field apart.
			continuation = 0
		case lines[j].blank || f != noField || continuation >= mostContinuation:
			break scan
		default:
			continuation++
		}
	}
	believed := has[fromField] && has[subjectField] && (has[sentField] || has[toField]) ||
		has[fromField] && address && fields >= 2 && (has[sentField] || has[subjectField]) ||
		ruled && has[fromField] && fields >= 2
	if !believed {
		return mark{}
	}
	return mark{start: start, end: end, kind: history}
}

// fieldOf reads "From: x", "*From:* x", "发件人： x", "主　题: x" and "| 主题 | x |".
func fieldOf(text string) field {
	text = strings.TrimLeft(text, "*|_ ")
	colon := colonIn(text[:min(len(text), longestLabel)])
	if colon <= 0 {
		return noField
	}
	return fieldLabels[strings.ToLower(strings.Map(func(r rune) rune {
		if r == ' ' || r == '*' || r == '_' {
			return -1
		}
		return r
	}, text[:colon]))]
}

// colonIn gives the place of the first ":", "：" or "|", or -1.
func colonIn(s string) int {
	for i := range len(s) {
		if s[i] == ':' || s[i] == '|' || s[i] == "："[0] && strings.HasPrefix(s[i:], "：") {
			return i
		}
	}
	return -1
}
