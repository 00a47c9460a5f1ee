// SPDX-License-Identifier: Apache-2.0

package naturalearth

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"github.com/paulmach/orb"
)

// The parts of a shapefile (ESRI Shapefile Technical Description, 1998).
const (
	shapeHeader = 100
	shapeMagic  = 9994
	nullShape   = 0
	polygon     = 5
	// polygonHead is a polygon's type, box and two counts.
	polygonHead = 4 + 32 + 8
)

// errShort says that a file ends before what it announces.
var errShort = errors.New("file is cut off")

// decodeShapes reads the rings of all records of a polygon shapefile in longitude
// and latitude; a null shape has none. It is bounded by the length of the bytes.
func decodeShapes(b []byte) ([][]orb.Ring, error) {
	if len(b) < shapeHeader {
		return nil, errShort
	}
	if magic := binary.BigEndian.Uint32(b); magic != shapeMagic {
		return nil, fmt.Errorf("file code %d is not a shapefile's", magic)
	}
	if kind := binary.LittleEndian.Uint32(b[32:]); kind != polygon {
		return nil, fmt.Errorf("shapes of type %d; want polygons", kind)
	}
	var all [][]orb.Ring
	for rest := b[shapeHeader:]; len(rest) > 0; {
		if len(rest) < 8 {
			return nil, fmt.Errorf("record %d: %w", len(all)+1, errShort)
		}
		size := 2 * uint64(binary.BigEndian.Uint32(rest[4:]))
		if size > uint64(len(rest)-8) {
			return nil, fmt.Errorf("record %d: %w", len(all)+1, errShort)
		}
		rings, err := decodePolygon(rest[8 : 8+size])
		if err != nil {
			return nil, fmt.Errorf("record %d: %w", len(all)+1, err)
		}
		all, rest = append(all, rings), rest[8+size:]
	}
	return all, nil
}

// decodePolygon reads the content of one record.
func decodePolygon(b []byte) ([]orb.Ring, error) {
	if len(b) < 4 {
		return nil, errShort
	}
	switch kind := binary.LittleEndian.Uint32(b); {
	case kind == nullShape:
		return nil, nil
	case kind != polygon:
		return nil, fmt.Errorf("shape of type %d; want a polygon", kind)
	case len(b) < polygonHead:
		return nil, errShort
	}
	parts, points := uint64(binary.LittleEndian.Uint32(b[36:])), uint64(binary.LittleEndian.Uint32(b[40:]))
	if 4*parts+16*points != uint64(len(b)-polygonHead) {
		return nil, fmt.Errorf("%d parts and %d points do not fill the record", parts, points)
	}
	starts, rest := b[polygonHead:polygonHead+4*parts], b[polygonHead+4*parts:]
	rings := make([]orb.Ring, 0, parts)
	for i := range parts {
		from, to := uint64(binary.LittleEndian.Uint32(starts[4*i:])), points
		if i+1 < parts {
			to = uint64(binary.LittleEndian.Uint32(starts[4*i+4:]))
		}
		if from > to || to > points {
			return nil, fmt.Errorf("part %d: points %d to %d of %d", i+1, from, to, points)
		}
		ring, err := decodeRing(rest[16*from : 16*to])
		if err != nil {
			return nil, fmt.Errorf("part %d: %w", i+1, err)
		}
		rings = append(rings, ring)
	}
	return rings, nil
}

// decodeRing reads points, each of which must lie on the globe.
func decodeRing(b []byte) (orb.Ring, error) {
	ring := make(orb.Ring, len(b)/16)
	if len(ring) < 3 {
		return nil, fmt.Errorf("%d points are no ring", len(ring))
	}
	for i := range ring {
		lon := math.Float64frombits(binary.LittleEndian.Uint64(b[16*i:]))
		lat := math.Float64frombits(binary.LittleEndian.Uint64(b[16*i+8:]))
		if !(math.Abs(lon) <= 180) || !(math.Abs(lat) <= 90) {
			return nil, fmt.Errorf("point %d at %v, %v is not on the globe", i+1, lon, lat)
		}
		ring[i] = orb.Point{lon, lat}
	}
	return ring, nil
}
