package wording

import (
	"testing"
)

func TestParseSize(t *testing.T) {
	for text, want := range map[string]int64{
		"0B": 0, "1B": 1, "1KiB": 1024, "50MiB": 50 << 20, "1.5 GiB": 3 << 29, "2047GiB": 2047 << 30,
		"": -1, "MiB": -1, "50": -1, "50M": -1, "50MB": -1, "-1B": -1, "1e99GiB": -1, "NaNB": -1, "InfB": -1, "1MiBiB": -1,
	} {
		got, ok := ParseSize(text)
		if !ok {
			got = -1
		}
		if got != want {
			t.Errorf("parseSize(%q) = %d, want %d", text, got, want)
		}
	}
}

func TestFormatSize_isReadBackAsTheSame(t *testing.T) {
	for _, n := range []int64{0, 1, 1023, 1024, 1025, 256 << 10, 50 << 20, 1 << 30, 3 << 29} {
		if got, ok := ParseSize(Size(n)); !ok || got != n {
			t.Errorf("%d is written %s and read %d", n, Size(n), got)
		}
	}
}
