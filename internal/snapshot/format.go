// SPDX-License-Identifier: Apache-2.0

package snapshot

import (
	"reflect"
	"strconv"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"
)

// stored is one observation as a row of a Parquet file. Row numbers of a sorted
// file run in steps, and texts and places share their beginnings, so both are
// written as differences; what repeats is written as a dictionary.
type stored struct {
	Indicator   string   `parquet:"indicator,dict"`
	Country     string   `parquet:"country,dict"`
	Entity      string   `parquet:"entity,dict"`
	Counterpart string   `parquet:"counterpart,optional,dict"`
	Year        int32    `parquet:"year,dict"`
	Month       int32    `parquet:"month,optional,dict"`
	Value       float64  `parquet:"value"`
	Low         *float64 `parquet:"low,optional"`
	High        *float64 `parquet:"high,optional"`
	SE          *float64 `parquet:"standard_error,optional"`
	Flags       string   `parquet:"flags,optional,dict"`
	Release     string   `parquet:"release,dict"`
	File        string   `parquet:"file,dict"`
	Row         int32    `parquet:"row,delta"`
	Rows        int32    `parquet:"rows,dict"`
	Place       string   `parquet:"place,optional,delta"`
	Text        []byte   `parquet:"text,optional,string,delta"`
}

// storedRejected is one rejected row.
type storedRejected struct {
	File   string `parquet:"file,dict"`
	Row    int64  `parquet:"row,delta"`
	Column string `parquet:"column,dict"`
	Text   string `parquet:"text"`
	Reason string `parquet:"reason,dict"`
}

// The columns that a reader looks up by name.
const (
	colIndicator   = "indicator"
	colCountry     = "country"
	colEntity      = "entity"
	colCounterpart = "counterpart"
	colYear        = "year"
	colMonth       = "month"
	colValue       = "value"
	colLow         = "low"
	colHigh        = "high"
	colSE          = "standard_error"
	colFlags       = "flags"
	colRelease     = "release"
	colFile        = "file"
	colRow         = "row"
	colRows        = "rows"
	colPlace       = "place"
	colText        = "text"
)

// columnKinds lists the columns, in the order of stored, with the physical types
// a reader relies on.
var columnKinds = [...]struct {
	name     string
	kind     parquet.Kind
	optional bool
}{
	{colIndicator, parquet.ByteArray, false},
	{colCountry, parquet.ByteArray, false},
	{colEntity, parquet.ByteArray, false},
	{colCounterpart, parquet.ByteArray, true},
	{colYear, parquet.Int32, false},
	{colMonth, parquet.Int32, true},
	{colValue, parquet.Double, false},
	{colLow, parquet.Double, true},
	{colHigh, parquet.Double, true},
	{colSE, parquet.Double, true},
	{colFlags, parquet.ByteArray, true},
	{colRelease, parquet.ByteArray, false},
	{colFile, parquet.ByteArray, false},
	{colRow, parquet.Int32, false},
	{colRows, parquet.Int32, false},
	{colPlace, parquet.ByteArray, true},
	{colText, parquet.ByteArray, true},
}

// groupRows is how many rows a row group should have at most. Large groups keep
// the footer small; within one, the offset index leads to single pages.
const groupRows = 1 << 17

// pageBytes is the size of a page before compression: small enough to find one
// value quickly, large enough to compress well.
const pageBytes = 32 << 10

// writerOptions are the options common to all files of a snapshot. The name of
// the program carries no version, so that the same input gives the same bytes.
func writerOptions() []parquet.WriterOption {
	return []parquet.WriterOption{
		parquet.Compression(&zstd.Codec{Level: zstd.SpeedBestCompression}),
		parquet.PageBufferSize(pageBytes),
		parquet.CreatedBy("qala", strconv.Itoa(FormatVersion), "0"),
		parquet.SkipPageBounds(colText),
		parquet.SkipPageBounds(colPlace),
	}
}

// asDictionary writes a field of doubles as a dictionary, for values that
// repeat, such as those that a source rounds to three decimals.
func asDictionary(field, column string) parquet.SchemaOption {
	presence := ",optional"
	if column == colValue {
		presence = ""
	}
	tag := reflect.StructTag(`parquet:"` + column + presence + `,dict"`)
	return parquet.StructTag(tag, field)
}

// plainText is how a value is written where the raw cell said the same: the
// shortest decimal form that gives the value back.
func plainText(value float64) string { return strconv.FormatFloat(value, 'f', -1, 64) }
