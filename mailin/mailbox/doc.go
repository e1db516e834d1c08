// Package mailbox is one IMAP connection to one mailbox: it lists, fetches,
// flags and moves mail by UID, and waits for more.
//
// It never asks for anything but UIDs, sizes, dates and whole messages, never
// marks mail as seen and never deletes. Every wait ends with its context or with
// the server's silence; whatever the server sends is bounded.
//
// # Division of labour
//
// The library, go-imap, writes the commands, pairs them with their tagged
// answers and runs SASL and IDLE. What the server says is read here first (see
// wire), because the library takes one odd byte in any response as the end of
// the connection, takes a message cut off by a lost connection as complete,
// waits for ever on a silent server, and can be made to loop. It gets to see
// greetings, continuations, capabilities and tagged answers, each in a plain
// form of our making; all else is taken out of the stream.
package mailbox
