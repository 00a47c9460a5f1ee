// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestMembersExitStatus(t *testing.T) {
	for _, c := range []struct {
		args string
		want int
	}{
		{"members NATO", done},
		{"members --list", done},
		{"members region:eu --on 2016", done},
		{"memberships AZE", done},
		{"members NAOT", notFound},
		{"members region:atlantis", notFound},
		{"members NATO --on 1900", notFound},
		{"members AES --check", notFound},
		{"memberships Gerogia", notFound},
		{"memberships Korea", notFound},
		{"memberships GRL", notFound},
		{"members", wrongUse},
		{"members NATO --on soon", wrongUse},
		{"members NATO --format xml", wrongUse},
		{"members gulf:states", wrongUse},
		{"memberships", wrongUse},
		{"memberships AZE --on 2016-02-30", wrongUse},
	} {
		t.Run(c.args, func(t *testing.T) {
			got, out, remarks := call(t, strings.Fields(c.args)...)
			if got != c.want || (got != done) != strings.HasPrefix(remarks, "qala: ") {
				t.Errorf("status %d, want %d: %s", got, c.want, remarks)
			}
			if got != done && out != "" {
				t.Errorf("a failure wrote data: %q", out)
			}
		})
	}
}

// TestMembersContract reads the JSON that others rely on.
func TestMembersContract(t *testing.T) {
	_, out, _ := call(t, "members", "NATO", "--on", "2016-11-30", "--format", "json")
	var got struct {
		Organisation string `json:"organisation"`
		On           string `json:"on"`
		Members      []struct {
			ISO3   string `json:"iso3"`
			Since  string `json:"since"`
			Source string `json:"source"`
		} `json:"members"`
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	if got.Organisation != "NATO" || got.On != "2016-11-30" || len(got.Members) != 28 {
		t.Errorf("%+v", got)
	}
	for _, m := range got.Members {
		if len(m.ISO3) != 3 || m.Since == "" || m.Source == "" {
			t.Errorf("%+v", m)
		}
	}
}

// TestMembersFitTheTerminal checks the width of what people read.
func TestMembersFitTheTerminal(t *testing.T) {
	for _, args := range []string{"members AU --on 2025", "members powers:nuclear", "members --list", "memberships AZE", "memberships UKR --history"} {
		_, out, _ := call(t, strings.Fields(args)...)
		for _, line := range strings.Split(out, "\n") {
			if n := len([]rune(line)); n > 80 {
				t.Errorf("%s: %d columns: %s", args, n, line)
			}
		}
	}
}
