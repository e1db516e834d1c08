package recap

import (
	"slices"
	"strings"
	"sync"
	"time"

	"rapport/store"
	"rapport/store/pattern"
)

var utc = time.UTC

// vendor is how one system writes its recaps.
type vendor struct {
	name    string
	domains []string           // that it signs with and writes from; of what is below them too
	senders []string           // local parts that it writes recaps from, besides those of machines
	exact   bool               // only senders write recaps: the domain is that of many others
	frames  []*pattern.Pattern // of the subject, with the title as a group
	own     int                // how many of frames are the system's own, which it uses for nothing else
	links   *pattern.Pattern   // to a recap or recording in its text
}

// machine is a local part that nobody writes from.
var machine = pattern.New(`^(?:no[-_.]?reply|do[-_.]?not[-_.]?reply|notifications?|notify|recaps?|meetings?)(?:[-_.+].*)?$|[-_.]no-?reply$`)

func (v vendor) writesFrom(local, domain string) bool {
	if !v.signs(domain) {
		return false
	}
	return slices.Contains(v.senders, local) || !v.exact && machine.MatchString(local)
}

func (v vendor) signs(domain string) bool {
	return slices.ContainsFunc(v.domains, func(d string) bool { return domain == d || strings.HasSuffix(domain, "."+d) })
}

// shows reports whether a mail that is framed as a recap has the text of one, or a link to it.
func (v vendor) shows(text string, r store.Recap) bool {
	return r.Summary != "" || len(r.Actions) > 0 || v.links.MatchString(text)
}

// notRecap are the subjects of other mail of the same senders: digests of many meetings,
// news, offers, and announcements of a meeting.
var notRecap = pattern.New(`(?i)\b(?:weekly|daily|monthly|digest|newsletter|your week|this week|webinar series|what'?s new|new features?|upgrade|trial|welcome|get started|getting started|tips?|invoice|receipt|subscription|billing|payment|password|verify|sign[- ]?in|security|has been deleted|cancell?ed|reminder|invit(?:es|ed|ation)|is inviting|will join|couldn'?t join|failed|quota|storage|expir\w+|waiting for you|has started|starting soon|your account|how to|introducing)\b|周报|日报|月报|每周|邀请|已取消|即将开始|新功能|升级|续费|发票`)

// digest is how a mail on many meetings begins.
var digest = pattern.New(`(?i)\byour (?:week|day|month)\b|(?m)^\W*\d+ meetings\b|\b(?:weekly|daily|monthly) (?:digest|recap|summary|round-?up)\b|本周共|会议周报`)

// Frames of a subject that several systems use.
var (
	namedFirst = pattern.New(`(?i)^(?:\W*)(?:your |the |ai )*(?:meeting|call)? ?(?:recap|summary|notes|minutes|report|assets|highlights|insights)(?: (?:is|are) (?:now )?(?:ready|available))?(?: (?:for|of|from|on|with))?\s*[:：|–—-]?\s+(.+?)(?: (?:is|are) (?:now )?(?:ready|available))?[!.]?$`)
	namedLast  = pattern.New(`(?i)^\W*(.+?)\s*(?:[:：|–—-]|\bon\b)\s*(?:(?:read|ai|your) )*(?:meeting |call )?(?:recap|summary|notes|minutes|report)(?: (?:is|are) (?:now )?(?:ready|available))?[!.]?$`)
	readyOnly  = pattern.New(`(?i)^\W*(?:your |the )*(?:ai )?(?:meeting|call) (?:recap|summary|notes|minutes|report) (?:is|are) (?:now )?(?:ready|available)()[!.]?$`)
	inChinese  = pattern.New(`^(?:您的|你的)?(?:AI|智能)?(?:会议)?(?:纪要|摘要|总结|回顾|记录|妙记|闪记|听记)\s*(?:[:：|–—-]|已生成[:：])\s*(.+?)$|^(.+?)\s*(?:[:：|–—-]\s*|的)?(?:AI|智能)?(?:会议)?(?:纪要|摘要|总结|回顾|资产|资源|妙记|闪记|听记)\s*(?:已生成|已准备就绪|已就绪|已准备好|可供查看|现已可用)?[！!。]?$`)
)

// vendors lists the systems whose recaps are recognised. Where no mail of a system was ever
// seen in full, the common frames serve.
var vendors = sync.OnceValue(func() []vendor {
	common := []*pattern.Pattern{readyOnly, namedFirst, namedLast, inChinese}
	return []vendor{
		{
			name: "zoom", domains: []string{"zoom.us", "zoom.com", "zoom.com.cn", "zoomgov.com"},
			frames: slices.Concat([]*pattern.Pattern{zoomAssets, zoomRecording}, common), own: 2,
			links: pattern.New(`https://(?:[\w-]+\.)?zoom\.(?:us|com)(?:\.cn)?/(?:rec/|doc/|launch/)`),
		},
		{
			name: "gemini", domains: []string{"google.com"}, exact: true,
			senders: []string{"gemini-notes", "meet-recordings-noreply", "meetings-noreply", "meet-transcriptions-noreply"},
			frames:  slices.Concat([]*pattern.Pattern{googleNotes, googleRecords}, common), own: 2,
			links: pattern.New(`(?i)https://(?:docs|drive)\.google\.com/|docs\.google\.com%2Fdocument`),
		},
		{
			name: "teams", domains: []string{"teams.mail.microsoft", "email.teams.microsoft.com", "teams.microsoft.com"},
			frames: common,
			links:  pattern.New(`https://teams\.(?:microsoft|live)\.com/l/meetingrecap`),
		},
		{
			name: "otter", domains: []string{"otter.ai"},
			frames: slices.Concat([]*pattern.Pattern{otterShared}, common), own: 1,
			links: pattern.New(`https://otter\.ai/(?:u|note|s)/`),
		},
		{
			name: "fireflies", domains: []string{"fireflies.ai"}, senders: []string{"fred", "fireflies"},
			frames: common,
			links:  pattern.New(`https://app\.fireflies\.ai/view/`),
		},
		{
			name: "read", domains: []string{"read.ai"}, senders: []string{"executiveassistant"},
			frames: slices.Concat([]*pattern.Pattern{readReport}, common), own: 1,
			links: pattern.New(`https://(?:app\.)?read\.ai/|https://[\w.]*sendgrid\.net/ls/click`),
		},
		{
			name: "fathom", domains: []string{"fathom.video", "fathom.ai"},
			frames: slices.Concat([]*pattern.Pattern{fathomWith, fathomRecap}, common), own: 2,
			links: pattern.New(`https://(?:app\.)?fathom\.(?:video|ai)/(?:share|calls)/`),
		},
		{
			name: "tldv", domains: []string{"tldv.io"},
			frames: common,
			links:  pattern.New(`https://(?:app\.)?tldv\.io/(?:app/)?meetings/`),
		},
		{
			name: "gong", domains: []string{"gong.io"},
			frames: slices.Concat([]*pattern.Pattern{gongCall}, common), own: 1,
			links: pattern.New(`https://(?:[\w-]+\.)*gong\.io/call`),
		},
		{name: "tencent", domains: []string{"meeting.tencent.com", "tencent.com", "qq.com"}, exact: true, senders: []string{"tencentmeeting", "wemeet", "meeting"}, frames: common, links: pattern.New(`https://meeting\.tencent\.com/`)},
		{name: "feishu", domains: []string{"feishu.cn", "larksuite.com", "larkoffice.com"}, frames: common, links: feishuLink},
		{name: "dingtalk", domains: []string{"dingtalk.com"}, frames: common, links: dingtalkLink},
	}
})

var (
	zoomAssets    = pattern.New(`(?i)^meeting assets for (.+?)\s+(?:is|are) ready!?$`)
	zoomRecording = pattern.New(`(?i)^cloud recording\s*[-–—:]\s*(.+?) is now available!?$`)
	// The word before the quotation marks is in the language of the recipient.
	googleNotes   = pattern.New(`^\p{L}[\p{L} ]*\s*[:：]\s*[“"'‘„«「『](.+)[”"'’“»」』].*$`)
	googleRecords = pattern.New(`(?i)^(.+?)\s*[-–—:]?\s*\(?(?:transcript|recording|meeting records)\b.*$`)
	otterShared   = pattern.New(`(?i)^(?:.* )?shared (.+?) conversation in otter$`)
	readReport    = pattern.New(`(?i)^\W*(.+?) on \p{L}+ \d{1,2}, \d{4}\s*\|\s*read meeting report$`)
	fathomWith    = pattern.New(`(?i)^recap of your meeting with (.+)$`)
	fathomRecap   = pattern.New(`(?i)^recap (?:for|of) (.+)$`)
	gongCall      = pattern.New(`(?i)^(.+): call recording(?: and analysis)? (?:is|are) ready!?$`)
	feishuLink    = pattern.New(`https://(?:[\w-]+\.)?(?:feishu\.cn|larksuite\.com|larkoffice\.com)/minutes/`)
	dingtalkLink  = pattern.New(`https://(?:[\w-]+\.)*dingtalk\.com/(?:\S*(?:transcribes|minutes|shanji)|\S+)`)
)
