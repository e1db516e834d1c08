// Package servertest starts real mail servers for tests: a separate Dovecot and Postfix on
// the loopback interface, in a directory of their own, without systemd and without touching
// the machine's own servers.
//
// The servers are those of Debian 12 (Dovecot 2.3, Postfix 3.7). A test that needs one
// fails if it is not installed, and says what to install: a test that was silently skipped
// has proved nothing. Tests that use this package are therefore behind the build tag
// servers; `make test-servers` runs them.
package servertest
