package answer

import (
	"rapport/store"
	"rapport/store/pattern"
)

var (
	allDone = tableOf(`all done|all are done|everything is done|everything done|all finished|all completed|both done|both are done|都完成了|都已完成|全部完成|全部已完成|都做完了|全部做完|都好了`)
	// hanItem is 第一项, the Chinese way of counting list items.
	hanItem   = pattern.New(`第\s*([一二三四五六七八九十]|\d{1,2})\s*(?:项|條|条|个|項|号|點|点)`)
	hanDigits = map[string]string{"一": "1", "二": "2", "三": "3", "四": "4", "五": "5", "六": "6", "七": "7", "八": "8", "九": "9", "十": "10"}
)

// Done reads an answer to a list of action items: “done”, “1 done, 3 done”, “all done”,
// “第一项完成”. It returns a command for each number that is done; Number is 0 for “done” alone,
// and the verb is store.VerbAll if all are. It returns nil if the text says anything else.
func Done(text, name string) []store.ItemCommand {
	if isOneOf(allDone(), text, name) {
		return []store.ItemCommand{{Verb: store.VerbAll}}
	}
	if Closes(text, name) {
		return []store.ItemCommand{{Verb: store.VerbClose}}
	}
	text = hanItem.ReplaceAllStringFunc(text, func(item string) string {
		n := hanItem.FindStringSubmatch(item)[1]
		if digit := hanDigits[n]; digit != "" {
			n = digit
		}
		return n + " "
	})
	sorted, problems := ItemCommands(text, name, func(string) (string, bool) { return "", false })
	if len(problems) > 0 || len(sorted) == 0 {
		return nil
	}
	for _, s := range sorted {
		if s.Number == 0 || s.Verb != store.VerbClose {
			return nil
		}
	}
	return sorted
}
