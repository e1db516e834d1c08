package ledger

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// The canonical form, written down a second time as docs/log.md has it: should
// the two part, old logs could not be verified any more.
func TestCanonical_isWhatTheDocumentationSays(t *testing.T) {
	l := Link{ID: 2, Recorded: 1767225600000, Act: ActFiled, Message: 1, At: 1767000001000, Kind: "human",
		Project: "ACME", Signal: "person", Confidence: 100, Actor: "root", Key: 3, Content: [32]byte{0xab}}
	want := "rapport entry 1\nentry:2\nrecorded:1767225600000\nact:filed\nmessage:1\nat:1767000001000\nkind:human\n" +
		"project:ACME\nsign:person\nconfidence:100\nactor:root\nkey:3\ncontent:ab" + strings.Repeat("0", 62) + "\n"
	if got := string(l.Canonical()); got != want {
		t.Errorf("entry:\n%s\nwant:\n%s", got, want)
	}
	before := Hash{1}
	if got, sum := l.Hash(before), sha256.Sum256(append(before[:], want...)); got != sum {
		t.Errorf("hash %s, want %x", got, sum)
	}

	c := Content{MessageID: "a@x", InReplyTo: "[]", References: "[]", Received: 5, Subject: "主题", Role: "client", Reasons: "[]", Notes: "[]",
		NewText: "text", Defects: "[]", Participants: []Participant{{"from", "王", "w@x"}},
		Attachments: []Attachment{{Name: "a.pdf", Type: "application/pdf", Size: 9, Inline: true}}}
	zeros := strings.Repeat("0", 64)
	text := "rapport content 1\nraw 64\n" + zeros + "\nmessage-id 3\na@x\nin-reply-to 2\n[]\nreferences 2\n[]\nreceived 1\n5\nsubject 6\n主题\n" +
		"kind-reason 0\n\nrole 6\nclient\nreasons 2\n[]\nnotes 2\n[]\nnew-text 4\ntext\nquoted 0\n\ndefects 2\n[]\nunparsed 0\n\n" +
		"from 3\n王\naddress 3\nw@x\nattachment 5\na.pdf\ntype 15\napplication/pdf\nsize 1\n9\nsha256 64\n" + zeros + "\ncontent-id 0\n\ninline 4\ntrue\n"
	mac := hmac.New(sha256.New, []byte("key"))
	mac.Write([]byte(text))
	if got := c.Digest([]byte("key")); hex.EncodeToString(got[:]) != fmt.Sprintf("%x", mac.Sum(nil)) {
		t.Errorf("content is hashed in another form than\n%s", text)
	}
}

func TestCovers_isTheDigestOfWhatWasWritten(t *testing.T) {
	c := Content{NewText: "text"}
	var kept bytes.Buffer
	if n, err := c.WriteTo(&kept); err != nil || n != int64(kept.Len()) {
		t.Errorf("%d of %d, %v", n, kept.Len(), err)
	}
	if !Covers(c.Digest([]byte("key")), []byte("key"), kept.Bytes()) || Covers(c.Digest([]byte("key")), []byte("another"), kept.Bytes()) {
		t.Error("the digest is not that of what was written")
	}
	if _, err := c.WriteTo(full{}); !errors.Is(err, errFull) {
		t.Errorf("%v", err)
	}
}

var errFull = errors.New("full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

// A chain that was changed breaks where it was, and only there.
func TestWalk_findsEachBreakOnce(t *testing.T) {
	links := []Link{{ID: 1, Act: ActLogged, Message: 1}, {ID: 2, Act: ActFiled, Message: 1, Project: "ACME"}, {ID: 3, Act: ActReprocessed, Message: 1}, {ID: 4, Act: ActErased, Message: 1}}
	for name, c := range map[string]struct {
		change func(links []Link) []Link
		want   []string
	}{
		"nothing":         {func(l []Link) []Link { return l }, nil},
		"a changed actor": {func(l []Link) []Link { l[1].Actor = "x"; return l }, []string{"2 was changed"}},
		"a missing entry": {func(l []Link) []Link { return slices.Delete(l, 1, 2) }, []string{"3 the entry before it is missing", "3 was changed"}},
	} {
		hashes := map[int64]Hash{}
		var head Hash
		for _, l := range links {
			head = l.Hash(head)
			hashes[l.ID] = head
		}
		var got []string
		w := NewWalk(func(entry int64, problem string) { got = append(got, fmt.Sprint(entry, " ", problem)) })
		for _, l := range c.change(slices.Clone(links)) {
			hash := hashes[l.ID]
			w.Next(l, hash[:])
		}
		if !slices.EqualFunc(got, c.want, strings.HasPrefix) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		if w.Head != head || w.Entries != 4 || !w.Erased[1] || len(w.Older) != 1 || w.Logged[1].ID != 3 || w.Filed[1].ID != 3 {
			t.Errorf("%s: %+v", name, w)
		}
	}
}

func TestHash_asText(t *testing.T) {
	h := Hash{0xab, 31: 1}
	text, err := h.MarshalText()
	if err != nil || string(text) != "ab"+strings.Repeat("0", 60)+"01" {
		t.Errorf("%s, %v", text, err)
	}
	var again Hash
	if err := again.UnmarshalText(text); err != nil || again != h {
		t.Errorf("%s, %v", again, err)
	}
	if again.UnmarshalText([]byte("ab")) == nil || again.UnmarshalText([]byte("xyz")) == nil {
		t.Error("a hash of a few letters")
	}
}
