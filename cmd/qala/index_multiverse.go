// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/qala-observatory/qala/internal/catalog"
	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/composite/table"
)

// rankLevel is the share of variants within the ranges of ranks that are printed.
const rankLevel = 0.9

// indexMultiverse are the flags of index multiverse.
type indexMultiverse struct {
	tables
	spec, out string
	weights   []string
	plan      table.Plan
}

// newIndexMultiverse makes the command index multiverse.
func newIndexMultiverse(p *program) *cobra.Command {
	var x indexMultiverse
	cmd := &cobra.Command{
		Use:   "multiverse --data iData.csv --meta iMeta.csv --spec FILE --enumerate --out DIR",
		Short: "Score an index under every choice that could have been made otherwise",
		Long: `Multiverse varies the choices that the specification lists as factors with levels,
and says how far ranks depend on them. With --enumerate it tries every variant,
so that its indices are exact; with --draws it draws variants at random and
estimates them. It writes to the folder of --out:

  nominal.csv             score and rank of the index as it stands
  variants.csv            the levels of each variant, and why it has no scores
  scores.csv, ranks.csv   a row for each case, a column for each variant
  rank_probabilities.csv  the share of variants in which a case has each rank
  sobol.csv               first-order and total indices and Shapley effects of
                          each factor on the mean shift of ranks from the
                          nominal ones; 90 % intervals where estimated
  anova.csv               the share of each set of factors, if all variants count
  unit_rank_sobol.csv     the indices for the rank of each case
  failed.csv              why variants have no scores, and how many

Numbers have 17 significant digits, NA means missing. The format of the
specification is described in doc/format-multiverse.md; examples/asem holds one.

` + exitHelp,
		Example: `  qala index multiverse --data book.xlsx --spec m.yaml --enumerate --out out
  qala index multiverse --data d.csv --meta m.csv --spec m.yaml --draws 99 --out o`,
		Args: cobra.NoArgs,
	}
	x.flags(cmd)
	f := formatFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := x.check(cmd); err != nil {
			return err
		}
		return x.run(cmd.Context(), p, *f)
	}
	return cmd
}

// flags gives the command its flags.
func (x *indexMultiverse) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&x.data, "data", "", "the table iData, a CSV `file` or an Excel workbook with sheets iData and iMeta")
	f.StringVar(&x.meta, "meta", "", "the table iMeta, a CSV `file`; not needed with a workbook")
	f.StringVar(&x.recipe, "recipe", "", "a recipe, a YAML `file`, in place of the one in the specification")
	f.StringVar(&x.spec, "spec", "", "the specification of what is varied, a YAML `file`")
	f.StringArrayVar(&x.weights, "weights", nil, "a CSV file of weight sets for a factor, `factor=file`, in place of the one that the specification names; may be repeated")
	f.BoolVar(&x.plan.Enumerate, "enumerate", false, "try every variant")
	f.IntVar(&x.plan.Limit, "limit", 0, "the most `variants` to enumerate; 1,000,000 where none is given")
	f.IntVar(&x.plan.Draws, "draws", 0, "draw this `number` of variants")
	f.Uint64Var(&x.plan.Seed, "seed", 1, "the `seed` of what is random: draws, and weights with noise")
	f.IntVar(&x.plan.Workers, "workers", 0, "how many `processors` share the work; all where none is given; no result depends on it")
	f.IntVar(&x.plan.Year, "year", 0, "the `year` of a panel; the last where none is given")
	f.StringVar(&x.out, "out", "", "the `folder` to write to")
}

// check refuses flags that do not fit together.
func (x *indexMultiverse) check(cmd *cobra.Command) error {
	drawn := cmd.Flags().Changed("draws")
	switch {
	case x.spec == "":
		return usage("--spec FILE is missing")
	case x.out == "":
		return usage("--out DIR is missing")
	case drawn && x.plan.Enumerate:
		return usage("--enumerate tries every variant and --draws some of them; leave one out")
	case !drawn && !x.plan.Enumerate:
		return usage("say --enumerate to try every variant, or --draws N to draw some")
	case drawn && x.plan.Draws < 1:
		return usage("--draws %d: ask for at least 1", x.plan.Draws)
	}
	return nil
}

// run varies the index, writes the tables and prints what matters most.
func (x *indexMultiverse) run(ctx context.Context, p *program, f format) error {
	in, err := x.read(p)
	if err != nil {
		return err
	}
	if err := x.specify(in); err != nil {
		return err
	}
	m, err := table.Vary(ctx, in, x.plan)
	if err != nil {
		return err
	}
	for _, fail := range m.Failed {
		p.remark("%s of %s variants have no scores: %s", count(fail.Count), count(len(m.Variants)), fail.Reason)
	}
	if err := writeListings(m.Listings(), x.out); err != nil {
		return err
	}
	return x.print(p, m, f)
}

// specify reads the specification and the files that it names into the plan.
func (x *indexMultiverse) specify(in *table.Input) error {
	text, err := readUser(x.spec)
	if err != nil {
		return err
	}
	codes := catalog.Codes{}
	for _, n := range in.Framework.Nodes() {
		codes.Nodes = append(codes.Nodes, n.ID)
	}
	for column := range in.Groups {
		codes.Groups = append(codes.Groups, column)
	}
	slices.Sort(codes.Groups)
	spec, faults := catalog.ParseMultiverse(x.spec, text, codes)
	if len(faults) > 0 {
		return catalog.Faults(faults)
	}
	x.plan.Recipe, x.plan.Factors = spec.Recipe, spec.Factors
	if x.recipe != "" {
		if x.plan.Recipe, err = x.chosen(); err != nil {
			return err
		}
	}
	given, err := x.given(spec)
	if err != nil {
		return err
	}
	for i := range x.plan.Factors {
		factor := &x.plan.Factors[i]
		name, ok := given[factor.ID]
		if !ok {
			continue
		}
		if factor.Levels, err = weightSets(name, in); err != nil {
			return fmt.Errorf("factor %s: %w", factor.ID, err)
		}
	}
	return nil
}

// given are the files of weight sets by factor: those of the specification, which
// are named from its folder, and in their place those of --weights.
func (x *indexMultiverse) given(spec *catalog.Multiverse) (map[string]string, error) {
	given := map[string]string{}
	for id, name := range spec.Sets {
		if !filepath.IsAbs(name) {
			name = filepath.Join(filepath.Dir(x.spec), filepath.FromSlash(name))
		}
		given[id] = name
	}
	for _, text := range x.weights {
		id, name, ok := strings.Cut(text, "=")
		if _, known := given[id]; !ok || !known {
			var ids []string
			for _, f := range spec.Factors {
				if _, has := spec.Sets[f.ID]; has {
					ids = append(ids, f.ID)
				}
			}
			if len(ids) == 0 {
				ids = []string{"none of them"}
			}
			return nil, usage("--weights %q: want factor=file, the factor being one with weight_sets: %s", text, strings.Join(ids, ", "))
		}
		given[id] = name
	}
	return given, nil
}

// weightSets reads a file of weight sets.
func weightSets(name string, in *table.Input) ([]composite.Level, error) {
	text, err := readUser(name)
	if err != nil {
		return nil, fmt.Errorf("%w; name another file of weight sets with --weights factor=file", err)
	}
	levels, lints := table.ReadWeights(name, bytes.NewReader(text), in)
	if len(lints) > 0 {
		lines := make([]string, len(lints))
		for i, l := range lints {
			lines[i] = l.String()
		}
		return nil, fmt.Errorf("the weight sets have faults\n%s", strings.Join(lines, "\n"))
	}
	return levels, nil
}

// writeListings writes each table to a folder. A table of an earlier run that this
// one does not have is removed, so that the folder holds one run.
func writeListings(list []table.Listing, out string) error {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	if !slices.ContainsFunc(list, func(l table.Listing) bool { return l.Name == "anova" }) {
		if err := os.Remove(filepath.Join(out, "anova.csv")); err != nil && !os.IsNotExist(err) {
			return err
		}
	}
	for i := range list {
		var text bytes.Buffer
		if err := list[i].WriteCSV(&text); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(out, list[i].Name+".csv"), text.Bytes(), 0o644); err != nil {
			return err
		}
	}
	return nil
}
