package store

// Recap is what another system summed up of a meeting. It only ever fills a draft that a PM
// approves.
type Recap struct {
	Vendor    string        `json:"vendor"` // zoom, gemini, teams, …
	Title     string        `json:"title"`  // of the meeting
	Summary   string        `json:"summary"`
	Decisions []string      `json:"decisions,omitempty"`
	Actions   []RecapAction `json:"actions"`
	People    []string      `json:"people,omitempty"`  // who took part, as it names them
	Meeting   string        `json:"meeting,omitempty"` // the id of the conference
	Day       string        `json:"day,omitempty"`     // of the meeting, as it says: 2026-03-05
	LinkOnly  bool          `json:"link_only"`         // it only links to what was summed up
	Proved    bool          `json:"proved"`            // the vendor sent it
	How       RecapHow      `json:"how,omitempty"`
}

// RecapAction is something that somebody is to do, as a recap has it.
type RecapAction struct {
	Owner string `json:"owner"` // as it is written, "" if nobody is named
	Text  string `json:"text"`
}

// RecapHow is how a recap came into a mail.
type RecapHow string

// The ways, besides the vendor's own mail, which has none.
const (
	RecapForwarded RecapHow = "forwarded" // somebody sent it on
	RecapPasted    RecapHow = "pasted"    // somebody copied it
)
