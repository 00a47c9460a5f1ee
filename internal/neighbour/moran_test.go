// SPDX-License-Identifier: Apache-2.0

package neighbour

import (
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"
)

// columbus reads the 49 neighbourhoods of Columbus.
func columbus(t *testing.T) (*Weights, *Column) {
	t.Helper()
	f, err := os.Open("testdata/columbus.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rows = rows[1:]
	crime := NewColumn(len(rows))
	var pairs [][2]int
	for i, row := range rows {
		v, err := strconv.ParseFloat(row[1], 64)
		if err != nil {
			t.Fatal(err)
		}
		crime.Set(i, v)
		for word := range strings.FieldsSeq(row[2]) {
			at, err := strconv.Atoi(word)
			if err != nil {
				t.Fatal(err)
			}
			pairs = append(pairs, [2]int{i, at - 1})
		}
	}
	return graph(t, len(rows), pairs), crime
}

// The published results for Columbus: Anselin, L. 2003, "An introduction to
// spatial regression analysis in R", chapter 3: moran.test of CRIME with the
// weights of columbus.gal, row-standardised, under randomisation (standard
// deviate 5.3427), and the first three lags.
const (
	columbusI        = 0.485770914
	columbusExpected = -0.020833333
	columbusVariance = 0.008991121
)

func TestMoranOfColumbus(t *testing.T) {
	w, crime := columbus(t)
	if w.Links() != 230 {
		t.Fatalf("%d links, want 230", w.Links())
	}
	m := w.Global(crime, Permutations, 1)
	if math.Abs(m.I-columbusI) > 5e-10 || math.Abs(m.Expected-columbusExpected) > 5e-10 {
		t.Errorf("I %.9f, expected %.9f", m.I, m.Expected)
	}
	if m.P != 0.001 || m.N != 49 || !m.OK {
		t.Errorf("%+v: the normal deviate of 5.34 leaves no permutation above", m)
	}
	if again := w.Global(crime, Permutations, 1); again != m {
		t.Errorf("%+v, then %+v", m, again)
	}
	for i, want := range []float64{24.71427, 26.24684, 29.41175} {
		if got := w.Lag(crime)[i].Value; math.Abs(got-want) > 5e-6 {
			t.Errorf("lag %d is %.5f, want %.5f", i, got, want)
		}
	}
}

// TestPermutationsHaveThePublishedMoments compares the permutation distribution
// with its exact mean and variance: of 20,000 the mean lies within 4 standard
// errors, the variance within 5 %.
func TestPermutationsHaveThePublishedMoments(t *testing.T) {
	w, crime := columbus(t)
	s := w.sampleOf(crime)
	const n = 20_000
	var sum, squares float64
	s.permute(n, 7, func(i float64) { sum += i; squares += i * i })
	mean := sum / n
	variance := squares/n - mean*mean
	if math.Abs(mean-columbusExpected) > 4*math.Sqrt(columbusVariance/n) {
		t.Errorf("mean %.5f, want %.5f", mean, columbusExpected)
	}
	if math.Abs(variance/columbusVariance-1) > 0.05 {
		t.Errorf("variance %.6f, want %.6f", variance, columbusVariance)
	}
}

// TestLocalSumsToGlobal is the identity of Anselin (1995), equation 13.
func TestLocalSumsToGlobal(t *testing.T) {
	w, crime := columbus(t)
	sum := 0.0
	for i := range 49 {
		sum += w.Local(crime, i, 9, 1).I
	}
	if math.Abs(sum/49-columbusI) > 5e-10 {
		t.Errorf("mean of the local indices %.9f, want %.9f", sum/49, columbusI)
	}
}

// TestPValueAgainstEveryOrder compares the sampled p-values with those of all
// orders of six values on a ring, found by enumeration.
func TestPValueAgainstEveryOrder(t *testing.T) {
	w := graph(t, 6, [][2]int{{0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 5}, {5, 0}})
	values := []float64{1, 2, 4, 8, 7, 3}
	s := w.sampleOf(column(values...))
	observed := s.index(s.z)
	var more, all, local, below, conditional float64
	own := w.Local(column(values...), 3, 0, 1).I
	orders(append([]float64(nil), s.z...), 0, func(z []float64) {
		all++
		if s.index(z) >= observed-slip {
			more++
		}
		if z[3] != s.z[3] {
			return
		}
		conditional++
		at := z[3] / s.m2 * lagOf(s.rows[3], z)
		if at >= own-slip {
			local++
		}
		if at <= own+slip {
			below++
		}
	})
	const n = 40_000
	if got, want := w.Global(column(values...), n, 3).P, more/all; math.Abs(got-want) > 0.01 {
		t.Errorf("p %.4f, by enumeration %.4f", got, want)
	}
	want := min(1, 2*min(local, below)/conditional)
	if got := w.Local(column(values...), 3, n, 3).P; math.Abs(got-want) > 0.015 {
		t.Errorf("local p %.4f, by enumeration %.4f", got, want)
	}
}

// orders visits every order of the values.
func orders(z []float64, from int, visit func([]float64)) {
	if from == len(z) {
		visit(z)
		return
	}
	for i := from; i < len(z); i++ {
		z[from], z[i] = z[i], z[from]
		orders(z, from+1, visit)
		z[from], z[i] = z[i], z[from]
	}
}

func TestMoranLeavesOut(t *testing.T) {
	none := math.NaN()
	// A ring of four, an island, and one without a value.
	w := graph(t, 6, [][2]int{{0, 1}, {1, 2}, {2, 3}, {3, 0}, {0, 5}})
	// On a ring of four 1, 0, 1, 0 every state is unlike its neighbours.
	m := w.Global(column(1, 0, 1, 0, 9, none), 99, 1)
	if math.Abs(m.I+1) > 1e-12 || m.N != 4 {
		t.Errorf("%+v, want I -1 of 4", m)
	}
	if l := w.Local(column(1, 0, 1, 0, 9, none), 0, 99, 1); l.Quarter != HighLow || math.Abs(l.I+1) > 1e-12 {
		t.Errorf("%+v", l)
	}
	for name, state := range map[string]int{"island": 4, "no value": 5} {
		if l := w.Local(column(1, 0, 1, 0, 9, none), state, 99, 1); l.OK {
			t.Errorf("%s: %+v", name, l)
		}
	}
	if m := w.Global(column(3, 3, 3, 3, 3, 3), 99, 1); m.OK || m.I != 0 {
		t.Errorf("values that do not differ: %+v", m)
	}
}
