// SPDX-License-Identifier: Apache-2.0

package snapshot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/parquet-go/parquet-go"

	"github.com/qala-observatory/qala/internal/obs"
)

// The manifest shows the first rejected rows of each file and the most frequent
// reasons; the Parquet file of rejected rows holds all.
const (
	maxSamples = 20
	maxReasons = 20
)

// RejectedError says that more rows of a source were rejected than it allows.
type RejectedError struct {
	// Source is the id. Of Rows rows, or values where the reader does not count
	// rows, Rejected were rejected; Max is the share that is allowed.
	Source         string
	Rejected, Rows int
	Max            float64
	// Reasons are the most frequent, First the first rejected rows.
	Reasons []ReasonCount
	First   []obs.Rejected
}

// Error counts, and gives the reasons and the first rows.
func (e *RejectedError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %d of %d rows rejected (%.2f %%), allowed are %.2f %%", e.Source,
		e.Rejected, e.Rows, 100*share(e.Rejected, e.Rows), 100*e.Max)
	for _, r := range e.Reasons {
		fmt.Fprintf(&b, "; %d × %s", r.Count, r.Reason)
	}
	for _, r := range e.First {
		fmt.Fprintf(&b, "; %s line %d column %q: %q", r.File, r.Row, r.Column, r.Text)
	}
	return b.String()
}

// tooMany is an error where more was rejected than the source allows: of the raw
// rows, where the reader counts them (several rejected cells of one row count
// once), and else of the values kept and rejected.
func (in *Intake) tooMany(kept int) error {
	rejected, rows := len(in.rejected), kept+len(in.rejected)
	if in.counted {
		rejected = in.rejectedRows()
		rows = max(in.read, rejected)
	}
	if share(rejected, rows) <= in.source.MaxRejected {
		return nil
	}
	reasons := countReasons(in.rejected)
	return &RejectedError{
		Source: in.source.ID, Rejected: rejected, Rows: rows, Max: in.source.MaxRejected,
		Reasons: reasons[:min(5, len(reasons))], First: in.rejected[:min(5, len(in.rejected))],
	}
}

// rejectedRows counts the raw rows with something rejected. Rejections that name
// no row count by themselves.
func (in *Intake) rejectedRows() int {
	type line struct {
		file string
		row  int
	}
	lines := map[line]struct{}{}
	elsewhere := 0
	for _, r := range in.rejected {
		if r.Row == 0 {
			elsewhere++
			continue
		}
		lines[line{r.File, r.Row}] = struct{}{}
	}
	return len(lines) + elsewhere
}

// share is a part of a whole, 0 where there is none.
func share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}

// countReasons counts by reason, the most frequent first.
func countReasons(rejected []obs.Rejected) []ReasonCount {
	counts := map[string]int{}
	for _, r := range rejected {
		counts[r.Reason]++
	}
	list := make([]ReasonCount, 0, len(counts))
	for reason, n := range counts {
		list = append(list, ReasonCount{reason, n})
	}
	slices.SortFunc(list, func(a, b ReasonCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Reason, b.Reason))
	})
	if len(list) <= maxReasons {
		return list
	}
	others := 0
	for _, r := range list[maxReasons:] {
		others += r.Count
	}
	return append(list[:maxReasons:maxReasons], ReasonCount{OtherReasons, others})
}

// sortRejected puts rejected rows into the order of the raw files.
func (in *Intake) sortRejected() {
	slices.SortStableFunc(in.rejected, func(a, b obs.Rejected) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Row, b.Row))
	})
}

// writeRejected writes the rejected rows, in the order of the raw files.
func writeRejected(ctx context.Context, out io.Writer, rejected []obs.Rejected) error {
	options := append(writerOptions(), parquet.KeyValueMetadata("qala.format", strconv.Itoa(FormatVersion)))
	w := parquet.NewGenericWriter[storedRejected](out, options...)
	for from := 0; from < len(rejected); from += 4096 {
		if err := ctx.Err(); err != nil {
			return err
		}
		var rows []storedRejected
		for _, r := range rejected[from:min(from+4096, len(rejected))] {
			rows = append(rows, storedRejected{r.File, int64(r.Row), r.Column, r.Text, r.Reason})
		}
		if _, err := w.Write(rows); err != nil {
			return err
		}
	}
	return w.Close()
}

// Rejected reads every row of a source that could not become an observation, in
// the order of the raw files.
func (s *Snapshot) Rejected(source string) ([]obs.Rejected, error) {
	f, ok := s.files[source]
	if !ok {
		return nil, fmt.Errorf("source %q: %w", source, ErrUnknown)
	}
	if f.facts.RejectedData == nil {
		return nil, nil
	}
	raw, err := f.bytes(*f.facts.RejectedData)
	if err != nil {
		return nil, err
	}
	var list []obs.Rejected
	err = guard(f.facts.RejectedData.Name, func() error {
		list, err = readRejected(raw)
		return err
	})
	return list, err
}

// readRejected decodes a Parquet file of rejected rows.
func readRejected(raw []byte) ([]obs.Rejected, error) {
	file, err := openParquet(raw)
	if err != nil {
		return nil, err
	}
	in := parquet.NewGenericReader[storedRejected](file)
	defer func() { _ = in.Close() }()
	var list []obs.Rejected
	for rows := make([]storedRejected, 1024); ; {
		n, err := in.Read(rows)
		for _, r := range rows[:n] {
			list = append(list, obs.Rejected{
				File: r.File, Row: int(r.Row), Column: r.Column, Text: r.Text, Reason: r.Reason,
			})
		}
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if err != nil {
			return nil, err
		}
	}
}
