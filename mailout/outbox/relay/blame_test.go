package relay

import (
	"bufio"
	"os"
	"strings"
	"testing"
)

// blameEnvelope is that of the mails refused in the cases.
var blameEnvelope = Envelope{From: "log+b.t0k3n@agency.example", To: "wang@acme.example"}

// blameCase is a reply, and whom it is about.
type blameCase struct {
	us    bool
	stage Stage
	reply reply
}

func blameCases(t *testing.T, file string) (cases []blameCase) {
	t.Helper()
	text, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		label, rest, _ := strings.Cut(line, " ")
		stage, rest, _ := strings.Cut(strings.TrimSpace(rest), " ")
		lines := strings.Split(strings.TrimSpace(rest), " / ")
		for i := range lines[:len(lines)-1] {
			lines[i] = lines[i][:3] + "-" + lines[i][4:]
		}
		got, err := readReply(bufio.NewReader(strings.NewReader(strings.Join(lines, "\r\n") + "\r\n")))
		if err != nil || label != "us" && label != "mail" {
			t.Fatalf("%s: %q: %v", file, line, err)
		}
		cases = append(cases, blameCase{label == "us", Stage(stage), got})
	}
	return cases
}

// No mail fails for what is about ourselves, in the words of any provider; what is about
// the recipient or the content fails that mail, and no other waits for it.
func TestClassify_whomARefusalIsAbout(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"replies.txt", "replies-first-sight.txt", "replies-by-provider.txt"} {
		cases, wrong := blameCases(t, file), 0
		for _, c := range cases {
			outcome, _ := classify(c.stage, c.reply, blameEnvelope)
			if want := map[bool]Outcome{true: Deferred, false: Failed}[c.us]; outcome != want {
				wrong++
				t.Errorf("%s: %d %s at %s: %s, want %s", file, c.reply.code, c.reply.text(), c.stage, outcome, want)
			}
		}
		if len(cases) < 40 {
			t.Errorf("%s: %d replies", file, len(cases))
		}
		t.Logf("%s: %d of %d right", file, len(cases)-wrong, len(cases))
	}
}

// The same words with 4yz make the relay wait too, and what is about one recipient makes
// no other wait.
func TestBlames_repliesOfLater(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]blame{
		"450 4.4.5 Daily user sending limit exceeded":                                                         blamesUs,
		"451 4.7.500 Server busy. Please try again later from [203.0.113.7]":                                  blamesUs,
		"454 Throttling failure: Maximum sending rate exceeded":                                               blamesUs,
		"450 MI:CEL 发送方出现过多的错误指令；发信频率过快":                                                                      blamesUs,
		"452 4.5.3 Too many recipients received this hour":                                                    blamesUs,
		"432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded":                                       blamesUs,
		"450 4.2.0 <wang@acme.example>: Recipient address rejected: Greylisted":                               blamesMail,
		"451 4.7.1 Greylisting in action, sender not known yet, please come back later":                       blamesMail,
		"450 4.2.1 The user you are trying to contact is receiving mail at a rate that prevents sending more": blamesMail,
		"452 4.2.2 The recipient's inbox is out of storage space":                                             blamesMail,
		"450 4.2.0 later please":                  blamesNobody,
		"451 4.3.0 Error: queue file write error": blamesNobody,
	} {
		got, err := readReply(bufio.NewReader(strings.NewReader(text + "\r\n")))
		if err != nil {
			t.Fatal(err)
		}
		if b := got.blames(StageRCPT, blameEnvelope); b != want {
			t.Errorf("%s: %d, want %d", text, b, want)
		}
	}
}

// A reply that names an address is about whoever has it; one that says nothing is about
// nobody, and fails no mail before others have passed.
func TestBlames_theAddressThatAReplyNames(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]blame{
		"550 <Wang@Acme.example> is not here":           blamesMail,
		"550 log@agency.example is not welcome":         blamesUs,
		"550 log+b.t0k3n@agency.example is not welcome": blamesUs,
		"550 no":                       blamesNobody,
		"554 Transaction failed":       blamesNobody,
		"550 5.7.1 Rejected by policy": blamesNobody,
		"550 服务器拒绝":                    blamesNobody,
		"550 wang@acme.example: relaying is not for you":    blamesUs,
		"550 5.1.1 log@agency.example: recipient not found": blamesUs,
	} {
		got, err := readReply(bufio.NewReader(strings.NewReader(text + "\r\n")))
		if err != nil {
			t.Fatal(err)
		}
		if b := got.blames(StageRCPT, blameEnvelope); b != want {
			t.Errorf("%s: %d, want %d", text, b, want)
		}
	}
}
