package report

import (
	"strings"

	"rapport/classify/answer"
	"rapport/store/pattern"
)

// What Chinese sentences without a heading say was done: “用例跑完了，方案定了。”

var (
	// endedClause says what was completed, and ends in the verb that says so.
	endedClause = pattern.New(`^\p{Han}?[^，,]{1,30}?(?:[跑写做改测装拆铺刷调搬录拍印签审谈修挖砌浇焊画算查译校排搭编剪录贴]完了|[做办装修弄谈改]好了|对完账了?|敲定了|定下来了|定稿了|签了|验收(?:通过)?了|移交了|交付了|上线了|封顶了|完工了|竣工了|办妥了|搞定了|[^快待没未不约]定了|完成了)$`)
	// stillTo says what is left to do.
	stillTo = pattern.New(`^还(?:剩|有)[^，,。]{1,24}[要没待][^，,。]{1,12}$`)
	// notEnded is what is not, or is not certain to be: a wish, a condition, a time to come, a question.
	notEnded = pattern.New(`没|未|不|别|将|会[^议]|快要|[就才]|要[^求点]|等|如果|若|假如|只要|除非|差|预计|计划|打算|希望|据说|可能|也许|大概|应该|但|却|可惜|白|又|重新|[吗呢么？?]|被|你|您|听说|他们|对方|客户|下周|下月|明天|今晚|明年`)
	// isAddress is the person to whom a text speaks: “王姐”.
	isAddress = pattern.New(`^\p{Han}{1,3}(?:姐|哥|总|工|董|经理|老师|主任|[院校处科部局所]长|教授|先生|女士)$`)
	// otherFigure is a sum or a day, which is read as that.
	otherFigure = pattern.New(`\d+\s*[%％]|\d+(?:\.\d+)?\s*(?:万|元|亿|[kK]\b)|[成预]算|钱|款|\d月|\d[日号]`)
)

// readEnded reads the clauses that say what was done, and the sentences that say what is left, where no
// heading says so. A single clause is no report: “报告写完了，今晚发您。”
func (p *parser) readEnded() {
	const enough = 2
	var ended, left []line
	for _, l := range p.prose {
		for _, sentence := range sentencesOf(withoutGreeting(plain(l.text))) {
			said := strings.Trim(answer.Simplified(sentence), " 。；;！!")
			if stillTo.MatchString(said) && !otherFigure.MatchString(said) {
				left = append(left, line{l.number, strings.Trim(sentence, " 。；;！!")})
				continue
			}
			if notEnded.MatchString(said) || otherFigure.MatchString(said) {
				continue
			}
			clauses := atCommas(strings.Trim(sentence, " 。；;！!"))
			if len(clauses) > 1 && isAddress.MatchString(clauses[0]) {
				clauses = clauses[1:]
			}
			for _, clause := range clauses {
				if !endedClause.MatchString(answer.Simplified(strings.TrimSpace(clause))) {
					clauses = nil
					break
				}
			}
			for _, clause := range clauses {
				ended = append(ended, line{l.number, strings.TrimSpace(clause)})
			}
		}
	}
	if len(ended) < enough {
		return
	}
	if !p.has[done] && len(p.report.Done) == 0 {
		p.section = done
		p.readItems(ended)
	}
	if !p.has[next] && len(p.report.Next) == 0 {
		p.section = next
		p.readItems(left)
	}
}
