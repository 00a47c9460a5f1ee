// SPDX-License-Identifier: Apache-2.0

package naturalearth

import (
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/paulmach/orb"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/source"
)

// maxFile is how many bytes a member of the archive may have; the largest known
// has a fiftieth of it.
const maxFile = 128 << 20

// Reader reads releases of the shapes.
type Reader struct {
	def    *source.Definition
	reg    *country.Register
	chosen []measure
	year   int
}

// measure is a series: whose parts are whose, and which of them count.
type measure struct {
	indicator string
	owners    *owners
	// metropolitan takes only the parts that hang together with the largest.
	metropolitan bool
}

// measures are the series by their ids: whether they are metropolitan.
var measures = map[string]bool{"distance_km": false, "distance_metropolitan_km": true, "distance_un_km": false}

// New makes a reader of the series in the definition, each of which must be one of
// this package. The period of the layout says for which year the shapes stand. A
// series with a country column of its own books the parts as that one says.
func New(def *source.Definition, reg *country.Register) (source.Reader, error) {
	r := &Reader{def: def, reg: reg, year: def.Layout.Period.First}
	usual, err := newOwners(reg, def.Layout.Country)
	if err != nil {
		return nil, fmt.Errorf("%s: layout: %w", def.ID, err)
	}
	var faults []error
	if r.year == 0 || def.Layout.Period.Last != r.year {
		faults = append(faults, fmt.Errorf("%s: layout: the first and the last period must be the year of the shapes", def.ID))
	}
	for _, s := range def.Series {
		metropolitan, ok := measures[s.ID]
		m := measure{def.ID + "." + s.ID, usual, metropolitan}
		if s.Country != nil {
			m.owners, err = newOwners(reg, *s.Country)
		}
		if !ok {
			err = errors.New("no such measure")
		}
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: series %s: %w", def.ID, s.ID, err))
		}
		r.chosen = append(r.chosen, m)
	}
	return r, errors.Join(faults...)
}

// Read reads one release.
func (r *Reader) Read(file source.File, sink source.Sink) error {
	features, err := decode(file)
	if err != nil {
		return fmt.Errorf("%s: %s: %w", r.def.ID, file.Path, err)
	}
	bodies := make([][]body, len(r.chosen))
	rejected := map[obs.Rejected]bool{}
	for k, m := range r.chosen {
		states, bad := r.gather(features, m.owners, file)
		for _, one := range bad {
			if rejected[one] {
				continue
			}
			rejected[one] = true
			if err := sink.Reject(one); err != nil {
				return err
			}
		}
		bodies[k] = raise(states, m.metropolitan)
	}
	if c, ok := sink.(source.Counter); ok {
		c.Count(len(features), r.skipped(features))
	}
	return r.emit(bodies, file, sink)
}

// feature is a row of attributes with its rings.
type feature struct {
	attributes map[string]string
	rings      []orb.Ring
}

// decode reads the two halves of a shapefile out of its archive.
func decode(file source.File) ([]feature, error) {
	shp, err := member(file, ".shp")
	if err != nil {
		return nil, err
	}
	dbf, err := member(file, ".dbf")
	if err != nil {
		return nil, err
	}
	shapes, err := decodeShapes(shp)
	if err != nil {
		return nil, fmt.Errorf(".shp: %w", err)
	}
	rows, err := decodeAttributes(dbf)
	if err != nil {
		return nil, fmt.Errorf(".dbf: %w", err)
	}
	if len(shapes) != len(rows) {
		return nil, fmt.Errorf("%d shapes and %d rows of attributes", len(shapes), len(rows))
	}
	features := make([]feature, len(rows))
	for i := range rows {
		features[i] = feature{rows[i], shapes[i]}
	}
	return features, nil
}

// member reads the member of the archive's own name with an ending.
func member(file source.File, ending string) ([]byte, error) {
	file.Member = strings.TrimSuffix(path.Base(file.Path), path.Ext(file.Path)) + ending
	in, err := source.Open(file)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	text, err := io.ReadAll(io.LimitReader(in, maxFile+1))
	if err == nil && len(text) > maxFile {
		err = source.ErrTooLarge
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file.Member, err)
	}
	return text, nil
}
