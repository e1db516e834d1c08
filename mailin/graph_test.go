package mailin

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"rapport/mailin/mailbox"
	"rapport/store"
	"rapport/store/graph/graphtest"
)

// graphStage returns a stage and its scripted Microsoft Graph.
func graphStage(t *testing.T) (*stage, *graphtest.Server) {
	s := newGraphStage(t)
	return s, s.server.(*graphServer).Server
}

// Whatever the service does to one request or a few, every mail is logged once, byte for byte, and
// none is set aside.
func TestGraph_faultsLoseNothing(t *testing.T) {
	t.Parallel()
	const fetching, listing, folder = "/$value", "/delta", "GET /mailFolders/inbox"
	for name, fault := range map[string]struct {
		at    string
		times int
		act   graphtest.Act
	}{
		"a mail cut":                    {fetching, 2, graphtest.CutIn(60)},
		"a mail not answered":           {fetching, 1, graphtest.Cut()},
		"too many requests for mails":   {fetching, 3, graphtest.Refuse(http.StatusTooManyRequests, "ApplicationThrottled", 1)},
		"no service for mails":          {fetching, 1, graphtest.Refuse(http.StatusServiceUnavailable, "ErrorServerBusy", 1)},
		"mails that cannot be had":      {fetching, 5, graphtest.Refuse(http.StatusInternalServerError, "ErrorInternalServerError", 0)},
		"a page cut":                    {listing, 2, graphtest.CutIn(100)},
		"a page not answered":           {listing, 7, graphtest.Cut()},
		"a page that is no JSON":        {listing, 1, graphtest.Answer(http.StatusOK, "<html>Sign in</html>")},
		"a page without a link":         {listing, 1, graphtest.Answer(http.StatusOK, `{"value":[]}`)},
		"a link to another address":     {listing, 1, graphtest.Answer(http.StatusOK, `{"value":[],"@odata.deltaLink":"https://evil.example/v1.0/x"}`)},
		"a mail without an id":          {listing, 1, graphtest.Answer(http.StatusOK, `{"value":[{"id":""}],"@odata.deltaLink":"/x"}`)},
		"a link that is not understood": {listing, 1, graphtest.Refuse(http.StatusBadRequest, "BadRequest", 0)},
		"a list that has to begin anew": {listing, 2, graphtest.Refuse(http.StatusGone, "SyncStateNotFound", 0)},
		"too many requests for pages":   {listing, 2, graphtest.Refuse(http.StatusTooManyRequests, "ApplicationThrottled", 1)},
		"no folder for a moment":        {folder, 4, graphtest.Refuse(http.StatusBadGateway, "", 0)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, server := graphStage(t)
			server.PageSize(4)
			mails := s.deliver(11, "first")
			f := s.folder()
			looks := func() {
				for range 8 {
					f.watch(t.Context(), func() bool { return false })
				}
				if err := f.SyncOnce(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			server.Do(fault.at, fault.times, fault.act)
			looks()
			server.Do(fault.at, fault.times, fault.act)
			mails = append(mails, s.deliver(6, "later")...)
			looks()
			s.holds(mails)
			if troubles, err := s.store.FetchProblems(t.Context()); err != nil || len(troubles) != 0 {
				t.Errorf("left in trouble: %+v, %v", troubles, err)
			}
		})
	}
}

// Retry-After holds for whatever asks next, and a busy service is no fault of a mail.
func TestGraph_aBusyServiceIsLeftAlone(t *testing.T) {
	t.Parallel()
	s, server := graphStage(t)
	mails := s.deliver(3, "x")
	f := s.folder()
	server.Do("/$value", 1, graphtest.Refuse(http.StatusTooManyRequests, "ApplicationThrottled", 200))
	for range 10 {
		if err := f.watch(t.Context(), func() bool { return false }); !errors.Is(err, mailbox.ErrBusy) {
			t.Fatalf("%v, want ErrBusy", err)
		}
	}
	if n := len(server.Heard()); n != 3 { // the folder, its changes, a mail
		t.Errorf("%d requests: %q", n, server.Heard())
	}
	if troubles, err := s.store.FetchProblems(t.Context()); err != nil || len(troubles) != 0 {
		t.Errorf("blamed: %+v, %v", troubles, err)
	}
	s.account.Open = graphOpener(t, s) // another process: it may ask again
	if err := s.folder().SyncOnce(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.holds(mails)
}

// Links expire while nobody looks, in the middle of a list, and again and again: known mail keeps
// its number, what came meanwhile is found, and what left is gone.
func TestGraph_anExpiredLink(t *testing.T) {
	t.Parallel()
	s, server := graphStage(t)
	server.PageSize(3)
	mails := s.deliver(10, "before")
	f := s.folder()
	sync := func() {
		if err := f.SyncOnce(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	sync()
	server.Expire()
	server.Remove(server.In("INBOX")[2].ID)
	mails = append(mails, s.deliver(4, "meanwhile")...)
	sync()
	server.Do("skiptoken", 1, graphtest.First(server.Expire))
	server.Expire()
	mails = append(mails, s.deliver(2, "again")...)
	sync()
	s.holds(mails)
	boxes, err := s.store.Mailboxes(t.Context())
	if err != nil || len(boxes) != 1 || boxes[0].Epoch != 1 || boxes[0].Messages != 16 || boxes[0].Watermark != 16 {
		t.Errorf("mailboxes %+v, %v", boxes, err)
	}
	fetched := 0
	for _, what := range server.Heard() {
		if strings.HasSuffix(what, "/$value") {
			fetched++
		}
	}
	if fetched != 16 {
		t.Errorf("%d mails fetched, want each once", fetched)
	}
	server.Do("/delta", -1, graphtest.Refuse(http.StatusGone, "SyncStateNotFound", 0))
	if err := f.watch(t.Context(), func() bool { return false }); err == nil {
		t.Error("a link that always expires is no error")
	}
}

// Mail that is moved, comes back, is read by somebody, or is removed while it is fetched.
func TestGraph_mailThatDoesNotStay(t *testing.T) {
	t.Parallel()
	s, server := graphStage(t)
	server.AddFolder("Elsewhere")
	mails := s.deliver(6, "x")
	in := server.In("INBOX")
	f := s.folder()
	// Between the list and the fetch one is moved away, and is logged; one is removed, and is gone.
	server.Do("/$value", 1, graphtest.First(func() {
		server.Move(in[4].ID, "Elsewhere")
		server.Remove(in[5].ID)
	}))
	if err := f.SyncOnce(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.holds(mails[:5])
	// What comes back, and what somebody reads or flags, is not logged again.
	server.Move(in[4].ID, "INBOX")
	server.Move(in[3].ID, "Elsewhere")
	server.Move(in[3].ID, "INBOX")
	server.Touch(in[0].ID)
	mails = append(mails[:5], s.deliver(1, "new")...)
	for range 2 {
		if err := f.SyncOnce(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	s.holds(mails)
	if troubles, err := s.store.FetchProblems(t.Context()); err != nil || len(troubles) != 0 {
		t.Errorf("left in trouble: %+v, %v", troubles, err)
	}
}

// A page that comes twice, out of order or with a mail twice changes nothing.
func TestGraph_pagesThatRepeat(t *testing.T) {
	t.Parallel()
	s, server := graphStage(t)
	server.PageSize(5)
	mails := s.deliver(12, "x")
	f := s.folder()
	for i := range 3 {
		server.Do("/delta", 1, graphtest.Repeat())
		if err := f.SyncOnce(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, m := range server.In("INBOX")[:4+i] { // reported again, in another order
			server.Touch(m.ID)
		}
	}
	s.holds(mails)
	if boxes, err := s.store.Mailboxes(t.Context()); err != nil || boxes[0].Watermark != 12 {
		t.Errorf("%+v, %v", boxes, err)
	}
}

// A list that is interrupted, by an error or the end of the process, goes on where it was, and its
// mail is numbered by when it arrived, whatever the order of the pages.
func TestGraph_aLongListIsTakenUpAgain(t *testing.T) {
	t.Parallel()
	s, server := graphStage(t)
	server.PageSize(2)
	base := time.Now()
	var want []string
	for i := range 20 {
		subject := fmt.Sprint("mail ", (i*7)%20)
		server.Deliver("INBOX", fmt.Appendf(nil, "From: wang@client.example\r\nMessage-ID: <%d@x>\r\nSubject: %s\r\n\r\nx\r\n", i, subject), base.Add(time.Duration((i*7)%20)*time.Minute))
		want = append(want, fmt.Sprint("mail ", i))
	}
	f := s.folder()
	for range 4 { // each a session of its own, which gets three pages
		pages := 0
		server.Do("/delta", -1, func(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
			if pages++; pages > 3 {
				panic(http.ErrAbortHandler)
			}
			next(w, r)
		})
		f.watch(t.Context(), func() bool { return false })
		server.Behave()
	}
	if err := f.SyncOnce(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.logged(20)
	var got []string
	for id := int64(1); id <= 20; id++ {
		raw, about, err := s.store.RawMail(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		_, below, _ := bytes.Cut(raw, []byte("Subject: "))
		subject, _, _ := bytes.Cut(below, []byte("\r\n"))
		got = append(got, string(subject))
		if about.Arrival != store.ArrivedBefore {
			t.Errorf("%s: %v", subject, about.Arrival)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("stored in the order %q", got)
	}
}

// Once a day the whole folder is listed, which finds what no report of changes had.
func TestGraph_findsWhatNoReportHad(t *testing.T) {
	t.Parallel()
	s, server := graphStage(t)
	mails := s.deliver(3, "x")
	f := s.folder()
	if err := f.SyncOnce(t.Context()); err != nil {
		t.Fatal(err)
	}
	server.KeepQuiet(func() { mails = append(mails, s.deliver(2, "of which nothing is reported")...) })
	if err := f.SyncOnce(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.holds(mails[:3])
	if _, err := s.store.LiftQuarantine(t.Context(), "log"); err != nil { // as if a day had passed
		t.Fatal(err)
	}
	if err := f.SyncOnce(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.holds(mails)
}

// Folders are named as people see them, in any depth, or as Microsoft calls them everywhere.
func TestGraph_foldersByName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{"INBOX": true, "inbox": true, "Projects/ACME": true, "Li's mail": true, "sentitems": true, "Sent Items": true, "Projects": true, "ACME": false, "Projects/Other": false, "": false} {
		s, server := graphStage(t)
		server.AddFolder("Projects")
		server.AddFolder("Projects/ACME")
		server.AddFolder("Li's mail")
		s.account.Folders = []string{name}
		if err := s.folder().SyncOnce(t.Context()); (err == nil) != want || err != nil && !errors.Is(err, mailbox.ErrNoFolder) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// Flags are set, and nothing else of a mail.
func TestGraph_flagsWhatIsLogged(t *testing.T) {
	t.Parallel()
	s, server := graphStage(t)
	s.account.After = AfterFlag
	s.deliver(3, "x")
	f := s.folder()
	server.Do("PATCH", 1, graphtest.CutAfter())
	f.watch(t.Context(), func() bool { return false })
	if err := f.SyncOnce(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, m := range server.In("INBOX") {
		if !m.Flagged {
			t.Errorf("%s is not flagged", m.ID)
		}
	}
}
