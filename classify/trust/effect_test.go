package trust

import (
	"slices"
	"strings"
	"testing"

	"rapport/store"
)

// Every fact, in the order of its bits.
func everyFact() (list []Facts) {
	for f := Facts(1); f <= InSent; f <<= 1 {
		list = append(list, f)
	}
	return list
}

func TestTable_everyEffectHasOneRowAndEveryRowNeedsProof(t *testing.T) {
	seen := map[store.Effect]bool{}
	for _, r := range Table() {
		if seen[r.Effect] || r.What == "" || len(r.Least) == 0 {
			t.Errorf("%s: %+v", r.Effect, r)
		}
		seen[r.Effect] = true
		for _, l := range r.Least {
			if l&(Sound|Usual|Proved) == 0 {
				t.Errorf("%s: with %q a mail counts that something contradicts", r.Effect, l)
			}
		}
	}
}

// A fact that any way of a row needs cannot be left out, and no fact beside it helps.
func TestAllows_nothingLessThanTheTable(t *testing.T) {
	all := Facts(0)
	for _, f := range everyFact() {
		all |= f
	}
	for _, r := range Table() {
		if ok, missing := Allows(r.Effect, 0); ok || missing == 0 {
			t.Errorf("%s: allowed without any proof, missing %q", r.Effect, missing)
		}
		if ok, _ := Allows(r.Effect, all); !ok {
			t.Errorf("%s: not even with all proof", r.Effect)
		}
		for _, least := range r.Least {
			if ok, missing := Allows(r.Effect, least); !ok || missing != 0 {
				t.Errorf("%s: %q is not enough, missing %q", r.Effect, least, missing)
			}
			for _, f := range everyFact() {
				if least&f == 0 {
					continue
				}
				without := all &^ f
				enough := slices.ContainsFunc(r.Least, func(l Facts) bool { return l&^without == 0 })
				if ok, _ := Allows(r.Effect, without); ok != enough {
					t.Errorf("%s without %q: %v", r.Effect, f, ok)
				}
				if ok, missing := Allows(r.Effect, least&^f); ok && !slices.ContainsFunc(r.Least, func(l Facts) bool { return l&^(least&^f) == 0 }) || !ok && missing == 0 {
					t.Errorf("%s with %q: %v, missing %q", r.Effect, least&^f, ok, missing)
				}
			}
		}
	}
	if ok, _ := Allows("fly", all); ok {
		t.Error("an effect that there is not is allowed")
	}
}

// What is missing is the least that would do.
func TestAllows_namesWhatIsMissing(t *testing.T) {
	for _, test := range []struct {
		effect store.Effect
		known  Facts
		want   Facts
	}{
		{store.EffectOpenCase, Sound | Usual | Contact, Recent},
		{store.EffectOpenCase, Sound | Contact | Recent, Usual},
		{store.EffectStopClock, Sound | Usual | Team, ToClient},
		{store.EffectDecide, Sound | Usual | Reference, RoundTrip},
		{store.EffectDecide, Sound | RoundTrip, Usual},
		{store.EffectBind, Sound | Usual | Proved | RoundTrip, Challenged},
		{store.EffectSpeakFor, Sound | Usual | RoundTrip, Unbinding},
		{store.EffectMoveOthers, Sound | Usual | Team, Proved},
	} {
		if ok, missing := Allows(test.effect, test.known); ok || missing != test.want {
			t.Errorf("%s with %q: %v, missing %q; want %q", test.effect, test.known, ok, missing, test.want)
		}
	}
}

// The rows that stand between a stranger and a client, in words: a change of the table must
// be meant.
func TestTable_whatReachesClients(t *testing.T) {
	forged := Sound | Usual | Recent | Contact | Team | PM | Both | ToClient | Unbinding // all that a From can say
	for _, e := range []store.Effect{store.EffectAcknowledge, store.EffectStatus, store.EffectDecide, store.EffectAgree, store.EffectBind, store.EffectSpeakFor, store.EffectForward, store.EffectMoveMeeting, store.EffectSay} {
		if ok, _ := Allows(e, forged); ok {
			t.Errorf("%s: a forged From is enough", e)
		}
	}
	past := Sound | Usual | Proved | Contact | Team | PM | Both | ToClient | RoundTrip
	for _, e := range []store.Effect{store.EffectOpenCase, store.EffectAcknowledge, store.EffectDraft, store.EffectCommand, store.EffectStatus, store.EffectMeeting} {
		if ok, missing := Allows(e, past); ok || missing != Recent {
			t.Errorf("%s: begun by what is from before; missing %q", e, missing)
		}
	}
	for _, e := range []store.Effect{store.EffectDecide, store.EffectAgree, store.EffectSay} {
		if ok, _ := Allows(e, past); !ok {
			t.Errorf("%s: an answer must count at any age", e)
		}
	}
}

func TestLimit_boundsWhatNothingProves(t *testing.T) {
	for _, test := range []struct {
		effect store.Effect
		known  Facts
		limit  int
		counts bool
	}{
		{store.EffectTellPM, Sound, 3, true}, {store.EffectTellPM, Sound | Proved, 3, false},
		{store.EffectDraft, Sound | Usual | PM, 10, true}, {store.EffectDraft, Sound | Proved, 10, false},
		{store.EffectOpenCase, Sound, 0, false}, {"fly", Sound, 0, false},
	} {
		if limit, counts := Limit(test.effect, test.known); limit != test.limit || counts != test.counts {
			t.Errorf("%s with %q: %d, %v", test.effect, test.known, limit, counts)
		}
	}
}

func TestOf_levelsAndHabits(t *testing.T) {
	for level, want := range map[store.Level][2]Facts{ // of a sender who never proves mail, and who does
		store.LevelAmbiguous:       {0, 0},
		store.LevelFailed:          {0, 0},
		store.LevelPending:         {Sound | Usual, Sound},
		store.LevelUnauthenticated: {Sound | Usual, Sound},
		store.LevelAuthenticated:   {Sound | Usual | Proved, Sound | Usual | Proved},
	} {
		e := &store.Evidence{Level: level, From: "wang@client.example", Reasons: []string{"because"}}
		if never, always := Of(e, false), Of(e, true); never != want[0] || always != want[1] {
			t.Errorf("%s: %q and %q", level, never, always)
		}
		contradicted, why := Contradicted(e)
		if contradicted != (want[0] == 0) || contradicted != strings.Contains(why, "because") {
			t.Errorf("%s: contradicted %v, %q", level, contradicted, why)
		}
	}
	if Of(nil, false) != Sound|Usual || Of(nil, true) != Sound {
		t.Error("mail without evidence is not taken as without proof")
	}
}

// What lies in a PM's own folder of sent mail is their word to a client, which the log would have
// had in copy. It is no answer to anything that Rapport asked, and begins nothing of theirs.
func TestTable_sentMailDecidesNothing(t *testing.T) {
	may := []store.Effect{store.EffectStopClock, store.EffectMiss, store.EffectArrive, store.EffectMeeting, store.EffectDraft}
	for _, r := range Table() {
		with := slices.ContainsFunc(r.Least, func(l Facts) bool { return l&InSent != 0 })
		if with != slices.Contains(may, r.Effect) {
			t.Errorf("%s: with a copy in the Sent folder: %v", r.Effect, with)
		}
	}
}

func TestRow_Proof(t *testing.T) {
	for _, r := range Table() {
		words := r.Proof()
		if words == "" || strings.Contains(words, "%!") {
			t.Errorf("%s: %q", r.Effect, words)
		}
		if (r.Limit > 0) != strings.Contains(words, "a day and person") {
			t.Errorf("%s: its limit of %d is not in %q", r.Effect, r.Limit, words)
		}
	}
	if len(everyFact()) != len((InSent<<1 - 1).words()) {
		t.Error("a fact has no words")
	}
}
