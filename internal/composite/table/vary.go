// SPDX-License-Identifier: Apache-2.0

package table

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/sensitivity"
)

// Plan says what is to be varied in an index, and how it is to be tried.
type Plan struct {
	// Recipe is the choice for each step as it stands: ranks are compared with those
	// that it gives.
	Recipe  composite.Recipe
	Factors []composite.Factor
	// Year is the year of a panel that is looked at; 0 means the last.
	Year int
	// Enumerate tries every variant; otherwise Draws are drawn at random.
	Enumerate bool
	Draws     int
	// Limit is the most variants to enumerate; 0 means sensitivity.DefaultLimit.
	Limit int
	// Seed chooses draws, and the weights of random levels.
	Seed uint64
	// Workers is how many goroutines share the work; 0 means one per processor. It
	// does not change a byte.
	Workers int
}

// sampledReplicates is how many weight sets stand for a random level where its
// Replicates are not given and draws are made.
const sampledReplicates = 100

// option is one level of a factor as it is tried: a random level stands once for
// each replicate, one that leaves indicators out once for each.
type option struct {
	id        string
	share     float64
	level     *composite.Level
	replicate int
	without   string
}

// options lays the levels of a factor out.
func (p *Plan) options(in *Input, f *composite.Factor) ([]option, error) {
	var out []option
	for i := range f.Levels {
		l := &f.Levels[i]
		share := l.Share
		if share == 0 {
			share = 1
		}
		var ids, without []string
		count := 1
		switch {
		case l.LeaveOut == composite.LeaveOutIndicator:
			for _, leaf := range in.Framework.Leaves() {
				ids, without = append(ids, l.ID+" "+leaf.ID), append(without, leaf.ID)
			}
			count = len(ids)
		case l.Random():
			if count = l.Replicates; count == 0 {
				count = sampledReplicates
			}
			if count > mostSets {
				return nil, fmt.Errorf("factor %s: level %s asks for %d replicates, more than %d", f.ID, l.ID, count, mostSets)
			}
			if l.Replicates == 0 && p.Enumerate {
				return nil, fmt.Errorf("factor %s: level %s is random, and every variant is to be tried: give it replicates, such as 100, or draw a number of variants", f.ID, l.ID)
			}
			for k := range count {
				ids = append(ids, fmt.Sprintf("%s %d", l.ID, k+1))
			}
		default:
			ids = []string{l.ID}
		}
		for k, id := range ids {
			o := option{id: id, share: share / float64(count), level: l, replicate: k + 1}
			if without != nil {
				o.without = without[k]
			}
			out = append(out, o)
		}
	}
	return out, nil
}

// varied is an index whose variants can be tried.
type varied struct {
	in      *Input
	plan    Plan
	options [][]option
	space   *sensitivity.Space
	// year is the place of the year, rows are its rows and at their cases' places.
	year int
	rows []Row
	at   []int
	// fits, weighs and combines tell by factor what it varies.
	fits, weighs, combines []bool
	// own is the index as it stands.
	own   *composite.Model
	nodes []*composite.Node
	place map[string]int
}

// newVaried checks a plan against the input and fits the index as it stands.
func newVaried(in *Input, plan Plan) (*varied, error) {
	if faults := composite.Faults(composite.CheckFactors(plan.Factors)); len(faults) > 0 {
		return nil, faults
	}
	if len(plan.Factors) == 0 {
		return nil, errors.New("there is no factor to vary")
	}
	v := &varied{in: in, plan: plan, nodes: in.Framework.Nodes(), place: map[string]int{}}
	for n, node := range v.nodes {
		v.place[node.ID] = n
	}
	var factors []sensitivity.Factor
	for i := range plan.Factors {
		f := &plan.Factors[i]
		options, err := plan.options(in, f)
		if err != nil {
			return nil, err
		}
		v.options = append(v.options, options)
		factor := sensitivity.Factor{ID: f.ID, Levels: len(options)}
		for _, o := range options {
			factor.Shares = append(factor.Shares, o.share)
		}
		factors = append(factors, factor)
		v.touches(f)
	}
	var err error
	if v.space, err = sensitivity.NewSpace(factors...); err != nil {
		return nil, err
	}
	if _, counts := v.space.Size(); !counts && !plan.Enumerate {
		return nil, errors.New("there are more variants than can be numbered, 2^63: vary fewer factors, or give them fewer levels")
	}
	if plan.Enumerate {
		if err := v.space.Enumerable(plan.Limit); err != nil {
			return nil, err
		}
	}
	if err := v.selectYear(); err != nil {
		return nil, err
	}
	return v, v.fitOwn()
}

// touches notes what a factor varies.
func (v *varied) touches(f *composite.Factor) {
	fits, weighs, combines := false, false, false
	for i := range f.Levels {
		l := &f.Levels[i]
		fits = fits || l.Impute != nil || l.Treat != nil || l.Normalise != nil
		weighs = weighs || l.Weight != nil || l.Dirichlet > 0 || l.LeaveOut != ""
		combines = combines || l.Aggregate != nil
	}
	v.fits, v.weighs, v.combines = append(v.fits, fits), append(v.weighs, weighs), append(v.combines, combines)
}

// selectYear finds the rows that are looked at.
func (v *varied) selectYear() error {
	years := v.in.Panel.Years()
	v.year = len(years) - 1
	if v.plan.Year != 0 {
		if v.year = slices.Index(years, v.plan.Year); v.year < 0 {
			return fmt.Errorf("the table has no year %d; it has %v", v.plan.Year, years)
		}
	}
	for _, row := range v.in.Rows {
		if c, t := v.in.place(row); t == v.year {
			v.rows, v.at = append(v.rows, row), append(v.at, c)
		}
	}
	return nil
}

// fitOwn fits the recipe as it stands.
func (v *varied) fitOwn() error {
	r, err := v.grouped(v.plan.Recipe)
	if err != nil {
		return err
	}
	v.plan.Recipe = r
	v.own, _, err = composite.Fit(v.in.Framework, v.in.Panel, r)
	return err
}

// grouped gives a recipe the groups of the column that it names.
func (v *varied) grouped(r composite.Recipe) (composite.Recipe, error) {
	if g := r.Impute.Group; g != "" {
		groups, known := v.in.Groups[g]
		if !known {
			return r, composite.Faults{{Path: "recipe/impute/group", Text: fmt.Sprintf("%q is no column of type Group", g)}}
		}
		r.Impute.Groups = groups
	}
	return r, nil
}

// recipe is the recipe of a variant.
func (v *varied) recipe(levels []int) (composite.Recipe, error) {
	r := v.plan.Recipe
	for f, l := range levels {
		level := v.options[f][l].level
		if level.Impute != nil {
			r.Impute = *level.Impute
		}
		if level.Treat != nil {
			r.Treat = *level.Treat
		}
		if level.Normalise != nil {
			r.Normalise = *level.Normalise
		}
		if level.Aggregate != nil {
			r.Aggregate = *level.Aggregate
		}
		if level.Weight != nil {
			r.Weight = *level.Weight
			if r.Weight.Noise > 0 {
				r.Weight.Seed, r.Weight.Replicate = v.plan.Seed+level.Weight.Seed, uint64(v.options[f][l].replicate)
			}
		}
	}
	return v.grouped(r)
}

// key numbers the levels of some of the factors.
func (v *varied) key(levels []int, of []bool) int {
	key := 0
	for f, l := range levels {
		if of[f] {
			key = key*len(v.options[f]) + l
		}
	}
	return key
}

// describe says which levels a variant takes of some of the factors.
func (v *varied) describe(levels []int, of []bool) (text string, factors []string) {
	var parts []string
	for f, l := range levels {
		if of[f] {
			factors = append(factors, v.plan.Factors[f].ID)
			parts = append(parts, v.plan.Factors[f].ID+" is "+v.options[f][l].id)
		}
	}
	return strings.Join(parts, " and "), factors
}
