// SPDX-License-Identifier: Apache-2.0

package report

import (
	"strings"
	"testing"

	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/composite/multiverse"
	"github.com/qala-observatory/qala/internal/obs"
)

// hostile is a name that both writers must escape.
const hostile = `<script>alert("1|2")</script> *a* _b_`

func sample() *assess.Audit {
	r, v := -0.41, 0.25
	return &assess.Audit{
		ID: "0123456789abcdef", Year: 2022, Framework: "small", FrameworkName: hostile, Data: "fedcba", Version: "0.0.0",
		States: 3, Scored: 2,
		Nodes: []assess.AuditNode{
			{ID: "g", Name: "Group", Parent: "small", Weight: 0.5, Total: 0.5, Correlation: &r, Influence: &v, Available: 1},
			{ID: "x", Name: hostile, Parent: "g", Indicator: true, Weight: 1, Total: 0.5, Available: 0.5},
		},
		Groups: []assess.AuditGroup{{ID: "g", Name: "Group", Children: 1, Why: "one part only"}},
		Pairs:  []assess.AuditPair{{A: "g", B: "h", R: r, N: 3, Flag: "opposed"}},
		Sensitivity: &multiverse.Sensitivity{Year: 2022, Evaluations: 12, Shift: multiverse.Influence{
			Mean: 1.5, Exact: true, Indices: []multiverse.Index{{Factor: "weights", Shapley: 0.2}, {Factor: "data_error", Shapley: 0.8}},
		}},
		Fragile:  []assess.AuditState{{ISO3: "AAA", Name: "A", Rank: 2, Range: multiverse.RankBand{Low90: 1, High90: 3}}},
		Variants: &assess.Variants{Draws: 100, Seed: 1},
		Warnings: []obs.Warning{{Text: "Mind this."}},
	}
}

// written writes the sample both ways.
func written(t *testing.T) (markdown, html string) {
	t.Helper()
	var m, h strings.Builder
	if err := AuditMarkdown(&m, sample()); err != nil {
		t.Fatal(err)
	}
	if err := (Audited{Audit: sample()}).HTML(&h); err != nil {
		t.Fatal(err)
	}
	return m.String(), h.String()
}

func TestAuditAgain(t *testing.T) {
	a := sample()
	a.AsOf = obs.Date{Year: 2016, Month: 12, Day: 31}
	if got, want := auditCall(a), "qala audit --framework small --year 2022 --as-of 2016-12-31 --draws 100 --seed 1"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	a.Variants, a.Fragile = nil, nil
	if got, want := auditCall(a), "qala audit --framework small --year 2022 --as-of 2016-12-31 --draws 0"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	var b strings.Builder
	if err := (Audited{Audit: a, Again: "qala audit --framework mine.yaml"}).Markdown(&b); err != nil || !strings.Contains(b.String(), "qala audit --framework mine.yaml (data") {
		t.Errorf("%v in %s", err, b.String())
	}
}

func TestBothSayTheSame(t *testing.T) {
	markdown, html := written(t)
	for _, want := range []string{
		"2 of 3 states", "data error", "1.50 places", "exact over all 12 combinations", "−0.41", "one part only",
		"opposed", "50 %", "1–3", "Mind this.", "--draws 100 --seed 1",
	} {
		if !strings.Contains(markdown, want) {
			t.Errorf("Markdown lacks %q", want)
		}
		if !strings.Contains(html, want) {
			t.Errorf("HTML lacks %q", want)
		}
	}
	if strings.Index(markdown, "data error") > strings.Index(markdown, "| weights") {
		t.Error("the greatest share does not come first")
	}
}

func TestNothingIsTakenForMarkup(t *testing.T) {
	markdown, html := written(t)
	if strings.Contains(html, "<script") || strings.Contains(markdown, "<script") {
		t.Error("a name became an element")
	}
	for _, line := range strings.Split(markdown, "\n") {
		if strings.HasPrefix(line, "|") && strings.Contains(line, "1|2") {
			t.Errorf("a name breaks its row: %s", line)
		}
	}
	if strings.Contains(markdown, " *a*") {
		t.Error("a name became emphasis")
	}
}

func TestWhatIsNotThereIsLeftOut(t *testing.T) {
	a := sample()
	a.Sensitivity, a.Fragile, a.Firm, a.Variants, a.Warnings = nil, nil, nil, nil, nil
	a.Nodes = a.Nodes[:1]
	var b strings.Builder
	if err := AuditMarkdown(&b, a); err != nil {
		t.Fatal(err)
	}
	for _, no := range []string{"What moves ranks", "fragile", "Caveats", "--seed"} {
		if strings.Contains(b.String(), no) {
			t.Errorf("%q is there", no)
		}
	}
	if !strings.Contains(b.String(), "at least 90 %") {
		t.Error("coverage is not told")
	}
}
