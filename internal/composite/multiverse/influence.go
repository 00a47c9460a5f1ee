// SPDX-License-Identifier: Apache-2.0

package multiverse

import "context"

// influence finds how much each factor moves the ranks of a year.
func (r *run) influence(ctx context.Context) (*Sensitivity, error) { return nil, nil }
