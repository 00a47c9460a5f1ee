// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/composite/audit"
	"github.com/qala-observatory/qala/internal/composite/table"
	"github.com/qala-observatory/qala/internal/stat"
)

// closest is the correlation from which two siblings say nearly the same.
const closest = 0.92

// auditReport is what an audit finds in one index.
type auditReport struct {
	// Year is the year audited of a panel; 0 where there is none.
	Year    int           `json:"year,omitempty"`
	Groups  []auditGroup  `json:"groups"`
	Nodes   []auditNode   `json:"nodes"`
	Pairs   []auditPair   `json:"pairs"`
	Removed []auditRemove `json:"left_out"`
	// Strengths and Weaknesses are those of the case asked for.
	Case       string          `json:"case,omitempty"`
	Strengths  []auditStanding `json:"strengths,omitempty"`
	Weaknesses []auditStanding `json:"weaknesses,omitempty"`
}

// auditGroup is how far the children of a group measure one thing.
type auditGroup struct {
	ID        string   `json:"id"`
	Alpha     *float64 `json:"cronbach_alpha"`
	Condition *float64 `json:"condition_number"`
	LargestVI *float64 `json:"largest_vif"`
	First     *float64 `json:"first_component_share"`
	Why       string   `json:"why,omitempty"`
}

// auditNode is a node's nominal weight and its share in the whole.
type auditNode struct {
	ID        string  `json:"id"`
	Share     float64 `json:"weight"`
	Effective float64 `json:"effective_weight"`
	// Correlation is that of the node with the index over all cases.
	Correlation *float64 `json:"correlation_with_index"`
}

// auditPair is a pair of siblings that say nearly the same, or the opposite.
type auditPair struct {
	A    string  `json:"a"`
	B    string  `json:"b"`
	R    float64 `json:"pearson"`
	N    int     `json:"n"`
	Flag string  `json:"flag"`
}

// auditRemove is what leaving a node out does to the ranks.
type auditRemove struct {
	ID        string  `json:"id"`
	MeanShift float64 `json:"mean_rank_shift"`
	Ranked    int     `json:"ranked"`
}

// auditStanding is a leaf's place for a case.
type auditStanding struct {
	ID    string  `json:"id"`
	Rank  int     `json:"rank"`
	Of    int     `json:"of"`
	Score float64 `json:"score"`
}

// newIndexAudit makes the command index audit.
func newIndexAudit(p *program) *cobra.Command {
	var t tables
	var who string
	var year int
	cmd := &cobra.Command{
		Use:   "audit --data iData.csv --meta iMeta.csv",
		Short: "Ask how much an index owes to each of its parts",
		Long: fmt.Sprintf(`Audit builds the index and reports, for each group, whether its children measure
one thing (Cronbach's alpha, condition number, variance inflation, share of the
first principal component); for each node its weight, its share in the whole and
its correlation with the index; pairs of siblings that correlate at %g or more,
or negatively; and by how many places states move, on average, when a node is
left out. With --case it lists a case's strengths and weaknesses.

`, closest) + exitHelp,
		Example: `  qala index audit --data iData.csv --meta iMeta.csv --recipe recipe.yaml
  qala index audit --data book.xlsx --case CHE --format json`,
		Args: cobra.NoArgs,
	}
	t.flags(cmd)
	cmd.Flags().StringVar(&who, "case", "", "the `uCode` of a case whose strengths and weaknesses to list")
	cmd.Flags().IntVar(&year, "year", 0, "the `year` of a panel; the last where none is given")
	f := formatFlag(cmd)
	cmd.RunE = func(*cobra.Command, []string) error {
		r, err := t.chosen()
		if err != nil {
			return err
		}
		in, err := t.read(p)
		if err != nil {
			return err
		}
		built, _, err := table.Build(in, r)
		if err != nil {
			return err
		}
		report, err := auditIndex(in, built, auditWish{who, year})
		if err != nil {
			return err
		}
		return p.printAudit(report, *f)
	}
	return cmd
}

// auditWish says which case and year to look at.
type auditWish struct {
	who  string
	year int
}

// auditIndex gathers the report.
func auditIndex(in *table.Input, b *table.Built, wish auditWish) (*auditReport, error) {
	years := in.Panel.Years()
	y := len(years) - 1
	if wish.year != 0 {
		if y = slices.Index(years, wish.year); y < 0 {
			return nil, usage("--year %d: the table has the years %v", wish.year, years)
		}
	}
	out := &auditReport{Year: years[y]}
	nodes(b, out)
	var ids []string
	for n, node := range b.Scores.Nodes {
		if n != b.Scores.Root() {
			ids = append(ids, node.ID)
		}
		if !node.Leaf() {
			coherence(b.Scores, n, out)
		}
	}
	if err := out.removals(in, b, y, removable(b, ids)); err != nil {
		return nil, err
	}
	return out, standings(b.Scores, wish.who, y, out)
}

// nodes lists weights and correlations with the index.
func nodes(b *table.Built, out *auditReport) {
	share, effective := b.Model.Shares()
	root := b.Scores.Root()
	for n, node := range b.Scores.Nodes {
		if n == root {
			continue
		}
		entry := auditNode{ID: node.ID, Share: share[n], Effective: effective[n]}
		for _, pair := range audit.Correlate(b.Scores, []int{n, root}, stat.Pearson) {
			entry.Correlation = &pair.R
		}
		out.Nodes = append(out.Nodes, entry)
	}
}

// coherence describes one group and flags its pairs.
func coherence(s *composite.Scores, group int, out *auditReport) {
	c := audit.Coheres(s, group)
	entry := auditGroup{ID: c.Group, Why: c.Why}
	if c.HasAlpha {
		entry.Alpha = &c.Alpha
	}
	if c.Collinearity != nil {
		entry.Condition = &c.Collinearity.Condition
		largest := slices.Max(c.Collinearity.VIF)
		entry.LargestVI = &largest
	}
	if c.Components != nil {
		first := c.Components.Variances[0] / float64(len(c.Components.Variances))
		entry.First = &first
	}
	out.Groups = append(out.Groups, entry)
	for _, pair := range audit.Siblings(s, group, stat.Pearson) {
		flag := ""
		switch {
		case pair.R >= closest:
			flag = "nearly the same"
		case pair.R < 0:
			flag = "opposed"
		}
		if flag != "" {
			out.Pairs = append(out.Pairs, auditPair{A: pair.A, B: pair.B, R: pair.R, N: pair.N, Flag: flag})
		}
	}
}

// removable keeps the nodes that have siblings: an only child cannot be left out.
func removable(b *table.Built, ids []string) []string {
	only := map[string]bool{}
	for _, node := range b.Scores.Nodes {
		if len(node.Children) == 1 {
			only[node.Children[0].ID] = true
		}
	}
	return slices.DeleteFunc(ids, func(id string) bool { return only[id] })
}

// removals leaves each node out and lists the mean shift of ranks, the greatest
// first.
func (r *auditReport) removals(in *table.Input, b *table.Built, y int, ids []string) error {
	list, err := audit.Remove(b.Model, in.Panel, y, ids)
	if err != nil {
		return err
	}
	for _, left := range list {
		r.Removed = append(r.Removed, auditRemove{ID: left.Node, MeanShift: left.MeanShift, Ranked: left.Ranked})
	}
	slices.SortStableFunc(r.Removed, func(a, b auditRemove) int { return cmp.Compare(b.MeanShift, a.MeanShift) })
	return nil
}

// extremes is how many strengths and weaknesses are listed.
const extremes = 5

// standings lists a case's best and worst leaves.
func standings(s *composite.Scores, who string, y int, out *auditReport) error {
	if who == "" {
		return nil
	}
	c, ok := s.Case(who)
	if !ok {
		return fmt.Errorf("%w: the table has no case %q", errNotFound, who)
	}
	out.Case = who
	list := audit.Standings(s, c, y)
	entry := func(x audit.Standing) auditStanding {
		return auditStanding{ID: x.Node.ID, Rank: x.Rank, Of: x.Of, Score: x.Score}
	}
	n := min(extremes, len(list)/2)
	for _, x := range list[:n] {
		out.Strengths = append(out.Strengths, entry(x))
	}
	for _, x := range slices.Backward(list[len(list)-n:]) {
		out.Weaknesses = append(out.Weaknesses, entry(x))
	}
	return nil
}

// printAudit prints a report. As CSV it is one long table of findings.
func (p *program) printAudit(r *auditReport, f format) error {
	if f == asJSON {
		return writeJSON(p.stdout, r)
	}
	g := grid{header: []string{"finding", "of", "what", "value"}, right: []int{3}}
	add := func(finding, of, what string, v *float64) {
		if v != nil {
			g.add(finding, of, what, strconv.FormatFloat(*v, 'g', 6, 64))
		}
	}
	for _, x := range r.Groups {
		add("coherence", x.ID, "Cronbach's alpha", x.Alpha)
		add("coherence", x.ID, "condition number", x.Condition)
		add("coherence", x.ID, "largest variance inflation", x.LargestVI)
		add("coherence", x.ID, "share of first component", x.First)
		if x.Why != "" {
			g.add("coherence", x.ID, x.Why, "")
		}
	}
	for _, x := range r.Nodes {
		add("weight", x.ID, "in its group", &x.Share)
		add("weight", x.ID, "in the whole", &x.Effective)
		add("weight", x.ID, "correlation with the index", x.Correlation)
	}
	for _, x := range r.Pairs {
		add("pair", x.A+" "+x.B, x.Flag, &x.R)
	}
	for _, x := range r.Removed {
		add("left out", x.ID, "mean shift of ranks", &x.MeanShift)
	}
	for _, x := range r.Strengths {
		g.add("strength", r.Case, x.ID, fmt.Sprintf("%d of %d", x.Rank, x.Of))
	}
	for _, x := range r.Weaknesses {
		g.add("weakness", r.Case, x.ID, fmt.Sprintf("%d of %d", x.Rank, x.Of))
	}
	if f == asCSV {
		return g.csv(p.stdout)
	}
	return g.text(p.stdout)
}
