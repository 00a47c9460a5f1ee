// SPDX-License-Identifier: Apache-2.0

package main

import "github.com/qala-observatory/qala/internal/obs"

// rejectedRow is a row that could not be read, for programs.
type rejectedRow struct {
	File   string `json:"file"`
	Row    int    `json:"row,omitempty"`
	Column string `json:"column,omitempty"`
	Text   string `json:"text"`
	Reason string `json:"reason"`
}

// rejectedRows gives rows the form for programs.
func rejectedRows(list []obs.Rejected) []rejectedRow {
	rows := make([]rejectedRow, len(list))
	for i, r := range list {
		rows[i] = rejectedRow(r)
	}
	return rows
}

// rejectedGrid has a line for each row.
func rejectedGrid(list []obs.Rejected) *grid {
	g := &grid{header: []string{"file", "row", "column", "text", "reason"}}
	for _, r := range list {
		row := any("")
		if r.Row > 0 {
			row = r.Row
		}
		g.add(r.File, row, r.Column, r.Text, r.Reason)
	}
	return g
}
