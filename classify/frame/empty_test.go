package frame

import "testing"

func TestIsEmpty(t *testing.T) {
	for text, want := range map[string]bool{
		"": true, "\n\nLi Na\n": true, "张敏": true, "Best regards\nLi Na": true, "谢谢！\n张敏": true, "Hi Anna,\n\nBest regards\nLi Na": true, "Li Na\nProject manager\nAgency GmbH": true,
		"您好：\n\n此致\n敬礼\n张敏": true, "Dear all,": true, "ok\nLi Na": false, "See attached.\nLi Na": false, "Li Na is in charge of the tests.": false, "Anna": false, "Decisions:\n- blue": false, "张敏负责测试。": false,
	} {
		if got := IsEmpty(text, "Li Na 张敏"); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
