// SPDX-License-Identifier: Apache-2.0

package table_test

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/source"
	"github.com/qala-observatory/qala/internal/source/table"
)

// FuzzTable reads any bytes as a long and as a wide table: nothing that is not
// finite, unnamed or without a place comes out, every row is accounted for, and a
// second reading gives the same.
func FuzzTable(f *testing.F) {
	for _, rows := range []string{
		"AZE,2016,GDP,-3.064,0.5\n", "AZE,2016,GDP,NaN,\nAZE,2016,GDP,\"1,234\",\n", "AZE,2016,GDP,1,\nAZE,2016,GDP,2,\n",
		"C\xf4te,2016,GDP,1,\n", "AZE,20016,GDP,1,\n,,,,\n.csv,NA,NA,NA,NA\n", "AZE,2016,GDP,1e999,-1\nKorea,2016\n",
		"AZE,2016,GDP,\"1,\nGEO,2016,GDP,2,\n", "WLD,2016,population,5e+05,NA\r\n",
	} {
		f.Add([]byte("iso3,year,series,value,se\n" + rows))
	}
	f.Add([]byte("name,to,year,x,lo,hi,n,use\nAzerbaijan,Turkey,2016,9,3,1,30,yes\nGerogia,Congo,2016,1,1,1,29,y\n"))
	f.Add([]byte("\xff\xfei\x00s\x00o\x003\x00"))
	f.Add([]byte("iso3,year,series,value,value\nAZE,2016,GDP,1,2\n"))
	reg := register(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, def := range []func() *source.Definition{long, wide} {
			reader, err := table.New(def(), reg)
			if err != nil {
				t.Fatal(err)
			}
			var first, second basket
			errFirst := reader.Read(bytesOf("f.csv", "1", data), &first)
			errSecond := reader.Read(bytesOf("f.csv", "1", data), &second)
			if (errFirst == nil) != (errSecond == nil) {
				t.Fatalf("first %v, then %v", errFirst, errSecond)
			}
			if diff := cmp.Diff(first, second, cmp.AllowUnexported(basket{})); diff != "" {
				t.Error(diff)
			}
			for _, o := range first.seen {
				check(t, o)
			}
			for _, r := range first.rejected {
				if r.Reason == "" || r.Row < 2 || len(r.Text) > 200 || r.File == "" {
					t.Errorf("%+v", r)
				}
			}
		}
	})
}

// check looks for what no observation may be.
func check(t *testing.T, o obs.Observation) {
	t.Helper()
	for _, n := range []float64{o.Value, o.Spread.SE, o.Spread.Low, o.Spread.High} {
		if math.IsNaN(n) || math.IsInf(n, 0) {
			t.Errorf("%+v", o)
		}
	}
	if o.Indicator == "" || o.Country == "" || o.Period.Year == 0 || o.Ref.Row < 2 || o.Ref.Rows < 1 || o.Ref.Text == "" {
		t.Errorf("%+v", o)
	}
}

// counter is a sink that keeps nothing.
type counter struct{ seen, rejected int }

func (c *counter) Observe(obs.Observation) error { c.seen++; return nil }
func (c *counter) Reject(obs.Rejected) error     { c.rejected++; return nil }

func BenchmarkWDI(b *testing.B) {
	def, reg := definition(b, "wdi"), register(b)
	path := def.Releases[0].Files[0].Path
	data, err := os.ReadFile(filepath.Join(raw(b), filepath.FromSlash(path)))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		reader, err := table.New(def, reg)
		if err != nil {
			b.Fatal(err)
		}
		var c counter
		if err := reader.Read(bytesOf(path, "2026-03", data), &c); err != nil || c.seen < 290_000 {
			b.Fatal(c, err)
		}
	}
}
