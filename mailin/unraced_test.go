//go:build !race

package mailin

// raced reports that the race detector watches the tests.
const raced = false
