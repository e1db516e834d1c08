package copydir

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// makeKey makes a key outside the copies.
func makeKey(t *testing.T, name string) *Key {
	t.Helper()
	key, err := MakeKey(filepath.Join(t.TempDir(), name))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// Under a key copies share pieces as they do without one, and nothing of what they hold is in the
// directory. Under another key, or none, they cannot be read.
func TestKey_withoutItNothingCanBeRead(t *testing.T) {
	t.Parallel()
	b := newBed(t, 6*PieceSize)
	copy(b.data, "A secret that nobody but the holder of the key may read, and a page that can be guessed.")
	b.key = makeKey(t, "march.key")
	first, err := b.add(t.Context())
	b.must(err)
	before := bytes.Clone(b.data)
	b.data[PieceSize]++
	second, err := b.add(t.Context())
	b.must(err)
	if first.New != 6 || second.New != 1 || first.Sealed != b.key.ID() {
		t.Errorf("%d and %d new pieces under %q", first.New, second.New, first.Sealed)
	}
	b.is(b.list()[1], before)

	guessed, err := newPacker(nil)
	b.must(err)
	defer guessed.Close()
	for _, path := range b.pieces() {
		text, err := os.ReadFile(path)
		b.must(err)
		if strings.HasSuffix(path, guessed.name(before[:PieceSize]).String()) || bytes.Contains(text, before[:16]) {
			t.Errorf("%s tells what it holds", path)
		}
	}
	for name, key := range map[string]*Key{"none": nil, "another": makeKey(t, "april.key")} {
		d, err := Open(b.dir)
		b.must(err)
		d.Use(key)
		if err := d.Assemble(t.Context(), first.Copy, &bytes.Buffer{}); !errors.Is(err, ErrKey) {
			t.Errorf("with the key %s: %v", name, err)
		}
	}
}

// A further copy under another key needs nothing of the older ones; each is read with its own key, and
// those from before there was one without any.
func TestKey_anotherOneBeginsAnew(t *testing.T) {
	t.Parallel()
	b := newBed(t, 3*PieceSize)
	plain, err := b.add(t.Context())
	b.must(err)
	march, april := makeKey(t, "march.key"), makeKey(t, "april.key")
	b.key = march
	old, err := b.add(t.Context())
	b.must(err)
	b.key = april
	newest, err := b.add(t.Context())
	b.must(err)
	if old.New != 3 || newest.New != 3 {
		t.Errorf("%d and %d new pieces", old.New, newest.New)
	}
	b.is(newest.Copy, b.data)
	b.is(plain.Copy, b.data)
	b.key = march
	b.is(old.Copy, b.data)
	d, err := Create(b.dir)
	b.must(err)
	defer d.Close()
	if removed, err := d.Prune(1, ""); err != nil || removed != 2 || len(b.pieces()) != 3 {
		t.Errorf("removed %d, %d pieces, %v", removed, len(b.pieces()), err)
	}
}

func TestKey_aPieceThatWasExchangedIsFound(t *testing.T) {
	t.Parallel()
	b := newBed(t, 2*PieceSize)
	b.key = makeKey(t, "key")
	c, err := b.add(t.Context())
	b.must(err)
	pieces := b.pieces()
	b.must(os.Rename(pieces[0], pieces[1]))
	d, err := Open(b.dir)
	b.must(err)
	d.Use(b.key)
	if err := d.Assemble(t.Context(), c.Copy, &bytes.Buffer{}); !errors.Is(err, ErrDamaged) {
		t.Errorf("it is taken: %v", err)
	}
}

func TestReadKey_refusesWhatIsNone(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "key")
	for text, mode := range map[string]os.FileMode{"": 0o600, "rapport key 1\n" + strings.Repeat("ab", 32): 0o600, keyStart + "abcd": 0o600, keyStart + strings.Repeat("ab", 32): 0o640} {
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadKey(path); !errors.Is(err, ErrKeyFile) {
			t.Errorf("%q of mode %o: %v", text, mode, err)
		}
	}
	if _, err := MakeKey(path); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a key was overwritten: %v", err)
	}
}
