package absence

import "rapport/store/pattern"

// What people say who are away, or of anything else that has a day.
var (
	away = pattern.New(`(?i)\b(?:away|out|ooo|pto|aot|toil|off|off-?site|absen\w+|leave|vacation|holidays?|honeymoon|sabbatical|break|recess|half[- ]?term|long weekend|travell?ing|trip|tour|slopes|ski(?:ing)?|sail(?:ing)?|at sea|fishing|detox|surgery|operation|hospital|recovering|recuperating|convalesc\w+|laid up|isolating|quarantine|retreat|pilgrimage|expedition|cruise|camping|hiking|trekking|on tour|fieldwork|residency|in residence|secondment|seconded|on loan|deployed|deployment|stock-?take|stock-?taking|inventory|workshops?|unstaffed|unmanned|shut|shut-?down|patchy|poor signal|no signal|jury service|bereavement|compassionate|funeral|in the air|on a (?:flight|plane|boat|train)|audit|seminar|trade (?:fair|show)|jury|in (?:court|trial|hearings?)|wedding|parental|maternity|paternity|adoption|not around|on the road|on site|in the field|phone off|unavailable|closed?|closure|(?:office|shop|store|library|school|practice|surgery|studio|we|company|plant|factory|museum|clinic|team) (?:will )?(?:close|shut)s?|unable|sick|ill|training|conference|congress|exam(?:s|inations)?|abroad|overseas|offline|off the grid|unplugged|unreachable|(?:no|without|little|hardly any|limited|intermittent|restricted|sporadic) (?:internet|access|e-?mail|connection|reception|connectivity)|(?:no ?body|no one|none of (?:us|the team)|not|n't|never|cannot|no longer) (?:(?:will|shall|is|are|be|able|to|actually|really|even|at all|regularly)\s+)*(?:in\b|at|on duty|on shift|here|there|around|available|work\w*|reachable|reading|read|checking|check|see|look\w*|open|answer\w*|repl\w+|respond\w*|process\w*|deal\w*|with)|(?:no|n't|not) (?:\w+ ){0,2}(?:deliver\w*|dispatch\w*|ship\w*|leave|leaves))\b|\b(?:nicht (?:im (?:Büro|Haus|Dienst)|erreichbar|da|am Platz)|abwesend|Abwesenheit|Urlaub|verreist|krank\w*|Elternzeit|Mutterschutz|Dienstreise|Fortbildung|Betriebsferien|Ferien|geschlossen|außer Haus|absente?|absence|congés?|vacances|déplacement|fermée?s?|indisponible|arrêt maladie)\b`)

	hanAway = pattern.New(`休|假|展会|展會|展览会|参加|參加|信号|信號|村里|评标|封闭|集训|外派|派驻|挂职|掛職|借调|借調|访学|訪學|进修|進修|留学|研修|述职|述職|盘点|盤點|不发货|不發貨|不收货|不接单|停止办公|停业|停業|停电|停電|停产|检修|維修|闭关|拍摄|支教|搬迁|搬家|装修|出海|野外|无人区|断网|斷網|上交|脱产|脫產|调研|調研|考察|高铁|飞机|飛機|航班|手术|手術|出院|丧|喪|婚礼|婚禮|去世|比赛|比賽|演出|巡演|巡回|出差|外出|出门|出門|出发|出發|动身|飞往|飞抵|工地|实习|實習|实训|带队|带学生|出国|出國|出境|出張|留守|不在|离开|離開|无法|無法|不能|没法|暂停|暫停|缺勤|国外|國外|海外|外地|回国|回國|回老家|返乡|返鄉|培训|培訓|带教|学习|學習|参展|參展|参赛|參賽|赴|启程|啟程|前往|带团|帶團|陪考|探亲|探親|住院|病|疗养|療養|休养|隔离|隔離|产|產|陪护|陪護|离岗|離崗|旅遊|旅游|度假|驻场|駐場|驻点|轮岗|輪調|轮休|见习|見習|工厂|工廠|现场|現場|外訪|外访|拜訪|拜访|巡察|巡检|巡查|值勤|军训|集中办公|开庭|出庭|公出|考试|科考|南极|闭馆|閉館|闭店|歇业|歇業|打烊|团建|看不到邮件|看不了邮件|不看邮件|不回邮件|不处理|不處理|不回复|收不到|不上班|不办公|不开门|不营业|不接待|没人`)

	// hours are the words of a line about when people are there as a rule.
	hours = pattern.New(`(?i)\b(?:open(?:ing)?|hours|available|working)\b|工作时间|工作時間|营业|營業|办公时间|上班时间|服务时间`)
	// remote is work from elsewhere, which answers mail.
	remote = pattern.New(`(?i)\bwork(?:ing)? (?:from home|remotely)|home ?office|居家办公|远程办公|遠端辦公|在家办公`)
	// automatic is the subject of an automatic reply.
	automatic = pattern.New(`(?i)\bauto(?:matic|mated|mat)?\b[\s:,-]*(?:e-?mail |mail )?(?:repl|respon|answer|antwort|svar|message|re:|\))|^\W*auto\b|auto-?repl|autosvar|auto-?respon|abwesenheit|réponse automatique|out of (?:the )?office|\booo\b|\(auto\)|自动(?:回复|答复|应答|回覆)|自動(?:回覆|回复|返信|応答)|\[自动\]|自动`)
	// leaves are the words of somebody who does not come back.
	leaves = pattern.New(`(?i)\b(?:(?:has|have|'ve|'s) (?:now |since )?(?:retired|resigned|moved on|left (?:the |our |this )?(?:company|firm|organi[sz]ation|team|business|post|job|role|university|school|department|(?-i:\p{Lu})\w+))|(?:am|is|'m) (?:retiring|leaving (?:the )?(?:company|firm|organi[sz]ation|team|\p{L}+ for good))|no longer (?:work|with|employed|part)|for good|my last (?:working )?day (?:at|with|here)|last day at work)|离职|離職|调离|調離|退休|调到|調到|调任|調任|辞职|辭職|卸任|最后一天(?:在|上班|工作)|最后一个工作日`)
	// endless are the words of an absence of which nobody knows the end.
	endless = pattern.New(`(?i)\buntil further notice|\b(?:not (?:yet )?(?:know|clear|known|sure)|n't (?:yet )?know|unclear|unknown|depends? on|open[- ]ended|to be confirmed|remains to be seen)\b|时间(?:看|待|未|不)|時間(?:看|待|未|不)|(?:返岗|归期|归队|复工|恢复)[^,。;]{0,6}(?:未|待|不|看)|未定|待定|未知|看医生|视情况|視情況|另行通知`)
	// recurs is before a day that comes every week.
	recurs = pattern.New(`(?i)\b(?:every|each|always on|usually on|any)\s+(?:other\s+|second\s+)?$|(?:每|每个|每個|逢|每逢)$`)
)
