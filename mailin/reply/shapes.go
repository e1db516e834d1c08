package reply

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"rapport/store/pattern"
)

// This file knows banners and footers by what they do, in whatever words: a tag in front of a
// mail, a stranger who is announced, a scanner that names itself, a company that says where it
// is registered, a wish to whoever got the mail by mistake. Nobody speaks in them for
// themselves.

var shapes = struct{ tag, framed, asSent, strange, correspond, dangerous, sealed, scans, found, chineseScan, planet, mistaken, undo, privacy, views, level, registry, forbidden, neverAsks, noReply, regulated, content, printed, copied *pattern.Pattern }{
	// A tag in brackets that says that a mail is a stranger's.
	tag: pattern.New(`(?i)^[*_ ]*[\[({<【［〖]+\s*(ext|(extern\w*|outside|unverified|unknown|untrusted|suspicious|suspected|possible|potential)[\w -]{0,16}|外部[\p{Han}]{0,3}|外网[\p{Han}]{0,3}|社外[\p{L}]{0,4}|외부)\s*[\])}>】］〗]`),
	// What draws the eye to a line.
	framed: pattern.New(`^[\s]*(⚠|❗|‼|🛑|🚨|⛔|🔒|ⓘ|ℹ|※|\*{2,}|#{2,}|={2,}|-{2,}|!{2,}|>{2,}|★|■|●|▲|【|\[|［)`),
	// That this mail was sent from there.
	asSent: pattern.New(`(?i)\b(sent|originat\w+|came|comes|coming|arriv\w+|stammt|kommt|gesendet|versandt|provient|envoyé|procede|enviado|proviene|inviato|afkomstig|verzonden|pochodzi|wysłana?)\b|送信|届|来自|來自|发自|發自|отправлено`),
	// That somebody is new, or may not be who they say.
	strange:    pattern.New(`(?i)\bfirst[- ](contact|time)\b|\b(not|never|n['’]t)( \w+){0,3} (seen|corresponded|communicated|exchanged|received|heard|been in contact)\b.{0,40}\bbefore\b|\b(identity|authenticity|sender|address|domain|name)\b.{0,40}\b(not|never|could|cannot|un)\w*( be)? ?(verif|confirm|authentic|match|check)\w*|\b(could|can|did|was|were)( not|n['’]t|not)( be)? (verif|confirm|authentic|validat)\w*.{0,40}\b(sen[dt]\w*|e-?mail|mail|message)\b|\b(organi[sz]ation|domain|account|address|identity|origin)\b.{0,24}\bsender\b.{0,24}\b(unknown|unclear|uncertain)\b|\b(unverified|unknown|unconfirmed|untrusted|new|unbekannter|unbestätigter|neuer) (sender|absender|expéditeur)\b|\babsender\w*\b.{0,24}\bnicht\b|\b(domain|account|address|sender)\b.{0,40}\b(registered|created)\b.{0,30}\b(ago|recently|today|yesterday|days?)\b|\b(never|not|nie|noch nicht)( \w+){0,2} (e-?mailed|written|mailed|contacted|messaged|geschrieben)\b|\b(display name|address|domain|name)\b.{0,40}\b(resembl\w*|similar|looks? like|imitat\w*|differ\w*|mismatch\w*)|\bimpersonat\w*|\bspoof\w*|\blook-?alike\b|\bnewly (seen|registered)\b|\bnobody\b.{0,40}\b(mailed|written|corresponded)|\b(rarely|seldom|hardly ever|never)\b.{0,12}\b(hear|get|receive|correspond)\w*.{0,12}\b(from|with)\b|\b(establish|determine|tell|confirm) who (sent|wrote|is behind)\b|\b(not|never) had (any )?(mail|messages|e-?mail)\b|\bfirst (e-?mail|mail|message|letter) from \S+@|\bbisher (kein\w*|nicht|noch)\b.{0,30}\b(kontakt|verkehr|schriftverkehr|mail\w*)|\b(does|do) not belong to\b|\bgehört nicht zu\b|\bn['’]appartient pas\b|\bno pertenece\b|\bnon appartiene\b|\bnie należy\b|\bnão pertence\b|\bbehoort niet\b|不属于.{0,6}(通讯录|单位|公司|本|组织)|从未.{0,10}(往来|联系|通信|来信)|没有.{0,8}(往来|通信)|首次|第一次(来信|联系|发信)|初次|身份|冒充|仿冒|伪造|不一致|未(经|能|通过)(过)?(验证|认证)|初めて|なりすまし|(erst\w*|noch nie) (kontakt|von)|absender (prüfen|nicht)|identität`),
	correspond: pattern.New(`(?i)\b(senders?|address(es)?|correspond\w*|e-?mails?|mails?|messages?|person|contact|absender\w*|nachricht\w*|expéditeur|remitente|mittente|afzender)\b|发件人|發件人|寄件人|来信|來信|邮件|郵件|送信者|差出人|メール`),
	dangerous:  pattern.New(`(?i)\b(dangerous|suspicious|unsafe|harmful|malicious|fraud\w*|scam\w*|phish\w*|impersonat\w*|gefährlich\w*|verdächtig\w*|betrüg\w*|dangereu\w*|suspect\w*|peligros\w*|sospechos\w*|pericolos\w*|sospett\w*)\b|可疑|诈骗|詐騙|钓鱼|釣魚|危险|危險|風險|风险|不審|詐欺`),
	// A product that says that it secured the mail.
	sealed: pattern.New(`(?i)^[\W_]*((?-i:[\p{Lu}][\p{L}\d.®™-]*) ){0,3}(secured?|encrypted|protected|verified|trusted|signed) (e-?mail|mail|message)[\W_]*$`),
	// A scanner that names itself.
	scans: pattern.New(`(?i)^[\W_]*(((this|the|your|diese|dieser?) )?(e-?mail|mail|message|attachment|nachricht)s? (is |was |has been |were |wurde |ist )?)?(checked|scanned|delivered|sent|transmitted|relayed|routed|versendet|übermittelt|protected|secured|filtered|verified|encrypted|cleaned|inspected|processed|(viren|virus|spam)[ -]?(geprüft|gescannt|checked|scanned)|geprüft|gescannt|überprüft|gesichert|geschützt|gefiltert|vérifié|protégé|analysé|verificado|escaneado|protegido|verificato|protetto|gecontroleerd|gescand|beveiligd|sprawdzon[ao]|zweryfikowan[ao])( \w+){0,2}? (by|with|through|via|using|durch|von|mit|über|par|avec|por|con|da|door|met|przez) `),
	// That it found nothing.
	found:       pattern.New(`(?i)\b(no|0|zero|keine?|aucune?|ningún|nessun\w*|geen|brak) (known )?(virus(es)?|threats?|malware|viren|bedrohung\w*|schadsoftware|menaces?|amenazas?|minacc\w+|bedreiging\w*|wirus\w*)\b|(未发现|未发现任何|没有发现|无|無|未检出)(威胁|病毒|风险|異常|异常|木马)|ウイルス.{0,10}(検出されません|ありません)`),
	chineseScan: pattern.New(`(来自|由|经|经过|通过|通過)[^，。,.]{2,16}(安全|防护|防病毒|网关|卫士|盾|杀毒|反垃圾)[^，。,.]{0,8}[：:，,]?.{0,4}(检测|扫描|未发现|查杀|过滤|投递|发送|保护)`),
	planet:      pattern.New(`(?i)^[\W_]*(please )?think before (you |your )?print\w*[\W_]*$|\b(be|think|consider|save|saves?|protect|help|care|respect|please|before|denk\w*|schütz\w*|schon\w*|pensez|protég\w*|piense|cuid\w*|pensa|rispetta|denk)\b.{0,60}\b(planet|green|screen|environment|earth|trees?|forests?|nature|climate|umwelt|natur|bäume|wald|environnement|planète|medio ambiente|ambiente|milieu)\b.{0,60}\b(print\w*|druck\w*|ausdruck\w*|ausgedruckt|ausdrucken|imprim\w*|stamp\w*|afdruk\w*)\b|\b(print\w*|druck\w*|ausdruck\w*|ausgedruckt|ausdrucken|imprim\w*|stamp\w*|afdruk\w*)\b.{0,60}\b(planet|green|screen|environment|earth|trees?|forests?|nature|climate|umwelt|natur|bäume|wald|environnement|planète|medio ambiente|ambiente|milieu)\b|(环境|環境|环保|環保|地球|绿色|树木|纸张|用纸).{0,16}(打印|列印|印刷|プリント)|(打印|列印|印刷|プリント).{0,16}(环境|環境|环保|環保|地球|绿色|树木)`),
	// What whoever got a mail by mistake is to do, and with what.
	mistaken: pattern.New(`(?i)\b(if|should|in case|received|falls|wenn|sollten|si|se|als|indien|jeśli)\b.{0,60}\b(this|it|you are not|not the|dies\w*|nicht der|ce|cet|cette|este|esta|questo|questa|dit|deze)\b.{0,60}\b(error|mistake|wrong\w*|intended|meant for|addressed to|irrtüm\w*|versehentlich|richtige?r?|erreur|error|errore|abusievelijk|vergissing|omyłkow\w*)\b|(如|若|倘|万一).{0,10}(误收|错收|誤收|错误地?收|错误地.{0,2}收|收到.{0,6}(错误|有误)|并非.{0,6}收件人|不是.{0,6}收件人)|誤(って)?.{0,4}(受信|受け取|届)|誤送信|お心当たりのない`),
	undo:     pattern.New(`(?i)\b(delete|destroy|erase|discard|return|tell the sender|notify the sender|inform the sender|contact the sender|lösch\w*|vernicht\w*|absender|supprim\w*|détrui\w*|expéditeur|elimin\w*|borr\w*|remitente|cancell\w*|distrugg\w*|mittente|verwijder\w*|afzender|usu\w+)\b|删除|刪除|销毁|通知发件人|通知寄件|告知发件人|破棄|削除|消去`),
	privacy:  pattern.New(`(?i)\b(privacy|personal data|data protection|datenschutz\w*|privatsphäre|confidentialité|protection des données|privacidad|protección de datos|disclaimer|imprint|impressum|terms and conditions|agb|legal notice|cookies?|unsubscribe|preferences|abmelden|abbestellen)\b|隐私|個人情報|个人信息|法律声明|免责`),
	views:    pattern.New(`(?i)\b(views?|opinions?|statements?|ansichten|meinung\w*|opinions?|opiniones|opinioni)\b.{0,60}\b(sender|author|writer|individual|own|personal|personal|absenders?|autors?|verfassers?|auteur|autor|autore)\b.{0,80}\b(not|nicht|pas|no|non|niet)\b.{0,60}\b(those|that|represent\w*|reflect\w*|commit|bind|compan\w*|organi[sz]\w*|council|university|employer|unternehmens?|of the)\b`),
	// How secret a mail is, as a field.
	level: pattern.New(`(?i)^[\[(【*_ -]*((data|document|content|information|message|e-?mail|security) )?(classification|sensitivity|label|einstufung|klassifi[zk]\w+|vertraulichkeit|clasificación|classificazione|classificatie)\s*[:：] [^.!?,;]{2,40}$|^[\[(【*_ -]*((邮件|文件|信息|资料|数据|文档)?(密级|分级|保密等级|安全等级)|機密区分|情報区分)\s*[:：] ?[^。！？，；]{2,20}$`),
	// What companies say of themselves as the law wants it.
	registry: pattern.New(`(?i)\b(hr[ab] ?\d+|amtsgericht|registergericht|handelsregister|geschäftsführ\w*|vorstand\w*|aufsichtsrat\w*|ust-?id\w*|sitz der gesellschaft|registered (office|in|address|number|no)|company (number|no|reg\w*)|directors|reg\.? no|vat (no|number|reg\w*|id)|incorporated in|authori[sz]ed and regulated|siret|siren|rcs|capital (social|de)|n\.?i\.?f\.?|c\.?i\.?f\.?|p\.? ?iva|kvk|btw)\b|统一社会信用代码|注册地址|注册资本|营业执照|工商注册|登记机关|本社所在地|代表取締役|登録番号`),
	// That nobody may copy it.
	copied: pattern.New(`(?i)\b(no part|may not|must not|not)\b.{0,40}\b(reproduced|copied|disclosed|distributed|forwarded|republished)\b|不得(转载|转发|复制|传播)|無断.{0,6}(転載|複製|転送)`),
	// Who oversees them.
	regulated: pattern.New(`(?i)\b(authori[sz]ed|licen[sc]ed|registered) and (licen[sc]ed|supervised|regulated) by (the )?\p{L}+`),
	// That what is in this mail is something.
	content:   pattern.New(`(?i)^[\W_]*((the|any|all|der|die|alle|le|les|el|la|il) )?(contents?|information(en)?|material|inhalte?|contenus?|contenido|contenuto|inhoud|(本|此|该)?(邮件|郵件)(所载|所含|内容|中的?|及附件))\b?`),
	printed:   pattern.New(`(?i)\b(auf papier|on paper|sur papier|print\w*|druck\w*|ausdruck\w*|ausgedruckt|imprim\w*|stamp\w*|afdruk\w*)\b|打印|列印|印刷`),
	forbidden: pattern.New(`(?i)(未经|未經|未得|無断).{0,12}(授权|授權|许可|許可|同意|允许|で).{0,6}(不得|禁止|请勿|請勿|严禁|禁)|\b(without|ohne|sans|sin|senza|zonder)\b.{0,30}\b(permission|consent|authori[sz]ation|authority|zustimmung|genehmigung|autorisation|permiso|autorización|autorizzazione|toestemming)\b.{0,40}\b(prohibited|forbidden|not allowed|not permitted|untersagt|verboten|interdit\w*|prohibid\w*|vietat\w*|verboden)\b`),
	neverAsks: pattern.New(`(?i)\b(never|not|nie|niemals|nicht|jamais|nunca|mai|nooit)\b.{0,24}\b(ask|request|demand|require|fragen|fordern|verlangen|auffordern|demand\w*|pedi\w*|chied\w*|vragen)\b.{0,50}\b(password|passwords|pin|credentials|bank|account details|passwort|zugangsdaten|kennwort|mot de passe|contraseña|wachtwoord)\b|パスワード.{0,24}(尋ね|伺い|聞|求め).{0,16}(ありません|ございません|ません)|(不会|绝不|從不|从不|不會).{0,16}(索要|索取|要求您?(提供)?|询问|询要).{0,16}(密码|验证码|密碼|驗證碼|账号|银行卡|转账)`),
	noReply:   pattern.New(`(?i)\b(do not|don['’]t|please do not|cannot) (reply|respond) to this (e-?mail|message|address)\b|\b(this|our|an?) (e-?mail )?(mailbox|address|inbox|account)\b.{0,24}\b(not monitored|unmonitored|unattended|cannot (accept|receive)|can['’]t (accept|receive)|does not (accept|receive))\b|\b(send|notification|outbound)-only\b|\bauf diese (e-?mail|nachricht|adresse)\b.{0,24}\b(nicht|keine)\b|\bne pas répondre\b|送信専用|自動(配信|送信)|自动(发送|生成|发出|推送).{0,10}(请勿|勿).{0,4}回复|请勿(直接)?回复(本|此)(邮件|邮箱)|返信(できません|はできません|されても)`),
}

// isBannerByShape reports whether a paragraph at the beginning of a mail is a gateway's.
func isBannerByShape(text, first string) bool {
	if shapes.tag.MatchString(first) || shapes.sealed.MatchString(text) {
		return true
	}
	if gatewayForms.person.MatchString(text) {
		return false
	}
	if gatewayForms.thisMail.MatchString(text) && failsProof.MatchString(text) { // which reads as a no
		return true
	}
	return looksLikeBanner(text, first) && !isAnswer(text)
}

func looksLikeBanner(text, first string) bool {
	framed := shapes.framed.MatchString(first) || gatewayForms.label.MatchString(first)
	if framed && shapes.scans.MatchString(text) && namesProduct(text) && utf8.RuneCountInString(text) <= longestScanLine {
		return true
	}
	mail, care := shapes.correspond.MatchString(text), gatewayForms.care.MatchString(text) || watchful.MatchString(text)
	ofThis := gatewayForms.thisMail.MatchString(text)
	switch {
	case ofThis && (gatewayForms.outside.MatchString(text) || internet.MatchString(text)) && shapes.asSent.MatchString(text), aboutSender.MatchString(text):
		return true
	case gatewayForms.label.MatchString(first) && mail && !noticeForms.matter.MatchString(withoutAddresses(text)) &&
		(care || gatewayForms.danger.MatchString(text) && gatewayForms.forbids.MatchString(text) || shapes.strange.MatchString(text) || shapes.dangerous.MatchString(text)):
		return true
	case ofThis && shapes.dangerous.MatchString(text) && startsWithThis(text):
		return true
	case (framed || aLabel.MatchString(first)) && ofThis && (shapes.dangerous.MatchString(text) || gatewayForms.scan.MatchString(text) || foundOf.MatchString(text)):
		return true
	case !mail || strings.ContainsAny(text, "?？") && !framed:
		return false
	case shapes.strange.MatchString(text) && (framed || care || !ourWords.MatchString(text)):
		return framed || care || gatewayForms.sender.MatchString(text) || shapes.dangerous.MatchString(text)
	}
	return framed && care && gatewayForms.danger.MatchString(text)
}

// watchful is the care that such a banner asks for.
var watchful = pattern.New(`(?i)\b(be|stay|remain) (wary|vigilant|alert|cautious|watchful|on guard|aware|suspicious)\b|\bwachsam\w*|\baufmerksam\b|\bvigilan\w+|提高警惕|保持警惕|多加留意`)

// failsProof is that a mail does not show who sent it.
var failsProof = pattern.New(`(?i)\b(fail\w*|no|without|missing|invalid|nicht|keine)\b.{0,24}\b(authenticat\w*|spf|dkim|dmarc|verification|signature|authentifizier\w*)\b|\b(spf|dkim|dmarc)\b.{0,12}\b(fail\w*|none|invalid)\b|未通过.{0,8}(校验|验证|认证)|(spf|dkim|dmarc).{0,4}(校验|验证)?(失败|不通过)`)

var internet = pattern.New(`(?i)\b(the|public) (internet|network|web)\b|\baus dem internet\b|互联网|公网|インターネット`)

// aboutSender is a sentence that says nothing but what the sender is.
var aboutSender = pattern.New(`(?i)^[\W_]*(this|the|dieser|der|cet|este|questo|deze) (sender|absender|expéditeur|remitente|mittente|afzender) (is|was|could|ist|wurde|est|es|è) (\p{L}+ ){0,3}(trusted|verified|unknown|unverified|external|new|internal|blocked|safe|authenticated|bekannt|unbekannt|vertrauenswürdig|verifiziert|extern|inconnu|externe|desconocido|sconosciuto|onbekend)\W*$`)

// aLabel is a few words before a colon.
var aLabel = pattern.New(`^\p{L}[\p{L} -]{2,24}[:：]`)

// foundOf is the count of a scanner: 0 of 12 engines.
var foundOf = pattern.New(`(?i)\b\d+ (of|out of|von|/) \d+ [\p{L}-]+|\b(found|detected|gefunden|erkannt) (nothing|something|no )`)

// startsWithThis reports whether a text begins with the words for the mail that it is in.
func startsWithThis(text string) bool {
	at := gatewayForms.thisMail.FindStringIndex(text)
	return at != nil && utf8.RuneCountInString(text[:at[0]]) < 4
}

// isFooterByShape reports whether a paragraph below the end of a letter is a company's, or a
// scanner's.
func isFooterByShape(text string) bool {
	return !gatewayForms.person.MatchString(ourCompany.Replace(text)) && looksLikeFooter(text) && !isAnswer(text)
}

func looksLikeFooter(text string) bool {
	if shapes.mistaken.MatchString(text) && shapes.undo.MatchString(text) {
		return true
	}
	short := utf8.RuneCountInString(text) <= longestScanLine
	if strings.ContainsAny(text, "?？") {
		return short && gatewayForms.thisMail.MatchString(text) && shapes.printed.MatchString(text) && !ourWords.MatchString(text)
	}
	mail := gatewayForms.mail.MatchString(text)
	switch {
	case short && shapes.scans.MatchString(text) && (mail || namesProduct(text)):
		return true
	case short && (shapes.chineseScan.MatchString(text) || shapes.found.MatchString(text) && (mail || namesProduct(text))):
		return true
	case monitored.MatchString(text) && (gatewayForms.anyMail.MatchString(text) || gatewayForms.thisMail.MatchString(text) || allMail.MatchString(text)):
		return true
	case short && (shapes.planet.MatchString(text) || shapes.level.MatchString(text) || shapes.sealed.MatchString(text)):
		return true
	case shapes.noReply.MatchString(text), shapes.neverAsks.MatchString(text) && (mail || gatewayForms.house.MatchString(text)):
		return true
	case ofContracts.MatchString(text) && onPaper.MatchString(text) && gatewayForms.denies.MatchString(text), short && onScreen.MatchString(text) && !strings.ContainsAny(text, "0123456789"):
		return true
	case shapes.views.MatchString(text), distinct(shapes.registry, text) > 1, shapes.forbidden.MatchString(text) && mail:
		return true
	case shapes.privacy.MatchString(text) && anAddress.MatchString(text):
		return true
	case short && gatewayForms.thisMail.MatchString(text) && shapes.printed.MatchString(text):
		return true
	case shapes.copied.MatchString(text) && (gatewayForms.thisMail.MatchString(text) || gatewayForms.sender.MatchString(text)):
		return true
	case shapes.regulated.MatchString(text):
		return true
	case shapes.content.MatchString(text) && gatewayForms.thisMail.MatchString(text) && gatewayForms.secret.MatchString(text):
		return true
	}
	if noticeLabel.MatchString(text) && distinct(gatewayForms.secret, text) > 1 && !ourWords.MatchString(text) && !noticeForms.matter.MatchString(withoutAddresses(text)) {
		return true
	}
	// What speaks of this mail, of secrets and rights, for nobody.
	ofMail := gatewayForms.thisMail.MatchString(text) || gatewayForms.anyMail.MatchString(text) || anyMailing.MatchString(text)
	if ofMail && (monitored.MatchString(text) || assured.MatchString(text) && gatewayForms.denies.MatchString(text)) && len(text) >= longAnswer {
		return true
	}
	if !ofMail || ourWords.MatchString(text) || noticeForms.own.MatchString(ourCompany.Replace(text)) || noticeForms.matter.MatchString(withoutAddresses(text)) {
		return false
	}
	return gatewayForms.secret.MatchString(text) || constitutes.MatchString(text) || assured.MatchString(text) && (gatewayForms.denies.MatchString(text) || strings.Contains(strings.ToLower(text), "cannot"))
}

var (
	allMail    = pattern.New(`(?i)^[\W_]*((any|all|our|the) )?(e-?mails?|messages?|communications?)\b`)
	anyMailing = pattern.New(`(?i)^[\W_]*((any|all|our|the) )?(e-?mails?|electronic) (transmissions?|communications?|correspondence|messages?)\b|^[\W_]*(电子邮件|e-?mail)(的)?(传输|通信|发送)`)
	ourWords   = pattern.New(`(?i)\b(we|us|our|ours|wir|uns|unser\w*|nous|notre|nos|nosotros|nuestr\w*|noi|nostr\w*|wij|ons|onze)\b|我方|我们|当社|弊社`)
	// constitutes is what a notice says that a mail is not: an offer, a contract.
	constitutes = pattern.New(`(?i)\b(does|do|shall|will|may|can)( not|n['’]t) (constitute|create|form|represent|be construed|be deemed|be regarded|establish)\b|\bstell(t|en) kein\w*|\bne constitue\w* pas\b|\bno constituye\w*|不构成|不構成|不视为|不作为|不产生|仅代表.{0,8}(个人|作者|发件人|本人)`)
	noticeLabel = pattern.New(`(?i)^[\W_]*\p{L}*[ -]?(hinweis|notice|disclaimer|statement|declaration|note|erklärung|avis|aviso|avviso|声明|告知|提示|聲明)\s*[:：]`)
	monitored   = pattern.New(`(?i)\b(may|can|will|are) (be )?(monitored|recorded|intercepted|archived|inspected|logged)\b|\b(may|can|will) (monitor|record|look at|read|keep|log|store|retain|review|inspect)\b.{0,40}\b(e-?mails?|messages|correspondence|communications|traffic)\b|\b(logs|monitors|records|archives|retains|inspects)\b.{0,24}\b(e-?mails?|messages|correspondence|communications)\b`)
	// ofContracts is what companies do not do by mail, and onPaper how they do it.
	ofContracts = pattern.New(`(?i)\b(contracts?|agreements?|commitments?|verträge|vertrag|contrats?|contratos?|contratti)\b.{0,30}\b(by|via|per|over|par|por|via) (e-?mail|courriel|correo)|(以|通过|经)(电子)?(邮件|郵件)(方式|形式|往来)?.{0,6}(订立|签订|达成|作出|产生)`)
	onPaper     = pattern.New(`(?i)\b(paper|signed|signature|writing|written|schriftform|unterschr\w*|écrit|signé|escrito|firmad\w*|scritt\w*)\b|盖章|蓋章|书面|書面|纸质`)
	// onScreen is the wish that a mail is read there.
	onScreen = pattern.New(`(?i)\b(paper|papier|sheets?|pages?|trees?|arbres|árboles|alberi|bäume|wälder)\b.{0,40}\b(on (the )?screen|digital|bildschirm|à l['’]écran|en pantalla|a schermo)\b|^[\W_]*(please )?(do not|don['’]t) print me\b|(节约|少用|省).{0,4}纸.{0,12}(屏幕|电子)`)
	// assured is what such notices do not promise.
	assured = pattern.New(`(?i)\b(guarantee\w*|warrant\w*|secure|error-free|liab\w*|responsib\w*|haft\w*|gewähr\w*|garanti\w*|responsab\w*|encrypt\w*|intercept\w*|monitor\w*|verschlüssel\w*)\b|加密|截获|保证|担保|责任|責任|安全`)
)

// namesProduct reports whether a text names something as products are named: with a capital
// or a digit within a word, or a sign of a trade mark.
func namesProduct(text string) bool {
	if strings.ContainsAny(text, "®™") {
		return true
	}
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		lower, upper := false, 0
		for i, r := range word {
			if unicode.IsUpper(r) && i > 0 && lower {
				return true
			}
			if unicode.IsUpper(r) {
				upper++
			}
			lower = lower || unicode.IsLower(r)
		}
		if lower && upper == 0 && strings.ContainsAny(word, "0123456789") {
			return true
		}
	}
	return false
}
