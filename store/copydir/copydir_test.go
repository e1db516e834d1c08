package copydir

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// bed is a directory of copies and the file that is copied.
type bed struct {
	*testing.T
	dir, file string
	data      []byte
	made      time.Time
	key       *Key
}

func newBed(t *testing.T, size int) *bed {
	t.Helper()
	b := &bed{T: t, dir: filepath.Join(t.TempDir(), "copies"), file: filepath.Join(t.TempDir(), "file"), data: make([]byte, size), made: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	random := rand.NewChaCha8([32]byte{1})
	random.Read(b.data)
	return b
}

func (b *bed) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// add makes a copy of the file as it is now.
func (b *bed) add(ctx context.Context) (Added, error) {
	b.Helper()
	b.must(os.WriteFile(b.file, b.data, 0o600))
	d, err := Create(b.dir)
	b.must(err)
	defer d.Close()
	d.Use(b.key)
	b.made = b.made.Add(time.Hour)
	return d.Add(ctx, b.file, About{Made: b.made})
}

func (b *bed) list() []Copy {
	b.Helper()
	d, err := Open(b.dir)
	b.must(err)
	list, err := d.List()
	b.must(err)
	return list
}

// is compares what a copy holds.
func (b *bed) is(c Copy, want []byte) {
	b.Helper()
	d, err := Open(b.dir)
	b.must(err)
	d.Use(b.key)
	var got bytes.Buffer
	b.must(d.Assemble(b.Context(), c, &got))
	if !bytes.Equal(got.Bytes(), want) {
		b.Errorf("%s holds something else", c.Name)
	}
}

func (b *bed) pieces() []string {
	b.Helper()
	list, err := filepath.Glob(filepath.Join(b.dir, piecesName, "??", "*"))
	b.must(err)
	return list
}

func TestAdd_takesOnlyWhatHasChanged(t *testing.T) {
	t.Parallel()
	b := newBed(t, 20*PieceSize+5)
	first, err := b.add(t.Context())
	b.must(err)
	before := bytes.Clone(b.data)
	b.data[3*PieceSize]++
	b.data = append(b.data, "more"...)
	second, err := b.add(t.Context())
	b.must(err)
	if first.New != 21 || second.New != 2 {
		t.Errorf("the first wrote %d pieces, the second %d", first.New, second.New)
	}
	list := b.list()
	if len(list) != 2 || list[0].Name != second.Name {
		t.Fatalf("the copies are %+v", list)
	}
	b.is(list[0], b.data)
	b.is(list[1], before)
}

func TestAdd_whatWasLeftIsUsedOrRemoved(t *testing.T) {
	t.Parallel()
	b := newBed(t, 4*PieceSize)
	_, err := b.add(t.Context())
	b.must(err)
	d, err := Create(b.dir)
	b.must(err)
	work, err := d.Work()
	b.must(err)
	b.must(os.WriteFile(filepath.Join(work, "rapport.db"), b.data, 0o600))
	b.must(os.WriteFile(b.pieces()[0]+".new", []byte("half a pie"), 0o600))
	b.must(os.WriteFile(filepath.Join(b.dir, copiesName, ".20260302T110000Z-1"), []byte("{"), 0o600))
	d.Close() // as if the process had been killed
	b.data[0]++
	_, err = b.add(t.Context())
	b.must(err)
	if _, err := os.Stat(work); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%s is still there: %v", work, err)
	}
	b.is(b.list()[0], b.data)
}

func TestAdd_aFailureLeavesTheOlderCopiesWhole(t *testing.T) {
	t.Parallel()
	b := newBed(t, 8*PieceSize)
	_, err := b.add(t.Context())
	b.must(err)
	before, pieces := bytes.Clone(b.data), len(b.pieces())
	for i := range b.data {
		b.data[i] ^= 1
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.add(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("it ended with %v", err)
	}
	if n := len(b.pieces()); n != pieces {
		t.Errorf("%d pieces where there were %d", n, pieces)
	}
	b.is(b.list()[0], before)
}

func TestAdd_mendsAPieceThatIsDamaged(t *testing.T) {
	t.Parallel()
	b := newBed(t, 8*PieceSize)
	_, err := b.add(t.Context())
	b.must(err)
	b.must(os.WriteFile(b.pieces()[2], []byte("not what it was"), 0o600))
	d, err := Open(b.dir)
	b.must(err)
	if err := d.Assemble(t.Context(), b.list()[0], &bytes.Buffer{}); !errors.Is(err, ErrDamaged) {
		t.Errorf("the damage is not found: %v", err)
	}
	_, err = b.add(t.Context())
	b.must(err)
	for _, c := range b.list() {
		b.is(c, b.data)
	}
}

func TestList_namesACopyThatWasChanged(t *testing.T) {
	t.Parallel()
	b := newBed(t, PieceSize)
	for range 2 {
		b.data[0]++
		_, err := b.add(t.Context())
		b.must(err)
	}
	path := filepath.Join(b.dir, copiesName, b.list()[1].Name)
	text, err := os.ReadFile(path)
	b.must(err)
	b.must(os.WriteFile(path, bytes.Replace(text, []byte(`"size":65536`), []byte(`"size":65537`), 1), 0o600))
	d, err := Create(b.dir)
	b.must(err)
	defer d.Close()
	list, err := d.List()
	if len(list) != 1 || !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), path) {
		t.Errorf("%d copies, %v", len(list), err)
	}
	pieces := len(b.pieces())
	if _, err := d.Prune(1, ""); !errors.Is(err, ErrDamaged) || len(b.pieces()) != pieces {
		t.Errorf("pieces were removed that a damaged copy may need: %v", err)
	}
}

func TestPrune_keepsTheNewestAndTheirPieces(t *testing.T) {
	t.Parallel()
	b := newBed(t, 6*PieceSize)
	for i := range 5 {
		b.data[i*PieceSize]++
		_, err := b.add(t.Context())
		b.must(err)
	}
	d, err := Create(b.dir)
	b.must(err)
	defer d.Close()
	removed, err := d.Prune(1, "")
	b.must(err)
	if list := b.list(); removed != 4 || len(list) != 1 || len(b.pieces()) != 6 {
		t.Errorf("removed %d, left %d copies of %d pieces", removed, len(list), len(b.pieces()))
	}
	b.is(b.list()[0], b.data)
}

// Where the clock went back, older copies seem newer than the one that was just made, which stays.
func TestPrune_keepsWhatWasAddedThoughTheClockWentBack(t *testing.T) {
	t.Parallel()
	b := newBed(t, 6*PieceSize)
	for i := range 3 {
		b.data[i*PieceSize]++
		_, err := b.add(t.Context())
		b.must(err)
	}
	newest := b.list()[0]
	b.made = b.made.AddDate(-1, 0, 0)
	b.data[0]++
	added, err := b.add(t.Context())
	b.must(err)
	d, err := Create(b.dir)
	b.must(err)
	defer d.Close()
	removed, err := d.Prune(2, added.Name)
	b.must(err)
	list := b.list()
	if removed != 2 || len(list) != 2 || list[0].Name != newest.Name || list[1].Name != added.Name {
		t.Fatalf("removed %d, left %+v", removed, list)
	}
	b.is(list[1], b.data)
}

func TestCreate_refusesWhatIsNoDirectoryOfCopies(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "thesis.doc"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Create(dir); !errors.Is(err, ErrNoCopies) || !strings.Contains(err.Error(), "thesis.doc") {
		t.Errorf("it is taken: %v", err)
	}
	if _, err := Open(dir); !errors.Is(err, ErrNoCopies) {
		t.Errorf("it is read: %v", err)
	}
	d, err := Create(filepath.Join(dir, "new", "copies"))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := Create(filepath.Join(dir, "new", "copies")); !errors.Is(err, ErrInUse) {
		t.Errorf("two write at once: %v", err)
	}
}
