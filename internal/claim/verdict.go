// SPDX-License-Identifier: Apache-2.0

package claim

// Verdict is what the data say of a claim.
type Verdict string

// The verdicts.
const (
	Supported    Verdict = "supported"
	Contradicted Verdict = "contradicted"
	Mixed        Verdict = "mixed"
	NotCheckable Verdict = "not_checkable"
)

// Agreement is the share of weighted variants that must agree before a claim is
// supported or contradicted. It is a convention and stands here alone.
const Agreement = 0.8

// Variant is one admissible way of testing a claim, and what came of it.
type Variant struct {
	// Choices name what was chosen, such as series or window, in a fixed order.
	Choices []Choice `json:"choices"`
	// Weight is its weight; those of a claim need not add up to one.
	Weight float64 `json:"weight"`
	// Holds tells whether the claim holds under it.
	Holds bool `json:"holds"`
}

// Choice is one choice of a variant.
type Choice struct {
	// Factor is what is chosen, Level what was chosen.
	Factor string `json:"factor"`
	Level  string `json:"level"`
}

// Judge applies the rule to variants of which the first is the headline: supported
// where it holds and at least Agreement of the weight does, contradicted where
// neither is so, mixed otherwise. The share is that of the weight on the verdict's
// side, for mixed that on the side of the claim. No variants give NotCheckable.
func Judge(variants []Variant) (Verdict, float64) {
	total, holds := 0.0, 0.0
	for _, v := range variants {
		total += v.Weight
		if v.Holds {
			holds += v.Weight
		}
	}
	if len(variants) == 0 || total <= 0 {
		return NotCheckable, 0
	}
	share := holds / total
	const slack = 1e-9
	switch headline := variants[0].Holds; {
	case headline && share >= Agreement-slack:
		return Supported, share
	case !headline && 1-share >= Agreement-slack:
		return Contradicted, 1 - share
	}
	return Mixed, share
}

// Flips names the choices that decide a mixed verdict: factors of which every
// variant of one level holds, and none of another does, or failing that those of
// which the shares differ most.
func Flips(variants []Variant) []Choice {
	type tally struct{ holds, total float64 }
	tallies := map[Choice]*tally{}
	order := []Choice{}
	for _, v := range variants {
		for _, c := range v.Choices {
			t := tallies[c]
			if t == nil {
				t = &tally{}
				tallies[c] = t
				order = append(order, c)
			}
			t.total += v.Weight
			if v.Holds {
				t.holds += v.Weight
			}
		}
	}
	headline := map[string]float64{}
	if len(variants) > 0 {
		for _, c := range variants[0].Choices {
			headline[c.Factor] = tallies[c].holds / tallies[c].total
		}
	}
	out := []Choice{}
	for _, gap := range []float64{0.99, 0.5, 0.01} {
		for _, c := range order {
			base, ok := headline[c.Factor]
			if diff := tallies[c].holds/tallies[c].total - base; ok && (diff >= gap || -diff >= gap) {
				out = append(out, c)
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	return out
}

// Join makes one verdict of the atomic parts of a statement that must all hold:
// supported or contradicted where all that could be tested agree, mixed where they
// do not. A part that cannot be checked keeps the whole from being supported, and
// lets it be contradicted.
func Join(parts []Verdict) Verdict {
	count := map[Verdict]int{}
	for _, v := range parts {
		count[v]++
	}
	switch {
	case len(parts) == 0:
		return NotCheckable
	case count[Supported] == len(parts):
		return Supported
	case count[Mixed] > 0, count[Supported] > 0 && count[Contradicted] > 0:
		return Mixed
	case count[Contradicted] > 0:
		return Contradicted
	}
	return NotCheckable
}

// Some is the verdict of parts of which a number is to hold, from Least to Most: what
// could not be tested may fall on either side.
func Some(parts []Verdict, q Quota) Verdict {
	holds, open := 0, 0
	for _, v := range parts {
		switch v {
		case Supported:
			holds++
		case Mixed, NotCheckable:
			open++
		}
	}
	switch {
	case len(parts) == 0 || open == len(parts):
		return NotCheckable
	case holds >= q.Least && holds+open <= q.Most:
		return Supported
	case holds+open < q.Least || holds > q.Most:
		return Contradicted
	}
	return Mixed
}

// All is the verdict of parts that are one predicate: one contradicted part makes
// it contradicted, a mixed or unchecked one keeps it from being supported.
func All(parts []Verdict) Verdict {
	worst := Supported
	for _, v := range parts {
		switch {
		case v == Contradicted:
			return Contradicted
		case v == NotCheckable, v == Mixed && worst != NotCheckable:
			worst = v
		}
	}
	return worst
}
