package body

import "testing"

func TestSameLetters(t *testing.T) {
	for _, test := range []struct {
		plain, html string
		want        bool
	}{
		{"", "", true},
		{"Yes, *please*.\n> Go?", "<p>Yes, <b>please</b>.<blockquote>Go&nbsp;?</blockquote>", true},
		{"同意上线", "<style>p{color:red}</style><div style='color: red'>同意<br>上线</div><!-- no -->", true},
		{"Yes", "<TITLE>No</TITLE><P>YES</P>", true},
		{"A & B", "A &amp; B", true},
		{"A & B", "A & B", true},
		{"Yes", "No", false},
		{"Yes", "Yes, but", false},
		{"Yes, but", "Yes", false},
		{"Not yes", `<i style="display:none">Not</i> yes`, false},
		{"Not yes", `<i style="DISPLAY : none">Not</i> yes`, false},
		{"Not yes", `<i style="dis\70lay:none">Not</i> yes`, false},
		{"Not yes", `<i style="display/**/:none">Not</i> yes`, false},
		{"Not yes", `<i style="font-size: 0">Not</i> yes`, false},
		{"Not yes", `<i style="font-size: 9pt">Not</i> yes`, true},
		{"Yes", "Yes <p>&#78;&#111;</p>", false},
		{"Yes", "Yes <p>&#78</p>", false},
		{"Yes", "Yes &Aacute;", false},
		{"Not yes", `<i hidden>Not</i> yes`, false},
		{"Not yes", `<script>Not</script> yes`, false},
		{"Not yes", `<select>Not</select> yes`, false},
		{"Not yes", "Not yes <i", false},
		{"Not yes", "Not yes <!-- ", false},
		{"Not yes", "Not <style> yes", false},
	} {
		if got := sameLetters(test.plain, test.html); got != test.want {
			t.Errorf("%q and %q: %t", test.plain, test.html, got)
		}
	}
}
