package answer

import "testing"

func TestBehalf(t *testing.T) {
	for text, want := range map[string]string{
		"confirm for wang":                         "wang",
		"Confirmed by Jane Porter.":                "Jane Porter",
		"confirm for w@x.example\n\nThanks\nLi Na": "w@x.example",
		"代王伟确认":                                    "王伟",
		"为王伟确认。":                                   "王伟",
		"confirm for wang\nand change the date":    "",
		"for wang":                                 "",
		"confirm":                                  "",
		"":                                         "",
		"替王伟确认。":                                   "王伟",
		"代王总已确认":                                   "王总",
		"为保证质量，上线改为4月17日": "",
		"代码已提交":           "",
		"confirm format":  "",
	} {
		if got, _ := OnBehalfOf(text, "Li Na"); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
