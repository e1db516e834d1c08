package answer

import (
	"fmt"
	"strings"
	"testing"
)

func TestDone(t *testing.T) {
	for text, want := range map[string]string{
		"done":         "0close",
		"完成\n\n谢谢":     "0close",
		"Done, thanks": "0close",
		"Hi Li Na,\n\nall done, thank you!\n\nAnna": "0all",
		"李总您好：\n都完成了，谢谢":                            "0all",
		"done, but the rest is late":                "",
		"Done. When is the launch?":                 "",
		"Done\nI sent it to Tom":                    "",
		"all done":                                  "0all",
		"都完成了。":                                     "0all",
		"1 done, 3 done":                            "1close 3close",
		"1 完成，2 完成":                                 "1close 2close",
		"第一项完成":                                     "1close",
		"第二项已完成，第3项完成":                              "2close 3close",
		"1-3 done\n\nBest regards\nAnna":            "1close 2close 3close",
		"1 done, 2 on Friday":                       "",
		"not yet, Friday":                           "",
		"done?":                                     "",
		"1 drop":                                    "",
		"":                                          "",
		"rest done":                                 "",
	} {
		var got []string
		for _, s := range Done(text, "Anna") {
			got = append(got, fmt.Sprintf("%d%s", s.Number, s.Verb))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %v, want %s", text, got, want)
		}
	}
}
