// SPDX-License-Identifier: Apache-2.0

package endpoint

import (
	"bytes"
	"fmt"
	"slices"
	"sort"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestKeepProperty checks the keep against a plain list: it never holds more
// bytes than it may, and what it gives is what was put last under the key.
func TestKeepProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := newKeep(20_000)
		last := map[string]*written{}
		for range rapid.IntRange(1, 200).Draw(t, "steps") {
			key := fmt.Sprint(rapid.IntRange(0, 20).Draw(t, "key"))
			if rapid.Bool().Draw(t, "put") {
				w := &written{plain: make([]byte, rapid.IntRange(0, 3000).Draw(t, "size"))}
				k.put(key, w)
				if w.size() <= 20_000/8 {
					last[key] = w
				}
			}
			if got, ok := k.get(key); ok && got != last[key] {
				t.Fatalf("%s: another answer than was put last", key)
			}
			stats, sum := k.stats(), 0
			for e := k.order.Front(); e != nil; e = e.Next() {
				sum += e.Value.(*kept).answer.size()
			}
			if stats.bytes > 20_000 || stats.bytes != sum || stats.answers != len(k.byKey) {
				t.Fatalf("%+v holds %d bytes", stats, sum)
			}
		}
	})
}

// TestKeepOrder checks that the answer asked for longest ago makes room.
func TestKeepOrder(t *testing.T) {
	one := &written{plain: make([]byte, 500)}
	k := newKeep(9 * one.size())
	for i := range 9 {
		k.put(fmt.Sprint(i), one)
	}
	k.get("0")
	k.put("9", one)
	if _, ok := k.get("0"); !ok {
		t.Error("an answer that was just asked for is gone")
	}
	if _, ok := k.get("1"); ok {
		t.Error("the answer asked for longest ago is still there")
	}
	k.put("large", &written{plain: make([]byte, 9*one.size())})
	if _, ok := k.get("large"); ok || k.stats().answers != 9 {
		t.Error("a single large answer drives out others")
	}
}

// TestWritten checks that only what gets smaller is compressed.
func TestWritten(t *testing.T) {
	if w := newWritten(JSON, "t", []byte("short")); w.gzip != nil || w.zstd != nil {
		t.Error("a short answer is compressed")
	}
	long := bytes.Repeat([]byte("state security "), 1000)
	if w := newWritten(JSON, "t", long); len(w.gzip) == 0 || len(w.zstd) == 0 || len(w.gzip) > len(long)/10 {
		t.Errorf("%d and %d bytes of %d", len(w.gzip), len(w.zstd), len(long))
	}
}

// TestPages checks that the parts of a list are the list, in order and each
// entry once, whatever their size.
func TestPages(t *testing.T) {
	id := func(s string) string { return s }
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfDistinct(rapid.StringMatching(`[A-Za-z.]{1,6}`), id).Draw(t, "list")
		sort.Strings(list)
		p := Paged{Limit: rapid.IntRange(1, 9).Draw(t, "limit")}
		got := []string{}
		for range len(list) + 1 {
			part, next, err := Page(p, list, id)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, part...)
			if p.Cursor = next; next == "" {
				break
			}
		}
		if !slices.Equal(got, list) {
			t.Fatalf("%q of %q", got, list)
		}
	})
}

// TestLastPart checks that a part which ends the list has no next, also where it
// is full.
func TestLastPart(t *testing.T) {
	list := []string{"a", "b", "c", "d"}
	for _, tt := range []struct {
		p    Paged
		want string
		more bool
	}{
		{Paged{Limit: 2}, "ab", true},
		{Paged{Limit: 2, Cursor: cursor("b")}, "cd", false},
		{Paged{Limit: 3, Cursor: cursor("c")}, "d", false},
		{Paged{Limit: 4}, "abcd", false},
		{Paged{Limit: 9}, "abcd", false},
		{Paged{Limit: 2, Cursor: cursor("bb")}, "cd", false},
	} {
		part, next, err := Page(tt.p, list, func(s string) string { return s })
		if got := strings.Join(part, ""); got != tt.want || (next != "") != tt.more || err != nil {
			t.Errorf("%+v: %s, next %q, %v", tt.p, got, next, err)
		}
	}
}

// TestCursorPastEnd checks that a cursor after the last entry gives an empty
// part.
func TestCursorPastEnd(t *testing.T) {
	part, next, err := Page(Paged{Limit: 3, Cursor: cursor("zzz")}, []string{"a", "b"}, func(s string) string { return s })
	if len(part) != 0 || next != "" || err != nil {
		t.Errorf("%q, %q, %v", part, next, err)
	}
}

// TestQuality checks Accept against RFC 9110, section 12.5.1.
func TestQuality(t *testing.T) {
	for accept, want := range map[string]float64{
		"text/csv": 1, "text/*": 1, "*/*": 1, "text/csv;q=0.3": 0.3, "text/*;q=0.3, text/csv;q=0.7": 0.7,
		"*/*;q=0.9, text/*;q=0.2": 0.2, "application/json": 0, "": 0, "text/csv;q=2": 1, "text/csv;q=x": 1, "text/csv; charset=utf-8": 1,
		"TEXT/CSV": 1,
	} {
		if got := quality(accept, CSV); got != want {
			t.Errorf("%q: %g, want %g", accept, got, want)
		}
	}
}

// TestAccepts checks Accept-Encoding.
func TestAccepts(t *testing.T) {
	for header, want := range map[string]bool{
		"gzip": true, "GZIP": true, "deflate, gzip;q=1.0": true, "gzip;q=0": false, "gzip;q=0.0": false, "gzip; q=0.001": true,
		"": false, "x-gzip": false, "*": false,
	} {
		if got := accepts(header, "gzip"); got != want {
			t.Errorf("%q: %v", header, got)
		}
	}
}

// TestShown checks that a refusal repeats valid text of a bounded length.
func TestShown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := string(rapid.SliceOfN(rapid.Byte(), 0, 600).Draw(t, "text"))
		got := Shown(text)
		if len(got) > mostShown+len("…") || strings.ToValidUTF8(got, "") != got {
			t.Fatalf("%q", got)
		}
	})
}

// TestRecent checks that the oldest answer makes room.
func TestRecent(t *testing.T) {
	r := NewRecent(2)
	for _, key := range []string{"a", "b", "b", "c"} {
		r.Put(key, key)
	}
	for key, want := range map[string]bool{"a": false, "b": true, "c": true} {
		if _, ok := r.Get(key); ok != want {
			t.Errorf("%s: %v", key, ok)
		}
	}
}

// TestShownIsCut checks that a long text is cut between characters and that what
// is not UTF-8 is replaced.
func TestShownIsCut(t *testing.T) {
	for name, tt := range map[string]struct{ text, want string }{
		"short":              {"abc", "abc"},
		"just fits":          {strings.Repeat("a", mostShown), strings.Repeat("a", mostShown)},
		"one too many":       {strings.Repeat("a", mostShown+1), strings.Repeat("a", mostShown) + "…"},
		"within a character": {strings.Repeat("a", mostShown-1) + "ədə", strings.Repeat("a", mostShown-1) + "…"},
		"broken":             {"a\xffb", "a\uFFFDb"},
	} {
		if got := Shown(tt.text); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

// TestSuffixes checks that every medium has a suffix and a header of its own, and
// that one which is not listed has none.
func TestSuffixes(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range []Medium{JSON, CSV, SDMX, Markdown, BibTeX, CSL, JSONLD, Text} {
		if s := m.suffix(); !strings.HasPrefix(s, ".") || seen[s] || !strings.HasPrefix(m.header(), string(m)) {
			t.Errorf("%s: suffix %q, header %q", m, s, m.header())
		}
		seen[m.suffix()] = true
	}
	if m := Medium("image/png"); m.suffix() != "" || m.header() != "image/png" {
		t.Errorf("%q %q", m.suffix(), m.header())
	}
}
