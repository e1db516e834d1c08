package report

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"rapport/classify/amount"
	"rapport/classify/answer"
)

// kind is what a word of a budget says.
type kind int

const (
	word      kind = iota // nothing that we know
	filler                // nothing at all
	usedCue               // that a figure is what is used
	leftCue               // … what is left
	totalCue              // … the whole
	soFarCue              // … of all periods, and so what is used
	budgetCue             // … of the budget: the whole, where nothing else is
	overCue               // … by how much it is exceeded
	laterCue              // … of the future
	changeCue             // that the whole has changed
	detailCue             // that what follows is part of a figure before
	ofLink                // stands between a part and its whole
	inLink                // stands between a whole and a part of it
	slash                 // 48k/120k
	negation
	nothingCue
	allCue
	joint // parts statements where one stands on each side
	stop  // parts statements
	space
	opening
	closing
	figureAt // an amount
)

// lexicon lists the words of budgets. Of several that begin at one place the longest counts.
const lexicon = `
used: used, used up, spent, spend, spending, expended, consumed, consumption, actual, actually
used: actuals, invoiced, billed, booked, paid, paid out, gone, burnt, burned, burned through
used: burnt through, burn, went through, gone through, run through, got through, committed
used: expenditure, expenses, expense, disbursed, drawn, drawn down, out the door, out of the door
used: went to, gone to, went on, gone on, went into, gone into, eaten up, eaten, charged, outlay
used: utilised, utilized, utilisation, utilization, cost us, has cost, have cost, put in
used: swallowed, ausgegeben, verbraucht, been used, worked, logged, clocked, parted with, settled
used: paying, taken, took, taken out, drawing, absorbed, put into, poured into, handed over to
used: 已经使用, 已使用, 已用, 使用, 已花费, 已花, 花费, 花了, 花掉, 花出去, 花, 用了, 用掉, 用去
used: 用出去, 已支出, 支出, 开支, 开销, 实际, 消耗, 已付, 已支付, 付了, 付出, 付出去, 支付, 付款
used: 已付款, 付, 投入, 完成投资, 执行, 动用, 报销, 已结, 结算, 耗, 用, 耗用, 列支, 拨付, 用款
used: 到账支出, 做了, 干了, 提取, 已提, 领取, 划走, 支取, 砸进去, 砸了, 耗去, 花去, 发生, 已发生
used: 花了钱, 花出, 花费了, 用钱, 烧掉, 烧了, 烧, 砸, 扔进去, 搭进去, 贴进去, 付掉, 结了, 结掉, 支了, 支掉, 支, 发掉, 走账, 走掉, 开销了, 开支了, 支出了, 投了, 投进, 投进去, 已投, 已投入, 到位使用, 去了, 掉了
used: incurred, costs incurred, 已用完, 已花完, 已发生费用, gone out, went out, has gone, 出去了, 出去, 已付, 累计已付, certified, 已确认, 确认, 确认产值, 完成产值, 产值, 开票, 已开票, 累计开票, 已占用, 占用, 已开具, 已支用, 支用, 實際, 開支, 花費, 已花費, 執行, 動用, 結算, 報銷, 已執行, 用掉了
used: 垫付, 结清, 使用率, 执行率, 支付率, 使用比例, 执行进度, 支出率, 消耗率
left: left, left over, remaining, remain, remains, remainder, available, unspent, unused
left: untouched, unallocated, to spend, to go, open, balance, leaves us with, leaves us, leaves
left: leaving, leave, in the pot, in hand, in the kitty, in the bank, in reserve, headroom
left: still have, still has, have still, still got, free
left: 尚有, 还有, 可用, 剩余, 还剩, 还剩下, 剩下, 仅剩, 只剩, 余额, 结余, 尚余, 剩, 余, 余下, 未动
used: dépensé, dépensés, dépensée, dépenses, utilisé, utilisés, consommé, engagé
left: restant, reste, restants, verbleibend, verbleiben, übrig, restlich, restliches
left: 未付, 未占用, 賸餘, 剩余可用, 剩餘, 餘額, 結餘, 剩下的, 尚餘, 尚剩, 还能用, 能花, 可支配, 结转
left: 待付, 待支付, 结存, 富余, 盈余, 能用, 没用完, 没用掉
total: total, totals, overall, approved, approval, agreed, in all, altogether, contract
total: contracted, contract sum, contract value, cap, capped, ceiling, limit, allocation
total: allocated, allotted, sanctioned, granted, grant, envelope, given, budgeted, funding
total: awarded, award, authorised, authorized, signed off, purchase order, quoted, quote
total: set aside, earmarked, von, gesamt, pot of, budget of, budget is, sum total
total: planned, planned cost, planned costs, target cost, gave us, given us, you gave us, you gave, 计划, 计划数, 计划额
total: gesamtbudget, insgesamt, gesamt, bewilligt, genehmigt, au total, accordé, aprobado
total: fixed price, full, price, the pot, pot, order value, order sum, order total, order, po value, contract price, fixed fee, quotation, signed for, we had, started with, start with, began with, awarded sum, ceiling of, agreed price, agreed sum
total: 合同总额, 合同总价, 合同额, 合同款, 合同金额, 合同价, 合同, 批复, 批了, 批准, 获批, 核定
total: 总预算, 预算总额, 总额, 总计, 合计, 共计, 总共, 一共, 总, 共, 总投资, 总盘子, 总盘, 盘子
total: 总经费, 拨款, 下达, 额度, 上限, 中标价, 概算, 计划投资, 年度预算, 全年预算, 立项, 封顶
total: 拨了, 拨给, 拨来, 下拨, 拨下来, 批给, 批下来, 给批了, 申请到, 争取到, 签了, 谈的是, 谈妥, 总投入, 投资总额, 预算数, 批准数, 核准, 核准金额, 总預算, 總預算, 總經費, 核定金額, 總額, 總計, 共計, 合約金額, 合約, 總價
total: 给了, 划拨, 总价, 总金额, 总费用预算, 满额
total: in total, in sum, all in all, all told, total sum
sofar: so far, to date, up to, until now, as of, since, cumulative, cumulatively
sofar: overall so far, since day one, life to date, ltd, 加起来, 全部算下来, 算下来, 至目前, 截至目前, 截至今日, 截止目前, 到现在, 到今天, 累計, 截至今天, 到目前为止, 累计, 截至, 截止, 到目前, 迄今, 至今, 目前为止
budget: budget, budgets, fund, funds, 预算, 经费, 預算, 經費
over: over by, over budget by, overrun, overrun of, overspent by, overspent, overspend
over: overspend of, exceeded by, exceed, exceeds, exceeded, in excess, too much, over budget, over
over: more than, beyond, above, 多出, 多花, 超支, 超支了, 超出, 超过, 超了, 超
later: will, shall, going to, expect, expected, expects, forecast, forecasts, projected
later: projection, need, needs, needed, request, requested, requesting, asking for, ask for
later: estimate, estimated, at completion, to complete, next month, next week, next quarter
later: planned for, would, 预计, 预估, 还需, 还要, 需要, 尚需, 需再, 申请, 拟, 将, 下月, 下周
later: 下季度, 预测, 追加
change: went up, gone up, up from, increased, increase, raised, rose, risen, grew, grown, cut
change: reduced, lowered, changed, adjusted, topped up, extended, moved, revised, bumped
change: down from, trimmed, 调整, 调到, 调至, 增加, 增至, 增加到, 追加到, 追加至, 提高, 上调, 下调
change: 压缩, 改为, 调为, 变更, 削减, 减到, 减少, 涨
detail: of which, of that, thereof, including, include, includes, incl, incl., inclusive of
detail: namely, for example, e.g., 其中, 包括, 包含, 含, 内含
of: of, out of, against, from, vs, vs., versus, von, compared with, compared to, in a total of
of: on a budget of, on, sur
in: 之中, 当中, 里面, 里头, 中, 里, 内
not: not, no, n't, never, haven't, hasn't, isn't, aren't, wasn't, weren't, hadn't, don't, didn't
not: yet to be, have yet to, has yet to, hardly, 没有, 没, 未, 尚未, 还没, 未曾
nothing: nothing, none, anything, not a penny, not a cent, not one cent, not one penny, any, zero
nothing: no money, 分文, 一分, 一分钱
all: all, all of, whole, entire, entirely, fully, completely, exhausted, every penny, every cent
all: 全部, 全, 用完, 用光, 花光, 花完, 用尽, 耗尽, 见底, 全数
joint: and, but, while, after, plus, whereas, so, which, that, thus, with, 而, 但, 并
`

// besides are words that add nothing to the figures of a budget.
const besides = `
vom sind ist wurden wurde bereits bisher davon noch de du des sur dont sont nous avons a été est sommes in der das beträgt betragen im den dem
the is are was were be been being in a an we i you they us our ours its it this these those have
has had having by for about approx approx. approximately ca ca. circa around roughly some nearly
almost just only already still yet now currently present presently today at moment there here well
which makes make that's we've i've we're it's they've there's to as than then also even more less
further per cent percent altogether value sum amount amounts money cash figure figures cost costs
project week month period quarter year sprint last first since start beginning end date account
accounts books record records stands stand comes come came coming up down off out through put
making amounting equals equal equivalent share part parts portion rest other others original
originally initial initially current net gross vat excl excl. worth client clients council team
status item items unit units type category description position can could may might do does did
get got go goes so what where when how much many line lines one ones i.e. who whom if or say says
working work labour labor january february march april june july august september october november
december jan feb mar apr jun jul aug sep sept oct nov dec tally running far wise
您 你 我 咱 咱们 他们 全年 本年 年 人民币 regarding concerning 眼下 年初 年中 确实 方面 我们组 花销 花费了 的话 一共 里 里头 其中 截 手里 手头 手上 账上 帐上 账面 呢 吧 啊 哈 嘛 這 個 們 還 約 為 項目 專案 目前為止 萬 從 與 和 及 以及
到 至 由 从 自 的 了 已 已经 约 大约 大概 差不多 左右 上下 为 是 在 于 有 我们 我方 本 该 这 那 个
项目 费用 成本 金额 资金 款 款项 钱 总体 目前 当前 现在 现 本周 本月 本期 本季 本季度 当月 当期
上周 上月 今年 年度 月 月初 月底 月末 年 初 底 日 期 前期 后期 后 前 还 仍 尚 就 都 也 只 仅 再 又
能 可 被 把 给 各 类 每 率 比例 占 占比 达 达到 完成 即 等 等等 折合 相当 相当于 人民币 共用 甲方
乙方 客户 公司 单位 一期 二期 三期 人工 科目 类别 说明 备注 数额 数 部分 百分比 之 其余 其 应 应为
计 名称 方面 来 说 看 按 即 情况 如下 以上 总的 上 下
`

// words is the lexicon by the words, with the length in bytes of the longest.
type words struct {
	kinds   map[string]kind
	longest int
}

// budgetWords returns the lexicon. It is read-only.
var budgetWords = sync.OnceValue(func() words {
	w := words{kinds: map[string]kind{}}
	add := func(text string, k kind) {
		text = answer.Simplified(text)
		if _, has := w.kinds[text]; !has || k != filler {
			w.kinds[text] = k
			w.longest = max(w.longest, len(text))
		}
	}
	names := map[string]kind{"used": usedCue, "left": leftCue, "total": totalCue, "sofar": soFarCue, "budget": budgetCue, "over": overCue, "later": laterCue, "change": changeCue,
		"detail": detailCue, "of": ofLink, "in": inLink, "not": negation, "nothing": nothingCue, "all": allCue, "joint": joint}
	for line := range strings.Lines(strings.TrimSpace(lexicon)) {
		name, list, _ := strings.Cut(strings.TrimSpace(line), ": ")
		for text := range strings.SplitSeq(list, ", ") {
			add(text, names[name])
		}
	}
	for text := range strings.FieldsSeq(besides) {
		add(text, filler)
	}
	return w
})

// token is a word, a sign or an amount of a budget.
type token struct {
	kind       kind
	start, end int // in the text
	index      int // of an amount
}

// tokensOf returns the tokens of a text in which the amounts are known.
func tokensOf(text string, amounts []amount.Amount) (list []token) {
	lower := answer.Simplified(strings.ToLower(text))
	if len(lower) != len(text) {
		lower = text
	}
	n := 0
	for i := 0; i < len(lower); {
		limit := len(lower)
		if n < len(amounts) {
			if limit = amounts[n].Start; i >= limit {
				list = append(list, token{figureAt, i, amounts[n].End, n})
				i, n = amounts[n].End, n+1
				continue
			}
		}
		k, size := kindAt(lower[i:limit])
		if k != space {
			list = append(list, token{kind: k, start: i, end: i + size})
		}
		i += size
	}
	return list
}

// kindAt returns the kind and the length of what a text in small letters begins with.
func kindAt(text string) (kind, int) {
	r, size := utf8.DecodeRuneInString(text)
	switch {
	case unicode.IsSpace(r):
		return space, size
	case r == '/' || r == '／':
		return slash, size
	case r == '(' || r == '（':
		return opening, size
	case r == ')' || r == '）':
		return closing, size
	case strings.ContainsRune(",，;；:：。、!！?？—–|\n→=≈", r), r == '.' && !isWordRune(firstRune(text[size:])), r == '-' && strings.HasPrefix(text[size:], " "):
		return stop, size
	case strings.ContainsRune("~～-'’\"“”*+.#·•[]【】<>&", r):
		return filler, size
	}
	w := budgetWords()
	for n := min(w.longest, len(text)); n > 0; n-- {
		k, ok := w.kinds[text[:n]]
		if !ok {
			continue
		}
		last, _ := utf8.DecodeLastRuneInString(text[:n])
		if isWordRune(last) && isWordRune(firstRune(text[n:])) {
			continue
		}
		return k, n
	}
	for isWordRune(r) && size < len(text) && (isWordRune(firstRune(text[size:])) || text[size] == '\'') {
		size += utf8.RuneLen(firstRune(text[size:]))
	}
	return word, size
}

func firstRune(text string) rune {
	r, _ := utf8.DecodeRuneInString(text)
	return r
}

// isWordRune reports whether a rune is of a word that spaces part from others.
func isWordRune(r rune) bool {
	return r != utf8.RuneError && r < 0x2E80 && (unicode.IsLetter(r) || unicode.IsDigit(r))
}
