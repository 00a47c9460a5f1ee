// SPDX-License-Identifier: Apache-2.0

package naturalearth

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
)

// The parts of a dBASE table, in which a shapefile keeps its attributes.
const (
	tableHeader     = 32
	fieldDescriptor = 32
	endOfFields     = 0x0d
	nameBytes       = 11
	lengthAt        = 16
)

// field is a column of fixed width.
type field struct {
	name     string
	from, to int
}

// decodeAttributes reads all rows of a dBASE table as texts without the blanks and
// zero bytes around them. It is bounded by the length of the bytes.
func decodeAttributes(b []byte) ([]map[string]string, error) {
	if len(b) < tableHeader+1 {
		return nil, errShort
	}
	count := uint64(binary.LittleEndian.Uint32(b[4:]))
	head, size := uint64(binary.LittleEndian.Uint16(b[8:])), uint64(binary.LittleEndian.Uint16(b[10:]))
	if head < tableHeader+1 || head > uint64(len(b)) || size == 0 {
		return nil, errors.New("lengths of header and row make no table")
	}
	fields, err := decodeFields(b[tableHeader:head], int(size))
	if err != nil {
		return nil, err
	}
	if count*size > uint64(len(b))-head {
		return nil, errShort
	}
	rows := make([]map[string]string, count)
	for i := range rows {
		text := b[head+uint64(i)*size:][:size]
		row := make(map[string]string, len(fields))
		for _, f := range fields {
			row[f.name] = strings.ToValidUTF8(string(bytes.Trim(text[f.from:f.to], " \x00")), "?")
		}
		rows[i] = row
	}
	return rows, nil
}

// decodeFields reads the descriptors of the columns. A row begins with a mark.
func decodeFields(b []byte, size int) ([]field, error) {
	var fields []field
	at := 1
	for ; len(b) > 0 && b[0] != endOfFields; b = b[fieldDescriptor:] {
		if len(b) < fieldDescriptor {
			return nil, errShort
		}
		name, _, _ := bytes.Cut(b[:nameBytes], []byte{0})
		f := field{name: string(name), from: at, to: at + int(b[lengthAt])}
		if at = f.to; at > size {
			return nil, fmt.Errorf("column %q ends beyond the row of %d bytes", f.name, size)
		}
		fields = append(fields, f)
	}
	return fields, nil
}
