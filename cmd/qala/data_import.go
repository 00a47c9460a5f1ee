// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/source"
	"github.com/qala-observatory/qala/internal/source/all"
)

// newDataImport makes the command data import.
func newDataImport(p *program) *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "import SOURCE FILE...",
		Short: "Read your own copy of a file that may not be passed on",
		Long: `Import reads your own copy of a source's file with the source's reader and says
what is in it. With --out it writes SOURCE.csv, a row for each observation with
the row it was read from, and SOURCE.rejected.csv, a row for each that could not
be read. With --format csv the observations are printed. Rows that could not be
read are named on standard error. Nothing is kept elsewhere, and nothing is sent
anywhere.

A file is known by its name, as qala sources SOURCE shows it.

` + exitHelp,
		Example: `  qala data import cow-nmc NMC-60-abridged.csv
  qala data import cow-mid "MIDB 5.0.csv" --out imported`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 2 {
				return fmt.Errorf("want a source and its files; got %d arguments", len(args))
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "write CSV into this `folder`")
	f := formatFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		in, err := p.importFiles(cmd.Context(), args[0], args[1:])
		p.remarkRejected(in)
		if err != nil {
			return err
		}
		if out != "" {
			if err := in.export(out); err != nil {
				return err
			}
		}
		return p.printImport(in, *f)
	}
	return cmd
}

// imported is what a reader found in a user's files. It is the reader's sink.
type imported struct {
	ctx          context.Context
	def          *source.Definition
	observations []obs.Observation
	rejected     []obs.Rejected
	read         int
}

// Observe takes an observation.
func (in *imported) Observe(o obs.Observation) error {
	in.observations = append(in.observations, o)
	return in.ctx.Err()
}

// Reject takes a row that could not be read.
func (in *imported) Reject(r obs.Rejected) error {
	in.rejected = append(in.rejected, r)
	return in.ctx.Err()
}

// Count adds up the rows read.
func (in *imported) Count(read, _ int) { in.read += read }

// importFiles reads the files of a source.
func (p *program) importFiles(ctx context.Context, id string, names []string) (*imported, error) {
	c, err := p.sources()
	if err != nil {
		return nil, err
	}
	def, err := definition(c, id)
	if err != nil {
		return nil, err
	}
	reg, err := p.register()
	if err != nil {
		return nil, err
	}
	in := &imported{ctx: ctx, def: def}
	return in, in.files(names, reg)
}

// files opens and reads files.
func (in *imported) files(names []string, reg *country.Register) error {
	files := make([]source.File, 0, len(names))
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return named(err)
		}
		defer f.Close()
		file, err := in.file(name, f)
		if err != nil {
			return err
		}
		files = append(files, file)
	}
	if err := all.ReadAll(in.def, reg, files, in); err != nil {
		return err
	}
	if in.read == 0 && len(in.observations)+len(in.rejected) == 0 {
		return fmt.Errorf("%s: %s: no row in it", in.def.ID, files[0].Path)
	}
	rows := cmp.Or(in.read, len(in.observations)+len(in.rejected))
	if limit := in.def.MaxRejected; float64(len(in.rejected)) > limit*float64(rows) {
		r := in.rejected[0]
		return fmt.Errorf("%s: %d of %d rows rejected, at most %g %% allowed; first %s line %d, %s %q: %s", in.def.ID,
			len(in.rejected), rows, 100*limit, r.File, r.Row, r.Column, r.Text, r.Reason)
	}
	return nil
}

// mostRemarked is how many rejected rows are named on standard error.
const mostRemarked = 20

// remarkRejected names the rows that could not be read, as far as a person reads
// on.
func (p *program) remarkRejected(in *imported) {
	if in == nil {
		return
	}
	for _, r := range in.rejected[:min(len(in.rejected), mostRemarked)] {
		p.remark("%s:%d:%s: %q: %s", r.File, r.Row, r.Column, r.Text, r.Reason)
	}
	if more := len(in.rejected) - mostRemarked; more > 0 {
		p.remark("and %s more rejected rows", count(more))
	}
}

// file is a user's file as the reader wants it.
func (in *imported) file(name string, f *os.File) (source.File, error) {
	h := sha256.New()
	n, err := io.Copy(h, f)
	if err != nil {
		return source.File{}, fmt.Errorf("%s: %w", name, err)
	}
	file := source.File{
		Path: filepath.ToSlash(name), SHA256: hex.EncodeToString(h.Sum(nil)), Data: f, Size: n,
	}
	known := func(release string, specs []source.FileSpec) {
		for _, spec := range specs {
			if path.Base(spec.Path) == filepath.Base(name) {
				file.Release, file.Role, file.Member = release, spec.Role, spec.Member
			}
		}
	}
	if releases := in.def.Releases; len(releases) > 0 {
		file.Release = releases[len(releases)-1].ID
		known(file.Release, in.def.Live)
	}
	for _, r := range in.def.Releases {
		known(r.ID, r.Files)
	}
	return file, nil
}

// export writes the observations and the rejected rows as CSV.
func (in *imported) export(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if err := writeFile(filepath.Join(dir, in.def.ID+".csv"), in.writeObservations); err != nil {
		return err
	}
	return writeFile(filepath.Join(dir, in.def.ID+".rejected.csv"), func(w io.Writer) error {
		return rejectedGrid(in.rejected).csv(w)
	})
}

// writeFile writes a file whole or not at all.
func writeFile(name string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+"-")
	if err != nil {
		return err
	}
	err = errors.Join(write(f), f.Chmod(0o644), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("%s: %w", name, err), os.Remove(f.Name()))
	}
	return nil
}

// writeObservations writes a row for each observation.
func (in *imported) writeObservations(w io.Writer) error {
	out := csv.NewWriter(w)
	header := []string{"indicator", "country", "counterpart", "period", "value", "low", "high", "standard_error", "flags", "release", "file", "row", "rows", "place", "entity", "text"}
	if err := out.Write(header); err != nil {
		return err
	}
	number := func(ok bool, v float64) string {
		if !ok {
			return ""
		}
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	for _, o := range in.observations {
		if err := out.Write([]string{
			o.Indicator, string(o.Country), o.Counterpart, o.Period.String(), number(true, o.Value),
			number(o.Spread.HasInterval, o.Spread.Low), number(o.Spread.HasInterval, o.Spread.High),
			number(o.Spread.HasSE, o.Spread.SE), strings.Join(o.Flags.Names(), " "), o.Release, o.Ref.File,
			strconv.Itoa(o.Ref.Row), strconv.Itoa(o.Ref.Rows), o.Ref.Place, o.Ref.Entity, o.Ref.Text,
		}); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// importedSeries says what was found of one series.
type importedSeries struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Unit      string `json:"unit"`
	Values    int    `json:"values"`
	Countries int    `json:"countries"`
	First     int    `json:"first_year"`
	Last      int    `json:"last_year"`
}

// series counts what was found, in the order of the definition.
func (in *imported) series() []importedSeries {
	list := make([]importedSeries, len(in.def.Series))
	at := map[string]*importedSeries{}
	for i, s := range in.def.Series {
		list[i] = importedSeries{ID: in.def.ID + "." + s.ID, Name: s.Name, Unit: string(s.Unit)}
		at[list[i].ID] = &list[i]
	}
	type pair struct {
		indicator string
		country   country.Code
	}
	seen := map[pair]bool{}
	for _, o := range in.observations {
		s := at[o.Indicator]
		if s.Values == 0 {
			s.First, s.Last = o.Period.Year, o.Period.Year
		}
		s.Values++
		s.First, s.Last = min(s.First, o.Period.Year), max(s.Last, o.Period.Year)
		if key := (pair{o.Indicator, o.Country}); !seen[key] {
			seen[key] = true
			s.Countries++
		}
	}
	return list
}

// printImport prints what was found.
func (p *program) printImport(in *imported, f format) error {
	list := in.series()
	switch f {
	case asCSV:
		return in.writeObservations(p.stdout)
	case asJSON:
		return writeJSON(p.stdout, struct {
			Source   string           `json:"source"`
			Licence  string           `json:"licence"`
			Citation string           `json:"citation"`
			Rows     int              `json:"rows"`
			Kept     int              `json:"kept"`
			Rejected []rejectedRow    `json:"rejected"`
			Series   []importedSeries `json:"series"`
		}{in.def.ID, in.def.Licence, in.def.Citation, in.read, len(in.observations), rejectedRows(in.rejected), list})
	}
	g := grid{header: []string{"indicator", "name", "years", "countries", "values"}, right: []int{3, 4}, wrap: map[int]int{1: p.columns() - 50}}
	for _, s := range list {
		g.add(s.ID, s.Name, years(s.First, s.Last), count(s.Countries), count(s.Values))
	}
	if err := g.text(p.stdout); err != nil {
		return err
	}
	_, err := fmt.Fprintf(p.stdout, "\n%s rows read, %s values kept, %s rejected. Licence: %s.\n",
		count(in.read), count(len(in.observations)), count(len(in.rejected)), in.def.Licence)
	return err
}

// years writes a span of years, or a dash for none.
func years(first, last int) string {
	switch {
	case last == 0:
		return "–"
	case first == last:
		return strconv.Itoa(first)
	}
	return fmt.Sprintf("%d-%d", first, last)
}
