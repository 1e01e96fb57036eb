package symbolize

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
)

// Statement is what stands in the source at a frame's line.
type Statement struct {
	File   string  // as it was found
	Line   int     // of the frame
	Text   string  // the line, without blanks around it
	Doubt  string  // why this may not be the source that was built; "" where it fits
	Sends  bool    // a channel send stands there
	Takes  bool    // a receive, or a range over something
	Locks  bool    // a call of Lock or RLock
	Select *Select // the select statement in that line, nil for none
}

// Select is a select statement.
type Select struct {
	Arms    []string // "<-ctx.Done()", "out <- v", "default"
	Timer   bool     // an arm waits for time: time.After, a Timer's or a Ticker's channel
	Done    bool     // an arm waits for the end of a context
	Default bool     // it never waits
}

// Statement reads the source at a frame. It is nil where the file is not found.
func (s *Sources) Statement(f *Frame) *Statement {
	name, text, ok := s.File(f)
	if !ok {
		return nil
	}
	st := &Statement{File: name, Line: f.Line}
	lines := bytes.Split(text, []byte{'\n'})
	if f.Line < 1 || f.Line > len(lines) {
		st.Doubt = "the file has no such line"
		return st
	}
	st.Text = string(bytes.TrimSpace(lines[f.Line-1]))
	files := token.NewFileSet()
	parsed, err := parser.ParseFile(files, name, text, parser.SkipObjectResolution)
	if err != nil {
		st.Doubt = "the file does not parse"
		return st
	}
	decl := declAt(files, parsed, f.Line)
	if decl == nil || !declares(decl, f.Func) {
		st.Doubt = "the line is not in the function " + f.Short()
		return st
	}
	st.inspect(files, decl)
	return st
}

// declAt gives the function declaration that holds a line.
func declAt(files *token.FileSet, parsed *ast.File, line int) *ast.FuncDecl {
	for _, d := range parsed.Decls {
		f, ok := d.(*ast.FuncDecl)
		if ok && files.Position(f.Pos()).Line <= line && line <= files.Position(f.End()).Line {
			return f
		}
	}
	return nil
}

// declares reports whether a function of a dump is that of a declaration, or a function literal in it. What the compiler
// inlined bears another function's name and is not refuted.
//
//	example.com/svc/queue.(*Q[...]).Go.func1
func declares(d *ast.FuncDecl, function string) bool {
	rest := function[strings.LastIndexByte(function[:cutAt(function)], '/')+1:]
	_, rest, _ = strings.Cut(rest, ".")
	for _, word := range strings.FieldsFunc(rest, func(r rune) bool { return strings.ContainsRune(".()*[]", r) }) {
		if word == d.Name.Name {
			return true
		}
	}
	return strings.Contains(function, ".func") || strings.Contains(function, "-range")
}

// cutAt gives where the type arguments of a function begin, or its end.
func cutAt(function string) int {
	if i := strings.IndexByte(function, '['); i >= 0 {
		return i
	}
	return len(function)
}

// inspect looks at what stands in the line.
func (st *Statement) inspect(files *token.FileSet, decl *ast.FuncDecl) {
	within := func(n ast.Node) bool {
		return files.Position(n.Pos()).Line <= st.Line && st.Line <= files.Position(n.End()).Line
	}
	begins := func(n ast.Node) bool { return files.Position(n.Pos()).Line == st.Line }
	ast.Inspect(decl, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SendStmt:
			st.Sends = st.Sends || within(n)
		case *ast.UnaryExpr:
			st.Takes = st.Takes || n.Op == token.ARROW && within(n)
		case *ast.RangeStmt:
			st.Takes = st.Takes || begins(n)
		case *ast.SelectStmt:
			if begins(n) {
				st.Select = readSelect(n)
			}
		case *ast.CallExpr:
			if called, ok := n.Fun.(*ast.SelectorExpr); ok && within(n) {
				st.Locks = st.Locks || called.Sel.Name == "Lock" || called.Sel.Name == "RLock"
			}
		}
		return true
	})
}

func readSelect(s *ast.SelectStmt) *Select {
	sel := &Select{}
	for _, clause := range s.Body.List {
		c, ok := clause.(*ast.CommClause)
		if !ok {
			continue
		}
		if c.Comm == nil {
			sel.Default = true
			sel.Arms = append(sel.Arms, "default")
			continue
		}
		text := armText(c.Comm)
		sel.Arms = append(sel.Arms, text)
		sel.Done = sel.Done || strings.HasSuffix(text, ".Done()")
		sel.Timer = sel.Timer || strings.Contains(text, "time.After(") || strings.Contains(text, "time.Tick(") || strings.HasSuffix(text, ".C")
	}
	return sel
}

// armText writes the communication of an arm: "<-ctx.Done()", "out <- v".
func armText(comm ast.Stmt) string {
	switch s := comm.(type) {
	case *ast.SendStmt:
		return expr(s.Chan) + " <- " + expr(s.Value)
	case *ast.ExprStmt:
		return expr(s.X)
	case *ast.AssignStmt:
		if len(s.Rhs) == 1 {
			return expr(s.Rhs[0])
		}
	}
	return "?"
}

// expr writes an expression in short.
func expr(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return expr(e.X) + "." + e.Sel.Name
	case *ast.CallExpr:
		if len(e.Args) == 0 {
			return expr(e.Fun) + "()"
		}
		return expr(e.Fun) + "(...)"
	case *ast.UnaryExpr:
		return e.Op.String() + expr(e.X)
	case *ast.ParenExpr:
		return expr(e.X)
	case *ast.IndexExpr:
		return expr(e.X) + "[...]"
	case *ast.StarExpr:
		return "*" + expr(e.X)
	case *ast.BasicLit:
		return e.Value
	default:
		return "..."
	}
}
