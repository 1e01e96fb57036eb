package triage

import (
	"go/token"
	"strings"
)

// variant is a match with one test left out.
type variant struct {
	root    *node // nil where nothing is left
	dropped string
}

// variants gives the match without each of its tests in turn. kind is a guard and stays.
func (m *Match) variants() []variant {
	var list []variant
	for _, leaf := range m.root.leaves() {
		if leaf.name != "kind" {
			list = append(list, variant{m.root.without(leaf), strings.TrimSpace(leaf.source)})
		}
	}
	return list
}

func (n *node) leaves() []*node {
	switch n.op {
	case token.LAND, token.LOR:
		return append(n.left.leaves(), n.right.leaves()...)
	case token.NOT:
		return n.left.leaves()
	}
	return []*node{n}
}

// without gives the tree without a leaf, nil where that was all of it.
func (n *node) without(leaf *node) *node {
	if n == leaf {
		return nil
	}
	switch n.op {
	case token.NOT:
		left := n.left.without(leaf)
		if left == nil {
			return nil
		}
		return &node{op: token.NOT, left: left}
	case token.LAND, token.LOR:
		left, right := n.left.without(leaf), n.right.without(leaf)
		switch {
		case left == nil:
			return right
		case right == nil:
			return left
		}
		return &node{op: n.op, left: left, right: right}
	}
	return n
}

// notices reports whether some sample tells the variant from the match.
func (v variant) notices(m *Match, samples [][]*Subject) bool {
	for _, list := range samples {
		got := True // nothing left: everything matches
		if v.root != nil {
			got = verdict(&Match{root: *v.root}, list)
		}
		if got != verdict(m, list) {
			return true
		}
	}
	return false
}
