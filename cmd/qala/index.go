// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/spf13/cobra"

	"github.com/qala-observatory/qala/internal/catalog"
	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/composite/table"
)

// newIndex groups the commands that score anyone's table.
func newIndex(p *program) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "index",
		Short: "Build a composite indicator from tables of one's own",
		Long: `Index builds a composite indicator from two tables in the layout that the R
package COINr uses: iMeta (the indicators, their tree, weights and directions)
and iData (a case in each row, or a case and year where there is a column Time),
as CSV or as sheets of one Excel workbook.

` + exitHelp,
		Example: "  qala index template > recipe.yaml\n  qala index build --data workbook.xlsx --out out",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newIndexBuild(p), newIndexAudit(p), newIndexMultiverse(p), newIndexTemplate(p))
	return cmd
}

// tables are the flags that name the two tables and the recipe.
type tables struct {
	data, meta, recipe string
	set                []string
}

// flags gives a command the flags.
func (t *tables) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&t.data, "data", "", "the table iData, a CSV `file` or an Excel workbook with sheets iData and iMeta")
	cmd.Flags().StringVar(&t.meta, "meta", "", "the table iMeta, a CSV `file`; not needed with a workbook")
	cmd.Flags().StringVar(&t.recipe, "recipe", "", "the recipe, a YAML `file`; see qala index template")
	cmd.Flags().StringArrayVar(&t.set, "set", nil, "change the recipe: `key=value`, such as aggregate.method=geometric; may be repeated")
}

// read reads both tables; what is odd but no obstacle is remarked.
func (t *tables) read(p *program) (*table.Input, error) {
	data, meta, err := t.open()
	if err != nil {
		return nil, err
	}
	in, lints := table.Read(bytes.NewReader(data), bytes.NewReader(meta))
	if grave := table.Grave(lints); len(grave) > 0 || in == nil {
		lines := make([]string, len(grave))
		for i, l := range grave {
			lines[i] = l.String()
		}
		return nil, fmt.Errorf("%s and %s have faults\n%s", t.data, t.metaName(), strings.Join(lines, "\n"))
	}
	for _, l := range lints {
		p.remark("%s", l)
	}
	return in, nil
}

// metaName is where iMeta stands.
func (t *tables) metaName() string {
	if t.meta == "" {
		return "its sheet iMeta"
	}
	return t.meta
}

// open reads the bytes of both tables as CSV.
func (t *tables) open() (data, meta []byte, err error) {
	if t.data == "" {
		return nil, nil, usage("--data FILE is missing")
	}
	if strings.EqualFold(filepath.Ext(t.data), ".xlsx") {
		return sheets(t.data)
	}
	if t.meta == "" {
		return nil, nil, usage("--meta FILE is missing")
	}
	if data, err = readUser(t.data); err != nil {
		return nil, nil, err
	}
	meta, err = readUser(t.meta)
	return data, meta, err
}

// mostTable is the most bytes that a table of a user may have.
const mostTable = 256 << 20

// readUser reads a user's file, up to a limit.
func readUser(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errNotFound, err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, mostTable+1))
	if err != nil {
		return nil, err
	}
	if len(text) > mostTable {
		return nil, fmt.Errorf("%s: more than %s", name, size(mostTable))
	}
	return text, nil
}

// chosen is the recipe with the changes of --set.
func (t *tables) chosen() (composite.Recipe, error) {
	name, text := "recipe", []byte("{}\n")
	if t.recipe != "" {
		var err error
		if text, err = readUser(t.recipe); err != nil {
			return composite.Recipe{}, err
		}
		name = t.recipe
	}
	r, faults := catalog.ParseRecipe(name, text)
	if len(faults) > 0 {
		return r, catalog.Faults(faults)
	}
	if len(t.set) == 0 {
		return r, nil
	}
	text, err := changed(text, t.set)
	if err != nil {
		return r, err
	}
	if r, faults = catalog.ParseRecipe("recipe with --set", text); len(faults) > 0 {
		return r, usageError{catalog.Faults(faults).Error()}
	}
	return r, nil
}

// changed sets keys of a recipe to values and writes it again.
func changed(text []byte, set []string) ([]byte, error) {
	tree := map[string]any{}
	if err := yaml.Unmarshal(text, &tree); err != nil {
		return nil, err
	}
	for _, change := range set {
		key, value, ok := strings.Cut(change, "=")
		if !ok || key == "" {
			return nil, usage("--set %q: want key=value, such as aggregate.method=geometric", change)
		}
		var v any
		if err := yaml.Unmarshal([]byte(value), &v); err != nil {
			return nil, usage("--set %s: %v", change, err)
		}
		put(tree, strings.Split(key, "."), v)
	}
	return yaml.Marshal(tree)
}

// put sets a value at a path of keys. A step that stands as a lone word, which
// means its method, becomes a mapping first.
func put(tree map[string]any, path []string, value any) {
	if len(path) == 1 {
		tree[path[0]] = value
		return
	}
	below, ok := tree[path[0]].(map[string]any)
	if !ok {
		below = map[string]any{}
		if word, lone := tree[path[0]].(string); lone {
			below["method"] = word
		}
		tree[path[0]] = below
	}
	put(below, path[1:], value)
}
