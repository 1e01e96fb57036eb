//go:build !linux

package cli

func wantLargePages(*[16]byte) {}
