package widget

import (
	"fmt"
	"html"
	"strings"

	"charm.land/lipgloss/v2"
	"charm.land/lipgloss/v2/table"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"gotriage/ui/theme"
)

// codeIndent is how far a block of code is set in, and a TAB in it.
const (
	codeIndent = 2
	codeTab    = 4
)

// Markdown writes a text in Markdown (CommonMark with tables) in lines of at most width cells, safe to draw. What is
// written as HTML stands there as it is written.
func Markdown(th *theme.Theme, source string, width int) []string {
	if width < 20 {
		return Wrap(theme.SanitizeLines(source, codeTab), width)
	}
	m := markdown{th, []byte(theme.SanitizeLines(source, codeTab))}
	p := parser.NewParser(
		parser.WithBlockParsers(parser.DefaultBlockParsers()...),
		parser.WithInlineParsers(parser.DefaultInlineParsers()...),
		parser.WithParagraphTransformers(append(parser.DefaultParagraphTransformers(),
			util.Prioritized(extension.NewTableParagraphTransformer(), 200))...),
		parser.WithASTTransformers(util.Prioritized(extension.NewTableASTTransformer(), 0)),
	)
	return m.blocks(p.Parse(text.NewReader(m.source)), width)
}

type markdown struct {
	th     *theme.Theme
	source []byte
}

// blocks writes what stands in a block, with a blank line between its parts unless it is a tight list.
func (m markdown) blocks(parent ast.Node, width int) []string {
	var lines []string
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		list, ok := parent.(*ast.List)
		_, nested := n.(*ast.List)
		tight := ok && list.IsTight || nested && parent.Kind() == ast.KindListItem
		if before := n.PreviousSibling(); before != nil && !tight && before.Kind() != ast.KindHeading {
			lines = append(lines, "")
		}
		lines = append(lines, m.block(n, width)...)
	}
	return lines
}

func (m markdown) block(n ast.Node, width int) []string {
	switch n := n.(type) {
	case *ast.Heading:
		style := m.th.Focus
		if n.Level == 1 {
			style = m.th.Brand.Underline(true)
		}
		return m.flow(n, style, width)
	case *ast.List:
		var lines []string
		for item := n.FirstChild(); item != nil; item = item.NextSibling() {
			if len(lines) > 0 && !n.IsTight {
				lines = append(lines, "")
			}
			lines = append(lines, m.item(n, item, width)...)
		}
		return lines
	case *ast.CodeBlock, *ast.FencedCodeBlock, *ast.HTMLBlock:
		var lines []string
		for line := range strings.Lines(string(n.Lines().Value(m.source))) {
			hard := ansi.Hardwrap(strings.TrimRight(line, "\n"), width-codeIndent, true)
			for part := range strings.SplitSeq(hard, "\n") {
				lines = append(lines, blanks(codeIndent)+m.th.Accent.Render(part))
			}
		}
		return lines
	case *ast.Blockquote:
		return prefix(m.blocks(n, width-2), m.th.Border.Render("│")+" ", m.th.Border.Render("│")+" ")
	case *ast.ThematicBreak:
		return []string{m.th.Border.Render(strings.Repeat("─", width))}
	case *east.Table:
		return m.table(n, width)
	}
	return m.flow(n, m.th.Plain, width)
}

// item writes an item of a list behind its mark or number.
func (m markdown) item(list *ast.List, item ast.Node, width int) []string {
	mark := "• "
	if list.IsOrdered() {
		number := list.Start
		for before := item.PreviousSibling(); before != nil; before = before.PreviousSibling() {
			number++
		}
		mark = fmt.Sprintf("%d. ", number)
	}
	room := max(width-Width(mark), 1)
	return prefix(m.blocks(item, room), m.th.Dim.Render(mark), blanks(Width(mark)))
}

func prefix(lines []string, first, others string) []string {
	for i := range lines {
		if i == 0 {
			lines[i] = first + lines[i]
			continue
		}
		lines[i] = others + lines[i]
	}
	return lines
}

// table writes a table without lines, its cells wrapped.
func (m markdown) table(n *east.Table, width int) []string {
	var rows [][]string
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		var cells []string
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			style := m.th.Plain
			if len(rows) == 0 {
				style = m.th.Strong
			}
			cells = append(cells, m.inline(cell, style))
		}
		rows = append(rows, cells)
	}
	t := table.New().Border(lipgloss.HiddenBorder()).Wrap(true).Width(width).Rows(rows...).
		BorderTop(false).BorderBottom(false).BorderLeft(false).BorderRight(false)
	return strings.Split(t.Render(), "\n")
}

// flow writes text that is wrapped.
func (m markdown) flow(n ast.Node, style lipgloss.Style, width int) []string {
	var lines []string
	for line := range strings.SplitSeq(lipgloss.Wrap(m.inline(n, style), width, ""), "\n") {
		lines = append(lines, ansi.Truncate(strings.TrimRight(line, " "), width, ""))
	}
	return lines
}

// inline writes text with its styles, in one line but for the breaks that are asked for.
func (m markdown) inline(parent ast.Node, style lipgloss.Style) string {
	var b strings.Builder
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			b.WriteString(style.Render(m.plain(n.Segment.Value(m.source))))
			switch {
			case n.HardLineBreak():
				b.WriteString("\n")
			case n.SoftLineBreak():
				b.WriteString(" ")
			}
		case *ast.CodeSpan:
			b.WriteString(m.code(n, style))
		case *ast.Emphasis:
			b.WriteString(m.inline(n, style.Bold(n.Level > 1 || style.GetBold()).Italic(n.Level == 1)))
		case *ast.Link:
			b.WriteString(m.inline(n, style.Underline(true)) + m.th.Dim.Render(" ("+theme.Sanitize(string(n.Destination))+")"))
		case *ast.AutoLink:
			b.WriteString(style.Underline(true).Render(string(n.URL(m.source))))
		case *ast.RawHTML:
			b.WriteString(style.Render(string(n.Segments.Value(m.source))))
		default:
			b.WriteString(m.inline(n, style))
		}
	}
	return b.String()
}

// code writes a span of code; where there are no colours its marks stay.
func (m markdown) code(n *ast.CodeSpan, style lipgloss.Style) string {
	var b strings.Builder
	for part := n.FirstChild(); part != nil; part = part.NextSibling() {
		if t, ok := part.(*ast.Text); ok {
			b.Write(t.Segment.Value(m.source))
		}
	}
	if m.th.Profile < colorprofile.ANSI {
		return style.Render("`" + b.String() + "`")
	}
	return m.th.Accent.Bold(style.GetBold()).Render(b.String())
}

// plain takes the escapes off a text: \* and &lt;.
func (markdown) plain(source []byte) string {
	return theme.Sanitize(html.UnescapeString(string(util.UnescapePunctuations(source))))
}
