// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/obs"
)

// FrameworkFile is a framework and the facts that stand beside its tree.
type FrameworkFile struct {
	// File is where it was read.
	File string
	// Framework is the tree, Recipe how it is computed.
	Framework *composite.Framework
	Recipe    composite.Recipe
	// RecipeWhy gives the reason for the recipe.
	RecipeWhy    string
	Years        Years
	CarryForward CarryForward
	MinCoverage  MinCoverage
	// Uncertainty lists the choices that an uncertainty analysis may vary.
	Uncertainty []composite.Factor
}

// Years are those that a framework is meant for.
type Years struct {
	First int `yaml:"first"`
	Last  int `yaml:"last"`
	// Default is the year that is shown where none is asked for.
	Default int `yaml:"default"`
}

// CarryForward limits how old a value may be that stands in for a missing one.
type CarryForward struct {
	// Limit is in years; 0 carries nothing.
	Limit int    `yaml:"limit"`
	Why   string `yaml:"why"`
}

// MinCoverage is the share of weight, 0 to 1, that must rest on values for a
// node to be scored.
type MinCoverage struct {
	Share float64 `yaml:"share"`
	Why   string  `yaml:"why"`
}

// frameworkText is a framework as its file spells it.
type frameworkText struct {
	ID           string         `yaml:"id"`
	Name         string         `yaml:"name"`
	Version      string         `yaml:"version"`
	Description  string         `yaml:"description"`
	Years        Years          `yaml:"years"`
	CarryForward CarryForward   `yaml:"carry_forward"`
	MinCoverage  MinCoverage    `yaml:"min_coverage"`
	Recipe       recipeText     `yaml:"recipe"`
	Root         *nodeText      `yaml:"root"`
	Exposure     []exposureText `yaml:"exposure"`
	Uncertainty  struct {
		Factors []composite.Factor `yaml:"factors"`
	} `yaml:"uncertainty"`
}

// recipeText is a recipe with its reason.
type recipeText struct {
	composite.Recipe
	Why string `yaml:"why"`
}

// aggregateText is a way of combining children with its reason.
type aggregateText struct {
	composite.Aggregation
	Why string `yaml:"why"`
}

// exposureText is an indicator that is shown and not scored.
type exposureText struct {
	Indicator string `yaml:"indicator"`
	Pillar    string `yaml:"pillar"`
	Why       string `yaml:"why"`
}

// goalpostsText tells a goalpost at zero from one that is not given.
type goalpostsText struct {
	Low  *float64 `yaml:"low"`
	High *float64 `yaml:"high"`
	Why  string   `yaml:"why"`
}

// nodeText is a group or, with an indicator, a leaf.
type nodeText struct {
	ID        string         `yaml:"id"`
	Name      string         `yaml:"name"`
	Kind      composite.Kind `yaml:"kind"`
	Weight    *float64       `yaml:"weight"`
	Why       string         `yaml:"why"`
	Aggregate *aggregateText `yaml:"aggregate"`
	Children  []*nodeText    `yaml:"children"`

	Indicator string          `yaml:"indicator"`
	Direction string          `yaml:"direction"`
	Goalposts *goalpostsText  `yaml:"goalposts"`
	Scale     composite.Scale `yaml:"scale"`
	Carry     *int            `yaml:"carry"`
}

// leaf tells whether the node is an indicator.
func (n *nodeText) leaf() bool { return n.Indicator != "" }

// each visits the node and all below it; a nil node has none.
func (n *nodeText) each(visit func(*nodeText)) {
	if n == nil {
		return
	}
	visit(n)
	for _, child := range n.Children {
		child.each(visit)
	}
}

// directions are the words for the directions.
var directions = map[string]obs.Direction{
	"higher": obs.HigherIsBetter, "lower": obs.LowerIsBetter,
}

// ownWeights is the word that frameworks use for composite.WeightOwn.
const ownWeights composite.WeightMethod = "framework"

// recipe is the recipe with the file's words and limits put into the engine's.
func (t *frameworkText) recipe() composite.Recipe {
	r := t.Recipe.Recipe
	if r.Weight.Method == ownWeights {
		r.Weight.Method = composite.WeightOwn
	}
	if r.Carry == nil {
		limit := t.CarryForward.Limit
		r.Carry = &limit
	}
	return r
}

// framework is the tree in the engine's words.
func (t *frameworkText) framework(names indicators) *composite.Framework {
	f := &composite.Framework{
		ID: t.ID, Name: t.Name, Version: t.Version, Description: t.Description,
		MinCoverage: t.MinCoverage.Share,
	}
	if t.Root != nil {
		f.Root = t.Root.node(names)
		f.Root.Weight = 1
	}
	for _, e := range t.Exposure {
		f.Exposure = append(f.Exposure, composite.Exposure{Indicator: e.Indicator, Pillar: e.Pillar, Why: e.Why})
	}
	return f
}

// node is a node and all below it in the engine's words.
func (n *nodeText) node(names indicators) *composite.Node {
	out := &composite.Node{
		ID: n.id(), Name: n.Name, Kind: n.Kind, Why: n.Why, Indicator: n.Indicator,
		Direction: directions[n.Direction], Scale: n.Scale, Carry: n.Carry,
	}
	if n.Weight != nil {
		out.Weight = *n.Weight
	}
	if n.Aggregate != nil {
		out.Aggregate = n.Aggregate.Aggregation
	}
	if g := n.Goalposts; g != nil && g.Low != nil && g.High != nil {
		out.Goalposts = &composite.Goalposts{Low: *g.Low, High: *g.High, Why: g.Why}
	}
	if out.Name == "" && n.leaf() {
		if i, ok := names.find(n.Indicator); ok {
			out.Name = i.Name
		}
	}
	for _, child := range n.Children {
		if child != nil {
			out.Children = append(out.Children, child.node(names))
		}
	}
	return out
}

// id is the node's id; that of a leaf is its indicator's, unless it has its own.
func (n *nodeText) id() string {
	if n.ID == "" {
		return n.Indicator
	}
	return n.ID
}
