//go:build !eager

package pattern

const eager = false
