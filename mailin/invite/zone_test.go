package invite

import (
	"strings"
	"testing"
	"time"
)

// utc returns when an event begins that is at 10:00 of a day in a zone, as "15:04" in UTC,
// with the day if that is another; "?" if the zone is unknown.
func utc(t *testing.T, day, zone, before string) string {
	t.Helper()
	text := event("REQUEST", "DTSTART;TZID=\""+zone+"\":"+day+"T100000\nDTEND;TZID=\""+zone+"\":"+day+"T110000")
	c, err := Read(strings.Replace(text, "BEGIN:VEVENT", before+"BEGIN:VEVENT", 1), "", time.FixedZone("", -3*3600))
	switch {
	case err != nil:
		t.Fatal(err)
	case c.UnknownZone != "":
		if !c.Start.IsZero() || !c.End.IsZero() {
			t.Errorf("%s: unknown, and from %v to %v", zone, c.Start, c.End)
		}
		return "?"
	case c.End.Sub(c.Start) != time.Hour:
		t.Errorf("%s: from %v to %v", zone, c.Start, c.End)
	}
	if c.Start.Format("20060102") != day {
		return c.Start.Format("2 15:04")
	}
	return c.Start.Format("15:04")
}

func TestRead_zonesByTheirName(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ zone, winter, summer string }{
		// Offsets, as programs write them. They are the same all year.
		{"GMT+0800", "02:00", "02:00"}, {"UTC+8", "02:00", "02:00"}, {"UTC+08:00", "02:00", "02:00"}, {"GMT+8", "02:00", "02:00"}, {"gmt +8", "02:00", "02:00"}, {"UTC−5", "15:00", "15:00"}, {"GMT-0530", "15:30", "15:30"},
		{"(GMT+05.30)", "04:30", "04:30"}, {"(GMT+05:30)", "04:30", "04:30"}, {"UTC+5:30", "04:30", "04:30"}, {"+08:00", "02:00", "02:00"}, {"+0800", "02:00", "02:00"}, {"+8", "02:00", "02:00"}, {"(+09:00)", "01:00", "01:00"}, {"GMT", "10:00", "10:00"}, {"UTC", "10:00", "10:00"}, {"Z", "10:00", "10:00"}, {"UTC+0", "10:00", "10:00"}, {"UTC+00:00", "10:00", "10:00"}, {"(UTC)", "10:00", "10:00"},
		{"Etc/GMT-8", "02:00", "02:00"}, {"Etc/GMT+5", "15:00", "15:00"}, {"GMT+08:00/Beijing", "02:00", "02:00"}, {"Asia/Shanghai (GMT+8)", "02:00", "02:00"}, {"China Standard Time (UTC+8)", "02:00", "02:00"}, {"Beijing +08:00", "02:00", "02:00"}, {"ＵＴＣ＋８", "02:00", "02:00"},
		// What Outlook shows, in many languages.
		{"(UTC+08:00) Beijing, Chongqing, Hong Kong, Urumqi", "02:00", "02:00"}, {"(UTC+08:00) 北京，重庆，香港特别行政区，乌鲁木齐", "02:00", "02:00"}, {"(UTC+08:00) 北京、重慶、香港特別行政區、烏魯木齊", "02:00", "02:00"}, {"(UTC+08:00) Peking, Chongqing, Hongkong (SAR), Ürümqi", "02:00", "02:00"}, {"(UTC+08:00) 台北", "02:00", "02:00"}, {"(UTC+08:00) Kuala Lumpur, Singapore", "02:00", "02:00"}, {"(UTC+08:00) Perth", "02:00", "02:00"},
		{"(UTC+09:00) 大阪、札幌、東京", "01:00", "01:00"}, {"(UTC+09:00) 서울", "01:00", "01:00"}, {"(GMT+09:00) Osaka, Sapporo, Tokyo", "01:00", "01:00"}, {"(UTC+05:30) 钦奈，加尔各答，孟买，新德里", "04:30", "04:30"}, {"(UTC+03:00) Москва, Санкт-Петербург", "07:00", "07:00"}, {"(UTC+03:00) 伊斯坦布尔", "07:00", "07:00"}, {"(UTC+07:00) กรุงเทพ, ฮานอย, จาการ์ตา", "03:00", "03:00"},
		{"(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "09:00", "08:00"}, {"(UTC+01:00) Amsterdam, Berlin, Bern, Rom, Stockholm, Wien", "09:00", "08:00"}, {"(UTC+01:00) Brüssel, Kopenhagen, Madrid, Paris", "09:00", "08:00"}, {"(UTC+01:00) 阿姆斯特丹，柏林，伯尔尼，罗马，斯德哥尔摩，维也纳", "09:00", "08:00"}, {"(UTC+01:00) Амстердам, Берлин, Берн, Вена, Рим, Стокгольм", "09:00", "08:00"}, {"(UTC+01:00) Bruxelles, Copenhague, Madrid, Paris", "09:00", "08:00"}, {"(GMT+01.00) Sarajevo/Warsaw/Zagreb", "09:00", "08:00"}, {"(UTC+01:00) Belgrad, Bratislava, Budapest, Ljubljana, Prag", "09:00", "08:00"}, {"(UTC+01:00) アムステルダム、ベルリン、ベルン、ローマ、ストックホルム、ウィーン", "09:00", "08:00"}, {"(UTC+01:00) Centralno-zachodnia Afryka", "09:00", "?"},
		{"(UTC+00:00) Dublin, Edinburgh, Lisbon, London", "10:00", "09:00"}, {"(UTC) Dublin, Edinburgh, Lissabon, London", "10:00", "09:00"}, {"(UTC+00:00) 都柏林，爱丁堡，里斯本，伦敦", "10:00", "09:00"}, {"(GMT) Greenwich Mean Time : Dublin, Edinburgh, Lisbon, London", "10:00", "09:00"},
		{"(UTC+02:00) Athens, Bucharest", "08:00", "07:00"}, {"(UTC+02:00) Helsinki, Kiew, Riga, Sofia, Tallinn, Wilna", "08:00", "07:00"}, {"(UTC+02:00) 赫尔辛基，基辅，里加，索非亚，塔林，维尔纽斯", "08:00", "07:00"}, {"(UTC+02:00) Kairo", "08:00", "07:00"},
		{"(UTC-08:00) Pacific Time (US & Canada)", "18:00", "17:00"}, {"(UTC-05:00) Eastern Time (US & Canada)", "15:00", "14:00"}, {"(UTC-05:00) Eastern Time (USA & Kanada)", "15:00", "14:00"}, {"(UTC-05:00) 东部时间(美国和加拿大)", "15:00", "14:00"}, {"(UTC-06:00) Heure du Centre (É.-U. et Canada)", "16:00", "15:00"}, {"(UTC-07:00) Горное время (США и Канада)", "17:00", "16:00"}, {"(UTC-05:00) Hora del Este (EE. UU. y Canadá)", "15:00", "14:00"}, {"(UTC-05:00) Bogota, Lima, Quito, Rio Branco", "15:00", "15:00"}, {"(UTC-03:30) Neufundland", "13:30", "12:30"}, {"(UTC-07:00) Arizona", "17:00", "17:00"}, {"(UTC+10:00) Canberra, Melbourne, Sydney", "9 23:00", "00:00"},
		{"Pacific Time (US & Canada)", "18:00", "17:00"}, {"Eastern Time (US & Canada)", "15:00", "14:00"}, {"Eastern Time", "15:00", "14:00"}, {"东部时间", "15:00", "14:00"},
		// Zones of Windows.
		{"China Standard Time", "02:00", "02:00"}, {"china standard time", "02:00", "02:00"}, {"China Standard Time 1", "02:00", "02:00"}, {"W. Europe Standard Time 2", "09:00", "08:00"}, {"Pacific Standard Time (1)", "18:00", "17:00"}, {"Eastern Standard Time-2", "15:00", "14:00"}, {"Eastern Daylight Time", "15:00", "14:00"}, {"Easter Island Standard Time", "15:00", "16:00"}, {"Nepal Standard Time", "04:15", "04:15"}, {"FLE Standard Time", "08:00", "07:00"}, {"UTC-11", "21:00", "21:00"}, {"UTC+12", "9 22:00", "9 22:00"},
		// Their names in other languages.
		{"中国标准时间", "02:00", "02:00"}, {"中國標準時間", "02:00", "02:00"}, {"北京时间", "02:00", "02:00"}, {"台北標準時間", "02:00", "02:00"}, {"東京 (標準時)", "01:00", "01:00"}, {"日本标准时间", "01:00", "01:00"}, {"Mitteleuropäische Zeit", "09:00", "08:00"}, {"Mitteleuropäische Sommerzeit", "09:00", "08:00"}, {"heure normale d’Europe centrale", "09:00", "08:00"}, {"Heure d'été d'Europe centrale", "09:00", "08:00"}, {"hora de verano de Europa central", "09:00", "08:00"}, {"czas środkowoeuropejski standardowy", "09:00", "08:00"}, {"Москва, стандартное время", "07:00", "07:00"},
		// Of the IANA database, and nearly.
		{"Asia/Shanghai", "02:00", "02:00"}, {"asia/shanghai", "02:00", "02:00"}, {"ASIA/SHANGHAI", "02:00", "02:00"}, {"Asia/Beijing", "02:00", "02:00"}, {"Asia/Chongqing", "02:00", "02:00"}, {"PRC", "02:00", "02:00"}, {"prc", "02:00", "02:00"}, {"america/new_york", "15:00", "14:00"}, {"America/New York", "15:00", "14:00"}, {"america/port_of_spain", "14:00", "14:00"}, {"US/Eastern", "15:00", "14:00"}, {"us/pacific", "18:00", "17:00"}, {"Europe/Kiev", "08:00", "07:00"}, {"Europe/Kyiv", "08:00", "07:00"}, {"Europe/Frankfurt", "09:00", "08:00"}, {"Asia/Mumbai", "04:30", "04:30"}, {"Singapore", "02:00", "02:00"}, {"Hongkong", "02:00", "02:00"}, {"Shanghai", "02:00", "02:00"}, {"上海", "02:00", "02:00"}, {"New York", "15:00", "14:00"},
		{"/mozilla.org/20050126_1/Asia/Shanghai", "02:00", "02:00"}, {"/softwarestudio.org/Tzfile/Europe/Paris", "09:00", "08:00"}, {"/freeassociation.sourceforge.net/Tzfile/America/Argentina/Buenos_Aires", "13:00", "13:00"}, {"tzone://Microsoft/Utc", "10:00", "10:00"},
		{"(GMT-05:00) Eastern Time - New York", "15:00", "14:00"}, {"Central European Time - Berlin", "09:00", "08:00"}, {"America/New_York (EDT)", "15:00", "14:00"}, {"GMT+0800 (China Standard Time)", "02:00", "02:00"}, {"W. Europe", "09:00", "08:00"}, {"China", "02:00", "02:00"}, {"东八区", "02:00", "02:00"}, {"北京时间(UTC+8)", "02:00", "02:00"}, {"中国/上海", "02:00", "02:00"}, {"Western European Time", "10:00", "09:00"}, {"British Summer Time", "10:00", "09:00"},
		// Nobody can tell. Nothing is guessed.
		{"Atlantis", "?", "?"}, {"Customized Time Zone", "?", "?"}, {"CST", "?", "?"}, {"Central", "?", "?"}, {"PST", "?", "?"}, {"Pacific", "?", "?"}, {"IST", "?", "?"}, {"Company HQ", "?", "?"}, {"西欧标准时间", "?", "?"}, {"tzone://Microsoft/Custom", "?", "?"}, {"UTC+99", "?", "?"}, {"/x/Local", "?", "?"}, {"(UTC+01:00) ???", "09:00", "?"}, {"Berlin, Tokyo", "?", "?"}, {"总部时间", "?", "?"}, {"Room 8", "?", "?"},
	} {
		if got := utc(t, "20260110", test.zone, ""); got != test.winter {
			t.Errorf("%s in winter: %s, want %s", test.zone, got, test.winter)
		}
		if got := utc(t, "20260710", test.zone, ""); got != test.summer {
			t.Errorf("%s in summer: %s, want %s", test.zone, got, test.summer)
		}
	}
}
