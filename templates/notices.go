package templates

import (
	"time"

	"rapport/store"
)

// Notices is the data of notices: the notices of a day, for somebody who wants one email a day, or
// those that waited, for a client who had reached their limit for the week.
type Notices struct {
	Project store.Project
	Name    string // may be empty
	List    []Notice
	Asked   bool // its reader wants one email a day; otherwise they had reached their limit for the week
}

// Notice is a mail that needs no reply, as a digest shows it.
type Notice struct {
	Subject string
	Text    string
	At      time.Time
}

// Notices makes the samples of notices.
func (s sampler) Notices() []any {
	return []any{
		Notices{Project: s.project(), Name: s.client().Name, List: s.notices(), Asked: true},
		Notices{Project: s.project(), List: s.notices()[:1], Asked: true},
		Notices{Project: s.project(), Name: s.client().Name, List: s.notices()},
	}
}

func (s sampler) notices() []Notice {
	return []Notice{
		{Subject: s.pick("[ACME] 已确认：会议纪要《第三次周会》", "[ACME] Confirmed: minutes “Third weekly meeting”"), At: day(time.March, 5).Add(15 * time.Hour),
			Text: s.pick("ACME 官网改版\n\n第三次周会\n==========\n\n以下会议纪要（第 1 版）已确认。\n\n- 王芳 [已确认]\n\n全文\n----\n\n- 首页采用深蓝色", "ACME website\n\nThird weekly meeting\n====================\n\nVersion 1 of the minutes below is confirmed.\n\n- Wang Fang [confirmed]\n\nThe text\n--------\n\n- The home page is dark blue\n")},
		{Subject: s.pick("[ACME] 视为确认：项目计划《计划》", "[ACME] Counts as confirmed: project plan “Plan”"), At: day(time.March, 5).Add(17 * time.Hour), Text: s.pick("无人提出异议。\n\n> 上线时间 4 月 10 日\n", "Nobody objected in time.\n\n> Launch on 10 April\n")},
	}
}

// CommandDigest is the data of command-digest: how its reader gets notices from now on.
type CommandDigest struct {
	Name string
	Only bool // true for one digest a day, false for each notice at once
	PM   bool // that is their morning digest
}

// CommandDigest makes the samples of command-digest.
func (s sampler) CommandDigest() []any {
	return []any{CommandDigest{Name: s.client().Name, Only: true}, CommandDigest{Name: s.pm().Name, Only: true, PM: true}, CommandDigest{Name: s.client().Name}}
}
