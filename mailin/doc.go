// Package mailin is the inbound path: it watches the folders of IMAP accounts,
// keeps every mail as raw bytes, and then reads, classifies and records it in
// the communication log.
//
// A Folder keeps what the server shows; an Intake reads what is kept. Between
// the two lies a commit: from there on a mail cannot be lost, whatever becomes
// of the process, and reading it can be repeated.
package mailin
