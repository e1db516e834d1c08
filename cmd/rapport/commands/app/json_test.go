package app

import (
	"bytes"
	"encoding/json"
	"testing"
)

func TestWriteJSON_bothNames(t *testing.T) {
	type object map[string]any
	for want, value := range map[string]any{
		`{"project":"A","sign":"tag","signal":"tag"}`:                                                  object{"project": "A", "sign": "tag"},
		`[{"sign":"a","signal":"a"},1,-2.5,null,true,"sign",[],{}]`:                                    []any{object{"sign": "a"}, 1, -2.5, nil, true, "sign", []int{}, object{}},
		`{"holds":[{"sign":"\"{\\","signal":"\"{\\"}],"embedded":[{"sign":"\"{\\","signal":"\"{\\"}]}`: object{"holds": []any{object{"sign": `"{\`}}},
		`{"a":{"letter":3,"mail":3},"said":{},"stated":{}}`:                                            object{"a": object{"letter": 3}, "said": object{}},
		`"<进度>"`: "<进度>",
	} {
		var b bytes.Buffer
		if err := WriteJSON(&b, value); err != nil || b.String() != want+"\n" {
			t.Errorf("%s, %v; want %s", b.String(), err, want)
		}
	}
	if err := WriteJSON(&bytes.Buffer{}, func() {}); err == nil {
		t.Error("a function was written")
	}
}

// Whatever is written is JSON, and has every value that it had.
func FuzzWriteJSON(f *testing.F) {
	f.Add(`{"a":[1,{"sign":"\u00e9\"}"}],"once":false}`)
	f.Add(`[[],{},"",1e3]`)
	f.Fuzz(func(t *testing.T, text string) {
		var before, after any
		if json.Unmarshal([]byte(text), &before) != nil {
			return
		}
		var b bytes.Buffer
		if err := WriteJSON(&b, before); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(b.Bytes(), &after); err != nil {
			t.Fatalf("%s: %v", b.Bytes(), err)
		}
		if !holds(after, before) {
			t.Errorf("%v became %v", before, after)
		}
	})
}

// holds reports whether all of less is in more.
func holds(more, less any) bool {
	switch less := less.(type) {
	case map[string]any:
		more, ok := more.(map[string]any)
		for key, v := range less {
			if _, clear := clearNamesOnly()[key]; !clear { // which a first name may have replaced
				ok = ok && holds(more[key], v)
			}
		}
		return ok
	case []any:
		more, ok := more.([]any)
		for i := range less {
			ok = ok && len(more) == len(less) && holds(more[i], less[i])
		}
		return ok
	}
	return more == less
}

func clearNamesOnly() map[string]bool {
	all := map[string]bool{}
	for _, clear := range clearNames() {
		all[clear] = true
	}
	return all
}
