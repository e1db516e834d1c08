package mime

import (
	"fmt"
	"maps"
	"strings"
	"testing"
)

func TestParseParameters_readsWhatProgramsWrite(t *testing.T) {
	type params = map[string]string
	for _, test := range []struct {
		name, value, kind string
		want              params
	}{
		{"none", "text/plain", "text/plain", nil},
		{"nothing", "", "", nil},
		{"one", "text/plain; charset=utf-8", "text/plain", params{"charset": "utf-8"}},
		{"names and the type in any case", "TEXT/Plain; CharSet=UTF-8", "text/plain", params{"charset": "UTF-8"}},
		{"quoted", `multipart/mixed; boundary="a b;c=d"`, "multipart/mixed", params{"boundary": "a b;c=d"}},
		{"escaped quotes", `x/y; name="a \"b\" \\ c"`, "x/y", params{"name": `a "b" \ c`}},
		{"a path of Windows, not escaped", `x/y; name="C:\plans\may.pdf"`, "x/y", params{"name": `C:\plans\may.pdf`}},
		{"several, folded", "x/y;\r\n\tname=a;\r\n b=c", "x/y", params{"name": "a", "b": "c"}},
		{"no white space", "x/y;a=b;c=d", "x/y", params{"a": "b", "c": "d"}},
		{"white space around the equals sign", `x/y; a = b; c = "d"`, "x/y", params{"a": "b", "c": "d"}},
		{"no semicolon between them", "text/plain; charset=utf-8 format=flowed", "text/plain", params{"charset": "utf-8", "format": "flowed"}},
		{"no semicolon before the first", "text/plain charset=utf-8", "text/plain", params{"charset": "utf-8"}},
		{"no semicolon behind quotes", `x/y; a="b" c=d`, "x/y", params{"a": "b", "c": "d"}},
		{"two semicolons", "x/y;; a=b;; c=d;", "x/y", params{"a": "b", "c": "d"}},
		{"a quote that does not close", `x/y; name="plan.pdf`, "x/y", params{"name": "plan.pdf"}},
		{"spaces in a file name without quotes", "attachment; filename=the plan of May.pdf; size=3", "attachment", params{"filename": "the plan of May.pdf", "size": "3"}},
		{"the first of two counts", "text/plain; charset=gbk; charset=utf-8", "text/plain", params{"charset": "gbk"}},
		{"a word without value", "x/y; nothing; a=b", "x/y", params{"a": "b"}},
		{"an empty value", "x/y; a=; b=c", "x/y", params{"a": "", "b": "c"}},
		{"an empty value in quotes", `x/y; a=""; b=c`, "x/y", params{"a": "", "b": "c"}},
		{"no type", "; charset=utf-8", "", params{"charset": "utf-8"}},
		{"raw bytes", "x/y; name=\"\xbd\xf8.pdf\"", "x/y", params{"name": "\xbd\xf8.pdf"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			kind, got := parseParameters([]byte(test.value))
			if kind != test.kind || !maps.Equal(got, test.want) {
				t.Errorf("%q with %q, want %q with %q", kind, got, test.kind, test.want)
			}
		})
	}
}

func TestParseParameters_joinsAndDecodesThoseOfRFC2231(t *testing.T) {
	for _, test := range []struct{ name, value, want string }{
		{"a charset", "filename*=UTF-8''%E8%BF%9B%E5%BA%A6.pdf", "进度.pdf"},
		{"a charset and a language", "filename*=utf-8'zh-cn'%E8%BF%9B%E5%BA%A6.pdf", "进度.pdf"},
		{"the charset GBK", "filename*=GBK''%BD%F8%B6%C8.pdf", "进度.pdf"},
		{"quoted, as it must not be", `filename*="UTF-8''%E8%BF%9B.pdf"`, "进.pdf"},
		{"no charset", "filename*=''%E8%BF%9B.pdf", "进.pdf"},
		{"no quotation marks at all", "filename*=%E8%BF%9B.pdf", "进.pdf"},
		{"continued", `filename*0="the plan"; filename*1=" of May.pdf"`, "the plan of May.pdf"},
		{"continued and encoded", "filename*0*=UTF-8''%E8%BF%9B; filename*1*=%E5%BA%A6; filename*2=.pdf", "进度.pdf"},
		{"a character split between two", "filename*0*=UTF-8''%E8%BF; filename*1*=%9B.pdf", "进.pdf"},
		{"out of order", "filename*2=.pdf; filename*0*=UTF-8''%E8%BF%9B; filename*1*=%E5%BA%A6", "进度.pdf"},
		{"more than ten", "filename*10=k; filename*9=j; filename*0=a; filename*1=b; filename*2=c; filename*3=d; filename*4=e; filename*5=f; filename*6=g; filename*7=h; filename*8=i", "abcdefghijk"},
		{"one is missing", "filename*0=the; filename*2=.pdf", "the.pdf"},
		{"a per cent sign that encodes nothing", "filename*=UTF-8''100%.pdf", "100%.pdf"},
		{"a per cent sign where nothing is encoded", "filename*0=100%25; filename*1=.pdf", "100%25.pdf"},
		{"it counts more than the plain one", "filename=plan.pdf; filename*=UTF-8''%E8%BF%9B.pdf", "进.pdf"},
		{"also where the plain one comes later", "filename*=UTF-8''%E8%BF%9B.pdf; filename=plan.pdf", "进.pdf"},
		{"the wrong charset", "filename*=UTF-8''%BD%F8%B6%C8.pdf", "进度.pdf"},
		{"a number that is none", "filename*x=plan.pdf", "plan.pdf"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if _, params := parseParameters([]byte("attachment; " + test.value)); params["filename"] != test.want {
				t.Errorf("%q, want %q", params["filename"], test.want)
			}
		})
	}
}

func TestParseParameters_areBounded(t *testing.T) {
	var b strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&b, "; p%d=v", i)
	}
	if _, params := parseParameters([]byte("x/y" + b.String())); len(params) != maxParameters || params["p99"] != "v" {
		t.Errorf("%d parameters, want the first %d", len(params), maxParameters)
	}
}

func TestMessage_fileNamesAreTextToShow(t *testing.T) {
	long := strings.Repeat("进", 200)
	for _, test := range []struct{ name, disposition, kind, want string }{
		{"of Content-Disposition", "attachment; filename=plan.pdf", "application/pdf; name=other.pdf", "plan.pdf"},
		{"of Content-Type", "attachment", "application/pdf; name=plan.pdf", "plan.pdf"},
		{"an encoded word, which must not stand there", `attachment; filename="=?UTF-8?B?6L+b5bqm6KGoLnBkZg==?="`, "application/pdf", "进度表.pdf"},
		{"an encoded word without quotes", "attachment; filename==?UTF-8?B?6L+b5bqm6KGoLnBkZg==?=", "application/pdf", "进度表.pdf"},
		{"two encoded words, folded", "attachment; filename=\"=?UTF-8?B?6L+b?=\n =?UTF-8?B?5bqmLnBkZg==?=\"", "application/pdf", "进度.pdf"},
		{"raw UTF-8", "attachment; filename=\"进度表.pdf\"", "application/pdf", "进度表.pdf"},
		{"raw GB18030", "attachment; filename=\"\xbd\xf8\xb6\xc8\xb1\xed.pdf\"", "application/pdf", "进度表.pdf"},
		{"raw, with spaces, without quotes", "attachment; filename=进度 表.pdf", "application/pdf", "进度 表.pdf"},
		{"a path", `attachment; filename="../../etc/passwd"`, "application/pdf", "passwd"},
		{"a path of Windows", `attachment; filename="C:\plans\may.pdf"`, "application/pdf", "may.pdf"},
		{"a path that an encoded word hides", `attachment; filename="=?UTF-8?Q?..=2F..=2Fpasswd?="`, "application/pdf", "passwd"},
		{"controls", "attachment; filename*=UTF-8''a%00b%0D%0Ac.pdf", "application/pdf", "a b  c.pdf"},
		{"a mark that would turn it round", "attachment; filename*=UTF-8''may%E2%80%AEfdp.exe", "application/pdf", "mayfdp.exe"},
		{"points alone", `attachment; filename=".."`, "application/pdf; name=plan.pdf", "plan.pdf"},
		{"longer than a file system takes", "attachment; filename=\"" + long + ".pdf\"", "application/pdf", strings.Repeat("进", 77) + "…" + strings.Repeat("进", 5) + ".pdf"},
		{"none", "attachment", "application/pdf", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := read(t, "From: a@b.example\nContent-Type: "+test.kind+"\nContent-Disposition: "+test.disposition+"\n\nx\n")
			if len(m.Attachments) != 1 {
				t.Fatalf("%d attachments, want 1", len(m.Attachments))
			}
			if got := m.Attachments[0].Name; got != test.want || len(got) > 255 {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}
