package ledger

import (
	"bytes"
	"fmt"
)

// Walk reads a chain from its start and finds where it is not what was written. It keeps
// what the chain says of each message.
type Walk struct {
	Entries int64          // so far
	Head    Hash           // of the last one, as it stands there
	Filed   map[int64]Link // the last entry of each message that filed it
	Logged  map[int64]Link // the last that recorded its content
	Older   []Link         // that recorded content which another superseded
	Erased  map[int64]bool // whose content was erased on request
	report  func(entry int64, problem string)
}

// NewWalk returns a walk that reports problems to report.
func NewWalk(report func(entry int64, problem string)) *Walk {
	return &Walk{Filed: map[int64]Link{}, Logged: map[int64]Link{}, Erased: map[int64]bool{}, report: report}
}

// Next takes the next entry with the hash that is kept beside it.
func (w *Walk) Next(l Link, hash []byte) {
	w.Entries++
	if l.ID != w.Entries {
		w.report(l.ID, fmt.Sprintf("the entry before it is missing: %d should follow", w.Entries))
		w.Entries = l.ID
	}
	if want := l.Hash(w.Head); !bytes.Equal(want[:], hash) {
		w.report(l.ID, fmt.Sprintf("was changed, or one before it was: its hash is %x, not %s", hash, want))
	}
	copy(w.Head[:], hash) // go on from what stands there, so that each break is told once
	switch l.Act {
	case ActLogged, ActReprocessed:
		if before, again := w.Logged[l.Message]; again {
			w.Older = append(w.Older, before)
		}
		w.Logged[l.Message] = l
		w.Filed[l.Message] = l
	case ActFiled:
		w.Filed[l.Message] = l
	case ActErased:
		w.Erased[l.Message] = true
	}
}
