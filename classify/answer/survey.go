package answer

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"rapport/store"
	"rapport/store/pattern"
	"rapport/store/visible"
)

const (
	longestComment = 4000 // characters of a comment for the PM
	mostAnswered   = 300  // lines that are read
)

var (
	// numberedLine is "1: 4", "2. no", "第一题 4", "Q3 – yes", "第2题：好".
	numberedLine = pattern.New(`^(?:(?i:question|q|no\.?)\s*(\d{1,2})\s*[:.、)–—-]?|第\s*(\d{1,2}|[一二三四五六七八九十])\s*[题題问問]\s*[:.、)–—-]?|(\d{1,2})\s*(?:[:、)]|\.(?:\s|$)))\s*(.*)$`)
	// filledLine is a line of the form, filled in within a quotation.
	filledLine = pattern.New(`^[>|\s]*(\d{1,2})\s*[:：]\s*(\S.*)$`)
	// scoreLine is a number, its unit, and the rest of the line.
	scoreLine = pattern.New(`^(\d{1,2})\s*(?:/\s*(\d{1,2})|out of (\d{1,2}))?\s*(?:分|星|stars?\b|points?\b)?\s*(.*)$`)
	// scoreWords are what people write before a score.
	scoreWords = pattern.New(`^(?:my |our )?(?:score|rating|评分|評分|打分|分数|得分|我打|我给|给|满意度)(?: is)?\s*[:=]?\s*`)
	// referenceLine is what a survey link writes so that the mail is recognised.
	referenceLine = pattern.New(`^\[r\.[a-z0-9]+\]$`)
)

// numberWords are numbers written as words.
var numberWords = map[string]int{
	"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
	"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
}

// satisfaction has the words for the scores from 1 to 5, whatever the labels.
var satisfaction = []map[string]bool{
	table(`very dissatisfied|very unsatisfied|very bad|terrible|very poor|非常不满意|很不满意|非常差|很差|非常不滿意|很不滿意`),
	table(`dissatisfied|unsatisfied|not satisfied|bad|poor|不满意|不太满意|较差|差|不滿意`),
	table(`neutral|so-so|average|ok|okay|neither|一般|还行|还可以|中等|一般般|普通`),
	table(`satisfied|good|满意|比较满意|好|不错|較滿意|滿意`),
	table(`very satisfied|excellent|very good|great|perfect|很满意|非常满意|十分满意|非常好|很好|很滿意|非常滿意`),
}

// Survey reads the answers to questions: from own, the newly written text, or, if that
// answers none, from the lines of the form in quoted. Text that cannot be read as an answer
// becomes the comment, except courtesy. Nothing is guessed.
func Survey(own, quoted, name string, questions []store.Question) (replies []store.SurveyReply, comment string) {
	s := surveyReader{name: name, questions: questions, found: map[int]store.SurveyReply{}}
	if len(questions) == 1 {
		s.single(own)
	} else {
		s.several(own)
	}
	if len(s.found) == 0 {
		s.filled(quoted)
	}
	for n := range questions {
		if r, ok := s.found[n+1]; ok {
			replies = append(replies, r)
		}
	}
	return replies, visible.Cut(strings.TrimSpace(strings.Join(s.rest, "\n")), longestComment)
}

// surveyReader is the state of reading an answer.
type surveyReader struct {
	name      string
	questions []store.Question
	found     map[int]store.SurveyReply
	rest      []string // the lines that answer nothing
}

// linesOf returns the lines of a text that may hold an answer.
func (s *surveyReader) linesOf(text string) []string {
	var lines []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, ">") || referenceLine.MatchString(line) {
			continue
		}
		for _, line := range s.answersIn(line) {
			if len(lines) == mostAnswered {
				s.rest = append(s.rest, line)
				continue
			}
			lines = append(lines, line)
		}
	}
	return lines
}

// answersIn splits a line that answers several questions: "第一题4分，第二题合适".
func (s *surveyReader) answersIn(line string) []string {
	if len(s.questions) < 2 || len(line) > longestComment {
		return []string{line}
	}
	var list []string
	from := 0
	for i, r := range line {
		if !strings.ContainsRune(",，;；。", r) || i < from {
			continue
		}
		rest := line[i+utf8.RuneLen(r):]
		if n, words, ok := numberedOf(strings.TrimSpace(rest)); !ok || n < 1 || n > len(s.questions) || words == "" {
			continue
		}
		list = append(list, strings.TrimSpace(line[from:i]))
		from = i + utf8.RuneLen(r)
	}
	return append(list, strings.TrimSpace(line[from:]))
}

// starsIn returns the score of a line of stars, out of five: "★★★★☆", "⭐⭐⭐".
func starsIn(q store.Question, words string) (score int, ok bool) {
	full := 0
	for _, r := range words {
		switch r {
		case '⭐', '★', '🌟':
			full++
		case '☆', '\ufe0f', ' ':
		default:
			return 0, false
		}
	}
	return full, full > 0 && full >= q.Min && full <= q.Max && q.Max == 5
}

// isSigns reports whether a line has no letter and no digit: "👎👎" is a remark.
func isSigns(line string) bool {
	return line != "" && !strings.ContainsFunc(line, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) &&
		strings.ContainsFunc(line, func(r rune) bool { return unicode.Is(unicode.So, r) })
}

// single reads the answer to one question: the first line, or the only line that is an
// answer and nothing else. Two different answers count as none.
func (s *surveyReader) single(own string) {
	lines := s.linesOf(own)
	first := true
	var kept []string
	for _, line := range lines {
		if first && isGreeting(line) {
			continue
		}
		value := line
		if n, words, ok := numberedOf(line); ok && n == 1 && words != "" && (startsWithDigit(words) || s.questions[0].Kind != store.QuestionScore) {
			value = words
		}
		r, words, ok := replyOf(1, s.questions[0], value)
		if s.questions[0].Kind == store.QuestionText {
			ok = false // the whole text is the answer
		}
		if !ok || words != "" && !first {
			first = false
			kept = append(kept, line)
			continue
		}
		if before, twice := s.found[1]; twice && before.Score != r.Score {
			delete(s.found, 1)
			s.rest = lines
			return
		}
		s.found[1], first = r, false
		if words != "" {
			kept = append(kept, words)
		}
	}
	kept = slices.DeleteFunc(kept, func(line string) bool { return isClosing(line, s.name) && !isSigns(line) })
	if s.questions[0].Kind == store.QuestionText && len(kept) > 0 {
		s.found[1], kept = store.SurveyReply{Question: 1, Words: visible.Cut(strings.Join(kept, "\n"), longestComment)}, nil
	}
	s.rest = append(s.rest, kept...)
}

// several reads lines that begin with the number of a question. A number alone on its line
// is answered by the next line.
func (s *surveyReader) several(own string) {
	waiting := 0
	for _, line := range s.linesOf(own) {
		n, words, ok := numberedOf(line)
		if ok && n >= 1 && n <= len(s.questions) {
			if waiting = 0; words == "" {
				waiting = n
				continue
			}
			s.take(n, words, line)
			continue
		}
		if waiting != 0 {
			q := s.questions[waiting-1]
			_, _, reads := replyOf(waiting, q, line)
			if !isClosing(line, s.name) || reads && q.Kind != store.QuestionText {
				s.take(waiting, line, line)
			}
			waiting = 0
			continue
		}
		if !isGreeting(line) && !isClosing(line, s.name) {
			s.rest = append(s.rest, line)
		}
	}
}

// filled reads a form that was filled in within a quotation.
func (s *surveyReader) filled(quoted string) {
	count := 0
	for line := range strings.Lines(quoted) {
		if count++; count > mostAnswered*10 {
			return
		}
		m := filledLine.FindStringSubmatch(strings.TrimSpace(line))
		if m == nil || len(line) > longestComment {
			continue
		}
		if n, _ := strconv.Atoi(m[1]); n >= 1 && n <= len(s.questions) {
			s.take(n, m[2], m[1]+": "+m[2])
		}
	}
}

// take records the answer to a question, and what else its line says.
func (s *surveyReader) take(n int, words, line string) {
	r, rest, ok := replyOf(n, s.questions[n-1], words)
	if before, twice := s.found[n]; !ok || twice && before != r {
		s.rest = append(s.rest, line)
		return
	}
	s.found[n] = r
	if rest != "" {
		s.rest = append(s.rest, strconv.Itoa(n)+": "+rest)
	}
}

// numberedOf returns the number at the start of a line and the words after it.
func numberedOf(line string) (n int, words string, ok bool) {
	if len(line) > longestComment*4 {
		return 0, "", false
	}
	m := numberedLine.FindStringSubmatch(norm.NFKC.String(line))
	if m == nil {
		return 0, "", false
	}
	number := m[1] + m[2] + m[3]
	if word, known := numberWords[number]; known {
		return word, strings.TrimSpace(m[4]), true
	}
	n, err := strconv.Atoi(number)
	return n, strings.TrimSpace(m[4]), err == nil
}

// startsWithDigit reports whether words begin with a digit.
func startsWithDigit(words string) bool { return words != "" && words[0] >= '0' && words[0] <= '9' }

// replyOf reads the answer to one question; rest is what else its words say.
func replyOf(n int, q store.Question, words string) (r store.SurveyReply, rest string, ok bool) {
	r.Question = n
	switch q.Kind {
	case store.QuestionText:
		r.Words = visible.Cut(strings.TrimSpace(words), longestComment)
		return r, "", r.Words != ""
	case store.QuestionChoice:
		text := normalize(words)
		for i, choice := range q.Choices {
			number := strconv.Itoa(i + 1)
			if text == normalize(choice) || text == number || text == string(rune('a'+i)) || strings.TrimLeft(strings.TrimPrefix(text, number), " .:)–-") == normalize(choice) {
				r.Score, r.Words = i+1, choice
				return r, "", true
			}
		}
		return r, "", false
	}
	r.Score, rest, ok = scoreIn(q, words)
	return r, rest, ok
}

// scoreIn reads a score. A number counts only if nothing follows it, or words after
// punctuation: "2 things" and "4 or 5" are no scores.
func scoreIn(q store.Question, words string) (score int, rest string, ok bool) {
	if len(words) > longestComment {
		return 0, "", false
	}
	if score, ok := starsIn(q, strings.TrimSpace(words)); ok {
		return score, "", true
	}
	text := scoreWords.ReplaceAllString(normalize(words), "")
	for i, label := range q.Labels {
		score := q.Min + i
		if len(q.Labels) == 2 && i == 1 {
			score = q.Max
		}
		if text == normalize(label) {
			return score, "", true
		}
	}
	if q.Min == 1 && q.Max == 5 {
		for i, known := range satisfaction {
			if known[text] {
				return i + 1, "", true
			}
		}
	}
	if n, known := numberWords[strings.TrimSuffix(text, "分")]; known && n >= q.Min && n <= q.Max {
		return n, "", true
	}
	plain := strings.TrimSpace(norm.NFKC.String(words))
	plain = scoreWords.ReplaceAllString(strings.ToLower(plain), "")
	m := scoreLine.FindStringSubmatch(plain)
	if m == nil {
		return 0, "", false
	}
	score, _ = strconv.Atoi(m[1])
	if of := m[2] + m[3]; of != "" && of != strconv.Itoa(q.Max) || score < q.Min || score > q.Max {
		return 0, "", false
	}
	if m[4] == "" || normalize(m[4]) == "" {
		return score, "", true
	}
	after := strings.TrimLeft(m[4], " ")
	rest = strings.TrimSpace(strings.TrimLeft(after, ",，。.;；:、!！(–—- "))
	if strings.HasPrefix(after, "(") {
		rest = strings.TrimSpace(strings.TrimSuffix(rest, ")"))
	}
	if !strings.ContainsAny(after[:1], ",.;:!(-") && !strings.HasPrefix(after, "–") && !strings.HasPrefix(after, "—") && !strings.HasPrefix(after, "、") && !strings.HasPrefix(after, "。") {
		return 0, "", false
	}
	if rest != "" && startsWithDigit(rest) || notAlone.MatchString(rest) {
		return 0, "", false
	}
	for _, label := range q.Labels {
		if normalize(rest) == normalize(label) {
			return score, "", true
		}
	}
	if at := len(words) - len(rest); at > 0 && strings.EqualFold(words[at:], rest) {
		rest = words[at:] // in the original spelling
	}
	return score, rest, true
}

// ScoreBeside reads the score that is alone on a line of a text about something else, and returns
// that text without it. It finds none where two differ, and where only words say one.
func ScoreBeside(own string, q store.Question) (score int, rest string, ok bool) {
	var kept []string
	count := 0
	for line := range strings.Lines(own) {
		if count++; count > mostAnswered {
			return 0, own, false
		}
		line = strings.TrimSpace(line)
		n, after, is := scoreIn(q, line)
		if !is || after != "" || !isBareScore(line) {
			kept = append(kept, line)
			continue
		}
		if ok && n != score {
			return 0, own, false
		}
		score, ok = n, true
	}
	if !ok {
		return 0, own, false
	}
	return score, strings.TrimSpace(strings.Join(kept, "\n")), true
}

// isBareScore reports whether a line begins with a figure or a star, and is no number of a list.
func isBareScore(line string) bool {
	first, _ := utf8.DecodeRuneInString(line)
	return (startsWithDigit(norm.NFKC.String(line)) || strings.ContainsRune("⭐★🌟☆", first)) && !strings.ContainsRune(".):、）：", lastRune(line))
}

func lastRune(line string) rune {
	last, _ := utf8.DecodeLastRuneInString(line)
	return last
}

// notAlone matches words that take back the number before them.
var notAlone = pattern.New(`^(?:or|to|till|and|或|到|至)\b?`)
