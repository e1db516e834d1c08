// Package relay speaks SMTP submission (RFC 5321, RFC 6409) to one relay: it
// opens a Session, gives mails to it one at a time, and says of each exactly what
// became of it: Sent, Deferred, Failed, or Unknown. It keeps nothing and retries
// nothing.
//
// The mechanisms of AUTH are go-mail's. The dialogue is not: its client takes a
// lost connection for a refusal, a lost RSET for a lost mail, and ends a mail
// that broke off half-way with the dot that makes the server accept the half.
package relay
