// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/qala-observatory/qala/internal/article"
)

// checkFlags are what the command check is asked with.
type checkFlags struct {
	text, asOf, claims, series, format string
}

// newCheck makes the command check.
func newCheck(p *program) *cobra.Command {
	var f checkFlags
	cmd := &cobra.Command{
		Use:   "check [FILE|-]",
		Short: "Check the claims of a text against open data",
		Args:  cobra.MaximumNArgs(1),
	}
	cmd.Flags().StringVar(&f.text, "text", "", "check this `text` instead of a file")
	cmd.Flags().StringVar(&f.asOf, "as-of", "", "the `date` of the text, YYYY-MM-DD")
	cmd.Flags().StringVar(&f.claims, "claims", "", "check the rows of this `file` of JSON lines")
	cmd.Flags().StringVar(&f.series, "series", "", "take series of your own in this `folder` too")
	cmd.Flags().StringVar(&f.format, "format", "text", "how to print: text, json, jsonl, html or claimreview")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		d, err := p.desk(cmd.Context(), f.series)
		if err != nil {
			return err
		}
		if f.claims != "" {
			return p.checkRows(d, f.claims)
		}
		return usage("not yet")
	}
	return cmd
}

// checkRows checks the rows of a file in their order. A row that cannot be read is
// reported with its line; the rest go on.
func (p *program) checkRows(d *article.Desk, name string) error {
	in, err := os.Open(name)
	if err != nil {
		return named(err)
	}
	defer in.Close()
	out := bufio.NewWriter(p.stdout)
	lines := bufio.NewReader(in)
	for n := 1; ; n++ {
		line, err := lines.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			if bad := p.checkRow(d, line, out); bad != nil {
				p.remark("qala: %s: line %d: %v", name, n, bad)
			}
		}
		if err == io.EOF {
			return out.Flush()
		}
		if err != nil {
			return err
		}
	}
}

// checkRow checks one row.
func (p *program) checkRow(d *article.Desk, line []byte, out io.Writer) error {
	var row article.Row
	if err := json.Unmarshal(line, &row); err != nil {
		return err
	}
	if row.ID == "" || strings.TrimSpace(row.Text) == "" {
		return fmt.Errorf("a row wants id and text")
	}
	result, err := d.Check(row)
	if err != nil {
		return err
	}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	return enc.Encode(result)
}

// desk prepares what reads and checks.
func (p *program) desk(ctx context.Context, series string) (*article.Desk, error) {
	reg, snap, err := p.open()
	if err != nil {
		return nil, err
	}
	lex, err := fs.Sub(p.data, "lexicon")
	if err != nil {
		return nil, err
	}
	return newDesk(ctx, deskSetup{reg: reg, snap: snap, lexicon: lex, data: p.data, series: series, catalog: p.sources})
}
