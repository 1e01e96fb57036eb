package symbolize

import "strings"

// canonical is a symbol's name without what the compiler counts: what of it survives a rebuild.
//
// The compiler names a closure after the function it stands in, after every function it was inlined through, and a
// number (cmd/compile/internal/ir, closureName; go1.22 and later). So one closure has many symbols:
//
//	queue.Map[...].func1, main.spawnAll.func14.Map[...].2            -> Map·f
//	main.seq.func1, main.rangeFunc.seq.func2                         -> seq·f
//	main.rangeFunc-range2, main.rangeFunc.rangeFunc.seq.func2.rangeFunc-range1-range3 -> rangeFunc·f
//
// The last declared name is the function whose text holds the closure.
type canonical struct {
	name    string // "Map", "(*Q[...]).Go", "S.Val"
	closure bool
	several bool // several declared names stand in it: the package must come from the file
	wrapper bool // gowrapN, deferwrapN
}

// canonicalName takes the ordinals off a symbol.
func canonicalName(s symbol) canonical {
	var c canonical
	parts := make([]string, len(s.parts))
	for i, part := range s.parts {
		bare, isRange := cutRange(part)
		c.closure = c.closure || isRange
		if !strings.HasPrefix(bare, "(") {
			bare = strings.TrimSuffix(bare, "[...]")
		}
		parts[i] = bare
	}
	c.wrapper = isWrapper(parts[len(parts)-1])
	end := len(parts)
	for end > 1 && isOrdinal(parts[end-1]) && !isReceiver(parts[end-2]) {
		end--
		c.closure = true
	}
	if !c.closure {
		c.name = strings.Join(parts[:end], ".")
		return c
	}
	// A value receiver looks like a function, so it counts as a name of its own and is left out: S.Val.func1 and the
	// inlined main.S.Val.func1 are both Val·f.
	c.several = declaredNames(parts[:end]) > 1 || strings.HasPrefix(s.parts[0], "(") && !isReceiver(s.parts[0])
	c.name = parts[end-1]
	if end > 1 && isReceiver(parts[end-2]) {
		c.name = parts[end-2] + "." + c.name
	}
	return c
}

// declaredNames counts the functions whose names stand in a symbol.
func declaredNames(parts []string) int {
	n := 0
	for i, part := range parts {
		ordinal := i > 0 && isOrdinal(part) && !isReceiver(parts[i-1])
		if !ordinal && !isReceiver(part) {
			n++
		}
	}
	return n
}

// cutRange takes the marks of range-over-func bodies off.
//
//	rangeFunc-range1-range3 -> rangeFunc
func cutRange(part string) (bare string, found bool) {
	for {
		at := strings.LastIndex(part, "-range")
		if at <= 0 || !allDigits(part[at+len("-range"):]) {
			return part, found
		}
		part, found = part[:at], true
	}
}

// isOrdinal recognises what the compiler puts behind a function's name for a closure: func1, 2, gowrap3, deferwrap4.
func isOrdinal(part string) bool {
	return allDigits(strings.TrimPrefix(part, "func")) || isWrapper(part)
}

// isWrapper recognises the wrapper of a go or defer statement with arguments.
func isWrapper(part string) bool {
	if after, ok := strings.CutPrefix(part, "gowrap"); ok {
		return allDigits(after)
	}
	after, ok := strings.CutPrefix(part, "deferwrap")
	return ok && allDigits(after)
}

// key is the name that survives a rebuild. Of the import path it keeps the last element, so that a package known by its
// import path and one known by its folder give the same key.
func (c canonical) key(pkg string) string {
	name := c.name
	if pkg != "" {
		name = lastElement(pkg) + "." + name
	}
	if c.closure {
		name += "·f"
	}
	return name
}
