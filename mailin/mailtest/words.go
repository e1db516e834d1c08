package mailtest

import (
	"math/rand/v2"
	"strconv"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// vocabulary is the words of a language with their natural frequency: the second half as
// often as the first, the third a third as often (Zipf's law). The cost of a search index
// depends on it.
type vocabulary struct {
	chinese bool
	words   []string
	rank    *rand.Zipf
	random  *rand.Rand
}

// The sizes match what a team writes in some years.
const (
	englishWords = 60_000
	chineseWords = 40_000
)

func newVocabulary(random *rand.Rand, chinese bool) *vocabulary {
	v := &vocabulary{chinese: chinese, random: random}
	if chinese {
		v.words = coinChinese(random, chineseWords)
	} else {
		v.words = coinEnglish(random, englishWords)
	}
	v.rank = rand.NewZipf(random, 1.07, 2.7, uint64(len(v.words)-1))
	return v
}

// word returns a word, each with its frequency.
func (v *vocabulary) word() string { return v.words[v.rank.Uint64()] }

// phrase returns n words, for a subject.
func (v *vocabulary) phrase(n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 && !v.chinese {
			b.WriteByte(' ')
		}
		b.WriteString(v.word())
	}
	return capital(b.String())
}

// prose returns paragraphs of about the given number of words, each a line and an empty
// one.
func (v *vocabulary) prose(words int) string {
	var b strings.Builder
	for words > 0 {
		for i := range 1 + v.random.IntN(5) {
			if i > 0 && !v.chinese {
				b.WriteByte(' ')
			}
			n := 4 + v.random.IntN(18)
			v.sentence(&b, n)
			words -= n
		}
		b.WriteString("\n\n")
	}
	return b.String()
}

func (v *vocabulary) sentence(b *strings.Builder, words int) {
	comma, stop, space := ", ", ".", " "
	if v.chinese {
		comma, stop, space = "，", "。", ""
	}
	for i := range words {
		w := v.word()
		switch {
		case i == 0:
			w = capital(w)
		case v.random.IntN(9) == 0:
			b.WriteString(comma)
		default:
			b.WriteString(space)
		}
		if v.random.IntN(60) == 0 {
			w = v.figure()
		}
		b.WriteString(w)
	}
	b.WriteString(stop)
}

// figure returns something that is not a word: numbers, days, names of things. They make an
// index grow for ever.
func (v *vocabulary) figure() string {
	n := v.random.IntN(1_000_000)
	switch n % 4 {
	case 0:
		return strconv.Itoa(n)
	case 1:
		return "2026-" + strconv.Itoa(10+n%3) + "-" + strconv.Itoa(10+n%19)
	case 2:
		return "TK-" + strconv.Itoa(n%20_000)
	default:
		return "https://wiki.agency.example/p/" + strconv.Itoa(n)
	}
}

// capital capitalises an ASCII word.
func capital(w string) string {
	if w == "" || w[0] < 'a' || w[0] > 'z' {
		return w
	}
	return string(w[0]-'a'+'A') + w[1:]
}

// The most frequent words, so that the searches in tests and the benchmark find something;
// the others are invented.
const (
	commonEnglish = `the to and of a in is for we it that on with be you this are have as not can will from by
		at or please if our they your was but an has all which when I there so been would one out up do what
		about new need time more should also project client meeting report test page order change date
		version could after before today tomorrow week month thanks team work question answer issue fix
		update contract budget invoice delivery schedule deadline design account server database login user
		customer review approve approved confirm confirmed agree minutes plan risk milestone release staging`
	commonChinese = `的 了 我们 是 在 和 您 请 有 不 我 这 就 也 与 对 可以 需要 已经 后 到 会 为 进行 如果 时间 问题 项目 客户
		会议 进度 确认 测试 系统 功能 数据 今天 明天 本周 下周 完成 修改 方案 计划 上线 合同 预算 发票 付款 交付
		验收 纪要 需求 变更 接口 页面 订单 用户 账号 服务器 数据库 登录 报告 附件 版本 更新 风险 反馈 沟通 安排
		同意 批准 谢谢 麻烦 尽快 联系 电话 公司 部门 负责 支持 培训 设计 图片 文件 流程 审核`
)

// coinEnglish returns the common words and then other pronounceable ones, the shorter ones
// first as in any language.
func coinEnglish(random *rand.Rand, n int) []string {
	onsets := strings.Fields("b br c ch cl cr d dr f fl fr g gl gr h j k l m n p pl pr qu r s sc sh sl sp st str t th tr v w")
	vowels := strings.Fields("a e i o u ai ea ee ie oa ou")
	codas := strings.Fields("b ck ct d ft g l ll m mp n nd ng nt p r rd rk rm rt s ss st t x")
	endings := strings.Fields("ed ing ion er ly al ment able ness ure ate ity ous es")
	pick := func(list []string) string { return list[random.IntN(len(list))] }
	return coin(strings.Fields(commonEnglish), n, func(have int) string {
		w := pick(onsets) + pick(vowels) + pick(codas)
		for range random.IntN(2 + have*2/n) {
			w += pick(vowels) + pick(codas)
		}
		if random.IntN(3) == 0 {
			w += pick(endings)
		}
		return w
	})
}

// coinChinese returns the common words and then others, mostly of two characters from the
// first plane of GB 2312, the 3,755 in daily use.
func coinChinese(random *rand.Rand, n int) []string {
	characters := dailyCharacters()
	// Characters have different frequencies too.
	character := rand.NewZipf(random, 1.2, 40, uint64(len(characters)-1))
	return coin(strings.Fields(commonChinese), n, func(int) string {
		length := 2
		switch k := random.IntN(20); {
		case k == 0:
			length = 1
		case k < 4:
			length = 3
		case k < 6:
			length = 4
		}
		word := make([]rune, length)
		for i := range word {
			word[i] = characters[character.Uint64()]
		}
		return string(word)
	})
}

// coin extends a list of words until it has n different ones. The word that next returns
// may depend on how many there are.
func coin(words []string, n int, next func(have int) string) []string {
	seen := make(map[string]bool, n)
	for _, w := range words {
		seen[w] = true
	}
	for len(words) < n {
		if w := next(len(words)); !seen[w] {
			seen[w] = true
			words = append(words, w)
		}
	}
	return words
}

// dailyCharacters returns the characters of rows 16 to 55 of GB 2312, in an order unrelated
// to their sound.
func dailyCharacters() []rune {
	var gb []byte
	for row := byte(0xb0); row <= 0xd7; row++ {
		for cell := byte(0xa1); cell <= 0xfe; cell++ {
			if row == 0xd7 && cell > 0xf9 { // the last row is not full
				break
			}
			gb = append(gb, row, cell)
		}
	}
	text, err := simplifiedchinese.GBK.NewDecoder().Bytes(gb)
	if err != nil {
		panic(err) // a decoder replaces unknown bytes
	}
	characters := []rune(string(text))
	shuffle := rand.New(rand.NewPCG(2312, 1980))
	shuffle.Shuffle(len(characters), func(i, j int) { characters[i], characters[j] = characters[j], characters[i] })
	return characters
}
