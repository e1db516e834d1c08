package store

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"
)

// What ties a message to a thread where its References do not: what Outlook
// writes into Thread-Index, or its subject with the people in it. Both are weaker
// than References, since anybody can write them, so both need people of the
// thread as well.

// conversationIndex returns the first 22 bytes of Thread-Index, which all mails of
// one conversation share, as a key that no Message-ID can be; "" where there is
// none.
func (m *Message) conversationIndex() string {
	value := strings.TrimSpace(m.Header.Get("Thread-Index"))
	if len(value) < 28 || len(value) > 4000 {
		return ""
	}
	index, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(value), ""))
	if err != nil || len(index) < 22 || (len(index)-22)%5 != 0 {
		return ""
	}
	return "thread-index " + hex.EncodeToString(index[:22])
}

const (
	conversationDays = 60 // between two mails that only the subject ties
	mostCandidates   = 30
	shortestBase     = 3 // characters of a subject that ties anything
)

// generic are subjects that mails which have nothing to do with each other share.
var generic = []string{"hello", "hi", "test", "no subject", "(no subject)", "question", "meeting", "update", "invoice", "urgent", "report", "weekly report", "info",
	"你好", "您好", "周报", "日报", "月报", "会议", "会议纪要", "通知", "无主题", "(无主题)", "发票", "问题", "咨询", "测试", "文件", "资料", "附件", "请查收"}

// conversation returns the thread that m belongs to although no id says so, and by
// what; 0 where there is none.
func (tx *Tx) conversation(m *Message) (thread int64, by string, err error) {
	if index := m.conversationIndex(); index != "" {
		ids, err := tx.ids(`SELECT thread_id FROM reference WHERE message_id = $1`, index)
		if err != nil {
			return 0, "", fmt.Errorf("look for the conversation: %w", err)
		}
		for _, id := range ids {
			shared, err := tx.shares(id, m)
			if err != nil || shared {
				return id, "Thread-Index and people", err
			}
		}
	}
	s := ReadSubject(m.Subject)
	if !tiesBySubject(s.Base) || s.Forward || len(m.From) == 0 {
		return 0, "", nil
	}
	near := int64(conversationDays * 24 * time.Hour / time.Millisecond)
	type candidate struct {
		id, thread, date int64
		subject          string
	}
	candidates, err := collect(tx.ctx, tx.sql, "look for the subject", func(row scanner) (c candidate, err error) {
		err = row.Scan(&c.id, &c.thread, &c.subject, &c.date)
		return c, err
	}, `SELECT m.id, m.thread_id, m.subject, m.date_ms FROM message m JOIN body b ON b.message_id = m.id
		WHERE m.base = $1 AND m.base <> '' AND m.date_ms BETWEEN $2 AND $3 AND ($4 OR (b.in_reply_to = '[]' AND b.refs = '[]')) ORDER BY m.date_ms DESC, m.id DESC LIMIT $5`,
		s.Base, millis(m.Date)-near, millis(m.Date)+near, s.Answer, mostCandidates)
	if err != nil {
		return 0, "", err
	}
	for _, c := range candidates {
		// One of the two must be the answer: the later one.
		answer := s.Answer && c.date <= millis(m.Date) || ReadSubject(c.subject).Answer && c.date >= millis(m.Date)
		if !answer {
			continue
		}
		other, err := participants(tx.ctx, tx.sql, c.id)
		if err != nil {
			return 0, "", err
		}
		if talkTogether(m, other) {
			return c.thread, "subject and people", nil
		}
	}
	return 0, "", nil
}

func tiesBySubject(base string) bool {
	return len([]rune(base)) >= shortestBase && !slices.Contains(generic, base)
}

// talkTogether reports whether each of two mails has the sender of the other among its
// people.
func talkTogether(m *Message, other People) bool {
	if len(m.From) == 0 || len(other.From) == 0 {
		return false
	}
	mine, theirs := m.From[0].Key(), other.From[0].Key()
	return holdsAddress(other.Everyone(), mine) && holdsAddress(slices.Concat(m.From, m.To, m.Cc), theirs) && mine != "" && theirs != ""
}

func holdsAddress(list []Address, address string) bool {
	return slices.ContainsFunc(list, func(a Address) bool { return a.Key() == address })
}

// shares reports whether the sender of a mail is known in a thread.
func (tx *Tx) shares(thread int64, m *Message) (yes bool, err error) {
	if len(m.From) == 0 || m.From[0].Key() == "" {
		return false, nil
	}
	err = tx.row(`SELECT EXISTS (SELECT 1 FROM message m JOIN participant p ON p.message_id = m.id WHERE m.thread_id = $1 AND p.key = $2)`, thread, m.From[0].Key()).Scan(&yes)
	if err != nil {
		return false, fmt.Errorf("look for people of thread %d: %w", thread, err)
	}
	return yes, nil
}

// isNewSubject reports whether m answers in thread t only by its header: somebody used an
// old mail to write about something else. It quotes nothing of it, and
// its subject is neither an answer's nor like any in the thread.
func (tx *Tx) isNewSubject(m *Message, t thread) (bool, error) {
	s := ReadSubject(m.Subject)
	if s.Answer || s.Forward || !tiesBySubject(s.Base) || m.Quoted != "" || len(m.Delivery) > 0 || m.Calendar != nil && !m.Calendar.Words {
		return false, nil
	}
	subjects, err := collect(tx.ctx, tx.sql, fmt.Sprintf("read the subjects of thread %d", t.id), scanValue[string], `SELECT subject FROM message WHERE thread_id = $1 ORDER BY id LIMIT 50`, t.id)
	if err != nil {
		return false, err
	}
	for _, subject := range subjects {
		base := ReadSubject(subject).Base
		if base == "" || strings.Contains(base, s.Base) || strings.Contains(s.Base, base) {
			return false, nil
		}
	}
	return len(subjects) > 0, nil
}

// isSplit reports whether one thread was split from the other.
func (tx *Tx) isSplit(a, b int64) (yes bool, err error) {
	err = tx.row(`SELECT EXISTS (SELECT 1 FROM split WHERE thread_id = $1 AND from_id = $2 OR thread_id = $2 AND from_id = $1)`, a, b).Scan(&yes)
	return yes, err
}
