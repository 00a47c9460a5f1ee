// SPDX-License-Identifier: Apache-2.0

package prose

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func fields(t *Text) []string { return strings.Fields(t.S) }

func TestHTML(t *testing.T) {
	for name, test := range map[string]struct {
		page string
		want []string
	}{
		"blocks":    {"<p>One.</p><p>Two.</p>", []string{"One.", "Two."}},
		"inline":    {"<p>A <b>bold</b> word</p>", []string{"A", "bold", "word"}},
		"script":    {"<script>alert('No.')</script><p>Yes.</p>", []string{"Yes."}},
		"nested":    {"<svg><svg>a</svg>b</svg>c", []string{"c"}},
		"entity":    {"<p>R&amp;D &#8220;x&#8221; a & b</p>", []string{"R&D", "“x”", "a", "&", "b"}},
		"unclosed":  {"<p>One<p>Two", []string{"One", "Two"}},
		"no tags":   {"just text", []string{"just", "text"}},
		"bad bytes": {"<p>\xff ok</p>", []string{"\ufffd", "ok"}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, fields(HTML([]byte(test.page)))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestOrigins checks that a word of the text stands at its origin in the input.
func TestOrigins(t *testing.T) {
	for name, text := range map[string]*Text{
		"html":     HTML([]byte("<html><head><title>x</title></head><p>Ünïcode &amp; <i>more</i> words.</p><p>Second end.</p>")),
		"markdown": Markdown([]byte("# Tïtle\n\nA [link](http://x.y) and **bold** end.\n\n- one\n- two\n")),
		"plain":    Plain([]byte("Plaïn text")),
	} {
		t.Run(name, func(t *testing.T) {
			input := map[string]string{
				"html":     "<html><head><title>x</title></head><p>Ünïcode &amp; <i>more</i> words.</p><p>Second end.</p>",
				"markdown": "# Tïtle\n\nA [link](http://x.y) and **bold** end.\n\n- one\n- two\n",
				"plain":    "Plaïn text",
			}[name]
			runes := []rune(input)
			for _, word := range []string{"Ünïcode", "words.", "Second", "end.", "link", "bold", "two", "Plaïn", "text"} {
				i := strings.Index(text.S, word)
				if i < 0 {
					continue
				}
				at := text.Origin(utf8.RuneCountInString(text.S[:i]))
				if got := string(runes[at : at+utf8.RuneCountInString(word)]); got != word {
					t.Errorf("%q stands at %d, where the input has %q", word, at, got)
				}
			}
		})
	}
}

func TestMarkdown(t *testing.T) {
	for name, test := range map[string]struct {
		text string
		want []string
	}{
		"heading":    {"# A title\ntext", []string{"A", "title", "text"}},
		"link":       {"see [this](http://a.b/c) now", []string{"see", "this", "now"}},
		"image":      {"![alt](x.png) text", []string{"text"}},
		"code":       {"```\ncode\n```\ntext `x` end", []string{"text", "end"}},
		"front":      {"---\ntitle: x\n---\ntext", []string{"text"}},
		"list":       {"- one\n- two\n1. three", []string{"one", "two", "three"}},
		"emphasis":   {"*very* **strong**", []string{"very", "strong"}},
		"quote":      {"> quoted words", []string{"quoted", "words"}},
		"bracket":    {"[India's] output [rose", []string{"[India's]", "output", "[rose"}},
		"table":      {"| a | b |\n|---|---|\n| c | d |", []string{"a", "b", "c", "d"}},
		"horizontal": {"a\n\n---\n\nb", []string{"a", "b"}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, fields(Markdown([]byte(test.text)))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// FuzzMarkup checks that any bytes can be read and that origins rise and lie within
// the input.
func FuzzMarkup(f *testing.F) {
	for _, text := range []string{"<p>a</p>", "<script>", "&amp &#x;", "[a](b", "```", "---\n", "<a href='", "\xff<p>\u202e"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, input string) {
		n := utf8.RuneCountInString(input)
		for _, text := range []*Text{HTML([]byte(input)), Markdown([]byte(input)), Plain([]byte(input))} {
			last := 0
			for i := range utf8.RuneCountInString(text.S) {
				at := text.Origin(i)
				if at < 0 || at > n+2 || at < last-2 {
					t.Fatalf("code point %d stands at %d of %d, after %d", i, at, n, last)
				}
				last = at
			}
		}
	})
}
