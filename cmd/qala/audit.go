// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/render/report"
)

// newAudit makes the command audit.
func newAudit(p *program) *cobra.Command {
	var q question
	var html bool
	cmd := &cobra.Command{
		Use:   "audit",
		Short: "Ask whether a framework does what its weights say",
		Long: `Audit looks at a framework itself: nominal weights against what parts do in
effect, correlations within and between pillars, Cronbach's alpha, collinearity,
coverage, by how many places states move when a part is left out, which choices
move ranks most, and whose rank is fragile. Text is Markdown.

` + exitHelp,
		Example: `  qala audit --framework core
  qala audit --framework governance --year 2016 --format json
  qala audit --html > audit.html`,
		Args: cobra.NoArgs,
	}
	q.flags(cmd)
	q.varied(cmd)
	cmd.Flags().BoolVar(&html, "html", false, "print one HTML page")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		a, err := p.assessor(cmd.Context(), &q)
		if err != nil {
			return err
		}
		out, err := a.Audit(cmd.Context(), q.year)
		if err != nil {
			return meaning(err)
		}
		page := report.Audited{Audit: out, Again: q.auditedAgain(out)}
		switch {
		case html:
			return page.HTML(p.stdout)
		case *q.format == asJSON:
			return writeJSON(p.stdout, out)
		case *q.format == asCSV:
			g := grid{header: []string{"id", "parent", "weight", "total", "correlation", "influence", "available", "left_out_shift"}}
			for _, n := range out.Nodes {
				g.add(n.ID, n.Parent, n.Weight, n.Total, orEmpty(n.Correlation), orEmpty(n.Influence), n.Available, orEmpty(n.Shift))
			}
			return g.csv(p.stdout)
		}
		return page.Markdown(p.stdout)
	}
	return cmd
}

// auditedAgain is the command that gives an audit again: the framework by the path
// that the user gave, where it is one.
func (q *question) auditedAgain(out *assess.Audit) string {
	name := q.framework
	if strings.ContainsAny(name, " '\"$") {
		name = strconv.Quote(name)
	}
	call := []string{fmt.Sprintf("qala audit --framework %s --year %d", name, out.Year)}
	if !out.AsOf.IsZero() {
		call = append(call, "--as-of "+out.AsOf.String())
	}
	return strings.Join(append(call, q.repeated()...), " ")
}

// orEmpty is a number, or nothing.
func orEmpty(v *float64) string {
	if v == nil {
		return ""
	}
	return fmt.Sprint(*v)
}
