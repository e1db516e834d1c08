package mime

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"rapport/store/visible"
)

// go-message refuses a mail for one header line that is no field, a multipart for
// one delimiter that is not quite one, and loses what stands behind. So a mail is
// repaired before go-message reads it: a repair puts right what it would refuse
// or misread, records each as a defect, and leaves sound mail as it is.
//
// A repair never changes a field. Where a field that steers the reading is wrong
// it puts a right one of the same name above the others, which go-message then
// takes.
type repair struct {
	raw      []byte
	limits   Limits
	deadline time.Time
	edits    []edit

	defects  []string
	over     string // the first limit that was exceeded, or ""
	bare     bool   // the mail has no header
	inserted int    // fields that were put above those of the mail itself
	parts    int
	seed     string // of boundaries, or ""
	renamed  int    // boundaries
}

// edit replaces raw[start:end].
type edit struct {
	start, end int
	with       []byte
}

// mended returns the repaired bytes of a mail; where nothing is wrong they are raw.
func (r *repair) mended() io.Reader {
	s := r.header(0, len(r.raw), r.limits.Header, r.limits.HeaderFields)
	if !s.isMail() {
		// A text without a header. What looked like fields are lines of it.
		s = section{defects: s.defects, over: s.over, joined: true}
		r.edits = nil
	}
	r.bare = len(s.names) == 0
	r.exceeded(s.over)
	r.inserted = r.entity(&s, len(r.raw), 0, "text/plain")
	r.setApart(&s)
	if n := len(r.raw); !s.ended && !s.joined && n > 0 && r.raw[n-1] != '\n' {
		r.replace(n, n, "\r\n") // or go-message would not find the end of a long line
	}
	r.defects = append(s.defects, r.defects...)
	return r.apply(0, len(r.raw))
}

// apply returns raw[start:end] with its edits made. It copies nothing.
func (r *repair) apply(start, end int) io.Reader {
	slices.SortStableFunc(r.edits, func(a, b edit) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end))
	})
	pieces := make([]io.Reader, 0, 2*len(r.edits)+1)
	for _, e := range r.edits {
		if e.start < start || e.end > end {
			continue
		}
		if e.start > start {
			pieces = append(pieces, bytes.NewReader(r.raw[start:e.start]))
		}
		pieces = append(pieces, bytes.NewReader(e.with))
		start = e.end
	}
	if len(pieces) == 0 {
		return bytes.NewReader(r.raw[start:end])
	}
	return io.MultiReader(append(pieces, bytes.NewReader(r.raw[start:end]))...)
}

func (r *repair) replace(start, end int, with string) {
	r.edits = append(r.edits, edit{start, end, []byte(with)})
}

func (r *repair) defect(text string) { r.defects = addDefect(r.defects, text) }

// exceeded records that a limit was exceeded; "" is none.
func (r *repair) exceeded(limit string) {
	if r.over == "" {
		r.over = limit
	}
}

// entity repairs a mail or a part whose header section is s and whose body ends
// at end. usual is its type where it names none. It returns how many fields it
// put above the others.
func (r *repair) entity(s *section, end, depth int, usual string) (inserted int) {
	if r.parts++; r.parts > r.limits.Parts || depth > r.limits.Depth || !time.Now().Before(r.deadline) {
		return 0 // the reader stops here too, and says so
	}
	insert := func(name, value string) {
		r.replace(s.start, s.start, name+": "+value+"\r\n")
		inserted++
	}
	kind, params := parseParameters(s.contentType)
	if main, sub, found := strings.Cut(kind, "/"); found {
		kind = token(main) + "/" + token(sub)
	}
	wrong := !isSound(s.contentType, kind, params)
	if !strings.Contains(kind, "/") {
		if kind != "" && kind != "text" {
			r.defect("the content type " + printable(kind, 40) + " is none")
		}
		wrong = len(s.contentType) > 0 || usual != "text/plain"
		kind = usual
	}
	if strings.HasPrefix(kind, "multipart/") {
		named := params["boundary"]
		switch boundary := r.boundary(named, s.body, end); boundary {
		case "":
			r.defect("a multipart without boundary")
			kind, wrong = "text/plain", true
		default:
			if other := r.multipart(kind, boundary, s.body, end, depth); other != named {
				params, wrong = withParameter(params, "boundary", other), true
			}
		}
	}
	if !strings.HasPrefix(kind, "multipart/") {
		encoding, otherwise, recoded := r.transfer(s, kind, params["charset"], end)
		if otherwise {
			insert("Content-Transfer-Encoding", encoding)
		}
		if recoded {
			params, wrong = withParameter(params, "charset", "utf-8"), true
		}
	}
	if disposition, params := parseParameters(s.disposition); !isSound(s.disposition, disposition, params) {
		insert("Content-Disposition", written(token(disposition), params))
	}
	if wrong {
		insert("Content-Type", written(kind, params))
	}
	return inserted
}

// transfer repairs the body of a part that is no multipart, and returns its transfer
// encoding and whether its field names another; recoded says that its text is UTF-8 now.
func (r *repair) transfer(s *section, kind, charset string, end int) (encoding string, wrong, recoded bool) {
	encoding, known := transferEncoding(s.encoding)
	if !known {
		s.defect("the transfer encoding " + printable(encoding, 30) + " is unknown")
		encoding = "8bit"
	}
	body := r.raw[s.body:end]
	isText := strings.HasPrefix(kind, "text/")
	var decode func(io.Writer)
	switch encoding {
	case "uuencode":
		data := uuData(body)
		if data == nil {
			r.defect("a part is not uuencoded, as it says")
			return "8bit", true, false
		}
		encoding, wrong = "base64", true
		decode = func(w io.Writer) { decodeUU(w, data) }
	case "base64":
		if isBase64Text(body) && !(isText && isWord(body, charset)) {
			break
		}
		above, encoded, below := cutAround(body, charset)
		switch {
		case len(above)+len(below) > 0:
			r.defect("text around base64")
			recoded = isText && !(visible.IsASCII(above) && visible.IsASCII(below))
			decode = func(w io.Writer) { r.around(w, kind, charset, recoded, above, encoded, below) }
		case isPlainText(body), looksLikeField(body), isText && isWord(body, charset):
			r.defect("a part is not in base64, as it says")
			return "8bit", true, false
		default:
			r.defect("a part is not clean base64")
			decode = func(w io.Writer) { decodeLenient(w, body) }
		}
	}
	if decode != nil {
		encoded, now := encodedBy(decode, len(body)), charset
		if recoded {
			now = "utf-8"
		}
		if isText && isWord(encoded, now) { // nothing that it stands for is text
			return "8bit", true, false
		}
		r.edits = append(r.edits, edit{s.body, end, encoded})
	}
	written := strings.ToLower(string(bytes.TrimSpace(s.encoding)))
	return encoding, wrong || written != encoding && written != "" && written != "7bit" && written != "binary", recoded
}

// around writes what is encoded in base64 and, of a text, the lines that a list or a
// gateway put around it as they are. They need not be in its charset.
func (r *repair) around(w io.Writer, kind, charset string, recoded bool, above, encoded, below []byte) {
	if !strings.HasPrefix(kind, "text/") {
		decodeLenient(w, encoded)
		return
	}
	add := func(b []byte) {
		if recoded {
			text, _ := decodeCharset(charset, b)
			b = []byte(text)
		}
		w.Write(b)
	}
	lines := func(b []byte) {
		if len(b) > 0 && kind == "text/html" && !bytes.Contains(b, []byte("<")) {
			b = []byte("<pre>" + string(b) + "</pre>")
		}
		add(b)
	}
	lines(above)
	add(lenientBase64(string(encoded)))
	if len(below) > 0 {
		lines(append([]byte("\n"), below...))
	}
}

// encodedBy returns base64 of what decode writes, which is about size bytes of base64.
func encodedBy(decode func(io.Writer), size int) []byte {
	var encoded bytes.Buffer
	encoded.Grow(size)
	w := base64.NewEncoder(base64.StdEncoding, &encoded)
	decode(w)
	w.Close() // into memory, which does not fail
	return encoded.Bytes()
}

// newBoundary returns a boundary that stands nowhere in the mail: it holds a hash
// of it.
func (r *repair) newBoundary() string {
	r.renamed++
	if r.seed == "" {
		sum := sha256.Sum256(r.raw)
		r.seed = hex.EncodeToString(sum[:16])
	}
	return "=_" + r.seed + "_" + strconv.Itoa(r.renamed)
}
