package talk

import (
	_ "embed"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"rapport/classify/weigh"
	"rapport/store"
)

// How likely a mail must be the note of a talk.
const (
	surely = 0.4  // without any cue
	fairly = 0.2  // where a talk is only named
	hardly = 0.03 // of a talk that is only mentioned
)

//go:embed weights.bin.gz
var weights []byte

var learnt = weigh.Embedded(weights)

// Labels returns the kinds of talks as the labels of what is learnt.
func Labels() []weigh.Label {
	return []weigh.Label{weigh.Label(store.TalkCall), weigh.Label(store.TalkVisit), weigh.Label(store.TalkChat)}
}

// Features returns what is weighed of a mail with that subject and newly written text.
func Features(subject, text string) weigh.Set {
	text = norm.NFKC.String(strings.ToValidUTF8(text[:min(len(text), longestText)], ""))
	n := note{subject: cleaned(subject), text: text, said: sentences(text)}
	n.scenes()
	return n.features()
}

// likeliest returns the kind of talk that a mail most likely notes, by what was learnt, and how
// likely it is.
func (n *note) likeliest() (kind store.TalkKind, most float64) {
	if n.weight == nil {
		n.weight = learnt().Weigh(n.features())
	}
	for _, label := range Labels() { // in order, so that equal weights decide alike each time
		if likely := n.weight[label]; likely > most {
			kind, most = store.TalkKind(label), likely
		}
	}
	return kind, most
}

// surely reports whether somebody talked for sure, so that a name in the subject is theirs.
func (n *note) surely() bool {
	_, most := n.likeliest()
	return most >= surely && n.best >= 0
}

func (n *note) features() (set weigh.Set) {
	first := ""
	if len(n.said) > 0 {
		first = n.said[0]
	}
	set.AddText("subject", n.subject)
	set.AddText("first", first)
	set.AddText("any", n.subject+"\n"+first)
	words, _ := weigh.Words(n.subject)
	if len(words) > 0 {
		set.Add("begins", words[0])
		set.Add("ends", words[len(words)-1])
	}
	words, _ = weigh.Words(first)
	if len(words) > 0 {
		set.Add("text begins", words[0])
	}
	n.titled.add(&set, "subject")
	for i, s := range n.told {
		s.add(&set, "sentence "+strconv.Itoa(i))
		if i == n.best {
			s.add(&set, "best")
		}
	}
	return set
}

func (s *scene) add(set *weigh.Set, where string) {
	set.Add("cue", where, string(s.kind))
	set.Add("cue", where, string(s.kind), strconv.FormatBool(s.told), strconv.FormatBool(s.ahead))
	if s.ahead {
		set.Add("ahead", where)
	}
	if s.told {
		set.Add("told", where)
	}
}
