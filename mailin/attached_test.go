package mailin

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"rapport/mailin/mime"
)

// picture is a part that HTML may show.
func picture(cid, name string) string {
	return "--b\r\nContent-Type: image/png; name=\"" + name + "\"\r\nContent-ID: <" + cid + ">\r\nContent-Disposition: inline; filename=\"" + name + "\"\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n"
}

func withPictures(from, html string, parts ...string) []byte {
	return []byte("From: " + from + "\r\nTo: log+ACME@agency.example\r\nSubject: Minutes\r\nDate: Mon, 2 Mar 2026 10:00:00 +0100\r\nMessage-ID: <1@x>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n" +
		"--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html + "\r\n" + strings.Join(parts, "") + "--b--\r\n")
}

// A picture in the words of a PM goes along; one of their signature, or of what they quote,
// does not.
func TestFindFiles_pictures(t *testing.T) {
	const li = "Li Min <li@agency.example>"
	for i, c := range []struct {
		from, html string
		want       []int
	}{
		{li, `<p>Progress of the week:</p><p><img src="cid:a@x"></p><p>Next week we go on.</p>`, []int{1}},
		{li, `<p>The home page is blue.</p><p>Best regards,<br>Li Min</p><p><img src="cid:a@x" width=120></p>`, nil},
		{li, `<div>The home page is blue.</div><div><br></div><div>-- </div><div>Li Min<br>Agency GmbH<br><img src="cid:a@x"></div>`, nil},
		{li, `<div>See the plan: <img src="cid:a@x"></div><div>Best regards,</div><div>Li Min</div><div>Project manager</div><div>Tel +49 30 123456</div><div><img src="cid:b@x"></div>`, []int{1}},
		{li, `<div>ok</div><blockquote type="cite"><div>On 2 March 2026, Rapport wrote:</div><div>Report <img src="cid:a@x"></div></blockquote>`, nil},
		{li, `<div dir="ltr">ok</div><br><div class="gmail_quote"><div class="gmail_attr">On Mon, 2 Mar 2026 at 10:00, Rapport &lt;log@agency.example&gt; wrote:<br></div><blockquote class="gmail_quote">Report<br><img src="cid:a@x"></blockquote></div>`, nil},
		{"李敏 <li@agency.example>", `<div>本周进展如下：</div><div><img src="cid:a@x"></div><div>下周继续。</div><div>此致</div><div>敬礼</div><div>李敏</div><div><img src="cid:b@x"></div>`, []int{1}},
		{"李敏 <li@agency.example>", `<div>首页改为深蓝色。</div><div>谢谢！</div><div>李敏</div><div><img src="cid:a@x"></div>`, nil},
		{"李敏 <li@agency.example>", `<div>同意</div><div>------------------&nbsp;原始邮件&nbsp;------------------</div><div>发件人: "Rapport" &lt;log@agency.example&gt;</div><div>主题: 周报</div><div><img src="cid:a@x"></div>`, nil},
		{li, `<p>The drawing is below.</p><img src="cid:a@x">`, []int{1}},
		{li, `<p><img src="cid:a%40x"> and <IMG alt="" SRC='cid:b@x'></p>`, []int{1, 2}},
		{li, `<p>Nothing shows it.</p>`, []int{1, 2}},
	} {
		parts := []string{picture("a@x", "a.png")}
		if strings.Contains(c.html, "b@x") || len(c.want) == 2 {
			parts = append(parts, picture("b@x", "b.png"))
		}
		m := Read(withPictures(c.from, c.html, parts...), time.Time{}, mime.DefaultLimits(), nil)
		if !slices.Equal(m.Files, c.want) {
			t.Errorf("%d: files %v of %d, want %v: own %q", i, m.Files, len(m.Attachments), c.want, m.OwnText)
		}
	}
}

// What wraps a mail or signs it is no file of it.
func TestFindFiles_wrappings(t *testing.T) {
	var parts []string
	for i, kind := range []string{"application/pdf; name=plan.pdf", "application/pkcs7-signature; name=smime.p7s", "text/calendar; name=invite.ics", "application/pgp-signature", "text/plain; name=ATT00001.txt", "application/octet-stream; name=program.bin"} {
		parts = append(parts, fmt.Sprintf("--b\r\nContent-Type: %s\r\nContent-Disposition: attachment\r\n\r\n%d\r\n", kind, i))
	}
	m := Read(withPictures("Li <li@agency.example>", "<p>The plan</p>", parts...), time.Time{}, mime.DefaultLimits(), nil)
	if !slices.Equal(m.Files, []int{1, 6}) {
		t.Errorf("files %v of %+v", m.Files, m.Attachments)
	}
}
