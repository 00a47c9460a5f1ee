// SPDX-License-Identifier: Apache-2.0

package assess

import (
	"cmp"
	"context"
	"slices"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/composite/audit"
	"github.com/qala-observatory/qala/internal/composite/multiverse"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/stat"
)

// Audit looks at a framework itself: what its parts weigh and what they do, how
// they hang together, what rests on few data, and which choices move ranks.
type Audit struct {
	ID            string   `json:"id"`
	Year          int      `json:"year"`
	Framework     string   `json:"framework"`
	FrameworkName string   `json:"framework_name"`
	AsOf          obs.Date `json:"as_of,omitzero"`
	Data          string   `json:"data"`
	Version       string   `json:"version"`
	// States counts the states of the year, Scored those with an overall score.
	States int `json:"states"`
	Scored int `json:"scored"`
	// Nodes are all below the index, parents before children.
	Nodes []AuditNode `json:"nodes"`
	// Groups are the index and every group: how far the children of each measure
	// one thing.
	Groups []AuditGroup `json:"groups"`
	// Pairs are siblings that go together too much or against each other, and
	// pairs of pillars, all of them.
	Pairs []AuditPair `json:"pairs"`
	// Sensitivity says which choices move ranks; absent without draws.
	Sensitivity *multiverse.Sensitivity `json:"sensitivity,omitempty"`
	// Fragile are the states with the widest ranges of rank, Firm those with the
	// narrowest.
	Fragile []AuditState `json:"fragile,omitempty"`
	Firm    []AuditState `json:"firm,omitempty"`
	// Variants says what the ranges rest on.
	Variants *Variants     `json:"variants,omitempty"`
	Warnings []obs.Warning `json:"warnings"`
}

// AuditNode is a node's weight and influence.
type AuditNode struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Parent string `json:"parent"`
	// Indicator tells that the node is an indicator.
	Indicator bool `json:"indicator"`
	// Weight is its share in its parent, Total in the whole index.
	Weight float64 `json:"weight"`
	Total  float64 `json:"total"`
	// Correlation is Pearson's with the index, its square the share of the index's
	// variance that goes with the node linearly: what it weighs in effect (Paruolo,
	// Saisana and Saltelli 2013). Influence is that square as a share among
	// siblings, to be set against Weight.
	Correlation *float64 `json:"correlation"`
	Influence   *float64 `json:"influence"`
	// Available is the share of the states in which the node has a score.
	Available float64 `json:"available"`
	// Shift is the mean number of places by which states move when the node is
	// left out; nil where it cannot be, or for want of a sibling.
	Shift *float64 `json:"left_out_shift"`
}

// AuditGroup is how far the children of a node measure one thing.
type AuditGroup struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Children int    `json:"children"`
	// Alpha is Cronbach's; Condition and VIF tell of collinearity, the condition
	// number of the correlations and the greatest variance inflation factor; First
	// is the share of variance on the first principal component. Each is nil where
	// it is not defined, and Why says so.
	Alpha     *float64 `json:"cronbach_alpha"`
	Condition *float64 `json:"condition_number"`
	VIF       *float64 `json:"largest_vif"`
	First     *float64 `json:"first_component"`
	Why       string   `json:"why,omitempty"`
}

// AuditPair is how two nodes go together.
type AuditPair struct {
	A string  `json:"a"`
	B string  `json:"b"`
	R float64 `json:"r"`
	N int     `json:"n"`
	// Flag says what to think about: "nearly the same" or "opposed"; empty for
	// pairs that are listed in any case.
	Flag string `json:"flag,omitempty"`
}

// AuditState is a state with the range of its rank.
type AuditState struct {
	ISO3  country.Code        `json:"iso3"`
	Name  string              `json:"name"`
	Rank  int                 `json:"rank"`
	Range multiverse.RankBand `json:"range"`
}

// The limits beyond which a pair of siblings is flagged.
const (
	nearlySame = 0.92
	opposed    = -0.4
)

// Audit looks at the framework in a year; year 0 means its default.
func (a *Assessor) Audit(ctx context.Context, year int) (*Audit, error) {
	year, err := a.Year(year)
	if err != nil {
		return nil, err
	}
	s, err := a.Score(ctx, year)
	if err != nil {
		return nil, err
	}
	tree := a.Framework.Tree
	r, err := a.Vary(ctx, s, Wish{
		Nodes: []string{tree.Root.ID}, Uncertainty: a.Uncertainty, Sensitivity: multiverse.SensitivityPlan{Year: year},
	})
	if err != nil {
		return nil, err
	}
	out := &Audit{
		ID: a.ID("audit", "", year), Year: year, Framework: tree.ID, FrameworkName: tree.Name, AsOf: a.AsOf.Date,
		Data: a.DataHash, Version: a.Version, States: len(s.Scores.Cases), Variants: VariantsOf(r),
		Warnings: together(s.OfAll(), a.AsOfWarnings(year), a.Varied(r)),
	}
	for c := range s.Scores.Cases {
		if s.Scores.At(c, 0, s.Scores.Root()).OK() {
			out.Scored++
		}
	}
	if err := out.weigh(s, a); err != nil {
		return nil, err
	}
	out.cohere(s)
	if r != nil {
		out.Sensitivity = r.Sensitivity
		out.fragile(a, s, r)
	}
	return out, nil
}

// weigh lists weights, influence, availability and what leaving out does.
func (u *Audit) weigh(s *Scored, a *Assessor) error {
	share, total := s.model.Shares()
	shifts, err := a.shifts(s)
	if err != nil {
		return err
	}
	parent := make(map[string]*composite.Node)
	for _, n := range s.Scores.Nodes {
		for _, child := range n.Children {
			parent[child.ID] = n
		}
	}
	for n, node := range s.Scores.Nodes {
		if n == s.Scores.Root() {
			continue
		}
		u.Nodes = append(u.Nodes, AuditNode{
			ID: node.ID, Name: a.nameOf(node), Parent: parent[node.ID].ID, Indicator: node.Leaf(), Weight: share[n], Total: total[n],
			Correlation: s.withIndex(n), Available: s.available(n), Shift: shifts[node.ID],
		})
	}
	u.influence()
	return nil
}

// nameOf is what a table calls a node.
func (a *Assessor) nameOf(n *composite.Node) string {
	if !n.Leaf() || n.Name != "" {
		return n.Name
	}
	info, _ := a.Framework.Indicator(n.Indicator)
	return info.Name
}

// withIndex is a node's correlation with the index; nil where it is not defined.
func (s *Scored) withIndex(n int) *float64 {
	for _, pair := range audit.Correlate(s.Scores, []int{n, s.Scores.Root()}, stat.Pearson) {
		return &pair.R
	}
	return nil
}

// available is the share of the cases with a score at a node.
func (s *Scored) available(n int) float64 {
	count := 0
	for c := range s.Scores.Cases {
		if s.Scores.At(c, 0, n).OK() {
			count++
		}
	}
	return float64(count) / float64(max(len(s.Scores.Cases), 1))
}

// shifts leaves out every node that has siblings, one at a time.
func (a *Assessor) shifts(s *Scored) (map[string]*float64, error) {
	var ids []string
	for _, n := range s.Scores.Nodes {
		if len(n.Children) > 1 {
			for _, child := range n.Children {
				ids = append(ids, child.ID)
			}
		}
	}
	list, err := audit.Remove(s.model, s.Panel, 0, ids)
	if err != nil {
		return nil, err
	}
	out := make(map[string]*float64, len(list))
	for _, left := range list {
		if left.Ranked > 0 {
			out[left.Node] = &left.MeanShift
		}
	}
	return out, nil
}

// influence shares the squares of correlations among siblings.
func (u *Audit) influence() {
	sum := make(map[string]float64)
	for _, n := range u.Nodes {
		if n.Correlation != nil {
			sum[n.Parent] += *n.Correlation * *n.Correlation
		}
	}
	for i := range u.Nodes {
		n := &u.Nodes[i]
		if n.Correlation != nil && sum[n.Parent] > 0 {
			part := *n.Correlation * *n.Correlation / sum[n.Parent]
			n.Influence = &part
		}
	}
}

// cohere describes the index and every group, and lists pairs.
func (u *Audit) cohere(s *Scored) {
	for n, node := range s.Scores.Nodes {
		if node.Leaf() {
			continue
		}
		u.Groups = append(u.Groups, groupOf(s.Scores, n))
		for _, pair := range audit.Siblings(s.Scores, n, stat.Pearson) {
			one := AuditPair{A: pair.A, B: pair.B, R: pair.R, N: pair.N}
			switch {
			case pair.R >= nearlySame:
				one.Flag = "nearly the same"
			case pair.R <= opposed:
				one.Flag = "opposed"
			}
			if one.Flag != "" || n == s.Scores.Root() {
				u.Pairs = append(u.Pairs, one)
			}
		}
	}
}

// groupOf is the coherence of one group.
func groupOf(s *composite.Scores, n int) AuditGroup {
	node := s.Nodes[n]
	c := audit.Coheres(s, n)
	out := AuditGroup{ID: node.ID, Name: node.Name, Children: len(node.Children), Why: c.Why}
	if c.HasAlpha {
		out.Alpha = &c.Alpha
	}
	if c.Collinearity != nil {
		vif := slices.Max(c.Collinearity.VIF)
		out.Condition, out.VIF = &c.Collinearity.Condition, &vif
	}
	if c.Components != nil {
		total := 0.0
		for _, v := range c.Components.Variances {
			total += v
		}
		if total > 0 {
			first := c.Components.Variances[0] / total
			out.First = &first
		}
	}
	return out
}

// listedStates is how many fragile and firm states are listed.
const listedStates = 10

// fragile lists the states with the widest and the narrowest ranges of rank.
func (u *Audit) fragile(a *Assessor, s *Scored, r *multiverse.Result) {
	var list []AuditState
	for c, code := range s.Scores.Cases {
		found := RangeOf(r, country.Code(code), s.Year, a.Framework.Tree.Root.ID)
		rank, _ := s.Scores.Rank(c, 0, s.Scores.Root())
		if found == nil || rank == 0 {
			continue
		}
		info, _ := a.Register.Country(country.Code(code))
		list = append(list, AuditState{ISO3: info.Code, Name: info.Name, Rank: rank, Range: found.Rank})
	}
	width := func(x AuditState) int { return x.Range.High90 - x.Range.Low90 }
	slices.SortStableFunc(list, func(x, y AuditState) int {
		return cmp.Or(cmp.Compare(width(y), width(x)), cmp.Compare(x.Rank, y.Rank))
	})
	n := min(listedStates, len(list)/2)
	u.Fragile = slices.Clone(list[:n])
	u.Firm = slices.Clone(list[len(list)-n:])
	slices.Reverse(u.Firm)
}
