// Package servertest starts real mail servers for tests: a Dovecot and a
// Postfix of one's own, on the loopback interface, in a directory of their own,
// without systemd and without touching what the machine itself runs.
//
// The servers are those of Debian 12 (Dovecot 2.3, Postfix 3.7). A test that
// asks for one fails where it is not installed, and says what to install: a
// test that quietly did not run has proved nothing. Tests that use this package
// therefore stand behind the build tag servers; `make test-servers` runs
// them.
package servertest
