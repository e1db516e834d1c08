// Package graphbox reads one mailbox with Microsoft Graph, where IMAP is switched off. A Session
// lists, fetches, flags and moves mail as that of package mailbox does, by numbers that stand for
// UIDs.
//
// Microsoft Graph reports what changed in a folder since a link, under ids that stay with a mail.
// The store assigns each id a number, and keeps numbers and link in one transaction: what a link
// leads past is numbered, and what is numbered and not yet stored is asked for again. If a link has
// expired, and once a day, the whole folder is listed; known ids keep their numbers.
package graphbox
