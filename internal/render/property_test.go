// SPDX-License-Identifier: Apache-2.0

package render

import (
	"bytes"
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/obs"
)

// drawName draws a name of any script, with signs that take two columns or none.
func drawName(t *rapid.T) string {
	// Apart from "Inf" by its first letters, which mean something else.
	return rapid.StringMatching(`[A-HÇÉİ][a-zçéü'’ -]{0,30}( (世界|e\x{301}tat|[a-z]{40,50}))?`).Draw(t, "name")
}

// drawScore draws a score that may be missing.
func drawScore(t *rapid.T) assess.Score {
	of := rapid.IntRange(1, 250).Draw(t, "of")
	s := assess.Score{Of: of, Coverage: rapid.Float64Range(0, 1).Draw(t, "coverage")}
	if rapid.Bool().Draw(t, "median") {
		s.Median = ptr(rapid.Float64Range(0, 100).Draw(t, "world"))
	}
	if rapid.IntRange(0, 3).Draw(t, "scored") == 0 {
		s.Reason = "too few of its parts have a score"
		return s
	}
	s.Value, s.Rank = ptr(rapid.Float64Range(-3, 103).Draw(t, "score")), ptr(rapid.IntRange(1, of).Draw(t, "rank"))
	return s
}

// drawIndicator draws an indicator that may be missing.
func drawIndicator(t *rapid.T) assess.Indicator {
	i := assess.Indicator{ID: "s.x", Name: drawName(t), Source: "s", Release: "1"}
	if rapid.IntRange(0, 3).Draw(t, "present") == 0 {
		i.Missing, i.LastYear = rapid.SampledFrom([]string{"not_collected", "withheld", "rejected", "of a new kind"}).Draw(t, "why"),
			rapid.SampledFrom([]int{0, 1999}).Draw(t, "last")
		return i
	}
	i.Value, i.Year = ptr(rapid.Float64Range(-1e18, 1e18).Draw(t, "value")), 2020
	i.Unit = rapid.SampledFrom([]obs.Unit{"", "% of GDP", "index, 0-1", "-1 to 1", "people"}).Draw(t, "unit")
	if s := drawScore(t); s.Value != nil {
		i.Score, i.Weight = s.Value, 0.1
	}
	return i
}

// frame is the tree of a drawn framework.
type frame struct {
	kinds   []string
	pillars []assess.Pillar
}

// drawFrame draws a tree: with kinds, without, or with pillars of both sorts.
func drawFrame(t *rapid.T) frame {
	var f frame
	for range rapid.SampledFrom([]int{1, 2, 4, 12}).Draw(t, "pillars") {
		kind := rapid.SampledFrom([]string{"", "soft", "hard"}).Draw(t, "kind")
		if kind != "" && !slices.Contains(f.kinds, kind) {
			f.kinds = append(f.kinds, kind)
		}
		name := drawName(t)
		f.pillars = append(f.pillars, assess.Pillar{
			ID: name, Name: name, Kind: kind, Groups: make([]assess.Group, rapid.IntRange(0, 3).Draw(t, "groups")),
		})
	}
	return f
}

// drawAssessment draws one assessment under a frame.
func drawAssessment(t *rapid.T, f frame) *assess.Assessment {
	a := &assess.Assessment{
		ID: "0123456789abcdef", Country: "CIV", Name: drawName(t), Year: 2020, Framework: "f", FrameworkName: drawName(t),
		Overall: drawScore(t), Exposure: []assess.Indicator{drawIndicator(t)},
		Sources:  []obs.Origin{{Source: "s", Release: "1", Title: drawName(t), Licence: "CC0"}},
		Warnings: []obs.Warning{{Text: strings.Repeat(drawName(t)+", ", 20)}},
	}
	for _, kind := range f.kinds {
		a.Kinds = append(a.Kinds, assess.Group{ID: kind, Score: drawScore(t)})
	}
	for _, p := range f.pillars {
		p.Score, p.Groups = drawScore(t), slices.Clone(p.Groups)
		for i := range p.Groups {
			p.Groups[i] = assess.Group{ID: strconv.Itoa(i), Name: drawName(t), Score: drawScore(t)}
		}
		for range rapid.IntRange(0, 2).Draw(t, "indicators") {
			p.Indicators = append(p.Indicators, drawIndicator(t))
		}
		a.Pillars = append(a.Pillars, p)
	}
	return a
}

// drawRanking draws a ranking under a frame.
func drawRanking(t *rapid.T, f frame) *assess.Ranking {
	r := &assess.Ranking{ID: "0123456789abcdef", Year: 2020, Framework: "f", FrameworkName: drawName(t), Of: 2, Kinds: f.kinds}
	for _, p := range f.pillars {
		r.Pillars = append(r.Pillars, p.ID)
	}
	for range rapid.IntRange(0, 5).Draw(t, "rows") {
		row := assess.Row{ISO3: "CIV", Name: drawName(t), Score: drawScore(t)}
		for range f.pillars {
			row.Pillars = append(row.Pillars, drawScore(t))
		}
		for range f.kinds {
			row.Kinds = append(row.Kinds, drawScore(t))
		}
		r.Rows = append(r.Rows, row)
	}
	return r
}

// checkPage fails where a page is too wide, ends a line in a space, or prints
// what is no number.
func checkPage(t *rapid.T, columns int, print func(io.Writer, Options) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := print(&b, Options{Width: columns}); err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(b.String(), "\n") {
		if width(line) > columns || strings.HasSuffix(line, " ") {
			t.Fatalf("%d columns of %d: %q", width(line), columns, line)
		}
		if strings.Contains(line, "NaN") || strings.Contains(line, "Inf") || strings.Contains(line, "%!") {
			t.Fatalf("%q", line)
		}
	}
	return b.String()
}

// checkCSV fails where a table does not read back with as many cells in each
// row as its header has.
func checkCSV(t *rapid.T, print func(io.Writer) error) {
	t.Helper()
	var b bytes.Buffer
	if err := print(&b); err != nil {
		t.Fatal(err)
	}
	if _, err := csv.NewReader(&b).ReadAll(); err != nil {
		t.Fatal(err)
	}
}

// TestAnyAssessmentPrints draws assessments under any framework.
func TestAnyAssessmentPrints(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := drawAssessment(t, drawFrame(t))
		columns := rapid.IntRange(80, 120).Draw(t, "width")
		page := checkPage(t, columns, func(w io.Writer, o Options) error { return AssessText(w, a, o) })
		if a.Overall.Value == nil && !strings.Contains(page, "not scored") {
			t.Fatalf("no word on a score that is missing:\n%s", page)
		}
		if got, want := len(barRows(a)), 1+len(a.Kinds)+len(a.Pillars); got < want {
			t.Fatalf("%d rows of a chart for %d nodes", got, want)
		}
		checkCSV(t, func(w io.Writer) error { return AssessCSV(w, a) })
	})
}

// TestAnyRankingPrints draws rankings with any number of pillars.
func TestAnyRankingPrints(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawRanking(t, drawFrame(t))
		columns := rapid.IntRange(80, 120).Draw(t, "width")
		checkPage(t, columns, func(w io.Writer, o Options) error { return RankText(w, r, o) })
		checkCSV(t, func(w io.Writer) error { return RankCSV(w, r) })
	})
}

// TestAnyComparisonPrints draws comparisons of two to nine countries.
func TestAnyComparisonPrints(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawFrame(t)
		c := &assess.Comparison{ID: "0123456789abcdef", Year: 2020, Framework: "f"}
		for range rapid.SampledFrom([]int{2, 3, len(marks)}).Draw(t, "countries") {
			c.Countries = append(c.Countries, drawAssessment(t, f))
		}
		columns := rapid.IntRange(80, 120).Draw(t, "width")
		checkPage(t, columns, func(w io.Writer, o Options) error { return CompareText(w, c, o) })
		checkCSV(t, func(w io.Writer) error { return CompareCSV(w, c) })
	})
}

// TestWrapping pins what is easily lost when text is broken.
func TestWrapping(t *testing.T) {
	for _, c := range []struct {
		name, content string
		columns       int
		want          []string
	}{
		{"a number stays in one piece", "about 10\u202f141\u202f756 people", 12, []string{"about", "10\u202f141\u202f756", "people"}},
		{"wide runes count two columns", "世界 世界", 5, []string{"世界", "世界"}},
		{"combining runes count none", "e\u0301tat e\u0301tat", 9, []string{"e\u0301tat e\u0301tat"}},
		{"line breaks are spaces", "a\nb\r\n\tc", 9, []string{"a b c"}},
		{"a long word is broken", "abcdef", 4, []string{"abcd", "ef"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, wrap(c.content, c.columns)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestAmbiguousWidthIsOne holds in every locale: the signs that terminals of
// East Asia may draw wide are one column here, so that bytes do not depend on
// where they are printed.
func TestAmbiguousWidthIsOne(t *testing.T) {
	for _, sign := range []string{"·", "…", "—", "–", minus, "│", "█", "▓", "’", thin} {
		if got := width(sign); got != 1 {
			t.Errorf("%q is %d columns", sign, got)
		}
	}
}

// TestScoresAreSigned pins scores off the axis.
func TestScoresAreSigned(t *testing.T) {
	for v, want := range map[float64]string{-0.3: "0", -1.6: "\u22122", 0.4: "0", 99.6: "100"} {
		if got := score(&v); got != want {
			t.Errorf("%v is written %q, want %q", v, got, want)
		}
	}
}

// TestNoPillarIsLost checks that pillars without a kind stand beside those with.
func TestNoPillarIsLost(t *testing.T) {
	a := sample()
	a.Pillars = append(a.Pillars, assess.Pillar{ID: "third", Name: "Third", Score: scoreOf(50, 5)})
	labels := []string{}
	for _, r := range barRows(a) {
		labels = append(labels, r.label)
	}
	if !slices.Contains(labels, "Third") {
		t.Errorf("no Third in %q", labels)
	}
}

// TestLadderOfManyPillars checks that pillars without room are counted.
func TestLadderOfManyPillars(t *testing.T) {
	r := ranking()
	for len(r.Pillars) < 9 {
		r.Pillars = append(r.Pillars, "further")
		for i := range r.Rows {
			r.Rows[i].Pillars = append(r.Rows[i].Pillars, scoreOf(50, 1))
		}
	}
	var b bytes.Buffer
	if err := RankText(&b, r, Options{Width: 80}); err != nil {
		t.Fatal(err)
	}
	if text := strings.Join(strings.Fields(b.String()), " "); !strings.Contains(text, "5 pillars more (--format csv)") {
		t.Error(b.String())
	}
}

// TestAnyTextWraps holds for all texts: no line is too wide, and no sign that is
// not a space is lost.
func TestAnyTextWraps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		content := rapid.StringMatching(`([a-zé]{1,12}|[0-9]{1,3}\x{202f}[0-9]{3}|世界|44 %|·)( ([a-zé]{1,30}|·|[0-9] %|世界)){0,9}`).Draw(t, "content")
		columns := rapid.IntRange(8, 40).Draw(t, "columns")
		lines := wrap(content, columns)
		for _, l := range lines {
			if width(l) > columns {
				t.Fatalf("%d columns of %d: %q", width(l), columns, l)
			}
		}
		squeeze := strings.NewReplacer(" ", "")
		if got, want := squeeze.Replace(strings.Join(lines, "")), squeeze.Replace(content); got != want {
			t.Fatalf("%q became %q", want, got)
		}
	})
}
