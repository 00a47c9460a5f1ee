// SPDX-License-Identifier: Apache-2.0

package lexicon

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Fault is one thing that is wrong in a file of the lexicon.
type Fault struct {
	// File is the name, Line counts from 1, Message says what is wrong.
	File    string
	Line    int
	Message string
}

// Error gives place and message.
func (f *Fault) Error() string { return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Message) }

// maxFile is the size above which a file is refused.
const maxFile = 1 << 20

// Load reads every .yaml file at the root of a folder. It collects all faults and
// returns them joined, each a *Fault; the lexicon then holds what could be read.
func Load(fsys fs.FS) (*Lexicon, error) {
	names, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		return nil, fmt.Errorf("lexicon: %w", err)
	}
	if len(names) == 0 {
		return nil, errors.New("lexicon: the folder has no .yaml file")
	}
	l := &loader{lexicon: &Lexicon{}}
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("lexicon: %w", err)
		}
		l.file(name, data)
	}
	slices.SortStableFunc(l.lexicon.Concepts, func(a, b Concept) int { return strings.Compare(a.ID, b.ID) })
	return l.lexicon, errors.Join(l.faults...)
}

// loader gathers what files hold and what is wrong with them.
type loader struct {
	lexicon *Lexicon
	faults  []error
	name    string
}

// fault adds a fault of the file at hand.
func (l *loader) fault(line int, format string, args ...any) {
	l.faults = append(l.faults, &Fault{l.name, line, fmt.Sprintf(format, args...)})
}

// file reads one file; its name decides what it may hold.
func (l *loader) file(name string, data []byte) {
	l.name = path.Base(name)
	if len(data) > maxFile {
		l.fault(1, "the file is larger than 1 MB")
		return
	}
	tree, err := parser.ParseBytes(data, 0)
	if err != nil {
		l.fault(1, "%s", firstLine(err))
		return
	}
	if len(tree.Docs) != 1 || tree.Docs[0].Body == nil {
		l.fault(1, "wants one YAML document")
		return
	}
	body, ok := tree.Docs[0].Body.(*ast.MappingNode)
	if !ok {
		l.fault(1, "wants a mapping of fields to values")
		return
	}
	if node := forbidden(body); node != nil {
		l.fault(node.GetToken().Position.Line, "tags, anchors, aliases and merge keys are not part of the format")
		return
	}
	x := l.lexicon
	switch strings.TrimSuffix(l.name, ".yaml") {
	case "comparators":
		l.rules(body, "comparators", &x.Comparators)
	case "gate":
		l.rules(body, "gates", &x.Gates)
	case "time":
		l.rules(body, "times", &x.Times)
	case "relations":
		l.rules(body, "relations", &x.Relations)
	case "units":
		x.Units = append(x.Units, items(l, body, "units", func(u *Unit, line int) { u.Line = line })...)
	case "places":
		x.Places = append(x.Places, items(l, body, "places", func(p *Place, line int) { p.Line = line })...)
	case "words":
		l.decode(body, 1, &x.Words)
	default:
		l.concepts(body)
	}
}

// refused is the first node of a kind that the format does without.
type refused struct{ node ast.Node }

// Visit looks at one node.
func (r *refused) Visit(node ast.Node) ast.Visitor {
	switch node.(type) {
	case *ast.TagNode, *ast.AnchorNode, *ast.AliasNode, *ast.MergeKeyNode, *ast.DirectiveNode:
		if r.node == nil {
			r.node = node
		}
	}
	return r
}

// forbidden finds a node that the format does without.
func forbidden(body ast.Node) ast.Node {
	r := &refused{}
	ast.Walk(r, body)
	return r.node
}

// rules reads a list of rules.
func (l *loader) rules(body *ast.MappingNode, key string, into *[]Rule) {
	*into = append(*into, items(l, body, key, func(r *Rule, line int) { r.Line = line })...)
}

// concepts reads a file of concepts.
func (l *loader) concepts(body *ast.MappingNode) {
	field := ""
	for _, pair := range body.Values {
		if pair.Key.String() == "field" {
			field = strings.Trim(pair.Value.String(), `"'`)
		}
	}
	if !slices.Contains(fields, field) {
		l.fault(1, "field is %q, not one of %s", field, strings.Join(fields, ", "))
	}
	found := items(l, body, "concepts", func(c *Concept, line int) { c.Field, c.File, c.Line = field, l.name, line })
	l.lexicon.Concepts = append(l.lexicon.Concepts, found...)
}

// items decodes each entry of the list under a key, so that one bad entry does not
// hide the others, and tells each its line.
func items[T any](l *loader, body *ast.MappingNode, key string, placed func(*T, int)) []T {
	out := []T{}
	for _, pair := range body.Values {
		name := pair.Key.String()
		if name == "field" && key == "concepts" {
			continue
		}
		line := pair.Key.GetToken().Position.Line
		if name != key {
			l.fault(line, "the field %s is unknown; this file holds %s", name, key)
			continue
		}
		list, ok := pair.Value.(*ast.SequenceNode)
		if !ok {
			l.fault(line, "%s wants a list", key)
			continue
		}
		for _, node := range list.Values {
			var item T
			at := lineOf(node)
			if l.decode(node, at, &item) {
				placed(&item, at)
				out = append(out, item)
			}
		}
	}
	return out
}

// lineOf is the line on which a node begins.
func lineOf(node ast.Node) int {
	if m, ok := node.(*ast.MappingNode); ok && len(m.Values) > 0 {
		return m.Values[0].Key.GetToken().Position.Line
	}
	return node.GetToken().Position.Line
}

// decode fills a value from a node, refusing unknown and repeated fields.
func (l *loader) decode(node ast.Node, line int, into any) bool {
	err := yaml.NodeToValue(node, into, yaml.Strict())
	if err == nil {
		return true
	}
	var at yaml.Error
	if errors.As(err, &at) && at.GetToken() != nil {
		l.fault(at.GetToken().Position.Line, "%s", at.GetMessage())
	} else {
		l.fault(line, "%s", firstLine(err))
	}
	return false
}

// firstLine is the first line of an error's text.
func firstLine(err error) string {
	text, _, _ := strings.Cut(err.Error(), "\n")
	return text
}
