package amount

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// units lists what amounts are counted in, each with the ways in which people write it.
const units = `
%: % percent per_cent pct p.c.
CNY: cny rmb cn¥ ¥ ￥ 元整 元人民币 人民币元 元 圆 块钱 塊錢 块 塊 人民币 人民幣 yuan renminbi
HKD: hkd hk$ 港币 港幣 港元 港纸 港紙
TWD: twd ntd nt$ 新台币 新台幣 新臺幣 台币 台幣 臺幣
MOP: mop$ 澳门元 澳門元
USD: usd us$ $ us_dollars us_dollar dollar dollars buck bucks 美元 美金 刀
SGD: sgd s$ sg$ 新加坡元 新元 新币 坡币
AUD: aud a$ au$ 澳元 澳币
CAD: cad c$ ca$ 加元 加币
NZD: nzd nz$ 纽币 纽元 新西兰元
EUR: eur € euro euros 欧元 歐元 欧
GBP: gbp £ ￡ pounds_sterling pound pounds sterling quid 英镑 英鎊 镑
JPY: jpy jp¥ 日元 日圆 日圓 円 yen
CHF: chf sfr. sfr fr. franc francs franken 瑞郎 瑞士法郎
INR: inr ₹ rs rs. rupee rupees 卢比
SEK: sek 瑞典克朗
NOK: nok 挪威克朗
DKK: dkk 丹麦克朗
kr: kr kr. kronor kroner
PLN: pln zł zloty zlotys 兹罗提
AED: aed dirham dirhams 迪拉姆
ZAR: zar 兰特
BRL: brl r$ 雷亚尔
RUB: rub ₽ 卢布
THB: thb ฿ baht 泰铢
MYR: myr rm 马币 马来西亚令吉 令吉
CZK: czk kč
HUF: huf forint
ILS: ils nis ₪ shekel shekels
VND: vnd ₫ 越南盾
IDR: idr rp rp. rupiah 印尼盾
PHP: ₱ 比索
TRY: ₺ 里拉
SAR: sar riyal riyals
UAH: uah ₴
NGN: ngn ₦
KES: kes ksh
MXN: mxn
KRW: krw ₩ 韩元 韩币
person-days: person-days person-day person_days person_day persondays person-d pd pds personentage pt
man-days: man-days man-day man_days man_day mandays md mds
days: days day tage
hours: hours hour hrs hr h stunden std
weeks: weeks week
人天: 人天 人日 工日
人月: 人月
工时: 工时
小时: 小时 个小时 钟头
天: 天
`

// factors lists what the figure of an amount is multiplied by. “w” is 万 as it is typed.
const factors = `
1e2: hundred 百
1e3: k thousand thousands grand tsd tsd. 千
1e4: 万 萬 w
1e5: lakh lakhs lac lacs
1e6: m mn mio mio. mill mill. million millions 百万
1e7: crore crores cr 千万
1e8: 亿 億
1e9: bn billion billions
`

// spellings is one of these lists by its words, the longest of which has longest bytes.
type spellings struct {
	words   map[string]string
	longest int
}

func spellingsOf(list string) spellings {
	s := spellings{words: map[string]string{}}
	for line := range strings.Lines(strings.TrimSpace(list)) {
		of, words, _ := strings.Cut(line, ": ")
		for _, word := range strings.Fields(words) {
			word = strings.ReplaceAll(word, "_", " ")
			s.words[word] = of
			s.longest = max(s.longest, len(word))
		}
	}
	return s
}

var (
	unitWords   = sync.OnceValue(func() spellings { return spellingsOf(units) })
	factorWords = sync.OnceValue(func() spellings { return spellingsOf(factors) })
)

// at returns the word of the list that a text in small letters begins with, and what it stands
// for. A word in Latin letters must end there.
func (s spellings) at(text string) (of string, size int) {
	for n := min(s.longest, len(text)); n > 0; n-- {
		of, ok := s.words[text[:n]]
		if !ok {
			continue
		}
		last, _ := utf8.DecodeLastRuneInString(text[:n])
		next, _ := utf8.DecodeRuneInString(text[n:])
		if isLatin(last) && (isLatin(next) || next >= '0' && next <= '9') {
			continue
		}
		return of, n
	}
	return "", 0
}

// UnitOf returns the unit that a word stands for, "" for none.
func UnitOf(word string) string {
	word = strings.ToLower(strings.TrimSpace(word))
	if of, n := unitWords().at(word); n == len(word) {
		return of
	}
	return ""
}

// Scale returns the factor and the unit that a text is: “k EUR”, “万元”, “thousands of pounds”.
// It reports whether it is nothing else.
func Scale(text string) (factor float64, unit string, ok bool) {
	factor, text = 1, strings.ToLower(strings.TrimSpace(text))
	if of, n := factorWords().at(text); n > 0 {
		factor, text = decimal(of), strings.TrimSpace(text[n:])
		text = strings.TrimSpace(strings.TrimPrefix(text, "of "))
	}
	if text == "" {
		return factor, "", factor != 1
	}
	unit = UnitOf(text)
	return factor, unit, unit != ""
}
