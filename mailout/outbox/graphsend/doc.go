// Package graphsend sends mail with Microsoft Graph, where SMTP is switched off, and reports what
// became of each as package relay does.
//
// A mail is a draft first, and then the draft is sent. The draft is what makes sending safe: it can
// be sent once, and it lies in the mailbox under our Message-ID, among the drafts before and among
// what was sent afterwards. Each Send looks there first. Where the answer to sending is lost, it
// looks again, and the outcome is Unknown only if that shows nothing.
package graphsend
