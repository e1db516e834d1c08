// Package mailtest writes mail as the mail programs of clients and project
// managers write it, for tests, the benchmark and the demo.
//
// A Program writes one letter that is given to it. A Writer makes letters up:
// threads of many projects, in Chinese and in English, the same for the same
// seed. Both need neither a clock nor a network.
package mailtest
