package docs

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"rapport/classify/trust"
	"rapport/store"
)

var update = flag.Bool("update", false, "write the table of effects in the documentation anew")

// effectTable is the table of effects in security.md.
var effectTable = regexp.MustCompile(`(?m)^\| effect \| least proof \|\n\| --- \| --- \|\n(\|.*\n)*`)

// The table in the documentation is the one that the code goes by.
// `go test ./docs -run TestEffects_areDocumented -update` writes it.
func TestEffects_areDocumented(t *testing.T) {
	t.Parallel()
	var want strings.Builder
	want.WriteString("| effect | least proof |\n| --- | --- |\n| is kept, logged, filed by its own signs, and listed in a digest | none |\n")
	for _, r := range trust.Table() {
		fmt.Fprintf(&want, "| %s | %s |\n", r.What, r.Proof())
	}
	text, err := os.ReadFile("security.md")
	if err != nil {
		t.Fatal(err)
	}
	found := effectTable.FindString(string(text))
	switch {
	case found == want.String():
	case *update && found != "":
		if err := os.WriteFile("security.md", []byte(strings.Replace(string(text), found, want.String(), 1)), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("security.md has\n%s\nthe code\n%s", found, want.String())
	}
}

// Why something happens that no mail brings about by itself.
const (
	byClock    = "a time has come, of something that was permitted"
	byShell    = "an administrator says so at the shell"
	byServer   = "a server says what became of a mail of ours"
	byReceipt  = "it tells who responded, and the PMs, what counted"
	byApproval = "a PM approved that text, or the configuration wants that kind of mail"
	byContacts = "the contacts have changed, and who came gets what the others were asked"
	byRecord   = "it is part of keeping and logging mail"
	byFiling   = "a PM or an administrator files a mail"
	byTracker  = "the tracker that the configuration names says so"
	byState    = "something keeps the daemon from its work, or no longer does, and the configuration names who hears of it"
	byCaller   = "it does what its callers were let do"
)

// because returns, for each function that queues a mail, moves a state machine or makes a row
// in a table, which rows of the table of effects let it happen, or else why it does.
func because() map[string][]any {

	pm := []any{store.EffectDecide, byShell}
	return map[string][]any{
		// Mail.
		"mailout/due.sendReceipt":              {byReceipt},
		"mailout/due/action.send":              {byApproval, byClock}, // of minutes that were settled, or a list that a PM approved
		"mailout/due/bounce.Run":               {byServer},
		"mailout/due/cases.acknowledge":        {store.EffectAcknowledge},
		"mailout/due/cases.warn":               {store.EffectTellPM, byClock},
		"mailout/due/change.ask":               {store.EffectTellPM, store.EffectDecide, byClock},
		"mailout/due/command.answer":           {store.EffectCommand, store.EffectStatus, store.EffectMark, store.EffectDigestOnly, store.EffectAskAgain},
		"mailout/due/command.changePeople":     {store.EffectPeople, store.EffectCommand},
		"mailout/due/command.nameDeputy":       {store.EffectDeputy},
		"mailout/due/confirmation.askDeputies": {byApproval, store.EffectDeputy}, // they see what those see who are asked
		"mailout/due/confirmation.ask":         {store.EffectDecide, byShell},
		"mailout/due/confirmation.propose":     {store.EffectDraft, store.EffectDecide, byShell},
		"mailout/due/confirmation.askMoved":    {byApproval, byContacts},
		"mailout/due/confirmation.handOver":    {byContacts},
		"mailout/due/confirmation.showNewPMs":  {byContacts},
		"mailout/due/change.handOver":          {byContacts},
		"mailout/due/report.handOver":          {byContacts},
		"mailout/due/confirmation.remind":      {store.EffectAway, byClock},
		"mailout/due/confirmation.settle":      {store.EffectAgree, store.EffectProvisional, store.EffectBind, store.EffectSpeakFor, byClock},
		"mailout/due/confirmation.tellOverdue": {store.EffectAway, byClock},
		"mailout/due/digest.sendTo":            {byClock},
		"mailout/due/digest.tellReply":         {byReceipt},
		"mailout/due/lead.tell":                {byClock},
		"mailout/due/meeting.sendAgendas":      {byApproval, byClock},
		"mailout/due/meeting.ask":              {store.EffectTellPM, store.EffectMeeting, byClock},
		"mailout/due/meeting.handOver":         {byContacts},
		"mailout/due/awaited.remind":           {store.EffectDecide},
		"mailout/due/office.Queue":             {byCaller},
		"mailout/due/office.QueueOn":           {store.EffectTellPM},
		"mailout/due/office.queue":             {byCaller},
		"mailout/due/report.askMember":         {byApproval, byClock}, // as the project is configured
		"mailout/due/report.askGroup":          {byClock},
		"mailout/due/report.propose":           {store.EffectSay, store.EffectDecide, byShell},
		"mailout/due/report.remind":            {byClock},
		"mailout/due/report.remindGroup":       {byClock},
		"mailout/due/report.send":              pm,
		"mailout/due/survey.ask":               {byApproval, byClock},
		"mailout/due/survey.askOthers":         {byApproval, byClock},
		"mailout/due/survey.remind":            {byApproval, byClock},
		"mailout/due/survey.tellResults":       {byClock, byShell},
		"mailout/due/tracking.ask":             {byTracker},
		"store.Enqueue":                        {byCaller},
		"store.Ask":                            {byCaller},
		"store.queueReceipt":                   {byReceipt},
		"store.keepShown":                      {byCaller},
		"store.AddActionList":                  {byCaller},

		// Closings.
		"mailout/due/closing.ask":          {store.EffectCommand, store.EffectDecide}, // nothing is closed before the PM has answered
		"mailout/due/closing.askNewPMs":    {byContacts},
		"mailout/due/closing.send":         {byApproval},
		"mailout/due/command.closeProject": {store.EffectCommand},
		"store.BeginClosing":               {store.EffectCommand, byShell, byClock}, // of a quarter
		"store.MarkClosingAsked":           {byCaller},
		"store.askClosingAgain":            {store.EffectDecide, store.EffectCommand},
		"store.AnswerClosing":              pm,
		"store.applyClosing":               {store.EffectDecide},
		"store.DraftSummary":               pm,         // what they answered is complete
		"store.EndClosing":                 {byCaller}, // the summary has its outcome
		"store.LeaveQuarter":               {byClock},
		"store.CallOffClosing":             {byShell},
		"store.ReopenProject":              {byShell},
		"store.MarkRetrospectiveSent":      {byApproval},
		"store.addLesson":                  pm,

		// Cases.
		"store.openCase":       {store.EffectOpenCase, store.EffectStop},
		"store.answerCases":    {store.EffectStopClock},
		"store.askAgain":       {store.EffectOpenCase},
		"store.CloseQuietCase": {byClock}, // as the project is configured
		"store.CloseCase":      pm,
		"store.ReopenCase":     pm,
		"store.MergeCase":      pm,
		"store.moveCaseTo":     {byFiling, store.EffectMoveOthers},
		"store.followStep":     pm, // to reply about a change answers its case
		"store.followOutcome":  {store.EffectAgree, store.EffectBind, store.EffectSpeakFor, byClock},

		// People.
		"store.AddPerson":  {store.EffectPeople, store.EffectDecide},
		"store.NameDeputy": {store.EffectDeputy},
		"store.WantPerson": {store.EffectCommand}, // no contact changes
		"store.markAsked":  {byClock},

		// Texts to confirm, changes and disputes.
		"store.DraftConfirmation":        {store.EffectDraft, store.EffectDecide, byShell},
		"store.MarkAgendaSent":           {byApproval, byClock},
		"store.DropAgenda":               {byClock},
		"store.MarkConfirmationProposed": {byCaller},
		"store.MarkConfirmationAsked":    {byCaller},
		"store.ApproveConfirmation":      pm,
		"store.ReturnConfirmation":       {byServer, byClock}, // to the PM, whose files the relay does not take
		"store.reviseWith":               pm,
		"store.bindFiles":                {byCaller},
		"store.DropNextVersion":          pm,
		"store.WithdrawConfirmation":     pm,
		"store.SettleConfirmation":       {store.EffectAgree, store.EffectProvisional, store.EffectBind, store.EffectSpeakFor, store.EffectDecide, byClock, byShell},
		"store.moveConfirmation":         {byCaller},
		"store.RaiseProcedure":           {store.EffectOpenCase, store.EffectDraft, store.EffectDecide, byShell},
		"store.StepProcedure":            {store.EffectDecide, store.EffectAgree, store.EffectBind, byFiling, byClock, byShell},
		"store.addStep":                  {byCaller},

		// Action items, meetings, reports, surveys, the digest.
		"store.AddAction":                {byApproval, byShell},
		"store.AddDecision":              {byApproval, byClock}, // of a report that is sent
		"store.SettleAwaited":            {store.EffectDecide},
		"store.awaitAnswer":              {store.EffectStopClock}, // it is listed for the PM who asks
		"store.endAwaited":               {store.EffectEndWait},
		"store.RemindClient":             {store.EffectDecide},
		"store.addMissing":               {store.EffectMiss},
		"store.miss":                     {store.EffectArrive},
		"store.leaveMissingItem":         {store.EffectDecide},
		"store.RecordExtractedActions":   {store.EffectDecide, store.EffectAgree, byClock},
		"store.CompleteAction":           {store.EffectSay, store.EffectDecide, byShell},
		"store.DropAction":               pm,
		"store.ReopenAction":             {byShell},
		"store.WantOutsideItem":          {store.EffectAgree, store.EffectBind, store.EffectSpeakFor, store.EffectDecide, byShell}, // the change was approved, or a PM says so
		"store.MarkOutsideSent":          {byCaller},
		"store.MarkOutsideKnown":         {byTracker},
		"store.MarkOutsideWanted":        {byTracker},
		"store.announceOnwards":          {store.EffectMeeting, store.EffectMoveMeeting},
		"store.announceSeries":           {store.EffectMeeting, store.EffectMoveMeeting},
		"store.insertMeeting":            {store.EffectMeeting, byClock}, // the next of a series
		"store.occur":                    {store.EffectMoveMeeting},
		"store.MarkMinutesAsked":         {byCaller},
		"store.DraftMinutes":             {store.EffectMinutes, byClock},
		"store.decideMinutes":            {store.EffectSay, store.EffectDecide},
		"store.PlanReport":               {byClock, byShell},
		"store.MarkReportAsked":          {byCaller},
		"store.AskTeamParts":             {byCaller},
		"store.applyTeamPart":            {store.EffectSay, store.EffectStop},
		"store.StopAskingTeam":           {store.EffectStop},
		"store.MarkReportSent":           {byCaller},
		"store.moveReportVersion":        {store.EffectDecide, byCaller},
		"store.DraftReport":              {byShell},
		"store.draftReportWith":          {store.EffectSay, store.EffectDecide, byShell},
		"store.skipReport":               pm,
		"store.PlanSurvey":               {byApproval, byClock, byShell},
		"store.MarkSurveyAsked":          {byCaller},
		"store.CloseSurvey":              {byClock, store.EffectSay}, // once everybody has answered
		"store.EndSurvey":                {byShell},
		"store.keepAnswer":               {store.EffectSay},
		"store.SetDigestOnly":            {store.EffectDigestOnly},
		"store.AddNotice":                {byCaller},
		"store.SetWaitingMails":          {byClock},
		"mailout/due/notice.send":        {byClock},
		"mailout/due/office.QueueBeside": {byState},
		"store.NoteTroubles":             {byState},
		"store.holdRestored":             {byShell},
		"store.MarkUpkeep":               {byClock, byShell},
		"store.FailUpkeep":               {byShell},
		"store.StopSurveys":              {store.EffectStop, byShell},
		"store.AddDigest":                {byClock},
		"store.applyDigestReply":         {store.EffectDecide},
		"store.MarkDigestReplyReported":  {byCaller},
		"store.applyResponse":            {store.EffectDecide, store.EffectAgree, store.EffectProvisional, store.EffectBind, store.EffectSay, store.EffectSpeakFor},
		"store.command":                  {store.EffectCommand, store.EffectStatus, store.EffectDigestOnly, store.EffectAskAgain},

		// What is held.
		"store.hold":           {byRecord},
		"store.takeUp":         pm,
		"store.takeUpUnder":    {store.EffectSay, byFiling},
		"store.TakeUpAbsent":   {byRecord},
		"store.dropTo":         pm,
		"store.dropHeldCases":  {store.EffectStopClock},
		"store.applyChallenge": {store.EffectDecide},
		"store.recordProof":    {byRecord},
		"store.Spend":          {byRecord},

		// The outbox.
		"store.claim":               {byCaller},
		"store.checkRecipient":      {byCaller},
		"store.MarkFinishing":       {byServer},
		"store.finishAttempt":       {byServer},
		"store.giveUp":              {byServer},
		"store.moveDeliveries":      {byServer},
		"store.ApplyOperatorAction": {byShell},
		"store.bounce":              {byServer},
		"store.hintAtBounce":        {byServer},
		"store.NoteSignatures":      {byRecord},
		"store.SameMail":            {byRecord},
		"store.suspend":             {byServer},
		"store.MatchOwnCopy":        {byServer},

		// The log.
		"store.moveBy":             {byCaller},
		"store.CountFetchAttempt":  {byRecord},
		"store.MarkGone":           {byRecord},
		"store.OpenMailbox":        {byRecord},
		"store.OpenGraphFolder":    {byRecord},
		"store.takeGraphChange":    {byRecord},
		"store.RecordFetchFailure": {byRecord},
		"store.RecordSighting":     {byRecord},
		"store.StoreRaw":           {byRecord},
		"store.chain":              {byRecord},
		"store.contentKey":         {byRecord},
		"store.insertContent":      {byRecord},
		"store.insertParticipants": {byRecord},
		"store.keepShapes":         {byRecord},
		"store.KeepFile":           {byCaller},
		"store.Erase":              {byShell},
		"store.erase":              {byShell},
		"store.Forget":             {byShell},
		"store.MarkEntry":          {store.EffectMark, byShell},
		"store.keepHoles":          {byRecord},
		"store.NoteRelayLimit":     {byServer},
		"store.seal":               {byRecord},
		"store.wrapKeys":           {byRecord},
		"store.insertMessage":      {byRecord},
		"store.noteOtherIDs":       {store.EffectEndWait},
		"store.join":               {byRecord, store.EffectMoveOthers},
		"store.replaceContent":     {byRecord},
		"store.supersede":          {byRecord},
		"store.writeIndex":         {byRecord},
	}
}

// site is a place where something happens: its function, and the call or the table.
type site struct{ function, what, place string }

// sites returns every call that queues a mail or moves a state machine, and every statement
// that makes a row.
func sites(t *testing.T) (list []site) {
	t.Helper()
	insert := regexp.MustCompile(`INSERT (?:OR \w+ )?INTO (\w+)`)
	calls := []string{"Enqueue", "Queue", "QueueOn", "queue", "move", "moveBy", "moveConfirmation"}
	eachFunction(t, []string{"store", "mailin", "mailout", "classify", "cmd"}, func(path, name string, node ast.Node, set *token.FileSet) {
		ast.Inspect(node, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				if s, ok := n.Fun.(*ast.SelectorExpr); ok && slices.Contains(calls, s.Sel.Name) {
					list = append(list, site{name, s.Sel.Name, set.Position(n.Pos()).String()})
				}
			case *ast.BasicLit:
				text, err := strconv.Unquote(n.Value)
				if err == nil && n.Kind == token.STRING && strings.HasPrefix(path, "store") {
					for _, m := range insert.FindAllStringSubmatch(text, -1) {
						list = append(list, site{name, "a row of " + m[1], set.Position(n.Pos()).String()})
					}
				}
			}
			return true
		})
	})
	return list
}

// eachFunction calls do for each function in the Go files of folders, but for tests.
func eachFunction(t *testing.T, folders []string, do func(path, name string, node ast.Node, set *token.FileSet)) {
	t.Helper()
	for _, folder := range folders {
		err := filepath.WalkDir(filepath.Join("..", folder), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			inside, err := filepath.Rel("..", path)
			for _, decl := range file.Decls {
				name := filepath.ToSlash(filepath.Dir(inside)) + "."
				if f, ok := decl.(*ast.FuncDecl); ok {
					name += f.Name.Name
				}
				do(filepath.ToSlash(inside), name, decl, set)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// Nothing is queued, and nothing changes its state, but a row of the table lets it happen, or
// somebody who needs no proof, or time.
func TestEffects_everythingThatHappensHasItsRow(t *testing.T) {
	t.Parallel()
	reasons, used := because(), map[string]bool{}
	for _, s := range sites(t) {
		used[s.function] = true
		if len(reasons[s.function]) == 0 {
			t.Errorf("%s: %s (%s) has no row: which effect of classify/trust lets it happen?", s.place, s.function, s.what)
		}
	}
	if len(used) < 80 {
		t.Errorf("only %d functions: is the test still looking in the right place?", len(used))
	}
	rows := map[store.Effect]bool{}
	for function, why := range reasons {
		if !used[function] {
			t.Errorf("%s changes nothing any more: take it off the list", function)
		}
		for _, one := range why {
			if e, ok := one.(store.Effect); ok {
				if _, known := trust.RowOf(e); !known {
					t.Errorf("%s: %q is no row of the table", function, e)
				}
				rows[e] = true
			}
		}
	}
	for _, r := range trust.Table() {
		if !rows[r.Effect] && r.Effect != store.EffectForward && r.Effect != store.EffectAnswerAdmin { // these say how a mail is read
			t.Errorf("%q lets nothing happen", r.Effect)
		}
	}
}

// Only classify/trust compares levels of proof. Others may show them.
func TestEffects_nobodyElseAsksAboutLevels(t *testing.T) {
	t.Parallel()
	names := []string{"LevelAmbiguous", "LevelFailed", "LevelPending", "LevelUnauthenticated", "LevelAuthenticated"}
	if len(names) != len(store.Levels()) {
		t.Fatal("a level is missing here")
	}
	level := func(e ast.Expr) bool {
		switch e := e.(type) {
		case *ast.SelectorExpr:
			return slices.Contains(names, e.Sel.Name)
		case *ast.Ident:
			return slices.Contains(names, e.Name)
		}
		return false
	}
	seen := 0
	eachFunction(t, []string{"store", "mailin", "mailout", "classify", "cmd", "templates"}, func(path, name string, node ast.Node, set *token.FileSet) {
		if strings.HasPrefix(path, "classify/trust/") || path == "store/message_evidence.go" { // which orders them
			seen++
			return
		}
		ast.Inspect(node, func(n ast.Node) bool {
			wrong := false
			switch n := n.(type) {
			case *ast.BinaryExpr:
				comparing := slices.Contains([]token.Token{token.EQL, token.NEQ, token.LSS, token.GTR, token.LEQ, token.GEQ}, n.Op)
				wrong = comparing && (level(n.X) || level(n.Y))
			case *ast.CaseClause:
				wrong = slices.ContainsFunc(n.List, level)
			case *ast.CallExpr:
				s, ok := n.Fun.(*ast.SelectorExpr)
				wrong = ok && s.Sel.Name == "Rank"
			}
			if wrong {
				t.Errorf("%s: %s compares levels of proof: ask trust.Allows", set.Position(n.Pos()), name)
			}
			return true
		})
	})
	if seen == 0 {
		t.Error("classify/trust was not found")
	}
}
