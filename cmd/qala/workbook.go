// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/qala-observatory/qala/internal/composite/table"
)

// mostUnpacked bounds what a workbook may unpack to.
const mostUnpacked = 1 << 30

// sheets reads the sheets iData and iMeta of a workbook as CSV.
func sheets(name string) (data, meta []byte, err error) {
	book, err := excelize.OpenFile(name, excelize.Options{RawCellValue: true, UnzipSizeLimit: mostUnpacked})
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	defer func() { _ = book.Close() }()
	if data, err = sheet(book, "iData"); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	if meta, err = sheet(book, "iMeta"); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	return data, meta, nil
}

// sheet is one sheet as CSV, its rows filled up to the width of the header.
func sheet(book *excelize.File, name string) ([]byte, error) {
	rows, err := book.GetRows(name)
	if err != nil {
		return nil, fmt.Errorf("sheet %s: %w; there are %v", name, err, book.GetSheetList())
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("sheet %s is empty", name)
	}
	var b bytes.Buffer
	out := csv.NewWriter(&b)
	for _, r := range rows {
		for len(r) < len(rows[0]) {
			r = append(r, "")
		}
		if err := out.Write(r); err != nil {
			return nil, err
		}
	}
	out.Flush()
	return b.Bytes(), out.Error()
}

// writeWorkbook writes each stage as a sheet.
func writeWorkbook(b *table.Built, name string) error {
	book := excelize.NewFile()
	defer func() { _ = book.Close() }()
	for i := range b.Tables {
		if err := writeSheet(book, &b.Tables[i]); err != nil {
			return fmt.Errorf("%s: sheet %s: %w", name, b.Tables[i].Name, err)
		}
	}
	if err := book.DeleteSheet("Sheet1"); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return book.SaveAs(name)
}

// writeSheet writes one stage; an empty cell is missing.
func writeSheet(book *excelize.File, t *table.Table) error {
	if _, err := book.NewSheet(t.Name); err != nil {
		return err
	}
	header := []any{t.Key}
	if t.Timed {
		header = append(header, "Time")
	}
	for _, c := range t.Columns {
		header = append(header, c)
	}
	if err := book.SetSheetRow(t.Name, "A1", &header); err != nil {
		return err
	}
	for r, row := range t.Rows {
		line := []any{row.Case}
		if t.Timed {
			line = append(line, row.Year)
		}
		if err := book.SetSheetRow(t.Name, fmt.Sprintf("A%d", r+2), &line); err != nil {
			return err
		}
		for c, cell := range t.Cells[r] {
			if !cell.OK {
				continue
			}
			at, err := excelize.CoordinatesToCellName(len(line)+c+1, r+2)
			if err != nil {
				return err
			}
			if err := book.SetCellFloat(t.Name, at, cell.Value, decimals(cell.Value), 64); err != nil {
				return err
			}
		}
	}
	return nil
}

// decimals is how many decimals write a number without loss. Left to itself the
// library cuts numbers off at 15 digits.
func decimals(v float64) int {
	_, fraction, _ := strings.Cut(strconv.FormatFloat(v, 'f', -1, 64), ".")
	return len(fraction)
}
