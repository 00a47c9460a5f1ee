// SPDX-License-Identifier: Apache-2.0

package export

import (
	"encoding/csv"
	"io"

	"github.com/parquet-go/parquet-go"

	"github.com/qala-observatory/qala/internal/assess"
)

// Panel takes one series after another and writes their rows.
type Panel interface {
	// Add writes the rows of a series.
	Add(s *assess.Series) error
	// Close writes what is left; the writer below stays open.
	Close() error
}

// csvPanel writes rows as CSV.
type csvPanel struct{ out *csv.Writer }

// NewCSV begins a panel as CSV, with its header.
func NewCSV(w io.Writer) (Panel, error) {
	p := &csvPanel{csv.NewWriter(w)}
	return p, p.out.Write(columns)
}

// Add writes the rows of a series.
func (p *csvPanel) Add(s *assess.Series) error {
	for _, r := range Rows(s) {
		if err := p.out.Write(r.cells()); err != nil {
			return err
		}
	}
	return nil
}

// Close writes what is left.
func (p *csvPanel) Close() error {
	p.out.Flush()
	return p.out.Error()
}

// parquetPanel writes rows as Parquet.
type parquetPanel struct{ out *parquet.GenericWriter[Row] }

// NewParquet begins a panel as Parquet. Facts stand in the metadata of the file,
// in their order.
func NewParquet(w io.Writer, facts [][2]string) Panel {
	options := []parquet.WriterOption{parquet.CreatedBy("qala", "", "")}
	for _, f := range facts {
		options = append(options, parquet.KeyValueMetadata(f[0], f[1]))
	}
	return &parquetPanel{parquet.NewGenericWriter[Row](w, options...)}
}

// Add writes the rows of a series.
func (p *parquetPanel) Add(s *assess.Series) error {
	_, err := p.out.Write(Rows(s))
	return err
}

// Close writes what is left and the foot of the file.
func (p *parquetPanel) Close() error { return p.out.Close() }

// SeriesCSV writes one series as CSV.
func SeriesCSV(w io.Writer, s *assess.Series) error {
	p, err := NewCSV(w)
	if err != nil {
		return err
	}
	if err := p.Add(s); err != nil {
		return err
	}
	return p.Close()
}
