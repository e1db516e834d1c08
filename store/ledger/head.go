package ledger

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"rapport/store/pattern"
)

// Head is the last event of a chain: it stands for all of them.
type Head struct {
	Number int64 `json:"event"`
	Hash   Hash  `json:"hash"`
}

// Short returns the first 80 bits of the hash in groups of four digits, as mails have it.
func (h Head) Short() string {
	digits := hex.EncodeToString(h.Hash[:shortSize])
	var groups []string
	for i := 0; i < len(digits); i += 4 {
		groups = append(groups, digits[i:i+4])
	}
	return strings.Join(groups, "-")
}

// shortSize is how many bytes of a hash Short shows: too many for somebody who has the key
// to find other events of the same.
const shortSize = 10

// Mark is what somebody outside has of a head.
type Mark struct {
	Number int64  // 0: they have the hash alone
	Digits string // of the hash, the first 20 or more
}

// String returns the mark as it was read.
func (m Mark) String() string {
	if m.Number == 0 {
		return m.Digits
	}
	return fmt.Sprintf("event %d, %s", m.Number, m.Digits)
}

// Fits reports whether an event is the one that the mark is of.
func (m Mark) Fits(number int64, hash Hash) bool {
	return (m.Number == 0 || m.Number == number) && strings.HasPrefix(hex.EncodeToString(hash[:]), m.Digits)
}

// Mark returns the mark of a head.
func (h Head) Mark() Mark { return Mark{h.Number, h.Hash.String()} }

var (
	// A number, and not far behind it five groups of four digits: our own words between
	// them differ by language, and mail programs break lines and change hyphens.
	markInText = pattern.New(`(\d{1,18})[^0-9a-f]{1,24}?((?:[0-9a-f]{4}[-‐‑–] ?){4}[0-9a-f]{4})(?:[^0-9a-f-]|$)`)
	lineEnds   = pattern.New(`[ \t\x{00a0}]*\r?\n[>|\s\x{00a0}]*`)
	fullHash   = pattern.New(`^[0-9a-f]{20,64}$`)
)

// FindMarks returns the marks in the text of a mail, each once.
func FindMarks(text string) []Mark {
	var marks []Mark
	known := map[Mark]bool{}
	text = lineEnds.ReplaceAllString(text, " ")
	for _, m := range markInText.FindAllStringSubmatch(text, -1) {
		number, err := strconv.ParseInt(m[1], 10, 64)
		mark := Mark{number, digitsOf(m[2])}
		if err != nil || known[mark] {
			continue
		}
		known[mark] = true
		marks = append(marks, mark)
	}
	return marks
}

// errMark says that a text is no mark.
var errMark = errors.New("not a hash of the log: give it as a mail has it, such as 3f9a-71c2-0b1d-88e4-19cd, or the 64 digits that `rapport verify` prints")

// ParseMark reads a mark that somebody typed: a hash, short or whole, perhaps behind the
// number of its event.
func ParseMark(text string) (Mark, error) {
	if marks := FindMarks(text); len(marks) == 1 {
		return marks[0], nil
	}
	digits := digitsOf(strings.TrimSpace(text))
	if !fullHash.MatchString(digits) {
		return Mark{}, fmt.Errorf("%q is %w", text, errMark)
	}
	return Mark{Digits: digits}, nil
}

// digitsOf returns the digits of a hash that is written in groups.
func digitsOf(text string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("0123456789abcdef", r) {
			return r
		}
		if strings.ContainsRune("-‐‑– ", r) {
			return -1
		}
		return '?'
	}, strings.ToLower(text))
}
