package mailaddr

import "testing"

func TestKey_twoSpellingsOfOneAddress(t *testing.T) {
	for _, test := range []struct{ address, want string }{
		{"wang@hualong.example", "wang@hualong.example"},
		{"Wang@HuaLong.Example", "wang@hualong.example"},
		{"wang@hualong.example.", "wang@hualong.example"},
		{"a@Bücher.example", "a@xn--bcher-kva.example"},
		{"a@XN--BCHER-KVA.example", "a@xn--bcher-kva.example"},
		{"a@例子.测试", "a@xn--fsqu00a.xn--0zwm56d"},
		{"wan\u212a@x.example", "wan\u212a@x.example"}, // the Kelvin sign is no k
		{"王伟@x.example", "王伟@x.example"},
		{"", ""}, {"@", ""}, {"a@", ""}, {"@b", ""}, {"a", ""}, {"a@b c", ""}, {"a@b\x00", ""}, {"a@.", ""},
	} {
		if got := Key(test.address); got != test.want {
			t.Errorf("%q: got %q, want %q", test.address, got, test.want)
		}
	}
}

func TestWithoutTag_cutsThePlusOfTheLocalPart(t *testing.T) {
	for address, want := range map[string]string{"log+x@agency.example": "log@agency.example", "+x@agency.example": "+x@agency.example", "log@a+b.example": "log@a+b.example", "log": "log"} {
		if got := WithoutTag(address); got != want {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
	}
}
