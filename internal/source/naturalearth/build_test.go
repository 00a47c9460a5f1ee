// SPDX-License-Identifier: Apache-2.0

package naturalearth

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"math"
	"testing"

	"github.com/paulmach/orb"

	"github.com/qala-observatory/qala/internal/source"
	"github.com/qala-observatory/qala/internal/source/sourcetest"
)

// drawn is a feature as a test writes it.
type drawn struct {
	code  string
	rings []orb.Ring
}

// ringAt draws a ring with a corner and a side in degrees.
func ringAt(lon, lat, side float64) orb.Ring {
	return orb.Ring{{lon, lat}, {lon, lat + side}, {lon + side, lat + side}, {lon + side, lat}, {lon, lat}}
}

// shapefile writes features as a .shp.
func shapefile(features []drawn) []byte {
	b := make([]byte, shapeHeader)
	binary.BigEndian.PutUint32(b, shapeMagic)
	binary.LittleEndian.PutUint32(b[28:], 1000)
	binary.LittleEndian.PutUint32(b[32:], polygon)
	for i, f := range features {
		body := binary.LittleEndian.AppendUint32(nil, nullShape)
		if len(f.rings) > 0 {
			body = polygonRecord(f.rings)
		}
		b = binary.BigEndian.AppendUint32(b, uint32(i+1))
		b = binary.BigEndian.AppendUint32(b, uint32(len(body)/2))
		b = append(b, body...)
	}
	binary.BigEndian.PutUint32(b[24:], uint32(len(b)/2))
	return b
}

// polygonRecord writes the content of a record.
func polygonRecord(rings []orb.Ring) []byte {
	b := binary.LittleEndian.AppendUint32(nil, polygon)
	b = append(b, make([]byte, 32)...)
	points := 0
	for _, r := range rings {
		points += len(r)
	}
	b = binary.LittleEndian.AppendUint32(b, uint32(len(rings)))
	b = binary.LittleEndian.AppendUint32(b, uint32(points))
	at := 0
	for _, r := range rings {
		b = binary.LittleEndian.AppendUint32(b, uint32(at))
		at += len(r)
	}
	for _, r := range rings {
		for _, p := range r {
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(p[0]))
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(p[1]))
		}
	}
	return b
}

// attributes writes features as a .dbf with a column before the code.
func attributes(features []drawn) []byte {
	const width = 1 + 4 + 7
	head := tableHeader + 2*fieldDescriptor + 1
	b := make([]byte, head)
	b[0] = 3
	binary.LittleEndian.PutUint32(b[4:], uint32(len(features)))
	binary.LittleEndian.PutUint16(b[8:], uint16(head))
	binary.LittleEndian.PutUint16(b[10:], width)
	for i, f := range []struct {
		name  string
		width byte
	}{{"rank", 4}, {"ADM0_A3", 7}} {
		at := tableHeader + i*fieldDescriptor
		copy(b[at:], f.name)
		b[at+nameBytes], b[at+lengthAt] = 'C', f.width
	}
	b[head-1] = endOfFields
	for _, f := range features {
		row := []byte("    1       ")
		copy(row[5:], f.code)
		b = append(b, row...)
	}
	return append(b, 0x1a)
}

// archive packs the two halves under their name.
func archive(t testing.TB, shp, dbf []byte) []byte {
	t.Helper()
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	for name, text := range map[string][]byte{"map.shp": shp, "map.dbf": dbf, "map.README.html": []byte("readme")} {
		if text == nil {
			continue
		}
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(text); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}

// read reads an archive with the repository's definition.
func read(t testing.TB, packed []byte) (*sourcetest.Heap, error) {
	t.Helper()
	def, reg := sourcetest.Definition(t, "naturalearth")
	r, err := New(def, reg)
	if err != nil {
		t.Fatal(err)
	}
	h := &sourcetest.Heap{}
	file := source.File{Path: "maps/map.zip", Release: "5.1.1", Data: bytes.NewReader(packed), Size: int64(len(packed))}
	return h, r.Read(file, h)
}

// readDrawn reads features that a test has drawn.
func readDrawn(t testing.TB, features ...drawn) *sourcetest.Heap {
	t.Helper()
	h, err := read(t, archive(t, shapefile(features), attributes(features)))
	if err != nil {
		t.Fatal(err)
	}
	return h
}
