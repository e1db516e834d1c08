package mailtest

import (
	"bytes"
	"crypto/sha256"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestWriter_sameSeedWritesTheSameMail(t *testing.T) {
	t.Parallel()
	sum := func(seed uint64) [32]byte {
		h := sha256.New()
		for m := range New(seed).Mailbox(300, 8<<20) {
			h.Write(m.Raw)
		}
		return [32]byte(h.Sum(nil))
	}
	first := sum(1)
	if sum(1) != first {
		t.Error("the same seed gave different mail")
	}
	if sum(2) == first {
		t.Error("different seeds gave the same mail")
	}
}

func TestMailbox_isAsLargeAsAskedAndAThirdChinese(t *testing.T) {
	t.Parallel()
	const n, size = 2000, 73 << 20
	var mails, chinese, attached, answers, bytes int
	ids := map[string]bool{}
	var last time.Time
	for m := range New(7).Mailbox(n, size) {
		mails++
		bytes += len(m.Raw)
		if hasHan(m.Text) {
			chinese++
		}
		if len(m.Attachments) > 0 {
			attached++
		}
		if ids[m.MessageID] {
			t.Fatalf("two mails have the id %s", m.MessageID)
		}
		ids[m.MessageID] = true
		for _, id := range m.References {
			if !ids[id] {
				t.Fatalf("%s refers to %s, which was not written before it", m.MessageID, id)
			}
		}
		if m.Answers != nil {
			answers++
		}
		if !m.Date.After(last) {
			t.Fatalf("%s is of %s, not after %s", m.MessageID, m.Date, last)
		}
		last = m.Date
	}
	t.Logf("%d mails, %d bytes, %d in Chinese, %d with attachments, %d answers", mails, bytes, chinese, attached, answers)
	within := func(what string, got, want, tolerance int) {
		if got < want-tolerance || got > want+tolerance {
			t.Errorf("%s: %d, want %d ± %d", what, got, want, tolerance)
		}
	}
	within("mails", mails, n, 0)
	within("bytes", bytes, size, size/50)
	within("in Chinese", chinese, n/3, 1)
	within("with attachments", attached, n/8, n/40)
	within("answers", answers, n*2/3, n/8)
}

func TestSmall_isOfTwoToFourKilobytes(t *testing.T) {
	t.Parallel()
	w := New(3)
	chinese, answers := 0, 0
	for range 500 {
		m := w.Small()
		if len(m.Raw) < 2<<10 || len(m.Raw) > 4<<10 {
			t.Errorf("%s has %d bytes", m.MessageID, len(m.Raw))
		}
		if hasHan(m.Text) {
			chinese++
		}
		if m.Answers != nil {
			answers++
		}
	}
	if chinese < 100 || answers < 100 {
		t.Errorf("%d in Chinese and %d answers of 500, want 100 at least of each", chinese, answers)
	}
}

func TestMailbox_holdsToTheLimitsOfRFC5322(t *testing.T) {
	t.Parallel()
	for m := range New(5).Mailbox(600, 12<<20) {
		header, _, found := bytes.Cut(m.Raw, []byte("\r\n\r\n"))
		if !found {
			t.Fatalf("%s has no body", m.MessageID)
		}
		if slices.ContainsFunc(header, func(b byte) bool { return b >= 0x80 || b == 0 }) {
			t.Errorf("%s: 8-bit header", m.MessageID)
		}
		if bytes.Contains(header, []byte("%!")) {
			t.Errorf("%s: a broken format in the header", m.MessageID)
		}
		bare := bytes.ReplaceAll(m.Raw, []byte("\r\n"), nil)
		if bytes.ContainsAny(bare, "\r\n") {
			t.Errorf("%s: a CR or LF alone", m.MessageID)
		}
		for line := range bytes.SplitSeq(m.Raw, []byte("\r\n")) {
			if len(line) > 998 {
				t.Errorf("%s of %s: a line of %d bytes", m.MessageID, m.Program, len(line))
				break
			}
		}
		for _, field := range []string{"From: ", "To: ", "Subject: ", "Date: ", "Message-ID: ", "MIME-Version: 1.0"} {
			if n := strings.Count("\r\n"+string(header)+"\r\n", "\r\n"+field); n != 1 {
				t.Errorf("%s of %s: %d fields %s", m.MessageID, m.Program, n, field)
			}
		}
	}
}

func BenchmarkMailbox(b *testing.B) {
	w := New(1)
	var size int64
	n := 0
	b.ResetTimer()
	for m := range w.Mailbox(b.N, int64(b.N)*36_500) {
		size += int64(len(m.Raw))
		n++
	}
	b.SetBytes(size / int64(n))
	b.ReportAllocs()
}
