// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/composite/table"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/endpoint"
)

// LabAsked sends what is to be tried.
type LabAsked struct {
	Body LabBody
}

// LabBody is a framework with weights of one's own.
type LabBody struct {
	Framework string `json:"framework,omitempty" default:"core" pattern:"^[a-z][a-z0-9-]*$" maxLength:"64" doc:"Id of a framework."`
	// YAML takes the place of Framework.
	YAML  string `json:"yaml,omitempty" maxLength:"400000" doc:"A framework of one's own instead, as the file that qala assess --framework reads."`
	Year  int    `json:"year,omitempty" minimum:"0" maximum:"9999" doc:"The year judged; the framework's default where none is given." example:"2022"`
	AsOf  string `json:"as_of,omitempty" maxLength:"10" doc:"Use only what was published by this day, where editions allow; not with yaml."`
	Draws int    `json:"draws,omitempty" minimum:"0" maximum:"10000" doc:"The number of draws of weights near those that ranges rest on; 0 for no ranges." example:"1000"`
	Seed  uint64 `json:"seed,omitempty" maximum:"4294967295" doc:"Chooses the draws."`
	// Weights are by ids of nodes; siblings are divided by their sum.
	Weights map[string]float64 `json:"weights,omitempty" doc:"Weights by ids of nodes; siblings are divided by their sum, and those that are not named keep theirs." example:"{\"society\": 40, \"economy\": 20}"`
}

// Fault is one thing that is wrong in a definition that was sent. Line and
// Column count from 1; 0 is the whole.
type Fault struct {
	Line, Column         int
	Field, Message, Hint string
}

// Faults are what is wrong in a definition that was sent.
type Faults []Fault

// Error says the first.
func (f Faults) Error() string {
	if len(f) == 0 {
		return "no faults"
	}
	return fmt.Sprintf("line %d: %s", f[0].Line, f[0].Message)
}

// refuse lists all faults, each with its place in a part of the body.
func (f Faults) refuse(part string) error {
	details := make([]error, len(f))
	for i, x := range f {
		message := x.Message
		if x.Field != "" {
			message = x.Field + ": " + message
		}
		if x.Hint != "" {
			message += " (" + x.Hint + ")"
		}
		details[i] = &huma.ErrorDetail{Message: endpoint.Shown(message), Location: fmt.Sprintf("body.%s:%d:%d", part, x.Line, x.Column)}
	}
	return huma.NewError(http.StatusUnprocessableEntity, fmt.Sprintf("%d faults in the %s", len(f), part), details...)
}

// lab is the route of weights of one's own.
func lab(s *Service) {
	endpoint.Add(s.server, endpoint.Route[LabAsked, assess.Trial]{
		Path: "/lab/score", ID: "lab", Tag: "laboratory", Post: true,
		Summary:  "Score with weights, or a framework, of one's own",
		About:    "Ranks under other weights beside those of the framework, with ranges over weights drawn near them.",
		Identify: func(t *assess.Trial) string { return t.ID },
		Ask:      s.askLab,
	})
}

// askLab prepares a trial.
func (s *Service) askLab(ctx context.Context, in *LabAsked) (*endpoint.Asked[assess.Trial], error) {
	b := in.Body
	j, name, err := s.labJudge(ctx, b)
	if err != nil {
		return nil, err
	}
	j.year = b.Year
	if err := j.settle(); err != nil {
		return nil, endpoint.Param{Place: "body.year", Value: fmt.Sprint(b.Year)}.Refuse(http.StatusUnprocessableEntity, err.Error())
	}
	text, err := json.Marshal(b.Weights)
	if err != nil {
		return nil, err
	}
	bench := fmt.Sprintf("%s %s %d", name, j.scope.AsOf, j.year)
	return &endpoint.Asked[assess.Trial]{
		Key: fmt.Sprintf("%s %d %d %s", bench, b.Draws, b.Seed, text),
		Do: func(ctx context.Context) (*assess.Trial, error) {
			on, err := s.bench(ctx, bench, j)
			if err != nil {
				return nil, err
			}
			return on.Try(ctx, b.Weights, assess.Uncertainty{Draws: b.Draws, Seed: b.Seed, Progress: endpoint.Progress(ctx)})
		},
	}, nil
}

// labJudge finds the use cases under the framework that is named or sent, and a
// name for it.
func (s *Service) labJudge(ctx context.Context, b LabBody) (*judging, string, error) {
	if b.YAML == "" {
		if b.Framework == "" {
			b.Framework = mainFramework
		}
		j, err := s.judgeOf(ctx, Question{Framework: b.Framework, AsOf: b.AsOf}, "body.")
		return j, b.Framework, err
	}
	if b.AsOf != "" {
		return nil, "", endpoint.Param{Place: "body.as_of", Value: b.AsOf}.Refuse(http.StatusUnprocessableEntity, "not with a framework of one's own")
	}
	a, err := s.cases.Own(ctx, []byte(b.YAML))
	var faults Faults
	if errors.As(err, &faults) {
		return nil, "", faults.refuse("yaml")
	}
	if err != nil {
		return nil, "", err
	}
	sum := sha256.Sum256([]byte(b.YAML))
	return &judging{Assessor: a}, hex.EncodeToString(sum[:]), nil
}

// bench finds a year laid out, or lays it out; those used last stay at hand, so
// that a slider which is moved waits for the draws alone.
func (s *Service) bench(ctx context.Context, key string, j *judging) (*assess.Bench, error) {
	if b, ok := s.benches.Get(key); ok {
		return b.(*assess.Bench), nil
	}
	b, err := j.Bench(ctx, j.year)
	if err == nil {
		s.benches.Put(key, b)
	}
	return b, err
}

// TableAsked sends tables of one's own.
type TableAsked struct {
	Body TableBody
}

// TableBody holds the two tables that the R package COINr uses, as CSV.
type TableBody struct {
	Data string `json:"data" minLength:"1" maxLength:"900000" doc:"The table iData as CSV: a case in each row, with uCode and the indicators' codes as columns, and Time for a panel."`
	Meta string `json:"meta" minLength:"1" maxLength:"200000" doc:"The table iMeta as CSV: iCode, Parent, Weight, Direction, Level and Type of every indicator and group."`
}

// TableScores are the scores and ranks of the cases of a table.
type TableScores struct {
	// Nodes are the codes of the index and its groups, the index first.
	Nodes []string `json:"nodes"`
	// Cases are in the order of the table.
	Cases []TableCase `json:"cases"`
	// Remarks are what is odd in the tables and no obstacle.
	Remarks []string `json:"remarks"`
}

// TableCase is one case of a table.
type TableCase struct {
	Code string `json:"code"`
	// Name is the country's, where the code is one.
	Name string `json:"name,omitempty"`
	// Year is 0 where the table has no years.
	Year int `json:"year,omitempty"`
	// Scores are by node; null where a node is not scored.
	Scores []*float64 `json:"scores"`
	Rank   *int       `json:"rank"`
}

// labTable is the route of tables of one's own.
func labTable(s *Service) {
	endpoint.Add(s.server, endpoint.Route[TableAsked, TableScores]{
		Path: "/lab/table", ID: "lab-table", Tag: "laboratory", Post: true,
		Summary: "Score a table of one's own",
		About:   "Scores and ranks of the cases of any table, by the weights and directions that stand beside it; indicators are scaled between their extremes. As qala index build with its plain recipe, which writes every stage.",
		Ask: func(_ context.Context, in *TableAsked) (*endpoint.Asked[TableScores], error) {
			sum := sha256.Sum256([]byte(in.Body.Data + "\x00" + in.Body.Meta))
			return &endpoint.Asked[TableScores]{
				Key: hex.EncodeToString(sum[:]),
				Do:  func(context.Context) (*TableScores, error) { return s.scoreTable(in.Body) },
			}, nil
		},
	})
}

// scoreTable reads and scores a table.
func (s *Service) scoreTable(b TableBody) (*TableScores, error) {
	in, lints := table.Read(strings.NewReader(b.Data), strings.NewReader(b.Meta))
	if grave := table.Grave(lints); len(grave) > 0 || in == nil {
		return nil, lintsRefused(grave)
	}
	built, warnings, err := table.Build(in, composite.Recipe{})
	if err != nil {
		return nil, endpoint.Param{Place: "body.data"}.Refuse(http.StatusUnprocessableEntity, endpoint.Shown(err.Error()))
	}
	out := &TableScores{Nodes: []string{}, Cases: []TableCase{}, Remarks: []string{}}
	for _, l := range lints {
		out.Remarks = append(out.Remarks, l.String())
	}
	for _, w := range warnings {
		out.Remarks = append(out.Remarks, strings.TrimSpace(w.Subject+": "+w.Text))
	}
	s.tableCases(out, in, built)
	return out, nil
}

// mostLints is how many faults of a table a refusal lists.
const mostLints = 50

// lintsRefused lists the faults of a table.
func lintsRefused(grave []table.Lint) error {
	details := make([]error, 0, len(grave))
	for _, l := range grave[:min(len(grave), mostLints)] {
		part := map[string]string{"iMeta": "meta"}[l.Table]
		if part == "" {
			part = "data"
		}
		details = append(details, &huma.ErrorDetail{
			Message: endpoint.Shown(strings.TrimSpace(l.Column + " " + l.Text)), Location: fmt.Sprintf("body.%s:%d", part, l.Row),
		})
	}
	return huma.NewError(http.StatusUnprocessableEntity, fmt.Sprintf("%d faults in the tables", len(grave)), details...)
}

// tableCases writes the scores of a table's cases.
func (s *Service) tableCases(out *TableScores, in *table.Input, built *table.Built) {
	scores := built.Scores
	var nodes []int
	for n, node := range scores.Nodes {
		if !node.Leaf() {
			nodes = append(nodes, n)
			out.Nodes = append(out.Nodes, node.ID)
		}
	}
	for _, row := range in.Rows {
		c := TableCase{Code: row.Case, Year: row.Year, Scores: make([]*float64, len(nodes))}
		if info, ok := s.cases.Register.Country(country.Code(row.Case)); ok {
			c.Name = info.Name
		}
		at, known := scores.Case(row.Case)
		t, dated := scores.Year(row.Year)
		if !known || !dated {
			continue
		}
		for i, n := range nodes {
			if r := scores.At(at, t, n); r.OK() {
				value := r.Score
				c.Scores[i] = &value
			}
		}
		if rank, _ := scores.Rank(at, t, scores.Root()); rank > 0 {
			c.Rank = &rank
		}
		out.Cases = append(out.Cases, c)
	}
}
