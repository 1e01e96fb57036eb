//go:build race

package profile

// slow is 1 where the race detector makes everything ten times as slow.
const slow = 1
