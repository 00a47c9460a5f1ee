// SPDX-License-Identifier: Apache-2.0

package composite

import (
	"github.com/qala-observatory/qala/internal/obs"
)

// ImputeMethod says how an empty cell is filled.
type ImputeMethod string

// The ways of imputing; empty means ImputeNone, which leaves the cell out.
const (
	ImputeNone ImputeMethod = "none"
)

// Imputation fills empty cells. What it fills counts as not observed.
type Imputation struct {
	Method ImputeMethod `yaml:"method,omitempty" json:"method,omitempty"`
	// Group names the column that groups the cases; Groups gives the group of
	// each case.
	Group  string            `yaml:"group,omitempty" json:"group,omitempty"`
	Groups map[string]string `yaml:"-" json:"groups,omitempty"`
	// Limit is the greatest number of years a value is carried; nil for none.
	Limit *int `yaml:"limit,omitempty" json:"limit,omitempty"`
	// Level is the level of the tree within whose nodes rows or covariances are
	// taken; 0 means the whole table.
	Level int   `yaml:"level,omitempty" json:"level,omitempty"`
	Scope Scope `yaml:"scope,omitempty" json:"scope,omitempty"`
}

var imputers = map[ImputeMethod]bool{ImputeNone: true}

func (i *Imputation) check(path string, faults *Faults) {
	checkMethod(i.Method, imputers, path, faults)
	checkScope(i.Scope, path, faults)
	if i.Limit != nil && *i.Limit < 0 {
		faults.add(path+"/limit", "%d is negative", *i.Limit)
	}
}

func (i *Imputation) apply(*work) []obs.Warning { return nil }
