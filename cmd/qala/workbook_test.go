// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// The tables of a small index; NA and an empty cell are both missing.
const (
	smallMeta = "Level,iCode,iName,Direction,Weight,Parent,Type\n" +
		"1,x,First,1,1,Index,Indicator\n1,y,Second,-1,1,Index,Indicator\n2,Index,All,1,1,,Aggregate\n"
	smallData = "uCode,uName,x,y\nAAA,Aland,1.25,10\nBBB,Bland,NA,20\nCCC,Cland,4,\nDDD,Dland,3,0.1\n"
)

// fill writes CSV text into a sheet, numbers as numbers.
func fill(t *testing.T, book *excelize.File, sheet, text string) {
	t.Helper()
	if _, err := book.NewSheet(sheet); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for r, row := range rows {
		for c, cell := range row {
			name, err := excelize.CoordinatesToCellName(c+1, r+1)
			if err != nil {
				t.Fatal(err)
			}
			var value any = cell
			if v, err := strconv.ParseFloat(cell, 64); err == nil {
				value = v
			}
			if err := book.SetCellValue(sheet, name, value); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestWorkbookEqualsCSV builds the same tables from CSV files and from a
// workbook: every stage must be the same to the byte, and a workbook of stages
// must hold the same numbers.
func TestWorkbookEqualsCSV(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	for name, text := range map[string]string{"iData.csv": smallData, "iMeta.csv": smallMeta} {
		if err := os.WriteFile(in(name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	book := excelize.NewFile()
	fill(t, book, "iData", smallData)
	fill(t, book, "iMeta", smallMeta)
	if err := book.SaveAs(in("book.xlsx")); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"--data", in("iData.csv"), "--meta", in("iMeta.csv"), "--out", in("csv")},
		{"--data", in("book.xlsx"), "--out", in("xlsx")},
		{"--data", in("book.xlsx"), "--out", in("stages.xlsx")},
	} {
		all := append([]string{"index", "build", "--set", "normalise=minmax"}, args...)
		if status, _, remarks := call(t, all...); status != done {
			t.Fatal(remarks)
		}
	}
	stages, err := excelize.OpenFile(in("stages.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	defer stages.Close()
	for _, stage := range []string{"raw", "normalised", "aggregated", "ranks", "weights"} {
		want, err := os.ReadFile(filepath.Join(in("csv"), stage+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(in("xlsx"), stage+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s from a workbook: %s", stage, diff)
		}
		compareSheet(t, stages, stage, string(want))
	}
}

// compareSheet holds a sheet to the CSV of the same stage.
func compareSheet(t *testing.T, book *excelize.File, sheet, text string) {
	t.Helper()
	rows, err := book.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	want, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != len(want) {
		t.Fatalf("sheet %s has %d rows, want %d", sheet, len(rows), len(want))
	}
	for r, row := range want {
		for c, cell := range row {
			got := ""
			if c < len(rows[r]) {
				got = rows[r][c]
			}
			a, errA := strconv.ParseFloat(cell, 64)
			b, errB := strconv.ParseFloat(got, 64)
			same := cell == got || cell == "NA" && got == "" || errA == nil && errB == nil && a == b
			if !same {
				t.Errorf("sheet %s, row %d, column %d: %q, want %q", sheet, r+1, c+1, got, cell)
			}
		}
	}
}
