package answer

// asksOff and asksOn are the words with which a team member says, in answer to the question for
// their part of a report, that they are not to be asked any more, or are again. Who has nothing to
// report this time says so in other words: “skip this week”.
var (
	asksOff = tableOf(`skip|skip me|skip me please|please skip me|always skip me|do not ask me|don't ask me|dont ask me|do not ask me again|don't ask me again|dont ask me again|never ask me again|do not ask me any more|don't ask me any more|don't ask me anymore|stop asking|stop asking me|please stop asking me|no need to ask me|no need to ask me again|leave me out|please leave me out|leave me out of this|
	跳过|跳過|以后跳过我|不用问我|不用问我了|以后不用问我|以后不用问我了|不用再问我|不用再问我了|以后不用再问我|别问我|别问我了|别再问我|别再问我了|不要问我|不要问我了|不要再问我|不要再问我了|以后不要再问我|无需问我|无需再问我|不必问我|不必再问我|请不要再问我|請不要再問我|不用問我|不用再問我|不用問我了`)
	asksOn = tableOf(`ask me again|please ask me again|you can ask me again|you may ask me again|ask me|ask me again from now on|start asking me again|
	再问我|请再问我|继续问我|请继续问我|恢复询问|请恢复询问|可以问我了|可以再问我了|重新问我|以后可以再问我|請再問我|繼續問我`)
)

// AsksOff reports whether a team member says only that they no longer want to be asked for their part
// of reports.
func AsksOff(subject, text, name string) bool {
	return isOneOf(asksOff(), text, name) || NoMoreMail(subject, text, name, ToOurs) != "" && OnlyNoMoreMail(text, name, ToOurs)
}

// AsksOn reports whether they say only that they want to be asked again.
func AsksOn(text, name string) bool { return isOneOf(asksOn(), text, name) }
