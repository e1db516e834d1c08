package mailin

import (
	"context"
	"fmt"
	"strings"
	"time"

	"rapport/classify/trust"
	"rapport/store"
	"rapport/store/mailaddr"
)

// SenderVerifier collects the evidence for who sent a mail. It never changes, so any number
// of goroutines may share one; a nil SenderVerifier finds none.
type SenderVerifier struct {
	accounts []Account
	keys     trust.Resolver
	now      func() time.Time
}

// NewSenderVerifier returns a SenderVerifier that trusts the receiving servers of accounts
// as configured, and looks up the keys of signatures with keys.
func NewSenderVerifier(accounts []Account, keys trust.Resolver, now func() time.Time) *SenderVerifier {
	return &SenderVerifier{accounts, keys, now}
}

// Evidence returns the evidence for m, which was read from raw and came from origin. It may
// wait some seconds for the DNS. Signatures of mail from files are not checked: nothing
// vouches for the arrival time in a file, and the keys may have been replaced long ago.
func (v *SenderVerifier) Evidence(ctx context.Context, raw []byte, m *store.Message, origin string) (e *store.Evidence) {
	if v == nil {
		return nil
	}
	defer func() {
		if fault := recover(); fault != nil { // as in Read
			e = &store.Evidence{Level: store.LevelAmbiguous, Reasons: []string{fmt.Sprintf("looking at its sender failed: %v", fault)}}
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, keyTimeout) // for all keys of the mail together
	defer cancel()
	found := trust.Evaluate(ctx, raw, m, v.config(origin), v.keys)
	return &found
}

// Cached returns v without look-ups that may have to wait: a signature whose key is not known
// yet is pending.
func (v *SenderVerifier) Cached() *SenderVerifier {
	if v == nil {
		return nil
	}
	keys, ok := v.keys.(interface{ Cached() trust.Resolver })
	if !ok {
		return v
	}
	at := *v
	at.keys = keys.Cached()
	return &at
}

func (v *SenderVerifier) config(origin string) trust.Config {
	c, longest := trust.Config{Now: v.now()}, -1
	for _, a := range v.accounts {
		if strings.HasPrefix(origin, a.Name+"/") && len(a.Name) > longest {
			c.AuthservID, c.DKIM, c.SentBy, longest = a.AuthservID, a.DKIM, "", len(a.Name)
			if a.Personal.Owner != "" && origin == a.Name+"/"+a.Personal.Sent {
				c.SentBy = mailaddr.Key(a.Personal.Owner)
			}
		}
	}
	return c
}
