package symbolize

import "strings"

// symbol is a function's name taken apart.
//
//	example.com/svc/queue.(*Q[...]).Go.func1 -> example.com/svc/queue, ["(*Q[...])", "Go", "func1"]
//	gopkg.in/yaml%2ev3.Unmarshal             -> gopkg.in/yaml.v3, ["Unmarshal"]
//	memeqbody                                -> "", ["memeqbody"]
type symbol struct {
	pkg   string   // import path; empty for names without one: panic, assembly, C
	parts []string // what stands behind it, split at the dots outside brackets
}

// parseSymbol takes a raw name and its normal form apart. The raw one is needed because only there a dot of the import
// path is told from the one behind it.
func parseSymbol(raw, normal string) symbol {
	pkg, _ := splitPackage(raw)
	if at := strings.LastIndex(pkg, "/vendor/"); at >= 0 {
		pkg = pkg[at+len("/vendor/"):]
	}
	if after, ok := strings.CutPrefix(normal, pkg+"."); ok && pkg != "" {
		return symbol{pkg, splitDots(after)}
	}
	pkg, rest := splitPackage(normal) // a rule renamed the package
	return symbol{pkg, splitDots(rest)}
}

// splitPackage splits a name behind its import path: at the first dot behind the last slash, both outside brackets.
func splitPackage(name string) (pkg, rest string) {
	end := strings.IndexAny(name, "([{<: ")
	if end < 0 {
		end = len(name)
	}
	if end < len(name) && name[end] == ':' { // type:.eq.main.T, go:buildid
		return "", name
	}
	slash := strings.LastIndexByte(name[:end], '/')
	dot := strings.IndexByte(name[slash+1:end], '.')
	if dot <= 0 {
		return "", name
	}
	dot += slash + 1
	// gopkg.in/yaml.v3.Unmarshal: unescaped, as rules and debuggers print it
	if strings.HasPrefix(name, "gopkg.in/") {
		if version, _, ok := strings.Cut(name[dot+1:end], "."); ok && len(version) > 1 && version[0] == 'v' && allDigits(version[1:]) {
			dot += 1 + len(version)
		}
	}
	return strings.ReplaceAll(name[:dot], "%2e", "."), name[dot+1:]
}

// splitDots splits at dots outside brackets. Where the runtime cut a closing bracket away, what follows stands alone:
//
//	(*Q[...].func1 -> "(*Q[...]", "func1"
func splitDots(rest string) []string {
	parts := make([]string, 0, 4)
	start, round, other := 0, 0, 0
	for i := range len(rest) {
		switch rest[i] {
		case '(':
			round++
		case ')':
			round = max(round-1, 0)
		case '[', '{':
			other++
		case ']', '}':
			other = max(other-1, 0)
		case '.':
			cut := round == 1 && other == 0 && strings.HasSuffix(rest[:i], "[...]")
			if other > 0 || round > 0 && !cut {
				continue
			}
			parts = append(parts, rest[start:i])
			start, round = i+1, 0
		}
	}
	return append(parts, rest[start:])
}

// isReceiver recognises the pointer receiver of a method: "(*Q[...])".
func isReceiver(part string) bool {
	return strings.HasPrefix(part, "(") && strings.HasSuffix(part, ")")
}

// exported reports whether a part is an exported identifier, type arguments and receiver brackets aside.
func exported(part string) bool {
	name := strings.TrimLeft(part, "(*")
	return name != "" && name[0] >= 'A' && name[0] <= 'Z'
}

// callable reports whether other packages can call the function: its name and receiver are exported and it is no
// closure. C functions are called by their stub's name.
func (s symbol) callable() bool {
	if strings.HasPrefix(s.pkg, "internal/") || strings.Contains(s.pkg, "/internal/") || strings.HasSuffix(s.pkg, "/internal") {
		return false
	}
	if len(s.parts) == 1 && strings.HasPrefix(s.parts[0], "_Cfunc_") {
		return true
	}
	for _, part := range s.parts {
		if !exported(part) {
			return false
		}
	}
	return s.pkg != ""
}
