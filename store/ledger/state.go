package ledger

import "crypto/sha256"

// RowName tells the rows of all tables apart.
type RowName [16]byte

// NameRow returns the name of a row of a table by the values of its key.
func NameRow(table string, key []Value) RowName {
	sum := sha256.Sum256(AppendValues(append([]byte(table), 0), key))
	return RowName(sum[:16])
}

// RowState is what a row was after its last event.
type RowState struct {
	Event  int64    // its number
	Salt   int32    // index among the salts of State
	Digest [16]byte // of its values
}

// DigestValues returns what tells the values of a row from others.
func DigestValues(values []Value) [16]byte {
	sum := sha256.Sum256(AppendValues(nil, values))
	return [16]byte(sum[:16])
}

// State is what the tables hold if the events of a chain are all that happened to them. It
// may hold one part of the rows alone, so that its size is bounded.
type State struct {
	Rows  map[RowName]RowState
	Salts [][]byte
	Part  int // of Parts; 0 where there is one part
	Parts int

	Compared int64 // rows of the tables that were held against it
}

// NewState returns the state before the first event: one part of parts.
func NewState(part, parts int) *State {
	return &State{Rows: map[RowName]RowState{}, Part: part, Parts: parts}
}

// Has reports whether a row is of this part of the state.
func (s *State) Has(name RowName) bool {
	return s.Parts <= 1 || int(name[0])|int(name[1])<<8 >= s.Part<<16/s.Parts && int(name[0])|int(name[1])<<8 < (s.Part+1)<<16/s.Parts
}

// Apply applies an event whose values are hidden under a salt.
func (s *State) Apply(e *Event, salt []byte) {
	if e.Shape == nil {
		return
	}
	name := NameRow(e.Shape.Table, e.Shape.KeyOf(e))
	if !s.Has(name) {
		return
	}
	if e.Act == EventRemoved {
		delete(s.Rows, name)
		return
	}
	if n := len(s.Salts); n == 0 || &s.Salts[n-1][0] != &salt[0] {
		s.Salts = append(s.Salts, salt)
	}
	s.Rows[name] = RowState{e.Number, int32(len(s.Salts) - 1), DigestValues(e.Values)}
}
