// SPDX-License-Identifier: Apache-2.0

package composite

// WeightMethod says where weights come from.
type WeightMethod string

// The ways of weighting; empty means WeightOwn.
const (
	// WeightOwn keeps the framework's weights.
	WeightOwn WeightMethod = "own"
	// WeightEqual gives siblings the same weight.
	WeightEqual WeightMethod = "equal"
)

// Weighting gives every node its share in its parent.
type Weighting struct {
	Method WeightMethod `yaml:"method,omitempty" json:"method,omitempty"`
	// Nodes gives weights by node id in place of the framework's; siblings are
	// rescaled to sum to 1.
	Nodes map[string]float64 `yaml:"nodes,omitempty" json:"nodes,omitempty"`
}

var weighers = map[WeightMethod]bool{WeightOwn: true, WeightEqual: true}

func (w *Weighting) check(path string, faults *Faults) {
	checkMethod(w.Method, weighers, path, faults)
	for _, id := range sortedKeys(w.Nodes) {
		if x := w.Nodes[id]; !(x >= 0) || x-x != 0 {
			faults.add(path+"/nodes/"+id, "%v is not a number of at least 0", x)
		}
	}
}
