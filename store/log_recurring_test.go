package store

import "testing"

func TestWrittenTexts_ofPeopleTheLatestFirst(t *testing.T) {
	s := open(t)
	record(t, s, mail{id: "a@x", text: "one"})
	record(t, s, mail{id: "b@x", text: "two", from: "Li@agency.example"})
	var got []WrittenText
	if err := s.WrittenTexts(t.Context(), func(w WrittenText) { got = append(got, w) }); err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[0].Text != "two" || got[0].Sender != "li@agency.example" || got[1].Text != "one" || got[0].Thread == got[1].Thread || got[0].Arrival != ArrivedWatched {
		t.Errorf("%+v", got)
	}
}
