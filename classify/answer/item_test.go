package answer

import (
	"cmp"
	"fmt"
	"strings"
	"testing"
)

func acmeOrBeta(word string) (string, bool) {
	switch code := strings.ToUpper(word); code {
	case "ACME", "BETA", "LHKJ-2":
		return code, true
	case "商城":
		return "ACME", true
	}
	return "", false
}

func TestSorting(t *testing.T) {
	for text, want := range map[string]string{
		"1 ACME, 2 ignore, 3 BETA":            "1 ACME, 2 -, 3 BETA",
		"1 acme 2 ignore 3 beta":              "1 ACME, 2 -, 3 BETA",
		"1: ACME\n2: ignore\n\nThanks\nLi Na": "1 ACME, 2 -",
		"1=ACME; 2=LHKJ-2":                    "1 ACME, 2 LHKJ-2",
		"1 [ACME]":                            "1 ACME",
		"#1 ACME":                             "1 ACME",
		"1, 2 and 3 ACME":                     "1 ACME, 2 ACME, 3 ACME",
		"1, 2, 3 ACME":                        "1 ACME, 2 ACME, 3 ACME",
		"1-3 ACME, rest ignore":               "1 ACME, 2 ACME, 3 ACME, 0 -",
		"all ignore":                          "0 -",
		"1 ACME，2 忽略，3 BETA":                  "1 ACME, 2 -, 3 BETA",
		"您好：\n1、2 归 ACME；3 忽略\n谢谢":  "1 ACME, 2 ACME, 3 -",
		"1到3 商城，其余忽略":               "1 ACME, 2 ACME, 3 ACME, 0 -",
		"全部忽略":                      "0 -",
		"1 GAMMA, 2 ACME":           "2 ACME; ? 1 GAMMA",
		"1 ACME, 1 BETA, 2 ACME":    "2 ACME; ? 1: ACME / BETA",
		"1 ACME, 1 ACME":            "1 ACME",
		"1":                         "; ? 1",
		"I do not know these":       "; ? I do not know these",
		"I don't think 2 is ACME":   "; ? I don't think 2 is ACME",
		"1 BETA\nNot 2 ACME":        "1 BETA; ? Not 2 ACME",
		"1 ACME; I think 2 is spam": "1 ACME; ? I think 2 is spam",
		"1 ACNE, rest ignore":       "; ? 1 ACNE ? …",
		"1 ACME，其他没有":               "1 ACME",
		"0 ACME":                    "; ? 0 ACME",
		"4-2 ACME":                  "; ? 4-2 ACME",
		"1 - ACME\n2 – ignore":      "1 ACME, 2 -",
		"１ ACME":                    "1 ACME",
		"1 acme please":             "1 ACME",
		"1, 2 GAMMA":                "; ? 1 ? 2 GAMMA",
		"1 ACME but ask Wang first": "; ? 1 ACME but ask Wang first",
		"> 1 ACME\n2 ACME":          "2 ACME",
		"":                          "",
		"1 AC\u200bME":              "; ? it holds characters that do not show",
		"9999 ACME":                 "; ? 9999 ACME",
		"1-999999 ACME":             "; ? 1-999999 ACME",
		"1 assign Li Lei, 2 close":  "1 assign=Li Lei, 2 close",
		"1 assign Tom, 2 close":     "1 assign=Tom, 2 close",
		"1 assign to Anna Berg; 2 give it to Tom": "1 assign=Anna Berg, 2 assign=Tom",
		"1 交给李雷，2 转给王工处理":                         "1 assign=李雷, 2 assign=王工",
		"1 by Friday, 2 done":                     "1 due=by Friday, 2 close",
		"1 by 20 March 2 done":                    "1 due=by March 20, 2 close",
		"1 until March 20th, 3 moved to Friday":   "1 due=until March 20, 3 due=moved to Friday",
		"1 by 2026-03-20 2 close":                 "1 due=by 2026-03-20, 2 close",
		"1 2026-03-20":                            "1 due=2026-03-20",
		"1 改到3月20日，2 完成":                          "1 due=改到 3月20日, 2 close",
		"2 改到2030年1月17日":                          "2 due=改到 2030年1月17日",
		"1 3月20日":                                 "1 due=3月20日",
		"1 到3月20日；2 周五前；3 延期到下周三":                 "1 due=到 3月20日, 2 due=周五前, 3 due=延期到下周三",
		"1-3 by 5 May":                            "1 due=by May 5, 2 due=by May 5, 3 due=by May 5",
		"1 may be 2 days late":                    "; ? 1 may be ? 2 days late",
		"1、关闭":                                    "1 close",
		"１、催办":                                    "1 remind",
		"1、关闭；2、催办":                               "1 close, 2 remind",
		"第1条催办":                                   "1 remind",
		"第一条归ACME":                                "1 ACME",
		"催办1":                                     "1 remind",
		"关闭 2":                                    "2 close",
		"1 至 3 忽略":                                "1 -, 2 -, 3 -",
		"1 到 3 关闭":                                "1 close, 2 close, 3 close",
		"1 to 3 close":                            "1 close, 2 close, 3 close",
		"done 4":                                  "4 close",
		"done 4, 5":                               "4 close, 5 close",
		"close 1 and 2":                           "1 close, 2 close",
		"Nr 5 is done":                            "5 close",
		"No. 3 done":                              "3 close",
		"item 2 done":                             "2 close",
		"all done":                                "0 close",
		"1关闭 2催办":                                 "1 close, 2 remind",
		"1跳过 2跳过":                                 "1 -, 2 -",
		"3号跳过":                                    "3 -",
		"1 ok":                                    "1 ok",
		"1 looks good":                            "1 ok",
		"1 发吧，2 关闭":                               "1 ok, 2 close",
		"1 ok, but change the date first":         "; ? but change the date first",
		"1 ok，周五再发":                               "; ? 周五再发",
		"1 ok, Friday":                            "; ? Friday",
		"1 ok once Tom agrees":                    "; ? 1 ok once Tom agrees",
		"1 close, 2 ok if the price is right":     "1 close; ? 2 ok if the price is right",
		"1 ok; only after lunch":                  "; ? only after lunch",
		"1 同意，等王总看过":                              "; ? 等王总看过",
		"1-3 关闭，2除外":                              "1 close, 3 close",
		"1-3 close, except 2":                     "1 close, 3 close",
		"1-3 close, not 2":                        "1 close, 3 close",
		"1-3 close, 2 later":                      "1 close, 3 close; ? 2 later",
		"1-3 close, except 7":                     "; ? except 7",
		"1 ok, thanks":                            "1 ok",
		"Hi,\n1 ACME\nBest regards,\nLi Na\nAgency Ltd": "1 ACME",
	} {
		sorted, problems := ItemCommands(text, "Li Na", acmeOrBeta)
		var list []string
		for _, s := range sorted {
			what := cmp.Or(s.Project, s.Verb, "-")
			if s.Argument != "" {
				what += "=" + s.Argument
			}
			list = append(list, fmt.Sprintf("%d %s", s.Number, what))
		}
		got := strings.Join(list, ", ")
		if len(problems) > 0 {
			got += "; ? " + strings.Join(problems, " ? ")
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func FuzzSorting(f *testing.F) {
	for _, text := range []string{"1 ACME, 2 ignore", "1-3 商城，其余忽略", "1 2 3 4", "rest ACME", "1-200 ACME, 5 BETA"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		sorted, problems := ItemCommands(text, "Li Na", acmeOrBeta)
		said := map[int]string{}
		for _, s := range sorted {
			if before, twice := said[s.Number]; twice {
				t.Fatalf("%d is %q and %q", s.Number, before, s.Project)
			}
			if said[s.Number] = s.Project; s.Number < 0 || s.Number > 999 {
				t.Fatalf("%d", s.Number)
			}
		}
		if len(sorted) > mostCommands || len(problems) > mostProblems+1 {
			t.Fatal(len(sorted), len(problems))
		}
	})
}
