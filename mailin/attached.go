package mailin

import (
	"fmt"
	"slices"
	"strings"

	"rapport/classify/frame"
	"rapport/mailin/body"
	"rapport/mailin/mime"
	"rapport/mailin/reply"
	"rapport/store"
	"rapport/store/pattern"
)

// findFiles notes which attachments of a message its sender attached for people to have:
// those that wrap others or sign the mail are none, and neither are the pictures of a
// signature or of what is quoted.
func findFiles(m *store.Message, read reply.Input, limits mime.Limits) {
	m.Files = nil
	shown := picturesIn(m, read, limits)
	for _, a := range m.Attachments {
		if a.IsWrapping() || shown[a.N] == shownBeside {
			continue
		}
		m.Files = append(m.Files, a.N)
	}
}

// place is where the HTML of a mail shows a picture.
type place int

const (
	notShown    place = iota // it does not: the picture is an attachment as others
	shownWithin              // in what its sender wrote
	shownBeside              // in a signature or a quotation, or where nobody sees it
)

// shownPicture finds the pictures that HTML shows, by Content-ID.
var shownPicture = pattern.New(`(?is)<img\b[^>]*?\bsrc\s*=\s*["']?\s*cid:([^"'\s>]+)[^>]*>`)

// picturesIn returns where the HTML of a mail shows its pictures, by the number of the
// attachment. The text is read once more with a word in the place of each picture: it is
// where that word is.
func picturesIn(m *store.Message, read reply.Input, limits mime.Limits) map[int]place {
	if m.HTML == "" || !slices.ContainsFunc(m.Attachments, isPicture) || !strings.Contains(strings.ToLower(m.HTML), "cid:") {
		return nil
	}
	places := map[int]place{}
	marked := shownPicture.ReplaceAllStringFunc(m.HTML, func(tag string) string {
		id := shownPicture.FindStringSubmatch(tag)[1]
		for _, a := range m.Attachments {
			if isPicture(a) && sameContentID(a.ContentID, id) {
				places[a.N] = shownBeside
				return " " + pictureWord(a.N) + " "
			}
		}
		return tag
	})
	if len(places) == 0 {
		return nil
	}
	read.HTML = marked
	read.Text = body.HTMLText(marked, limits.Text)
	own := strings.Split(reply.Read(read).Own, "\n")
	for n := range places {
		i := slices.IndexFunc(own, func(line string) bool { return strings.Contains(line, pictureWord(n)) })
		if i >= 0 && !closes(own[:i], read.Sender.Name) {
			places[n] = shownWithin
		}
	}
	return places
}

// pictureWord stands for a picture in a text: nobody writes it.
func pictureWord(n int) string { return fmt.Sprintf("%s%d▣", pictureMark, n) }

const pictureMark = "▣picture"

// closes reports whether lines end with the closing of a letter.
func closes(lines []string, name string) bool {
	for len(lines) > 0 && (strings.TrimSpace(lines[len(lines)-1]) == "" || strings.Contains(lines[len(lines)-1], pictureMark)) {
		lines = lines[:len(lines)-1]
	}
	if len(lines) == 0 {
		return false
	}
	return frame.Closes(lines, name)
}

func isPicture(a store.Attachment) bool {
	return a.ContentID != "" && (strings.HasPrefix(a.Type, "image/") || a.Type == "application/octet-stream")
}

// sameContentID compares a Content-ID with that of a cid URL (RFC 2392).
func sameContentID(id, url string) bool {
	if strings.EqualFold(id, url) {
		return true
	}
	return strings.EqualFold(id, strings.NewReplacer("%40", "@", "%20", " ", "%2B", "+", "%24", "$").Replace(url))
}
