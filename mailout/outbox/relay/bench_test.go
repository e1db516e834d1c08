package relay

import (
	"bytes"
	"testing"

	"rapport/mailout/smtptest"
)

func BenchmarkSend(b *testing.B) {
	large := append(letter(id), bytes.Repeat([]byte("VGhpcyBpcyBhIGxpbmUgb2YgYmFzZTY0LCBhcyBsb25nIGFzIE1JTUUgYWxsb3dzIGl0IHRv\r\n"), 1<<20/76)...)
	for name, raw := range map[string][]byte{"small": letter(id), "1MB": large} {
		for _, secure := range []string{"", "implicit"} {
			b.Run(name+"/tls="+secure, func(b *testing.B) {
				_, config := sink(b, smtptest.Options{TLS: secure})
				session := dialed(b, config)
				b.SetBytes(int64(len(raw)))
				b.ReportAllocs()
				for b.Loop() {
					if got := session.Send(b.Context(), envelope, raw, committed); got.Outcome != Sent {
						b.Fatalf("%+v", got)
					}
				}
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "mails/s")
			})
		}
	}
}
