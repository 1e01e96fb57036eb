package triage

// NearestFlags shows what is found for a message of a tool.
func NearestFlags(message, tool, version string) (names []string, ok bool) {
	u, ok := unknownFlagOf(message, tool)
	return u.nearest(version), ok
}
