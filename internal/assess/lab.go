// SPDX-License-Identifier: Apache-2.0

package assess

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/composite/multiverse"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
)

// Bench is a year laid out and scored, on which weights are tried. It does not
// change once it is made, so any number of goroutines may use it.
type Bench struct {
	a    *Assessor
	base *Scored
}

// Trial is what ranks become under other weights.
type Trial struct {
	ID            string   `json:"id"`
	Year          int      `json:"year"`
	Framework     string   `json:"framework"`
	FrameworkName string   `json:"framework_name"`
	AsOf          obs.Date `json:"as_of,omitzero"`
	Data          string   `json:"data"`
	Version       string   `json:"version"`
	// Of counts the states with a score.
	Of int `json:"of"`
	// Weights are those of every node below the index, as they were used.
	Weights []TrialWeight `json:"weights"`
	// Countries are ordered by rank, then name; those without a score come last.
	Countries []TrialRow `json:"countries"`
	// Draws is the number of draws of weights around those that the ranges rest
	// on; 0 where there are none.
	Draws    int           `json:"draws"`
	Seed     uint64        `json:"seed"`
	Warnings []obs.Warning `json:"warnings"`
}

// TrialWeight is a node's weight in its parent: Own is the framework's.
type TrialWeight struct {
	ID     string  `json:"id"`
	Name   string  `json:"name"`
	Parent string  `json:"parent"`
	Own    float64 `json:"own"`
	Weight float64 `json:"weight"`
}

// TrialRow is one state under other weights.
type TrialRow struct {
	ISO3  country.Code `json:"iso3"`
	Name  string       `json:"name"`
	Score *float64     `json:"score"`
	Rank  *int         `json:"rank"`
	// OwnScore and OwnRank are by the framework's own weights; Moved is the number
	// of places gained, negative for lost.
	OwnScore *float64 `json:"own_score"`
	OwnRank  *int     `json:"own_rank"`
	Moved    *int     `json:"moved"`
	// Range is how both vary with weights near those asked for.
	Range *TrialRange `json:"range,omitempty"`
}

// TrialRange is how a score and a rank vary over draws of weights.
type TrialRange struct {
	Score multiverse.Band     `json:"score"`
	Rank  multiverse.RankBand `json:"rank"`
}

// WeightError says which weights cannot be used.
type WeightError struct{ ID, Reason string }

// Error names the node.
func (e *WeightError) Error() string { return fmt.Sprintf("weight of %q: %s", e.ID, e.Reason) }

// Bench lays out and scores a year; year 0 means the framework's default.
func (a *Assessor) Bench(ctx context.Context, year int) (*Bench, error) {
	year, err := a.Year(year)
	if err != nil {
		return nil, err
	}
	s, err := a.Score(ctx, year)
	if err != nil {
		return nil, err
	}
	return &Bench{a, s}, nil
}

// Concentration is the sum of the parameters of the Dirichlet distribution that
// a trial draws weights from: a pillar of 25 % has a standard deviation of 6
// points.
const Concentration = 47

// Try scores with other weights, by ids of nodes; siblings are divided by their
// sum, and those that are not named keep the weight they have. Ranges are over
// weights drawn near those (Dirichlet, with Concentration). Cost: a fit, and the
// draws.
func (b *Bench) Try(ctx context.Context, weights map[string]float64, u Uncertainty) (*Trial, error) {
	a := b.a
	tree, err := reweighed(a.Framework.Tree, weights)
	if err != nil {
		return nil, err
	}
	model, _, err := composite.Fit(tree, b.base.Panel, a.Framework.Recipe)
	if err != nil {
		return nil, fmt.Errorf("framework %s, %d: %w", tree.ID, b.base.Year, err)
	}
	scores, warnings := model.Score(b.base.Panel)
	out := &Trial{
		ID: b.id(tree, u), Year: b.base.Year, Framework: tree.ID, FrameworkName: tree.Name, AsOf: a.AsOf.Date,
		Data: a.DataHash, Version: a.Version, Draws: u.Draws, Seed: u.Seed, Warnings: together(warnings, a.AsOfWarnings()),
		Weights: weightsOf(a.Framework.Tree, tree),
	}
	var drawn *multiverse.Result
	if u.Draws > 0 {
		drawn, err = multiverse.Run(ctx, multiverse.Plan{
			Framework: tree, Recipe: a.Framework.Recipe, Panel: b.base.Panel, Factors: nearWeights(),
			Draws: u.Draws, Seed: u.Seed, Workers: u.Workers, Progress: u.Progress, Nodes: []string{tree.Root.ID},
		})
		if err != nil {
			return nil, fmt.Errorf("framework %s, %d: %w", tree.ID, b.base.Year, err)
		}
	}
	b.fill(out, scores, drawn)
	return out, nil
}

// nearWeights varies the weights and nothing else.
func nearWeights() []composite.Factor {
	return []composite.Factor{{ID: "weights", Levels: []composite.Level{{ID: "near", Dirichlet: Concentration}}}}
}

// id is the name of a trial: it depends on every weight.
func (b *Bench) id(tree *composite.Framework, u Uncertainty) string {
	hash := sha256.New()
	for _, n := range tree.Nodes() {
		fmt.Fprintf(hash, "%s %v\n", n.ID, n.Weight)
	}
	one := *b.a
	one.Uncertainty = Uncertainty{Draws: u.Draws, Seed: u.Seed}
	return one.ID("trial", hex.EncodeToString(hash.Sum(nil)), b.base.Year)
}

// fill writes the rows of a trial.
func (b *Bench) fill(out *Trial, scores *composite.Scores, drawn *multiverse.Result) {
	root := out.overall(scores)
	own := out.overall(b.base.Scores)
	out.Countries = make([]TrialRow, len(scores.Cases))
	for c, code := range scores.Cases {
		info, _ := b.a.Register.Country(country.Code(code))
		row := TrialRow{
			ISO3: info.Code, Name: info.Name, Score: root[c].Value, Rank: root[c].Rank, OwnScore: own[c].Value, OwnRank: own[c].Rank,
		}
		if row.Rank != nil && row.OwnRank != nil {
			moved := *row.OwnRank - *row.Rank
			row.Moved = &moved
		}
		if r := RangeOf(drawn, info.Code, out.Year, scores.Nodes[scores.Root()].ID); r != nil {
			row.Range = &TrialRange{r.Score, r.Rank}
		}
		out.Countries[c] = row
		out.Of = max(out.Of, root[c].Of)
	}
	slices.SortStableFunc(out.Countries, func(x, y TrialRow) int {
		return cmp.Or(cmp.Compare(last(x.Rank), last(y.Rank)), cmp.Compare(x.Name, y.Name))
	})
}

// overall are the scores of the index.
func (*Trial) overall(scores *composite.Scores) []Score {
	return column(len(scores.Cases), func(c int) composite.Result { return scores.At(c, 0, scores.Root()) })
}

// last orders ranks, those that are not there after all others.
func last(rank *int) int {
	if rank == nil {
		return 1 << 30
	}
	return *rank
}

// reweighed is a framework with other weights.
func reweighed(f *composite.Framework, weights map[string]float64) (*composite.Framework, error) {
	left := maps.Clone(weights)
	out := *f
	root, err := reweighedNode(f.Root, left)
	if err != nil {
		return nil, err
	}
	for _, id := range slices.Sorted(maps.Keys(left)) {
		return nil, &WeightError{id, "the framework has no such node below the index"}
	}
	out.Root = root
	return &out, nil
}

// reweighedNode copies a node with those below it; what is used of the weights is
// taken out of left.
func reweighedNode(n *composite.Node, left map[string]float64) (*composite.Node, error) {
	out := *n
	if n.Leaf() {
		return &out, nil
	}
	out.Children = make([]*composite.Node, len(n.Children))
	sum, changed := 0.0, false
	for i, child := range n.Children {
		c, err := reweighedNode(child, left)
		if err != nil {
			return nil, err
		}
		if w, ok := left[child.ID]; ok {
			if !(w >= 0 && w <= 1e6) {
				return nil, &WeightError{child.ID, "want a number from 0 to 1,000,000"}
			}
			c.Weight, changed = w, true
			delete(left, child.ID)
		}
		sum += c.Weight
		out.Children[i] = c
	}
	if !changed {
		return &out, nil
	}
	if sum <= 0 {
		return nil, &WeightError{n.ID, "all below it have weight 0"}
	}
	for _, c := range out.Children {
		c.Weight /= sum
	}
	return &out, nil
}

// weightsOf lists the weights of two trees that differ in nothing else.
func weightsOf(own, used *composite.Framework) []TrialWeight {
	list := []TrialWeight{}
	var visit func(a, b *composite.Node)
	visit = func(a, b *composite.Node) {
		for i, x := range a.Children {
			y := b.Children[i]
			list = append(list, TrialWeight{ID: x.ID, Name: x.Name, Parent: a.ID, Own: x.Weight, Weight: y.Weight})
			visit(x, y)
		}
	}
	visit(own.Root, used.Root)
	return list
}
