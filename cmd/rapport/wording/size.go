package wording

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Duration writes a duration without the zeros of time.Duration: 5m, not 5m0s.
func Duration(d time.Duration) string {
	text := d.String()
	for _, zero := range []string{"m0s", "h0m"} {
		if strings.HasSuffix(text, zero) {
			text = strings.TrimSuffix(text, zero[1:])
		}
	}
	return text
}

// ParseSize reads "50MiB" or "1.5 GiB". The units are those of IEC 80000-13.
func ParseSize(text string) (int64, bool) {
	number := strings.TrimRight(text, "BKMGi")
	shift := map[string]int{"B": 0, "KiB": 10, "MiB": 20, "GiB": 30}
	bits, known := shift[text[len(number):]]
	n, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if err != nil || !known || !(n >= 0 && n <= math.MaxInt32) { // NaN is neither
		return 0, false
	}
	return int64(n * float64(int64(1)<<bits)), true
}

// Size writes a number of bytes so that ParseSize reads it back exactly: "50MiB".
func Size(n int64) string {
	for i, unit := range []string{"GiB", "MiB", "KiB"} {
		if whole := int64(1) << (30 - 10*i); n >= whole && n%whole == 0 {
			return fmt.Sprintf("%d%s", n/whole, unit)
		}
	}
	return fmt.Sprintf("%dB", n)
}

// FileSize writes a number of bytes for people.
func FileSize(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case n < 1_000_000:
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}
