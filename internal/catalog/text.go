// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"bytes"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Bounds on a definition's text. The largest of ours is a twentieth of them.
const (
	// maxBytes is the size of a file.
	maxBytes = 1 << 20
	// maxTokens bounds the memory that a dense file can ask for.
	maxTokens = 200_000
	// maxDepth bounds the nesting, and with it the parser's stack.
	maxDepth = 64
)

// refusedTokens are the constructs of YAML that a definition must not use, and
// what to do instead.
var refusedTokens = map[token.Type]struct{ what, hint string }{
	token.AnchorType:    {"anchors are not allowed", "quote the text if it begins with &"},
	token.AliasType:     {"aliases are not allowed", "write it out, or quote the text if it begins with *"},
	token.MergeKeyType:  {"merge keys are not allowed", "write the fields out"},
	token.TagType:       {"tags are not allowed", "quote the text if it begins with !"},
	token.DirectiveType: {"directives are not allowed", "quote the text if it begins with %"},
}

// document is one parsed file and what is wrong with it so far.
type document struct {
	file   string
	root   ast.Node
	faults []Fault
	// unread are the fields that could not be decoded.
	unread map[string]bool
}

// parse checks a text and parses it. The root is nil where there are faults.
func parse(file string, text []byte) *document {
	d := &document{file: file, unread: map[string]bool{}}
	if len(text) > maxBytes {
		d.put(Fault{Message: fmt.Sprintf("is %d bytes long, more than %d", len(text), maxBytes)})
		return d
	}
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	if !d.readable(text) {
		return d
	}
	tokens := lexer.Tokenize(string(text))
	if !d.guard(tokens) {
		return d
	}
	d.build(tokens)
	return d
}

// put adds a fault of this document.
func (d *document) put(f Fault) {
	f.File = d.file
	d.faults = append(d.faults, f)
}

// readable refuses bytes that are not the text of a person: another encoding,
// control characters, nothing at all.
func (d *document) readable(text []byte) bool {
	line, column := 1, 1
	for rest := text; len(rest) > 0; {
		r, size := utf8.DecodeRune(rest)
		switch {
		case r == utf8.RuneError && size == 1:
			d.put(Fault{Line: line, Column: column, Message: fmt.Sprintf("byte 0x%02X is not UTF-8", rest[0]), Hint: "save the file as UTF-8"})
			return false
		case r < ' ' && r != '\n' && r != '\r' && r != '\t', r == 0x7f:
			d.put(Fault{Line: line, Column: column, Message: fmt.Sprintf("control character U+%04X", r), Hint: "save the file as plain UTF-8 text"})
			return false
		}
		column++
		if r == '\n' {
			line, column = line+1, 1
		}
		rest = rest[size:]
	}
	if len(bytes.TrimSpace(text)) == 0 {
		d.put(Fault{Message: "is empty"})
		return false
	}
	return true
}

// guard refuses what could make the parser run away, before it runs: it recurses
// with the nesting, and aliases multiply.
func (d *document) guard(tokens token.Tokens) bool {
	if len(tokens) > maxTokens {
		d.put(Fault{Message: fmt.Sprintf("has more than %d tokens", maxTokens)})
		return false
	}
	depth := nesting{}
	for i, t := range tokens {
		if refused, ok := refusedTokens[t.Type]; ok {
			d.put(Fault{Line: t.Position.Line, Column: t.Position.Column, Message: refused.what, Hint: refused.hint})
		}
		if t.Type == token.DocumentHeaderType && i > 0 && hasContent(tokens[:i]) {
			d.put(Fault{Line: t.Position.Line, Column: t.Position.Column, Message: "a second document begins", Hint: "write one document a file"})
			return false
		}
		if depth.step(t) > maxDepth {
			d.put(Fault{Line: t.Position.Line, Column: t.Position.Column, Message: fmt.Sprintf("is nested more than %d deep", maxDepth)})
			return false
		}
	}
	return len(d.faults) == 0
}

// hasContent tells whether any token is more than a comment.
func hasContent(tokens token.Tokens) bool {
	for _, t := range tokens {
		if t.Type != token.CommentType {
			return true
		}
	}
	return false
}

// nesting follows how deep a stream of tokens is nested.
type nesting struct {
	// flow counts open brackets.
	flow int
	// columns are where the open blocks begin, the outermost first.
	columns []int
	line    int
}

// step takes the next token and gives the depth at it. A block opens where a
// line, or an entry within a line, begins further right than the last.
func (n *nesting) step(t *token.Token) int {
	switch t.Type {
	case token.SequenceStartType, token.MappingStartType:
		n.flow++
	case token.SequenceEndType, token.MappingEndType:
		n.flow = max(0, n.flow-1)
	case token.CommentType:
		return n.flow + len(n.columns)
	}
	first := t.Position.Line != n.line
	n.line = t.Position.Line
	if n.flow == 0 && (first || t.Type == token.SequenceEntryType || t.Type == token.MappingKeyType) {
		for len(n.columns) > 0 && n.columns[len(n.columns)-1] >= t.Position.Column {
			n.columns = n.columns[:len(n.columns)-1]
		}
		n.columns = append(n.columns, t.Position.Column)
	}
	return n.flow + len(n.columns)
}

// build parses the tokens into the tree.
func (d *document) build(tokens token.Tokens) {
	// The parser is known to panic on some broken texts; a broken text is the
	// writer's fault to mend, not a broken program.
	defer func() {
		if recover() != nil {
			d.root = nil
			d.put(Fault{Message: "is not YAML that can be read", Hint: "check brackets, quotes and indentation"})
		}
	}()
	// Duplicate keys are found when decoding, all of them, not the first only.
	tree, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		d.syntax(err)
		return
	}
	for _, doc := range tree.Docs {
		if doc.Body == nil || doc.Body.Type() == ast.CommentType {
			continue
		}
		if d.root != nil {
			d.root = nil
			d.put(Fault{Message: "holds more than one document", Hint: "write one document a file"})
			return
		}
		d.root = doc.Body
	}
	if d.root == nil && len(d.faults) == 0 {
		d.put(Fault{Message: "is empty"})
	}
}

// syntax adds the parser's error with its place.
func (d *document) syntax(err error) {
	var at yaml.Error
	if errors.As(err, &at) && at.GetToken() != nil {
		p := at.GetToken().Position
		d.put(Fault{Line: p.Line, Column: p.Column, Message: "is not YAML: " + at.GetMessage()})
		return
	}
	d.put(Fault{Message: "is not YAML: " + err.Error()})
}
