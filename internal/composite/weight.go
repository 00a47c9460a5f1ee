// SPDX-License-Identifier: Apache-2.0

package composite

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/stat"
)

// WeightMethod says where weights come from.
type WeightMethod string

// The ways of weighting; empty means WeightOwn.
const (
	// WeightOwn keeps the framework's weights.
	WeightOwn WeightMethod = "own"
	// WeightEqual gives siblings the same weight.
	WeightEqual WeightMethod = "equal"
	// WeightPCA takes siblings' loadings on their first principal component; one
	// that loads against the others gets 0 and a warning.
	WeightPCA WeightMethod = "pca"
	// WeightAHP takes them from Comparisons.
	WeightAHP WeightMethod = "ahp"
	// WeightBudget takes them from Points.
	WeightBudget WeightMethod = "budget"
	// WeightBalanced seeks non-negative weights that bring the correlations of the
	// nodes of Level with the index as near as can be to the shares Desired.
	WeightBalanced WeightMethod = "balanced"
)

// Weighting gives every node its share in its parent. Weights are never
// negative and sum to 1 among siblings.
type Weighting struct {
	Method WeightMethod `yaml:"method,omitempty" json:"method,omitempty"`
	// Nodes gives weights by node id in place of all others; siblings are
	// rescaled to sum to 1.
	Nodes map[string]float64 `yaml:"nodes,omitempty" json:"nodes,omitempty"`
	// Levels limits the method to siblings of these levels; empty means all.
	Levels []int `yaml:"levels,omitempty" json:"levels,omitempty"`
	// Comparisons are reciprocal matrices by the parent's id, in the order of its
	// children; a ratio of consistency above 0.1 is warned of.
	Comparisons map[string][][]float64 `yaml:"comparisons,omitempty" json:"comparisons,omitempty"`
	// Points are what each expert gave a node, by its id, in the experts' order.
	Points map[string][]float64 `yaml:"points,omitempty" json:"points,omitempty"`
	// Level is the level that WeightBalanced balances, Correlation its kind;
	// Desired its aims by node id, equal where absent.
	Level       int                `yaml:"level,omitempty" json:"level,omitempty"`
	Correlation stat.Correlation   `yaml:"correlation,omitempty" json:"correlation,omitempty"`
	Desired     map[string]float64 `yaml:"desired,omitempty" json:"desired,omitempty"`
	// Noise, where above 0, multiplies every weight of Levels by 1 plus a uniform
	// draw from -Noise to Noise; Seed and Replicate choose the stream.
	Noise     float64 `yaml:"noise,omitempty" json:"noise,omitempty"`
	Seed      uint64  `yaml:"seed,omitempty" json:"seed,omitempty"`
	Replicate uint64  `yaml:"replicate,omitempty" json:"replicate,omitempty"`
}

// Balance certifies weights that were sought: Converged tells that no transfer
// of Step between any two siblings brings the correlations nearer to the aims.
type Balance struct {
	Nodes     []string  `json:"nodes"`
	Desired   []float64 `json:"desired"`
	Obtained  []float64 `json:"obtained"`
	Distance  float64   `json:"distance"`
	Step      float64   `json:"step"`
	Tried     int       `json:"tried"`
	Converged bool      `json:"converged"`
}

// weighers lists what gives a group its children's weights before rescaling;
// nil ones are set elsewhere.
var weighers = map[WeightMethod]func(*weighing) error{
	WeightOwn: weighOwn, WeightEqual: weighEqual, WeightPCA: weighPCA,
	WeightAHP: weighAHP, WeightBudget: weighBudget, WeightBalanced: weighOwn,
}

// weighing is one group whose children are to be weighted.
type weighing struct {
	how      *Weighting
	node     *Node
	kids     []*Node
	columns  [][]float64 // the children's scores; nil where not needed
	weights  []float64
	warnings []obs.Warning
}

func (w *Weighting) check(path string, faults *Faults) {
	checkMethod(w.Method, weighers, path, faults)
	wrong := map[string]bool{}
	for id, x := range w.Nodes {
		if !(x >= 0) || x-x != 0 {
			wrong[id] = true
		}
	}
	for _, id := range sortedKeys(wrong) {
		faults.add(path+"/nodes/"+id, "%v is not a number of at least 0", w.Nodes[id])
	}
	if !(w.Noise >= 0 && w.Noise <= 1) {
		faults.add(path+"/noise", "%v is not between 0 and 1", w.Noise)
	}
	if w.Correlation != "" && !slices.Contains(stat.Correlations(), w.Correlation) {
		faults.add(path+"/correlation", "%q is unknown; use one of %v", w.Correlation, stat.Correlations())
	}
	if w.Method == WeightBalanced && w.Level < 1 {
		faults.add(path+"/level", "method balanced needs the level to balance")
	}
}

// of tells whether the method applies to children of a level.
func (w *Weighting) of(level int) bool { return len(w.Levels) == 0 || slices.Contains(w.Levels, level) }

func weighOwn(g *weighing) error {
	for i, k := range g.kids {
		g.weights[i] = k.Weight
	}
	return nil
}

func weighEqual(g *weighing) error {
	fill(g.weights, 1)
	return nil
}

func weighPCA(g *weighing) error {
	if len(g.kids) == 1 {
		return weighEqual(g)
	}
	pc, err := stat.PrincipalComponents(g.columns)
	if err != nil {
		return fmt.Errorf("principal components: %w", err)
	}
	for i, v := range pc.Loadings[0] {
		g.weights[i] = max(v, 0)
		if v < 0 {
			g.warnings = append(g.warnings, obs.Warning{
				Code: "negative_loading", Subject: g.kids[i].ID,
				Text: fmt.Sprintf("%s loads against its siblings (%.3g) and gets no weight", g.kids[i].ID, v),
			})
		}
	}
	return nil
}

func weighAHP(g *weighing) error {
	a, given := g.how.Comparisons[g.node.ID]
	if !given {
		return weighOwn(g)
	}
	if len(a) != len(g.kids) {
		return fmt.Errorf("compares %d items; it has %d children", len(a), len(g.kids))
	}
	c, err := stat.Compare(a)
	if err != nil {
		return err
	}
	copy(g.weights, c.Weights)
	if c.Ratio > 0.1 {
		g.warnings = append(g.warnings, obs.Warning{
			Code: "inconsistent_comparisons", Subject: g.node.ID,
			Text: fmt.Sprintf("the comparisons below %s contradict each other (consistency ratio %.3g, above 0.1)", g.node.ID, c.Ratio),
		})
	}
	return nil
}

// weighBudget is the mean over experts of each one's points as shares.
func weighBudget(g *weighing) error {
	experts, given := -1, 0
	for _, k := range g.kids {
		points, ok := g.how.Points[k.ID]
		if !ok {
			continue
		}
		if given++; experts >= 0 && len(points) != experts {
			return fmt.Errorf("%s has points of %d experts, others of %d", k.ID, len(points), experts)
		}
		experts = len(points)
	}
	if given == 0 {
		return weighOwn(g)
	}
	if given < len(g.kids) {
		return fmt.Errorf("points are missing for %d of %d children", len(g.kids)-given, len(g.kids))
	}
	for e := range experts {
		total := 0.0
		for _, k := range g.kids {
			points := g.how.Points[k.ID][e]
			if !(points >= 0) || points-points != 0 {
				return fmt.Errorf("expert %d gave %s %v points", e+1, k.ID, points)
			}
			total += points
		}
		if !(total > 0) {
			return fmt.Errorf("expert %d gave no points", e+1)
		}
		for i, k := range g.kids {
			g.weights[i] += g.how.Points[k.ID][e] / total
		}
	}
	return nil
}

// fitWeights gives every group the shares of its children, children first, for
// some methods learn from their scores.
func (m *Model) fitWeights(w *work, faults *Faults) []obs.Warning {
	how := &m.Recipe.Weight
	m.Weights = make([][]float64, len(m.plan.nodes))
	var scores *Scores
	if how.Method == WeightPCA {
		m.applyNormalise(w)
		scores = newScores(m, w)
	}
	var warnings []obs.Warning
	for g := len(m.plan.nodes) - 1; g >= 0; g-- {
		if len(m.plan.kids[g]) == 0 {
			continue
		}
		warnings = append(warnings, m.weigh(g, scores, faults)...)
		if scores != nil {
			m.group(scores, w, g)
		}
	}
	m.noise()
	if how.Method == WeightBalanced && len(*faults) == 0 {
		warnings = append(warnings, m.balance(w, faults)...)
	}
	return warnings
}

// weigh sets the weights below group g.
func (m *Model) weigh(g int, scores *Scores, faults *Faults) []obs.Warning {
	how := &m.Recipe.Weight
	kids := m.plan.kids[g]
	q := weighing{how: how, node: m.plan.nodes[g], weights: make([]float64, len(kids))}
	level := 0
	for _, k := range kids {
		q.kids = append(q.kids, m.plan.nodes[k])
		level = max(level, m.plan.level[k])
		if scores != nil {
			q.columns = append(q.columns, scores.value[k])
		}
	}
	method := weighOwn
	if how.Method != "" && how.of(level) {
		method = weighers[how.Method]
	}
	if err := method(&q); err != nil {
		faults.add(m.plan.path(q.node)+"/weight", "%v", err)
		_ = weighOwn(&q) // own weights need nothing learned and cannot fail
	}
	for i, k := range q.kids {
		if own, ok := how.Nodes[k.ID]; ok {
			q.weights[i] = own
		}
	}
	if !rescale(q.weights) {
		faults.add(m.plan.path(q.node)+"/weight", "every child has weight 0")
	}
	m.Weights[g] = q.weights
	return q.warnings
}

// rescale makes weights sum to 1, leaving alone those that do already.
func rescale(weights []float64) bool {
	sum := 0.0
	for _, v := range weights {
		sum += v
	}
	if sum > 0 && sum != 1 {
		for i := range weights {
			weights[i] /= sum
		}
	}
	return sum > 0
}

// noise disturbs the weights, parents before children, in the tree's order.
func (m *Model) noise() {
	how := &m.Recipe.Weight
	if how.Noise == 0 {
		return
	}
	r := rand.New(rand.NewPCG(how.Seed, how.Replicate))
	for g, kids := range m.plan.kids {
		disturbed := false
		for i, k := range kids {
			if how.of(m.plan.level[k]) {
				m.Weights[g][i] *= 1 + how.Noise*(2*r.Float64()-1)
				disturbed = true
			}
		}
		if disturbed {
			rescale(m.Weights[g])
		}
	}
}

// balance seeks weights for the nodes of a level.
func (m *Model) balance(w *work, faults *Faults) []obs.Warning {
	how := &m.Recipe.Weight
	m.applyNormalise(w)
	scores, _ := m.scores(w)
	b := &Balance{}
	var columns, groups [][]float64
	for g, kids := range m.plan.kids {
		if len(kids) == 0 || m.plan.level[kids[0]] != how.Level {
			continue
		}
		groups = append(groups, m.Weights[g])
		for _, k := range kids {
			id := m.plan.nodes[k].ID
			aim, ok := how.Desired[id]
			if !ok {
				aim = 1
			}
			b.Nodes, b.Desired = append(b.Nodes, id), append(b.Desired, aim)
			columns = append(columns, scores.value[k])
		}
	}
	if len(columns) == 0 || !rescale(b.Desired) {
		faults.add("recipe/weight/level", "no node of level %d has siblings to balance", how.Level)
		return nil
	}
	kind := how.Correlation
	if kind == "" {
		kind = stat.Pearson
	}
	b.Obtained = make([]float64, len(columns))
	found := stat.Spread(groups, func() float64 {
		m.regroup(scores, w, how.Level)
		for i, col := range columns {
			b.Obtained[i], _, _ = stat.Correlate(kind, col, scores.value[0])
		}
		rescale(b.Obtained)
		sum := 0.0
		for i, aim := range b.Desired {
			sum += (b.Obtained[i] - aim) * (b.Obtained[i] - aim)
		}
		return sum
	})
	b.Distance, b.Step, b.Tried, b.Converged = found.Value, found.Step, found.Tried, found.Converged
	m.Balance = b
	if b.Converged {
		return nil
	}
	return []obs.Warning{{Code: "not_balanced", Subject: "weight", Text: "the search for balanced weights did not converge"}}
}

// regroup scores the groups above a level again.
func (m *Model) regroup(s *Scores, w *work, level int) {
	for g := len(m.plan.nodes) - 1; g >= 0; g-- {
		if m.plan.level[g] > level {
			m.group(s, w, g)
		}
	}
}
