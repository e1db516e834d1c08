package command

import (
	"strings"
	"testing"

	"rapport/store"
)

func TestReadPerson_linesOfPeople(t *testing.T) {
	const client, team, other = store.RoleClient, store.RoleTeam, store.RoleOther
	for line, want := range map[string]PersonLine{
		"add client Bob Lee bob@acme.example to ACME":                   {Role: client, Name: "Bob Lee", Address: "bob@acme.example", Project: "ACME"},
		"Add client Bob Lee <bob@acme.example> to ACME.":                {Role: client, Name: "Bob Lee", Address: "bob@acme.example", Project: "ACME"},
		"please add Bob Lee (bob@acme.example) as a client to ACME":     {Role: client, Name: "Bob Lee", Address: "bob@acme.example", Project: "ACME"},
		"add Bob Lee, bob@acme.example, to ACME as client":              {Role: client, Name: "Bob Lee", Address: "bob@acme.example", Project: "ACME"},
		"add team Tom Baker tom@agency.example to acme":                 {Role: team, Name: "Tom Baker", Address: "tom@agency.example", Project: "acme"},
		"Add Tom Baker tom@agency.example to the team":                  {Role: team, Name: "Tom Baker", Address: "tom@agency.example"},
		"add team member Seán O'Neil sean.oneil@agency.example to [B2]": {Role: team, Name: "Seán O'Neil", Address: "sean.oneil@agency.example", Project: "B2"},
		"add client contact María José Núñez mj@acme.example":           {Role: client, Name: "María José Núñez", Address: "mj@acme.example"},
		"include bob.lee@acme.example as client in ACME":                {Role: client, Name: "bob lee", Address: "bob.lee@acme.example", Project: "ACME"},
		"add Bob Lee bob@acme.example to ACME":                          {Name: "Bob Lee", Address: "bob@acme.example", Project: "ACME"},
		"add PM Eve eve@evil.example to ACME":                           {Role: other, Name: "Eve", Address: "eve@evil.example", Project: "ACME"},
		"add approver Eve eve@evil.example to ACME":                     {Role: other, Name: "Eve", Address: "eve@evil.example", Project: "ACME"},
		"remove client Bob Lee bob@acme.example from ACME":              {Remove: true, Role: client, Name: "Bob Lee", Address: "bob@acme.example", Project: "ACME"},
		"remove bob@acme.example from ACME":                             {Remove: true, Name: "bob", Address: "bob@acme.example", Project: "ACME"},
		"Remove Bob Lee from ACME":                                      {Remove: true, Name: "Bob Lee", Project: "ACME"},
		"remove the client Bob Lee from ACME":                           {Remove: true, Role: client, Name: "Bob Lee", Project: "ACME"},

		"把 Bob Lee bob@acme.example 加入 ACME 客户":        {Role: client, Name: "Bob Lee", Address: "bob@acme.example", Project: "ACME"},
		"请将王芳（wangfang@lanhai.example）加入 LHKJ-2 客户联系人": {Role: client, Name: "王芳", Address: "wangfang@lanhai.example", Project: "LHKJ-2"},
		"把王芳wangfang@lanhai.example加到LHKJ项目的客户里":       {Role: client, Name: "王芳", Address: "wangfang@lanhai.example", Project: "LHKJ"},
		"添加客户 王芳 wangfang@lanhai.example 到 LHKJ":       {Role: client, Name: "王芳", Address: "wangfang@lanhai.example", Project: "LHKJ"},
		"新增团队成员：李雷 lilei@agency.example，LHKJ":          {Role: team, Name: "李雷", Address: "lilei@agency.example", Project: "LHKJ"},
		"把李雷 lilei@agency.example 加入 LHKJ 团队":          {Role: team, Name: "李雷", Address: "lilei@agency.example", Project: "LHKJ"},
		"增加项目经理 张三 zhang@evil.example 到 LHKJ":          {Role: other, Name: "张三", Address: "zhang@evil.example", Project: "LHKJ"},
		"把王芳 wangfang@lanhai.example 从 LHKJ 移除":        {Remove: true, Name: "王芳", Address: "wangfang@lanhai.example", Project: "LHKJ"},
		"移除客户王芳 wangfang@lanhai.example（LHKJ）":         {Remove: true, Role: client, Name: "王芳", Address: "wangfang@lanhai.example", Project: "LHKJ"},
		"将客户王芳从 LHKJ 移出":                               {Remove: true, Role: client, Name: "王芳", Project: "LHKJ"},
	} {
		got, ok := ReadPerson(line)
		got.Words = ""
		if !ok || got != want {
			t.Errorf("%q: %v\n got %+v\nwant %+v", line, ok, got, want)
		}
	}
}

// What only begins like such a line is none; what could mean two things is not read.
func TestReadPerson_othersAndUnread(t *testing.T) {
	for _, line := range []string{
		"Add the logo to the client page", "add a section for the client", "Remove header from page 3", "remove the old prices from ACME site", "Adding a client", "加班安排", "增加会员积分", "添加客户管理模块",
		"移除旧首页", "把首页改成蓝色", "把合同发给客户", "", "add", "把", "Minutes of Monday", strings.Repeat("add client x@y.example ", 50), "Bob Lee bob@acme.example is our client",
	} {
		if got, ok := ReadPerson(line); ok {
			t.Errorf("%q is read as %+v", line, got)
		}
	}
	for _, line := range []string{
		"add client lina@agency.example <eve@evil.example> to ACME", "add client Bob bоb@acme.example to ACME", "add client Bob bob@acme.example, Eve eve@evil.example to ACME",
		"add client Bob bob@аcme.example to ACME", "add client Bob @acme to ACME", "add client team Bob bob@acme.example to ACME", "把王芳 wang@lanhai.example、李四 li@lanhai.example 加入 LHKJ 客户",
	} {
		if got, ok := ReadPerson(line); !ok || !got.Unread {
			t.Errorf("%q: %v %+v", line, ok, got)
		}
	}
}
