package mailbox

import (
	"context"
	"slices"
	"strconv"
	"strings"
)

// Quota is what a mailbox may hold of something, and what it holds.
type Quota struct {
	Resource string // STORAGE, in units of 1024 bytes, MESSAGE, or another (RFC 9208 section 5)
	Used     int64
	Limit    int64
}

// mostQuotas bounds what is read of a server's answer.
const mostQuotas = 20

// Quotas returns what limits a folder (GETQUOTAROOT, RFC 9208 section 4.1.2). A server that does not
// offer QUOTA names none.
func (s *Session) Quotas(ctx context.Context, folder string) ([]Quota, error) {
	if !slices.Contains(s.Caps(), "QUOTA") {
		return nil, nil
	}
	s.wire.mu.Lock()
	s.wire.quotas = nil
	s.wire.mu.Unlock()
	err := s.do(ctx, "read the quota of", 0, func() error {
		_, err := s.client.GetQuotaRoot(folder).Wait()
		return err
	})
	s.wire.mu.Lock()
	defer s.wire.mu.Unlock()
	return s.wire.quotas, err
}

// quota reads the list of a QUOTA response, of which the caller skips the rest; what is not as the RFC has it is no quota.
func (w *wire) quota(response string) {
	at := strings.LastIndexByte(response, '(')
	if at < 0 {
		return
	}
	words := strings.Fields(strings.TrimSuffix(strings.TrimSpace(response[at+1:]), ")"))
	w.mu.Lock()
	defer w.mu.Unlock()
	for ; len(words) >= 3 && len(w.quotas) < mostQuotas; words = words[3:] {
		used, usedErr := strconv.ParseInt(words[1], 10, 64)
		limit, limitErr := strconv.ParseInt(words[2], 10, 64)
		if usedErr != nil || limitErr != nil || used < 0 || limit <= 0 {
			continue
		}
		w.quotas = append(w.quotas, Quota{strings.ToUpper(w.printableLocked(words[0])), used, limit})
	}
}
