// Package mailtest writes mail the way the mail programs of clients and project managers
// do, for tests, the benchmark and the demo.
//
// A Program writes a given letter. A Writer generates letters: threads of many projects, in
// Chinese and in English, the same for the same seed. Neither needs a clock or a network.
package mailtest
