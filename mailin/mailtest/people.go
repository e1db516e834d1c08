package mailtest

import "strings"

// LogAddress is the address that project managers put in cc.
const LogAddress = "log@agency.example"

// Person is somebody who sends or receives mail.
type Person struct {
	Name    string
	Address string
	Program Program // the mail program they use
}

// Chinese reports whether the person writes Chinese, and has programs that do.
func (p Person) Chinese() bool { return hasHan(p.Name) }

// Domain returns the part of the address after the @.
func (p Person) Domain() string {
	_, domain, _ := strings.Cut(p.Address, "@")
	return domain
}

// local returns the part of the address before the @.
func (p Person) local() string {
	local, _, _ := strings.Cut(p.Address, "@")
	return local
}

// Project is a project whose people write to each other.
type Project struct {
	Code     string
	Name     string
	Client   string // the company
	Language string // zh-CN or en
	Zone     string // IANA name
	Contacts []Person
	Team     []Person // the first is the project manager
}

// Address returns the project's own log address.
func (p Project) Address() string {
	return strings.Replace(LogAddress, "@", "+"+p.Code+"@", 1)
}

// Projects returns the default projects of a Writer: six in English and three in Chinese.
func Projects() []Project {
	english := func(code, name, client, zone string, contacts ...Person) Project {
		return Project{Code: code, Name: name, Client: client, Language: "en", Zone: zone, Contacts: contacts, Team: []Person{
			{"Nora Lindt", "nora.lindt@agency.example", Gmail},
			{"Sam Okoye", "sam.okoye@agency.example", Thunderbird},
			{"Ines Duarte", "ines.duarte@agency.example", AppleMail},
		}}
	}
	chinese := func(code, name, client string, contacts ...Person) Project {
		return Project{Code: code, Name: name, Client: client, Language: "zh-CN", Zone: "Asia/Shanghai", Contacts: contacts, Team: []Person{
			{"李娜", "li.na@agency.example", Foxmail},
			{"孙磊", "sun.lei@agency.example", Thunderbird},
			{"周婷", "zhou.ting@agency.example", Outlook},
		}}
	}
	return []Project{
		english("HARBOUR", "Harbour booking", "Merrow Shipping", "Europe/London",
			Person{"Anna Wright", "anna.wright@merrow.example", Outlook},
			Person{"Tom Becker", "tom.becker@merrow.example", Outlook},
			Person{"Priya Nair", "p.nair@merrow.example", AppleMail}),
		english("ORCHARD", "Shop relaunch", "Orchard Foods", "Europe/Dublin",
			Person{"Liam Byrne", "liam@orchardfoods.example", Gmail},
			Person{"Eva Stone", "eva@orchardfoods.example", AppleMail}),
		english("LEDGER", "Accounting migration", "Castle & Wren", "America/New_York",
			Person{"Maria Gomez", "maria.gomez@castlewren.example", Outlook},
			Person{"Dan Whitlock", "dan.whitlock@castlewren.example", Outlook}),
		english("TRANSIT", "Timetable app", "Northline Buses", "Europe/London",
			Person{"Grace Adeyemi", "grace.adeyemi@northline.example", Gmail},
			Person{"Oscar Lund", "oscar.lund@northline.example", Thunderbird}),
		english("CLINIC", "Patient portal", "Vale Clinics", "Europe/Berlin",
			Person{"Jonas Keller", "keller@vale.example", Outlook},
			Person{"Ruth Abrams", "abrams@vale.example", AppleMail}),
		english("ATLAS", "Map service", "Fernway Survey", "Australia/Sydney",
			Person{"Chloe Marsh", "chloe.marsh@fernway.example", Gmail},
			Person{"Ben Tran", "ben.tran@fernway.example", Outlook}),
		chinese("XINGHE", "订单系统", "星河科技",
			Person{"王伟", "wangwei@xinghe.example", QQMail},
			Person{"陈静", "chenjing@xinghe.example", Foxmail},
			Person{"赵镕喆", "zhaorongzhe@xinghe.example", NetEase}),
		chinese("LANHAI", "仓储改造", "蓝海物流",
			Person{"刘洋", "liuyang@lanhai.example", NetEase},
			Person{"黄丽", "huangli@lanhai.example", Outlook}),
		chinese("QINGMU", "会员小程序", "青木百货",
			Person{"吴强", "wuqiang@qingmu.example", QQMail},
			Person{"郑敏", "zhengmin@qingmu.example", Foxmail}),
	}
}
