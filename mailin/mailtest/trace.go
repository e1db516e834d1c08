package mailtest

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"
	"time"
)

// trace returns the fields that servers add to a mail in transit.
func (w *Writer) trace(m *Mail) []byte {
	var b bytes.Buffer
	delivered := LogAddress
	if n := len(m.Cc); n > 0 && strings.HasPrefix(m.Cc[n-1].Address, "log") {
		delivered = m.Cc[n-1].Address
	}
	date, domain := m.Date.Add(4*time.Second).Format(longDate), m.From.Domain()
	line(&b, "Return-Path: <"+m.From.Address+">")
	line(&b, "Delivered-To: "+delivered)
	line(&b, fmt.Sprintf("Received: from mx.agency.example (mx.agency.example [192.0.2.10])\r\n\tby imap.agency.example with LMTP id %012x\r\n\tfor <%s>; %s", w.random.Uint64()>>16, delivered, date))
	line(&b, fmt.Sprintf("Received: from out.%s (out.%[1]s [198.51.100.%d])\r\n\tby mx.agency.example with ESMTPS id %012X\r\n\tfor <%s>; %s", domain, w.random.IntN(254)+1, w.random.Uint64()>>16, delivered, date))
	line(&b, fmt.Sprintf("Authentication-Results: mx.agency.example; dkim=pass header.d=%s;\r\n\tspf=pass smtp.mailfrom=%s; dmarc=pass header.from=%[1]s", domain, m.From.Address))
	signature := base64.StdEncoding.EncodeToString(w.noise(256))
	b.WriteString("DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=" + domain + "; s=mail;\r\n\th=from:to:cc:subject:date:message-id:mime-version;\r\n\tbh=" + base64.StdEncoding.EncodeToString(w.noise(32)) + ";\r\n\tb=")
	for len(signature) > 70 {
		b.WriteString(signature[:70] + "\r\n\t ")
		signature = signature[70:]
	}
	line(&b, signature)
	return b.Bytes()
}
