// SPDX-License-Identifier: Apache-2.0

package prose

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSplit(t *testing.T) {
	s := NewSplitter([]string{"Dr.", "e.g.", "approx."})
	for name, test := range map[string]struct {
		text string
		want []string
	}{
		"two":           {"It grew. It fell.", []string{"It grew.", "It fell."}},
		"abbreviation":  {"Dr. Smith said so. He left.", []string{"Dr. Smith said so.", "He left."}},
		"initials":      {"J. R. Smith left. The U.S. stayed.", []string{"J. R. Smith left.", "The U.S. stayed."}},
		"decimal":       {"It was 2.5 per cent. Now it is 3.", []string{"It was 2.5 per cent.", "Now it is 3."}},
		"quotation":     {"“We won.” He left.", []string{"“We won.”", "He left."}},
		"paragraphs":    {"A heading\n\nIt grew.", []string{"A heading", "It grew."}},
		"wrapped lines": {"The economy of the country grew very much in the year that\nfollowed. It fell.", []string{"The economy of the country grew very much in the year that\nfollowed.", "It fell."}},
		"blank":         {" \n \n", nil},
		"question":      {"Why? Because.", []string{"Why?", "Because."}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			s.Split(test.text, func(x Sentence) {
				got = append(got, x.Text)
				if cut := string([]rune(test.text)[x.Start:x.End]); cut != x.Text {
					t.Errorf("at %d to %d stands %q, not %q", x.Start, x.End, cut, x.Text)
				}
			})
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestSplitLong checks that a line without an end is cut and nothing is lost.
func TestSplitLong(t *testing.T) {
	text := strings.Repeat("no end ", 100_000)
	n := 0
	NewSplitter(nil).Split(text, func(x Sentence) {
		n += strings.Count(x.Text, "end")
		if len(x.Text) > MaxSentence {
			t.Fatalf("a sentence of %d bytes", len(x.Text))
		}
	})
	if n != 100_000 {
		t.Errorf("%d of 100000 words", n)
	}
}

// FuzzSplit checks that sentences lie in order and say what stands in the text.
func FuzzSplit(f *testing.F) {
	for _, text := range []string{"A. B.", "“a.” b", "\xff. a", "a\r\n\r\nb", "\u2029x", "Dr. No."} {
		f.Add(text)
	}
	s := NewSplitter([]string{"dr"})
	f.Fuzz(func(t *testing.T, text string) {
		clean := Plain([]byte(text)).S
		runes, at := []rune(clean), 0
		s.Split(clean, func(x Sentence) {
			if x.Start < at || x.End > len(runes) || string(runes[x.Start:x.End]) != x.Text {
				t.Fatalf("%+v after %d", x, at)
			}
			at = x.End
		})
	})
}
