package office

import "testing"

func TestNames(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, name string
		want       bool
	}{
		{"Present: Ann, Tom", "Ann", true}, {"Ann's list", "Ann", true}, {"Ann will call", "Ann", true}, {"to Ann.", "Ann", true},
		{"Annual plan of Hannah", "Ann", false}, {"Joanna, Susanne", "Ann", false}, {"Tomorrow", "Tom", false}, {"Anna Wright to call", "Anna Wright", true},
		{"王伟、李娜参加", "王伟", true}, {"王伟负责测试", "王伟", true}, {"请王伟：周五前", "王伟", true}, {"由王伟和李娜", "王伟", true}, {"王伟 提供名单", "王伟", true},
		{"王伟强负责测试", "王伟", false}, {"王伟强、李娜", "王伟", false}, {"王伟强负责，王伟协助", "王伟", true}, {"欧阳修文负责", "欧阳修文", true}, {"", "王伟", false},
	} {
		if got := Names(c.text, c.name); got != c.want {
			t.Errorf("%q names %s: %t", c.text, c.name, got)
		}
	}
}
