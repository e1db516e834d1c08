//go:build !race

package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"rapport/cmd/rapport/demo"
	"rapport/store"
)

const (
	killMails = 2000
	killTimes = 50
)

// Whatever moment the daemon is killed at, the log ends up as the mailbox is:
// byte for byte, nothing missing, nothing twice, and provable.
func TestServe_killedAtAnyMomentLosesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	server, err := demo.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	dir := t.TempDir()
	config := writeConfig(t, dir, server.Port())

	random := killRandom(t, 1)
	sent := map[store.Hash]bool{}
	next := 0
	deliver := func(n int) {
		for ; n > 0 && next < killMails; n-- {
			raw := killMail(next)
			sent[sha256.Sum256(raw)] = true
			if err := server.Deliver(raw, time.Now()); err != nil {
				t.Fatal(err)
			}
			next++
		}
	}
	for range killTimes {
		deliver(killMails / killTimes)
		serve := rapportCommand("serve", "-c", config)
		if err := serve.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(random.Int64N(int64(250 * time.Millisecond))))
		serve.Process.Kill()
		serve.Wait()
	}
	if out, err := rapportCommand("serve", "--once", "-c", config).CombinedOutput(); err != nil {
		t.Fatalf("the last run: %v\n%s", err, out)
	}

	s, err := store.OpenReadOnly(store.Config{Dir: filepath.Join(dir, "state")})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	entries := 0
	err = s.Log(t.Context(), store.LogQuery{}, func(e store.Entry) error {
		entries++
		raw, _, err := s.RawMail(t.Context(), e.Message)
		if err != nil {
			return err
		}
		hash := store.Hash(sha256.Sum256(raw))
		if !sent[hash] {
			t.Errorf("entry %d is not, or not only once, what was sent: %.60q…", e.ID, raw)
		}
		delete(sent, hash)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if entries != killMails || len(sent) != 0 {
		t.Errorf("%d entries for %d mails, %d mails missing", entries, killMails, len(sent))
	}
	v, err := s.Verify(t.Context(), nil)
	if err != nil || len(v.Problems) != 0 || v.Messages != killMails {
		t.Errorf("verify: %d messages, %v, %v", v.Messages, v.Problems, err)
	}
}

// killRandom returns a source of the moments to kill at. The environment variable
// RAPPORT_TEST_SEED repeats those of an earlier run, whose seed is in its log.
func killRandom(t *testing.T, stream uint64) *rand.Rand {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv("RAPPORT_TEST_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatalf("RAPPORT_TEST_SEED: %v", err)
		}
	}
	t.Logf("RAPPORT_TEST_SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, stream))
}

// killMail gives mail n: every fourth opens a thread that the next three answer.
func killMail(n int) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "From: wang%d@client.example\r\nTo: li@agency.example\r\nCc: log+ACME@agency.example\r\n", n%7)
	fmt.Fprintf(&b, "Subject: mail %d\r\nMessage-ID: <%[1]d@client.example>\r\nDate: Mon, 02 Mar 2026 10:%02d:%02d +0800\r\n", n, n/60%60, n%60)
	if n%4 != 0 {
		fmt.Fprintf(&b, "References: <%d@client.example>\r\n", n-n%4)
	}
	fmt.Fprintf(&b, "\r\n第 %d 封邮件 %s\r\n", n, strings.Repeat("text ", n%40))
	return b.Bytes()
}
