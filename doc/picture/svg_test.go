// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

// TestPicture checks that a picture is well-formed, holds every word, and draws
// bars as rectangles.
func TestPicture(t *testing.T) {
	svg := picture([]string{"a <b> & c  ███▓▓·│ 7", "", "last"}, "a & b")
	words, rects := []string{}, 0
	for in := xml.NewDecoder(strings.NewReader(svg)); ; {
		token, err := in.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if token.Name.Local == "rect" {
				rects++
			}
		case xml.CharData:
			if text := strings.TrimSpace(string(token)); text != "" {
				words = append(words, text)
			}
		}
	}
	if got, want := strings.Join(words, "_"), "a & b_a_<b>_&_c_·_│_7_last"; got != want {
		t.Errorf("words %q, want %q", got, want)
	}
	// The paper and two bars.
	if rects != 3 {
		t.Errorf("%d rectangles, want 3", rects)
	}
}
