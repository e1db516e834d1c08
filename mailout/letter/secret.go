package letter

import (
	"bytes"
	"fmt"
	"net/mail"
)

// WithoutSecrets returns a mail for a folder that many may read: who wrote to whom, when and
// about what, without the reply address, the Message-ID and the text, with which anybody
// could answer in the name of its recipient.
func WithoutSecrets(raw []byte) ([]byte, error) {
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("take the secrets out of a mail: %w", err)
	}
	var b bytes.Buffer
	for _, name := range []string{"Date", "From", "To", "Cc", "Subject", "Auto-Submitted", "X-Loop", "Content-Language"} {
		if value := m.Header.Get(name); value != "" {
			fmt.Fprintf(&b, "%s: %s\r\n", name, fold(value))
		}
	}
	b.WriteString("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n")
	b.WriteString("Only its recipient has the text of this email; the log keeps it too.\r\n正文仅发送给收件人，并保存在沟通日志中。\r\n")
	return b.Bytes(), nil
}

// fold puts the lines of a field back that reading it has joined, so that none is longer
// than 998 bytes (RFC 5322 section 2.1.1).
func fold(value string) string {
	return string(bytes.Join(bytes.Fields([]byte(value)), []byte("\r\n ")))
}
