package classify

import (
	"slices"
	"strings"

	"rapport/store"
	"rapport/store/pattern"
)

// longestDeclared is the length in bytes of the text that may say of itself that no person
// wrote it: what programs write is short, and says so above or below all of it.
const longestDeclared = 2000

var selfForms = struct{ reply, program, person, ours *pattern.Pattern }{
	// reply says that a text is an automatic answer.
	reply: pattern.New(`(?im)\bthis (is an? |e-?mail is an? |message is an? |mail is an? )(auto(matic|mated)?[- ]?(generated )?)(reply|response|answer|acknowledge?ment|responder)($|[.,!;:)\]*_…–—-]|\s+([.,!;:–—-]|and|from|to|of|sent|generated)|\s*\n)|^[^\p{L}\d\n]*(auto(matic|mated)?[- ]?(reply|response|responder|acknowledge?ment))[^\p{L}\d\n]*$|(此|本|该|這|这|以上|以下)(封)?(邮件|郵件|信件|信|消息|内容)?(为|為|是|係|系)[^。！!\n]{0,8}(自动|自動)(回复|回覆|回復|答复|答覆|应答|應答)(邮件|郵件|信息|消息|内容)?($|[，,。.!！;；:：)）】~～\s])|^[^\p{L}\d\n]*(系统|系統|邮箱|机器人)?(自动|自動)(回复|回覆|回復|答复|应答)[^\p{L}\d\n]*$|\b(automatische|automatisierte|automatisch erstellte|automatisch generierte) (antwort|rückmeldung|eingangsbestätigung)\b|\bréponse automatique\b|\brespuesta automática\b|\brisposta automatica\b|\bresposta automática\b|\bautomatisch antwoord\b|自動(返信|応答)(メール|されて|です|でお|にて|し)`),
	// program says that a program wrote or sent it, or that nobody reads what is sent there.
	program: pattern.New(`(?im)\bthis (e-?mail|message|mail|notification|notice|letter|reminder|receipt|confirmation|text) (is|was|has been|gets)( an?)?( \w+)? ?(auto(matically|matic|mated)?[- ]?(generated|sent|created|produced|issued|message|notification|mail|e-?mail)|(generated|sent|created|produced|issued) (automatically|by (a|an|our|the) (\w+ )?(system|computer|robot|bot|program|machine|server)))|\b(this is|you (are|have) receiv\w+) an? (auto(matic|mated|matically)?[- ]?(generated )?|system[- ]generated |computer[- ]generated )(message|notification|mail|e-?mail|notice|reminder|alert)\b|\b(system|computer|machine)[- ]generated (message|e-?mail|mail|notification|notice)\b|\bthis (mailbox|inbox|e-?mail address|address|account) is (not (monitored|read|attended|staffed|checked)|unmonitored|unattended)\b|\b(replies|answers|responses) to this (e-?mail|message|mail|address) (are|will) (not (be )?(read|monitored|answered|processed|received|reviewed|seen)|go unread)\b|\bdo not (reply|respond) (directly )?to this (e-?mail|message|mail|address|mailbox|notification|notice)\b|^[^\n]{0,200}\bplease do not (reply|respond)[^\p{L}\d\n]*$|(此|本|该|這|这)(封)?(电子|電子)?(邮件|郵件|信件|信|消息|通知|短信)(为|為|是|由|係|系|乃)[^。！!\n]{0,14}(自动|自動|机器人|機器人|系统|系統)(发送|發送|发出|發出|生成|产生|產生|推送|通知|寄出|邮件|郵件)|(系统|系統|平台|机器人|機器人|程序)(自动|自動)(发送|发出|生成|推送|發送|發出|通知|产生|寄出)($|[，,。.!！;；)）】\s])|(请|請|烦请|敬请)勿(直接)?(回复|回覆|回復)($|[，,。.!！)）\s]|此|本|该|該|邮件|郵件)|(此|本|该|該|这|這)(个|個)?(邮箱|信箱|账号|帐号|帳號|邮件|郵件|地址)[^。！!\n]{0,6}(机器人|機器人|系统|系統)(账号|帐号|帳號|邮箱|信箱)|\b(maschinell|automatisch) (erstellt|erzeugt|generiert|versandt|versendet|verschickt|gesendet)\b|\b(antworten sie (bitte )?nicht auf diese|bitte nicht (auf diese \w+ )?antworten)\b|\b(généré|envoyé|créé|émis)e?s? (automatiquement|par (un|notre) (système|robot|automate))\b|\bmerci de ne pas (y )?répondre\b|\bne (pas )?répond(ez|re) (pas )?à ce(t|tte)? (message|courriel|e-?mail|mail)\b|\b(mensaje|correo)( electrónico)?( ha sido| fue| es)? (generado|enviado)?( de forma)? ?autom[aá]tic\w+|\bno (responda|conteste) a este\b|\b(messaggio|e-?mail)( è stat[ao])? (generat[ao]|inviat[ao]) automaticamente\b|\bnon rispond(ere|a|ete) a quest[ao]\b|\bautomatisch (gegenereerd|verzonden|verstuurd)\b|\b(mensagem|e-?mail) (gerad[ao]|enviad[ao]) automaticamente\b|\bnão respond(a|er) a est[ae]\b|自動(送信|配信|生成)(メール|されて|です|して|しており|した)|このメール(に|へ)(は)?(直接)?(ご)?返信(いただ|でき|しない|なさら|不可|をいただ)|送信専用`),
	// person says something for one person.
	person: pattern.New(`(^|[^\p{L}])(I|I['’](m|ll|ve|d)|(?i:my|me|mine|ich|mein\p{L}*|mir|mich|je|j['’]ai|mon|yo|io|ik|mijn))([^\p{L}]|$)|我|私|僕|저는`),
	// ours is how a company says we.
	ours: pattern.New(`我们|我們|我司|我公司|我行|我院|我校|我单位|我單位|我处|我局|我会|我部|我中心|我平台|联系我|联络我|聯絡我`),
}

// selfKind recognises mail that says of itself that a program wrote it, and says nothing for a
// person. Programs that write no field for it are many; of people's mail, none may be lost: below
// what somebody of a client writes, their company may have put that nobody is to reply.
func selfKind(s *marks) (store.Kind, string) {
	if s.program || s.quotes || len(s.text) > longestDeclared {
		return "", ""
	}
	reply := selfForms.reply.MatchString(s.text)
	if !reply && (s.contact || s.ofClient || !selfForms.program.MatchString(s.text)) || selfForms.person.MatchString(selfForms.ours.ReplaceAllString(s.text, "")) {
		return "", ""
	}
	if reply || s.answers {
		return store.KindAutoReply, "its text says that it is an automatic answer"
	}
	return store.KindAutomatic, "its text says that a program wrote it"
}

// programNames are what programs are called that write mail.
var programNames = []string{"robot", "bot", "mailbot", "autoreply", "autoresponder", "autoresponse", "notification", "notifications", "notify", "notifier", "alert", "alerts", "reminder", "reminders", "remind", "daemon"}

// namedProgram recognises senders whose address says that they are programs. A person who
// shares such an address answers mail, or wants the answer elsewhere: a service sends for them.
func namedProgram(s *marks) (store.Kind, string) {
	if s.answers || s.elsewhere || s.person != "" || s.contact || s.ofClient {
		return "", ""
	}
	for part := range strings.FieldsFuncSeq(s.from, func(r rune) bool { return r == '-' || r == '_' || r == '.' }) {
		if slices.Contains(programNames, part) {
			return store.KindAutomatic, "from " + s.from
		}
	}
	return "", ""
}
