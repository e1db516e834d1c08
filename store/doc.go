// Package store holds Rapport's domain: messages, threads, projects and the
// communication log, with every change of state they can make, kept in SQLite.
// It is the only package that writes SQL.
package store
