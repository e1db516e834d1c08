package reply

import "strings"

// isCoverNote reports whether everything above a history is one of the usual notes with
// which people forward mail.
func isCoverNote(lines []line, parts []part) bool {
	note := ""
	for i, l := range lines {
		if parts[i] != newPart || l.blank {
			continue
		}
		if note != "" || len(l.text) > longestCoverNote {
			return false
		}
		note = l.text
	}
	note = strings.ToLower(strings.Trim(note, " .,:!。，：！…"))
	return coverNotes[note]
}

const longestCoverNote = 60 // bytes

var coverNotes = map[string]bool{
	"fyi": true, "for your information": true, "see below": true, "please see below": true, "forwarding": true, "as below": true,
	"供参考": true, "请参考": true, "供您参考": true, "请知悉": true, "转发": true, "转发给你": true, "转发给您": true, "转给你": true,
	"见下": true, "如下": true, "见下面": true, "见下方邮件": true, "请见下方邮件": true, "请看下面的邮件": true, "供參考": true, "轉發": true, "請參考": true, "請知悉": true,
}
