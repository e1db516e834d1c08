package talk

import (
	"slices"
	"strings"
	"unicode/utf8"

	"rapport/store/pattern"
)

const (
	surnames = `王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蔡蒋余于杜叶程苏魏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温庞樊葛邢安齐易乔伍庄殷施倪裴焦祝桂尚霍翁冷仇匡房敖巫燕茅梅裘寿谈檀糜莘幸伊占湛仲诸竺雍濮苟褚娄卓甘古蓝麦郎翟骆路柴尤凌祁耿芦岳牛米申盛喻蒙屈鲍闵聂关左涂饶阮解沙乌蔺单舒柏纪成游阎窦包戚臧池桑佟柯柳滕苗卫边冉卞鲁华章云穆季司鄢晏楚简瞿阚符宫隋井商宁车童焉巩鹿晁冀管辛连张陳張劉楊黃趙吳孫馬鄭謝許韓馮鄧蕭蔣葉蘇呂盧鍾譚陸賈鄒廖溫龐喬莊盧閻單蘭孔羅龔嚴倪湯`
	doubled  = `欧阳|司马|上官|诸葛|司徒|端木|皇甫|尉迟|慕容|夏侯|令狐|东方|南宫|公孙|纳兰|呼延|拓跋|完颜|轩辕|宇文|長孫|长孙|歐陽`
	hanTitle = `副?总监|总工|总经理|总编|总裁|总管|总|總|副?经理|副?經理|副理|协理|襄理|小姐|先生|女士|夫人|太太|太|生|主任|老师|老師|部长|主管|[院校处科局厂店园馆所站队队组班团社村镇乡县市区行会课排连营舰船机列护秘科]长|护士长|厂長|院長|校長|副?处|副?科|副?局|参谋|参谋长|干事|教练|教授|博士|讲师|导师|导演|编导|编辑|主编|编剧|记者|主播|主持|工程师|工|师傅|師傅|师|董事长|董事|董|监事|秘书|助理|专员|代表|书记|委员|主席|会长|理事长|理事|医生|醫生|医师|大夫|药师|护士|技师|设计师|律师|会计|出纳|财务|法官|检察官|警官|警长|警员|所长|政委|指导员|连长|营长|团长|队|教官|司机|师父|道长|法师|方丈|住持|神父|牧师|修女|阿訇|阿姨|阿婆|阿伯|叔叔|叔|伯伯|伯|伯母|婶|嬸|婆婆|婆|奶奶|爷爷|大爷|大妈|大娘|大叔|大姐|大哥|大嫂|姐|姊|哥|嫂子|嫂|弟|妹|姨|舅|妈妈|爸爸|妈|爸|老板娘|老板|老闆娘|老闆|掌柜|东家|员外|同志|同学|同事|工友|站长|调度|采购|店员|管家|领班|大厨|厨师|师兄|师姐|学姐|学长|制片|制作人|摄影|策展人|馆员|研究员|工头|把头|场长|矿长|舵主|行长|乡绅|村支书|支书|镇长|院士|校监|督导|督察|总督`
)

var (
	hanTitled = pattern.New(`^(?:(?:` + doubled + `|[` + surnames + `])[\p{Han}]{0,2}?|[老小阿大][\p{Han}]|[A-Z][a-z]*)(?:` + hanTitle + `)`)
	hanNamed  = pattern.New(`^(?:` + doubled + `|[` + surnames + `])[\p{Han}]{1,2}`)
	hanLittle = pattern.New(`^(?:[小老阿][\p{Han}]|[小老阿大][A-Z]\b)`)
	hanChild  = pattern.New(`^[\p{Han}]{1,3}(?:妈妈|爸爸|媽媽|爷爷|奶奶|外婆|外公|他妈|妈|爸)`)
	noHanName = pattern.New(`^(?:企业|訊息|讯息|信息|消息|语音|語音|视频|視頻|短信|简讯|簡訊|傳訊|投票|测试|私信|私訊|文字|聊天|内容|資料|当面|对面|钉钉|飞书|周[一二三四五六日末天]|向[我他她您]|方[面案才便]|关[于注闭]|成[功本为]|解[决释]|连[接线夜]|包[括装]|安[排装全]|任[务何]|万一|于是|应[该当]|时[间候]|高[兴度级]|金额|温度|白天|单[位价]|路[上由过]|车[上间里站]|石头|华为|商[量场务店家]|管理|简单|简[讯短]|游[戏客]|云端|章程|武汉|江苏|池塘|成都|连云|苗圃|马[上路]|何[时况]|程序|施工|计划|会议|会[上后前场]|童装|季度|司机|卫生|龙头|史料|古[琴镇]|米[饭色]|麦克|牛奶|纪要|老[板闆师師人家小大外]|小[区時时程組组孩朋事数数问學学心吃客姐]|阿里|大[家概楼约会厅门堂])`)
	hanWord   = pattern.New(`^(?:[我你您他她它咱俺这那哪谁的了在是有不也都就还和与跟同给把被对到去来说讲问要想请让叫很太又再已刚才只能会可以将于从向往里上下中前后今昨明各某每几两一二三四五六七八九十打拨接收聊谈碰陪看听])`)

	// hanBehind is before those with whom the writer talked.
	hanBehind = pattern.New(`(?:私聊|[和跟与與同陪找约約请請给給向]|见[到了过]?|見[到了過]?|碰[见到着]了?|遇[见到見]了?|撞[见到見]|拜访了?|拜訪了?|回访了?|走访了?|看望了?|探访了?|联系[上到]?了?|聯繫了?|致电|致電|电联|電聯|打给|打給|打?电话[给給]|打通了?|问了?|問了?|给|采访了?|接[到了]|收到|接待了?|在(?:[\p{Han}]{1,6})?(?:见|找)了?|对方(?:是|有|为)?|参加人?|在场的?(?:有|是)?|出席|带着|电话|電話|来电|來電|通话|通話|腾讯会议通话|微信|钉钉|釘釘|飞书|企业微信|企微|短信|简讯|群聊|拜访|面谈|会面|WhatsApp|LINE|Line|QQ|Teams|Zoom)\s*(?:记录|紀錄|記錄|沟通|备忘|纪要|回访|聊天|语音|视频|群|里|上|中)*\s*(?:[:：(\-—/,]\s*)?`)
	// hanEnd is behind their names.
	hanEnd   = pattern.New(`在|都|也|[座洽详商会]谈|喺|頭先|話|覆|来回|來回|簡訊|訊|LINE|Line|用|[打回]电|通[了话电过完話]|聊|谈|談|面[谈聊对談]|碰[了头面]|见|見|打[了过来电電]|讲|講|说|說|来[电访信过的到了]|來|电[话联]|電|微信|企业?微信?|视频|視|语音|語|当面|一[起块道同]|吃|喝|开[了会]|约|確|确认|沟通|溝|交[流换接代待]|发[来了微消短]|去|到|关于|就|对|手机|坐|走[了访遍到]|逛|转|核|过[了一]|短信|QQ|钉钉|釘|飞书|企微|WhatsApp|LINE|Teams|Zoom|Slack|线上|现场|上午|下午|中午|晚上|今天|昨天|刚|的[手电电微通聊视意]|回[了话电]|告|问|问了|問|留言|联系|传|看|量|站|蹲|待|把|要|傾|倾|三方|两人|俩|等|带|陪|私聊|请|之间|之後|之后|:|\(|（`)
	hanSplit = pattern.New(`\s*(?:、|,|和|与|與|跟|及|以及|还有|还有个|&|/|\+|\s)\s*`)
	// hanLead is before the name of whoever calls or writes.
	hanLead   = pattern.New(`^(?:[\s,.、]|\d{1,4}[-/.年]\d{1,2}(?:[-/.月]\d{1,2}[日号]?)?|\d{1,2}月\d{1,2}[日号]?|\d{1,2}[日号]|\d{1,2}[:点点]\d{0,2}分?半?|[一二三四五六七八九十]{1,3}点[半多钟]{0,2}|\([^)]{0,12}\)|(?:上|上上|这|本)?个?(?:周|星期|礼拜|週)[一二三四五六日天]|大前天|前天|昨[天日晚儿夜]|今[天日早晚晨儿]|刚[才刚]?|剛[才剛]?|头先|頭先|上午|下午|中午|晚上|夜里|半夜|早上|一早|清早|傍晚|凌晨|午后|午间|补记(?:一下)?:?|留个?底:?|记一下:?|记录(?:一下)?:?|存档:?|备忘:?|客户|甲方|对方|后来|方才|总算|终于|又|微信(?:群)?(?:上|里)?|(?:钉钉|飞书|企微|企业微信|QQ|短信|电话|群|群聊)(?:上|里|群里)?|接到?了?|收到|[\p{Han}]{1,3}[会局展][上里]|有|是|由|据|楼下|路上|现场|当面|电话)+`)
	hanDoing  = pattern.New(`^(?:\([^)]{0,12}\))?[\s,]*(?:在电话里|在.{0,6}(?:群|微信|钉钉|飞书|企微|QQ|LINE|WhatsApp|Teams|Slack|电话)|(?:在.{0,4}路上|出差路上|开席前|一早|刚才?|刚刚|今天|今早|昨天|昨晚|前天|上午|下午|中午|晚上|夜里|早上|又|也|都|终于|亲自|突然|晚上八点|忽然|特地|特意|[周星].{1,2}|主动|专门|剛|[上下]周.)*(?:来电|來電|来过?电话|打[来过嚟了电電过給给]|打|给我|給我|发[了来过微消短信语给]|發|微信|短信|LINE|Line|line|旺旺|钉钉|企微|来访|到访|过来|来我|来公司|来办公室|来店|来|回[了电话复我]|回|说|說|讲|问|留言|致电|告[诉知]|约|叫|约|找|带|领|陪|来信|传|反映|要求|表示|确认|WhatsApp|Telegram|电话|電話|通话|视频|语音|上门|留[了言]|松口|拍板|@|私聊|私信|请|提|把|托|转|在))`)
	weekdayIn = pattern.New(`[周期拜][一二三四五六日天]`)
	// hanSurely is what only a person does, so that the words before it are a name.
	hanSurely = pattern.New(`^(?:\([^)]{0,12}\))?[\s,]*(?:在电话里|在.{0,4}(?:群|微信|钉钉|飞书|企微|QQ|LINE|WhatsApp|Teams|Slack)|(?:一早|刚才?|刚刚|今天|昨天|昨晚|上午|下午|中午|晚上|早上|又|也|都|终于|[周星].{1,2}|剛)*(?:来电|來電|来过?电话|打[来过嚟了电電給给]|给我|給我|发[来了过]?.{0,2}(?:微信|短信|消息|语音|钉钉)|微信|短信|来访|到访|致电|留言|说|說|告诉|WhatsApp|LINE|语音|上门|私聊))`)
	hanCrowd  = pattern.New(`(?:方|公司|局|部|院|店|商|厂|家|们|团队|同事|群|会|中心|学校|物业|客户|老板|甲方|乙方|银行|大家|业主|所有人|负责人|领导|对方|人员|客服|里|上|室|处|事|话|微信|电话|时|便|算|后|前|完|起|着|过|了|头|样)$`)
	orgEnd    = pattern.New(`^.{1,14}(?:公司|集团|中心|学校|医院|银行|大学|中学|小学|协会|基金会|酒店|工厂|牧场|农场|剧院|[院局厂店部社司科馆所站队场房行会处组园城镇村区台班校方边路楼街寺庙])`)
	hanHome   = pattern.New(`[在去到](?:了|趟)?([\p{Han}]{2,5}?)(?:家|店里|那[里儿边]|这[里儿边]|办公室|院[里子]|工作室)`)
	client    = pattern.New(`^(?:客户|客戶|甲方|对方|业主|房仲|加盟主)(?:的)?`)
	role      = pattern.New(`^.{0,12}?(?:` + hanTitle + `)`)
	withTitle = pattern.New(`^[\p{Han}]{1,2}(?:` + hanTitle + `)$`)
	the       = pattern.New(`^.{0,16}的`)
)

// hanPeople returns the people who talked to the writer in a scene in Chinese.
func hanPeople(words string) []string {
	words = hanOurs(words)
	if m := hanHome.FindStringSubmatch(words); m != nil && longestTitled(m[1]) == m[1] {
		return []string{m[1]}
	}
	if list := hanSpeaking(words); len(list) > 0 {
		return list
	}
	for i, at := range hanBehind.FindAllStringIndex(words, 2*mostPeople) {
		if i > 0 && at[0] > 0 && strings.HasSuffix(words[:at[0]], "我") && at[1] == at[0] {
			continue
		}
		if list := hanNames(words[at[1]:]); len(list) > 0 {
			return list
		}
	}
	return nil
}

// hanOurs returns words without those who took part for the writer: "我方是我跟老奥".
func hanOurs(words string) string {
	for _, mark := range []string{"我方", "我们这边", "我司", "我这边", "咱们这边", "我们"} {
		if i := strings.Index(words, mark); i > 0 || i == 0 && mark != "我们" && strings.Contains(words, ",") {
			if end := strings.IndexAny(words[i:], ",;:。"); end > 0 {
				return words[:i] + words[i+end:]
			}
			return words[:i]
		}
	}
	return words
}

// hanNames returns the names behind "和" and its like, which end where it says what was done.
func hanNames(text string) (list []string) {
	text = strings.TrimLeft(text, " ")
	if list, _ := peopleAt(text, false); len(list) > 0 && !isHan(list[0]) {
		return list
	}
	if of := the.FindString(text); of != "" && hanNameAt(text[len(of):]) != "" && !strings.ContainsAny(of, ",;:。") {
		text = text[len(of):]
	}
	end := len(text)
	if at := strings.IndexAny(text, ",;。!?)"); at >= 0 {
		end = at
		if next := strings.TrimLeft(text[at:], ", "); text[at] == ',' && hanNameAt(next) != "" && hanNameAt(text) == text[:at] && strings.ContainsAny(next, "一了") {
			end = len(text)
		}
	}
	segment := text[:end]
	for from := 0; from < len(segment); {
		at := hanEnd.FindStringIndex(segment[from:])
		if at == nil {
			break
		}
		if from+at[0] == 0 {
			return nil
		}
		if !startsName(segment[:from+at[0]], segment[from+at[0]:]) {
			segment = segment[:from+at[0]]
			break
		}
		from += at[1]
	}
	for _, part := range hanSplit.Split(segment, mostPeople+1) {
		if name := hanPart(part); name != "" && !slices.Contains(list, name) {
			list = append(list, name)
		} else if part != "" && !strings.HasPrefix(part, "我") && !strings.HasPrefix(part, "咱") {
			break
		}
	}
	return list
}

// startsName reports whether what looks like the end of names is a part of one, such as 来 in
// 王来福先生.
func startsName(before, rest string) bool {
	name := hanTitled.FindString(before + rest)
	return len(name) > len(before) && len(name) > 3
}

// hanPart returns the name that a part of a list is, behind the place where its owner works.
func hanPart(part string) string {
	part = strings.TrimSpace(part)
	if part == "" || strings.HasPrefix(part, "我") || strings.HasPrefix(part, "咱") {
		return ""
	}
	if name, after := latinName(part); name != "" && strings.TrimSpace(after) == "" {
		return name
	}
	part = part[len(the.FindString(part)):]
	part = strings.TrimPrefix(part, client.FindString(part))
	if name := longestTitled(part); name != "" && len(name) < len(part) && hanTail(part) == "" {
		return name
	}
	if hanWhole(part) && (hanNameAt(part) == part || withTitle.MatchString(part) || orgEnd.FindString(part) == "") {
		return part
	}
	// "牧场巴图大哥", "采购科丁科长"
	if name := hanTail(part); name != "" {
		return name
	}
	// "产品经理小廉", "攝影師阿凱"
	if n := utf8.RuneCountInString(part); n >= 4 {
		if little := hanLittle.FindString(lastRunes(part, 2)); little != "" && !noHanName.MatchString(little) {
			return little
		}
	}
	if is := role.FindString(part); is != "" && is != part && (hanNameAt(part[len(is):]) == part[len(is):] || withTitle.MatchString(part[len(is):])) {
		return part[len(is):]
	}
	if org := orgEnd.FindString(part); org != "" && hanWhole(part[len(org):]) {
		return part[len(org):]
	}
	if name := hanNameAt(part); name != "" && len(part)-len(name) > 3 {
		return name
	}
	return ""
}

// lastRunes returns the last characters of a text.
func lastRunes(text string, n int) string {
	for i := range text {
		if utf8.RuneCountInString(text[i:]) <= n {
			return text[i:]
		}
	}
	return ""
}

// hanTail returns the name with a title that a part ends with.
func hanTail(part string) string {
	for i := range part {
		if name := hanTitled.FindString(part[i:]); name != "" && !noHanName.MatchString(part[i:]) {
			for _, longest := range []string{part[i:]} {
				if hanNameAt(longest) == longest {
					return longest
				}
			}
		}
	}
	return ""
}

// hanWhole reports whether all of a short text can be a name, where its place says that it is.
func hanWhole(text string) bool {
	n := utf8.RuneCountInString(text)
	if n < 2 || n > 6 || !isHan(text) || hanCrowd.MatchString(text) && hanNameAt(text) != text {
		return false
	}
	if hanNameAt(text) == text {
		return true
	}
	if n > 4 || weekdayIn.MatchString(text) || hanWord.MatchString(text) || noHanName.MatchString(text) {
		return false
	}
	for _, r := range text {
		if r < 0x4E00 || r > 0x9FFF || strings.ContainsRune("的了在是不也都就还把被们我你他她这那得着过吗呢吧个", r) {
			return false
		}
	}
	return true
}

// hanSpeaking returns the people of whom a sentence in Chinese tells at its beginning what they
// said or did.
func hanSpeaking(sentence string) []string {
	for i := 0; i < 3; i++ {
		lead := ""
		if i == 0 {
			lead = hanLead.FindString(sentence)
		}
		rest := sentence[len(lead):]
		if i == 2 { // behind the first comma
			at := strings.IndexAny(sentence, ",:")
			if at < 0 {
				break
			}
			rest = sentence[at+1:]
			rest = rest[len(hanLead.FindString(rest)):]
		}
		if list := hanSubject(rest); len(list) > 0 {
			return list
		}
	}
	return nil
}

// hanSubject returns the people whom a clause in Chinese is about.
func hanSubject(text string) []string {
	for end, size := 0, 0; end < len(text) && end <= 60; end += size {
		_, size = utf8.DecodeRuneInString(text[end:])
		if end < 4 || !hanDoing.MatchString(text[end:]) {
			continue
		}
		var list []string
		sure := hanSurely.MatchString(text[end:])
		for _, part := range hanSplit.Split(text[:end], mostPeople+1) {
			name := hanPart(part)
			if name == "" || !sure && hanNameAt(name) != name && isHan(name) {
				list = nil
				break
			}
			list = append(list, name)
		}
		if len(list) > 0 {
			return list
		}
	}
	return nil
}

// hanNameAt returns the name in Chinese that a text begins with, or "".
func hanNameAt(text string) string {
	if text == "" || text[0] < 0x80 && !hanTitled.MatchString(text) {
		return ""
	}
	if name := hanDouble(text); name != "" {
		return name
	}
	if noHanName.MatchString(text) && !hanTitled.MatchString(text) {
		return ""
	}
	if name := longestTitled(text); name != "" {
		return name
	}
	if name := hanLittle.FindString(text); name != "" && !noHanName.MatchString(text) {
		if child := hanChild.FindString(text); len(child) > len(name) {
			return child
		}
		return name
	}
	if name := hanNamed.FindString(text); name != "" {
		// The third character is often a word that follows a name of two.
		if r, size := utf8.DecodeLastRuneInString(name); utf8.RuneCountInString(name) == 3 && strings.ContainsRune("的打来來通和与與说說今昨关就在电電微跟发發刚剛给給上下回问問、又也到带一见", r) {
			name = name[:len(name)-size]
		}
		return name
	}
	return ""
}

// longestTitled returns the name with a title that a text begins with: of 张校长 and 张校 the longer.
func longestTitled(text string) string {
	name := hanTitled.FindString(text)
	if name == "" {
		return ""
	}
	if strings.HasSuffix(name, "生") || strings.HasSuffix(name, "太") || strings.HasSuffix(name, "师") || strings.HasSuffix(name, "工") || strings.HasSuffix(name, "总") || strings.HasSuffix(name, "处") || strings.HasSuffix(name, "科") || strings.HasSuffix(name, "局") || strings.HasSuffix(name, "队") {
		if longer := hanTitledLonger.FindString(text[len(name)-3:]); longer != "" {
			return name[:len(name)-3] + longer
		}
	}
	return name
}

var hanTitledLonger = pattern.New(`^(?:太太|师傅|师兄|师姐|总监|总工|总经理|总编|总裁|工程师|工头|处长|科长|局长|队长)`)

// hanDouble returns a name of one character twice, such as 露露, with what its owner is to a
// child, or "".
func hanDouble(text string) string {
	a, n := utf8.DecodeRuneInString(text)
	b, m := utf8.DecodeRuneInString(text[n:])
	if a != b || a < 0x4E00 || a > 0x9FFF || strings.ContainsRune("刚常谢看聊试慢天等妈爸爷奶哥姐弟妹叔伯说谈问想听走往渐大人个次上好早晚一二三四五六七八九十偏仅单多少", a) {
		return ""
	}
	if child := hanChild.FindString(text); strings.HasPrefix(child, text[:n+m]) {
		return child
	}
	return text[:n+m]
}
