package office

import (
	"testing"
)

func TestLink_isReadAsItWasMeant(t *testing.T) {
	t.Parallel()
	c := &Config{LogAddress: "log@agency.example", Plus: true}
	for plus, want := range map[bool]string{
		true:  "mailto:log%2Br.abc@agency.example?subject=%5BACME%5D%20%E6%BB%A1%E6%84%8F%20%26%20%3F&body=1%3A%20%0D%0A",
		false: "mailto:log@agency.example?subject=%5BACME%5D%20%E6%BB%A1%E6%84%8F%20%26%20%3F&body=1%3A%20%0D%0A%0D%0A%5Br.abc%5D%0D%0A",
	} {
		c.Plus = plus
		if got := (Link{c, "abc"}).WithBody("[ACME] 满意 & ?", "1: \n"); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	c.Plus = false
	if got := (Link{c, "abc"}).WithTokenInSubject("unsubscribe"); got != "mailto:log@agency.example?subject=unsubscribe%20%5Br.abc%5D" {
		t.Error(got)
	}
}
