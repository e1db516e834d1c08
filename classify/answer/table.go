package answer

import "sync"

// tableOf returns a table that is made when it is first used.
func tableOf(words string) func() map[string]bool {
	return sync.OnceValue(func() map[string]bool { return table(words) })
}
