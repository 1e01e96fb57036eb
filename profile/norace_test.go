//go:build !race

package profile

const slow = 0
