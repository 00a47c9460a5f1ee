// SPDX-License-Identifier: Apache-2.0

package qala_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// shapes reads the outlines of the raw shapefile by themselves, by the code of each
// feature, as longitudes and latitudes.
func (r *rawFiles) shapes(t *testing.T, name string) map[string][][2]float64 {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(rawFolder, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	archive, err := zip.NewReader(bytes.NewReader(text), int64(len(text)))
	if err != nil {
		t.Fatal(err)
	}
	part := map[string][]byte{}
	for _, m := range archive.File {
		in, err := m.Open()
		if err != nil {
			t.Fatal(err)
		}
		if part[filepath.Ext(m.Name)], err = io.ReadAll(in); err != nil {
			t.Fatal(err)
		}
	}
	codes, out := featureCodes(part[".dbf"]), map[string][][2]float64{}
	shp := part[".shp"][100:]
	for _, code := range codes {
		size := 2 * int(binary.BigEndian.Uint32(shp[4:]))
		out[code] = vertices(shp[8 : 8+size])
		shp = shp[8+size:]
	}
	return out
}

// featureCodes reads the column ADM0_A3 of the table of attributes.
func featureCodes(dbf []byte) []string {
	head, size := int(binary.LittleEndian.Uint16(dbf[8:])), int(binary.LittleEndian.Uint16(dbf[10:]))
	at := 1
	for b := dbf[32:]; b[0] != '\r' && !bytes.HasPrefix(b, []byte("ADM0_A3\x00")); b = b[32:] {
		at += int(b[16])
	}
	codes := make([]string, binary.LittleEndian.Uint32(dbf[4:]))
	for i := range codes {
		codes[i] = string(dbf[head+i*size+at:][:3])
	}
	return codes
}

// vertices reads the points of a polygon.
func vertices(record []byte) [][2]float64 {
	parts, n := int(binary.LittleEndian.Uint32(record[36:])), int(binary.LittleEndian.Uint32(record[40:]))
	points := make([][2]float64, n)
	for i := range points {
		for k := range 2 {
			points[i][k] = math.Float64frombits(binary.LittleEndian.Uint64(record[44+4*parts+16*i+8*k:]))
		}
	}
	return points
}

// distance compares a distance with the two points it names: they must be as far
// apart as it says, each by a vertex of the outlines of its state, and, where all
// parts count, no two vertices of the outlines may be nearer.
func (c *truth) distance(t *testing.T, h held) error {
	var a, b [2]float64
	if n, err := fmt.Sscanf(h.text(), "nearest points %f %f and %f %f", &a[1], &a[0], &b[1], &b[0]); n != 4 || err != nil {
		return fmt.Errorf("text names no two points")
	}
	// A sphere differs from the ellipsoid by little more than half a per cent, the
	// points are written to a hundred metres.
	if km := onSphere(a, b); math.Abs(km-h.Value) > 0.3+0.007*h.Value {
		return fmt.Errorf("the points are %.1f km apart", km)
	}
	shapes := c.raw.shapes(t, h.File)
	one, other := outlineOf(shapes, h.Country), outlineOf(shapes, h.Counterpart)
	if h.Counterpart < h.Country {
		one, other = other, one
	}
	moved := map[string]bool{"RUS": true, "UKR": true, "SRB": true}
	if h.series() == "distance_un_km" && (moved[h.Country] || moved[h.Counterpart]) {
		return nil
	}
	const reach = 150 // the longest side of an outline between two vertices is shorter
	if u, v := nearestTo(a, one), nearestTo(b, other); u > reach || v > reach {
		return fmt.Errorf("the points are %.1f and %.1f km from the outlines' vertices", u, v)
	}
	if h.series() == "distance_metropolitan_km" {
		return nil
	}
	for _, p := range one {
		if km := nearestTo(p, other); km < 0.993*h.Value-0.3 {
			return fmt.Errorf("two vertices are %.1f km apart", km)
		}
	}
	return nil
}

// outlineOf gathers the vertices of a state's features, which have other letters in
// some cases.
func outlineOf(shapes map[string][][2]float64, code string) [][2]float64 {
	letters := map[string]string{
		"SSD": "SDS", "XKX": "KOS", "PSE": "PSX", "FIN": "FIN ALD", "SOM": "SOM SOL", "CYP": "CYP CYN",
	}
	names, ok := letters[code]
	if !ok {
		names = code
	}
	var out [][2]float64
	for _, name := range strings.Fields(names) {
		out = append(out, shapes[name]...)
	}
	return out
}

// nearestTo is the distance to the nearest of some points.
func nearestTo(p [2]float64, points [][2]float64) float64 {
	least := math.Inf(1)
	for _, q := range points {
		if math.Abs(p[1]-q[1])*110 < least {
			least = min(least, onSphere(p, q))
		}
	}
	return least
}

// onSphere is the distance of two points on a sphere by the haversine formula.
func onSphere(a, b [2]float64) float64 {
	const rad = math.Pi / 180
	sq := func(x float64) float64 { return x * x }
	h := sq(math.Sin((a[1]-b[1])*rad/2)) + math.Cos(a[1]*rad)*math.Cos(b[1]*rad)*sq(math.Sin((a[0]-b[0])*rad/2))
	return 2 * 6371.0088 * math.Asin(math.Sqrt(min(1, h)))
}

// TestDistancesAreTrue draws forty distances and compares them with the raw
// shapes.
func TestDistancesAreTrue(t *testing.T) {
	check := newTruth(t)
	rows := rowsOf[held](t, "naturalearth")
	for i := 0; i < len(rows); i += len(rows)/40 + 1 {
		if err := check.distance(t, rows[i]); err != nil {
			t.Errorf("%v: %v", rows[i], err)
		}
	}
}
