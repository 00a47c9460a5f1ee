// SPDX-License-Identifier: Apache-2.0

package endpoint

import (
	"strings"
	"testing"
)

// FuzzHeaders checks that no header breaks what reads it, and that what is
// chosen is there.
func FuzzHeaders(f *testing.F) {
	for _, text := range []string{"text/csv;q=0.5, */*", ";;;,", "gzip;q=0", `W/"a.json", "b"`, "*/*;q=NaN", "text/csv;q=1e309", "\xff,\x00", strings.Repeat("a/b,", 500)} {
		f.Add(text)
	}
	there := []Medium{JSON, CSV}
	f.Fuzz(func(t *testing.T, text string) {
		for _, m := range there {
			if q := quality(text, m); q < 0 || q > 1 {
				t.Errorf("quality %v of %q", q, text)
			}
		}
		if m, ok := (wants{accept: text}).choose(there); ok && m != JSON && m != CSV {
			t.Errorf("%q chooses %q", text, m)
		}
		accepts(text, "gzip")
		if knowsTag(text, `W/"tag"`) && !strings.Contains(text, "tag") && !strings.Contains(text, "*") {
			t.Errorf("%q is taken for a tag", text)
		}
		if name := printable(text); len(name) > 60 || strings.ContainsAny(name, "\r\n\x00") {
			t.Errorf("%q cannot stand in a header", name)
		}
	})
}

// FuzzCursor checks that a text is no cursor, or goes on after an entry.
func FuzzCursor(f *testing.F) {
	for _, text := range []string{"", cursor("b"), cursor(""), "YWZ0ZXI6", "====", "\xff"} {
		f.Add(text)
	}
	list := []string{"a", "b", "c"}
	f.Fuzz(func(t *testing.T, text string) {
		part, _, err := Page(Paged{Limit: 2, Cursor: text}, list, func(s string) string { return s })
		if err == nil && len(part) > 2 {
			t.Errorf("%q gives %q", text, part)
		}
	})
}
