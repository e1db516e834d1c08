package mime

import (
	"slices"
	"strings"
	"testing"
)

func TestDecodeValue_makesTextOfEncodedWords(t *testing.T) {
	for _, test := range []struct{ name, value, want string }{
		{"no word", "The plan", "The plan"},
		{"B", "=?UTF-8?B?6L+b5bqm6KGo?=", "进度表"},
		{"B in lower case", "=?utf-8?b?6L+b5bqm6KGo?=", "进度表"},
		{"Q", "=?UTF-8?Q?Gr=C3=BC=C3=9Fe_aus_Ulm?=", "Grüße aus Ulm"},
		{"Q in lower case, also its digits", "=?iso-8859-1?q?gr=fc=df?=", "grüß"},
		{"GB2312", "=?GB2312?B?vfi2yLHt?=", "进度表"},
		{"a language behind the charset (RFC 2231)", "=?utf-8*de?Q?Gr=C3=BC?=", "Grü"},
		{"text around it", "Re: =?UTF-8?B?6L+b5bqm6KGo?= (May)", "Re: 进度表 (May)"},
		{"no white space around it", "Re:=?UTF-8?B?6L+b5bqm6KGo?=(May)", "Re:进度表(May)"},
		{"white space between two goes", "=?UTF-8?B?6L+b?= =?UTF-8?B?5bqm?=", "进度"},
		{"folded between two", "=?UTF-8?B?6L+b?=\t =?UTF-8?B?5bqm?=", "进度"},
		{"white space between words and text stays", "=?UTF-8?Q?a?= b =?UTF-8?Q?c?=", "a b c"},
		{"a character split between two", "=?UTF-8?B?6L8=?= =?UTF-8?B?m+W6?= =?UTF-8?B?pg==?=", "进度"},
		{"a character split between two in Q", "=?UTF-8?Q?Gr=C3?= =?UTF-8?Q?=BC?=", "Grü"},
		{"a character of GBK split between two", "=?GBK?B?vfg=?= =?GBK?B?tg==?= =?GBK?B?yA==?=", "进度"},
		{"two charsets side by side", "=?GB2312?B?vfi2yA==?= =?UTF-8?B?6KGo?=", "进度表"},
		{"no padding", "=?UTF-8?B?6L8?= =?UTF-8?B?mw?=", "进"},
		{"padding in the middle", "=?UTF-8?B?6L8=mw==?=", "进"},
		{"white space in B", "=?UTF-8?B?6L+b 5bqm?=", "进度"},
		{"white space in Q", "=?UTF-8?Q?the plan?=", "the plan"},
		{"a broken escape in Q stays", "=?UTF-8?Q?50=_=4?=", "50= =4"},
		{"the wrong label for UTF-8", "=?GB2312?B?6L+b5bqm6KGo?=", "进度表"},
		{"the wrong label for GBK", "=?UTF-8?B?vfi2yLHt?=", "进度表"},
		{"an unknown charset", "=?x-nothing?B?6L+b5bqm6KGo?=", "进度表"},
		{"an unknown encoding stays as it is", "=?UTF-8?X?abc?=", "=?UTF-8?X?abc?="},
		{"no end stays as it is", "=?UTF-8?B?6L+b", "=?UTF-8?B?6L+b"},
		{"no charset stays as it is", "=??B?6L+b?=", "=??B?6L+b?="},
		{"what only begins like a word", "is 1=?2 or =? 3", "is 1=?2 or =? 3"},
		{"an empty word", "a =?UTF-8?B??= b", "a  b"},
		{"a line end that a word hides", "=?UTF-8?Q?a=0D=0ABcc:_x@y.example?=", "a  Bcc: x@y.example"},
		{"a NUL that a word hides", "=?UTF-8?Q?a=00b?=", "a b"},
		{"a mark that turns the direction of text", "=?UTF-8?B?YeKArmI=?=", "ab"},
		{"raw UTF-8", "进度表 for May", "进度表 for May"},
		{"raw UTF-8 beside a word", "进度 =?UTF-8?B?6KGo?=", "进度 表"},
		{"raw GB18030", "\xbd\xf8\xb6\xc8\xb1\xed", "进度表"},
		{"raw GB18030 of four bytes", "\x95\x32\x82\x36\xbd\xf8\xb6\xc8\xb1\xed", "𠀀进度表"},
		{"raw Windows-1252", "Gr\xfc\xdfe aus K\xf6ln", "Grüße aus Köln"},
		{"encoded twice", "=?utf-8?B?PT9nYms/Qj91cy9Ock5iVnVPVT0/PQ==?=", "合同终稿"},
		{"encoded twice, in Q within B", "=?utf-8?B?PT9pc28tODg1OS0xP1E/R3I9RkM9REZlX2F1c19VbG0/PQ==?=", "Grüße aus Ulm"},
		{"encoded twice, in B within Q", "=?utf-8?Q?=3D=3Futf=2D8=3FB=3F6L=2Bb5bqm6KGo=3F=3D?=", "进度表"},
		{"encoded twice, in two words", "=?utf-8?B?PT91dGYtOD9CPzZMK2I1YnFtPz0gPT91dGYtOD9CPzZLR28/PQ==?=", "进度表"},
		{"encoded three times", "=?utf-8?B?PT91dGYtOD9RPz0zRD0zRnV0Zj0yRDg9M0ZCPTNGNkw9MkJiNWJxbTZLR289M0Y9M0Q/PQ==?=", "进度表"},
		{"encoded twice behind the mark of a gateway", "=?utf-8?Q?=5BExternal=5D_=3D=3Futf=2D8=3FB=3F6L=2Bb5bqm6KGo=3F=3D?=", "[External] 进度表"},
		{"encoded twice behind a plain Re", "Re: =?utf-8?Q?=3D=3Futf=2D8=3FB=3FQ2Fmw6kgaW0gQsO8cm8=3D=3F=3D?=", "Re: Café im Büro"},
		{"encoded twice behind a Chinese mark", "=?utf-8?B?5Zue5aSN77yaPT9nYjIzMTI/Qj91cy9OckE9PT89?=", "回复：合同"},
		{"somebody writes about a word", "=?utf-8?B?5Li76aKY5pi+56S65oiQID0/VVRGLTg/Qj81YnlnNUx5Zj89IOaAjuS5iOWKng==?=", "主题显示成 =?UTF-8?B?5byg5Lyf?= 怎么办"},
		{"somebody writes about a word, in English", "=?utf-8?Q?Subject_shows_=3D=3FUTF=2D8=3FQ=3FGr=3DC3=3DBC=3F=3D_in_our_list?=", "Subject shows =?UTF-8?Q?Gr=C3=BC?= in our list"},
		{"a tab and a bare carriage return", "a\tb\rc", "a b c"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var h Header
			if got := h.decodeValue([]byte(test.value)); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

func TestDecodeValue_saysWhatItGuessed(t *testing.T) {
	for _, test := range []struct {
		name, value string
		defects     []string
	}{
		{"nothing to guess", "=?UTF-8?B?6L+b5bqm6KGo?= 进度", nil},
		{"raw GB18030", "\xbd\xf8\xb6\xc8\xb1\xed", []string{"a header field in raw gb18030"}},
		{"raw Windows-1252", "caf\xe9", []string{"a header field in raw windows-1252"}},
		{"UTF-8 under the label of GB2312", "=?GB2312?B?6L+b5bqm6KGo?=", []string{"an encoded word in the header is labelled gb2312, but is utf-8"}},
		{"GBK under the label of UTF-8", "=?UTF-8?B?vfi2yLHt?=", []string{"an encoded word in the header is labelled utf-8, but is not; read as gb18030"}},
		{"an unknown charset", "=?x-nothing?Q?=E9?=", []string{"an encoded word in the header is charset x-nothing unknown or missing; read as windows-1252"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var h Header
			h.decodeValue([]byte(test.value))
			if !slices.Equal(h.defects, test.defects) {
				t.Errorf("%q, want %q", h.defects, test.defects)
			}
		})
	}
}

func TestLenientBase64_readsWhatItCan(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"nothing", "", ""},
		{"whole", "aGVsbG8gd29ybGQ=", "hello world"},
		{"without padding", "aGVsbG8gd29ybGQ", "hello world"},
		{"too much padding", "aGVsbG8=====", "hello"},
		{"in lines", "aGVs\r\nbG8=\r\n", "hello"},
		{"with foreign characters", "aGV*s-bG_8=", "hello"},
		{"two pieces, each padded", "aGVsbG8=IHdvcmxk", "hello world"},
		{"two pieces, each padded twice", "YQ==\nYg==\n", "ab"},
		{"one character too many", "aGVsbG8gd29ybGQhQ", "hello world!"},
		{"one character too many before padding", "aGVsQ=aGVs", "helhel"},
		{"padding alone", "====", ""},
		{"stray low bits", "YR==", "a"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := string(lenientBase64(test.text)); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
	t.Run("padding everywhere", func(t *testing.T) { // neither depth nor time grow with it
		if got := len(lenientBase64(strings.Repeat("AA=", 1<<20))); got != 1<<20 {
			t.Errorf("%d bytes, want %d", got, 1<<20)
		}
	})
}

func TestDecodeValue_manyWordsAreRead(t *testing.T) {
	var h Header
	want := strings.Repeat("进", 5000)
	if got := h.decodeValue([]byte(strings.Repeat("=?UTF-8?B?6L+b?= ", 5000))); got != want {
		t.Errorf("%d bytes, want %d", len(got), len(want))
	}
}

func TestPrintable_shortensBetweenCharacters(t *testing.T) {
	for _, test := range []struct {
		text string
		most int
		want string
	}{{"short", 10, "short"}, {"somewhat longer", 8, "somewhat…"}, {"进度表", 4, "进…"}, {"a\nb\xff", 10, "a b?"}} {
		if got := printable(test.text, test.most); got != test.want {
			t.Errorf("%q: %q, want %q", test.text, got, test.want)
		}
	}
}
