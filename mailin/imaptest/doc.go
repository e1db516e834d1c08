// Package imaptest has IMAP servers for tests and for the demo: a Script that
// says and does exactly what a test needs, lies included, and a Server that
// keeps mail in memory and really serves it.
package imaptest
