package invite

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"rapport/store"
	"rapport/store/pattern"
)

// site is a system for conferences: its hosts, and what its links look like.
type site struct {
	system string
	hosts  []string         // and all below them
	path   *pattern.Pattern // of a link to join; the first group that matches is the id
	keep   []string         // the parameters of a link that are no passcode and are needed to join
}

// sites are the systems that are known.
func sites() []site {
	return []site{
		{"zoom", []string{"zoom.us", "zoom.com", "zoom.com.cn", "zoomgov.com"}, zoomPath, nil},
		{"teams", []string{"teams.microsoft.com", "teams.live.com", "teams.microsoft.us", "teams.cloud.microsoft", "teams.microsoftonline.cn"}, teamsPath, []string{"context"}},
		{"meet", []string{"meet.google.com"}, meetPath, nil},
		{"tencent", []string{"meeting.tencent.com", "meeting.qq.com", "voovmeeting.com"}, tencentPath, nil},
		{"feishu", []string{"vc.feishu.cn", "vc.larksuite.com", "vc.larkoffice.com"}, feishuPath, nil},
		{"dingtalk", []string{"meeting.dingtalk.com"}, dingtalkPath, nil},
		{"webex", []string{"webex.com", "webex.com.cn"}, webexPath, []string{"MTID", "MK"}},
	}
}

var (
	zoomPath     = pattern.New(`^/(?:[jws]/(\d{9,12})|wc/(?:join/)?(\d{9,12})(?:/.*)?|my/[\w.-]+)/?$`)
	teamsPath    = pattern.New(`^/(?:meet/(\d{9,18})|l/meetup-join/.+)`)
	meetPath     = pattern.New(`^/(?:lookup/)?([a-z]{3,4}-[a-z]{4}-[a-z]{3,4})/?$`)
	tencentPath  = pattern.New(`^/(?:(?:dm|s|dw|p|j|l|user-center/joining)/(?:(\d{9,12})|[\w-]+)|wemeet/.+)/?$`)
	feishuPath   = pattern.New(`^/j/(\d{9,12})/?$`)
	dingtalkPath = pattern.New(`^/(?:j|meeting)/[\w-]+/?$`)
	webexPath    = pattern.New(`^/(?:[\w-]+/j\.php|(?:meet|join|m)/[\w.-]+|[\w-]+/(?:m|meet)/[\w.-]+|wbxmjs/joinservice/.+|webappng/.+)$`)
)

// Where ids and telephone numbers stand in the words of an invitation.
var (
	idWords = pattern.New(`(?i)(?:^|[\n|(（;；,，。])[^\S\n]*\W?(?:(?:meeting|webinar|event|besprechungs|sitzungs|r[ée]uni[oó]n|reuni[aã]o|riunione)[ -]*(?:id|number|no\.?|nummer|kennung|code)(?: ?\(access code\))?|id(?:entifiant)? (?:de |da |della )?(?:la )?(?:r[ée]uni[oó]n|reuni[aã]o|riunione)|access code|ミーティング *id|会議 *id)\s*[:：]\s*(\d[\d –-]{7,22}\d)`)
	idZh    = pattern.New(`(?:#(?:Tencent Meeting|VooV Meeting|VooV)|会议 ?(?:id|ID|号码|号)(?:（[^）\n]{1,10}）)?|會議 ?(?:id|ID|號碼|號)|#(?:腾讯会议|騰訊會議)|入会口令(?:（钉钉）|\(钉钉\))?|入會口令)\s*[:：]\s*(\d[\d –-]{7,22}\d)`)
	dial    = pattern.New(`(?i)(?:one tap mobile|or dial|dial[ -]?in|dial by|join by phone|phone one-tap|一键拨号入会|一鍵撥號入會|电话呼入|根据您的位置拨号|join from a mobile device|mobile device \(attendees only\)|telefonisch|par téléphone)[^+\n]{0,60}\n?[^+\n]{0,40}(\+\d[\d \-]{6,20}\d)`)
	link    = pattern.New(`https://[^\s<>"'\\，。；、（）《》「」]+`)
)

// mostLinks bounds the links of a text that are looked at.
const mostLinks = 100

// conferenceIn returns the conference to which the first of some links lead, with what the
// words of the invitation add; the zero Conference if none of them is of a system that is
// known.
func conferenceIn(links []string, words string) (c store.Conference) {
	for _, l := range slices.Concat(links, linksIn(words)) {
		found := conferenceAt(l)
		switch {
		case found.System == "":
		case c.System == "":
			c = found
		case c.System == found.System:
			c.ID = cmp.Or(c.ID, found.ID)
			if c.System == "teams" && strings.Contains(c.URL, "/meet/") && strings.Contains(found.URL, "/meetup-join/") {
				c.URL = found.URL // the one that its interface knows
			}
		}
	}
	if c.System == "" {
		return c
	}
	if c.ID == "" || c.System == "dingtalk" {
		c.ID = cmp.Or(idIn(words), c.ID)
	}
	if c.Dial == "" {
		if number := dial.FindStringSubmatch(words); number != nil {
			c.Dial = clean(number[1])
		}
	}
	return c
}

// numbered are the words by which people name a conference of a system whose link they leave out.
var numbered = []struct {
	system string
	id     *pattern.Pattern
}{
	{"tencent", pattern.New(`(?i)(?:腾讯会议|騰訊會議|tencent meeting|voov(?: meeting)?)[^\d\n+]{0,12}(\d{3}[- ]?\d{3}[- ]?\d{3,4})(?:\D|$)`)},
	{"feishu", pattern.New(`飞书(?:视频)?会议[^\d\n+]{0,12}(\d{3}[- ]?\d{3}[- ]?\d{3})(?:\D|$)`)},
	{"dingtalk", pattern.New(`(?:入会口令（钉钉）|钉钉(?:视频)?会议)[^\d\n+]{0,12}(\d{3} ?\d{3} ?\d{5})(?:\D|$)`)},
	{"zoom", pattern.New(`(?i)\bzoom(?:\.us)?[^\d\n+]{0,20}(\d{3}[- ]?\d{4}[- ]?\d{4}|\d{3}[- ]?\d{3}[- ]?\d{4})(?:\D|$)`)},
}

// numberIn returns the conference that a text names by its number alone; zero for none.
func numberIn(text string) store.Conference {
	for _, s := range numbered {
		if id := s.id.FindStringSubmatch(text); id != nil {
			return store.Conference{System: s.system, ID: digits(id[1])}
		}
	}
	return store.Conference{}
}

// ConferenceIn returns the conference that a text invites to, zero for none.
func ConferenceIn(text string) store.Conference {
	return conferenceIn(nil, text[:min(len(text), 4*mostInvitation)])
}

func linksIn(text string) []string {
	if !strings.Contains(text, "https://") {
		return nil
	}
	return link.FindAllString(text, mostLinks)
}

// idIn returns the id that the words of an invitation name, without blanks.
func idIn(words string) string {
	id := idWords.FindStringSubmatch(words)
	if id == nil {
		id = idZh.FindStringSubmatch(words)
	}
	if id == nil {
		return ""
	}
	return digits(id[1])
}

// digits returns the digits of a text.
func digits(text string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text)
}

// longestLink is the length of the longest link that is kept, in bytes.
const longestLink = 1000

// conferenceAt returns the conference that a link leads to. Only https and the hosts that are
// known count: anybody can write a name into a link.
func conferenceAt(text string) (c store.Conference) {
	u, err := url.Parse(unwrap(strings.TrimRight(strings.TrimSpace(text), ".,;:!?)]>*_")))
	if err != nil || u.Scheme != "https" || u.User != nil || u.Port() != "" && u.Port() != "443" || len(text) > longestLink {
		return c
	}
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	for _, s := range sites() {
		if !slices.ContainsFunc(s.hosts, func(h string) bool { return host == h || strings.HasSuffix(host, "."+h) }) {
			continue
		}
		found := s.path.FindStringSubmatch(u.EscapedPath())
		if found == nil {
			return c
		}
		c.System, c.URL = s.system, "https://"+host+u.EscapedPath()
		for _, id := range found[1:] {
			c.ID = cmp.Or(c.ID, id)
		}
		if kept := keepOnly(u.RawQuery, s.keep); kept != "" {
			c.URL += "?" + kept
		}
		return c
	}
	return c
}

// keepOnly returns the parameters of a query that have one of these names, as written.
func keepOnly(query string, names []string) string {
	var kept []string
	for parameter := range strings.SplitSeq(query, "&") {
		if name, _, _ := strings.Cut(parameter, "="); slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, name) }) {
			kept = append(kept, parameter)
		}
	}
	return strings.Join(kept, "&")
}

// mostWraps bounds how often a link is wrapped into another.
const mostWraps = 3

// unwrap returns the link within one that a gateway or a mail program put around it.
func unwrap(text string) string {
	for range mostWraps {
		u, err := url.Parse(text)
		if err != nil {
			return text
		}
		host, inner := strings.ToLower(u.Hostname()), ""
		switch {
		case strings.HasSuffix(host, ".safelinks.protection.outlook.com"), host == "safelinks.protection.partner.outlook.cn", strings.HasSuffix(host, ".safelinks.protection.partner.outlook.cn"):
			inner = u.Query().Get("url")
		case (host == "google.com" || host == "www.google.com") && u.Path == "/url":
			inner = cmp.Or(u.Query().Get("q"), u.Query().Get("url"))
		case host == "urldefense.com" && strings.HasPrefix(u.Path, "/v3/__"):
			inner, _, _ = strings.Cut(text[strings.Index(text, "/v3/__")+len("/v3/__"):], "__;")
		case host == "urldefense.proofpoint.com":
			inner = strings.NewReplacer("-", "%", "_", "/").Replace(u.Query().Get("u"))
			inner, _ = url.PathUnescape(inner)
		case host == "mail.qq.com" && u.Query().Get("gourl") != "":
			inner = u.Query().Get("gourl")
		}
		if inner == "" {
			return text
		}
		text = inner
	}
	return text
}

// withoutSecrets returns a text with the links to conferences in it as conferenceAt has them.
func withoutSecrets(text string) string {
	if !strings.Contains(text, "https://") {
		return text
	}
	for _, l := range linksIn(text) {
		if c := conferenceAt(l); c.System != "" {
			text = strings.ReplaceAll(text, l, c.URL)
		}
	}
	return text
}
