//go:build !unix

package ui

func whyNoShell() string { return "this system cannot stop a program and continue it" }
