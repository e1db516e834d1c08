// Package mailin is the inbound path: it watches the folders of IMAP accounts, stores every
// mail as raw bytes, then reads, classifies and records it in the communication log.
//
// A Folder stores what the server has; an Intake reads what is stored. Between the two is a
// commit: after it a mail cannot be lost, whatever happens to the process, and reading it
// can be repeated.
package mailin
