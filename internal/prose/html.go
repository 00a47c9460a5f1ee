// SPDX-License-Identifier: Apache-2.0

package prose

import (
	"bytes"
	"html"
	"strings"
	"unicode/utf8"

	xhtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// silent are the elements whose content nobody reads as prose.
var silent = map[atom.Atom]bool{
	atom.Script: true, atom.Style: true, atom.Noscript: true, atom.Template: true, atom.Svg: true, atom.Math: true,
	atom.Textarea: true, atom.Select: true, atom.Iframe: true, atom.Object: true, atom.Title: true, atom.Nav: true,
}

// inline are the elements that do not end a paragraph.
var inline = map[atom.Atom]bool{
	atom.A: true, atom.Abbr: true, atom.B: true, atom.Bdi: true, atom.Bdo: true, atom.Cite: true, atom.Code: true, atom.Em: true,
	atom.Font: true, atom.I: true, atom.Mark: true, atom.Q: true, atom.S: true, atom.Small: true, atom.Span: true, atom.Strong: true,
	atom.Sub: true, atom.Sup: true, atom.Time: true, atom.U: true, atom.Wbr: true,
}

// HTML reads the prose of a page: the text outside of scripts, styles and forms, a
// paragraph for each block. Entities are resolved; every offset still counts the
// code points of the page as it was given.
func HTML(data []byte) *Text {
	r := &page{tokens: xhtml.NewTokenizer(bytes.NewReader(data))}
	r.tokens.SetMaxBuf(0)
	for {
		kind := r.tokens.Next()
		raw := string(r.tokens.Raw())
		r.token(kind, raw)
		r.at += utf8.RuneCountInString(raw)
		if kind == xhtml.ErrorToken {
			return r.out.text()
		}
	}
}

// page is a page being read.
type page struct {
	tokens *xhtml.Tokenizer
	out    writer
	// at is the code point of the page at which the token begins.
	at int
	// skip is the element whose content is left out, depth how often it was opened
	// within itself.
	skip  atom.Atom
	depth int
}

// token takes one token.
func (r *page) token(kind xhtml.TokenType, raw string) {
	switch kind {
	case xhtml.TextToken:
		if r.skip == 0 {
			r.words(raw)
		}
	case xhtml.StartTagToken, xhtml.EndTagToken, xhtml.SelfClosingTagToken:
		name, _ := r.tokens.TagName()
		r.tag(kind, atom.Lookup(name))
	case xhtml.ErrorToken, xhtml.CommentToken, xhtml.DoctypeToken:
	}
}

// tag begins or ends an element.
func (r *page) tag(kind xhtml.TokenType, name atom.Atom) {
	switch {
	case r.skip != 0 && name == r.skip && kind == xhtml.StartTagToken:
		r.depth++
	case r.skip != 0 && name == r.skip && kind == xhtml.EndTagToken:
		if r.depth--; r.depth == 0 {
			r.skip = 0
		}
	case r.skip == 0 && silent[name] && kind == xhtml.StartTagToken:
		r.skip, r.depth = name, 1
	}
	if r.skip == 0 && !inline[name] {
		r.out.add("\n\n", r.at)
	}
}

// words adds a run of text, each entity apart so that offsets stay true.
func (r *page) words(raw string) {
	at := r.at
	for raw != "" {
		end := strings.IndexByte(raw[1:], '&') + 1
		if end == 0 {
			end = len(raw)
		}
		piece := raw[:end]
		raw = raw[end:]
		n := utf8.RuneCountInString(piece)
		if piece[0] != '&' {
			r.out.add(blanked(cleaned(piece)), at)
			at += n
			continue
		}
		stop := strings.IndexByte(piece, ';') + 1
		if stop == 0 {
			stop = 1
		}
		entity, rest := piece[:stop], piece[stop:]
		r.out.add(blanked(cleaned(html.UnescapeString(entity))), at)
		r.out.add(blanked(cleaned(rest)), at+utf8.RuneCountInString(entity))
		at += n
	}
}

// blanked turns line breaks within a paragraph into blanks: in a page they mean no
// more.
func blanked(s string) string {
	return strings.Map(func(c rune) rune {
		if c == '\n' || c == '\r' || c == '\t' {
			return ' '
		}
		return c
	}, s)
}
