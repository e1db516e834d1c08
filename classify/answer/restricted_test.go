package answer

import (
	"testing"

	"rapport/store"
)

// What restricts a yes leaves it to a person, wherever it stands and however much it looks
// like a signature.
func TestRead_aRestrictedYesIsNone(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ class, text string }{
		{"a line that ends like a firm", "OK\nbut not for Smith GmbH"},
		{"a line that ends like a firm", "Yes\nsubject to the approval of Ministry Inc"},
		{"a line that ends like a firm", "Approved\nunless you hear from Smith and Co."},
		{"a line that ends like a firm", "Yes\nWe disagree University GmbH"},
		{"a line that ends like a firm", "Confirmed\nNot Acme Ltd"},
		{"a line that ends like a firm", "Fine\nMinus Baker and Sons Ltd"},
		{"a line that ends like a firm", "Agreed\nexcept the part of Nordic AB"},
		{"a line that ends like a department", "同意\n但不包括财务部"},
		{"a line that ends like a department", "确认\n须先经过法务部"},
		{"a line that ends like a department", "确认\n价格过高 财务部"},
		{"a line that ends like a department", "可以\n请抄送采购部"},
		{"a line that ends like a department", "同意\n除星河科技有限公司"},
		{"a line that ends like a department", "好的\n费用太贵 市场部"},
		{"a label with something else behind it", "OK\nE-mail: I withdraw this"},
		{"a label with something else behind it", "OK\nM: not before May"},
		{"a label with something else behind it", "OK\naddress: is wrong"},
		{"a label with something else behind it", "Confirmed\nTel: call me first"},
		{"a label with something else behind it", "确认\n地址：第三条不同意，请删除"},
		{"a label with something else behind it", "同意\n电话：等我电话再发"},
		{"a label with something else behind it", "可以\n邮箱：先改第二条"},
		{"a tail behind the thing", "I approve the plan version without phase 2"},
		{"a tail behind the thing", "We accept the delivery from no 3 rejected"},
		{"a tail behind the thing", "I confirm the date for never"},
		{"a tail behind the thing", "We approve the budget of half"},
		{"a tail behind the thing", "I accept the change for Berlin only"},
		{"a tail behind the thing", "I confirm the minutes of somebody else"},
		{"a line below the name", "OK\nAnna Wright\nThe price is too high"},
		{"a line below the name", "OK\nAnna\nOnly for the Head of Sales"},
		{"a line below the name", "Confirmed\nAnna Wright\nAsk the Director First"},
		{"a line below the name", "Yes\nAnna\nNot Head Office"},
		{"a line below the name", "Approved\nAnna Wright\nDelete item 3"},
		{"a line below the name", "同意\n王伟\n请先问财务总监"},
		{"a line below the name", "确认\n王伟\n须经总经理"},
		{"a line below the name", "确认\n王伟\n等总监"},
		{"a job title without the name", "OK\nHead of Digital"},
		{"a sign that is not kind", "ok 👎"},
		{"a sign that is not kind", "OK ❌"},
		{"a sign that is not kind", "yes 🚫"},
		{"a sign that is not kind", "approved 🤔"},
		{"a sign that is not kind", "确认😒"},
		{"a sign that is not kind", "同意🙃"},
		{"a sign that is not kind", "好的 🙄"},
	} {
		for _, name := range []string{"Anna Wright", "王伟"} {
			if got := Read(c.text, Question{Sender: name}); got.Choice == store.ChoiceApprove {
				t.Errorf("%s: %q by %s was read as a yes", c.class, c.text, name)
			}
		}
	}
	for _, text := range []string{"同意\n王伟\n项目总监", "确认。\n王伟\n星河科技 采购部经理"} {
		if got := Read(text, Question{Sender: "王伟"}); got.Choice != store.ChoiceApprove {
			t.Errorf("%q is %s: %s", text, got.Choice, got.Why)
		}
	}
}

// What a signature really says changes nothing.
func TestRead_aSignatureBelowAYesChangesNothing(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"OK\nAnna Wright\nHead of Digital", "Approved.\n\nAnna Wright\nSenior Project Manager\nAcme Ltd", "Confirmed\nKind regards\nAnna Wright\nCTO", "I agree.\nAnna\nLeiterin Einkauf",
		"OK\nAnna Wright\nAcme Ltd", "Confirmed\nAnna\nSmith and Sons GmbH", "Approved.\nTel: +44 20 7946 0000", "OK\nE-mail: anna@acme.example",
		"I approve the minutes of 3 March", "We confirm the minutes of Tuesday's meeting", "I accept the plan version 2", "ok 👍", "Confirmed 🙂",
		"同意\n星河科技有限公司 采购部", "确认\n信息技术部", "同意\n手机：138 0000 0000", "确认👍", "好的🙏",
	} {
		if got := Read(text, Question{Sender: "Anna Wright"}); got.Choice != store.ChoiceApprove {
			t.Errorf("%q is %s: %s", text, got.Choice, got.Why)
		}
	}
}
