// SPDX-License-Identifier: Apache-2.0

package multiverse

import (
	"fmt"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/composite"
)

// Select picks factors by id, in the order of the list of factors. It is an error
// to ask for one that is not there.
func Select(factors []composite.Factor, ids []string) ([]composite.Factor, error) {
	var out []composite.Factor
	var known []string
	for _, f := range factors {
		known = append(known, f.ID)
		if slices.Contains(ids, f.ID) {
			out = append(out, f)
		}
	}
	for _, id := range ids {
		if !slices.Contains(known, id) {
			return nil, fmt.Errorf("multiverse: factor %q is unknown; known are %s", id, strings.Join(known, ", "))
		}
	}
	return out, nil
}
