package ledger

import (
	"crypto/sha256"
	"errors"
	"reflect"
	"strings"
	"testing"
)

func confirmer() *Shape {
	return &Shape{"confirmer", []Column{{"id", true, false}, {"address", true, true}, {"state", false, false}, {"words", false, true}, {"at_ms", false, false}}}
}

// The canonical form of an event, written down a second time as docs/log.md has it: should
// the two part, old logs could not be verified any more.
func TestAppendCanonical_isWhatTheDocumentationSays(t *testing.T) {
	hidden := Value{Kind: Hidden, Text: strings.Repeat("\xab", HiddenSize)}
	digits := "#" + strings.Repeat("ab", HiddenSize)
	e := Event{Number: 2, Recorded: 1767225600000, Act: EventChanged, What: "a response counts", Message: 17, Proof: "authenticated", Shape: confirmer(),
		Values: []Value{{Kind: Integer, Integer: 3}, hidden, {Kind: Text, Text: "确认\nx"}, hidden, {}}}
	want := "rapport event 1\nevent 2\nrecorded 1767225600000\nact t7 changed\nwhat t17 a response counts\nmessage 17\nproof t13 authenticated\n" +
		"table t9 confirmer\nid i3\naddress " + digits + "\nstate t8 确认\nx\nwords " + digits + "\nat_ms null\n"
	if got := string(e.AppendCanonical(nil)); got != want {
		t.Errorf("%q, want\n%q", got, want)
	}
	removed := Event{Number: 3, Act: EventRemoved, Shape: confirmer(), Values: []Value{{Kind: Integer, Integer: -3}, hidden}}
	want3 := "rapport event 1\nevent 3\nrecorded 0\nact t7 removed\nwhat t0 \nmessage 0\nproof t0 \ntable t9 confirmer\nid i-3\naddress " + digits + "\n"
	if got := string(removed.AppendCanonical(nil)); got != want3 {
		t.Errorf("%q, want\n%q", got, want3)
	}
	chain := Chain{Number: 1, Hash: Hash{1}}
	chain.Add(&e)
	if before := (Hash{1}); chain.Number != 2 || chain.Hash != sha256.Sum256(append(before[:], want...)) {
		t.Errorf("%+v", chain)
	}
}

func TestReadCompact_returnsWhatWasAppended(t *testing.T) {
	shape := confirmer()
	hidden := Value{Kind: Hidden, Text: strings.Repeat("h", HiddenSize)}
	events := []Event{
		{Act: EventAdded, Message: 1 << 40, Shape: shape, Values: []Value{{Kind: Integer, Integer: 199}, hidden, {Kind: Text}, {}, {Kind: Integer, Integer: 1 << 62}}},
		{Act: EventRemoved, Shape: shape, Values: []Value{{Kind: Integer, Integer: -1}, hidden}},
		{Act: EventNoted, What: "链从此开始", Values: []Value{}},
		{Act: EventTrusted, Shape: shape, Values: []Value{{Kind: Integer, Integer: 200}, {Kind: Text, Text: "a"}, {Kind: Text, Text: "waiting"}, hidden, {Kind: Integer}}},
	}
	var kept []byte
	for i := range events {
		number := int64(0)
		if events[i].Shape != nil {
			number = 4
		}
		kept = events[i].AppendCompact(kept, number)
	}
	shapes := func(n int64) *Shape { return map[int64]*Shape{4: shape}[n] }
	var got []Event
	if err := ReadCompact(kept, shapes, func(e *Event) error { got = append(got, *e); return nil }); err != nil || !reflect.DeepEqual(got, events) {
		t.Errorf("%+v, %v", got, err)
	}
	for cut := 1; cut < len(kept); cut++ { // however much is missing, it is an error or fewer events, and no more
		n := 0
		if err := ReadCompact(kept[:cut], shapes, func(*Event) error { n++; return nil }); err == nil && n == len(events) {
			t.Errorf("cut at %d", cut)
		}
	}
	if err := ReadCompact(kept, func(int64) *Shape { return nil }, func(*Event) error { return nil }); !errors.Is(err, errCompact) {
		t.Errorf("%v", err)
	}
}

func FuzzReadCompact(f *testing.F) {
	e := Event{Act: EventAdded, What: "x", Shape: confirmer(), Values: make([]Value, 5)}
	f.Add(e.AppendCompact(nil, 1))
	f.Add([]byte{0, 'n', 255, 255, 255, 255, 255, 255, 255, 255, 127})
	f.Fuzz(func(t *testing.T, kept []byte) {
		_ = ReadCompact(kept, func(int64) *Shape { return confirmer() }, func(e *Event) error { e.AppendCanonical(nil); return nil })
	})
}

func TestShape_asText(t *testing.T) {
	text := confirmer().String()
	if text != "confirmer id! address!# state words# at_ms" {
		t.Error(text)
	}
	if again, err := ParseShape(text); err != nil || !reflect.DeepEqual(&again, confirmer()) {
		t.Errorf("%+v, %v", again, err)
	}
	if _, err := ParseShape("confirmer"); err == nil {
		t.Error("a table without columns")
	}
}

// What people wrote is in no event, and cannot be guessed without key and salt; the row that
// it was of is known again.
func TestHider_hidesWhatPeopleWrote(t *testing.T) {
	key, row := NewKey(), []any{int64(3), "wang@client.example", "confirmed", "No, never.", int64(5)}
	one, two := key.NewHider([]byte("salt 1")).Values(confirmer(), row), key.NewHider([]byte("salt 2")).Values(confirmer(), row)
	if one[1] != two[1] || one[3] == two[3] || one[2].Text != "confirmed" || one[0].Integer != 3 {
		t.Errorf("%v, %v", one, two)
	}
	other := NewKey()
	if other.NewHider([]byte("salt 1")).Values(confirmer(), row)[3] == one[3] {
		t.Error("without the key")
	}
	if named := key.NewHider(nil).Key(confirmer(), row[:2]); !reflect.DeepEqual(named, one[:2]) {
		t.Errorf("%v", named)
	}
	empty := key.NewHider(nil).Values(confirmer(), []any{nil, "", []byte(nil), []byte("x"), 1.5})
	if empty[0].Kind != Null || empty[1].Kind != Text || empty[2].Kind != Null || empty[3].Kind != Hidden || empty[4].Kind != Hidden {
		t.Errorf("%v", empty)
	}
}

func TestKey_wrapsContentKeys(t *testing.T) {
	key, other, content := NewKey(), NewKey(), []byte("a content key of thirty-two byte")
	wrapped := key.Wrap(content)
	if again, err := key.Unwrap(wrapped); err != nil || string(again) != string(content) {
		t.Errorf("%q, %v", again, err)
	}
	if _, err := other.Unwrap(wrapped); !errors.Is(err, ErrWrapped) {
		t.Errorf("%v", err)
	}
	if _, err := key.Unwrap(wrapped[:5]); !errors.Is(err, ErrWrapped) {
		t.Errorf("%v", err)
	}
}
