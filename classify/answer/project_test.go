package answer

import "testing"

func TestNamesNone(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"none": true, "Ignore, thanks": true, "neither": true, "not a project": true, "忽略": true, "都不是，谢谢": true, "与项目无关": true,
		"": false, "ACME": false, "none but ACME": false, "neither ACME nor BETA": false, "商城": false, "不是商城": false,
	} {
		if got := NamesNone(text, "Li Na"); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
