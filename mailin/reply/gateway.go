package reply

import (
	"strings"
	"unicode/utf8"

	"rapport/store/pattern"
)

// What gateways and companies write in other languages is known by what comes together in it:
// it speaks of this mail, and of senders, strangers, links, viruses, recipients or rights; and
// it does not speak for a person. Each list has what such notices say in some thirty languages.

var gatewayForms = struct{ label, outside, mail, danger, sender, rare, thisMail, thisIs, anyMail, scan, scanned, secret, law, denies, forbids, care, person, level, ownLevel, house, link *pattern.Pattern }{
	// How a warning begins, before a colon or in brackets.
	label: pattern.New(`(?i)^[\[(【〔*_!⚠️ #=-]*(caution|warning|attention|alert|(security |safety |it )?(notice|alert|warning|advisory)|(security|safety|it) (note|advice)|external\b[\w -]{0,20}|achtung|vorsicht|warnung|hinweis|externe?r?\b[\w -]{0,20}|avertissement|prudence|mise en garde|atención|precaución|advertencia|aviso|cuidado|externo|atenção|attenzione|avviso|esterno|let op|waarschuwing|opgelet|uwaga|ostrzeżenie|внимание|осторожно|предупреждение|увага|varning|obs!?|advarsel|huomio|varoitus|pozor|varování|upozornění|figyelem|dikkat|uyarı|atenție|внимание|προσοχή|pažnja|opozorilo|dėmesio|uzmanību|tähelepanu|peringatan|perhatian|cảnh báo|คำเตือน|تنبيه|تحذير|אזהרה|שים לב|注意|警告|提醒|提示|警示|(系统|网关|邮箱|网络)(提示|提醒)|社外[\p{Han}\p{Katakana}]{0,6}|外部[\p{Han}\p{Katakana}]{0,6}|(邮件|郵件)?(安全|风险|風險)[\p{Han}]{0,4}|温馨提示|주의|경고|외부 ?메일)(\s*[\])】〕*_(（]|[*_! ]*\s*([:：!！.。,，\-–—|]|$))`),
	// Where the mail is from.
	outside: pattern.New(`(?i)\b(not from us|not (come|sent) from (inside|within)|outside|ext|external\w*|e(x|ks)tern\w*|estern\w*|exterior\w*|buiten|spoza|fuera de|fora d[aoe]|kívül\w*|ulkopuol\w*|utifrån|ajen[ao]|fremd\w*|erstkontakt|non-company|beyond (the|our) ([\w-]+ ){0,4}(network|perimeter|systems?)|not an? (internal|company)|mimo|harici|dış\w*|ngoài|luar)|außerhalb|ausserhalb|nicht (aus|von) (unserem|unserer|dem|der) (haus|unternehmen|verwaltung|klinik\w*|firma)|n['’]émane pas|l['’]extérieur|extérieure?|zewnętrz|внешн|извне|за пределами|зовнішн|utanför|utenfor|uden for|udefra|utifrån|bên ngoài|ภายนอก|خارج|חיצוני|מחוץ|εκτός|εξωτερικ|外部|外来|外來|外网|互联网|网际|非本公司|非公司|非我司|非内部|非组织|非本[校院行局厂部集单]|(集团|院|校|单位|系统|机关|局)以外|外单位|院外|校外|学外|不在.{0,20}(通讯录|联系人|白名单)|公司外|公司以外|组织外|組織外|机构外|社外|외부`),
	mail:    pattern.New(`(?i)e-?mails?\b|\b(mails?|messages?|correspondence|transmissions?|courriers?|schriftverkehr|nachricht(en)?|courriels?|correos?|mensa(je|gem)\w*|messaggi\w*|bericht(en)?|meddeland\w*|melding\w*|besked\w*|viesti\w*|e-?post\w*|üzenet\w*|levél|mesaj\w*|surat|pesan|thư)\b|sähköposti|wiadomoś|zpráv|správ|письм|сообщен|повідомл|лист|μήνυμα|порук|poruk|sporočil|laišk|vēstul|kir[ij]|อีเมล|رسالة|البريد|הודעה|דוא|邮件|郵件|电邮|電郵|来信|來信|信件|メール|메일`),
	danger:  pattern.New(`(?i)\b(links?|attachments?|click\w*|open(ing)?|phishing|spam|malware|anh[aä]ng\w*|anlagen?|klick\w*|liens?|clique\w*|ouvr\w*|jointes?|enlaces?|adjuntos?|clic|abra|anexos?|allegat\w*|apr(ire|ite)|bijlagen?|klik\w*|kliknij|bifoga\w*|vedle\w*|vedhæft\w*|liit\w*|linkk\w*|odkaz\w*|mellékl\w*|hivatkoz\w*|tıkla\w*|lampiran|tautan)\b|pièce|länk|lenke|załącz|łącz|ссыл|вложен|посилан|вкладен|příloh|bağlant|ekler|σύνδεσμ|συνημμ|liên kết|đính kèm|ลิงก์|ไฟล์แนบ|روابط|مرفق|קישור|קבצים|链接|附件|連結|鏈接|点击|點擊|谨慎|甄别|辨别|诈骗|詐騙|钓鱼|リンク|添付|링크|첨부`),
	sender:  pattern.New(`(?i)\b(senders?|absender\w*|expéditeur\w*|remitente\w*|remetente\w*|mittente\w*|afzender\w*|nadawc\w*|avsänd\w*|avsender\w*|afsender\w*|lähettäj\w*|feladó\w*|gönder\w*|expeditor\w*|pengirim)\b|отправител|відправник|odesílatel|odosielate|αποστολ|người gửi|ผู้ส่ง|المرسل|השולח|发件人|發件人|寄件|发信人|送信者|差出人|발신자|보낸`),
	// That one seldom hears from somebody, as Exchange says it.
	rare: pattern.New(`(?i)aka\.ms/LearnAboutSender|don['’]?t often get e-?mail from|nicht (häufig|oft) E-?Mails? von|pas souvent d['’]e-?mails?|no suele recibir correos?|não (costuma|recebe|obtém)[\w ]{0,20} e-?mails? |non (si ricev|ricev)\w+ spesso|niet vaak e-?mails? van|nie otrzymujesz często|не часто получаете|får inte ofta e-?post|får ikke ofte e-?post|får ikke ofte mails?|et saa usein sähköpostia|(通常不会|不经常|不常|通常不會)收到.{0,80}@|不会经常收到|メールを受け取る(ことはほとんど|機会)|자주 (전자 메일|이메일)`),
	// That a text speaks of the mail that it is in.
	thisMail: pattern.New(`(?i)(^|[^\p{L}])(this|dies\p{L}*|cet|cette|ce|este|esta|est[ae]s|quest[aoe]|dit|deze|ten|ta|tę|tej|ta?to|táto|tento|niniejsz\p{L}*|эт\p{L}{1,3}|данн\p{L}+|настоящ\p{L}+|це[йю]?|дан\p{L}+|den här|det här|detta|denna|denne|dette|denne?|täm[äa]n?|ez az?|bu|acest|aceasta?|această|ovaj|ova|ovo|šis|šī|šį|see|selle|this|ini) (e-?mails?|mails?|mejl\p{L}*|messages?|communications?|transmissions?|sender|nachricht|courriel|correo|mensa(je|gem)|messaggio|comunicazione|bericht|wiadomo\p{L}+|korespondencj\p{L}+|письм\p{L}+|сообщени\p{L}+|электронн\p{L}+|лист\p{L}*|повідомлен\p{L}+|e-?post\p{L}*|meddeland\p{L}*|meddelelse\p{L}*|melding\p{L}*|viesti\p{L}*|sähköposti\p{L}*|zpráv\p{L}*|správ\p{L}*|üzenet\p{L}*|levél|ileti|mesaj\p{L}*|poruk\p{L}*|sporočil\p{L}*|laišk\p{L}*|kiri)|(email|thư) này|αυτό το (μήνυμα|e-?mail)|(pesan|email|surat) ini|อีเมลนี้|هذه الرسالة|הודעה זו|(本|此|该|該|这封|這封|本电子|本電子)(封)?(邮件|郵件|电邮|電郵|电子邮件|電子郵件|信件|来信)|(本|この)(電子)?(メール|eメール)|(본|이) (메일|이메일|전자)|(메일|メール)(입니다|です)|(以上|上述)(内容|內容|邮件)`),
	// That the mail is a stranger's, as a sentence of its own.
	thisIs: pattern.New(`(?i)^[*_ ]*(this is an? (external|outside) (e-?mail|message|mail|sender)|(dies|das) ist eine externe \p{L}+|ceci est un \p{L}+ externe|(本|此|这|該|该)(邮件|郵件)?(为|是|系|属于)(一封)?(外部|外来)(邮件|郵件|来信))[.!,。，！ ]`),
	// The same of all mail of a house.
	anyMail: pattern.New(`(?i)(^|[.] )(any |all |our |an )?e-?mails? (are|is|do|does|cannot|sent|from)\b`),
	// That something looked for what is bad in it.
	scan:    pattern.New(`(?i)\b(scann?\w*|virus\w*|viren\w*|antivir\w*|malware|spam\w*|checked|geprüft|überprüft|analys\w*|analiz\w*|vérifi\w*|escane\w*|verific\w*|controllat\w*|gescand|gecontroleerd|sprawdzon\w*|skann\w*|kontroller\w*|kontrolov\w*|tarkist\w*|ellenőr\w*|taran\w*|gateway|mailscanner)\b|провер|вирус|перевір|zkontrolov|检测|檢測|扫描|掃描|查杀|查毒|病毒|安全网关|网关|スキャン|ウイルス|검사|바이러스`),
	scanned: pattern.New(`(?i)^[\[(*_ ]*(e-?mail |message |mail )?(scanned|checked|protected|filtered|secured|verified|(sent|delivered) securely|geprüft|gescannt|analysé|protégé|escaneado|controllato|gescand|sprawdzone?|проверено|skannat|virus-?free|virenfrei|sans virus)( by| with| von| durch| mit| par| por| da| door| przez| av|[.!:])?( ?[\p{L}\d®™.&-]+){0,6}[\])*_ .]*$`),
	// What companies say of secrets and recipients, and of what binds them.
	secret: pattern.New(`(?i)\b(confiden\w*|vertraul\w*|exclusi\w*|destin\w*|riservat\w*|reservad\w*|poufn\w*|geheim\w*|adressat\w*|empfänger\w*|geadresseerde\w*|bestemd|adresat\w*|mottagar\w*|mottaker\w*|modtager\w*|vastaanottaj\w*|címzett\w*|alıcı\w*|gizli\w*|recipients?|addressee\w*|privileged|prohib\w*|verboten|unzulässig\w*|interdit\w*|vietat\w*|verboden|environnement|umwelt|ambiente|milieu)\b|tajemnic|chronion|luottamuk|důvěrn|příjemc|bizalmas|конфиденц|адресат|конфіденц|απόρρητ|εμπιστευτ|保密|机密|機密|秘密|收件人|误收|誤收|错收|披露|第三方|许可|許可|名宛|宛先|受信|破棄|수신인|기밀|비밀|開示|第三者`),
	law:    pattern.New(`(?i)\b(juridi\w*|rechten|rechtsverbindl\w*|verbindlich\w*|binding|contract\w*|contrat\w*|vertr[aä]g\w*|unterschrift\w*|geschäftsführ\w*|schriftform|schriftlich\w*|writing|director\w*|signed|légal\w*|legal\w*|liab\w*|responsab\w*|haft\w*)\b|要约|要約|承诺|承諾|约束|約束|书面|書面|合同|责任|責任|盖章|法的`),
	denies: pattern.New(`(?i)\b(no|not|nothing|only|unless|kein\w*|nicht|bedürfen|aucun\w*|pas|ningun\w*|non|não|niet|geen|nie|inte|ikke|ei)\b|не |不|未|仅|無|无`),
	// That it warns: it forbids something, or asks for care.
	forbids: pattern.New(`(?i)\b(do not|don['’]?t|never|unless|before|care(ful(ly)?)?|caution|verify|think|nicht|keine?|vorsicht|nur|pas|no|non|não|nunca|niet|geen|nie|inte|ikke|ei|nem|antes|verifi\w+|ne[kvot]\w+)\b|älä|не |勿|不要|谨慎|谨防|注意|切勿|核实|甄别|ください|마세요|하십시오|주의`),
	// That it tells the reader to take care, as no person does who writes of mail.
	care: pattern.New(`(?i)\b(look (closely|twice|carefully|at the (sender|address))|check (the (sender|address)|before)|confirm (bank|payment|payments|the)\b.{0,20}\bphone|make sure (you|they|it)|report (anything|suspicious|phishing)|ask (the|your) (help|service) ?desk|with (care|caution|suspicion)|do not expect|did not expect|misstrau\w*|méfi\w*|prüfen sie|keine makros|vérifiez|signalez|en cas de doute|desconf\w*|no (facilite|comparta)|non (fornire|comunicare)|controleer|sprawdź|uważaj|be careful|careful(ly)?|caution|beware|exercise|verify|stop|think before|before (you )?(click\w*|open\w*)|do not (click|open|follow|respond|reply|trust)|don['’]?t (click|open|reply)|vorsicht\w*|klicken sie nicht|öffnen sie keine|nicht (anklicken|öffnen)|prudent\w*|prudence|ne cliquez|n['’]ouvrez|cuidado|precaución|no (haga clic|abra|pulse)|verifi(que|car|ca)\w*|não (clique|abra)|cautela|atten(to|ti|zione)|non (aprire|cliccare|fare clic|clicc\w+|apr\w+)|voorzichtig\w*|klik niet|open geen|ostrożn\w*|nie (klikaj|otwieraj)|klicka inte|öppna inte|försiktig\w*|forsiktig\w*|forsigtig\w*|ikke (klikk|klik|åpne|åbn)|varovai\w*|ole varovainen|nekli\w+|neotev\w+|opatrn\w*|ne kattints\w*|óvatos\w*|tıkla(ma|may)\w*|dikkat\w*|hati-hati)|försiktig|älä (avaa|klikkaa)|осторожн|не (открывайте|переходите|нажимайте)|обережн|не (відкривайте|переходьте)|核实(对方|发件人|身份)|核对(对方|身份|发件人)|电话核对|谨慎|小心|当心|谨防|请勿|勿点|请注意|注意(信息)?安全|防范|防骗|切勿|核实|甄别|請勿|謹慎|ご注意|注意して|주의`),
	// What a person says for themselves.
	person: pattern.New(`(?i)(^|[^\p{L}])((?-i:I)|(?-i:I)['’](m|ll|ve|d)|ich|mein\p{L}*|mir|mich|je|j['’]ai|mon|yo|mis?|eu|meu|minha|io|mi[oa]|ik|mijn|mój|moj[ae]|jag|jeg|minä|benim|saya|tôi|я|мо[йяею]|мне|мені)([^\p{L}]|$)|我|私|저는|제가`),
	// A line that says how secret the mail is.
	level: pattern.New(`(?i)^[\[(【*_ -]*(((data |document |content |information |message |e-?mail )?(classification|sensitivity|classified( as)?)|classificat?ion|clasificación|classificação|classificazione|classificatie|klassifi[zk]\w+|einstufung|vertraulichkeit|klasyfikacja|((邮件|文件|信息|资料|数据|郵件|文檔|文档)(安全)?)?(密级|密級|分类|分類|分级|分級|级别|等级)|保密(级别|等级)|安全级别|機密区分|情報区分)\s*[:：]?\s*[\[(【]?(c\d|tlp|public|internal|confidential|restricted|unclassified|official|general|company|business|secret|öffentlich|intern|vertraulich|interne|public|confidentiel|interno|pública?|riservat|openbaar|vertrouwelijk|wewnętrzn|公开|公開|内部|內部|秘密|机密|機密|普通|一般|商密|社外秘|社内)[^.?!。？！]{0,40}|tlp ?: ?(red|amber(\+strict)?|green|white|clear)|c\d ?[-–:] ?(public|internal|confidential|restricted)[\w ]{0,20}|(内部|公开|秘密|机密|绝密|涉密|商密|普通商密|核心商密)(公开|资料|使用|文件|信息)?|(内部|机密|秘密|涉密|保密)(资料|文件|信息|内容)[ ，,]*(请勿|严禁|不得|切勿|禁止)(外传|外泄|转发|传播|扩散)|(strictly |company |for )?(private|internal|confidential|restricted|public|proprietary)( ?(and|&|[-–/,]) ?(for )?(private|confidential|internal|proprietary))?( use)?( only)?|(this|the) (e-?mail|message) (is|was|has been) classified[^?!]{0,120})[\])】*_ .]*$`),
	// The same, after the name of a company.
	ownLevel: pattern.New(`^\p{Lu}[\p{L}\d&. ]{1,30} ?[-–|/:] ?(Public|Internal|Confidential|Restricted|INTERNAL|CONFIDENTIAL|Intern|Vertraulich|Interne|Confidentiel|Interno)( [Uu]se)?( [Oo]nly)?$`),
	// Whose outside it is.
	house: pattern.New(`(?i)\b(organi[sz]\w*|compan(y|ies)|unternehm\w*|firma|entreprise|empresa|azienda|bedrijf|firmy|société)\b|организац|компани|公司|组织|組織|机构|单位|会社|회사`),
	link:  pattern.New(`(?i)^[\[(*_ ]*(disclaimer|legal( notice)?|impressum|mentions légales|aviso legal|免责声明|免責聲明|法律声明)\s*[:：]?\s*[<(]?(https?://|www\.)\S+$`),
}

// tlp is a label of the traffic light protocol, with what it allows.
var tlp = pattern.New(`(?i)^[\[(*_ ]*tlp ?: ?(red|amber(\+strict)?|green|white|clear)\b[^?!]{0,90}$`)

// longestScanLine limits, in characters, what a scanner writes below a mail.
const longestScanLine = 200

// isWarning reports whether a paragraph at the beginning of a mail is what a gateway put
// there.
func isWarning(paragraph []line) bool {
	text, ok := paragraphText(paragraph)
	if !ok {
		return false
	}
	f := &gatewayForms
	if noticeForms.banner.MatchString(paragraph[0].text) && isNotice(paragraph, false) || f.rare.MatchString(text) || f.level.MatchString(text) || shapes.level.MatchString(text) || tlp.MatchString(text) {
		return true
	}
	if isBannerByShape(text, strings.TrimSpace(paragraph[0].text)) {
		return true
	}
	if !isHeaderBlock(paragraph) && isLikelyNotice(text, false, likelyBanner) {
		return true
	}
	label := f.label.MatchString(text) || f.label.MatchString(strings.Trim(paragraph[0].text, " *_#=|-"))
	outside := f.outside.MatchString(text)
	if !label && !outside || f.person.MatchString(text) || noticeForms.matter.MatchString(withoutAddresses(text)) || isAnswer(text) {
		return false
	}
	mail, danger, sender := f.mail.MatchString(text), f.danger.MatchString(text), f.sender.MatchString(text)
	care := f.care.MatchString(text)
	switch {
	case strings.ContainsAny(text, "?？") && !label:
		return false
	case label && outside, outside && danger && sender && f.forbids.MatchString(text):
		return mail || sender && label || isBracketed(text)
	case label && mail:
		return danger && sender
	case outside && (mail || sender) && (care && (danger || label || len(text) < longNotice && strings.ContainsAny(text, ",:，：.。")) || isShort(text)):
		return true
	case outside && isBracketed(text):
		return true
	}
	return outside && (f.thisMail.MatchString(text) && (danger || sender || f.house.MatchString(text)) || f.thisIs.MatchString(text))
}

// isHeaderBlock reports whether a paragraph is fields of a header, as programs show them of an
// older mail.
func isHeaderBlock(paragraph []line) bool {
	fields := 0
	for _, l := range paragraph {
		if !aField.MatchString(l.text) {
			continue
		}
		if fields++; strings.Contains(l.text, "@") && len(paragraph) > 1 {
			return true
		}
	}
	return fields > 2
}

var aField = pattern.New(`^[*_> ]*\p{L}[\p{L} -]{0,16}[*_]*\s?[:：]`)

// isShort reports whether a text is a few words that begin with where a mail is from, and no
// sentence.
func isShort(text string) bool {
	words, _ := undrawn(strings.Trim(text, "⚠️ "))
	from := gatewayForms.outside.FindStringIndex(words)
	return from != nil && from[0] == 0 && utf8.RuneCountInString(words) <= longestGreeting/2 && strings.Count(words, " ") < 4 && !endsSentence(text)
}

// isGatewayLine reports whether a paragraph below a mail is what a scanner, a gateway or a
// company put there; below reports whether the letter has ended above it.
func isGatewayLine(paragraph []line, below bool) bool {
	text, ok := paragraphText(paragraph)
	f := &gatewayForms
	if !ok {
		return below && len(paragraph) == 1 && f.level.MatchString(text) // "Internal"
	}
	short := utf8.RuneCountInString(text) <= longestScanLine
	if short && (tlp.MatchString(text) || f.scanned.MatchString(text) || f.level.MatchString(text) || f.link.MatchString(text) || below && f.ownLevel.MatchString(text)) {
		return true
	}
	if below && (isFooterByShape(text) || isLikelyNotice(text, true, likelyNotice)) || !below && isLikelyNotice(text, true, surelyNotice) {
		return true
	}
	theirs := ourCompany.Replace(text)
	if f.person.MatchString(theirs) || noticeForms.own.MatchString(theirs) || strings.ContainsAny(text, "?？") {
		return false
	}
	scans := distinct(f.scan, text)
	ofMail := f.thisMail.MatchString(text) || f.anyMail.MatchString(text)
	switch {
	case scans == 0 && !ofMail, isAnswer(text):
		return false
	case short && below && (scans > 0 && f.thisMail.MatchString(text) || scans > 1 && f.mail.MatchString(text)):
		return true
	case noticeForms.matter.MatchString(withoutAddresses(text)):
		return false
	}
	if !ofMail || !below && len(text) < longNotice && !enclosed(text) {
		return false
	}
	if short && scans > 0 {
		return true
	}
	secrets, law := distinct(f.secret, text), distinct(f.law, text)
	return secrets > 1 || secrets > 0 && law > 0 || law > 1 && f.denies.MatchString(text)
}

// paragraphText returns the lines of a paragraph as one text; ok is false for one that is too
// long for a notice, too short, or quoted.
func paragraphText(paragraph []line) (text string, ok bool) {
	var b strings.Builder
	for _, l := range paragraph {
		if l.depth > 0 || b.Len()+len(l.text) > longestNotice {
			return "", false
		}
		b.WriteString(l.text + " ")
	}
	text = strings.Trim(b.String(), " *_|")
	return text, len(text) >= shortestDisclaimer || len(text) > 2 && enclosed(text)
}

// isBracketed reports whether a paragraph is a few words in brackets.
func isBracketed(text string) bool {
	return enclosed(text) && utf8.RuneCountInString(text) <= longestGreeting
}

// enclosed reports whether a text is in brackets.
func enclosed(text string) bool {
	first, _ := utf8.DecodeRuneInString(text)
	last, _ := utf8.DecodeLastRuneInString(text)
	return strings.ContainsRune("[【［〔", first) && strings.ContainsRune("]】］〕", last)
}

// distinct returns how many different things that p matches are in a text.
func distinct(p *pattern.Pattern, text string) int {
	seen := map[string]bool{}
	for _, found := range p.FindAllString(text, 12) {
		seen[strings.ToLower(found)] = true
	}
	return len(seen)
}

// speaksOfMail reports whether a line is about mail, links, senders or strangers, as a warning
// is.
func speaksOfMail(text string) bool {
	f := &gatewayForms
	return f.mail.MatchString(text) || f.danger.MatchString(text) || f.sender.MatchString(text) || f.outside.MatchString(text)
}
