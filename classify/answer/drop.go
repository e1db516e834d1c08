package answer

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"rapport/store/pattern"
)

// mostDropped limits the items that one clause leaves out.
const mostDropped = 50

const (
	dropEn     = `(?:drop|cancel|delete|remove|omit|exclude|leave out|take out|strike(?: out)?|cut)`
	dropZh     = `(?:取消|删除|删掉|删去|删|去掉|去除|移除|剔除|拿掉|撤销|划掉|不需要|不要|刪除|刪掉|刪去|撤銷|劃掉)`
	itemEn     = `(?:(?:the )?(?:action )?(?:items?|actions?|points?|tasks?|to-?dos?|numbers?|nos?\.?|nr\.?)\s*(?:numbers?|nos?\.?|nr\.?)?\s*)`
	itemZh     = `(?:待办事项|待办|待辦事項|待辦|行动项|行動項|任务|任務|事项|事項|编号|編號)`
	itemNumber = `(?:` + itemZh + `\s*)?(?:` + itemEn + `)?#?\s*(?:第\s*)?(?:\d{1,3}(?:st|nd|rd|th)?|[一二三四五六七八九十]{1,3})\s*[条條项項个個号號]?(?:\s*` + itemZh + `)?`
	itemList   = itemNumber + `(?:\s*(?:[,，、;；&/]\s*(?:and\s+)?|\band\b|\+|和|以及|及|还有|与|與|跟|-|–|~|～|\bto\b|到|至)\s*(?:the\s+)?` + itemNumber + `|\s+\d{1,3}\b)*(?:\s*[这那]?[两二三四五六七八九十几]\s*[条條项項个個](?:` + itemZh + `)?)?`
)

// dropForms are the sentences that leave items out by their numbers.
var dropForms = []*pattern.Pattern{
	pattern.New(`(?i)^` + dropEn + `\s*:?\s*(?:both\s+)?((?:the\s+)?` + itemList + `)(?:\s*(?:` + itemEn + `|ones?))?[.!]*$`),
	pattern.New(`(?i)^(` + itemList + `)\s*:?\s+(?:(?:can|should|must|to) be )?(?:dropped|cancell?ed|deleted|removed|omitted|excluded|left out|taken out|drop|cancel|delete|remove|out)[.!]*$`),
	pattern.New(`^` + dropZh + `\s*(?:掉|了)?\s*:?\s*(` + itemList + `)\s*(?:吧|即可|就行)?[。！!]*$`),
	pattern.New(`^(?:[把将將]\s*)?(` + itemList + `)\s*:?\s*(?:都|也|可以|请|全部)?\s*(?:` + dropZh + `|不要)(?:掉|了)?\s*(?:吧|即可|就行)?[。！!]*$`),
}

var (
	ordinalWord = pattern.New(`(?i)\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|one|two|three|four|five|six|seven|eight|nine|ten)\b`)
	anOne       = pattern.New(`(?i)((?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\dst|nd|rd|th))\s+ones?\b`)
	// howMany is how many are left out, and not which: “drop two items”, “取消三项”.
	howMany = pattern.New(`(?i)^` + dropEn + `\s+(?:(?:the\s+|both\s+|these\s+)*(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten)\s+(?:action\s+)?(?:items?|actions?|points?|tasks?|to-?dos?|ones?)|one|two|three|four|five|six|seven|eight|nine|ten)[.!]*$` +
		`|^(?:[把将將]|` + dropZh + `)?\s*(?:\d{1,3}|[一二三四五六七八九十]{1,3})\s*[条條项項个個](?:` + itemZh + `)?(?:都|也|可以)?(?:` + dropZh + `)?[吧了。！!]*$`)
	figure    = pattern.New(`\d{1,3}|[一二三四五六七八九十]{1,3}`)
	rangeSign = pattern.New(`(?i)^[^\d,，、;；&和及与]*(?:-|–|~|～|\bto\b|到|至)[^\d,，、;；&和及与]*$`)
)

// droppedItems returns the numbers of the items that a clause, without its frame, leaves out,
// or nil: "drop 2 and 4", “取消 2”, “删去第2条”.
//
// Those counted from the end are negative: -1 is the last.
func droppedItems(clause string) (list []int) {
	clause = withoutReason(emphasis.Replace(clause))
	if list := lastItems(clause); list != nil {
		return list
	}
	if howMany.MatchString(clause) {
		return nil
	}
	clause = anOne.ReplaceAllString(clause, "$1")
	clause = ordinalWord.ReplaceAllStringFunc(norm.NFKC.String(clause), func(word string) string {
		return strconv.Itoa(1 + slices.Index(countWords, strings.ToLower(word))%10)
	})
	for _, form := range dropForms {
		m := form.FindStringSubmatch(strings.TrimSpace(clause))
		if m == nil {
			continue
		}
		said, end := m[1], 0
		for i, at := range figure.FindAllStringIndex(said, mostDropped) {
			n := figureOf(said[at[0]:at[1]])
			if n == 0 {
				return nil
			}
			first := n
			if i > 0 && rangeSign.MatchString(said[end:at[0]]) {
				first = list[len(list)-1] + 1
			}
			if first > n {
				return nil // from 4 to 2
			}
			for ; first <= n && len(list) < mostDropped; first++ {
				if !slices.Contains(list, first) {
					list = append(list, first)
				}
			}
			end = at[1]
		}
		return list
	}
	return nil
}

// lastForms are the sentences that leave out the last item, or as many of the last.
var lastForms = []*pattern.Pattern{
	pattern.New(`(?i)^` + dropEn + `\s+(?:the\s+)?(?:very\s+)?last\s+(?:(one|two|three|four|five|\d)\s*)?(?:action\s+)?(?:items?|actions?|points?|tasks?|to-?dos?|ones?)?[.!]*$`),
	pattern.New(`(?i)^(?:the\s+)?(?:very\s+)?last\s+(?:(two|three|four|five|\d)\s+)?(?:action\s+)?(?:items?|actions?|points?|tasks?|to-?dos?|ones?|one)?\s*(?:(?:can|should|must|to) be )?(?:dropped|cancell?ed|deleted|removed|omitted|excluded|left out|taken out|drop|cancel|delete|remove|out)[.!]*$`),
	pattern.New(`^` + dropZh + `\s*(?:掉|了)?\s*(?:最后|最末|末尾|末)(?:的)?\s*([一两二三四五]|\d)?\s*[条條项項个個](?:` + itemZh + `)?(?:吧|即可|就行)?[。！!]*$`),
	pattern.New(`^(?:[把将將]\s*)?(?:最后|最末|末尾|末)(?:的)?\s*([一两二三四五]|\d)?\s*[条條项項个個](?:` + itemZh + `)?\s*(?:都|也|可以|请|全部)?\s*(?:` + dropZh + `|不要)(?:掉|了)?(?:吧|即可|就行)?[。！!]*$`),
}

// lastItems returns the items that a clause leaves out by counting from the end, or nil.
func lastItems(clause string) (list []int) {
	clause = strings.TrimSpace(norm.NFKC.String(strings.ReplaceAll(clause, "後", "后")))
	for _, form := range lastForms {
		m := form.FindStringSubmatch(clause)
		if m == nil {
			continue
		}
		n := 1
		switch said := strings.ToLower(m[1]); {
		case said == "" || said == "one":
		case said == "两":
			n = 2
		case slices.Contains(countWords, said):
			n = slices.Index(countWords, said) - 9
		default:
			n = figureOf(said)
		}
		for ; n > 0; n-- {
			list = append(list, -n)
		}
		return list
	}
	return nil
}

// emphasis are the marks around a number.
var emphasis = strings.NewReplacer("*", "", "_", "", "【", "", "】", "", "[", "", "]", "", "(", "", ")", "", "（", "", "）", "")

var (
	reason    = pattern.New(`(?i)\s*(?:[,，;；–—]|\s-\s)\s*(?:because|(?:as |since )?(?:it|that|this|they|these|those|both)(?:'s|’s| is| are| was| were| has| have|'ve)|already|no longer|not needed|已|都已|因为|因|这|那|不需要|不用|没必要|重复|由于).*$|\s+(?:because|(?:since|as) (?:it|they|we))\b.*$`)
	withRider = pattern.New(`(?i)\b(?:if|unless|but|except|however|only|until|when|keep|not yet|maybe|perhaps|\d+)\b|\?|？|\d|如果|除非|但|不过|只有|只要|暂|先|等|保留|可能|也许|还是`)
)

// withoutReason returns a clause without the reason that follows it, where that holds no
// condition: “drop 2, it is done already”.
func withoutReason(clause string) string {
	at := reason.FindStringIndex(clause)
	if at == nil || withRider.MatchString(clause[at[0]:at[1]]) {
		return clause
	}
	return clause[:at[0]]
}

// countWords are numbers in words, from 1 to 10, each twice. The list is read-only.
var countWords = []string{"first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
	"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"}

// figureOf returns a number in digits, or up to 99 in Chinese; 0 if it is none.
func figureOf(figure string) int {
	if n, err := strconv.Atoi(figure); err == nil {
		return n
	}
	tens, ones, over := strings.Cut(figure, "十")
	digit := func(s string, otherwise int) int {
		if s == "" {
			return otherwise
		}
		return numberWords[s] // 0 for more than one
	}
	if !over {
		return digit(figure, 0)
	}
	return 10*digit(tens, 1) + digit(ones, 0)
}
