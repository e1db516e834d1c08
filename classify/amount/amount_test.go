package amount

import (
	"fmt"
	"strings"
	"testing"
)

func TestFind(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"We have used 12.5k of the 40k.":                  "12.5×1000 | 40×1000",
		"₹12 lakh and ₹7.5 lakh":                          "12×100000 INR | 7.5×100000 INR",
		"1.2 crore rupees":                                "1.2×10000000 INR",
		"Rs. 12,00,000":                                   "12,00,000 INR",
		"30 of 60 thousand pounds":                        "30 | 60×1000 GBP",
		"two hundred thousand dollars":                    "=200000 USD",
		"one and a half million, half a million":          "=1.5e+06 | =500000",
		"two hundred and fifty thousand":                  "=250000",
		"forty-two thousand and some":                     "=42000",
		"half of it, a third, three quarters, two-thirds": "=50 % | =33 % | =75 % | =67 %",
		"the third house of this quarter":                 "",
		"35 per cent of CHF 90'000":                       "35 % | 90'000 CHF",
		"60 consultant days, 22 are left":                 "60 days | 22",
		"between 20k and 25k, 20-25k":                     "20×1000? | 25×1000? | 20? | 25×1000?",
		"from 40k to 52k EUR":                             "40×1000 | 52×1000 EUR",
		"HK$500,000, US$ 40, 48.000,00 €":                 "500,000 HKD | 40 USD | 48.000,00 EUR",
		"more than 40k":                                   "40×1000?",
		"v2, phase 2":                                     "2#",
		"三十万元":                                            "=300000 CNY",
		"两万五，三千五，八千块":                                     "=25000 | =3500 | =8000 CNY",
		"一百二十万 1.2亿元 3万5":                                 "=1.2e+06 | 1.2×100000000 CNY | =35000",
		"百分之三十五，七成，三成半，四分之三，一半":                           "=35 % | =70 % | =35 % | =75 % | =50 %",
		"一期、一共、十分、统一、成本":                                  "",
		"60个人天，200个工时，100w，20多万":                          "60 人天 | 200 工时 | 100×10000 | 20×10000?",
		"20到25万":                                          "20? | 25×10000?",
		"五百万元":                                            "=5e+06 CNY",
		"三点五万":                                            "=35000",
		"5百万":                                             "5×1000000",
		"新台幣 126 萬元／200 萬元":                               "126×10000 TWD | 200×10000 TWD",
		"2万7千9，3千5，1亿2000万元":                              "=27900 | =3500 | =1.2e+08 CNY",
		"新台幣126萬元，NT$ 2,000，港幣3万":                         "126×10000 TWD | 2,000 TWD | 3×10000 HKD",
	} {
		var got []string
		for _, a := range Find(text) {
			s := a.Digits
			if s == "" {
				s = fmt.Sprintf("=%.6g", float64(int(a.Value+0.5)))
			}
			if a.Factor != 1 {
				s += fmt.Sprintf("×%.9g", a.Factor)
			}
			if a.Unit != "" {
				s += " " + a.Unit
			}
			if a.Vague {
				s += "?"
			}
			if a.Counts {
				s += "#"
			}
			got = append(got, s)
		}
		if list := strings.Join(got, " | "); list != want {
			t.Errorf("%q:\n got %s\nwant %s", text, list, want)
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add("We have used 12.5k of the 40k, 一百二十万 half a third of 20–25 % HK$ 3万5")
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		for _, a := range Find(text) {
			if a.Start < last || a.End <= a.Start || a.End > len(text) {
				t.Fatalf("%q: %+v", text, a)
			}
			last = a.End
		}
	})
}
