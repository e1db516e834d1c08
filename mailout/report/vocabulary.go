package report

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"

	"rapport/classify/answer"
)

// sense is what a word of a heading says of the part below it.
type sense int

const (
	noSense sense = iota
	fillSense
	doneSense
	nextSense
	riskSense
	decisionSense
	milestoneSense
	budgetSense
	overallSense
	workSense
	pastSense  // a time that is over
	thisSense  // the present time: what was done in it, or is planned for it
	youSense   // of whom something is asked
	titleSense // that a text is a report: “progress report”
	otherSense // that the part is none of these, or that a word of another sense does not count
)

// senses lists the words of headings, in the languages in which people write them. A name that
// has words of the list only is a heading; of several that begin at one place the longest
// counts.
const senses = `
done: done, did, got done, have done, finished, finish, completed, complete, completions, accomplished
done: accomplishment, accomplishments, achieved, achievement, achievements, delivered, wins, win
done: highlights, closed, shipped, wrapped up, ticked off, concluded, results, outcomes, successes
done: progress made, work done, behind us, in the bag, managed, went well, good news, cleared
done: erledigt, erledigtes, abgeschlossen, fertig, geschafft, gemacht, erreicht, fertiggestellt, umgesetzt
done: fait, faits, faites, réalisé, réalisés, réalisée, réalisées, réalisations, terminé, terminés, terminée
done: accompli, achevé, avons fait, hecho, completado, terminado, realizado, logros, hemos hecho
done: 已完成, 完成, 完工, 做完, 做了, 做好, 已做, 干了, 干完, 搞定, 成果, 成绩, 收获, 亮点, 办结, 已办, 产出
done: 战果, 达成, 落实, 办完, 弄完, 已交付, 完成了, 做成, 完了, 実施済み, 実施済, 終わった, 実績, 済み, 終了, 忙了
next: next, next up, up next, next step, next steps, upcoming, coming up, coming, planned, plan, plans
next: to do, todo, to-do, to dos, todos, on deck, ahead, forthcoming, following, follows, pipeline
next: outlook, looking ahead, going to do, will do, still to do, to come, in store, intend, intended, then
next: this coming, tomorrow, afterwards, next in line, remaining work, left to do, follow-up, follow-ups, follow up
next: nächste, nächster, nächstes, nächsten, geplant, ausblick, anstehend, kommende, kommenden, weiter, ansteht
next: à venir, prochaine, prochaines, prochain, prochains, suite, à faire, prévu, prévus, prévues, ensuite
next: próximos, próximas, próximo, siguientes, siguiente, pendiente, por hacer, planificado
next: 下一步, 下步, 下一阶段, 下阶段, 接下来, 下周, 下週, 下星期, 下月, 下期, 后续, 後續, 计划, 計畫, 計劃, 安排, 打算, 待办, 待辦, 要做, 将要
next: 准备, 準備, 预计, 預計, 未来, 往后, 随后, 拟, 即将, 待做, 未做, 待推进, 展望, 跟进, 要干, 部署, 预定, 下个月, 下个阶段
next: 今後, 次週, 来週, 予定, 次の, 次回, 来月
risk: problem, problems, issue, issues, risk, risks, blocker, blockers, blocked, blocking, obstacle, obstacles
risk: hurdle, hurdles, roadblock, roadblocks, road blocks, impediment, impediments, challenge, challenges, challenging
risk: difficulty, difficulties, difficult, concern, concerns, worry, worries, worried, worrying, worried about, trouble, troubles
risk: stuck, struggle, struggles, struggling, in the way, in our way, snag, snags, bottleneck, bottlenecks, pain points
risk: holding us up, holding us back, slowing us down, slows us down, stopping us, went wrong, going wrong, not going well
risk: red flag, red flags, hiccup, hiccups, setback, setbacks, showstopper, showstoppers, caveat, caveats, warnings, warning
risk: open points, open point, open question, open questions, headache, headaches, threats, threat, bad news, hurts, went badly, sticking points, sticking point
risk: probleme, hindernis, hindernisse, risiko, risiken, schwierigkeiten, schwierigkeit, sorgen, hürden, blockaden, offene punkte
risk: problème, problèmes, difficulté, difficultés, blocage, blocages, risque, risques, points bloquants, point bloquant, bloque
risk: problema, problemas, riesgo, riesgos, dificultades, bloqueos, obstáculos, obstacles
risk: 问题, 問題, 困难, 困難, 风险, 風險, 卡点, 卡點, 难点, 難點, 堵点, 痛点, 障碍, 障礙, 阻碍, 阻力, 瓶颈, 瓶頸, 隐患, 挑战, 挑戰, 难题
risk: 受阻, 担心, 担忧, 顾虑, 麻烦, 卡住, 卡在, 待解决, 待协调, 需协调, 短板, 不足, 异常, 阻塞, 遗留, 预警, 拦路虎, 制约
risk: 難處, 难处, 风险点, 棘手, 不顺, 课题, 課題, 問題点, 懸念, リスク
decision: decision, decisions, decide, your call, asks, approvals, approval, sign-off, sign off, signoff, choice, choices
decision: over to you, up to you, your turn, your input, please confirm, please approve, please decide, please choose, your ok, your okay, your go
decision: your approval, needs your, need your, needed from you, need from you, need of you, want from you, decided, sign offs
decision: entscheidung, entscheidungen, entscheiden, décision, décisions, décider, decisión, decisiones, decidir
decision: 决定, 決定, 决策, 決策, 拍板, 定夺, 您定, 您确认, 您來定, 您来定, 请定, 請定, 请示, 抉择, 裁定, 待确认, 需确认, 需要确认, 请确认, 批示, 待批
decision: 请您, 請您, 需您, 需要您, 需要支持, 需支持, 支持, 请求支持, 要您, 请决策, 您拿主意, 拿主意, 您选, 您批, 您审定, 审定, 審定, ご判断, ご決定, 要決定, 判断
milestone: milestone, milestones, key date, key dates, date, dates, deadline, deadlines, timeline, schedule, due, due dates, due date
milestone: delivery dates, timetable, meilenstein, meilensteine, termine, jalon, jalons, échéances, échéance, hito, hitos, fechas
milestone: 里程碑, 节点, 節點, 时间点, 日期, 日子, 时间表, 時程, 时程, 排期, 工期, 期限, マイルストーン
budget: budget, budgets, cost, costs, money, spend, spending, spent, finances, finance, financials, funds, funding, expenses, expenditure
budget: remaining budget, budget used, total budget, kosten, ausgaben, verbraucht, dépenses, dépensé, coûts, coût, presupuesto, gastos, gastado
budget: 预算, 預算, 经费, 經費, 费用, 費用, 成本, 资金, 花费, 花費, 开支, 支出, 开销, 花销, 花钱, 钱, 款项, 予算, 总预算, 已用, 已花, 花了, 合同额, 剩余, 余额, 结余, 批复
budget: 总额, 已支出, 已支付, 实际支出, 累计支出, 费用支出, 已花费, 预算执行, 预算总额
overall: overall, overall progress, completion, complete %, completion rate, percent, per cent, percentage, %, how far
overall: state of work, state of the work, state of affairs, how far we are, how far along, 干到哪了, 做到哪了, 到哪了, 做了多少,
overall: degree of completion, total progress, overall completion, project progress, progress overall, share done
overall: gesamtfortschritt, fortschritt, fertigstellung, fertigstellungsgrad, avancement, progression, avance
overall: 进度, 進度, 完成率, 完成度, 完成百分比, 百分比, 完成比例, 总进度, 進捗, 進捗率, 形象进度, 工程进度, 完成进度
work: in progress, ongoing, under way, underway, working on, doing, wip, in the works, being done, at work on, progress
work: in arbeit, läuft, en cours, en curso, 进行中, 進行中, 正在做, 在做, 推进中, 在办, 正在进行, 进展, 進展, 在推进
past: last, past, previous, recent, recently, since, behind, letzte, letzten, dernière, pasada, 上周, 上週, 上星期, 上月, 上期, 前期, 先週, 过去, 前一阶段
this: this week, this week's, this month, this month's, this period, this sprint, this time, this fortnight, this quarter, diese woche, dieser woche, cette semaine, esta semana, this report, 本周, 本週, 这周, 這週, 这一周, 这星期, 本月, 这个月, 本期, 本阶段, 这段时间, 今週, 本旬, 今天
you: you, your, you to, ihnen, vous, usted, 您, 你, 客户, 甲方
other: report due, reports due, this, not, no, without, 未, 没, 没有, 無, 无, 未完成, 没完成, 没做完
fill: the, a, an, we, i, us, our, my, is, are, was, were, be, been, being, have, has, had, having, got, get, gets, getting, what, what's, whats
fill: things, thing, items, item, tasks, task, work, works, activities, activity, points, point, list, of, on, in, at, for, to, from, with, by, and, or
fill: so, far, week, weeks, week's, month, months, month's, period, period's, sprint, sprint's, fortnight, days, day, today, project, team, team's
fill: now, currently, current, already, main, key, major, important, some, new, up, out, all, that, which, where, who, how, it, they, there, still
fill: need, needs, needed, required, require, open, please, do, does, we're, i'm, we've, it's, i, don't, yet, since, steps, step, made, going, gone
fill: about, me, just, most, everything, anything, here, must, should, will, can, could, want, waiting, awaiting, wait, stand, stands, comes, come, goes, start, starts, one, two
fill: as, next-week, weekly, monthly, side, front, potential, known, possible, existing, coming's, total, our's, pending, them, these, those, faced, facing, met, ran, into, run
fill: im, in, der, die, das, den, was, wir, haben, wurde, sind, woche, wochen, monat, als, für, von, und, nötig, offen, offene, schritt, schritte, aufgaben, punkte, es, geht, wie, noch, nötige
fill: le, la, les, des, du, de, ce, qui, que, nous, avons, a, été, est, sont, semaine, mois, étape, étapes, et, à, points, prendre, requise, requises, el, los, las, lo, semana, pasos, hemos, y, nuestra
fill: 工作, 事项, 事項, 情况, 情況, 内容, 內容, 任务, 任務, 的, 了, 已, 已经, 我们, 我們, 我, 主要, 重点, 重點, 什么, 什麼, 啥, 哪些, 有, 都, 做, 目前, 当前, 现在, 存在
fill: 遇到, 面临, 需, 需要, 要, 待, 请, 請, 清单, 列表, 一览, 关键, 關鍵, 重要, 项目, 專案, 项, 总体, 整体, 整體, 總體, 方面, 部分, 说明, 与, 和, 及, 等, 还, 在, 出现
fill: 发现, 事, 点, 个, 里, 哪, 怎么, 近期, 情形, 主, 进度表, 所, 把, 被, 给, 让, 来, 去, 会, 是, 为, 以, 于, 就, 反馈, 名称, 时间, 尚, 处, 各项, 阶段, 具体, 相关, 部, 到, 呢, 吗, 周, 月, 期, 新, 本, 次, 解决, 协调, 定, 拿, 主意, 回复, 答复, 选, 帮忙, 帮助, 协助, 配合, 审批, 把关, 您的
done: carried out, performed, executed, implemented, produced, handled, worked on, happened, sorted, settled, tackled, checked off, off the list, outputs, output
done: positives, good, work carried out, lowdown, taken care of, over with, covered, put in place, made progress, we made, brought about
done: 取得, 推进了, 办了, 办成, 忙完, 落地, 好消息, 顺利的, 干的活, 干的, 做的事, 所做, 做过, 交付
next: scheduled, roadmap, road ahead, preview, looking forward, we will, after that, later, goals for next, from here, in the coming, in the next, aims, heading for
next: 下个星期, 下礼拜, 下旬, 明天, 明日, 往下, 之后, 以后, 接着, 想做, 拟办, 待完成, 要办, 要推进, 后面, 规划, 下周要, 要做的, 下半月, 将做, 还没做, 还要做, 尚待完成
risk: hold-up, hold-ups, holdups, holdup, delays, delay, held up, bad, did not go well, didn't go well, didn't work, not working, broken, pain, needs attention, to watch, watch list
risk: sore points, complications, complication, constraints, lowlights, negatives, failures, questions, uncertainties, unknowns, stumbling block, stumbling blocks, stopper, stoppers, barrier, barriers
risk: dangers, danger, keeps us awake, held back, slowed down, slowing, in danger, at risk, mishaps, gone wrong, not so good, could be better, missing, behind schedule
risk: 头疼, 头痛, 难, 缺, 卡, 困扰, 不顺利, 坏消息, 没解决, 未解决, 尚未解决, 待解决, 疑难, 延误, 滞后, 缺口, 短缺, 需关注, 需要关注, 需注意, 需要注意, 需要留意, 犯难, 堵, 有问题, 麻烦事, 烦心, 头大, 拖后腿, 卡壳
decision: input, answers, answer, confirm, confirmation, agree, permission, go-ahead, green light, request, requests, support, help, action required, approve, choose, choices, decisions pending, asked of you, sign, yours to decide, we ask, ask
decision: 批准, 同意, 敲定, 选择, 二选一, 请教, 求助, 需要帮助, 待定, 待批复, 待您, 等您, 等客户, 要您定, 请您定, 需您定, 需要您定, 您决定, 您拍板, 确认, 定一下, 想请您, 您定的
you: client, client's, customer, customer's, owner, boss, management, board, sponsor, steering committee, steering
you: 领导, 老板, 业主, 贵方, 贵司, 贵公司, 总部
other: solved, resolved, mitigated, avoided, lessons, lessons learned, taken, 已解决, 解决了, 已化解, 教训
past: over the last, in the last, since last, since the last, since last report, until now, 截至目前, 到目前为止, 至今
fill: until, till, actions, action, goal, goals, focus, priorities, priority, objectives, objective, efforts, effort, during, our, were, her, his, own, side, short, note, also, really, quite, little, bit, lot, other, others, else, bring, brings, mind, looks, look, first, second
fill: 方向, 目标, 这些, 那些, 干, 办, 块, 活, 话, 进行, 推进, 阶段性, 上, 下, 大, 小, 一个, 几个, 两个, 三个, 条, 件, 类, 分, 另, 其他, 其它, 特别, 暂时, 一些, 如, 我方, 我司, 团队, 一下, 由, 人, 看
done: in the can, ticked, off our desk, off my desk, ready now, complete now, done with
next: starting, to start, beginning, open items, open tasks, tasks open, items open, open work, still open, work open, outstanding, outstanding work, remaining tasks, remaining items, left, remains, queue, in the queue, soon, imminent
next: 马上, 立刻, 立即, 眼下要做, 剩下, 剩余工作, 未开始, 排队, 下面要
risk: 有没有问题, 有无问题, 有什么问题, could bite us, bites, blocks, blocks us, stops us, hinders, hindering, annoying, tricky, sticky, wrong, delaying us, slow
overall: stand, stands, 整体情况, 总体情况, 总量
title: report, reports, update, updates, summary, overview, notes, recap, brief, briefing, status, news, progress report, bericht, rapport, informe, compte rendu
title: 小结, 总结, 汇报, 报告, 周报, 月报, 简报, 通报, 快报, 更新, 概况, 週報, 報告
fill: to date, encountered, experienced, identified, arising, arisen, raised, noted, seen, met with, restants, reste, restent, bei, uns, im, blieb, steht, stehen, stehe
fill: 建议, 对策, 措施, 有没有, 资料, 使用
next: to be done, be done, remains to be done, to be finished, to be completed, remains to do, still missing, 还差, 尚差, 没做的, やる
done: やった
risk: 困っている, 困った, 眼下的难处
overall: gesamtstand, projektstand, avancement global, 总体完成, 整体完成
past: passée, passé, écoulée, vergangene, vergangenen
fill: attendue, attendues, demandée, erwartet, 重大, 眼下, 还有, 一周, 这, 那, 主体, 核心
done: reached, what's working, what is working, what works, working well
next: 还没搞定, 没搞定, 还没做完, 没做, 未做完
risk: what isn't, what's not, what isn't working, what's not working, what is not working, what didn't, what did not, what doesn't, not working, 需要协调, 需要沟通, 求解
work: in preparation, in progress now, in the making
title: 如下
fill: the following, well, go, working, 碰到, 碰上, 希望, 想, 麻烦, 帮, liegen, attention, via, back, sides, hand, right
next: on the list, still on the list, on our list, 接着干, 接着做, 继续做, 继续, 未来一周, 未来两周
decision: for you, from you, what we need, what i need, we need, what's needed, 需要协助, 需协助, 要您点头, 点头
budget: used, consumed, consumption, actuals, actual cost, actual costs, burned, burnt, budget consumed, approved budget, utilised, utilized, 已用预算, 预算总额, 剩余预算
fill: like, i'd, we'd, would, side's, 主动, 地方
overall: where we are, 完成占比, 占比
risk: keeps me awake, keeps me up, keeps us awake, klemmt, hakt, was klemmt
next: will happen, 拟办, 要开始
risk: 愁, 发愁, 犯愁
done: 结束, 已结束, 收工
fill: mail, email, message, deliverables, deliverable, ist, last mail, monday, tuesday, wednesday, thursday, friday, saturday, sunday, few, couple, only, sole, remark, 星期, 只, 唯一
done: 已开展, 开展了
next: 拟开展, 将开展
fill: 开展, 活动
done: complete, signed off, launched, released, published, live now, now live, gone live, crossed off, moved forward, got through, progressed, what happened, happened since, plus, pluses, plus points
done: ups, highs, high points, high point, rose, roses, thumbs up, proud of, put behind us, where we got to, landed, strengths, on the plus side, in place, handed in, handed over, submitted
next: look ahead, look-ahead, lookahead, horizon, on the horizon, in sight, in view, to follow, to go, agenda, planning, intentions, forecast, lined up, up ahead, forward look, week ahead, weeks ahead, month ahead
next: backlog, diary, in the diary, moving on, on to, continuing, carrying on, what follows, what comes, next time, next report, in hand, underway next, for next week, for next time
risk: question, open question, minus, minuses, minus points, downs, lows, low points, low point, thorn, thorns, thumbs down, downsides, downside, weak points, pitfalls, obstructions, hindrances, hindrance
risk: watch points, attention points, hitches, hitch, glitches, glitch, gremlins, bothers us, bothers me, bothering, bug us, bugs us, bug me, bugs me, bite, biting, nagging, nags, annoys, irritates, slows, slowing, frustrates, frustrating, hurting, hurts us, hard, harder, hardest, tough, difficult bits, painful, not ideal, bugging, unresolved, unsolved, unclear, gaps, gap, shortfalls, shortage, shortages
risk: worries me, worries us, what worries, keeps me up at night, keeps us up, on the minus side, stumbling, holdups, weaknesses, doubts, doubt, uncertainty, exposure, critical points, alarm, alarms, alert, alerts
decision: question for you, questions for you, steer, verdict, ruling, go/no-go, go no go, no-go, options, your pick, your say, your word, your nod, nod, blessing, advise, advice, clarification, clarifications, clarify, tbd
decision: we'd like you to, like you to, would like from you, want you to, ask of you, ask you, asking you, need an answer, need a decision, your view, your opinion, your feedback, in your court, ball in your court, on your desk, with you
milestone: calendar, target date, target dates, programme dates, critical dates, diary dates, gates, stage gates, delivery date, handover dates, coming dates
budget: burn, burn rate, wallet, purse, fees, fee, hours used, financial position, financial status, finance status, money side, billing, invoiced, paid out, spend to date, spent to date, cost to date, costs to date, outgoings, invested, investment
overall: degree, physical progress, stage of completion, progress %, % done, percent done, percent complete, percentage complete, overall %, ratio, completeness
past: last time, last report, we last spoke, our last call, our last meeting, my last mail, my last report, last update, last month, last week, last period, past week, past two weeks, past fortnight, the past month
next: want to, we want to, hope to, aim to, plan to, need to do, 后两周, 后一周, 后几天, 后半月, 前要, 要完成, 未到, 未来要做
past: 以来
decision: call on, need a call, a call, call from you, 您一句话, 给句话, 给个话, 拿个主意, 拿个意见
risk: 拦路的, 拦住
fill: 三, 周一, 周二, 周三, 周四, 周五, 周六, 周日, 星期一, 星期二, 星期三, 星期四, 星期五, 礼拜一, 礼拜五, sprint's, weekend
next: remaining, still remaining
risk: remaining risks, remaining problems, remaining issues, open issues, open risks, open problems, upcoming risks, known issues, 闹心, 闹心事, 糟心, 揪心, 心烦, 上火, 烦心事, 堵心
budget: money approved, money spent, money used, money left
fill: 工程, areas, parts, things', kindly, any, every, each, three, four, five, phase, quarter, year, round, block, area, topic, topics, subject, section, whole, january, february, march, april, may, june, july, august, september, october, november, december, jan, feb, mar, apr, jun, jul, aug, sep, sept, oct, nov, dec
fill: kw, wk, since the last, made, making, very, next in, we'd, i'll, we'll, they're, there's, here's, that's, you'd, he, she, crew, site, dept, department, office, both, another, further, additional, certain, particular, immediate, short-term, long-term
done: 已上线, 已发布, 已提交, 已验收, 已签, 已解决的, 完成项, 做到了, 顺利, 好的方面, 好事, 喜讯, 成效, 成就, 业绩, 已落地, 已结束, 已经做完, 已经做好, 做掉, 弄, 弄好, 弄好了, 办妥, 整完, 交付了, 推进完, 完结, 收尾了, 已收尾, 圆满
next: 还要弄, 要弄, 还得弄, 还得做, 得做, 还没弄, 还需做, 还需要做, 接下來, 未完, 剩余, 剩余任务, 未竟, 下次, 下一次, 下一期, 下两周, 下几周, 明年, 下季度, 下阶段, 后期, 再往下, 待开展, 待启动, 待实施, 待落实, 未启动, 计划中, 下回, 排期中, 下一周, 下一个月, 要跟进, 接下去, 下来, 还要做的, 待跟进, 将推进, 下一个阶段, 尾巴, 剩的
risk: 未决, 未决问题, 未决事项, 悬而未决, 欠缺, 缺少, 缺失, 不利, 不利因素, 忧虑, 忧, 隐忧, 掣肘, 拖累, 干扰, 变数, 不确定, 不确定因素, 待解, 疑问, 疑点, 争议, 差距, 弱项, 坏事, 不理想, 被卡, 耽误, 受限, 停滞, 滞点, 待攻克, 需解决, 难事, 苦恼, 堵住, 绊脚石, 拦路, 顾虑的, 怕
decision: 待批示, 请批示, 待答复, 请答复, 请回复, 等您回复, 待回复, 请拍板, 待拍板, 听您的, 您看, 请指示, 待指示, 指示, 请明确, 待明确, 请选择, 征求意见, 请裁定, 请裁夺, 裁夺, 请批准, 报批, 待审, 待审批, 请审批, 请审核, 待审核, 想问您, 问您, 请问您, 想请教, 您来拍板, 求批示, 等拍板, 等批, 请示事项, 候批, 需答复, 请帮忙定, 需定
decision: 決策, 裁示, 請示, 待確認, 請確認, 需確認, 請裁示, 您決定
milestone: 重要日期, 重要时间, 关键日期, 关键时间, 时间安排, 進度節點, 日程, 日程安排, 交期, 交付时间, 里程碑节点, 重要节点, 大节点, 时间轴, 时间线, 里程碑時間
budget: 总投资, 已完成投资, 累计投资, 完成投资, 账目, 账, 财务, 财务情况, 用度, 决算, 概算, 金额, 用款, 拨款, 花费情况, 已花费, 花掉, 实际花费, 总盘子, 盘子, 总费用, 总经费, 已用经费, 支出情况, 用钱, 投资
budget: 實際支出, 總預算, 已支用, 支用, 開支, 花費情形, 經費使用
overall: 完工率, 完成比, 整體進度, 總進度, 总完成度, 总体进度, 整体进度, 进度百分比
past: 上次, 上回, 上一次, 上一期, 上一周, 前一周, 前段, 前段时间, 最近, 近来, 近日, 近两周, 近一周, 一周来, 上次汇报以来, 上次以来, 上一阶段, 前两周, 过去两周, 过去一周
this: 这两周, 这一期, 这阵子, 这半个月, 这一阶段, 这旬, 這兩週, 這個月, 本季, 本季度, 今日
you: 貴司, 贵单位, 您方, 客戶
fill: 前, 将, 將, 已于, 又, 再, 最, 比较, 些, 各, 每, 该, 一, 二, 两, 四, 五, 六, 七, 八, 九, 十, 旬, 季, 季度, 年, 年度, 日, 号, 以来, 來, 我组, 我部, 组, 现场, 处理, 其, 期间, 間, 期間, 至, 从, 可能, 潜在, 影响, 因素, 因, 使, 之, 性, 工作项, 们, 時, 必须, 一定, 想要, 希望您, 的地方, 觉得, 觉着, 感觉, 心里, 我这边, 这边, 大家, 咱们, 咱, 自己, 者, 幾, 個, 現有, 現在, 目前的, 過
done: wrapped, wrapped up now, ready, closed out, finalised, finalized, cracked, nailed, knocked off, polished off, dealt with, fulfilled, home and dry, boxed off, job done, arrived, received, passed, built, installed
next: i'll do, we'll do, i will do, will be doing, doing next, i'm going to, will get done, gets done next, in prospect, soon to come, down the road, thereafter, next round, next phase, next stage, to tackle, tackling next, work to come
risk: holding things up, holding it up, holding up, holds us up, holds things up, holding the work up, watchouts, watch-outs, watch out, heads-up, stalled, stalling, jammed, pinch points, friction, wobbles, wrinkles, rough patches, teething troubles, incidents, incident, nuisance, complaint, complaints, misfortunes, knots, knot
decision: sign-off needed, await your, waiting for you, waiting on you, inputs needed, client input, to be decided, to decide, decide on, choose between, pick, please pick, rule on, your vote, vote
fill: pls, plz, await, dear, currently in
decision: zu entscheiden, entscheidungsbedarf, freigabe, freigaben, bitte entscheiden, brauchen wir von ihnen, à décider, à trancher, arbitrage, arbitrages, validation, à valider, por decidir, decisiones pendientes, aprobación, ご相談, 相談, 要確認, 確認事項, ご確認, ご回答
done: abgehakt, fertig geworden, erledigte, fini, finis, livré, livrés, bouclé, acquis, avancées, travaux réalisés, terminadas, realizadas, avances, conseguido, 実施内容, 完了事項, 対応済み, 対応済, 実施, やったこと
next: als nächstes, nächste woche, geplantes, vorschau, à suivre, la suite, étapes suivantes, à réaliser, semaine prochaine, lo siguiente, a continuación, próxima semana, próximos pasos, 翌週, やること, 次のステップ, 次回予定
risk: herausforderungen, herausforderung, engpässe, engpass, verzögerungen, knackpunkte, stolpersteine, freins, alertes, points d'attention, points de vigilance, soucis, retards, impedimentos, inconvenientes, preocupaciones, 懸案, 困りごと, 障害, 困り事
overall: 達成率, 全体進捗, 進捗状況
fill: 全体, 状況, について, zu, bitte, ihnen, wird, werden, haben wir, au, ce, cette
done: 做得顺, 顺的, 顺手的, 已就位, 已到位, 已敲定, 已确定, 敲定了, 走完, 拿下, 拿下了, 做得好的, 好的地方, 进步, 推动了, 已推进, 已办结, 已弄好, 已经弄好, 已经弄完, 已搞定
next: 下个, 下一个, 要推, 得推, 再下来, 随即, 计划做, 着手, 下一棒, 待推, 待办事, 拟推进, 下一轮, 后续动作, 将要做
risk: 出岔子, 岔子, 出问题, 出错, 不顺心, 难关, 坎, 坎儿, 硬骨头, 待突破, 待化解, 难缠, 意外, 突发, 警示, 卡脖子, 卡在哪, 不好办, 难办, 掉链子, 烦恼, 烦人, 困惑
decision: 要决定, 要拍板, 需拍板, 待定夺, 求拍板, 要批, 请审, 待签, 请签字, 需签字, 报请, 恳请, 请支持, 请求, 得您拍板, 得您定, 请您拿主意, 您说, 您说怎么办, 怎么定
fill: 迭代, physical, incurred, accrued, recorded, remember, 动作, 节奏, 重心, 提示, 得, 您给, 位, 处的, 边, 这块, 头
fill: の, こと, 事項, した, する, 項目, 内容, もの, 点, いただきたい, 率
`

// vocabulary is the list by the words, with the length in runes of the longest.
type vocabulary struct {
	senses  map[string]sense
	longest int
}

// headingWords returns the words of headings. It is read-only.
var headingWords = sync.OnceValue(func() vocabulary {
	names := map[string]sense{"done": doneSense, "next": nextSense, "risk": riskSense, "decision": decisionSense, "milestone": milestoneSense, "budget": budgetSense,
		"overall": overallSense, "work": workSense, "past": pastSense, "this": thisSense, "you": youSense, "other": otherSense, "fill": fillSense, "title": titleSense}
	v := vocabulary{senses: map[string]sense{}}
	for line := range strings.Lines(strings.TrimSpace(senses)) {
		name, list, _ := strings.Cut(strings.TrimSpace(line), ": ")
		for text := range strings.SplitSeq(list, ", ") {
			text = answer.Simplified(text)
			if have, has := v.senses[text]; !has || have == fillSense {
				v.senses[text] = names[name]
				v.longest = max(v.longest, utf8.RuneCountInString(text))
			}
		}
	}
	return v
})

const (
	longestHeading = 60 // runes of a heading in words of the writer
	longestCJK     = 16
)

// sensesOf returns the senses of the words of a name, nil where one of them is unknown.
func sensesOf(name string) []sense {
	found, strange := wordsOf(name)
	if strange > 0 {
		return nil
	}
	return found
}

// wordsOf returns the senses of the words of a name that are known, and how many are not.
func wordsOf(name string) (found []sense, strange int) {
	text := []rune(answer.Simplified(strings.ToLower(strings.ReplaceAll(width.Fold.String(name), "’", "'"))))
	if len(text) > longestHeading || hasWide(text) && len(text) > longestCJK {
		return nil, longestHeading
	}
	v := headingWords()
	for i := 0; i < len(text); {
		if r := text[i]; r != '%' && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			if !strings.ContainsRune(" \t,/&+-'\"?？!！、（）()“”「」…·", r) {
				return nil, longestHeading
			}
			i++
			continue
		}
		if isFigure(text[i]) { // “week 48”
			for i++; i < len(text) && isFigure(text[i]); i++ {
			}
			if rest := strings.TrimLeft(string(text[i:]), " "); rest != "" && strings.Contains("%/.,万亿", firstOf(rest)) {
				return nil, longestHeading
			}
			found = append(found, fillSense)
			continue
		}
		n := min(v.longest, len(text)-i)
		for ; n > 0; n-- {
			s, known := v.senses[string(text[i:i+n])]
			if !known || i+n < len(text) && isWordRune(text[i+n-1]) && (isWordRune(text[i+n]) || text[i+n] == '\'') {
				continue
			}
			found = append(found, s)
			break
		}
		if n > 0 {
			i += n
			continue
		}
		strange++
		for i++; i < len(text) && isWordRune(text[i-1]) && isWordRune(text[i]); i++ {
		}
	}
	return found, strange
}

func isFigure(r rune) bool { return r >= '0' && r <= '9' }

func hasWide(text []rune) bool { return slices.ContainsFunc(text, wide) }

// partOf maps the senses that name a part to it.
// The table is read-only.
var partOf = map[sense]section{doneSense: done, nextSense: next, riskSense: risks, decisionSense: decisions, milestoneSense: milestones, budgetSense: budget, overallSense: overall, workSense: progress}

// meantBy returns the section that a heading in words of the writer's own means, or unknown.
// presentIs is what the present time stands for where the heading names no other: what was done in
// it, or what is planned for it.
func meantBy(name string, presentIs section) section {
	return meaning(sensesOf(name), presentIs)
}

// meantAbout returns the section that a heading means of which a word may be unknown. It needs
// the form of a heading.
func meantAbout(name string, presentIs section) section {
	const most = 2 // of which a Chinese word has that many
	list, strange := wordsOf(name)
	if nearest(name) != "" || strange > most || strange > 1 && !strings.ContainsFunc(name, wide) || strange > 0 && len(list) == 0 {
		return unknown
	}
	return meaning(list, presentIs)
}

func meaning(list []sense, presentIs section) section {
	has := func(s sense) bool { return slices.Contains(list, s) }
	var parts []sense
	for s := doneSense; s <= workSense; s++ {
		if has(s) {
			parts = append(parts, s)
		}
	}
	switch {
	case has(otherSense), has(titleSense) && (len(parts) == 0 || has(workSense)):
		return unknown
	case has(decisionSense), has(youSense) && (len(parts) == 0 || has(riskSense) && len(parts) == 1):
		if has(doneSense) || has(pastSense) {
			return unknown // “decisions made”
		}
		if has(decisionSense) || len(list) > 1 {
			return decisions
		}
		return unknown
	case has(pastSense) && (len(parts) == 0 || len(parts) == 1 && (has(workSense) || has(overallSense))):
		return done
	case len(parts) == 0 && has(thisSense):
		return presentIs
	case len(parts) == 1:
		return partOf[parts[0]]
	case has(milestoneSense) && !has(riskSense) && !has(budgetSense):
		return milestones
	case has(budgetSense) && !has(riskSense) && !has(milestoneSense):
		return budget
	case has(riskSense):
		return unknown
	case has(overallSense) && !has(nextSense):
		return overall
	case has(doneSense) && has(workSense) && !has(nextSense):
		return done
	case has(nextSense) && has(workSense) && len(parts) == 2:
		return next // “in the works, and next week”
	}
	return unknown
}
