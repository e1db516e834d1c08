package command

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestRead(t *testing.T) {
	day := time.Date(2026, 3, 4, 15, 0, 0, 0, time.UTC) // a Wednesday
	on := func(month, d int) time.Time { return time.Date(2026, time.Month(month), d, 0, 0, 0, 0, time.UTC) }
	for line, want := range map[string]Command{
		"status ACME":                       {Verb: Status, Project: "ACME"},
		"Status: acme":                      {Verb: Status, Project: "acme"},
		"status":                            {Verb: Status},
		"状态 ACME":                           {Verb: Status, Project: "ACME"},
		"进度ACME":                            {Verb: Status, Project: "ACME"},
		"进度：ACME":                           {Verb: Status, Project: "ACME"},
		"ｓｔａｔｕｓ ＡＣＭＥ":                       {Verb: Status, Project: "ACME"},
		"进度":                                {Verb: Status},
		"open [ACME]":                       {Verb: Open, Project: "ACME"},
		"未结 ACME":                           {Verb: Open, Project: "ACME"},
		"待处理":                               {Verb: Open},
		"help":                              {Verb: Help},
		"帮助。":                               {Verb: Help},
		"log ACME":                          {Verb: Log, Project: "ACME"},
		"log ACME last week":                {Verb: Log, Project: "ACME", From: on(2, 23), To: on(3, 1)},
		"log today":                         {Verb: Log, From: on(3, 4), To: on(3, 4)},
		"Log ACME this month":               {Verb: Log, Project: "ACME", From: on(3, 1), To: on(3, 4)},
		"log ACME yesterday!":               {Verb: Log, Project: "ACME", From: on(3, 3), To: on(3, 3)},
		"log ACME since 2026-2-9":           {Verb: Log, Project: "ACME", From: on(2, 9), To: on(3, 4)},
		"log ACME 2026-02-09..2026-02-11":   {Verb: Log, Project: "ACME", From: on(2, 9), To: on(2, 11)},
		"日志 ACME 上周":                        {Verb: Log, Project: "ACME", From: on(2, 23), To: on(3, 1)},
		"日志 ACME 2月9日到2月11日":                {Verb: Log, Project: "ACME", From: on(2, 9), To: on(2, 11)},
		"log ACME last month":               {Verb: Log, Project: "ACME", From: on(2, 1), To: on(2, 28)},
		"log ACME next week":                {Verb: Help, Project: "ACME", Unread: "next week"},
		"statsu ACME":                       {Verb: Help, Project: "ACME", Unread: "statsu"},
		"logs ACME":                         {Verb: Help, Project: "ACME", Unread: "logs"},
		"digest only":                       {Verb: DigestOnly},
		"Digest only, please.":              {Verb: DigestOnly},
		"只收摘要":                              {Verb: DigestOnly},
		"只收汇总":                              {Verb: DigestOnly},
		"each mail":                         {Verb: EachMail},
		"单独通知。":                             {Verb: EachMail},
		"digest only for reports":           {},
		"each mail to the client":           {},
		"Status of the shop":                {},
		"status ACME is green":              {},
		"open point list, version 3":        {},
		"Log of the third test run today":   {},
		"Hello":                             {},
		"Re: status ACME":                   {},
		"stats please":                      {},
		"进度如何？":                             {},
		"":                                  {},
		"log ACME since 2027-01-01":         {Verb: Help, Project: "ACME", Unread: "since 2027-01-01"},
		"status " + strings.Repeat("a", 50): {},
		strings.Repeat("status ACME ", 100): {},
	} {
		got, ok := Read(line, day)
		if !reflect.DeepEqual(got, want) || ok != (want.Verb != "") {
			t.Errorf("%q: %+v, %t; want %+v", line, got, ok, want)
		}
	}
	// Whether a word is the code of a project only the configuration knows.
	if got, ok := Read("Open questions", day); !ok || got.Project != "questions" {
		t.Errorf("%+v, %t", got, ok)
	}
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{"status ACME", "日志 ACME 上周", "log ACME 2026-02-09..2026-02-11", "statsu ACME"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		c, ok := Read(line, time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC))
		if ok != (c.Verb != "") || c.To.Before(c.From) || len(c.Project) > 40 || len(c.Unread) > 4*longestLine {
			t.Errorf("%q: %+v, %t", line, c, ok)
		}
	})
}

func TestRead_files(t *testing.T) {
	for line, want := range map[string]Command{
		"files ACME": {Verb: Files, Project: "ACME"}, "Files": {Verb: Files}, "file 3": {Verb: File, Number: 3}, "File 3 ACME": {Verb: File, Number: 3, Project: "ACME"},
		"file ACME 3": {Verb: File, Number: 3, Project: "ACME"}, "文件 ACME": {Verb: Files, Project: "ACME"}, "文件3": {Verb: File, Number: 3}, "文件 12 ACME": {Verb: File, Number: 12, Project: "ACME"},
		"附件 ACME": {Verb: Files, Project: "ACME"}, "文件列表": {Verb: Files}, "file #4": {Verb: File, Number: 4}, "attachments ACME": {Verb: Files, Project: "ACME"}, "文件 第3个": {Verb: File, Number: 3},
		"fils ACME": {Verb: Help, Project: "ACME", Unread: "fils"},
	} {
		if got, ok := Read(line, time.Time{}); !ok || !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %+v, %v", line, got, ok)
		}
	}
	for _, line := range []string{"file", "附件", "Documents", "Attachments", "files for the meeting", "file 3 of the plan is wrong", "文件已更新，请查收", "File the complaint today"} {
		if got, ok := Read(line, time.Time{}); ok {
			t.Errorf("%q: %+v", line, got)
		}
	}
}

func TestRead_agreed(t *testing.T) {
	day := time.Date(2026, 3, 4, 15, 0, 0, 0, time.UTC)
	for line, want := range map[string]Command{
		"agreed ACME": {Verb: Agreed, Project: "ACME"}, "Agreed: acme": {Verb: Agreed, Project: "acme"}, "ACME agreed": {Verb: Agreed, Project: "ACME"}, "decisions [ACME]": {Verb: Agreed, Project: "ACME"},
		"ACME 已确认": {Verb: Agreed, Project: "ACME"}, "已确认 ACME": {Verb: Agreed, Project: "ACME"}, "已确认：ACME": {Verb: Agreed, Project: "ACME"}, "已确认ACME": {Verb: Agreed, Project: "ACME"},
		"[ACME] 已确认事项": {Verb: Agreed, Project: "ACME"}, "确认记录": {Verb: Agreed}, "ACME 日志 2月9日到2月11日": {Verb: Log, Project: "ACME", From: time.Date(2026, 2, 9, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 2, 11, 0, 0, 0, 0, time.UTC)},
		"export ACME": {Verb: Export, Project: "ACME"}, "导出 ACME": {Verb: Export, Project: "ACME"}, "ACME export": {Verb: Export, Project: "ACME"},
		"agred ACME": {Verb: Help, Project: "ACME", Unread: "agred"}, "LHKJ-2 文件": {Verb: Files, Project: "LHKJ-2"},
	} {
		if got, ok := Read(line, day); !ok || !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %+v, %v", line, got, ok)
		}
	}
	for _, line := range []string{
		"agreed", "Agreed.", "已确认", "已确认。", "Decisions", "agreed with changes", "agreed, but not the date", "ACME agreed to the plan", "ACME 已确认验收标准", "已确认，请继续", "decisions of the meeting",
		"Anna agreed", "we agreed", "export", "导出", "export of the price list",
	} {
		if got, ok := Read(line, day); ok {
			t.Errorf("%q: %+v", line, got)
		}
	}
}

func TestRead_marks(t *testing.T) {
	for line, want := range map[string]Command{
		"internal 17 ACME": {Verb: Internal, Project: "ACME", Number: 17}, "Internal 17": {Verb: Internal, Number: 17}, "shared #1234567": {Verb: Shared, Number: 1234567}, "ACME shared 3": {Verb: Shared, Project: "ACME", Number: 3},
		"内部 17": {Verb: Internal, Number: 17}, "内部17": {Verb: Internal, Number: 17}, "共享 第3条 ACME": {Verb: Shared, Project: "ACME", Number: 3}, "ACME 内部 9": {Verb: Internal, Project: "ACME", Number: 9},
	} {
		if got, ok := Read(line, time.Time{}); !ok || !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %+v, %v", line, got, ok)
		}
	}
	for _, line := range []string{"internal", "Internal review", "shared folder", "内部资料", "共享文件夹", "internal 17 of 20 pages", "内部讨论 3 点", "Shared ACME", "internal ACME", "公开"} {
		if got, ok := Read(line, time.Time{}); ok {
			t.Errorf("%q: %+v", line, got)
		}
	}
}
