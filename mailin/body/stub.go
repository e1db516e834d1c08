package body

import (
	"strings"
	"unicode/utf8"

	"rapport/store/pattern"
)

// A plain text beside HTML is a stub where a program wrote it that had nothing to say
// there: a line for a picture, a sentence that HTML cannot be shown. People must read the
// HTML then. What tells is how much either says, and whether the HTML says it too: what
// the sender wrote is in both. A list of known words is only a second sign.

// placeholders are what programs put into text for what it cannot hold.
var placeholders = pattern.New(`(?i)\[(?:image|img|cid|inline image|picture|photo|logo|grafik|bild|imagen|immagine|afbeelding|obraz|图片|圖片|图像|画像|이미지|рисунок|изображение)[^\[\]\n]{0,200}\]` +
	`|【(?:图片|圖片|图像|表情|附件)[^【】\n]{0,200}】|[\[（(](?:图片|圖片|image|picture)[\]）)]|\[(?:\p{Han}{1,6}|[^\[\]\n]{1,80}\.(?:png|jpe?g|gif|bmp|webp|svg|emz|wmz|ico))\]|<(?:cid|https?):[^<>\s]{0,1000}>|https?://\S{1,1000}|\bcid:\S{1,1000}|\x{FFFC}`)

// contactLabels are the words before a telephone number.
var contactLabels = pattern.New(`(?i)\b(?:tel|telephone|phone|mobile|mob|cell|fax|office|direct|t|m|f|p|d)\b|电话|電話|手机|手機|传真|傳真|тел`)

// isContactLine reports whether a line holds telephone numbers and nothing else.
func isContactLine(line string) bool {
	digits := 0
	for i := range len(line) {
		if line[i] >= '0' && line[i] <= '9' {
			digits++
		}
	}
	if digits < 7 {
		return false
	}
	for _, r := range contactLabels.ReplaceAllString(line, "") {
		if (r < '0' || r > '9') && !strings.ContainsRune(" \t\r\n+()-./|:：,;", r) {
			return false
		}
	}
	return true
}

// withoutPlaceholders returns what else a plain text says.
func withoutPlaceholders(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) { // no placeholder goes over the end of one
		if line = placeholders.ReplaceAllString(line, " "); !isContactLine(line) {
			b.WriteString(line)
		}
	}
	return b.String()
}

// excuses are parts of the words by which programs say that they cannot show HTML, or
// where to read it, in the languages in which we have seen it. They only count where the
// HTML has hardly any of the sentence.
var excuses = []string{
	"html", "mime", "tnef", "winmail", "browser", "navigat", "navegad", "naveg", "浏览器", "瀏覽器", "ブラウザ", "브라우저", "браузер", "prohlížeč", "prehliadač", "przegląd", "böngész", "tarayıcı", "selain", "webbläs", "nettleser", "เบราว์เซอร์", "trình duyệt", "peramban", "πρόγραμμα περιήγησης", "דפדפן", "المتصفح",
	"display", "cannot be shown", "can't be shown", "unable to show", "view this", "view the message", "view it online", "nicht anzeigen", "angezeigt", "dargestellt", "darstell", "ansehen", "s'affiche", "afficher", "visualizz", "visualiz", "visualis", "weergeven", "weergegeven", "bekijk", "görüntüle", "wyświetl", "zobraz", "отобра", "відобра", "просмотр", "megjelenít", "afișa", "afisa", "näytt", "vis denne", "visas", "vises", "mostrar", "mostrare",
	"查看此邮件", "无法显示", "无法正常显示", "不支持", "无法查看", "顯示", "显示此", "表示でき", "表示され", "표시", "แสดง", "hiển thị", "tampil",
	"mail client", "mail program", "mail reader", "e-mail-programm", "mailprogramm", "mail-programm", "messagerie", "programa de correo", "programma di posta", "e-mailprogramma", "почтов", "poštovn", "pocztow", "e-posta program", "メールソフト", "メーラー", "邮件客户端", "郵件程式", "富文本", "rich text", "formatted message",
	"sent from my", "get outlook for", "发自我的", "發自我的", "來自我的", "来自我的", "gesendet mit", "von meinem", "envoyé de mon", "envoyé depuis", "enviado desde mi", "enviado do meu", "inviato da", "verzonden vanaf", "skickat från", "wysłano z", "отправлено с", "iphoneから送信", "나의 iphone",
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
func (s *selection) stubOf(plain, source string) stubbed {
	if len(plain) > 4000 {
		return whole
	}
	shown := s.wordsOfHTML(source)
	if shown.n == 0 {
		return whole
	}
	said := withoutPlaceholders(plain)
	words := wordsOf(said)
	if words.n == 0 {
		if strings.ContainsAny(said, "0123456789") { // a figure is an answer
			return whole
		}
		return stub
	}
	missing := words.missingFrom(shown)
	if words.n > longestExcuse || missing*2 < words.n {
		return whole
	}
	lower := strings.ToLower(said)
	for _, excuse := range excuses {
		if strings.Contains(lower, excuse) {
			return stub
		}
	}
	far := missing*5 >= words.n*3 && 2*shown.n >= 3*words.n
	apart := missing*5 >= words.n*4 && shown.n >= words.n
	if words.n >= fewWords && (far || apart) {
		return doubted
	}
	return whole
}

// fewWords is how few words a person answers with: so short a text is no excuse of a
// program, whatever the HTML says.
const fewWords = 4

// IsFuller reports whether the sender's own words in HTML are far more than those in the
// text beside it, and most of them nowhere in all of that text: the text is the beginning
// of the mail, or a line that a program added. It may have other words, as Differ reports.
func IsFuller(ownHTML, ownText, text string) bool {
	if utf8.RuneCountInString(ownHTML) < 2*utf8.RuneCountInString(ownText) {
		return false
	}
	words, less := wordsOf(ownHTML), wordsOf(withoutPlaceholders(ownText))
	missing := words.missingFrom(wordsOf(text))
	return missing >= 8 && missing*5 >= words.n*3 && words.n >= 4*less.n
}

// pictures are what the text of HTML has for pictures.
var pictures = pattern.New(`\[[^\[\]\n]{1,200}\]`)

// IsPicture reports whether the text of HTML has no words but those that stand for
// pictures.
func IsPicture(text string) bool {
	return wordsOf(pictures.ReplaceAllString(text, " ")).n == 0
}
