// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"strconv"
	"strings"

	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/snapshot"
)

// citer completes evidence from the snapshot.
type citer struct {
	ctx  context.Context
	snap *snapshot.Snapshot
	kept map[snapshot.Cell][]obs.Observation
}

// Cite finds the release and the raw row of each figure that the snapshot holds.
// Derived figures and a user's own have none.
func (c *citer) Cite(list []*claim.Evidence) error {
	const most = 1 << 15 // what is kept is bounded, however long the text
	if len(c.kept) > most {
		clear(c.kept)
	}
	var cells []snapshot.Cell
	asked := map[snapshot.Cell]bool{}
	for _, e := range list {
		if cell, ok := c.cell(e); ok && !asked[cell] {
			if _, kept := c.kept[cell]; !kept {
				asked[cell] = true
				cells = append(cells, cell)
			}
		}
	}
	if len(cells) > 0 {
		found, err := c.snap.Find(c.ctx, cells, snapshot.Options{})
		if err != nil {
			return err
		}
		for i, cell := range cells {
			c.kept[cell] = found[i]
		}
	}
	for _, e := range list {
		if cell, ok := c.cell(e); ok {
			c.fill(e, c.kept[cell])
		}
	}
	return nil
}

// cell is where the snapshot holds a figure.
func (c *citer) cell(e *claim.Evidence) (snapshot.Cell, bool) {
	year, err := strconv.Atoi(e.Period)
	if err != nil || e.Own || e.Country == "" || e.Value == nil {
		return snapshot.Cell{}, false
	}
	if _, ok := c.snap.Indicator(e.Indicator); !ok {
		return snapshot.Cell{}, false
	}
	return snapshot.Cell{Indicator: e.Indicator, Country: e.Country, Year: year}, true
}

// fill puts release, licence, citation and reference into a figure.
func (c *citer) fill(e *claim.Evidence, found []obs.Observation) {
	for _, o := range found {
		if e.Counterpart != "" && !strings.EqualFold(o.Counterpart, e.Counterpart) {
			continue
		}
		e.Ref = &claim.Ref{File: o.Ref.File, SHA256: o.Ref.SHA256, Row: o.Ref.Row, Place: o.Ref.Place, Text: o.Ref.Text}
		e.Release = o.Release
		source, _, _ := obs.SplitID(o.Indicator)
		if origin, ok := c.snap.Origin(source, o.Release); ok {
			e.Licence, e.Citation = origin.Licence, origin.Citation
			e.Source = origin.Producer
		}
		return
	}
}
