package answer

import (
	"strings"

	"rapport/store/pattern"
)

var (
	// formsAbroad are the words of other languages, as the whole of a sentence.
	formsAbroad = pattern.New(`(?i)` + strings.Join([]string{
		`^(?:bitte|hiermit|ich (?:möchte|will)|wir möchten|mich|uns|sofort|jetzt|endlich|(?:von|aus|vom) (?:dieser|der|ihrer|eurer|diesem|dem|ihrem)? ?(?:newsletter|verteiler|liste|mailingliste|mails?|e-mails?)|[\s,])*(?:abmelden|abbestellen|austragen|entfernen)[\s,.!]*(?:bitte|danke)?$`,
		`\bkeine? (?:weiteren? |solchen? )?(?:e-?mails?|mails?|nachrichten|umfragen|erinnerungen|newsletter)\b.{0,20}\b(?:mehr|erhalten|bekommen|senden|schicken)\b|\bwidersprech\w+\b.{0,30}\b(?:zusendung|e-?mails?|nachrichten|werbung)\b|\b(?:aus|von) (?:dem|diesem|ihrem|eurem|der|ihrer|eurer) (?:e-?mail-?)?(?:verteiler|mailingliste)\b`,
		`\b(?:dés|des)(?:abonn|inscri)\w*|\bretirer de (?:cette|votre|la) liste\b|\bne (?:veux|souhaite|souhaitons|désire) plus (?:recevoir|être)\b|\bplus (?:de mails?|de courriels?|d'e-?mails?)\b`,
		`\b(?:darme|darnos|dar) de baja\b|\bno (?:quiero|deseo) (?:recibir|más correos)\b|\bcancelar (?:mi |la )?suscripci[oó]n\b`,
		`\b(?:disiscriv|cancellare? (?:la )?(?:mia )?iscrizione)\w*|\bnon (?:voglio|desidero) (?:più )?ricevere\b`,
		`^(?:graag |wil |ik wil |me |mij |svp |s\.v\.p\. )*(?:afmelden|uitschrijven)(?: (?:aub|svp|graag|alstublieft))?[.!]?$`,
		`配信(?:を)?停止|登録(?:を)?解除|(?:メール|通知).{0,8}(?:不要|止めて|やめて|停止)|送らないで`,
	}, "|"))
)

var (
	// stopWord is what programs and people write in a subject, or alone, to unsubscribe; a tag
	// or an address of the list may follow it.
	stopWord = pattern.New(`(?i)^(?:please |pls |我要|我想|请|請|申请|回复(?:td)?)?(?:un-?sub(?:scribe|scribed|scription)?|opt[- ]?out|remove(?: me)?|list-unsubscribe(?:=one-click)?|abmelden|abbestellen|abmeldung|désabonn(?:er|ement)|desuscribir(?:me)?|afmelden|td|退订|退訂|退订我|取消订阅|取消訂閱|配信停止)(?:邮件|郵件|订阅|请求|申请| request)?` +
		`(?:[\s:：=+_/.#-]+(?:from )?(?:[\[【]?(?-i:[A-Z0-9_-]{2,})[\]】]?|(?i:[a-z]*\d[\w.+=-]*|[^\s@]+@[^\s@]+)))?[\s.!。！]*$`)
	// stopOfAll is a whole wish in a subject.
	stopOfAll = pattern.New(`(?i)^(?:please )?(?:(?:unsubscribe|remove|opt) (?:me|us|out)|opt (?:me|us) out)(?: (?:from|of))?(?: (?:this|these|your|the|all|any|mailing|distribution))* ?(?:lists?|e-?mails?|mailings?|newsletters?|surveys?|reminders?|messages?)?(?:[ ,]*(?:please|thanks|thank you|now))*[\s.!]*$`)
)

// stopsAlone reports whether words are nothing but the wish to unsubscribe, as a program writes
// it.
func stopsAlone(words string) bool {
	return len(words) <= longestLine && (stopWord.MatchString(words) || stopOfAll.MatchString(words))
}
