package answer

import (
	"cmp"
	"strings"

	"rapport/store/pattern"
)

var onBehalfWords = pattern.New(`(?i)^(?:(?:i )?confirm(?:ed|s)? for|confirmed by)\s+(.{1,60}?)[.。!！]?$|^(?:代|替|为|為)\s*(.{1,60}?)\s*已?(?:确认|確認)[。.!！]?$`)

// OnBehalfOf reads "confirm for Wang" and "代王伟确认", with which a PM records that somebody
// confirmed by other means. who is a name or an address.
func OnBehalfOf(text, name string) (who string, ok bool) {
	lines, hidden := linesOf(text)
	if hidden || len(lines) == 0 {
		return "", false
	}
	m := onBehalfWords.FindStringSubmatch(lines[0])
	if m == nil {
		return "", false
	}
	for _, line := range lines[1:] {
		if !isClosing(line, name) {
			return "", false
		}
	}
	return strings.TrimSpace(cmp.Or(m[1], m[2])), true
}
