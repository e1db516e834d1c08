package answer

import (
	"strings"

	"rapport/store/pattern"
)

var (
	// accompanying is in a clause that only says that a file comes with it.
	accompanying = pattern.New(`(?i)\b(?:attach(?:ed|ment|ments|ing)?|enclosed|enclosing|files?|documents?|docx?|pdf|drawings?|pictures?|screenshots?|version|revised|updated|corrected)\b|附件|附上|附后|见附|文件|文档|新版|图纸|修改稿|修订稿|更新版|更正版|截图|图片|最新版`)
	// withoutFiles is a line that wants the text without its files.
	withoutFiles = pattern.New(`(?i)^(?:(?:ok(?:ay)?|yes|please|but|then|just)[,.;:]?\s+)*(?:(?:send|go|do)\s+(?:it|this|that|them)?\s*(?:out )?)?(?:with ?out|no|drop|remove|leave out|omit|delete|skip) (?:any |all |the |its |these |those )*(?:files?|attachments?|documents?)(?: please| at all| this time)?\s*[.!]?$` +
		`|^(?:(?:好的?|可以|请|就|ok)[，,：:]?\s*)*(?:发送时)?(?:不带|不附|不要|不用带|去掉|删掉|删除|去除|取消|移除|无需|不需要|不用)(?:任何|所有|全部)?(?:附件|文件|附带文件)(?:发送|发出|发|即可|吧|就行|了)*\s*[。！!]?$`)
)

var sentences = pattern.New(`[.!?]\s+|[。！？；;\n]\s*`)

// longestAccompanying is the length of a clause that only announces a file, in bytes.
const longestAccompanying = 160

// Accompanies reports whether a text says nothing but that a file comes with it.
func Accompanies(text, name string) bool {
	said, clauses := false, 0
	for _, sentence := range sentences.Split(text, -1) {
		if len(ReadRevision(sentence, name).Edits) > 0 {
			return false
		}
		for _, part := range clausesOf(strings.TrimSpace(sentence)) {
			if clauses++; clauses > 6 {
				return false
			}
			switch {
			case len(part) <= longestAccompanying && accompanying.MatchString(part) && !isEdit(part):
				said = true
			case !isByTheWay(part, name) && !received.MatchString(normalize(part)):
				return false
			}
		}
	}
	return said
}

// WithoutFiles reports whether a line of a text wants what it is about without its files, and
// returns the text without that line.
func WithoutFiles(text string) (rest string, without bool) {
	var lines []string
	for line := range strings.Lines(text) {
		if withoutFiles.MatchString(strings.TrimSpace(line)) {
			without = true
			continue
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, ""), without
}
