// SPDX-License-Identifier: Apache-2.0

package sensitivity

// conditional fills the effects on a response that some variants lack, over the
// variants that have one: S is Var(E[Y|factor])/Var(Y), ST is
// 1-Var(E[Y|all others])/Var(Y), and Shapley shares out Var(E[Y|set])/Var(Y) over
// the orders in which the factors may come (Owen and Prieur 2017). Cost is the
// product of levels plus 1, and 2^k k for the orders.
func (s *Space) conditional(e *Effects, y []float64, r span) {
	k := len(s.Factors)
	e.room(k)
	c := closure{space: s, explained: make([]float64, 1<<k)}
	weight, sum := c.weigh(y, e)
	if e.Constant = r.constant(); e.Constant {
		return
	}
	c.sums(weight, sum, part{})
	for f := range k {
		e.S[f] = c.explained[1<<f] / e.Variance
		e.ST[f] = max(1-c.explained[(1<<k-1)&^(1<<f)]/e.Variance, 0)
	}
	orders := shapleyWeights(k)
	for t := Term(0); t < 1<<k; t++ {
		for f := range k {
			if !t.Has(f) {
				gain := c.explained[t|1<<f] - c.explained[t]
				e.Shapley[f] += orders[t.Order()] * gain / e.Variance
			}
		}
	}
}

// closure holds, by Term, the variance of the mean response given the levels of
// the term's factors.
type closure struct {
	space     *Space
	explained []float64
}

// weigh gives each variant's probability among those with a response, and that
// times its response less the mean, and sets mean and variance.
func (c *closure) weigh(y []float64, e *Effects) (weight, sum []float64) {
	weight, sum = make([]float64, len(y)), make([]float64, len(y))
	levels := make([]int, len(c.space.Factors))
	total := 0.0
	e.Mean = 0
	for i, v := range y {
		if v == v {
			c.space.Levels(i, levels)
			weight[i] = c.space.Share(levels)
			total += weight[i]
			e.Mean += weight[i] * v
		}
	}
	e.Mean /= total
	for i, v := range y {
		if v == v {
			weight[i] /= total
			sum[i] = weight[i] * (v - e.Mean)
			e.Variance += sum[i] * (v - e.Mean)
		}
	}
	return weight, sum
}

// part is a step of sums: the next factor, and the factors kept before it.
type part struct {
	factor int
	kept   Term
}

// sums adds weights and responses over the levels of every set of factors.
func (c *closure) sums(weight, sum []float64, p part) {
	if p.factor == len(c.space.Factors) {
		for i, w := range weight {
			if w > 0 {
				c.explained[p.kept] += sum[i] * sum[i] / w
			}
		}
		return
	}
	next := p.factor + 1
	c.sums(weight, sum, part{next, p.kept | 1<<p.factor})
	n, inner := c.space.Factors[p.factor].Levels, 1
	for _, later := range c.space.Factors[next:] {
		inner *= later.Levels
	}
	c.sums(overLevels(weight, n, inner), overLevels(sum, n, inner), part{next, p.kept})
}

// overLevels adds the n levels of a factor, of inner values each.
func overLevels(x []float64, n, inner int) []float64 {
	out := make([]float64, len(x)/n)
	for i, v := range x {
		out[i/(n*inner)*inner+i%inner] += v
	}
	return out
}

// shapleyWeights are u!(k-u-1)!/k! for u from 0 to k-1: the share of the orders
// of k factors in which a given set of u stands before a given other one.
func shapleyWeights(k int) []float64 {
	w := make([]float64, k)
	for u := range w {
		// 1/(k * choose(k-1, u))
		choose := 1.0
		for j := range u {
			choose *= float64(k-1-j) / float64(j+1)
		}
		w[u] = 1 / (float64(k) * choose)
	}
	return w
}
