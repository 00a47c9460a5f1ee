// SPDX-License-Identifier: Apache-2.0

package table

import (
	"bytes"
	"slices"
	"testing"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
)

// holes replaces the panel by the one with 15 % of its values taken out.
func holes(t testing.TB, in *Input) {
	t.Helper()
	s := readSheet("iData", bytes.NewReader(gold(t, "04_imputation/panel_input_15pctNA.csv")))
	p := panel.New(in.Panel.Cases(), in.Panel.Years(), in.Panel.Indicators())
	for r := range s.rows {
		year, _ := s.number(r, "Time")
		c, _ := p.Case(s.cell(r, "uCode"))
		y, _ := p.Year(int(year))
		for i, id := range p.Indicators() {
			if v, ok := s.number(r, id); ok {
				p.Set(c, y, i, panel.Cell{Value: v, Missing: obs.Present})
			}
		}
	}
	in.Panel = p
}

func TestTreatments(t *testing.T) {
	two := 2
	for _, tt := range []struct {
		file string
		how  composite.Treatment
	}{
		{"treat_default_raw", composite.Treatment{First: composite.Winsorise, Then: composite.LogShift}},
		{"treat_combine_raw", composite.Treatment{First: composite.Winsorise, Then: composite.LogShift, Combine: true}},
		{"treat_winmax2_logCTplus", composite.Treatment{First: composite.Winsorise, Then: composite.LogShiftMirrored, MaxPoints: &two}},
		{"treat_winmax2_boxcox", composite.Treatment{First: composite.Winsorise, Then: composite.BoxCox, Lambda: 0.2, MaxPoints: &two}},
	} {
		t.Run(tt.file, func(t *testing.T) {
			none := composite.Denomination{Method: composite.DenominateNone}
			b := build(t, asem(t, "01_asem/iData.csv"), composite.Recipe{Denominate: none, Treat: tt.how})
			compare(t, b.Table("treated"), "03_treatment/"+tt.file+".csv", tolerance)
		})
	}
}

func TestNormalisations(t *testing.T) {
	for _, tt := range []struct {
		file string
		how  composite.Normalisation
	}{
		{"minmax", composite.Normalisation{Method: composite.NormaliseMinMax}},
		{"zscore", composite.Normalisation{Method: composite.NormaliseZScore}},
		{"rank", composite.Normalisation{Method: composite.NormaliseRank}},
		{"prank", composite.Normalisation{Method: composite.NormalisePercentile}},
		{"borda", composite.Normalisation{Method: composite.NormaliseBorda}},
		{"dist2max", composite.Normalisation{Method: composite.NormaliseMaximum}},
		{"dist2targ_iMeta", composite.Normalisation{Method: composite.NormaliseTarget}},
		{"fracmax", composite.Normalisation{Method: composite.NormaliseFraction}},
	} {
		t.Run(tt.file, func(t *testing.T) {
			r := asemRecipe()
			r.Normalise = tt.how
			in := asem(t, "01_asem/iData.csv")
			skipped := refused(in, tt.how.Method)
			b := build(t, in, r)
			compare(t, without(b.Table("normalised"), skipped), "02_functions/asem_n_"+tt.file+".csv", tolerance)
		})
	}
}

// refused lists the leaves to which a method does not apply (the greatest value
// after the direction is 0, so that fractions of it are infinite in the
// reference), and gives them another.
func refused(in *Input, m composite.NormaliseMethod) []string {
	if m != composite.NormaliseFraction {
		return nil
	}
	skipped := []string{"CostImpEx", "Tariff", "Poverty"}
	for _, id := range skipped {
		in.Framework.Find(id).Normalise = &composite.Normalisation{Method: composite.NormaliseMinMax}
	}
	return skipped
}

// without leaves columns out of a table.
func without(t *Table, skipped []string) *Table {
	out := &Table{Name: t.Name, Rows: t.Rows, Cells: make([][]Cell, len(t.Rows))}
	for j, column := range t.Columns {
		if slices.Contains(skipped, column) {
			continue
		}
		out.Columns = append(out.Columns, column)
		for r := range t.Rows {
			out.Cells[r] = append(out.Cells[r], t.Cells[r][j])
		}
	}
	return out
}

func TestAggregations(t *testing.T) {
	level := func(methods ...composite.AggregateMethod) composite.Aggregations {
		var a composite.Aggregations
		for _, m := range methods {
			a.Levels = append(a.Levels, composite.Aggregation{Method: m})
		}
		return a
	}
	for _, tt := range []struct {
		file string
		how  composite.Aggregations
	}{
		{"asem_hmean", level(composite.Harmonic, composite.Harmonic, composite.Harmonic)},
		{"asem_amean_amean_gmean", level(composite.Arithmetic, composite.Arithmetic, composite.Geometric)},
		{"asem_copeland", level(composite.Copeland, composite.Copeland, composite.Copeland)},
	} {
		t.Run(tt.file, func(t *testing.T) {
			r := asemRecipe()
			r.Normalise.Low, r.Normalise.High = 1, 100
			r.Aggregate = tt.how
			b := build(t, asem(t, "01_asem/iData.csv"), r)
			compare(t, b.Table("aggregated"), "05_aggregation/"+tt.file+".csv", tolerance)
		})
	}
}
