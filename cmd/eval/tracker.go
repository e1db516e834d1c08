package main

import (
	"strings"

	"rapport/store"
)

// tracked is what mail of an issue tracker is about, and where it is filed.
type tracked struct {
	Filed *string `toml:"filed"` // the project; "" for none
	Item  *string `toml:"item"`  // system and key: "jira SHOP-9"; "" where it is no tracker's mail
}

// judgeTracker judges which item of a tracker a mail is about, and whether it is filed by that.
func (s *scores) judgeTracker(c labelled, v store.Verdict) {
	if w := c.want.Filed; w != nil {
		s.equal(c, "filed", *w, v.Project)
	}
	if w := c.want.Item; w != nil {
		got := ""
		if v.Tracker != nil {
			got = strings.TrimSpace(v.Tracker.System + " " + v.Tracker.Key)
		}
		s.equal(c, "item of a tracker", *w, got)
	}
}
