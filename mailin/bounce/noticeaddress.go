package bounce

import (
	"iter"
	"strings"
)

// standsAlone reports whether a line is an address, or begins with one that what
// went wrong follows.
func standsAlone(line, before string, a foundAddress) bool {
	if strings.Trim(before, "*->•·#+|0123456789.、 \t") != "" {
		return false
	}
	rest := strings.TrimLeft(line[a.at+a.size:], ">\"')]` ")
	if rest == "" || strings.IndexByte(":;,.-(<[", rest[0]) >= 0 || strings.HasPrefix(rest, "：") || strings.HasPrefix(rest, "（") || strings.HasPrefix(rest, "，") {
		return true
	}
	lower := strings.ToLower(rest)
	return hasPrefixOf(lower, "on |said|host |failed|...") || contains(lower, failureWords) != ""
}

// isLabelled reports whether a text ends in a label such as "Recipient".
func isLabelled(before string) bool {
	before = strings.TrimLeft(before, "*->•·#+|[ \t")
	for label := range strings.SplitSeq(recipientLabels, "|") {
		rest, ok := strings.CutSuffix(before, label)
		if !ok {
			continue
		}
		if rest == "" || len(rest) < 40 && strings.IndexByte(",.;:>- /[(", rest[len(rest)-1]) >= 0 && len(strings.Fields(rest)) < 3 {
			return true
		}
	}
	return false
}

// foundAddress is an address in a line: its text, where it begins and how long it
// is there.
type foundAddress struct {
	text     string
	at, size int
}

// addressesIn returns what looks like an address of RFC 5322 in a line.
func addressesIn(line string) iter.Seq[foundAddress] {
	return func(yield func(foundAddress) bool) {
		for from := 0; ; {
			i := strings.IndexByte(line[from:], '@')
			if i < 0 {
				return
			}
			i += from
			start, end := i, i+1
			for start > from && i-start < 128 && isAtext(line[start-1]) {
				start--
			}
			for end < len(line) && end-i < 255 && (isDigit(line[end]) || isWordByte(line[end]) && line[end] != '@' || line[end] == '.' || line[end] == '-' || line[end] >= 0x80) {
				end++
			}
			// Chinese text runs on without a space.
			domain := line[i+1 : end]
			if j := strings.IndexFunc(domain, func(r rune) bool { return r >= 0x2000 }); j >= 0 {
				domain = domain[:j]
			}
			domain = strings.TrimRight(domain, ".-")
			local := line[start:i]
			if j := strings.LastIndexFunc(local, func(r rune) bool { return r >= 0x2000 }); j >= 0 {
				for _, r := range local[j:] {
					j += len(string(r))
					break
				}
				start += j
				local = local[j:]
			}
			quotes := len(local) - len(strings.TrimLeft(local, "'`.*=-/|+"))
			start, local = start+quotes, local[quotes:]
			from = i + 1
			if local == "" || len(domain) < 2 || strings.HasPrefix(domain, ".") || !strings.ContainsFunc(domain, func(r rune) bool { return r >= 'A' }) {
				continue
			}
			end = i + 1 + len(domain)
			from = end
			if !yield(foundAddress{text: strings.ToValidUTF8(line[start:end], ""), at: start, size: end - start}) {
				return
			}
		}
	}
}

func isAtext(c byte) bool {
	return isDigit(c) || isWordByte(c) && c != '@' || c >= 0x80 || strings.IndexByte("!#$%&'*+-/=?^`{|}~.", c) >= 0
}
