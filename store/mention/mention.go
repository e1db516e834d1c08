// Package mention tells which of several things a text speaks of, by the words that only one
// of them has: an answer "The login works again." to a mail about a login and an invoice is
// about the login.
package mention

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

const (
	longestText = 16 << 10 // bytes that are read of each text
	shortest    = 3        // letters of a word that counts, beside numbers and abbreviations
	stem        = 6        // letters by which words are compared: invoice, invoices, invoicing
)

// Of returns the indexes of those things that a text speaks of, in their order. Words that
// several of them have, and those that anything may have, tell nothing.
func Of(text string, things []string) (named []int) {
	said := wordsOf(text)
	all := make([]map[string]bool, len(things))
	count := map[string]int{}
	for i, thing := range things {
		all[i] = wordsOf(thing)
		for word := range all[i] {
			count[word]++
		}
	}
	for i := range things {
		hits := 0
		for word := range all[i] {
			if count[word] == 1 && said[word] {
				hits++
			}
		}
		if hits > 0 {
			named = append(named, i)
		}
	}
	return named
}

// wordsOf returns the words of a text that tell something: of Latin text the beginnings of
// words, of text without spaces the pairs of characters.
func wordsOf(text string) map[string]bool {
	text = strings.ToValidUTF8(text[:min(len(text), longestText)], "")
	words := map[string]bool{}
	var run []rune
	flush := func() {
		if len(run) == 0 {
			return
		}
		if unicode.Is(unicode.Han, run[0]) {
			addPairs(words, run)
		} else {
			addWord(words, run)
		}
		run = run[:0]
	}
	for _, r := range norm.NFKC.String(text) {
		switch han := unicode.Is(unicode.Han, r); {
		case !han && !unicode.IsLetter(r) && !unicode.IsDigit(r):
			flush()
			continue
		case len(run) > 0 && han != unicode.Is(unicode.Han, run[0]):
			flush()
		}
		run = append(run, r)
	}
	flush()
	return words
}

func addWord(words map[string]bool, run []rune) {
	original := string(run)
	word := strings.ToLower(original)
	letters := []rune(word)
	capitals := len(letters) > 1 && original == strings.ToUpper(original)
	if len(letters) < shortest && !capitals || common[word] {
		return
	}
	if len(letters) > stem {
		letters = letters[:stem]
	}
	word = string(letters)
	if len(word) > shortest+1 {
		word = strings.TrimSuffix(word, "s")
	}
	words[word] = true
}

func addPairs(words map[string]bool, run []rune) {
	for i := 0; i+1 < len(run); i++ {
		if strings.ContainsRune(filler, run[i]) || strings.ContainsRune(filler, run[i+1]) {
			continue
		}
		if pair := string(run[i : i+2]); !common[pair] {
			words[pair] = true
		}
	}
}

// filler are characters that stand between words of Chinese, or begin and end them.
const filler = "的了吗呢吧啊呀我你您他她它们這这那哪个個些是在有没沒不也都还還就才又和与與及或把被给給对對从從到为為以于於请請想要会會能可该該已将將很太更最么麼什怎几幾多少一二两兩三第再来來去说說问問"

// common are words that anything may have. The table is read-only.
var common = tableOf(`about after again all also and another any are ask asked asking been before being both but bye can cannot case come could day days dear did does done don
	each either else email every few file first for from get gets give got had has have hello help her here hers him his how its just keep kind know last let like look made mail make many may
	me mean meet might more most much must near need needs new next nice not note now off old once one only other our ours out over own per please point problem project question
	regards same say says see seen send sent shall she should show some soon still such sure take than thank thanks that the their them then there these they thing things think this those
	time today tomorrow too two under until update upon use used using very via want was way week well were what when where which while who whom whose why will wish with within work working works would
	yes yesterday yet you your yours best kind hope issue issues topic matter team client
	时候 时间 今天 明天 昨天 现在 目前 谢谢 感谢 您好 你好 麻烦 需要 如果 如何 为何 是否 可能 应该 已经 正在 进行 处理 安排 提供 发送 邮件 项目 问题 情况 方面 事情 东西 工作 客户 同事 大家 老师 经理 回复 答复 确认 完成 收到 好的 关于 另外 此外 还有 顺便 时間 現在 謝謝 處理 問題 已經 進行 收到`)

func tableOf(text string) map[string]bool {
	table := map[string]bool{}
	for word := range strings.FieldsSeq(text) {
		table[word] = true
	}
	return table
}
