package weigh

import (
	"bytes"
	"compress/gzip"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func featuresOf(text string) Set {
	var set Set
	set.AddRuns("word", strings.Fields(text), 2)
	return set
}

var examples = []struct {
	text  string
	label Label
}{
	{"we agree", Yes}, {"i agree with it", Yes}, {"yes we agree thanks", Yes}, {"agreed", Yes}, {"we agree thank you", Yes},
	{"we do not agree", No}, {"no we refuse", No}, {"i refuse it", No}, {"we refuse thanks", No}, {"no thank you", No},
	{"we will see", Neither}, {"i will look", Neither}, {"thank you we will look", Neither}, {"received thanks", Neither}, {"we will see with it", Neither},
}

func trained() *Model {
	var list []Example
	for _, e := range examples {
		list = append(list, Example{featuresOf(e.text), e.label})
	}
	return Train(list, 1, Yes, No)
}

func TestTrain_tellsTheLabelsApart(t *testing.T) {
	t.Parallel()
	m := trained()
	for _, e := range examples {
		said := m.Weigh(featuresOf(e.text))
		yes, no := said[Yes], said[No]
		if (yes > 0.5) != (e.label == Yes) || (no > 0.5) != (e.label == No) {
			t.Errorf("%q: yes %.2f, no %.2f, want %s", e.text, yes, no, e.label)
		}
	}
	if yes := m.Weigh(featuresOf("so we agree"))[Yes]; yes < 0.5 {
		t.Errorf("an unknown word beside known ones: yes %.2f", yes)
	}
}

// The model in the program can be made again: the same examples make the same bytes.
func TestTrain_isRepeatable(t *testing.T) {
	t.Parallel()
	if !bytes.Equal(trained().Encode(), trained().Encode()) {
		t.Error("two trainings differ")
	}
}

func TestDecode(t *testing.T) {
	t.Parallel()
	m := trained()
	data := m.Encode()
	same, err := Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range examples {
		said := m.Weigh(featuresOf(e.text))
		if got := same.Weigh(featuresOf(e.text)); !maps.Equal(got, said) {
			t.Errorf("%q: %v, decoded %v", e.text, said, got)
		}
	}
	for _, other := range [][]byte{
		nil, data[:1], data[:len(data)-1], []byte("no model"),
		packed(),                             // nothing
		packed(0xff, 0xff, 0xff, 0xff, 0x7f), // too many features
		packed(2, 1),                         // one of two features
		packed(2, 0xff, 0xff, 0xff, 0xff, 0x0f, 1), // a feature beyond 32 bits
		packed(0, 9),                  // too many labels
		packed(0, 1, 41),              // a label that is too long
		packed(0, 1, 1, 'a', 0, 0, 0), // half of a choice
		packed(0, 1, 1, 'a', 0, 0, 0, 0, 0, 0, 0, 0, 0), // a byte too many
	} {
		if _, err := Decode(other); err == nil {
			t.Errorf("%d bytes are a model", len(other))
		}
	}
}

// packed returns bytes as a model is packed.
func packed(plain ...byte) []byte {
	var buffer bytes.Buffer
	w := gzip.NewWriter(&buffer)
	w.Write(plain)
	w.Close()
	return buffer.Bytes()
}

// A feature of one text alone has no weight in other texts.
func TestTrain_forgetsWhatIsRare(t *testing.T) {
	t.Parallel()
	list := []Example{{featuresOf("good bright"), Yes}, {featuresOf("good"), Yes}, {featuresOf("bad dark"), No}, {featuresOf("bad"), No}}
	m := Train(list, 2, Yes)
	rare := m.Weigh(featuresOf("bright"))[Yes]
	unknown := m.Weigh(featuresOf("never-met"))[Yes]
	if good := m.Weigh(featuresOf("good"))[Yes]; rare != unknown || good <= rare {
		t.Errorf("good %f, bright %f, an unknown word %f", good, rare, unknown)
	}
}

// A run is the feature that its name and its parts are together.
func TestSet_AddRuns(t *testing.T) {
	t.Parallel()
	var runs, single Set
	runs.AddRuns("word", []string{"a", "b"}, 3)
	single.Add("word", "a")
	single.Add("word", "a", "b")
	single.Add("word", "b")
	if len(runs) != 3 || runs[0] != single[0] || runs[1] != single[1] || runs[2] != single[2] {
		t.Errorf("%v, want %v", runs, single)
	}
	var other Set
	other.Add("word", "ab")
	if other[0] == single[1] {
		t.Error("two parts are the same feature as one")
	}
}

func TestModel_Weigh_anyFeatures(t *testing.T) {
	t.Parallel()
	m := trained()
	random := rand.New(rand.NewPCG(1, 2))
	for range 100 {
		set := make(Set, random.IntN(5000))
		for i := range set {
			set[i] = random.Uint32()
		}
		for label, likely := range m.Weigh(set) {
			if !(likely >= 0 && likely <= 1) {
				t.Fatalf("%d features: %s %f", len(set), label, likely)
			}
		}
	}
}

// Words are cut to their beginnings; each Chinese character is one.
func TestWords(t *testing.T) {
	t.Parallel()
	words, han := Words("The Meetings' notes: 12.5 k")
	if want := []string{"the", "meeti", "notes", ":", "#", ".", "#", "k"}; !slices.Equal(words, want) || han {
		t.Errorf("%q %v, want %q", words, han, want)
	}
	if words, han := Words("见附件a1"); !slices.Equal(words, []string{"见", "附", "件", "a"}) || !han {
		t.Errorf("%q %v", words, han)
	}
}
