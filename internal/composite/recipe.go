// SPDX-License-Identifier: Apache-2.0

package composite

import (
	"fmt"
	"slices"
	"sort"
	"strings"
)

// Step is one verb of the method.
type Step string

// The steps.
const (
	StepScreen     Step = "screen"
	StepDenominate Step = "denominate"
	StepImpute     Step = "impute"
	StepTreat      Step = "treat"
	StepNormalise  Step = "normalise"
	StepWeight     Step = "weight"
	StepAggregate  Step = "aggregate"
)

// Steps lists the steps in their usual order.
func Steps() []Step {
	return []Step{StepScreen, StepDenominate, StepImpute, StepTreat, StepNormalise, StepWeight, StepAggregate}
}

// Scope says over which values parameters are learned.
type Scope string

// The scopes. AllYears learns from the whole panel, so that years compare;
// EachYear learns from every year by itself.
const (
	DefaultScope Scope = ""
	AllYears     Scope = "all_years"
	EachYear     Scope = "each_year"
)

// Recipe holds the choices for each step. The zero recipe leaves missing values
// out, treats nothing, normalises by goalposts (or by the panel's extremes
// where a leaf has none), keeps the framework's weights and takes arithmetic
// means where a node says nothing else.
type Recipe struct {
	// Order lists the steps up to treat in the order they are taken; empty means
	// screen, denominate, impute, treat. Normalise, weight and aggregate follow.
	Order []Step `yaml:"order,omitempty" json:"order,omitempty"`
	// Carry limits, in years, how old a carried-forward value may be; nil means
	// that the panel's own limit stands. A leaf's own limit can only be stricter.
	Carry      *int          `yaml:"carry,omitempty" json:"carry,omitempty"`
	Screen     Screening     `yaml:"screen,omitempty" json:"screen,omitzero"`
	Denominate Denomination  `yaml:"denominate,omitempty" json:"denominate,omitzero"`
	Impute     Imputation    `yaml:"impute,omitempty" json:"impute,omitzero"`
	Treat      Treatment     `yaml:"treat,omitempty" json:"treat,omitzero"`
	Normalise  Normalisation `yaml:"normalise,omitempty" json:"normalise,omitzero"`
	Weight     Weighting     `yaml:"weight,omitempty" json:"weight,omitzero"`
	Aggregate  Aggregations  `yaml:"aggregate,omitempty" json:"aggregate,omitzero"`
}

// Factor is a choice that could have been made otherwise.
type Factor struct {
	// ID is the word by which the factor is asked for.
	ID string `yaml:"id" json:"id"`
	// Levels are the ways of choosing. One that changes nothing stands for the
	// framework's own choice.
	Levels []Level `yaml:"levels" json:"levels"`
	// Why gives the reason for doubting the choice.
	Why string `yaml:"why" json:"why,omitempty"`
}

// Level is one way of making a choice. What it names takes the place of the
// recipe's; all else stays.
type Level struct {
	ID string `yaml:"id" json:"id"`
	// Share is how often the level is drawn, relative to the others; 0 means 1.
	Share float64 `yaml:"share,omitempty" json:"share,omitempty"`
	Why   string  `yaml:"why" json:"why,omitempty"`

	Impute    *Imputation    `yaml:"impute,omitempty" json:"impute,omitempty"`
	Treat     *Treatment     `yaml:"treat,omitempty" json:"treat,omitempty"`
	Normalise *Normalisation `yaml:"normalise,omitempty" json:"normalise,omitempty"`
	Aggregate *Aggregations  `yaml:"aggregate,omitempty" json:"aggregate,omitempty"`
	// Weight may ask for noise, which is drawn anew for every draw.
	Weight *Weighting `yaml:"weight,omitempty" json:"weight,omitempty"`
	// Dirichlet, where above 0, draws the weights of siblings from the Dirichlet
	// distribution that has this sum of parameters and the weights otherwise in
	// force as its mean: a weight w has the standard deviation
	// sqrt(w(1-w)/(Dirichlet+1)).
	Dirichlet float64 `yaml:"dirichlet,omitempty" json:"dirichlet,omitempty"`
	// Carry is the limit, in years, on values carried forward.
	Carry     *int           `yaml:"carry,omitempty" json:"carry,omitempty"`
	Goalposts *GoalpostShift `yaml:"goalposts,omitempty" json:"goalposts,omitempty"`
	LeaveOut  LeaveOut       `yaml:"leave_out,omitempty" json:"leave_out,omitempty"`
	DataError DataError      `yaml:"data_error,omitempty" json:"data_error,omitempty"`
	// Replicates is how many draws stand for a random level where every
	// combination is enumerated; 0 means that it cannot be enumerated.
	Replicates int `yaml:"replicates,omitempty" json:"replicates,omitempty"`
}

// GoalpostShift moves the leaves' goalposts.
type GoalpostShift struct {
	// Low and High, where High is above Low, put the goalposts at these quantiles
	// (0 to 1) of the panel's values.
	Low  float64 `yaml:"low,omitempty" json:"low,omitempty"`
	High float64 `yaml:"high,omitempty" json:"high,omitempty"`
	// Widen moves each goalpost outwards, inwards where negative, by this share
	// of their distance on the leaf's scale.
	Widen float64 `yaml:"widen,omitempty" json:"widen,omitempty"`
}

// LeaveOut says what is left out, one at a time, each as often.
type LeaveOut string

// What can be left out; empty means nothing.
const (
	LeaveOutIndicator LeaveOut = "indicator"
	LeaveOutSource    LeaveOut = "source"
)

// DataError says how values are drawn from their own errors.
type DataError string

// The ways of drawing; empty means that values stand as published.
const (
	// ErrorIndependent draws every value by itself.
	ErrorIndependent DataError = "independent"
	// ErrorPersistent draws an error once for a case and an indicator: it is on
	// the same side, as far out, in all years.
	ErrorPersistent DataError = "persistent"
)

// Random tells whether the level draws something anew for every draw.
func (l *Level) Random() bool {
	return l.Dirichlet > 0 || l.DataError != "" || l.Weight != nil && l.Weight.Noise > 0
}

// Varies lists what the level names, as the fields are called.
func (l *Level) Varies() []string {
	var out []string
	for _, one := range []struct {
		name  string
		named bool
	}{
		{"impute", l.Impute != nil},
		{"treat", l.Treat != nil},
		{"normalise", l.Normalise != nil},
		{"weight", l.Weight != nil || l.Dirichlet != 0},
		{"aggregate", l.Aggregate != nil},
		{"carry", l.Carry != nil},
		{"goalposts", l.Goalposts != nil},
		{"leave_out", l.LeaveOut != ""},
		{"data_error", l.DataError != ""},
	} {
		if one.named {
			out = append(out, one.name)
		}
	}
	return out
}

// CheckFactors returns every fault of a list of factors at once, with paths such
// as "factors/0/levels/1/share", or nothing. Two factors must not vary the same.
func CheckFactors(factors []Factor) []Fault {
	var faults Faults
	ids, varied := map[string]bool{}, map[string]string{}
	for i := range factors {
		f := &factors[i]
		path := fmt.Sprintf("factors/%d", i)
		if f.ID == "" {
			faults.add(path+"/id", "is missing")
		} else if ids[f.ID] {
			faults.add(path+"/id", "factor %q stands twice", f.ID)
		}
		ids[f.ID] = true
		f.check(path, &faults)
		for j := range f.Levels {
			for _, name := range f.Levels[j].Varies() {
				if other, met := varied[name]; met && other != f.ID {
					faults.add(fmt.Sprintf("%s/levels/%d/%s", path, j, name), "factor %q varies it already", other)
				}
				varied[name] = f.ID
			}
		}
	}
	return faults
}

func (f *Factor) check(path string, faults *Faults) {
	if len(f.Levels) == 0 {
		faults.add(path+"/levels", "a factor has at least one level")
	}
	ids := map[string]bool{}
	for j := range f.Levels {
		l := &f.Levels[j]
		at := fmt.Sprintf("%s/levels/%d", path, j)
		if l.ID == "" {
			faults.add(at+"/id", "is missing")
		} else if ids[l.ID] {
			faults.add(at+"/id", "level %q stands twice", l.ID)
		}
		ids[l.ID] = true
		l.check(at, faults)
	}
}

// mostReplicates keeps a slip of the pen from filling the memory.
const mostReplicates = 100_000

func (l *Level) check(path string, faults *Faults) {
	if !(l.Share >= 0) || l.Share-l.Share != 0 {
		faults.add(path+"/share", "%v is not a number of at least 0", l.Share)
	}
	if !(l.Dirichlet >= 0) || l.Dirichlet-l.Dirichlet != 0 {
		faults.add(path+"/dirichlet", "%v is not a number of at least 0", l.Dirichlet)
	}
	if l.Replicates < 0 || l.Replicates > mostReplicates {
		faults.add(path+"/replicates", "%d is not a number from 0 to %d", l.Replicates, mostReplicates)
	}
	if l.Carry != nil && *l.Carry < 0 {
		faults.add(path+"/carry", "%d is negative", *l.Carry)
	}
	if g := l.Goalposts; g != nil {
		checkShare(g.Low, path+"/goalposts/low", faults)
		checkShare(g.High, path+"/goalposts/high", faults)
		if g.Low > g.High || g.Low == g.High && g.Low != 0 {
			faults.add(path+"/goalposts", "low must be below high")
		}
		if !(g.Widen > -0.5) || g.Widen > 10 {
			faults.add(path+"/goalposts/widen", "%v is not a share above -0.5", g.Widen)
		}
	}
	if l.LeaveOut != "" && l.LeaveOut != LeaveOutIndicator && l.LeaveOut != LeaveOutSource {
		faults.add(path+"/leave_out", "%q is unknown; use indicator or source", l.LeaveOut)
	}
	if l.DataError != "" && l.DataError != ErrorIndependent && l.DataError != ErrorPersistent {
		faults.add(path+"/data_error", "%q is unknown; use independent or persistent", l.DataError)
	}
	l.steps(path, faults)
}

// steps checks what stands for steps of the recipe.
func (l *Level) steps(path string, faults *Faults) {
	if l.Impute != nil {
		l.Impute.check(path+"/impute", faults)
	}
	if l.Treat != nil {
		l.Treat.check(path+"/treat", faults)
	}
	if l.Normalise != nil {
		l.Normalise.check(path+"/normalise", faults)
	}
	if l.Weight != nil {
		l.Weight.check(path+"/weight", faults)
	}
	if l.Aggregate != nil {
		l.Aggregate.check(path+"/aggregate", faults)
	}
}

// Validate returns every fault of the recipe at once, or nothing.
func (r *Recipe) Validate() []Fault {
	var faults Faults
	r.checkOrder(&faults)
	if r.Carry != nil && *r.Carry < 0 {
		faults.add("recipe/carry", "%d is negative", *r.Carry)
	}
	r.Screen.check("recipe/screen", &faults)
	r.Denominate.check("recipe/denominate", &faults)
	r.Impute.check("recipe/impute", &faults)
	r.Treat.check("recipe/treat", &faults)
	r.Normalise.check("recipe/normalise", &faults)
	r.Weight.check("recipe/weight", &faults)
	r.Aggregate.check("recipe/aggregate", &faults)
	return faults
}

// checkOrder refuses unknown and repeated steps, and steps before treat that
// are named after it.
func (r *Recipe) checkOrder(faults *Faults) {
	last := -1
	seen := map[Step]bool{}
	for _, s := range r.Order {
		at := slices.Index(Steps(), s)
		switch {
		case at < 0:
			faults.add("recipe/order", "step %q is unknown", s)
		case seen[s]:
			faults.add("recipe/order", "step %q stands twice", s)
		case at < slices.Index(Steps(), StepNormalise) && last >= slices.Index(Steps(), StepNormalise):
			faults.add("recipe/order", "step %q cannot follow normalise", s)
		}
		seen[s] = true
		last = max(last, at)
	}
}

// early lists the steps before normalise in the order they are taken; a step
// that Order leaves out is taken in its usual place after those it names.
func (r *Recipe) early() []Step {
	steps := []Step{}
	for _, s := range append(slices.Clone(r.Order), Steps()[:4]...) {
		if slices.Contains(Steps()[:4], s) && !slices.Contains(steps, s) {
			steps = append(steps, s)
		}
	}
	return steps
}

// checkScope refuses an unknown scope.
func checkScope(s Scope, path string, faults *Faults) {
	switch s {
	case DefaultScope, AllYears, EachYear:
	default:
		faults.add(path+"/scope", "%q is unknown; use all_years or each_year", s)
	}
}

// checkMethod refuses a method that the list lacks; empty means the default.
func checkMethod[M ~string, V any](m M, known map[M]V, path string, faults *Faults) {
	if _, ok := known[m]; ok || m == "" {
		return
	}
	faults.add(path, "method %q is unknown; use %s", m, names(known))
}

// names lists the methods in alphabetical order.
func names[M ~string, V any](known map[M]V) string {
	list := make([]string, 0, len(known))
	for m := range known {
		if m != "" {
			list = append(list, string(m))
		}
	}
	sort.Strings(list)
	return strings.Join(list, ", ")
}

// checkShare refuses what is not between 0 and 1.
func checkShare(x float64, path string, faults *Faults) {
	if !(x >= 0 && x <= 1) {
		faults.add(path, "%v is not between 0 and 1", x)
	}
}

// checkFinite refuses NaN and infinities.
func checkFinite(x float64, path string, faults *Faults) {
	if x-x != 0 {
		faults.add(path, "%v is not finite", x)
	}
}

// at names a case in a year for messages; a table without years has the year 0.
func at(c string, year int) string {
	if year == 0 {
		return c
	}
	return fmt.Sprintf("%s in %d", c, year)
}
