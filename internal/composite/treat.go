// SPDX-License-Identifier: Apache-2.0

package composite

// TreatMethod is a way of taming outliers.
type TreatMethod string

// The treatments; empty means TreatNone.
const (
	TreatNone TreatMethod = "none"
)

// Treatment tames outliers: First is applied where skewness and kurtosis fail
// the check, then Then where they still do.
type Treatment struct {
	First TreatMethod `yaml:"first,omitempty" json:"first,omitempty"`
	Then  TreatMethod `yaml:"then,omitempty" json:"then,omitempty"`
	// MaxPoints limits the values that winsorising moves; nil means 5, and a
	// negative number no limit.
	MaxPoints *int `yaml:"max_points,omitempty" json:"max_points,omitempty"`
	// Lambda is the power of the Box-Cox transform.
	Lambda float64 `yaml:"lambda,omitempty" json:"lambda,omitempty"`
	// Skew and Kurtosis are the limits, 0 meaning 2 and 3.5: a distribution fails
	// where both are passed.
	Skew     float64 `yaml:"skew,omitempty" json:"skew,omitempty"`
	Kurtosis float64 `yaml:"kurtosis,omitempty" json:"kurtosis,omitempty"`
	// Always treats without a check.
	Always bool `yaml:"always,omitempty" json:"always,omitempty"`
	// Combine applies Then to what First returned, not to the values before it.
	Combine bool  `yaml:"combine,omitempty" json:"combine,omitempty"`
	Scope   Scope `yaml:"scope,omitempty" json:"scope,omitempty"`
}

var treatments = map[TreatMethod]bool{TreatNone: true}

func (t *Treatment) check(path string, faults *Faults) {
	checkMethod(t.First, treatments, path+"/first", faults)
	checkMethod(t.Then, treatments, path+"/then", faults)
	checkScope(t.Scope, path, faults)
}
