package mime_test

import (
	"strings"
	"testing"
)

// A text is read as its bytes show, whatever its transfer encoding says; where they do
// not show it for sure, it stays.
func TestMessage_textInAnotherEncodingThanItSays(t *testing.T) {
	for _, test := range []struct{ name, encoding, kind, body, want string }{
		{"a word that says base64", "base64", "", "Approved", "Approved"},
		{"two words that say base64", "base64", "", "Yes, go", "Yes, go"},
		{"a word with a mark", "base64", "", "Danke!", "Danke!"},
		{"Chinese that says base64", "base64", "", "同意", "同意"},
		{"a word in two lines", "base64", "", "Good\nand done", "Good\nand done"},
		{"HTML of few words that says base64", "base64", "text/html", "<div>Yes</div>", "Yes"},
		{"Chinese text of several lines that says base64", "base64", "", "您好：\n\n第二版可以。\n王伟", "您好：\n\n第二版可以。\n王伟"},
		{"a footer below base64", "base64", "", "RGVhciBMaSBOYSwgd2UgaGF2ZSBsb29rZWQgYXQgdGhlIHNlY29uZCBkZXNpZ24gYW5kIGFyZSBo\nYXBweSB3aXRoIGl0OyBwbGVhc2Ugc3RhcnQgb24gTW9uZGF5LiBEZWFyIExpIE5hLCB3ZSBoYXZl\nIGxvb2tlZCBhdCB0aGUgc2Vjb25kIGRlc2lnbiBhbmQgYXJlIGhhcHB5IHdpdGggaXQ7IHBsZWFz\nZSBzdGFydCBvbiBNb25kYXkuIA==\n\n-- \nThis list is run by Acme, see http://acme.example/list", "Dear Li Na, we have looked at the second design and are happy with it; please start on Monday. Dear Li Na, we have looked at the second design and are happy with it; please start on Monday. \n\n-- \nThis list is run by Acme, see http://acme.example/list"},
		{"a footer right below it", "base64", "", "RGVhciBMaSBOYSwgd2UgaGF2ZSBsb29rZWQgYXQgdGhlIHNlY29uZCBkZXNpZ24gYW5kIGFyZSBo\nYXBweSB3aXRoIGl0OyBwbGVhc2Ugc3RhcnQgb24gTW9uZGF5LiBEZWFyIExpIE5hLCB3ZSBoYXZl\nIGxvb2tlZCBhdCB0aGUgc2Vjb25kIGRlc2lnbiBhbmQgYXJlIGhhcHB5IHdpdGggaXQ7IHBsZWFz\nZSBzdGFydCBvbiBNb25kYXkuIA==\n___________\nVirus-free: checked by a gateway", "Dear Li Na, we have looked at the second design and are happy with it; please start on Monday. Dear Li Na, we have looked at the second design and are happy with it; please start on Monday. \n___________\nVirus-free: checked by a gateway"},
		{"a footer of one word", "base64", "", "RGVhciBMaSBOYSwgd2UgaGF2ZSBsb29rZWQgYXQgdGhlIHNlY29uZCBkZXNpZ24gYW5kIGFyZSBo\nYXBweSB3aXRoIGl0OyBwbGVhc2Ugc3RhcnQgb24gTW9uZGF5LiBEZWFyIExpIE5hLCB3ZSBoYXZl\nIGxvb2tlZCBhdCB0aGUgc2Vjb25kIGRlc2lnbiBhbmQgYXJlIGhhcHB5IHdpdGggaXQ7IHBsZWFz\nZSBzdGFydCBvbiBNb25kYXkuIA==\n\nConfidential", "Dear Li Na, we have looked at the second design and are happy with it; please start on Monday. Dear Li Na, we have looked at the second design and are happy with it; please start on Monday. \n\nConfidential"},
		{"a footer of long words", "base64", "", "5oql5Lu35bey5pu05paw77yM6K+35p+l5pS244CC5oiR5Lus5a+556ys5LqM54mI6K6+6K6h5b6I5ruh5oSP77yM6K+35LuO5ZGo5LiA5byA5aeL77yM5bm25Zyo5ZGo5LqU5LmL5YmN5oqK5paw55qE6K6h5YiS5Y+R57uZ5oiR5Lus44CC\n\nVertraulichkeitshinweis\nDiese Nachricht ist nur für den Empfänger", "报价已更新，请查收。我们对第二版设计很满意，请从周一开始，并在周五之前把新的计划发给我们。\n\nVertraulichkeitshinweis\nDiese Nachricht ist nur für den Empfänger"},
		{"a Chinese footer below base64 in GBK", "base64", "text/plain; charset=gbk", "sai829LRuPzQwqOsx+uy6crVoaPO0sPHttS12rb+sObJ6LzGutzC+tLio6zH67TT1tzSu7+qyryjrLKi1NrW3M7l1q7HsLDR0MK1xLzGu663orj4ztLDx6Gj\n\n本邮件由网关检测，请勿转发。", "报价已更新，请查收。我们对第二版设计很满意，请从周一开始，并在周五之前把新的计划发给我们。\n\n本邮件由网关检测，请勿转发。"},
		{"a banner above base64", "base64", "", "CAUTION: this mail came from outside.\n\nRGVhciBMaSBOYSwgd2UgaGF2ZSBsb29rZWQgYXQgdGhlIHNlY29uZCBkZXNpZ24gYW5kIGFyZSBo\nYXBweSB3aXRoIGl0OyBwbGVhc2Ugc3RhcnQgb24gTW9uZGF5LiBEZWFyIExpIE5hLCB3ZSBoYXZl\nIGxvb2tlZCBhdCB0aGUgc2Vjb25kIGRlc2lnbiBhbmQgYXJlIGhhcHB5IHdpdGggaXQ7IHBsZWFz\nZSBzdGFydCBvbiBNb25kYXkuIA==", "CAUTION: this mail came from outside.\n\nDear Li Na, we have looked at the second design and are happy with it; please start on Monday. Dear Li Na, we have looked at the second design and are happy with it; please start on Monday."},
		{"base64 that ends without padding above a footer", "base64", "", "U2VlIHlvdSBvbiBNb25kYXkuIQ\n\nSent to the list of Acme", "See you on Monday.!\n\nSent to the list of Acme"},
		{"base64 twice", "base64", "", "UkdWaGNpQk1hU0JPWVN3Z2QyVWdhR0YyWlNCc2IyOXJaV1FnWVhRZ2RHaGxJSE5sWTI5dVpDQmta\nWE5wWjI0Z1lXNWtJR0Z5WlNCb1lYQndlU0IzYVhSb0lHbDBPeUJ3YkdWaGMyVWdjM1JoY25RZ2Iy\nNGdUVzl1WkdGNUxpQT0=", "Dear Li Na, we have looked at the second design and are happy with it; please start on Monday."},
		{"base64 twice, in Chinese", "base64", "", "NVpDTTVvU1A1NnlzNUxxTTU0bUk2SzYrNks2aA==", "同意第二版设计"},
		{"base64 twice, with lines within", "base64", "", "NW9xbDVMdTM1YmV5NXB1MDVwYXc3N3lNNksrMzVwK2w1cFMyNDRDQzVvaVI1THVzNWErNTU2eXM1\nTHFNNTRtSTZLNis2SzZoNWI2SQo1cnVoNW9TUDc3eU02SyszNUx1TzVaR281TGlBNWJ5QTVhZUw3\nN3lNNWJtMjVaeW81WkdvNUxxVTVMbUw1WW1ONW9xSzVwYXc1NXFFCjZLNmg1WWlTNVkrUjU3dVo1\nb2lSNUx1czQ0Q0M=", "报价已更新，请查收。我们对第二版设计很满意，请从周一开始，并在周五之前把新的计划发给我们。"},
		{"base64 in GBK that says nothing", "7bit", "text/plain; charset=gb2312", "sai829LRuPzQwqOsx+uy6crVoaPO0sPHttS12rb+sObJ6LzGutzC+tLio6zH67TT1tzSu7+qyryj\nrLKi1NrW3M7l1q7HsLDR0MK1xLzGu663orj4ztLDx6Gj", "报价已更新，请查收。我们对第二版设计很满意，请从周一开始，并在周五之前把新的计划发给我们。"},
		{"base64 that says 7bit", "7bit", "", "RGVhciBMaSBOYSwgd2UgaGF2ZSBsb29rZWQgYXQgdGhlIHNlY29uZCBkZXNpZ24gYW5kIGFyZSBo\nYXBweSB3aXRoIGl0OyBwbGVhc2Ugc3RhcnQgb24gTW9uZGF5LiA=", "Dear Li Na, we have looked at the second design and are happy with it; please start on Monday."},
		{"base64 that says 8bit", "8bit", "", "5oql5Lu35bey5pu05paw77yM6K+35p+l5pS244CC5oiR5Lus5a+556ys5LqM54mI6K6+6K6h5b6I5ruh5oSP77yM6K+35LuO5ZGo5LiA5byA5aeL77yM5bm25Zyo5ZGo5LqU5LmL5YmN5oqK5paw55qE6K6h5YiS5Y+R57uZ5oiR5Lus44CC", "报价已更新，请查收。我们对第二版设计很满意，请从周一开始，并在周五之前把新的计划发给我们。"},
		{"quoted-printable within base64", "base64", "", "PUU2PThBPUE1PUU0PUJCPUI3PUU1PUI3PUIyPUU2PTlCPUI0PUU2PTk2PUIwPUVGPUJDPThDPUU4\nPUFGPUI3PUU2PTlGPUE1PUU2PQo9OTQ9QjY9RTM9ODA9ODI9RTY9ODg9OTE9RTQ9QkI9QUM9RTU9\nQUY9Qjk9RTc9QUM9QUM9RTQ9QkE9OEM9RTc9ODk9ODg9RTg9QUU9Cj1CRT1FOD1BRT1BMT1FNT1C\nRT04OD1FNj1CQj1BMT1FNj04ND04Rj1FRj1CQz04Qz1FOD1BRj1CNz1FND1CQj04RT1FNT05MT1B\nOD0KPUU0PUI4PTgwPUU1PUJDPTgwPUU1PUE3PThCPUVGPUJDPThDPUU1PUI5PUI2PUU1PTlDPUE4\nPUU1PTkxPUE4PUU0PUJBPTk0PUU0PQo9Qjk9OEI9RTU9ODk9OEQ9RTY9OEE9OEE9RTY9OTY9QjA9\nRTc9OUE9ODQ9RTg9QUU9QTE9RTU9ODg9OTI9RTU9OEY9OTE9RTc9QkI9Cj05OT1FNj04OD05MT1F\nND1CQj1BQz1FMz04MD04Mg==", "报价已更新，请查收。我们对第二版设计很满意，请从周一开始，并在周五之前把新的计划发给我们。"},
		{"quoted-printable that says 7bit", "7bit", "", "Gr=C3=BC=C3=9Fe aus K=C3=B6ln,\nwir nehmen den zweiten Entwurf.", "Grüße aus Köln,\nwir nehmen den zweiten Entwurf."},
		{"quoted-printable that says 8bit", "8bit", "", "=E6=8A=A5=E4=BB=B7=E5=B7=B2=E6=9B=B4=E6=96=B0=EF=BC=8C=E8=AF=B7=E6=9F=A5=E6=\n=94=B6=E3=80=82=E6=88=91=E4=BB=AC=E5=AF=B9=E7=AC=AC=E4=BA=8C=E7=89=88=E8=AE=\n=BE=E8=AE=A1=E5=BE=88=E6=BB=A1=E6=84=8F=EF=BC=8C=E8=AF=B7=E4=BB=8E=E5=91=A8=\n=E4=B8=80=E5=BC=80=E5=A7=8B=EF=BC=8C=E5=B9=B6=E5=9C=A8=E5=91=A8=E4=BA=94=E4=\n=B9=8B=E5=89=8D=E6=8A=8A=E6=96=B0=E7=9A=84=E8=AE=A1=E5=88=92=E5=8F=91=E7=BB=\n=99=E6=88=91=E4=BB=AC=E3=80=82", "报价已更新，请查收。我们对第二版设计很满意，请从周一开始，并在周五之前把新的计划发给我们。"},
		{"quoted-printable that says nothing", "", "", "On a pris la deuxi=C3=A8me maquette, =C3=A0 lundi.", "On a pris la deuxième maquette, à lundi."},
		{"quoted-printable in GBK that says 7bit", "7bit", "text/plain; charset=gbk", "=B1=A8=BC=DB=D2=D1=B8=FC=D0=C2=A3=AC=C7=EB=B2=E9=CA=D5=A1=A3=CE=D2=C3=C7=B6=\n=D4=B5=DA=B6=FE=B0=E6=C9=E8=BC=C6=BA=DC=C2=FA=D2=E2=A3=AC=C7=EB=B4=D3=D6=DC=\n=D2=BB=BF=AA=CA=BC=A3=AC=B2=A2=D4=DA=D6=DC=CE=E5=D6=AE=C7=B0=B0=D1=D0=C2=B5=\n=C4=BC=C6=BB=AE=B7=A2=B8=F8=CE=D2=C3=C7=A1=A3", "报价已更新，请查收。我们对第二版设计很满意，请从周一开始，并在周五之前把新的计划发给我们。"},
		{"quoted-printable in Latin-1 that says 7bit", "7bit", "text/plain; charset=iso-8859-1", "Gr=FC=DFe aus K=F6ln", "Grüße aus Köln"},
		{"quoted-printable of ASCII in long lines that says 7bit", "7bit", "", "Dear Li Na, we have looked at the second design and are happy with it; plea=\nse start on Monday. Dear Li Na, we have looked at the second design and are=\n happy with it; please start on Monday. Dear Li Na, we have looked at the s=\necond design and are happy with it; please start on Monday.=20\na=3Db", "Dear Li Na, we have looked at the second design and are happy with it; please start on Monday. Dear Li Na, we have looked at the second design and are happy with it; please start on Monday. Dear Li Na, we have looked at the second design and are happy with it; please start on Monday. \na=b"},
		{"HTML in quoted-printable that says 7bit", "7bit", "text/html", "<html><body class=3D\"MsoNormal\">\n<p style=3D\"margin:0\">We take the second design, and start on =\nMonday.</p></body></html>", "We take the second design, and start on Monday."},
		{"somebody writes about quoted-printable", "7bit", "", "An = is written =3D, and ü is =C3=BC in it; a == b.", "An = is written =3D, and ü is =C3=BC in it; a == b."},
		{"an address with a query", "7bit", "", "See http://acme.example/?id=AB12&page=2F and tell me.", "See http://acme.example/?id=AB12&page=2F and tell me."},
		{"a formula", "7bit", "", "x=1, y=20 and z=FF", "x=1, y=20 and z=FF"},
		{"codes of colours", "8bit", "text/plain; charset=iso-8859-1", "red=FF green=AB blue=CD", "red=FF green=AB blue=CD"},
		{"a key that somebody sends", "7bit", "", "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA7x0=", "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA7x0="},
		{"a word of base64 letters", "7bit", "", "Approved", "Approved"},
		{"a long word of base64 letters", "7bit", "", "Donaudampfschifffahrtsgesellschaftskapitaene", "Donaudampfschifffahrtsgesellschaftskapitaene"},
		{"a token among words", "7bit", "", "The token is SGVsbG8gd29ybGQh, keep it.", "The token is SGVsbG8gd29ybGQh, keep it."},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.kind == "" {
				test.kind = "text/plain"
			}
			if !strings.Contains(test.kind, "charset") {
				test.kind += "; charset=utf-8"
			}
			raw := envelope + "Content-Type: " + test.kind + "\n"
			if test.encoding != "" {
				raw += "Content-Transfer-Encoding: " + test.encoding + "\n"
			}
			m := read(t, raw+"\n"+test.body)
			if got := strings.TrimRight(m.Text, " \n"); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}
