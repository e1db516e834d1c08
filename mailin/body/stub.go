package body

import (
	"strings"
	"unicode/utf8"

	"rapport/store/pattern"
)

// A plain text beside HTML is a stub where a program wrote it that had nothing to say
// there: a line for a picture, a sentence that HTML cannot be shown. People must read the
// HTML then. What tells is how much either says, and whether the HTML says it too: what
// the sender wrote stands in both. Words are only looked at beside that.

// placeholders are what programs put into text for what it cannot hold.
var placeholders = pattern.New(`(?i)\[(?:image|img|cid|inline image|picture|photo|logo|grafik|bild|imagen|immagine|afbeelding|obraz|图片|圖片|图像|画像|이미지|рисунок|изображение)[^\[\]\n]{0,200}\]` +
	`|【(?:图片|圖片|图像|表情|附件)[^【】\n]{0,200}】|\[(?:图片|圖片|[^\[\]\n]{1,80}\.(?:png|jpe?g|gif|bmp|webp|svg|emz|wmz|ico))\]|<(?:cid|https?):[^<>\s]{0,1000}>|https?://\S{1,1000}|\x{FFFC}`)

// contactLines are lines that hold a telephone number and nothing else.
var contactLines = pattern.New(`(?im)^[ \t]*(?:(?:tel|phone|mobile|mob|cell|fax|t|m|电话|手机|电話|電話|тел)[.:： ]{0,3})?\+?[0-9][0-9 ()./-]{6,24}[ \t]*$`)

// withoutPlaceholders returns what else a plain text says.
func withoutPlaceholders(text string) string {
	text = placeholders.Regexp().ReplaceAllString(text, " ")
	return contactLines.Regexp().ReplaceAllString(text, " ")
}

// excuses are parts of the words by which programs say that they cannot show HTML, or
// where to read it, in the languages in which we have seen it. They only count where the
// HTML has hardly any of the sentence.
var excuses = []string{
	"html", "mime", "browser", "navigat", "navegad", "naveg", "浏览器", "瀏覽器", "ブラウザ", "브라우저", "браузер", "prohlížeč", "prehliadač", "przegląd", "böngész", "tarayıcı", "selain", "webbläs", "nettleser", "เบราว์เซอร์", "trình duyệt", "peramban", "πρόγραμμα περιήγησης", "דפדפן", "المتصفح",
	"display", "cannot be shown", "can't be shown", "unable to show", "view this", "view the message", "view it online", "nicht anzeigen", "angezeigt", "dargestellt", "darstell", "ansehen", "s'affiche", "afficher", "visualizz", "visualiz", "visualis", "weergeven", "weergegeven", "bekijk", "görüntüle", "wyświetl", "zobraz", "отобра", "відобра", "просмотр", "megjelenít", "afișa", "afisa", "näytt", "vis denne", "visas", "vises", "mostrar", "mostrare",
	"查看此邮件", "无法显示", "无法正常显示", "不支持", "无法查看", "顯示", "显示此", "表示でき", "表示され", "표시", "แสดง", "hiển thị", "tampil",
	"mail client", "mail program", "mail reader", "e-mail-programm", "mailprogramm", "mail-programm", "messagerie", "programa de correo", "programma di posta", "e-mailprogramma", "почтов", "poštovn", "pocztow", "e-posta program", "メールソフト", "メーラー", "邮件客户端", "郵件程式", "富文本", "rich text", "formatted message",
}

// longestExcuse bounds the words of a stub.
const longestExcuse = 60

// stubbed is what a plain text is beside HTML.
type stubbed int

const (
	whole   stubbed = iota // what the sender wrote
	stub                   // surely nothing
	doubted                // far less than the HTML, and something else
)

// stubOf compares a plain text with the HTML beside it.
func stubOf(plain, source string) stubbed {
	shown := wordsOfHTML(source[:min(len(source), 4*comparedBytes)])
	if len(plain) > 4000 || len(shown) == 0 {
		return whole
	}
	said := withoutPlaceholders(plain)
	words := wordsOf(said)
	if len(words) == 0 {
		if strings.ContainsAny(said, "0123456789") { // a figure is an answer
			return whole
		}
		return stub
	}
	missing := missingFrom(words, shown)
	if len(words) > longestExcuse || missing*2 < len(words) {
		return whole
	}
	lower := strings.ToLower(said)
	for _, excuse := range excuses {
		if strings.Contains(lower, excuse) {
			return stub
		}
	}
	if len(words) >= fewWords && missing*5 >= len(words)*3 && len(shown) >= 2*len(words) {
		return doubted
	}
	return whole
}

// fewWords is how few words a person answers with: so short a text is no excuse of a
// program, whatever the HTML says.
const fewWords = 4

// IsFuller reports whether the sender's own words in HTML are far more than those in the
// text beside it, and most of them nowhere in all of that text: the text is the beginning
// of the mail, or a line that a program added.
func IsFuller(ownHTML, ownText, text string) bool {
	if utf8.RuneCountInString(ownHTML) < 2*utf8.RuneCountInString(ownText) {
		return false
	}
	words, less := wordsOf(ownHTML), wordsOf(withoutPlaceholders(ownText))
	missing := missingFrom(words, wordsOf(text))
	return missing >= 8 && missing*5 >= len(words)*3 && len(words) >= 4*len(less) && missingFrom(less, words)*2 <= len(less)
}
