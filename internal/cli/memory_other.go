//go:build !linux

package cli

func wantLargePages([]byte) {}
