package optout

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// concepts are what a wish for less mail is made of, and the words for each: mail, who is to
// get less of it, an end, a removal, too much. A star stands for any ending. A word has the
// first concept that lists it.
const concepts = `
not: not no never don't dont doesn't didn't won't wouldn't can't cannot without none nor neither n't nothing nobody needn't shouldn't mustn't
not: 不 别 別 勿 无需 無需 不用 不必 不要 不想 不需要 请勿 甭 莫 没必要 不愿 不愿意 不希望 不再 免 免了 无须 用不着 不准 不许 谢绝 没有必要 犯不着
leave: unsub* opt-out optout opt opted opting deregister* unregister* delist* unlist* 退订 退訂 取消订阅 取消訂閱 取消关注 拉黑 注销 td 拒收
end: stop* cease* quit* halt* discontinu* end ending terminat* suspend* paus* mut* disabl* deactivat* cancel* desist* refrain* abstain* abort* enough silence* snooze* unplug* shut kill* unset away done goodbye bye rid final given
end: 停 停止 停掉 停发 停了 终止 中止 关 关掉 关闭 关了 屏蔽 暂停 打住 消停 作罢 取消 终结 住手 摆脱 退掉 退了 退出去 打消 撤 撤了 撤掉
take: remove* removing removal delet* take takes taking taken drop* exclud* strike scrub* eras* omit* leave leaving lose forget* spare skip* withdraw* revoke* object* purge* wipe cross
take: 跳过 略过 移除 移出 移走 删除 删掉 删 删了 去掉 剔除 退出 踢 踢出 除名 拿掉 划掉 排除 摘除 去除 刪除
off: off out rid from
off: 从 從 出去
turn: turn turned turning switch* toggle*
less: bundle* bundled suffic* fewer less reduc* cut limit* dial* tone down decreas* lower* throttl* cap minimi* curb* sparing* 少 减少 降低 控制 精简 缩减 合并 汇总 减
more: again more anymore further longer future ever another anyone subsequent additional forward yet
more: 再 以后 今后 往后 继续 将来 还 又 下次 后续 老 每次
much: too many much often frequent* constant* every each daily weekly hourly times endless* countless repeated* relentless flood* swamp* overflow* overwhelm* drown* bury buried inundat* clog* full dozens hundreds excessive* barrage avalanche deluge stream continuous* incessant* over
much: 太密 多得 多到 得太 太多 过多 频繁 爆 塞满 塞爆 刷屏 每天 天天 老是 总是 总 一直 没完没了 不停 这么多 那么多 一堆 几十 每周 反复 满 太勤 太频繁 三天两头 隔三差五 整天 成天 动不动 泛滥 一封接一封
weary: overwhelming distracting shut hush lay knock sick fed annoy* nuisance irritat* hate useless pointless wast* crazy nerve* nerves ridiculous silly intrusive bored tiresome unwanted unsolicited uninterested interested interest interests harass* pest nonsense crap junk pain
weary: 吃不消 闭嘴 头疼 心烦 吵 够 太勤 太密 烦人 烦死 烦死了 受不了 没兴趣 不感兴趣 没意思 够了 讨厌 无聊 浪费 没用 投诉 举报 打扰 骚扰 轰炸 清静 影响工作 添堵 有完没完
mail: email* e-mail* mail mails mailing* mailed message* messag* newsletter* notification* notify* notif* reminder* survey* questionnaire* poll polls polling alert* ping* nudg* digest* spam* bulletin* circular* correspondence feedback junk bulk rating
mail: 邮件 郵件 信件 来信 信 提醒 通知 问卷 問卷 调查 調查 推送 周报 月报 日报 报告 消息 电邮 简报 催办 满意度 评价 回访 群发 垃圾邮件 系统邮件 邮件提醒 邮 打分
list: list lists distribution subscri* recipient* cc bcc loop roster register database records mailing-list consent
list: 名单 列表 邮件组 群组 收件人 订阅 訂閱 抄送 通讯录 分发 发送对象
robot: robot* bot bots system systems tool tools software machine* automat* program* computer* 系统 自动 机器人 机器 程序
box: inbox* mailbox* address* 邮箱 收件箱 信箱 地址
me: me us my our i we mine ours myself ourselves i'm we're i'd we'd i've we've i'll we'll 我 我们 本人 我方 我司 我这边 我这里 咱 咱们 敝人
you: you your yours u guys you're you've 你 你们 您 您们 贵司 贵方 贵公司
this: this these those that them it such here everything stuff thing things sort kind kinds 这些 这种 这类 此类 这样 这样的 这个 那些 这东西 这玩意 此
send: send* sent write writing forward* contact* chas* ask asks asking asked nag* bother* pester* bombard* remind* disturb* copy copying bug bugging hassl* hound* harass* cc'ing approach* call
send: 寄给 发给 发我 给我发 发 發 发送 寄 推 转发 催 催促 问 打扰 发信 发来 联系 烦 发过来 追 抄
get: get gets getting got receiv* have has see hear read reading want wants wanted need needs needed wish like liked care fill answer participat* part
get: 收 收到 接收 看 看到 填 填写 参加 参与 回答 接受 领
please: please kindly could can would may might mind pls plz
please: 请 請 麻烦 劳烦 烦请 希望 能否 能不能 可否 拜托 可以 求求 恳请 劳驾
peace: alone peace quiet quietly silence silent rest spare* mercy temper relief breathe break let lets give sanity save
peace: 收手 静静 打住 收场 了事 告一段落 安静 安安静静 清净 清静 放过 饶了 饶 歇歇 歇 消停 安心 安生 到头 到此为止 到此结束 算了 罢了 省点 省省 省得 求求 求你 求放过 保持安静 闭嘴 叫停 叫回去 劳费心 费心 费事
gone: handed amend* mistyp* unrelated retire* resign* successor* succeed* deput* deputy merger maternity replacement formerly parental handover department charge wrong colleague* assistant secretary job employ* elsewhere moved left took duties
gone: 移交 离职 退休 辞职 辞去 卸任 接手 接替 接任 交接 调离 调岗 调走 归 换人 换别人 副手 秘书 产假 已不在 不在 不再负责 找错 找错人 别的公司 他人 别人 同事 助理 名下 离开 注销 停用 作废 失效 不管 不归我 无关 毫无关系 没关系 不相干 前任 继任者
rare: important decide decision signature only monthly quarterly yearly annual* once twice rarely occasional* summary single one sufficient ample plenty nice fine
rare: 一次 一个月 一季度 每季度 一年 一份 一封 一回 足够 足矣 就够 就行 就好 一遍 一趟 最后一次 最后一回 最后 仅限 才 只 仅 重要
phone: phone* ring rung telephon* person people human* letter letters paper post fax
phone: 电话 打电话 当面 微信 纸质 纸质函 跟人 来电 面谈
bin: purpose use useless bin bins binned trash skim ignor* unread unopened archive* filter* quarantin* block blocked
bin: 垃圾箱 垃圾桶 回收站 没人看 不看 看不过来 读不过来 顾不上 没空 没工夫 没时间 懒得 没意义 没有任何意义 没有意义 用不上 用不着 白费 没必要看 白发 拦下来 拦截
strain: cope keep busy mad scream wall nervous exhaust* relentless wear wears worn trouble tire* tired loathe pressure insane silly mental proportion talkative amount volume number pace humane notch fill
strain: 应付 应付不了 受得了 疯 疯了 崩溃 麻了 头大 折腾 夸张 过分 至于吗 忙 冒犯 血压 响个不停 轰炸 炸 承受 多了 频率 数量 太频
object: resent* insult* offen* consent permission privacy gdpr forbid* forbidden policy compliance oppose* prohibit* rules rule allowed entitled legal
object: 反对 撤回 个人信息 隐私 许可 授权 规定 不允许 制度 廉洁 合规 无权 冒犯 不舒服 不应该
add: add adding include including also too both missing extra oftener seldom
add: 加上 加 同时 也 漏了 漏 少了 没收到 收不到 补 务必 都要
sorry: sorry apolog* missed overlooked forgot forgotten nearly filter
sorry: 抱歉 不好意思 对不起 漏看 忘 差点 幸好 幸亏
glad: liked love lovely great blessing enjoy* glad pleased perfect helpful
glad: 喜欢 很好 不错 舒服 做得好 挺好 满意 百看不厌
others: parent* patient* guest* driver* pupil* volunteer* donor* supplier* printer* builder* alarm* boiler* stairs tiles change changes draft user* customer* client* visitor* member* reader* buyer* shop server* page* site website feature* contract* invoice* offer* version* draft* job* service* module* button* link* form field* app api code test* bug* error* order* payment* database* backup* meeting* workshop call* minutes budget price* office team colleague* feature function* template* campaign* export import design logo text* paragraph* item* page
others: 家长 病人 客人 游客 会员 志愿者 司机 供应商 印刷厂 施工队 捐赠人 锅炉 报警 变更 改动 楼梯 瓷砖 用户 用戶 客户 顾客 会员 买家 店长 访客 短信 服务器 页面 网站 商城 小程序 需求 功能 字段 模块 按钮 链接 接口 合同 发票 报价 方案 版本 旧版 图片 会议 例会 培训 付款 订单 数据 测试 任务 部署 上线 发布 日志 文案 模板 附件 账号 备份 项目 首页 清单
`

// vocabulary is the concepts by their words.
type vocabulary struct {
	words, beginnings map[string]string
	longest           int // characters of a word in Chinese
}

var known = sync.OnceValue(func() vocabulary {
	v := vocabulary{words: map[string]string{}, beginnings: map[string]string{}}
	for line := range strings.Lines(strings.TrimSpace(concepts)) {
		concept, words, _ := strings.Cut(line, ":")
		for _, word := range strings.Fields(words) {
			to := v.words
			if stem, ok := strings.CutSuffix(word, "*"); ok {
				word, to = stem, v.beginnings
			}
			if _, has := to[word]; !has {
				to[word] = concept
			}
			if word[0] >= utf8.RuneSelf {
				v.longest = max(v.longest, utf8.RuneCountInString(word))
			}
		}
	}
	return v
})

// of returns the concept of a word, "" for none.
func (v *vocabulary) of(word string) string {
	if concept, ok := v.words[word]; ok {
		return concept
	}
	for n := len(word); n > 2; n-- {
		if concept, ok := v.beginnings[word[:n]]; ok {
			return concept
		}
	}
	return ""
}
