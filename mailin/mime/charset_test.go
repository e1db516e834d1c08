package mime

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

func TestDecodeCharset_knowsTheLabelsThatProgramsWrite(t *testing.T) {
	const chinese, traditional, japaneseText, koreanText = "进度表", "進度表", "予定表です", "일정표"
	gb, _ := simplifiedchinese.GB18030.NewEncoder().String(chinese)
	hz, _ := simplifiedchinese.HZGB2312.NewEncoder().String(chinese)
	big5, _ := traditionalchinese.Big5.NewEncoder().String(traditional)
	sjis, _ := japanese.ShiftJIS.NewEncoder().String(japaneseText)
	eucjp, _ := japanese.EUCJP.NewEncoder().String(japaneseText)
	jis, _ := japanese.ISO2022JP.NewEncoder().String(japaneseText)
	euckr, _ := korean.EUCKR.NewEncoder().String(koreanText)
	utf16be, _ := unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String(chinese)
	utf16le, _ := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().String(chinese)
	utf32be, _ := utf32.UTF32(utf32.BigEndian, utf32.UseBOM).NewEncoder().String(chinese)
	for _, test := range []struct{ labels, bytes, want string }{
		{"utf-8 UTF-8 utf8 utf8mb4 unicode-1-1-utf-8", chinese, chinese},
		{"gb2312 GB2312 gbk GBK gb18030 gb18030-2022 gb18030-2000 cp936 ms936 windows-936 x-gbk gb_2312-80 chinese csgb2312 " +
			"euc-cn x-euc-cn gb2312-80 iso-ir-58 x-mac-chinesesimp gb", gb, chinese},
		{"hz-gb-2312 hz", hz, chinese},
		{"big5 Big5 cp950 ms950 big5hkscs big5-hkscs x-big5", big5, traditional},
		{"shift_jis Shift_JIS sjis cp932 ms932 windows-31j", sjis, japaneseText},
		{"euc-jp", eucjp, japaneseText},
		{"iso-2022-jp iso-2022-jp-1 iso-2022-jp-2 iso-2022-jp-ms csiso2022jp", jis, japaneseText},
		{"euc-kr cp949 ms949 uhc ks_c_5601-1987 ks_c_5601", euckr, koreanText},
		{"utf-16 utf-16be", utf16be, chinese},
		{"utf-16le", utf16le, chinese},
		{"utf-32 utf-32be", utf32be, chinese},
		{"utf-7", "+j9tepoho-", "进度表"},
		{"iso-8859-1 latin1 windows-1252 cp1252", "Gr\xfc\xdfe", "Grüße"},
		{"iso-8859-15", "5 \xa4", "5 €"},
		{"iso-8859-2 windows-1250", "\xf3", "ó"},
		{"koi8-r", "\xd0\xcc\xc1\xce", "план"},
		{"windows-1251", "\xef\xeb\xe0\xed", "план"},
		{"macintosh", "\x9f", "ü"},
		{"tis-620 windows-874", "\xa1", "ก"},
	} {
		for label := range strings.FieldsSeq(test.labels) {
			for _, written := range []string{label, `"` + label + `"`, " " + label + " ", label + "; format=flowed", label + "*zh"} {
				if text, defect := decodeCharset(written, []byte(test.bytes)); text != test.want || defect != "" {
					t.Errorf("%q: %q and defect %q, want %q", written, text, defect, test.want)
				}
			}
		}
	}
}

func TestDecodeCharset_believesTheBytesMoreThanTheLabel(t *testing.T) {
	const gbText = "\xbd\xf8\xb6\xc8\xb1\xed"
	for _, test := range []struct{ name, label, bytes, want, defect string }{
		{"ASCII under any label", "x-nothing", "Hello", "Hello", ""},
		{"ASCII without label", "", "Hello", "Hello", ""},
		{"UTF-8 without label", "", "进度表", "进度表", ""},
		{"UTF-8 as us-ascii", "us-ascii", "进度表", "进度表", ""},
		{"UTF-8 as gb2312", "gb2312", "进度表", "进度表", "labelled gb2312, but is utf-8"},
		{"UTF-8 under an unknown label", "x-nothing", "进度表", "进度表", "labelled x-nothing, but is utf-8"},
		{"GBK without label", "", gbText, "进度表", "charset label unknown or missing; read as gb18030"},
		{"GBK as us-ascii", "us-ascii", gbText, "进度表", "charset us-ascii unknown or missing; read as gb18030"},
		{"GBK as unknown-8bit", "unknown-8bit", gbText, "进度表", "charset unknown-8bit unknown or missing; read as gb18030"},
		{"GBK as default", "default", gbText, "进度表", "charset default unknown or missing; read as gb18030"},
		{"GBK as utf-8", "utf-8", gbText, "进度表", "labelled utf-8, but is not; read as gb18030"},
		{"a character of GBK that GB 2312 has not", "gb2312", "\xe9\x46", "镕", ""},
		{"GB 18030 of four bytes as gb2312", "gb2312", "\x95\x32\x82\x36", "𠀀", ""},
		{"two bytes of GBK that would be a letter in UTF-8", "gbk", "\xc4\xa3", "模", ""},
		{"a letter alone without label", "", "caf\xe9", "café", "charset label unknown or missing; read as windows-1252"},
		{"UTF-8 with a broken character", "utf-8", "进度 \xe9t", "进度 \uFFFDt", "labelled utf-8, but not all of it is"},
		{"UTF-8 cut in a character", "utf-8", "caf\xc3", "caf\uFFFD", "labelled utf-8, but not all of it is"},
		{"broken GBK", "gbk", "\xbd\xf8\xff", "进\uFFFD", ""},
		{"a label that must not be used (x/net's replacement)", "iso-2022-cn", "caf\xe9", "café", "charset iso-2022-cn unknown or missing; read as windows-1252"},
		{"a label of controls", "\x00\x01", "caf\xe9", "café", "charset  unknown or missing; read as windows-1252"},
		{"UTF-16, the lower octet first, without a mark", "utf-16", "\xa8\x60\x7d\x59\x0c\xff\xb9\x65\x48\x68\xef\x53\xe5\x4e\x0c\xff\xf7\x8b\xe7\x7e\xed\x7e\x02\x30\x0a\x00\x8b\x73\x1f\x4f", "您好，方案可以，请继续。\n王伟", "labelled utf-16, but is utf-16le"},
		{"UTF-16, the higher octet first, without a mark", "utf-16", "\x60\xa8\x59\x7d\xff\x0c\x65\xb9\x68\x48\x53\xef\x4e\xe5\xff\x0c\x8b\xf7\x7e\xe7\x7e\xed\x30\x02\x00\x0a\x73\x8b\x4f\x1f", "您好，方案可以，请继续。\n王伟", ""},
		{"UTF-16 under the name of the other order", "utf-16be", "\x54\x00\x68\x00\x65\x00\x20\x00\x70\x00\x6c\x00\x61\x00\x6e\x00\x20\x00\x69\x00\x73\x00\x20\x00\x66\x00\x69\x00\x6e\x00\x65\x00\x2e\x00", "The plan is fine.", "labelled utf-16be, but is utf-16le"},
		{"UTF-16 that is undeclared", "", "\xa8\x60\x7d\x59\x0c\xff\xb9\x65\x48\x68\xef\x53\xe5\x4e\x0c\xff\xf7\x8b\xe7\x7e\xed\x7e\x02\x30\x0a\x00\x8b\x73\x1f\x4f", "您好，方案可以，请继续。\n王伟", "labelled label, but is utf-16le"},
		{"UTF-16 labelled utf-8", "utf-8", "\x47\x00\x72\x00\xfc\x00\xdf\x00\x65\x00\x20\x00\x61\x00\x75\x00\x73\x00\x20\x00\x4b\x00\xf6\x00\x6c\x00\x6e\x00", "Grüße aus Köln", "labelled utf-8, but is utf-16le"},
		{"UTF-16 labelled gb2312, with a mark", "gb2312", "\xff\xfe\xa8\x60\x7d\x59\x0c\xff\xb9\x65\x48\x68\xef\x53\xe5\x4e\x0c\xff\xf7\x8b\xe7\x7e\xed\x7e\x02\x30\x0a\x00\x8b\x73\x1f\x4f", "您好，方案可以，请继续。\n王伟", "labelled gb2312, but is utf-16le"},
		{"NUL in a text of ASCII", "us-ascii", "a\x00b cd", "a\x00b cd", ""},
		{"Russian labelled windows-1252", "windows-1252", "\xc7\xe4\xf0\xe0\xe2\xf1\xf2\xe2\xf3\xe9\xf2\xe5\x2c\x20\xec\xfb\x20\xf1\xee\xe3\xeb\xe0\xf1\xed\xfb\x20\xf1\x20\xef\xeb\xe0\xed\xee\xec\x2e", "Здравствуйте, мы согласны с планом.", "labelled windows-1252, but is windows-1251"},
		{"Ukrainian labelled iso-8859-1", "iso-8859-1", "\xc4\xff\xea\xf3\xfe\x2c\x20\xec\xe8\x20\xe7\xe3\xee\xe4\xed\xb3\x20\xe7\x20\xef\xeb\xe0\xed\xee\xec\x2e", "Дякую, ми згодні з планом.", "labelled iso-8859-1, but is windows-1251"},
		{"Russian among English", "iso-8859-1", "\x4f\x4b\x2c\x20\x41\x63\x6d\x65\x3a\x20\xf1\xee\xe3\xeb\xe0\xf1\xee\xe2\xe0\xed\xee\x2c\x20\xc8\xe2\xe0\xed\xee\xe2", "OK, Acme: согласовано, Иванов", "labelled iso-8859-1, but is windows-1251"},
		{"German that is what it says", "iso-8859-1", "\x47\x72\xf6\xdf\x65\x3a\x20\xfc\x62\x65\x72\x20\x32\x30\x20\x6d\x2c\x20\x73\x63\x68\xf6\x6e\x65\x20\x47\x72\xfc\xdf\x65", "Größe: über 20 m, schöne Grüße", ""},
		{"French that is what it says", "windows-1252", "\xe0\x20\xe9\x74\xe9\x20\x6e\xe9\x20\x6f\xf9\x20\xe7\x61\x2c\x20\x6c\xe0\x2c\x20\x64\xe9\x6a\xe0", "à été né où ça, là, déjà", ""},
		{"capitals of a sign", "iso-8859-1", "\xc4\xd6\xdc\x20\xc4\xd6\xdc\x20\xc4\xd6\xdc", "ÄÖÜ ÄÖÜ ÄÖÜ", ""},
		{"UTF-8 labelled windows-1251", "windows-1251", "\xd0\x97\xd0\xb4\xd1\x80\xd0\xb0\xd0\xb2\xd1\x81\xd1\x82\xd0\xb2\xd1\x83\xd0\xb9\xd1\x82\xd0\xb5\x2c\x20\xd0\xbc\xd1\x8b\x20\xd1\x81\xd0\xbe\xd0\xb3\xd0\xbb\xd0\xb0\xd1\x81\xd0\xbd\xd1\x8b\x20\xd1\x81\x20\xd0\xbf\xd0\xbb\xd0\xb0\xd0\xbd\xd0\xbe\xd0\xbc\x2e", "Здравствуйте, мы согласны с планом.", "labelled windows-1251, but is utf-8"},
	} {
		t.Run(test.name, func(t *testing.T) {
			text, defect := decodeCharset(test.label, []byte(test.bytes))
			if text != test.want || defect != test.defect {
				t.Errorf("%q and defect %q, want %q and %q", text, defect, test.want, test.defect)
			}
		})
	}
}

func TestGuess_takesUTF8ThenGB18030ThenWindows1252(t *testing.T) {
	gb := func(text string) string {
		encoded, err := simplifiedchinese.GB18030.NewEncoder().String(text)
		if err != nil {
			t.Fatal(err)
		}
		return encoded
	}
	for _, test := range []struct{ name, bytes, text, charset string }{
		{"ASCII", "Hello", "Hello", "utf-8"},
		{"UTF-8", "好的", "好的", "utf-8"},
		{"two characters", gb("好的"), "好的", "gb18030"},
		{"two others", gb("同意"), "同意", "gb18030"},
		{"one character", gb("好"), "好", "gb18030"},
		{"among English", gb("Please confirm 同意 by Monday"), "Please confirm 同意 by Monday", "gb18030"},
		{"full-width punctuation", gb("王总,您好!"), "王总,您好!", "gb18030"},
		{"long text", gb(strings.Repeat("请查收附件。", 500)), strings.Repeat("请查收附件。", 500), "gb18030"},
		{"UTF-8 cut in a character", "进度表\xe8\xbf"[:10], "进度表\uFFFD", "utf-8 with faults"},
		{"one letter", "caf\xe9", "café", "windows-1252"},
		{"German", "Sch\xf6ne Gr\xfc\xdfe aus K\xf6ln", "Schöne Grüße aus Köln", "windows-1252"},
		{"quotation marks of Windows", "\x93plan\x94", "“plan”", "windows-1252"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if text, charset := guess([]byte(test.bytes)); text != test.text || charset != test.charset {
				t.Errorf("%q as %s, want %q as %s", text, charset, test.text, test.charset)
			}
		})
	}
}

func TestDecodeUTF7_readsWhatItCan(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"no shift", "Hello", "Hello"},
		{"a plus sign", "1 +- 1", "1 + 1"},
		{"a shift", "Gr+APwA3w-e", "Grüße"},
		{"a shift that a space ends", "+j9s a", "进 a"},
		{"a shift that nothing ends", "+j9s", "进"},
		{"a character outside the basic plane", "+2EDcAA-", "𠀀"},
		{"half of one", "+2EA-", "\uFFFD"},
		{"a plus sign at the end", "a+", "a+"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := decodeUTF7([]byte(test.text)); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

func TestMetaCharset_isFoundInTheHead(t *testing.T) {
	for source, want := range map[string]string{
		`<meta charset="gbk">`:  "gbk",
		`<META CHARSET=GB2312>`: "gb2312",
		`<meta http-equiv="Content-Type" content="text/html; charset=big5">`: "big5",
		`<meta charset='utf-8'/>`:                          "utf-8",
		`<meta charset="utf-16">`:                          "", // or its own bytes could not be read
		`<p>no charset</p>`:                                "",
		`<meta charset=`:                                   "",
		strings.Repeat(" ", 3000) + `<meta charset="gbk">`: "",
	} {
		if got := metaCharset([]byte(source)); got != want {
			t.Errorf("%.80q: %q, want %q", source, got, want)
		}
	}
}
