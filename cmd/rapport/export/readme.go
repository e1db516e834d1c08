package export

import (
	_ "embed"
	"fmt"
	"strings"

	"rapport/templates"
)

// checker checks an export without Rapport.
//
//go:embed check.py
var checker string

// readme says what is in the export.
func (w *writer) readme() string {
	made := w.Now.In(w.Project.Zone).Format("2006-01-02 15:04 -0700")
	project := strings.Join(strings.Fields(w.Project.Code+" "+w.Project.Name+" "+w.Heading), " ")
	if w.Project.Language == templates.Chinese {
		scope := "不含内部往来：只含客户方参与的邮件。\n邮件中的密送、投递等仅一方可见的信头字段已删去；仍可据以代他人作答的邮件，其原文暂不导出，回复地址已隐去。"
		proof := "本导出不含链条所覆盖的内容及其密钥，因此 check.py 核对的是文件、邮件和链条条目的哈希；要连同内容一并核对，请用 --internal 导出，或在本机运行 rapport verify。"
		if w.Internal {
			scope = "含内部往来：请勿转交客户方。"
		}
		if w.Proof {
			proof = "chain.jsonl 含链条所覆盖的内容及其密钥，check.py 一并核对。"
		}
		return fmt.Sprintf(`%s 沟通记录导出
导出时间：%s
%s

log.html       按时间排列的全部记录，用浏览器打开；log.pdf 内容相同
mail/          邮件原文，除上述例外，与收到时逐字节相同
log.mbox       同样的邮件，供邮件程序导入（mboxrd）
files/         邮件的附件
log.csv        表格，可用 Excel 打开；log.jsonl 每行一条记录，供程序读取
chain.jsonl    每条记录在日志链条中的条目
check.py       核对以上内容：python3 check.py
SHA256SUMS     所有文件的哈希：sha256sum -c SHA256SUMS
%s
%s
能改文件的人也能改 SHA256SUMS。请把导出时显示的“Seal”另行保存：check.py 会再次算出它，两者必须一致。
%s`, project, made, scope, w.evidenceLines(), proof, w.warning())
	}
	scope := `Internal entries are left out. Fields that one side alone has of a mail, such as Bcc and
Delivered-To, are cut out of its header. Of mail with which somebody could still answer in another
person's name, the bytes are left out, and reply addresses are hidden.`
	proof := `It does not have the content that the chain covers, nor its keys: check.py compares the
files, the mails and the links of the chain with their hashes. To check the content too, export
with --internal, or run rapport verify where Rapport is installed.`
	if w.Internal {
		scope = "It has internal entries: do not pass it on to the client's side."
	}
	if w.Proof {
		proof = "chain.jsonl has the content that the chain covers, with its keys; check.py checks both."
	}
	return fmt.Sprintf(`%s: export of the communication log
Made %s
%s

log.html       the log in order of time, for any browser; log.pdf is the same
mail/          the mails, byte for byte as they came, with the exceptions above
log.mbox       the same mails, to be imported into a mail program (mboxrd)
files/         the attachments
log.csv        a table, for a spreadsheet; log.jsonl has one entry a line, for programs
chain.jsonl    what the chain of the log has of each entry
check.py       checks all of this: python3 check.py
SHA256SUMS     the hash of every file: sha256sum -c SHA256SUMS
%s
%s
Whoever can change the files can change SHA256SUMS as well. Keep the seal that was shown when the
export was made somewhere else: check.py works it out again, and both must be the same.
%s`, project, made, scope, w.evidenceLines(), proof, w.warning())
}

// warning says what must not come into other hands.
func (w *writer) warning() string {
	switch {
	case !w.Internal:
		return ""
	case w.Project.Language == templates.Chinese:
		return "邮件的回复地址能够代替收件人作答，在相应事项结束前请妥善保管本导出。\n"
	}
	return "The reply addresses in the mails can answer for those who were asked: keep this export safe\nwhile its matters are open.\n"
}

// evidenceLines says what an evidence pack has besides.
func (w *writer) evidenceLines() string {
	switch {
	case w.Evidence == nil:
		return ""
	case w.Project.Language == templates.Chinese:
		return "evidence.json  各步骤、各版本文本、每个人的答复及其证明\nsignatures.jsonl  每封邮件发件人的证明：DKIM 签名及当时的公钥\n"
	}
	return "evidence.json  the steps, the versions of the texts, who answered what and how it is proved\nsignatures.jsonl  what proves the sender of each mail: DKIM signatures, with the keys as they were\n"
}
