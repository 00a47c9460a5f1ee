// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// add adds a fault at the place that a path leads to: names lead into mappings,
// numbers into lists. Where the path leads further than the file does, the
// fault stands at the last place that is there. Of a field that could not be
// decoded, or of what is below it, nothing more is said.
func (d *document) add(message, hint string, path ...any) {
	for i := range len(path) + 1 {
		if len(d.unread) > 0 && d.unread[fieldName(path[:i])] {
			return
		}
	}
	line, column := 0, 0
	if d.root != nil {
		p := locate(d.root, path).Position
		line, column = p.Line, p.Column
	}
	d.put(Fault{Line: line, Column: column, Field: fieldName(path), Message: message, Hint: hint})
}

// locate follows a path to a token: the value where it is a scalar, the key
// where it is a block, which a reader finds more easily.
func locate(node ast.Node, path []any) *token.Token {
	at := firstToken(node)
	for _, step := range path {
		next, key := descend(node, step)
		if next == nil {
			break
		}
		node, at = next, key
		if isScalar(next) || key == nil {
			at = firstToken(next)
		}
	}
	return at
}

// descend takes one step of a path; the key is nil in a list. A key without a
// value is its own place.
func descend(node ast.Node, step any) (ast.Node, *token.Token) {
	switch s := step.(type) {
	case string:
		pairs, _ := mapping(node)
		for _, pair := range pairs {
			if text, ok := keyText(pair); ok && text == s {
				if isNull(pair.Value) {
					return pair.Key, pair.Key.GetToken()
				}
				return pair.Value, pair.Key.GetToken()
			}
		}
	case int:
		if seq, ok := node.(*ast.SequenceNode); ok && s < len(seq.Values) {
			return seq.Values[s], nil
		}
	}
	return nil, nil
}

// fieldName writes a path as root.children[0].weight.
func fieldName(path []any) string {
	var b strings.Builder
	for _, step := range path {
		switch s := step.(type) {
		case string:
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			b.WriteString(s)
		case int:
			b.WriteString("[" + strconv.Itoa(s) + "]")
		}
	}
	return b.String()
}

// under is a path with further steps, in memory of its own.
func under(path []any, steps ...any) []any {
	return append(path[:len(path):len(path)], steps...)
}

// mapping lists the pairs of a mapping in the order of the file.
func mapping(node ast.Node) ([]*ast.MappingValueNode, bool) {
	switch n := node.(type) {
	case *ast.MappingNode:
		return n.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}, true
	}
	return nil, false
}

// keyText is the text of a plain key.
func keyText(pair *ast.MappingValueNode) (string, bool) {
	key, ok := pair.Key.(ast.Node)
	if !ok {
		return "", false
	}
	return scalarText(key)
}

// scalarText is a scalar as the file spells it, so that 1.10 stays 1.10.
func scalarText(node ast.Node) (string, bool) {
	switch n := node.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.NullNode, *ast.InfinityNode, *ast.NanNode:
		return node.GetToken().Value, true
	}
	return "", false
}

// isScalar tells whether a node is a single value.
func isScalar(node ast.Node) bool {
	_, ok := scalarText(node)
	return ok
}

// isNull tells whether nothing is there, or an explicit null.
func isNull(node ast.Node) bool {
	if node == nil {
		return true
	}
	_, ok := node.(*ast.NullNode)
	return ok
}

// firstToken is where a node begins.
func firstToken(node ast.Node) *token.Token {
	if pairs, ok := mapping(node); ok && len(pairs) > 0 {
		return pairs[0].Key.GetToken()
	}
	if l, ok := node.(*ast.LiteralNode); ok {
		return l.Start
	}
	return node.GetToken()
}

// entryToken is where an entry of a list begins.
func entryToken(seq *ast.SequenceNode, i int) *token.Token {
	if i < len(seq.Entries) && seq.Entries[i].Start != nil {
		return seq.Entries[i].Start
	}
	if seq.Values[i] != nil {
		return firstToken(seq.Values[i])
	}
	return seq.Start
}

// kindOf is what a node is, in words.
func kindOf(node ast.Node) string {
	switch n := node.(type) {
	case *ast.SequenceNode:
		return "a list"
	case *ast.MappingNode, *ast.MappingValueNode:
		return "a mapping"
	case *ast.BoolNode:
		return n.Token.Value
	case *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		return "the number " + node.GetToken().Value
	}
	return "text"
}

// quotedNumber is a hint for text that would be a number without its quotes.
func quotedNumber(node ast.Node) string {
	if s, ok := node.(*ast.StringNode); ok {
		if _, err := strconv.ParseFloat(s.Value, 64); err == nil {
			return "remove the quotes"
		}
	}
	return ""
}
