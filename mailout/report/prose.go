package report

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"rapport/classify/amount"
	"rapport/classify/answer"
	"rapport/store/pattern"
	"rapport/templates"
)

// What sentences say of the project as a whole: how far it is, and what was spent.

// certainty is how sure it is what a sentence says.
type certainty int

const (
	silent  certainty = iota // it says nothing of it
	unclear                  // it does, and not for certain
	certain
)

// overallWords are all words that may stand beside the figure for the project as a whole; any
// other word says that it is of something else.
var overallWords = wordSet(`
we we're i i'd we'd are is am at now currently current presently today so far about around roughly some approximately approx ca circa nearly almost
just only already still yet with that this it it's which puts us stand stands standing sits reached reaching have has gone got come came through there way of the an a
our my overall project work works whole total all in done complete completed completion finished progress percentage percent per cent rate degree as
status figure say said think believe estimate estimated by and put i'm to up from estimate's mark further along on track behind us honest honestly frankly be well short sum right fine liegen steht steuern further over good week would i month period end
last previous previously was were before planned plan plan's target actual actually expected report
should been supposed ought fact reality instead have
halfway half thirds third two three quarters quarter fifths fifth four tenths tenth
sitting hover hovering reckon reckoned guess call feel feels looks like job itself now's i.e namely ie mark pretty much more less happy report currently' line end bit all-in by's over-all hitting hit nudging passed past crossed moved move up went gone took taken taking point points team as-of
bisher haben jetzt derzeit en à % terminés avancés nun umgesetzt abgeschlossen vollendet actuellement achevé
hi hello dear thanks
gesamt insgesamt wir sind bei zu erledigt fertig fertiggestellt fortschritt stand projekt das ist liegt etwa rund aktuell
nous sommes à avancement projet le global est de environ terminé réalisé du
`)

// overallHan are the same in Chinese and Japanese.
var overallHan = pattern.New(`估计|估摸|合起来|加起来|本身|大体|算下来|平均|眼下|大致|应该|我看|感觉|目测|折算|折合|整体上|总体上|整體|整个|就|有|到了|干到|做到|走到|完工|竣工|这个|该|本项目|课题|活儿|整体|整個|总工作量|工作量|整體|总体|總體|总的|总|全部|全|项目|專案|项|工程|形象|进度|進度|进展|進展|工作|活|干|完成|度|率|比例|百分比|目前|当前|當前|现在|现阶段|现|截至|截止|到|今天|本周|本期|本月|为止|约为|大约|大概|约|差不多|左右|上下|已经|已|推进|推進|达到|達到|达|至|走|过|做|了|为|是|在|于|的|我们|我們|我|咱们|实际|實際|实|計劃|計畫|计划|原|应该|本该|本应|原该|应当|应|只有|只|才|仅|却|其实|事实上|上周|上週|上期|上月|本|累计|综合|来看|看|算|正常|顺利|一切|一句话|总之|简单说|也就是|就是|即|等于|这边|这块|百分之|[一二三四五六七八九十半成]+|其中|進捗|全体|現在|は|の|で|です`)

func wordSet(text string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(text) {
		set[word] = true
	}
	return set
}

var (
	latinWord = pattern.New(`(?i)[\p{Latin}'’]+`)
	leftover  = pattern.New(`[^\s\d.,;:!?()%~≈=>→/，。；：！？（）、“”"'’<*_#-]`)
	// ofWhole says that a figure is of the project: without any of them it may be of anything.
	ofWhole = pattern.New(`(?i)\b(?:done|complete|completed|completion|finished|through|there|progress|overall|(?:we|project)(?:'re| are| is| stand| stands)?(?: now| currently| still| already| only| just)*(?: at| about| around| nearly| roughly)|we are|we're|at|way|percentage|halfway|so far|to date|we(?: have|'ve)? reached|wir (?:sind|liegen|stehen)|nous (?:sommes|en sommes)|fertig|erledigt|fortschritt|avancement|réalisé|terminé)\b|完成|进度|進度|进展|進展|推进|推進|进程|[干做走]了|活|总的|总体|整個|整个|整体|总体|達到|达到|進捗`)
	money   = pattern.New(`(?i)\b(?:budgets?|spent|spend|spending|cost|costs|money|funds|used|invoiced|paid|expenses|dépensé|verbraucht)\b|预算|預算|经费|费用|支出|花|资金|款|支付|钱|已用|合同`)
	// spread of more forms than that of an item
	uncertain = pattern.New(`(?i)\bbetween\b|\bsomewhere\b|\bmore than\b|\bless than\b|\bover\b|\bunder\b|\bat least\b|\bup to\b|介于|之间|不到|超过|以上|以下|至少|[-–~～]\s*\d`)
)

// overallOf returns how far a text says that the project is as a whole, in per cent. named says
// that a heading says what the figure is of.
func overallOf(text string, named bool) (figure int, sure certainty) {
	text = strings.TrimSpace(answer.Simplified(narrow(text)))
	if !percents.MatchString(text) {
		if m := bareFigure.FindStringSubmatch(text); m != nil && named {
			figure, _ = strconv.Atoi(m[1])
			return figure, atMost100(figure)
		}
		shares, _ := withShares(text)
		if ofWhole.MatchString(text) && !percents.MatchString(shares) {
			shares = sharesInFigures(text, roughly)
		}
		if list := amount.Find(text); named && len(list) == 1 && list[0].Unit == "%" && !list[0].Vague {
			shares = text[:list[0].Start] + strconv.Itoa(int(math.Round(list[0].Value))) + "%" + text[list[0].End:]
		}
		if !percents.MatchString(shares) {
			return 0, silent
		}
		text = shares
	}
	figures := map[tense][]int{}
	follows := true // what stands before the clause does not say what else its figure is of
	ofMoney := false
	for _, clause := range clausesIn(text) {
		if i := strings.LastIndexAny(clause, ":："); i >= 0 && !onlyOverall(clause[:i]) && subject.MatchString(clause[i:]) {
			clause = clause[i:] // “Report for week 48: overall we are …”
		}
		if i := strings.IndexAny(clause, ":："); i >= 0 && ofWhole.MatchString(clause[i:]) && onlyOverall(clause[i:]) && (sensesOf(strings.Trim(clause[:i], " *")) != nil || generic.MatchString(strings.Trim(clause[:i], " *"))) {
			clause = clause[i:] // “All good: 67% of the work is done”
		}
		list := percents.FindAllStringSubmatchIndex(clause, 4)
		isShare := ofMoney && !ofWhole.MatchString(clause) && !subject.MatchString(clause) // “42k of 50k EUR, i.e. 85%”
		ofMoney = hasSum(percents.ReplaceAllString(clause, " ")) && (money.MatchString(clause) || saysMoney(clause))
		if isShare && len(list) > 0 {
			continue
		}
		mayCount := (named || ofWhole.MatchString(text) || onlyOverall(text)) && (follows || subject.MatchString(clause))
		if strings.TrimSpace(clause) != "" {
			follows = onlyOverall(clause) || hasSum(clause) || none.MatchString(strings.TrimSpace(clause))
		}
		if len(list) == 0 || !mayCount || money.MatchString(clause) || !onlyOverall(clause) {
			continue
		}
		if spread.MatchString(text) || uncertain.MatchString(percents.ReplaceAllString(clause, "% ")) || pairOf.MatchString(clause) {
			return 0, unclear
		}
		for i, at := range list {
			from := 0
			if i > 0 {
				from = list[i-1][1]
			}
			value, _ := strconv.ParseFloat(clause[at[2]:at[3]], 64)
			of := tenseOf(clause[from:at[0]], clause[at[1]:])
			if planWord.MatchString(clause[from:at[0]]) {
				of = planned
			}
			if of == open {
				of, value = unmarked, 100-value
			}
			figures[of] = append(figures[of], int(value+0.5))
		}
	}
	found := slices.Concat(figures[present], figures[unmarked])
	if len(figures[planned])+len(figures[earlier]) > 0 && len(figures[present]) > 0 {
		found = figures[present]
	}
	if len(found) == 0 {
		return 0, silent
	}
	if len(slices.Compact(slices.Clone(found))) > 1 {
		return 0, unclear
	}
	return found[0], atMost100(found[0])
}

func atMost100(figure int) certainty {
	if figure > 100 || figure < 0 {
		return unclear
	}
	return certain
}

var (
	bareFigure = pattern.New(`^(?:about |ca\.? |约)?(\d{1,3})\s*[.。]?$`)
	clauseStop = pattern.New(`[;；。!！?？]|\.\s|\.$|\s(?:and|but|while)\s|[()（）]`)
	// subject says that a figure is of the project, whatever stands before.
	subject = pattern.New(`(?i)\b(?:overall|project|we|we're|completion|progress)\b|整体|總體|整個|总体|总的|项目|專案|完成[率度]|进度|進度|進捗|形象`)
	// generic is a label that says nothing of what its figures are of.
	generic  = pattern.New(`(?i)^(?:(?:the |our )?(?:key |main |basic )?(?:figures|numbers|facts|data|stats|state of play|headline|bottom line|short version|long story short|in short|in numbers|in brief|tl;?dr)|(?:主要|关键|核心|基本)?(?:数据|数字|指标|要点|概况)|简而言之|简单说|总之|一句话|长话短说)$`)
	planWord = pattern.New(`(?i)计划|計劃|計畫|应|planned|plan\b|target`)
)

// clausesIn parts a text where a clause ends.
func clausesIn(text string) (list []string) {
	for _, part := range atCommas(text) {
		list = append(list, strings.Split(clauseStop.ReplaceAllString(part, "\n"), "\n")...)
	}
	return list
}

// atCommas parts a text at its commas, those within figures apart.
func atCommas(text string) (list []string) {
	from := 0
	for i, r := range text {
		if r != ',' && r != '，' {
			continue
		}
		size := utf8.RuneLen(r)
		isDigit := func(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }
		if i > 0 && isDigit(text[i-1:]) && isDigit(text[i+size:]) {
			continue
		}
		list = append(list, text[from:i])
		from = i + size
	}
	return append(list, text[from:])
}

// onlyOverall reports whether a clause has no word that makes its figure that of something
// else.
func onlyOverall(clause string) bool {
	for _, a := range slices.Backward(amount.Find(clause)) {
		if a.Unit == "%" {
			clause = clause[:a.Start] + " " + clause[a.End:]
		}
	}
	clause = percents.ReplaceAllString(clause, " ")
	for _, word := range latinWord.FindAllString(clause, -1) {
		if !overallWords[strings.ToLower(strings.ReplaceAll(word, "’", "'"))] {
			return false
		}
	}
	clause = latinWord.ReplaceAllString(clause, " ")
	return !leftover.MatchString(overallHan.ReplaceAllString(clause, " "))
}

// hasSum reports whether a text has a figure that may be money.
func hasSum(text string) bool {
	return slices.ContainsFunc(amount.Find(withoutDays(text)), func(a amount.Amount) bool {
		return !a.Counts && (a.Unit == "%" || a.Unit != "" || a.Factor > 1 || len(a.Digits) > 2)
	})
}

// readProse reads what sentences say that have no heading. A part that has a heading of its own
// is read there alone.
func (p *parser) readProse() {
	if p.report.Overall == nil {
		p.readOverall()
	}
	if p.report.Budget == nil && !p.has[budget] && len(p.money) == 0 {
		p.readSpent()
	}
	if !p.has[milestones] && len(p.report.Milestones) == 0 {
		p.readDays()
	}
	p.readEnded()
}

// readOverall reads how far the project is.
func (p *parser) readOverall() {
	var found []int
	for _, l := range p.prose {
		for _, sentence := range sentencesOf(l.text) {
			switch figure, sure := overallOf(withoutGreeting(sentence), false); sure {
			case certain:
				found = append(found, figure)
			case unclear:
				p.problem(l.number, templates.SeveralPercents, sentence, "")
				return
			}
		}
	}
	switch list := slices.Compact(found); len(list) {
	case 0:
	case 1:
		p.report.Overall = &list[0]
	default:
		p.problem(p.prose[0].number, templates.SeveralPercents, "", "")
	}
}

// greeting begins a sentence: “Hi Odalys, 70% complete”.
var greeting = pattern.New(`(?i)^\s*(?:hi|hello|hey|dear|hallo|liebe[r]?|bonjour)\b[^,，!:]{0,30}[,，!:]\s*|^\s*\p{Han}{1,6}(?:好|您好|你好)[,，:：!！]\s*`)

func withoutGreeting(text string) string { return greeting.ReplaceAllString(text, "") }

// sentencesOf parts a text where a sentence ends.
func sentencesOf(text string) (list []string) {
	from := 0
	for _, at := range sentenceBreak.FindAllStringIndex(text, mostSentences) {
		if shortened.MatchString(text[from : at[0]+1]) {
			continue
		}
		list = append(list, text[from:at[1]])
		from = at[1]
	}
	return append(list, text[from:])
}

const mostSentences = 200

// shortened ends in a point that ends no sentence.
var shortened = pattern.New(`(?i)\b(?:i\.e|e\.g|ca|approx|incl|excl|no|nr|vs|resp|max|min|dr|mr|mrs|ms|prof|st|(?:vom|am|zum|den|dem|bis|ab)\s+\d{1,2})\.$`)

var sentenceBreak = pattern.New(`[!?;]\s+|\.\s+|[。！？；]\s*`)

// readSpent reads what was spent of the budget, from the clauses that speak of nothing else.
func (p *parser) readSpent() {
	var parts []string
	number, sums, shares, speaks, known := 0, 0, 0, false, false
	for _, l := range p.prose {
		for _, sentence := range sentencesOf(l.text) {
			said := answer.Simplified(narrow(withoutGreeting(plain(sentence))))
			for _, clause := range moneyClauses(said) {
				n := 0
				for _, a := range amount.Find(withoutDays(clause)) {
					switch {
					case a.Unit == "%":
						shares++
						n++
					case !a.Counts:
						sums++
						n++
						known = known || a.Factor > 1 || a.Unit == strings.ToUpper(a.Unit) && a.Unit != ""
					}
				}
				if n == 0 {
					continue
				}
				parts = append(parts, strings.Trim(clause, " ,，;；.。"))
				speaks = speaks || money.MatchString(clause)
				if number == 0 {
					number = l.number
				}
			}
		}
	}
	if sums == 0 || sums+shares < 2 || !known && !speaks {
		return
	}
	text := strings.Join(parts, "; ")
	b, rest := ownBudget(text, "")
	if rest == "" && b != nil && b.Unit != "%" {
		p.report.Budget = b
	} else if speaks {
		p.problem(number, templates.UnreadBudget, text, "")
	}
}

// moneyClauses returns the parts of a sentence that speak of sums, and of nothing that is
// none.
func moneyClauses(sentence string) (list []string) {
	var run []string
	for _, clause := range strings.Split(andStop.ReplaceAllString(strings.Join(atCommas(sentence), "\n"), "\n"), "\n") {
		isMoney := false
		for _, said := range sayings(clause) {
			if isMoney = saysMoney(said) || money.MatchString(sentence) && saysSoFar(said); isMoney {
				clause = said
				break
			}
		}
		amounts := amount.Find(withoutDays(clause))
		if _, sure := overallOf(clause, false); sure != silent && !money.MatchString(clause) && !slices.ContainsFunc(amounts, func(a amount.Amount) bool { return a.Unit != "%" && !a.Counts }) {
			isMoney = false
		}
		if len(dates.FindString(clause)) > 0 && !money.MatchString(clause) {
			isMoney = false
		}
		if isMoney {
			run = append(run, clause)
		}
	}
	return append(list, run...)
}

// sayings returns a clause, and the parts of it that may say by themselves what was spent: what is
// behind a label, and in parentheses.
func sayings(clause string) (list []string) {
	list = append(list, clause)
	if i := strings.LastIndexAny(clause, ":："); i >= 0 {
		list = append(list, strings.TrimLeft(clause[i:], ":： "))
	}
	if m := inParentheses.FindStringSubmatch(clause); m != nil && money.MatchString(clause) {
		sums := slices.DeleteFunc(amount.Find(withoutDays(m[1])), func(a amount.Amount) bool { return a.Counts || a.Unit == "%" })
		if len(sums) > 1 {
			list = append(list, m[1])
		}
	}
	return list
}

var inParentheses = pattern.New(`[(（]([^()（）]{3,80})[)）]`)

// saysMoney reports whether a clause speaks of a sum of a budget, and has no word that says
// anything else.
func saysMoney(clause string) bool {
	bare := unitBehind.ReplaceAllString(withoutDays(clause), "")
	amounts := amount.Find(bare)
	tokens := tokensOf(bare, amounts)
	return len(amounts) > 0 && unknownWords(bare, tokens) == "" && slices.ContainsFunc(tokens, func(t token) bool {
		switch t.kind {
		case usedCue, leftCue, totalCue, budgetCue, overCue, ofLink, slash:
			return true
		}
		return false
	})
}

// saysSoFar reports whether a clause says of a sum that it is of all periods: “累计18万”.
func saysSoFar(clause string) bool {
	amounts := amount.Find(withoutDays(clause))
	tokens := tokensOf(withoutDays(clause), amounts)
	return len(amounts) == 1 && amounts[0].Unit != "%" && unknownWords(clause, tokens) == "" && slices.ContainsFunc(tokens, func(t token) bool { return t.kind == soFarCue })
}

// andStop parts what is joined by a word.
var andStop = pattern.New(`(?i)\s(?:and(?: have)?|but|while|with)\s`)

// runesOf returns how many characters a text has.
func runesOf(text string) int { return utf8.RuneCountInString(text) }
