// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"strings"
	"testing"
	"time"
)

func TestBadTexts(t *testing.T) {
	cases := []struct{ name, text, want string }{
		{"nothing", "", " is empty\n"},
		{"white space", " \n\t\r\n", " is empty\n"},
		{"byte order mark only", "\xef\xbb\xbf", " is empty\n"},
		{"comment only", "# nothing\n", " is empty\n"},
		{"document mark only", "---\n", " is empty\n"},
		{"UTF-16", "\xff\xfei\x00d\x00", "1:1: byte 0xFF is not UTF-8 (save the file as UTF-8)\n"},
		{"Latin-1", "id: x\nname: Caf\xe9\n", "2:10: byte 0xE9 is not UTF-8 (save the file as UTF-8)\n"},
		{"zero byte", "id: x\nname: \x00\n", "2:7: control character U+0000 (save the file as plain UTF-8 text)\n"},
		{"brackets without end", strings.Repeat("[", 100_000), "1:65: is nested more than 64 deep\n"},
		{"braces without end", strings.Repeat("{a: ", 10_000), "1:257: is nested more than 64 deep\n"},
		{"dashes without end", strings.Repeat("- ", 100_000), "1:129: is nested more than 64 deep\n"},
		{"questions without end", strings.Repeat("? ", 100_000), "1:129: is nested more than 64 deep\n"},
		{"too many tokens", "[" + strings.Repeat("[],", 90_000) + "]", " has more than 200000 tokens\n"},
		{"too large", strings.Repeat("#", maxBytes+1), " is 1048577 bytes long, more than 1048576\n"},
		{"a list for a mapping", "- a\n- b\n", "1:1: wants a mapping of fields to values, not a list\n"},
		{"a word for a mapping", "word", "1:1: wants a mapping of fields to values, not text\n"},
		{"two documents", "id: a\n---\nid: b\n", "2:1: a second document begins (write one document a file)\n"},
		{"a document end and more", "id: a\n...\nid: b\n", " holds more than one document (write one document a file)\n"},
		{"directive", "%YAML 1.2\n---\nid: a\n", "1:1: directives are not allowed (quote the text if it begins with %)\n"},
		{"key that is a list", "? [a]\n: b\n", "2:1: is not YAML: found an invalid key for this map\n"},
		{"key that is a flow list", "[a]: b\n", "1:4: is not YAML: found an invalid key for this map\n"},
		{"bracket not closed", "id: [a\nname: b\n", "2:1: is not YAML: ',' or ']' must be specified\n"},
		{"quote not closed", "id: \"a\nname: b\n", "1:5: is not YAML: could not find end character of double-quoted text\n"},
		{"key without a colon", "id: a\nname\nversion: b\n", "2:1: is not YAML: "},
		{"bomb of aliases", bomb(), "1:4: anchors are not allowed (quote the text if it begins with &)\n"},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			start := time.Now()
			_, faults := ParseFramework("f.yaml", []byte(tc.text), nil)
			if spent := time.Since(start); spent > 5*time.Second {
				t.Errorf("took %v", spent)
			}
			got := faultLines(faults)
			if !strings.HasPrefix(got, tc.want) {
				t.Errorf("got  %q\nwant %q", got, tc.want)
			}
		})
	}
}

// bomb is a text of 500 bytes that aliases blow up to 10^9 words.
func bomb() string {
	text := "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
	for c := 'b'; c < 'j'; c++ {
		name, last := string(c), string(c-1)
		text += name + ": &" + name + " [" + strings.Repeat("*"+last+", ", 9) + "*" + last + "]\n"
	}
	return text
}

// The same definition is read whatever the editor did to its bytes.
func TestEditorsDoNotMatter(t *testing.T) {
	text := good(t, "frameworks/small.yaml")
	want, faults := ParseFramework("f.yaml", []byte(text), nil)
	if len(faults) > 0 {
		t.Fatal(Faults(faults))
	}
	crlf := strings.ReplaceAll(text, "\n", "\r\n")
	for name, variant := range map[string]string{
		"mark": "\xef\xbb\xbf" + text, "CRLF": crlf, "document mark": "---\n" + text,
		"no end of line": strings.TrimRight(text, "\n"), "comments": "# a\n\n" + text + "# b\n",
	} {
		got, faults := ParseFramework("f.yaml", []byte(variant), nil)
		if len(faults) > 0 {
			t.Errorf("%s: %v", name, Faults(faults))
			continue
		}
		if len(got.Framework.Leaves()) != len(want.Framework.Leaves()) || got.Framework.Description != want.Framework.Description {
			t.Errorf("%s: reads otherwise", name)
		}
	}
	_, faults = ParseFramework("f.yaml", []byte(strings.Replace(crlf, "direction: lower", "direction: down", 1)), nil)
	if got := faultLines(faults); !strings.HasPrefix(got, "28:22: ") {
		t.Errorf("CRLF moves places: %s", got)
	}
}
