package minutes

import (
	"strings"
	"unicode/utf8"

	"rapport/store/pattern"
)

var (
	beforeColon = pattern.New(`^([^:：]{1,40}?)\s*[:：]\s*(.+)$`)
	// topicWords are what an action may be about, and are nobody's name.
	topicWords = pattern.New(`(?i)^(?:acceptance|testing|training|budgets?|contracts?|documentation|documents|launch|go-live|rollout|release|hosting|deployment|migration|integration|performance|backups?|payments?|invoices?|billing|pricing|content|texts?|photos?|images?|logo|homepage|website|login|domains?|servers?|data|database|interfaces?|api|schedule|timeline|scope|requirements?|quality|delivery|shipping|logistics|installation|equipment|materials?|samples?|reporting|reports?|manuals?|handover|maintenance|monitoring|infrastructure|network|permits?|venue|catering|plan|planning|offer|quotes?|quotation|orders?|stock|translations?|privacy|compliance` +
		`|验收|培训|上线|部署|合同|方案|首页|预算|数据|接口|文档|需求|计划|进度|成本|费用|付款|发票|报价|安全|权限|账号|域名|服务器|备份|迁移|集成|性能|质量|交付|维护|支付|登录|邮件|短信|文案|图片|视频|素材|标志|颜色|网站|页面|系统|平台|硬件|软件|设备|安装|施工|装修|材料|样品|物流|仓库|库存|订单|商品|售后|宣传|推广|活动|会议|资料|档案|清单|报告|报表|说明|手册|翻译|隐私|合规|审计|监控|网络|环境|版本|升级|变更|小程序|驗收|培訓|上線|預算|合約|數據|文檔|計劃|進度|費用)$`)
	// topicEnds is how such words end in English. Some names end so, too.
	topicEnds = pattern.New(`^\p{L}{3,}(?:ing|tion|sion|ment|ance|ence|ity|age)$`)
)

// surnames begin Chinese names, as do the words with which people are called by theirs.
const surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官欧阳上官司马诸葛" +
	"張劉陳楊黃趙吳孫馬鄭謝許韓馮鄧蕭葉蘇呂盧鍾譚陸範廖賈韋鄒閆龍賀顧龔萬錢嚴湯溫齊喬龐顏倪莊聶魯歐關蘭畢單時連麥婁衛應小老阿大"

// topic returns what stands behind the words before a colon that say what a line is about,
// and name nobody: “验收：验收清单由陈静提供”, “Testing: Anna will invite the testers”.
func (r *reader) topic(line string) (behind string, ok bool) {
	m := beforeColon.FindStringSubmatch(line)
	if m == nil {
		return "", false
	}
	words := clean(m[1])
	if parts := partsOf(words); len(parts) > 1 && len(parts) <= 3 && r.isPerson(parts[0]) && r.isPerson(parts[len(parts)-1]) {
		return "", false
	}
	if _, known := r.takesPart(words); known || strings.HasPrefix(m[1], "@") {
		return "", false
	}
	if topicWords.MatchString(words) || !r.mayOwn(words) {
		return m[2], true
	}
	first, _ := utf8.DecodeRuneInString(words)
	unlike := topicEnds.MatchString(words) || hanText.MatchString(words) && !strings.ContainsRune(surnames, first)
	return m[2], unlike && (r.startsWithActor(m[2]) || r.ownerBy(m[2]) != "")
}
