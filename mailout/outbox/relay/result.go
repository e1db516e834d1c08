package relay

import "strings"

// Result is the outcome of sending one mail.
type Result struct {
	Outcome  Outcome
	Stage    Stage  // how far the mail got
	Code     int    // of the reply that decided; 0 if none did
	Enhanced string // its enhanced code (RFC 3463), such as 5.1.1, or empty
	Reply    string // its text: one printable line of at most 1,024 bytes and an ellipsis
	Err      error  // why the mail is not Sent; nil if it is
	Doubtful bool   // Deferred by a 5yz reply that does not say whom it is about: see Outcome
	NoCopy   bool   // the server refused Envelope.Copy
	Reusable bool   // the Session can send another mail
}

// Outcome is what became of a mail that was offered to a server. A 5yz reply that may be
// about our account as well as about the mail leaves it Deferred and Doubtful: if other
// mails pass and this one is refused again, it was about the mail.
type Outcome string

const (
	Sent     Outcome = "sent"     // the server took responsibility: 2yz to the dot
	Deferred Outcome = "deferred" // the server did not take it, but may later
	Failed   Outcome = "failed"   // a 5yz reply about the recipient or the content, or the mail cannot be sent as it is
	Unknown  Outcome = "unknown"  // the dot may have left and no complete reply came, so the server may have it
)

// Stage is a step of the dialogue.
type Stage string

// The stages, in their order.
const (
	StageConnect  Stage = "connect"  // TCP, and the handshake of implicit TLS
	StageGreeting Stage = "greeting" // RFC 5321, 3.1
	StageEHLO     Stage = "EHLO"
	StageSTARTTLS Stage = "STARTTLS" // and the handshake
	StageAUTH     Stage = "AUTH"
	StageCheck    Stage = "check" // of the mail, by us, before any command
	StageMAIL     Stage = "MAIL"  // and the RSET that may precede it
	StageRCPT     Stage = "RCPT"
	StageDATA     Stage = "DATA"
	StageBody     Stage = "body" // all but the dot, and the caller's commit
	StageDot      Stage = "dot"
)

// classify returns the outcome of a complete reply at a stage of the transfer of e, and whether the
// dialogue continues. Nothing else makes a mail Sent or, because of a reply, Failed.
//
// The first digit decides (RFC 5321, 4.2.1), with two exceptions. 421 and 5yz that is not
// about the mail are no verdict on it: it may pass later. A digit that is
// not defined at its stage shows that client and server disagree about which command
// was answered; after the dot the outcome is then Unknown.
func classify(stage Stage, r reply, e Envelope) (outcome Outcome, goOn bool) {
	switch digit := r.code / 100; {
	case stage == StageDot && digit == 2:
		return Sent, true
	case stage == StageDATA && digit == 3:
		return Deferred, true
	case (stage == StageMAIL || stage == StageRCPT) && digit == 2:
		return Deferred, true
	case digit == 5 && !r.aboutLogin() && r.blames(stage, e) == blamesMail:
		return Failed, false
	case digit == 5, digit == 4:
		return Deferred, false
	case stage == StageDot:
		return Unknown, false
	default:
		return Deferred, false
	}
}

// aboutLogin reports whether the reply says that we must encrypt or log in first
// (RFC 3207, 4; RFC 4954, 6).
func (r reply) aboutLogin() bool {
	switch r.code {
	case 530, 534, 535, 538:
		return true
	}
	return false
}

// negative reports whether the reply is a refusal.
func (r reply) negative() bool { return r.code/100 == 4 || r.code/100 == 5 }

// enhancedCode returns the code of RFC 3463 at the start of words, if it is of the
// same class as the reply (RFC 2034, 4).
func enhancedCode(code int, words string) string {
	status, _, _ := strings.Cut(words, " ")
	class, detail, _ := strings.Cut(status, ".")
	subject, detail, found := strings.Cut(detail, ".")
	if !found || !number(subject) || !number(detail) || class != string(rune('0'+code/100)) {
		return ""
	}
	if class != "2" && class != "4" && class != "5" {
		return ""
	}
	return status
}

func number(s string) bool {
	return s != "" && len(s) <= 3 && strings.Trim(s, "0123456789") == ""
}
