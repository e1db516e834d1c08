// Package mailbox is one IMAP connection to one mailbox: it lists, fetches, flags and moves
// mail by UID, and waits for more.
//
// It asks only for UIDs, sizes, dates and whole messages, never marks mail as seen, and
// deletes only what Remove names. Every wait ends with its context or with the server's silence;
// everything that the server sends is bounded.
//
// # Division of labour
//
// The library, go-imap, writes the commands, matches them with their tagged answers and
// runs SASL and IDLE. The server's responses are read here first (see wire), because the
// library treats one odd byte in any response as the end of the connection, accepts a
// message cut short by a lost connection as complete, waits for ever on a silent server,
// and can be made to loop. It sees greetings, continuations, capabilities and tagged
// answers, each rewritten in a plain form; everything else is removed from the stream.
package mailbox
