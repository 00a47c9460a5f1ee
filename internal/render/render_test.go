// SPDX-License-Identifier: Apache-2.0

package render

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/obs"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// outputs are all that is printed, by the name of its golden file.
var outputs = map[string]func(io.Writer) error{
	"assess80.txt":   func(w io.Writer) error { return AssessText(w, sample(), Options{Width: 80}) },
	"assess120.txt":  func(w io.Writer) error { return AssessText(w, sample(), Options{Width: 120}) },
	"assess.csv":     func(w io.Writer) error { return AssessCSV(w, sample()) },
	"assess.md":      func(w io.Writer) error { return AssessMarkdown(w, sample()) },
	"rank80.txt":     func(w io.Writer) error { return RankText(w, ranking(), Options{Width: 80}) },
	"rank120.txt":    func(w io.Writer) error { return RankText(w, ranking(), Options{Width: 120}) },
	"rank.csv":       func(w io.Writer) error { return RankCSV(w, ranking()) },
	"compare80.txt":  func(w io.Writer) error { return CompareText(w, comparison(), Options{Width: 80}) },
	"compare120.txt": func(w io.Writer) error { return CompareText(w, comparison(), Options{Width: 120}) },
	"compare.csv":    func(w io.Writer) error { return CompareCSV(w, comparison()) },
	"explain80.txt":  func(w io.Writer) error { return ExplainText(w, explanation(), Options{Width: 80}) },
	"explain120.txt": func(w io.Writer) error { return ExplainText(w, explanation(), Options{Width: 120}) },
	"explain.csv":    func(w io.Writer) error { return ExplainCSV(w, explanation()) },
	"missing80.txt":  func(w io.Writer) error { return ExplainText(w, missing(), Options{Width: 80}) },
	"cite.txt": func(w io.Writer) error {
		c := Cite(sample())
		_, err := io.WriteString(w, c.Text+"\n"+c.BibTeX+"\n"+c.CSL+"\n")
		return err
	},
}

// comparison sets the sample beside another state.
func comparison() *assess.Comparison {
	other := sample()
	other.Country, other.Name, other.Overall = "TUR", "Türkiye", scoreOf(41.5, 4)
	return &assess.Comparison{ID: "0123456789abcdef", Year: 2022, Framework: "small", Countries: []*assess.Assessment{sample(), other}}
}

// missing is an explanation of a value that is not there.
func missing() *assess.Explanation {
	return &assess.Explanation{
		Framework: "small", Country: "PRK", Name: "Democratic People’s Republic of Korea", Indicator: "s.x", IndicatorName: "X", Year: 2022,
		Missing: "not_collected", LastYear: 2004, Warnings: []obs.Warning{},
	}
}

func TestGolden(t *testing.T) {
	for name, print := range outputs {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			if err := print(&b); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join("testdata", name)
			if *update {
				if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), b.String()); diff != "" {
				t.Errorf("(-want +got; -update rewrites)\n%s", diff)
			}
		})
	}
}

func TestTextFitsItsWidth(t *testing.T) {
	for name, print := range outputs {
		var columns int
		switch {
		case strings.HasSuffix(name, "120.txt"):
			columns = 120
		case strings.HasSuffix(name, "80.txt"):
			columns = 80
		default:
			continue
		}
		var b bytes.Buffer
		if err := print(&b); err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(b.String(), "\n") {
			if width(line) > columns || line != strings.TrimRight(line, " ") {
				t.Errorf("%s:%d: %d columns: %q", name, i+1, width(line), line)
			}
		}
	}
}

func TestNumbers(t *testing.T) {
	for _, c := range []struct {
		v    float64
		want string
	}{
		{0, "0"},
		{12.35, "12.3"},
		{-3.06359, "−3.06"},
		{0.0601, "0.0601"},
		{2, "2"},
		{99.96, "100"},
		{999.4, "999"},
		{999.6, "1\u202f000"},
		{1234.4, "1\u202f234"},
		{10141756, "10\u202f141\u202f756"},
		{0.00001, "1e-05"},
	} {
		if got := number(c.v); got != c.want {
			t.Errorf("%v is written %q, want %q", c.v, got, c.want)
		}
	}
}

// TestNumbersReadBack holds for all numbers: what is printed is within a half
// per cent of the value, and never NaN or a bare zero for what is not zero.
func TestNumbersReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Float64Range(-1e14, 1e14).Draw(t, "v")
		text := strings.NewReplacer(thin, "", minus, "-").Replace(number(v))
		back, err := strconv.ParseFloat(text, 64)
		if err != nil {
			t.Fatal(err)
		}
		if diff := back - v; diff*diff > v*v*0.0051*0.0051 {
			t.Fatalf("%v is printed %q", v, text)
		}
	})
}

// TestAnyScoresFit draws assessments and prints them in all widths: every line
// fits, and what is missing is never printed as a number.
func TestAnyScoresFit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := sample()
		a.Name = rapid.StringMatching(`[A-ZÄÖÜ][a-zäöü ’-]{0,40}`).Draw(t, "name")
		for i := range a.Pillars {
			a.Pillars[i].Name = rapid.StringMatching(`[A-Z][a-zé ]{1,60}`).Draw(t, "pillar")
			if rapid.Bool().Draw(t, "scored") {
				a.Pillars[i].Score = scoreOf(rapid.Float64Range(0, 100).Draw(t, "score"), rapid.IntRange(1, 10).Draw(t, "rank"))
			}
		}
		columns := rapid.IntRange(80, 120).Draw(t, "width")
		var b bytes.Buffer
		if err := AssessText(&b, a, Options{Width: columns}); err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(b.String(), "\n") {
			if width(line) > columns {
				t.Fatalf("%d columns of %d: %q", width(line), columns, line)
			}
			if strings.Contains(line, "NaN") || strings.Contains(line, "Inf") {
				t.Fatalf("%q", line)
			}
		}
	})
}

func TestColourOnlyRepeats(t *testing.T) {
	var plain, coloured bytes.Buffer
	if err := AssessText(&plain, sample(), Options{Width: 100}); err != nil {
		t.Fatal(err)
	}
	if err := AssessText(&coloured, sample(), Options{Width: 100, Colour: true}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(coloured.String(), "\x1b[") {
		t.Error("no colour")
	}
	var b strings.Builder
	for rest := coloured.String(); rest != ""; {
		before, after, found := strings.Cut(rest, "\x1b[")
		b.WriteString(before)
		if !found {
			break
		}
		_, rest, _ = strings.Cut(after, "m")
	}
	if diff := cmp.Diff(plain.String(), b.String()); diff != "" {
		t.Error(diff)
	}
}

func TestVerdict(t *testing.T) {
	plain, dark := sample(), sample()
	plain.Overall.Range = nil
	dark.Overall, dark.Headline = assess.Score{Reason: "nothing is known"}, "Nothing is known."
	for _, c := range []struct {
		name string
		a    *assess.Assessment
		want string
	}{
		{"the headline comes first", sample(), "Soft security is very high. Rank"},
		{"range before rank", sample(), "Rank 3–7 of 10 (90 % range; 5 by the framework's own choices), score 41 of 100 (29–48), on 99 % of the weight; 2 of 6 indicators are missing."},
		{"no range", plain, "Ranks carry no range here."},
		{"rank, coverage and gaps", plain, "Overall 41 of 100, rank 5 of 10, on 99 % of the weight; 2 of 6 indicators are missing."},
		{"not scored", dark, "Nothing is known."},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Verdict(c.a); !strings.Contains(got, c.want) {
				t.Errorf("%q lacks %q", got, c.want)
			}
		})
	}
}

func TestCoverageIsNeverRoundedUp(t *testing.T) {
	for share, want := range map[float64]string{0: "0 %", 0.29: "29 %", 0.649: "64 %", 0.65: "65 %", 0.9999: "99 %", 1: "100 %"} {
		if got := covered(share); got != want {
			t.Errorf("%v is written %q, want %q", share, got, want)
		}
	}
}

func TestWrapKeepsTogether(t *testing.T) {
	for _, c := range []struct {
		content string
		columns int
		want    []string
	}{
		{"a share of 44 % here", 13, []string{"a share of", "44 % here"}},
		{"first · second", 8, []string{"first ·", "second"}},
		{"", 8, []string{""}},
	} {
		if diff := cmp.Diff(c.want, wrap(c.content, c.columns)); diff != "" {
			t.Errorf("%q: %s", c.content, diff)
		}
	}
}

func TestReproduceNamesWhatWasAsked(t *testing.T) {
	a := sample()
	a.AsOf = obs.Date{Year: 2023, Month: 4, Day: 5}
	var b bytes.Buffer
	flags := []string{"--draws 30", "--factors weights,left_out"}
	if err := AssessText(&b, a, Options{Width: 120, Framework: "my file.yaml", Flags: flags}); err != nil {
		t.Fatal(err)
	}
	const want = `qala assess CIV --year 2022 --framework "my file.yaml" --as-of 2023-04-05 --draws 30 --factors weights,left_out`
	if text := strings.Join(strings.Fields(b.String()), " "); !strings.Contains(text, want) {
		t.Errorf("no %q in\n%s", want, b.String())
	}
	// What a command says by itself is not said twice.
	p := newPage(&b, Options{Flags: flags})
	if got := p.again("qala multiverse --draws 30 --seed 1", "core", obs.Date{}); got != "qala multiverse --draws 30 --seed 1 --framework core --factors weights,left_out" {
		t.Errorf("again: %q", got)
	}
}

func TestCSVReadsBack(t *testing.T) {
	var b bytes.Buffer
	if err := AssessCSV(&b, sample()); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]int{}
	for i, name := range rows[0] {
		at[name] = i
	}
	for _, r := range rows[1:] {
		switch r[at["id"]] {
		case "s.gap":
			if r[at["value"]] != "" || r[at["missing"]] != "not_collected" {
				t.Errorf("missing value %q", r)
			}
		case "s.zero":
			if r[at["value"]] != "0" || r[at["missing"]] != "" {
				t.Errorf("zero %q", r)
			}
		case "s.change":
			if r[at["value"]] != "-0.04217" {
				t.Errorf("value %q", r)
			}
		}
	}
}

func TestBibTeXIsEscaped(t *testing.T) {
	a := sample()
	a.FrameworkName = "50 % of R&D_x {old}"
	a.Sources[0].Published = obs.Date{Year: 2024, Month: 5, Day: 6}
	c := Cite(a)
	for _, want := range []string{`50 \% of R\&D\_x \{old\}`, "year = {2024}"} {
		if !strings.Contains(c.BibTeX, want) {
			t.Errorf("no %q in %s", want, c.BibTeX)
		}
	}
	if !strings.Contains(c.CSL, `"issued":{"date-parts":[[2024,5,6]]}`) || !strings.HasPrefix(c.Text, "Qala (2024). ") {
		t.Errorf("no date in %s, %s", c.CSL, c.Text)
	}
}

func TestCSLIsJSON(t *testing.T) {
	var items []map[string]any
	if err := json.Unmarshal([]byte(Cite(sample()).CSL), &items); err != nil || len(items) != 1 || items[0]["type"] != "dataset" {
		t.Errorf("%v %v", items, err)
	}
}
