package learn

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"rapport/store"
)

// firm writes the mail of a firm with six projects, two of them much alike. Most
// words of a mail are those of any business mail; the people of the firm write in
// all projects, and a third of the mail is from unknown people.
type firm struct{ *rand.Rand }

var topics = map[string]string{
	"SHOP":  "basket checkout coupon catalogue voucher returns storefront payment shipping sizes 购物车 结算 优惠券 商品 退货 支付 店铺 尺码 运费 会员",
	"DEPOT": "pallet forklift barcode picking inventory shelf dock scanner stock shipping 托盘 叉车 条码 拣货 盘点 货架 月台 库存 入库 运费",
	"WARD":  "patient nurse ward triage prescription radiology admission surgeon pharmacy bed 患者 护士 病房 处方 挂号 检验 药房 床位 住院 门诊",
	"PORT":  "vessel berth crane container customs pilot tide manifest quay tug 船舶 泊位 岸桥 集装箱 报关 引航 潮汐 舱单 码头 拖轮",
	"CLASS": "pupil timetable teacher grade homework term classroom exam library parents 学生 课表 老师 成绩 作业 学期 教室 考试 图书馆 家长",
	"VAULT": "ledger account transfer branch audit interest compliance teller fraud settlement 账户 转账 网点 审计 利率 合规 柜员 风控 清算 流水",
}

var projects = []string{"SHOP", "DEPOT", "WARD", "PORT", "CLASS", "VAULT"}

const business = "please meeting tomorrow report attached regards question schedule update version test week delivery team plan contract review system server login error page data file list morning decision budget invoice email call 请问 会议 明天 报告 附件 问题 计划 更新 版本 测试 本周 团队 合同 系统 服务器 登录 错误 页面 数据 文件 预算 发票 邮件 电话 确认 安排 时间 需要 尽快 谢谢"

func (f firm) mail(project string) *store.Message {
	own, common := strings.Fields(topics[project]), strings.Fields(business)
	var words []string
	for range 15 + f.IntN(60) {
		if f.Float64() < 0.06 {
			words = append(words, own[f.IntN(len(own))])
		} else {
			words = append(words, common[f.IntN(len(common))])
		}
	}
	from := fmt.Sprintf("person%d@%s.example", f.IntN(5), strings.ToLower(project))
	if f.Float64() < 0.35 {
		from = fmt.Sprintf("somebody%d@gmail.com", f.IntN(1_000_000))
	}
	to := fmt.Sprintf("dev%d@agency.example", f.IntN(8))
	return &store.Message{Subject: strings.Join(words[:3], " "), NewText: strings.Join(words[3:], " "),
		From: []store.Address{{Address: from}}, To: []store.Address{{Address: to}, {Address: "log@agency.example"}}}
}

func lessonOf(project string, m *store.Message) store.TrainingExample {
	l := store.TrainingExample{Project: project, Subject: m.Subject, Text: m.NewText}
	for _, a := range append(m.From, m.To...) {
		l.People = append(l.People, a.Address)
	}
	return l
}

func taught(f firm, each int) *Model {
	var t Trainer
	for _, project := range projects {
		for range each {
			t.Learn(lessonOf(project, f.mail(project)))
		}
	}
	return t.Model()
}

// heldOut returns, of mail that taught nothing, how much is filed at a threshold,
// how much of that rightly, and how often the right project is among the guesses.
func heldOut(m *Model, f firm, n, threshold int) (filed, right, suggested float64) {
	for range n {
		for _, project := range projects {
			guesses := m.Guess(f.mail(project))
			for i, g := range guesses {
				if g.Project == project {
					suggested++
				}
				if i == 0 && g.Percent >= threshold {
					filed++
					if g.Project == project {
						right++
					}
				}
			}
		}
	}
	all := float64(n * len(topics))
	return filed / all, right / max(filed, 1), suggested / all
}

func TestGuess_mailThatTaughtNothing(t *testing.T) {
	t.Parallel()
	f := firm{rand.New(rand.NewPCG(1, 2))}
	filed, right, suggested := heldOut(taught(f, 60), f, 300, 95)
	t.Logf("filed %.1f %%, of these rightly %.2f %%; suggested %.1f %%", 100*filed, 100*right, 100*suggested)
	if right < 0.99 || filed < 0.5 || suggested < 0.85 {
		t.Errorf("filed %.1f %%, of these rightly %.2f %%; suggested %.1f %%", 100*filed, 100*right, 100*suggested)
	}
}

func TestGuess_strangersBelongNowhere(t *testing.T) {
	t.Parallel()
	f := firm{rand.New(rand.NewPCG(3, 4))}
	m := taught(f, 60)
	common := strings.Fields(business)
	wrong := 0
	for range 500 {
		var words []string
		for range 60 {
			words = append(words, common[f.IntN(len(common))])
		}
		mail := &store.Message{NewText: strings.Join(words, " "), From: []store.Address{{Address: "x@elsewhere.example"}}, To: []store.Address{{Address: "dev1@agency.example"}}}
		if guesses := m.Guess(mail); len(guesses) > 0 && guesses[0].Percent >= 95 {
			wrong++
		}
	}
	if wrong > 0 {
		t.Errorf("%d of 500 mails of no project would be filed", wrong)
	}
}

func TestGuess_saysWhy(t *testing.T) {
	t.Parallel()
	var teacher Trainer
	for range 6 {
		teacher.Learn(store.TrainingExample{Project: "SHOP", People: []string{"wang@client.example"}, Subject: "购物车", Text: "the basket is empty"})
		teacher.Learn(store.TrainingExample{Project: "PORT", People: []string{"zhou@port.example"}, Subject: "泊位", Text: "the berth is taken"})
	}
	m := teacher.Model()
	guesses := m.Guess(&store.Message{Subject: "购物车", NewText: "is it empty?", From: []store.Address{{Address: "Wang@Client.example"}}})
	if len(guesses) == 0 || guesses[0].Project != "SHOP" || !strings.Contains(guesses[0].Why, "wang@client.example") || !strings.Contains(guesses[0].Why, "“") {
		t.Errorf("%+v", guesses)
	}
	if guesses := m.Guess(&store.Message{NewText: "nothing of the kind"}); guesses != nil {
		t.Errorf("%+v", guesses)
	}
	if guesses := (*Model)(nil).Guess(&store.Message{}); guesses != nil {
		t.Errorf("%+v", guesses)
	}
}

func TestGuess_fewLessonsTeachNothing(t *testing.T) {
	t.Parallel()
	var teacher Trainer
	for range leastExamples - 1 {
		teacher.Learn(store.TrainingExample{Project: "SHOP", Text: "basket checkout coupon"})
	}
	for range 20 {
		teacher.Learn(store.TrainingExample{Text: "an offer that nobody wants"})
	}
	if guesses := teacher.Model().Guess(&store.Message{NewText: "basket checkout coupon"}); guesses != nil {
		t.Errorf("%+v", guesses)
	}
}

func FuzzGuess(f *testing.F) {
	m := taught(firm{rand.New(rand.NewPCG(1, 2))}, 10)
	f.Add("购物车 checkout", "person1@shop.example")
	f.Add("\xff\xfe中\xff文", "@")
	f.Fuzz(func(t *testing.T, text, address string) {
		for _, g := range m.Guess(&store.Message{Subject: text, NewText: text, From: []store.Address{{Address: address}}}) {
			if g.Project == "" || g.Percent < leastPercent || g.Percent > 99 {
				t.Fatalf("%+v", g)
			}
		}
	})
}

// BenchmarkGuess guesses mail that taught nothing, and shows how well.
func BenchmarkGuess(b *testing.B) {
	f := firm{rand.New(rand.NewPCG(5, 6))}
	m := taught(f, 300)
	filed, right, suggested := heldOut(m, f, 200, 95)
	mails := make([]*store.Message, 100)
	for i := range mails {
		mails[i] = f.mail("SHOP")
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		m.Guess(mails[i%len(mails)])
	}
	b.ReportMetric(100*filed, "%filed")
	b.ReportMetric(100*right, "%right")
	b.ReportMetric(100*suggested, "%suggested")
}
