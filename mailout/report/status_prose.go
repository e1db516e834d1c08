package report

import (
	"strings"

	"rapport/store/pattern"
	"rapport/templates"
)

// statusSaid lists what people write of a status in sentences.
var statusSaid = []struct {
	status templates.Status
	words  *pattern.Pattern
}{
	{templates.AtRisk, pattern.New(`(?i)\bat risk\b|\bamber\b|\byellow\b|\bin danger\b|\b(?:could|may|might) (?:slip|be late|be delayed|be missed)\b|\brisk of (?:a )?(?:delay|slipping|being late)\b|有(?:\p{Han}{0,4})?风险|存在\p{Han}{0,6}风险|黄灯|可能(?:会)?(?:延期|延误|推迟|滞后)|恐(?:怕)?(?:会)?(?:延期|延误)`)},
	{templates.Late, pattern.New(`(?i)\b(?:is|are|running|now|already|slightly|a bit|a little|somewhat|\w+ (?:days?|weeks?|months?)) (?:late|behind)\b|\bbehind (?:schedule|plan|time)\b|\bdelayed\b|\boff track\b|\boverdue\b|\b(?:has|have) slipped\b|\bred\b|(?:^|[^能会怕恐])延期|滞后|落后|延误|晚了|慢了|拖期|逾期|红灯|脱期`)},
	{templates.OnTrack, pattern.New(`(?i)\bon track\b|\bon schedule\b|\bon time\b|\bon course\b|\bon plan\b|\bgreen\b|\baccording to (?:the )?plan\b|\b(?:as|like|just as) (?:we )?planned\b|\bto plan\b|\b(?:going|running|progressing|doing) (?:very |quite |really )?(?:well|fine|smoothly)\b|\b(?:all|everything(?: is|'s)?) (?:is )?(?:well|good|fine|in order|under control)\b|\b(?:we are|we're) (?:all )?(?:fine|good)\b|正常|顺利|绿灯|正轨|按计划|按期|如期|平稳|良好|受控|可控|没有?(?:问题|风险)|无(?:异常|风险)`)},
}

var (
	statusClause = pattern.New(`[,，;；。.!！:：()（）]\s*|\s+(?:but|and|although|though|while)\s+|\s[-–—]+\s|—|[，,]?(?:但是?|不过|而)`)
	statusReason = pattern.New(`(?i)\b(?:because|due to|owing to|since|as the|thanks to)\b|因为|由于|主要是|原因`)
	statusPast   = pattern.New(`(?i)\b(?:was|were|had been|last (?:week|month|time|period)|earlier|in (?:` + months + `)|after (?:a|the|an)\b)|上周|上月|上期|之前|此前|先前|原来|曾|[一二三四五六七八九十\d]月份?|前阵子|前期`)
	statusNow    = pattern.New(`(?i)\b(?:now|currently|today|again|meanwhile|this week|at present|is|are)\b|现在|目前|当前|本周|已经?|如今|先`)
	statusDenied = pattern.New(`(?i)(?:\b(?:not|never|nor|neither|hardly|far from|no longer|isn't|aren't|n't)\b[\w ]{0,12}|不再|没有?到?|尚未|还未|未|不|非|谈不上)$`)
	statusLifted = pattern.New(`^(?:已|已经)?(?:解除|消除|化解|排除|过去|关闭)`)
	statusDoubt  = pattern.New(`(?i)[?？]|\b(?:or|either|maybe|perhaps|hard to (?:say|tell)|not sure|unsure|depends|otherwise|apart from|except)\b|其[他它余]|除了|或者?|也许|说不(?:好|清|准)|不好说|难说|取决|看情况`)
)

// statusWithin returns the status that sentences name, where they name one: what is denied,
// was, or is why does not count.
func statusWithin(text string) (status templates.Status, sure bool) {
	if statusDoubt.MatchString(text) {
		return "", false
	}
	var present, unmarked []templates.Status
	for clause := range strings.SplitSeq(statusClause.ReplaceAllString(text, "\n"), "\n") {
		said, ok := saidIn(clause)
		switch {
		case !ok:
			return "", false
		case said == "" || len(present)+len(unmarked) > 0 && statusReason.MatchString(clause):
		case statusNow.MatchString(clause):
			present = append(present, said)
		case !statusPast.MatchString(clause):
			unmarked = append(unmarked, said)
		}
	}
	if len(present) == 0 {
		present = unmarked
	}
	if len(present) == 0 {
		return "", false
	}
	for _, said := range append(unmarked, present...) {
		if said != present[0] {
			return "", false
		}
	}
	return present[0], true
}

// saidIn returns the status that a clause names, "" for none; ok is false where it denies that
// all is well.
func saidIn(clause string) (said templates.Status, ok bool) {
	if at := statusReason.FindStringIndex(clause); at != nil {
		clause = clause[:at[0]]
	}
	for _, s := range statusSaid {
		at := s.words.FindStringIndex(clause)
		if at == nil {
			continue
		}
		denied := statusDenied.MatchString(clause[:at[0]]) || statusLifted.MatchString(clause[at[1]:])
		switch {
		case denied && s.status == templates.OnTrack, !denied && said != "":
			return "", false
		case !denied:
			said, clause = s.status, clause[:at[0]]+" "+clause[at[1]:]
		}
	}
	return said, true
}
