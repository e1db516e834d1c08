// Package relay speaks SMTP submission (RFC 5321, RFC 6409) to one relay: it
// opens a Session, hands it mails one at a time, and reports what became of each:
// Sent, Deferred, Failed, or Unknown. It keeps nothing and retries nothing.
//
// go-mail leads the dialogue as far as the login, under the eyes of an opening.
// From MAIL to the final dot the dialogue is ours: go-mail's client reports a lost
// connection as a refusal and a failed RSET as a failed mail, and it ends a mail
// that broke off half-way with the dot that makes the server accept the half.
package relay
