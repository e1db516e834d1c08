// Package setup writes configuration: it finds the servers of a mail address, composes the
// files, and puts them in place whole or not at all.
package setup
