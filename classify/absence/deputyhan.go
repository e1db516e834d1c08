package absence

import (
	"unicode/utf8"

	"rapport/classify/talk"
	"rapport/store/pattern"
)

// hanPost is the post of a deputy before the name.
const hanPost = `(?:\p{Han}{1,5}[部科室处處组組]的)?(?:我的?|我司|我们的?|本部门|部门|单位|公司|所里的?|院里的?|组里的?|店里的?)?\s*(?:新任|接任者?|继任者?|值班|项目)?\s*(?:的)?\s*(?:接任者|继任者|接班人|对接人|负责人|值班员|同事|同仁|副经理|经理|主管|助理|副总|领导|接替人|代理人|搭档|同学|师弟|师妹|师兄|师姐|徒弟)?`

var (
	hanAsks   = pattern.New(`(?:请对接|对接人|请邮件联系|请电话联系|请致电|请联系|請聯絡|請聯繫|请联络|请咨询|请找|请与|請找|請洽|请洽|[可先去事儿题]问|[可先去]問|请向|請向|联系人|聯絡人|代理人|接替人|接任者?|继任者?|交接人|代办人|负责人|联络人|联系|聯絡|聯繫|联络|致电|致電|咨询|諮詢|洽|找|移交给?|移交至|移交給|交接给|交接至|已?交给|交給|交到|转交给?|转给|轉給|请转|請轉|发给|發給|打电话给|打電話給|打给|打給|急事打|交由|转交|委托|委託|抄送|改由|暂由|由|拜托|呼叫|(?:直接)?拨打|請撥|[请可]拨|改寄給|寄给|寄給|请送|交送|材料交|文件交|请交|统一交|@|钉钉|釘釘|微信|[请先可]和|授权|授權|已转|已轉|可以?打|找下|找一下|值班人员|值班经理|值班:|职务代理|代理:|紧急联系人?)\s*(?:为|是|:)?\s*` + hanPost + `\s*(?:为|是|:)?\s*([\p{Han}]{2,8})`)
	hanLatin  = pattern.New(`(?:联系|聯絡|聯繫|联络|致电|致電|找|洽|由|问|問|咨询|交给|交給|转给|打给|代理人)\s*(?:我的?)?(?:同事|代理人|搭档)?\s*(?:为|是|:)?\s*` + name)
	hanServes = pattern.New(`([\p{Han}]{2,9}?)\s*(?:\([^)]{0,60}\))?\s*(?:(?:会|會|将|暂|全权|临时|继续)*(?:[全来帮您為为代]{1,2}权?处理|帮您|在跟|跟进|負責|负责|主持|代行|代签|代批|审批|顶我|替我|接待您|代理|代办|代為|代为|代我|代管|代班|代课|替班|顶班|顶替|负责跟进|接手|接替|接任|接管|接班|替我|帮我|帮忙))`)
	japanese  = pattern.New(`(?:は|、|,|。|\s)([\p{Han}]{2,4})(?:さん|様|宛)?(?:まで|に|へ)(?:ご連絡|お問い?合わせ|連絡)`)
	// hanPosted is the post of a deputy and the name behind a space: “办公室 秘书 罗倩”.
	hanPosted = pattern.New(`(?:请|請|文件|事务|工作|业务|急事)[^。;!\n,]{0,12}(?:交|找|联系|聯絡|聯繫|转|由)[\p{Han}]{0,12}\s+(?:[\p{Han}]{2,6}\s+)?([\p{Han}]{2,4})(?:[\s。;,!(]|$)`)

	// hanEnd begins what follows a name.
	hanEnd   = pattern.New(`代|处|處|负|負|协|協|电|電|邮|郵|手机|接|办|辦|为|為|来|來|帮|幫|的|进|進|联系|联络|聯|跟|暂|或|及|和|与|在|将|將|會|会|是|同志|沟通|对接|全权|就|也|都|即|统|反映|咨询|报|申|办理|确认|说|商|安排|那|这|這|他|她|一下|拿|取|要|索|签|审|批|看|问|管|顶|替|主持|分机|微信`)
	hanTitle = pattern.New(`^(.+?)(副?经理|經理|总监|總監|总|總|工|小姐|先生|女士|主任|老师|老師|部长|主管|主任|同学|博士|教授|律师|医生)$`)
	// surnamed is a surname alone with a title, which names as such: 邱会计.
	surnamed = pattern.New(`^(?:\p{Han}|欧阳|司马|上官|诸葛)(?:会计|經理|经理|主任|老师|老師|律师|医生|大夫|护士长|队长|组长|科长|处长|所长|院长|校长|馆长|店长|厂长|站长|书记|秘书|师傅|师兄|师姐|教授|博士|教练|导演|编辑|总监|总|總|工|姐|哥|叔|阿姨|小姐|先生|女士|太太)`)
	// offices are the ends of the name of a part of an organisation.
	offices = pattern.New(`^(\p{Han}{1,5}[组組科])(?:反映|咨询|联系|提出|申请|处理|办理|负责|接|$)`)
	// duty and post are before a name.
	duty      = pattern.New(`^(?:代班|值班|当班|接班|接手|接任)(?:的)?`)
	post      = pattern.New(`^(?:班主任|班长|仓库|副?(?:主任|经理|總監|总监|组长|队长|班长|科长|处长)|业务助理|跟单|副手|徒弟|同事|助理|秘书|财务|会计|领队|后期|前期|行政|人事|采购|客服|前台|技术|老公|老婆|太太|搭档|合伙人)`)
	hanNobody = pattern.New(`^(?:我|于|於|此|您|你|他|她|同事|本人|公司|部门|客服|前台|办公室|电话|值班|教务|老师|秘书|大家|各位|他人|其他|主管|经理|以下|如下|下列|上述|相关|专人|所在|各自|当地|有关|在线|人工|服务|热线|总台|家人|家属|医生|校友|物业|管家|部里|后台|群里|微信|店员|机器|系统|此|该|这|那|医院|银行|学校|店家|卖家|商家|平台)`)
)

// hanCommon are words that look like names, at the end of others.
var hanCommon = pattern.New(`^(?:[\p{Han}]?(?:支持|部门|中心|处理|时间|时候|方式|事宜|事务|业务|热线|电话|手机|邮件|邮箱|安排|服务|人员|公司|老师|主任|经理|同学|家长|单位|办理|医生|护士|窗口|柜台|前台|总台|平台|系统|小组|统一|及时|尽快|单独|全程|负责|联系|问题|情况|程序|文件|材料|项目|工作|回复|休假|出差))`)

// hanDeputy returns the name of the deputy in a Chinese text, or "".
func hanDeputy(text string) string {
	for _, m := range hanLatin.FindAllStringSubmatch(text, 10) {
		if n := english(m[1]); n != "" {
			return n
		}
	}
	if m := japanese.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	for _, p := range []*pattern.Pattern{hanAsks, hanServes, hanPosted} {
		for _, m := range p.FindAllStringSubmatch(text, 10) {
			n := chinese(m[1])
			if p == hanServes && n == "" {
				n = lastName(m[1])
			}
			if n != "" {
				return n
			}
		}
	}
	return ""
}

// chinese returns the name that begins some characters, without the title behind a full name.
func chinese(words string) string {
	if n := surnamed.FindString(words); n != "" && !hanNobody.MatchString(words) && !post.MatchString(words) {
		return n
	}
	if m := offices.FindStringSubmatch(words); m != nil && !hanNobody.MatchString(words) {
		return m[1]
	}
	for _, p := range []*pattern.Pattern{duty, post} {
		if of := p.FindString(words); utf8.RuneCountInString(words[len(of):]) >= 2 {
			words = words[len(of):]
		}
	}
	if n := surnamed.FindString(words); n != "" {
		return n
	}
	if at := hanEnd.FindStringIndex(words); at != nil {
		words = words[:at[0]]
	}
	if m := hanTitle.FindStringSubmatch(words); m != nil && utf8.RuneCountInString(m[1]) > 1 {
		words = m[1]
	}
	n := utf8.RuneCountInString(words)
	switch {
	case n < 2 || hanNobody.MatchString(words):
		return ""
	case n <= 4 && talk.BeginsWithHanName(words):
		return words
	}
	return lastName(words)
}

// lastName returns the name at the end of words that begin with something else: “仓库老孟”.
func lastName(words string) string {
	runes := []rune(words)
	for _, n := range []int{3, 2} {
		if len(runes) <= n || len(runes) > n+6 || hanNobody.MatchString(words) {
			continue
		}
		if last := string(runes[len(runes)-n:]); talk.BeginsWithHanName(last) && !hanNobody.MatchString(last) && !hanCommon.MatchString(last) {
			return last
		}
	}
	return ""
}
