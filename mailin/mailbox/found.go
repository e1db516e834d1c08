package mailbox

import (
	"fmt"
	"strconv"
	"strings"
)

// maxFound limits the UIDs in the answer to one SEARCH.
const maxFound = 1 << 22

// search reads the UIDs of a SEARCH response. The library would take time quadratic in
// their number if they come in a bad order.
func (w *wire) search(args string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for word := range strings.FieldsSeq(args) {
		if strings.HasPrefix(word, "(") { // (MODSEQ 917162500), the end of the list (RFC 7162)
			return nil
		}
		uid, err := strconv.ParseUint(word, 10, 32)
		if err != nil {
			return fmt.Errorf("%w: a SEARCH response contains something other than numbers", ErrProtocol)
		}
		if err := w.addFound(uid, uid); err != nil {
			return err
		}
	}
	return nil
}

// esearch reads an ESEARCH response such as (TAG "T1") UID ALL 1:3,7, with which IMAP4rev2
// servers answer (RFC 9051, 7.3.4). The library would expand any range, and never end if
// one ends in 4294967295.
func (w *wire) esearch(args string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if strings.HasPrefix(args, "(") {
		_, args, _ = strings.Cut(args, ")")
	}
	words := strings.Fields(args)
	for i, word := range words {
		if !strings.EqualFold(word, "ALL") || i+1 == len(words) {
			continue
		}
		for part := range strings.SplitSeq(words[i+1], ",") {
			first, last, isRange := strings.Cut(part, ":")
			if !isRange {
				last = first
			}
			from, err := strconv.ParseUint(first, 10, 32)
			to, err2 := strconv.ParseUint(last, 10, 32)
			if err != nil || err2 != nil {
				return fmt.Errorf("%w: an ESEARCH response contains something other than a set of numbers", ErrProtocol)
			}
			if err := w.addFound(min(from, to), max(from, to)); err != nil {
				return err
			}
		}
	}
	return nil
}

// addFound adds the UIDs of a range; w.mu is held.
func (w *wire) addFound(from, to uint64) error {
	if uint64(len(w.found))+to-from >= maxFound {
		return fmt.Errorf("%w: it found more than %d mails", ErrProtocol, maxFound)
	}
	for uid := from; uid <= to; uid++ {
		w.found = append(w.found, UID(uid))
	}
	return nil
}
