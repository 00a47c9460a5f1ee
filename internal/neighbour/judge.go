// SPDX-License-Identifier: Apache-2.0

package neighbour

// Robust is the share of definitions, and of variants, in which a state must lie
// outside of its band before it is called an outlier.
const Robust = 0.8

// LeastVariants is how many variants a state must be computed in before it is
// called an outlier or not: with 100 a share of 80 % has a standard error of 4.
const LeastVariants = 100

// Verdict says how a score compares with what is expected.
type Verdict string

// The verdicts. A state as expected lies within the band.
const (
	Above       Verdict = "above"
	AsExpected  Verdict = "as_expected"
	Below       Verdict = "below"
	NotComputed Verdict = "not_computed"
)

// Judgement is an expectation under one definition, held against the score.
type Judgement struct {
	Verdict Verdict
	// Reason says why there is no verdict.
	Reason Reason
	// Low and High bound the band over the residual and the variants.
	Low, High float64
	// Share is the share of variants with the same verdict; it means nothing
	// unless Varied is set.
	Share  float64
	Varied bool
	// above and below are the shares of variants outside of the band, variants is
	// how many they are shares of.
	above, below float64
	variants     int
}

// Judge gives the verdict under one definition: whether the score lies in the band
// over the residual and the variants (Variation.Band). v is nil where no variants
// were made; of fewer than half computed nothing is said.
func Judge(e *Expectation, v *Variation) Judgement {
	switch {
	case !e.OK():
		return Judgement{Verdict: NotComputed, Reason: e.Reason}
	case v != nil && !v.OK():
		return Judgement{Verdict: NotComputed, Reason: NotInVariants}
	}
	j := Judgement{Verdict: AsExpected, Low: e.Low, High: e.High}
	if v != nil {
		j.Low, j.High = v.Band(e)
		j.Varied, j.above, j.below, j.variants = true, v.Above, v.Below, v.Computed
	}
	switch {
	case e.Own > j.High:
		j.Verdict = Above
	case e.Own < j.Low:
		j.Verdict = Below
	}
	j.Share = j.share(j.Verdict)
	return j
}

// share is the share of variants with a verdict.
func (j *Judgement) share(v Verdict) float64 {
	switch v {
	case Above:
		return j.above
	case Below:
		return j.below
	}
	return 1 - j.above - j.below
}

// Agreement says how far a verdict holds over definitions and variants.
type Agreement struct {
	// Same counts the definitions with the verdict, Of those with any.
	Same, Of int
	// Share is the share of variants with the verdict, over all definitions, each
	// counting alike; it means nothing unless Varied is set.
	Share  float64
	Varied bool
	// Outlier tells that the state lies outside of its band, on one side, in at
	// least Robust of the definitions and of the variants, at least half of the
	// definitions giving a verdict. It means nothing unless Decided is set, which
	// takes LeastVariants variants under each of them.
	Outlier, Decided bool
}

// Agree holds a verdict against the judgements under a list of definitions.
func Agree(v Verdict, list []Judgement) Agreement {
	var a Agreement
	varied, enough := 0, true
	for i := range list {
		j := &list[i]
		if j.Verdict == NotComputed {
			continue
		}
		a.Of++
		if j.Verdict == v {
			a.Same++
		}
		if j.Varied {
			varied++
			enough = enough && j.variants >= LeastVariants
			a.Share += j.share(v)
		}
	}
	if a.Varied = varied > 0 && varied == a.Of; !a.Varied {
		a.Share = 0
		return a
	}
	a.Share /= float64(varied)
	a.Decided = enough
	a.Outlier = enough && (v == Above || v == Below) && 2*a.Of >= len(list) &&
		float64(a.Same) >= Robust*float64(a.Of)-slip && a.Share >= Robust-slip
	return a
}
