package templates

import (
	"reflect"
	"strings"
	"time"

	"rapport/store"
)

// Samples returns data to try a mail with, of the type that its template takes. The
// first holds everything there can be; the others reach the remaining branches of
// the template. Samples returns nil for a mail that has no sample.
func Samples(name, language string) []any {
	method := reflect.ValueOf(sampler{format{language}}).MethodByName(sampleMethod(name))
	if !method.IsValid() {
		return nil
	}
	return method.Call(nil)[0].Interface().([]any)
}

// sampler makes the samples in one language. Each of its exported methods makes those
// of one mail, and is named after its template: ReportAsk of report-ask. So the file
// that declares a mail's data also declares its samples, and no list names it.
type sampler struct{ format }

// sampleMethod returns the name of the method that makes a mail's samples.
func sampleMethod(name string) string {
	var b strings.Builder
	for word := range strings.SplitSeq(name, "-") {
		if word != "" {
			b.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
	}
	return b.String()
}

// The people and days that all samples share.

func (s sampler) pm() store.Address {
	return store.Address{Name: s.pick("李敏", "Li Min"), Address: "li@agency.example"}
}

func (s sampler) client() store.Address {
	return store.Address{Name: s.pick("王芳", "Wang Fang"), Address: "wang@acme.example"}
}

func (s sampler) project() store.Project {
	return store.Project{Code: "ACME", Name: s.pick("ACME 官网改版", "ACME website"), Client: "ACME", Language: s.language, Zone: time.UTC}
}

func day(month time.Month, d int) time.Time { return time.Date(2026, month, d, 0, 0, 0, 0, time.UTC) }
