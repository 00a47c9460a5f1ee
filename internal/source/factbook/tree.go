// SPDX-License-Identifier: Apache-2.0

package factbook

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Bounds of a page, which keep a hostile one from costing more than it is long.
// The Factbook's nest five levels deep, have 50 keys in an object and texts of 9
// kB.
const (
	maxDepth = 32
	maxKeys  = 1000
	maxWords = 32 << 10
)

// node is a part of a page: a text, or an object whose parts keep their order,
// because a year behind the last part holds for those before it.
type node struct {
	key, text string
	leaf      bool
	kids      []node
}

// kid finds a part by its key.
func (n *node) kid(key string) *node {
	if n == nil {
		return nil
	}
	for i := range n.kids {
		if n.kids[i].key == key {
			return &n.kids[i]
		}
	}
	return nil
}

// words is the node's text: its own, or that of its part "text".
func (n *node) words() string {
	if n == nil {
		return ""
	}
	if n.leaf {
		return n.text
	}
	if t := n.kid("text"); t != nil && t.leaf {
		return t.text
	}
	return ""
}

// parser builds the tree of a page and notes the keys that stand twice.
type parser struct {
	in    *json.Decoder
	twice []string
}

// parseTree reads one page. Of a key that stands twice the first part is kept
// and the path of the other is returned. Numbers and truth values become texts,
// null and arrays are passed over: no series reads them.
func parseTree(data []byte) (node, []string, error) {
	p := parser{in: json.NewDecoder(bytes.NewReader(data))}
	p.in.UseNumber()
	tok, err := p.in.Token()
	if err == nil && tok != json.Delim('{') {
		err = errors.New("page is not an object")
	}
	if err != nil {
		return node{}, nil, p.at(err)
	}
	root := node{}
	if err := p.object(&root, "", 1); err != nil {
		return node{}, nil, p.at(err)
	}
	if _, err := p.in.Token(); err != io.EOF {
		return node{}, nil, p.at(errors.New("more follows after the page"))
	}
	return root, p.twice, nil
}

// at adds the place of a fault.
func (p *parser) at(err error) error {
	if err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF) {
		err = errors.New("page is cut off")
	}
	return fmt.Errorf("json: byte %d: %w", p.in.InputOffset(), err)
}

// object reads the parts of an object up to its closing brace.
func (p *parser) object(n *node, path string, depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("page nests deeper than %d", maxDepth)
	}
	for p.in.More() {
		tok, err := p.in.Token()
		if err != nil {
			return err
		}
		key, ok := tok.(string)
		if !ok {
			return fmt.Errorf("%v is no key", tok)
		}
		part := node{key: key}
		if err := p.value(&part, path+"/"+key, depth); err != nil {
			return err
		}
		switch {
		case len(n.kids) == maxKeys:
			return fmt.Errorf("object has more than %d keys", maxKeys)
		case n.kid(key) != nil:
			p.twice = append(p.twice, path+"/"+key)
		case part.leaf || part.kids != nil:
			n.kids = append(n.kids, part)
		}
	}
	_, err := p.in.Token()
	return err
}

// value reads what stands behind a key.
func (p *parser) value(n *node, path string, depth int) error {
	tok, err := p.in.Token()
	if err != nil {
		return err
	}
	switch t := tok.(type) {
	case string:
		if len(t) > maxWords {
			return fmt.Errorf("text has %d bytes, more than %d", len(t), maxWords)
		}
		n.leaf, n.text = true, t
	case json.Number:
		n.leaf, n.text = true, t.String()
	case json.Delim:
		if t == '{' {
			return p.object(n, path, depth+1)
		}
		return p.array(depth + 1)
	}
	return nil
}

// array passes over an array.
func (p *parser) array(depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("page nests deeper than %d", maxDepth)
	}
	for p.in.More() {
		if err := p.value(&node{}, "", depth); err != nil {
			return err
		}
	}
	_, err := p.in.Token()
	return err
}
