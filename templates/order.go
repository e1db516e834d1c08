package templates

import "strings"

// inOrder returns the words of a document in the order in which its HTML has them, each
// block and each row of a table on a line, what is struck out between "~~". The images are
// left out, or said in words.
func inOrder(d document, images bool) string {
	var b strings.Builder
	writeInOrder(&b, d, images)
	return b.String()
}

func writeInOrder(b *strings.Builder, blocks []block, images bool) {
	for _, one := range blocks {
		if len(one.spans) > 0 {
			writeWords(b, one.spans, images)
			b.WriteByte('\n')
		}
		if one.code != "" {
			b.WriteString(one.code + "\n")
		}
		for _, row := range one.rows {
			for _, c := range row {
				writeWords(b, c.spans, images)
				b.WriteByte(' ')
			}
			b.WriteByte('\n')
		}
		writeInOrder(b, one.blocks, images)
	}
}

func writeWords(b *strings.Builder, spans []span, images bool) {
	for _, s := range spans {
		switch {
		case s.hard:
			b.WriteByte('\n')
		case s.image != nil:
			if images {
				b.WriteString("[" + s.text + "]")
			}
		case s.strike:
			b.WriteString("~~" + s.text + "~~")
		case s.tone != "":
			b.WriteString(s.text + " ")
		default:
			b.WriteString(s.text)
		}
	}
}
