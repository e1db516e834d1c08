package reply

import "strings"

// What mail programs themselves write into a mail, by language. Each table is built once
// and read-only. Words are in lower case; a key that is compared without spaces has none.

// separatorLines are the words between dashes with which programs introduce what follows,
// without spaces, since lines space them in different ways.
var separatorLines = map[string]markKind{
	// Outlook, Lotus, eM Client, Proton, Samsung, QQ and NetEase.
	"originalmessage": history, "originalmessages": history, "original": history, "originalmail": history, "originale-mail": history,
	"originalemail": history, "originalappointment": history, "repliedmessage": history, "replymessage": history, "repliedmail": history,
	"原始邮件": history, "邮件原文": history, "原文": history, "原始信息": history, "历史邮件": history, "原邮件": history, "邮件原件": history, "原始信件": history, "回复的原邮件": history, "回复的邮件": history,
	"原始约会": history, "原始消息": history, "来件": history, "原始会议": history, "回复信件": history, "原信件": history,
	"原始郵件": history, "郵件原件": history, "原郵件": history, "原始約會": history, "原始訊息": history, "原始信件内容": history, "回覆的郵件": history,
	"ursprünglichenachricht": history, "originalnachricht": history, "original-nachricht": history, "originalemailnachricht": history, "ursprünglichemail": history,
	"messaged'origine": history, "messagedorigine": history, "messageoriginal": history, "messageinitial": history, "courrieloriginal": history,
	"mensajeoriginal": history, "mensagemoriginal": history, "mensagemdeorigem": history, "messaggiooriginale": history,
	"oorspronkelijkbericht": history, "origineelbericht": history, "oorspronkelijkebericht": history,
	"oryginalnawiadomość": history, "wiadomośćoryginalna": history, "wiadomośćpierwotna": history,
	"исходноесообщение": history, "оригинальноесообщение": history, "исходноеписьмо": history, "первоначальноесообщение": history,
	"оригінальнеповідомлення": history, "вихіднеповідомлення": history, "первиннеповідомлення": history,
	"ursprungligtmeddelande": history, "originalmeddelande": history, "opprinneligmelding": history, "opprinneligemelding": history, "oprindeligmeddelelse": history, "originalmeddelelse": history,
	"alkuperäinenviesti": history, "původnízpráva": history, "eredetiüzenet": history, "özgünileti": history, "orijinalmesaj": history, "mesajuloriginal": history,
	"元のメッセージ": history, "オリジナルメッセージ": history, "元メール": history, "원본메시지": history, "원본메일": history, "원본이메일": history,
	// Gmail, Thunderbird, NetEase, Sina.
	"forwardedmessage": forward, "forwardedmail": forward, "forwardedemail": forward, "forwardedmessages": forward, "forwarded": forward,
	"转发邮件信息": forward, "转发的邮件": forward, "转发邮件": forward, "转发的消息": forward, "已转发邮件": forward, "转发消息": forward, "转发信息": forward, "转发的原邮件": forward,
	"轉寄郵件": forward, "轉寄的郵件": forward, "轉發的郵件": forward, "轉寄信件": forward, "已轉寄的郵件": forward, "轉寄的訊息": forward,
	"weitergeleitetenachricht": forward, "weitergeleitetemail": forward, "messagetransféré": forward, "messageréexpédié": forward,
	"mensajereenviado": forward, "forwardedmessage(es)": forward, "mensagemencaminhada": forward, "mensagemreencaminhada": forward,
	"messaggioinoltrato": forward, "doorgestuurdbericht": forward, "przekazanawiadomość": forward, "treśćprzekazanejwiadomości": forward, "wiadomośćprzekazanadalej": forward,
	"пересылаемоесообщение": forward, "перенаправленноесообщение": forward, "пересланноесообщение": forward, "пересылаемоеписьмо": forward,
	"перенаправленеповідомлення": forward, "пересланеповідомлення": forward, "переслалиповідомлення": forward,
	"vidarebefordratmeddelande": forward, "videresendtmelding": forward, "videresendtmeddelelse": forward, "välitettyviesti": forward, "přeposlanázpráva": forward,
	"転送メッセージ": forward, "転送されたメッセージ": forward, "転送メール": forward, "전달된메일": forward, "전달된메시지": forward, "전달메일": forward,
}

// openingLines are whole lines that introduce what follows, without dashes.
var openingLines = map[string]markKind{
	"begin forwarded message:": forward, "begin forwarded message": forward, // Apple
	"开始转发的邮件:": forward, "开始转发邮件:": forward, "开始转发的信息:": forward, "下面是被转发的邮件:": forward, "以下是转发的邮件:": forward,
	"開始轉寄郵件:": forward, "開始轉寄訊息:": forward, "以下是轉寄的郵件:": forward, "開始轉寄的郵件:": forward,
	"anfang der weitergeleiteten nachricht:": forward, "anfang der weitergeleiteten e-mail:": forward,
	"début du message réexpédié :": forward, "début du message transféré :": forward, "début du message réexpédié:": forward, "début du message transféré:": forward,
	"inicio del mensaje reenviado:": forward, "início da mensagem encaminhada:": forward, "início da mensagem reencaminhada:": forward,
	"inizio messaggio inoltrato:": forward, "begin doorgestuurd bericht:": forward, "początek przekazywanej wiadomości:": forward, "początek przekazanej wiadomości:": forward,
	"начало переадресованного сообщения:": forward, "начало переадресованного письма:": forward, "початок переспрямованого повідомлення:": forward, "початок листа, що пересилається:": forward,
	"vidarebefordrat brev:": forward, "början på vidarebefordrat meddelande:": forward, "videresendt melding:": forward, "start på videresendt melding:": forward, "start på videresendt besked:": forward,
	"以下は転送されたメッセージです:": forward, "転送されたメッセージ:": forward, "전달된 메시지 시작:": forward, "전달된 메시지:": forward,
	"start of forwarded message:": forward,
}

// fieldLabels are the names of the fields of a header block, without spaces.
var fieldLabels = map[string]field{
	"from": fromField, "sent": sentField, "date": sentField, "senton": sentField, "datesent": sentField, "sentdate": sentField, "time": sentField, "to": toField, "sendtime": sentField,
	"cc": otherField, "bcc": otherField, "reply-to": otherField, "replyto": otherField, "importance": otherField, "priority": otherField, "attachments": otherField, "attachment": otherField,
	"sender": fromField, "subject": subjectField, "when": otherField, "where": otherField, "sensitivity": otherField, "categories": otherField, "recipient": toField, "recipients": toField,
	"发件人": fromField, "发信人": fromField, "发送人": fromField, "寄件人": fromField, "寄件者": fromField, "發件人": fromField, "發信人": fromField, "寄信人": fromField, "傳送者": fromField, "发送者": fromField,
	"发送时间": sentField, "发送日期": sentField, "日期": sentField, "时间": sentField, "发件时间": sentField, "發送時間": sentField, "发件日期": sentField, "发信时间": sentField, "發送日期": sentField,
	"傳送時間": sentField, "寄件日期": sentField, "時間": sentField, "傳送日期": sentField, "已发送": sentField, "寄送日期": sentField, "寄件時間": sentField, "已傳送": sentField,
	"收件人": toField, "收件者": toField, "收信人": toField, "接收人": toField,
	"抄送": otherField, "抄送人": otherField, "抄送至": otherField, "副本": otherField, "副本抄送": otherField, "密送": otherField, "密件副本": otherField, "抄送者": otherField,
	"回复": otherField, "回复地址": otherField, "答复": otherField, "重要性": otherField, "附件": otherField, "优先级": otherField, "優先順序": otherField, "敏感度": otherField,
	"主题": subjectField, "主題": subjectField, "主旨": subjectField, "标题": subjectField, "標題": subjectField, "邮件主题": subjectField,
	"von": fromField, "absender": fromField, "gesendet": sentField, "gesendetam": sentField, "datum": sentField, "an": toField, "kopie": otherField, "betreff": subjectField, "empfänger": toField, "antwortan": otherField, "priorität": otherField, "wichtigkeit": otherField, "anlagen": otherField, "blindkopie": otherField,
	"de": fromField, "expéditeur": fromField, "envoyé": sentField, "envoyéle": sentField, "à": toField, "destinataire": toField, "objet": subjectField, "sujet": subjectField, "copieà": otherField, "répondreà": otherField, "piècesjointes": otherField,
	"enviado": sentField, "enviadoel": sentField, "enviadael": sentField, "fecha": sentField, "para": toField, "asunto": subjectField, "remitente": fromField, "respondera": otherField, "datosadjuntos": otherField,
	"enviadoem": sentField, "enviada": sentField, "enviadaem": sentField, "data": sentField, "assunto": subjectField, "remetente": fromField, "anexos": otherField,
	"da": fromField, "mittente": fromField, "inviato": sentField, "inviatoil": sentField, "a": toField, "destinatario": toField, "oggetto": subjectField, "allegati": otherField,
	"van": fromField, "afzender": fromField, "verzonden": sentField, "verzondenop": sentField, "aan": toField, "onderwerp": subjectField, "bijlagen": otherField,
	"od": fromField, "nadawca": fromField, "wysłano": sentField, "wysłane": sentField, "wysłany": sentField, "do": toField, "adresat": toField, "dw": otherField, "temat": subjectField, "kopia": otherField,
	"от": fromField, "откого": fromField, "отправлено": sentField, "дата": sentField, "кому": toField, "копия": otherField, "тема": subjectField, "отправитель": fromField,
	"від": fromField, "надіслано": sentField, "відправлено": sentField, "копія": otherField,
	"från": fromField, "avsändare": fromField, "skickat": sentField, "till": toField, "ämne": subjectField,
	"fra": fromField, "avsender": fromField, "sendt": sentField, "dato": sentField, "til": toField, "emne": subjectField, "kopi": otherField,
	"lähettäjä": fromField, "lähetetty": sentField, "päivämäärä": sentField, "vastaanottaja": toField, "aihe": subjectField, "kopio": otherField,
	"odesílatel": fromField, "odesláno": sentField, "komu": toField, "předmět": subjectField,
	"feladó": fromField, "küldve": sentField, "címzett": toField, "tárgy": subjectField, "dátum": sentField,
	"kimden": fromField, "gönderen": fromField, "gönderildi": sentField, "gönderilmetarihi": sentField, "tarih": sentField, "kime": toField, "konu": subjectField, "bilgi": otherField,
	"差出人": fromField, "送信者": fromField, "送信元": fromField, "送信日時": sentField, "日時": sentField, "宛先": toField, "件名": subjectField, "送信日": sentField, "日付": sentField,
	"보낸사람": fromField, "발신": fromField, "보낸이": fromField, "보낸날짜": sentField, "날짜": sentField, "보낸시간": sentField, "발송일": sentField, "받는사람": toField, "받는이": toField, "수신": toField, "참조": otherField, "제목": subjectField, "첨부": otherField,
}

// wroteWords are the verbs of attributions: "On 1 March 2026 Li Na wrote:". They are
// separate words, except in Chinese, Japanese and Korean.
var wroteWords = []string{
	"wrote", "writes", "has written", "escribió", "escribio", "ha escrito", "escreveu", "escreve", "a écrit", "a ecrit", "ecrit", "schrieb", "schreibt", "geschrieben", "ha scritto", "scrive", "schreef", "schrijft", "heeft geschreven",
	"napisał", "napisała", "napisał(a)", "napisał(-a)", "napisali", "pisze", "написал", "написала", "написал(а)", "пишет", "писал", "писала", "написав", "написала(в)", "пише", "писав",
	"skrev", "skriver", "skrifaði", "kirjoitti", "napsal", "napsal(a)", "píše", "yazdı", "írta", "ezt írta", "a scris", "έγραψε", "viết",
	"written", "quoting", "zitat von", "citando", "citát",
}

// wroteMarks are such verbs in scripts without spaces.
var wroteMarks = []string{
	"写道", "寫道", "写到", "寫到", "撰写", "撰寫", "来信", "來信", "发送的邮件", "的邮件中说", "wrote",
	"書きました", "書き込み", "のメール", "のメッセージ", "님이 작성", "쓴 글", "님의 말", "작성:", "작성",
}

// attributionOpeners are the words that begin an attribution that starts with a date.
var attributionOpeners = []string{
	"on ", "at ", "am ", "le ", "el ", "em ", "il ", "op ", "w dniu ", "dnia ", "den ", "på ", "dne ", "în ", "tarihinde ", "в ", "во ", "у ", "a ", "on:", "date:", "message du ", "in a message dated ", "quoting ", "zitat von ", "citando ",
	"在", "于", "於", "il giorno ", "no dia ", "a las ", "vào ",
}

// months are the names of months, as far as they are needed to recognise a date; the first
// three letters of a name are enough.
var months = strings.Fields(`jan feb mar apr may jun jul aug sep oct nov dec
	mär mrz mai okt dez janv févr avr juin juil août déc ene abr ago set out fev
	gen mag giu lug ott dic maa mrt mei paź sty lut kwi maj cze lip sie wrz lis gru
	янв фев мар апр мая май июн июл авг сен окт ноя дек січ лют бер кві тра чер лип сер вер жов лис гру
	maj okt tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu`)

// disclaimers are words in the notices that companies and scanners append to mail. A
// paragraph with one of them, and none of the sender's text below it, is such a notice.
var disclaimers = []string{
	"intended recipient", "confidentiality notice", "legal disclaimer", "this e-mail is confidential", "this email is confidential", "may contain confidential", "contain confidential information",
	"contains confidential", "legally privileged", "privileged and confidential", "strictly confidential and intended", "intended solely for", "intended only for the", "received this email in error", "received this e-mail in error", "received this message in error",
	"please consider the environment", "before printing this", "before you print this", "checked for viruses", "scanned for viruses", "virus-free", "virenfrei", "scanned by mailscanner", "registered in england", "avast.com", "unsubscribe from this group", "don't often get email from", "don’t often get email from", "you received this message because you are subscribed",
	"本邮件及其附件", "本邮件及附件", "本電子郵件及其附件", "本郵件及其附件", "本邮件包含", "本邮件可能含有", "保密信息，仅", "仅限于发送给上面", "如果您错收", "如您错收", "若您误收", "如果您误收", "非本邮件所指定的收件人", "如果您不是指定的收件人", "若您並非", "非指定之收件者", "保护环境，请", "请考虑环境", "打印此邮件前", "机密资料", "機密資料", "未经授权的披露", "免责声明：", "免责声明:", "保密声明",
	"vertrauliche und/oder rechtlich", "vertrauliche informationen", "nicht der richtige adressat", "irrtümlich erhalten", "denken sie an die umwelt", "denken sie an unsere umwelt",
	"ce message et toutes les pièces jointes", "ce message est confidentiel", "destinataire de ce message", "à l'intention exclusive", "pensez à l'environnement",
	"este mensaje y sus", "este mensaje puede contener", "información confidencial", "antes de imprimir", "esta mensagem pode conter", "informação confidencial", "informações confidenciais",
	"questo messaggio è", "le informazioni contenute", "questa e-mail è riservata", "dit bericht is uitsluitend", "vertrouwelijke informatie", "dit e-mailbericht is",
	"wiadomość zawiera informacje poufne", "treść tej wiadomości", "конфиденциальную информацию", "является конфиденциальной", "конфіденційну інформацію",
	"detta meddelande är konfidentiellt", "denne e-posten er konfidensiell", "このメールは機密", "本メールには", "誤って受信", "본 메일은", "기밀정보",
}
