// Package smtptest provides an SMTP server for tests: a Sink that accepts every mail
// and keeps it byte for byte, as the record of what was delivered. At each stage of
// the dialogue it does what the test asks: refuse, hang up, stall, lie.
package smtptest
