// Package smtptest has an SMTP server for tests: a Sink that takes every mail,
// keeps it byte for byte as the judge of what was delivered, and at each stage of
// the dialogue does what a test tells it to: refuse, hang up, stall, lie.
package smtptest
