// Package imaptest has IMAP servers for tests and the demo: a Script that sends exactly
// what a test needs, lies included, and a Server that keeps mail in memory and really
// serves it.
package imaptest
