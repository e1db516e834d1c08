package answer

import "rapport/store/pattern"

// noProject are further words that say that a mail belongs to none of several projects.
var noProject = tableOf(`neither|none of them|none of these|none of those|no project of ours|not a project|都不是|都不属于|哪个都不是|均不是|不属于任何项目|不属于项目|与项目无关|都不归|以上都不是`)

// denial finds words that may turn the name of a project into its opposite: "not for ACME".
var denial = pattern.New(`\b(?:not|no|nor|neither|never|except|without|instead of|rather than|isn't|isnt|aren't|wasn't|don't)\b|[不非勿别別未]|除了|而不|没有|沒有`)

// NamesNone reports whether a text says that a mail belongs to no project, and nothing else.
func NamesNone(text, name string) bool {
	return isOneOf(ignored(), text, name) || isOneOf(noProject(), text, name)
}

// Denies reports whether a folded line has a word that may deny what it names.
func Denies(line string) bool { return denial.MatchString(line) }
