package triage

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"regexp"
	"strconv"
	"strings"
)

// Match is a boolean expression over one subject: a crash, or a group of goroutines. It is written in Go's syntax:
//
//	kind("goroutine") && state(`^chan send`) && !calls(`^testing\.`)
type Match struct {
	source string
	root   node
}

// node is an expression: a test, a negation, or two joined by && or ||.
type node struct {
	op          token.Token // LAND, LOR, NOT, or ILLEGAL for a test
	left, right *node
	name        string // of the test
	source      string // the test as it was written
	eval        func(*Subject) Truth
	calls       func() *regexp.Regexp // of the test calls, what some frame must match
}

// SyntaxError is a fault in a match expression; Line and Column count from 1.
type SyntaxError struct {
	Line, Column int
	Message      string
}

// Error says what is wrong and where.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("%d:%d: %s", e.Line, e.Column, e.Message)
}

// Compile reads a match expression. The error is a *SyntaxError.
func Compile(source string) (*Match, error) {
	if strings.TrimSpace(source) == "" {
		return nil, &SyntaxError{1, 1, "an expression is missing"}
	}
	c := compiler{token.NewFileSet(), source}
	expr, err := parser.ParseExprFrom(c.fset, "", goAsName(source), parser.SkipObjectResolution)
	if err != nil {
		var list scanner.ErrorList
		if errors.As(err, &list) && len(list) > 0 {
			return nil, &SyntaxError{list[0].Pos.Line, list[0].Pos.Column, list[0].Msg}
		}
		return nil, &SyntaxError{1, 1, err.Error()}
	}
	root, err := c.node(expr)
	if err != nil {
		return nil, err
	}
	return &Match{source, *root}, nil
}

// String gives the expression as it was written.
func (m *Match) String() string { return m.source }

// Eval says whether the subject matches.
func (m *Match) Eval(s *Subject) Truth { return m.root.value(s) }

// mayMatch reports whether a subject of a kind can match at all: not where the expression begins with other kinds.
func (m *Match) mayMatch(kind string) bool {
	n := &m.root
	for n.op == token.LAND {
		n = n.left
	}
	return n.name != "kind" || n.eval(&Subject{Kind: kind}) != False
}

// barren reports whether the expression cannot be true of any subject of an input: some function must be on the stack, and
// the input has none like it.
func (m *Match) barren(of *memory) bool {
	n := &m.root
	for ; n.op == token.LAND; n = n.left {
		if r := n.right; r.calls != nil && of.of(r.calls()).none {
			return true
		}
	}
	return n.calls != nil && of.of(n.calls()).none
}

func (n *node) value(s *Subject) Truth {
	switch n.op {
	case token.LAND:
		left := n.left.value(s)
		if left == False {
			return False
		}
		return min(left, n.right.value(s))
	case token.LOR:
		left := n.left.value(s)
		if left == True {
			return True
		}
		return max(left, n.right.value(s))
	case token.NOT:
		return n.left.value(s).not()
	default:
		return n.eval(s)
	}
}

// goAsName writes the test "go", a keyword of Go's syntax, as the name "Go", byte for byte as long.
func goAsName(source string) []byte {
	text := []byte(source)
	var s scanner.Scanner
	fset := token.NewFileSet()
	s.Init(fset.AddFile("", -1, len(text)), []byte(source), func(token.Position, string) {}, 0)
	for {
		pos, tok, _ := s.Scan()
		if tok == token.EOF {
			return text
		}
		if tok == token.GO {
			text[fset.Position(pos).Offset] = 'G'
		}
	}
}

type compiler struct {
	fset   *token.FileSet
	source string
}

func (c compiler) fail(at ast.Node, format string, args ...any) error {
	p := c.fset.Position(at.Pos())
	return &SyntaxError{p.Line, p.Column, fmt.Sprintf(format, args...)}
}

func (c compiler) node(e ast.Expr) (*node, error) {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return c.node(e.X)
	case *ast.UnaryExpr:
		if e.Op != token.NOT {
			return nil, c.fail(e, "%s is not known here; use !, && and ||", e.Op)
		}
		x, err := c.node(e.X)
		if err != nil {
			return nil, err
		}
		return &node{op: token.NOT, left: x}, nil
	case *ast.BinaryExpr:
		if e.Op != token.LAND && e.Op != token.LOR {
			return nil, c.fail(e, "%s is not known here; use !, && and ||", e.Op)
		}
		left, err := c.node(e.X)
		if err != nil {
			return nil, err
		}
		right, err := c.node(e.Y)
		if err != nil {
			return nil, err
		}
		return &node{op: e.Op, left: left, right: right}, nil
	case *ast.CallExpr:
		return c.call(e)
	default:
		return nil, c.fail(e, "a test is expected here, like state(`chan send`)")
	}
}

// call finds a test in the list and gives it its arguments.
func (c compiler) call(e *ast.CallExpr) (*node, error) {
	name, ok := e.Fun.(*ast.Ident)
	if !ok {
		return nil, c.fail(e.Fun, "a test is expected here, like state(`chan send`)")
	}
	for _, t := range Tests {
		if t.Name != name.Name && (t.Name != "go" || name.Name != "Go") {
			continue
		}
		args := make([]string, len(e.Args))
		for i, a := range e.Args {
			value, err := c.literal(a)
			if err != nil {
				return nil, err
			}
			args[i] = value
		}
		eval, err := t.make(args)
		if err != nil {
			at := ast.Node(e)
			if len(e.Args) > 0 {
				at = e.Args[0]
			}
			return nil, c.fail(at, "%s: %v; it is used as %s", t.Name, err, t.Usage)
		}
		source := c.source[c.fset.Position(e.Pos()).Offset:c.fset.Position(e.End()).Offset]
		made := &node{name: t.Name, source: source, eval: eval}
		if t.Name == "calls" {
			made.calls, _ = lazily(args[0]) // it was checked when the test was made
		}
		return made, nil
	}
	return nil, c.fail(name, "%s is not a test; the tests are %s", name.Name, testNames())
}

// literal gives the text of a string or number.
func (c compiler) literal(e ast.Expr) (string, error) {
	l, ok := e.(*ast.BasicLit)
	if !ok || l.Kind != token.STRING && l.Kind != token.INT {
		return "", c.fail(e, "a string or a number is expected here")
	}
	if l.Kind == token.INT {
		return l.Value, nil
	}
	text, err := strconv.Unquote(l.Value)
	if err != nil {
		return "", c.fail(e, "not a string: %v", err)
	}
	return text, nil
}

func testNames() string {
	var names []string
	for _, t := range Tests {
		names = append(names, t.Name)
	}
	return strings.Join(names, " ")
}
