package outbox

import "strings"

// Tagged gives an address with a tag (RFC 5233): log+TAG@agency.example.
func Tagged(address, tag string) string {
	i := strings.LastIndexByte(address, '@')
	if i < 0 {
		return address
	}
	return address[:i] + "+" + tag + address[i:]
}
