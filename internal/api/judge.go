// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/composite/multiverse"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/endpoint"
	"github.com/qala-observatory/qala/internal/export"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/render"
)

// Question holds the parameters that every judgement has.
type Question struct {
	Framework string `query:"framework" default:"core" pattern:"^[a-z][a-z0-9-]*$" patternDescription:"an id of small letters, digits and hyphens" maxLength:"64" doc:"Id of a framework."`
	AsOf      string `query:"as_of" format:"date" maxLength:"10" doc:"Use only what was published by this day, where editions allow." example:"2016-11-30"`
	Year      int    `query:"year" minimum:"1" maximum:"9999" doc:"The year judged; the framework's default where none is given." example:"2022"`
}

// Varied holds the parameters of ranges.
type Varied struct {
	Draws int    `query:"draws" minimum:"0" maximum:"10000" default:"1000" doc:"The number of variants that ranges rest on; 0 for no ranges."`
	Seed  uint64 `query:"seed" maximum:"4294967295" default:"1" doc:"Chooses the variants; the same seed gives the same bytes."`
	// Factors are the ids of those varied.
	Factors string `query:"factors" maxLength:"400" doc:"Vary only these, by id, parted by commas; all of the framework's where none is given." example:"weights,normalisation"`
}

// Judged names a country beside the question.
type Judged struct {
	Code string `path:"code" maxLength:"100" doc:"Any code or name of a country; ISO 3166-1 alpha-3 is best." example:"AZE"`
	Question
	Varied
}

// Ranked asks for a ranking.
type Ranked struct {
	Question
	Varied
	Sort string `query:"sort" enum:"score,median,best,worst,name" default:"score" doc:"The order of the rows: by score, by the median of the ranks, by the best or the worst rank of the range, or by name."`
}

// Audited asks for an audit.
type Audited struct {
	Question
	Varied
}

// Compared names several countries beside the question.
type Compared struct {
	Countries string `query:"c" required:"true" maxLength:"200" doc:"Two to nine countries, parted by commas." example:"AZE,GEO,ARM"`
	Question
	Varied
}

// Explained names one number.
type Explained struct {
	Country   string `query:"country" required:"true" maxLength:"100" doc:"Any code or name of a country." example:"AZE"`
	Indicator string `query:"indicator" required:"true" maxLength:"200" doc:"Id of an indicator." example:"wdi.NY.GDP.MKTP.KD.ZG"`
	Question
}

// Citation is how to cite an answer, in three forms.
type Citation struct {
	ID string `json:"id"`
	// Text is a sentence, BibTeX an entry, CSL a list of one item as CSL-JSON.
	Text   string           `json:"text"`
	BibTeX string           `json:"bibtex"`
	CSL    []map[string]any `json:"csl"`
}

// judging is a question with the use cases to answer it.
type judging struct {
	*assess.Assessor
	scope Scope
	year  int
}

// vary sets how ranges are computed.
func (j *judging) vary(v Varied) error {
	one := *j.Assessor
	one.Uncertainty.Draws, one.Uncertainty.Seed = v.Draws, v.Seed
	if v.Factors != "" {
		one.Uncertainty.Factors = strings.Split(v.Factors, ",")
		if _, err := multiverse.Select(j.Framework.Factors, one.Uncertainty.Factors); err != nil {
			return endpoint.Param{Place: "query.factors", Value: v.Factors}.Refuse(http.StatusUnprocessableEntity, err.Error())
		}
	}
	j.Assessor = &one
	return nil
}

// judge finds the use cases for a question of a query and the year that is meant.
func (s *Service) judge(ctx context.Context, q Question) (*judging, error) {
	return s.judgeOf(ctx, q, "query.")
}

// judgeOf finds the use cases for a question whose parameters stand in a place.
func (s *Service) judgeOf(ctx context.Context, q Question, place string) (*judging, error) {
	scope := Scope{Framework: q.Framework}
	if q.AsOf != "" {
		date, err := obs.ParseDate(q.AsOf)
		if err != nil {
			return nil, endpoint.Param{Place: place + "as_of", Value: q.AsOf}.Refuse(http.StatusUnprocessableEntity, err.Error())
		}
		scope.AsOf = date
	}
	if _, err := s.framework(q.Framework, place+"framework"); err != nil {
		return nil, err
	}
	a, err := s.cases.Judge(ctx, scope)
	if err != nil {
		return nil, err
	}
	return &judging{a, scope, q.Year}, nil
}

// varied finds the use cases for a question with ranges, its year settled.
func (s *Service) varied(ctx context.Context, q Question, v Varied) (*judging, error) {
	j, err := s.judge(ctx, q)
	if err != nil {
		return nil, err
	}
	if err := j.vary(v); err != nil {
		return nil, err
	}
	return j, j.settle()
}

// settle fills in the year where none is given.
func (j *judging) settle() error {
	year, err := j.Year(j.year)
	j.year = year
	return err
}

// key is the part of an answer's key that all judgements share. The data, the
// program and the frameworks' files do not change while it runs.
func (j *judging) key(subject string) string {
	u := j.Uncertainty
	return fmt.Sprintf("%s %s %d %d %d %q %s", j.scope.Framework, j.scope.AsOf, j.year, u.Draws, u.Seed, u.Factors, subject)
}

// resolve finds the country that a parameter names.
func (s *Service) resolve(p endpoint.Param, year int) (country.Code, error) {
	if strings.TrimSpace(p.Value) == "" {
		return "", p.Refuse(http.StatusUnprocessableEntity, "want a country, such as AZE or Azerbaijan")
	}
	code, err := s.cases.Register.Resolve(p.Value, year)
	return code, s.server.Problem(err, p)
}

// askCountry prepares a question about one country.
func askCountry[T any](ctx context.Context, s *Service, in *Judged, do func(context.Context, *judging, country.Code) (*T, error)) (*endpoint.Asked[T], error) {
	where := endpoint.Param{Place: "path.code", Value: in.Code}
	code, err := s.resolve(where, in.Year)
	if err != nil {
		return nil, err
	}
	j, err := s.varied(ctx, in.Question, in.Varied)
	if err != nil {
		return nil, err
	}
	return &endpoint.Asked[T]{
		Key: j.key(string(code)), Where: where,
		Do: func(ctx context.Context) (*T, error) { return do(ctx, j, code) },
	}, nil
}

// assessment is the route of assessments.
func assessment(s *Service) {
	endpoint.Add(s.server, endpoint.Route[Judged, assess.Assessment]{
		Path: "/countries/{code}/assessment", ID: "assessment", Tag: "judgements",
		Summary:  "Judge one state",
		About:    "Scores of the index, its pillars and groups; every indicator with value, year, source and raw row, or the reason why it is missing. As qala assess --format json prints it.",
		Identify: func(a *assess.Assessment) string { return a.ID },
		Write: endpoint.Writers[assess.Assessment]{
			endpoint.CSV: render.AssessCSV, endpoint.SDMX: export.AssessSDMX, endpoint.Markdown: render.AssessMarkdown,
			endpoint.Text:   func(w io.Writer, a *assess.Assessment) error { return render.AssessText(w, a, plainText) },
			endpoint.BibTeX: func(w io.Writer, a *assess.Assessment) error { return line(w, render.Cite(a).BibTeX) },
			endpoint.CSL:    func(w io.Writer, a *assess.Assessment) error { return line(w, render.Cite(a).CSL) },
		},
		Ask: func(ctx context.Context, in *Judged) (*endpoint.Asked[assess.Assessment], error) {
			return askCountry(ctx, s, in, assessed)
		},
	})
}

// plainText is how text is laid out for whoever asks for it over HTTP.
var plainText = render.Options{Width: 80}

// line writes a text with an end of line.
func line(w io.Writer, text string) error {
	_, err := fmt.Fprintln(w, text)
	return err
}

// assessed assesses.
func assessed(ctx context.Context, j *judging, code country.Code) (*assess.Assessment, error) {
	return j.Assess(ctx, code, j.year)
}

// citation is the route of citations.
func citation(s *Service) {
	endpoint.Add(s.server, endpoint.Route[Judged, Citation]{
		Path: "/countries/{code}/citation", ID: "citation", Tag: "judgements",
		Summary:  "Cite an assessment",
		About:    "The citation of an assessment as a sentence, as BibTeX and as CSL-JSON. Its id names the assessment.",
		Identify: func(c *Citation) string { return c.ID },
		Ask: func(ctx context.Context, in *Judged) (*endpoint.Asked[Citation], error) {
			return askCountry(ctx, s, in, cited)
		},
	})
}

// cited assesses and cites.
func cited(ctx context.Context, j *judging, code country.Code) (*Citation, error) {
	a, err := j.Assess(ctx, code, j.year)
	if err != nil {
		return nil, err
	}
	c := render.Cite(a)
	out := &Citation{ID: a.ID, Text: c.Text, BibTeX: c.BibTeX}
	return out, json.Unmarshal([]byte(c.CSL), &out.CSL)
}

// rank is the route of rankings.
func rank(s *Service) {
	endpoint.Add(s.server, endpoint.Route[Ranked, assess.Ranking]{
		Path: "/rank", ID: "rank", Tag: "judgements",
		Summary:  "Order all states by their overall score",
		About:    "Every state of a year with its score, rank and coverage, overall and by pillar; states that are not scored come last, with the reason. As qala rank --format json prints it.",
		Identify: func(r *assess.Ranking) string { return r.ID },
		Write:    endpoint.Writers[assess.Ranking]{endpoint.CSV: render.RankCSV, endpoint.SDMX: export.RankSDMX},
		Ask: func(ctx context.Context, in *Ranked) (*endpoint.Asked[assess.Ranking], error) {
			j, err := s.varied(ctx, in.Question, in.Varied)
			if err != nil {
				return nil, err
			}
			return &endpoint.Asked[assess.Ranking]{
				Key: j.key(in.Sort),
				Do: func(ctx context.Context) (*assess.Ranking, error) {
					r, err := j.Rank(ctx, j.year)
					if err == nil {
						r.Sort(assess.Order(in.Sort))
					}
					return r, err
				},
			}, nil
		},
	})
}

// mostCompared is how many states a comparison can hold and still be read.
const mostCompared = 9

// compare is the route of comparisons.
func compare(s *Service) {
	endpoint.Add(s.server, endpoint.Route[Compared, assess.Comparison]{
		Path: "/compare", ID: "compare", Tag: "judgements",
		Summary:  "Set states side by side",
		About:    "The assessments of two to nine states in one year. As qala compare --format json prints it.",
		Identify: func(c *assess.Comparison) string { return c.ID },
		Write:    endpoint.Writers[assess.Comparison]{endpoint.CSV: render.CompareCSV},
		Ask:      s.askCompare,
	})
}

// askCompare prepares a comparison.
func (s *Service) askCompare(ctx context.Context, in *Compared) (*endpoint.Asked[assess.Comparison], error) {
	where := endpoint.Param{Place: "query.c", Value: in.Countries}
	var list []country.Code
	for name := range strings.SplitSeq(in.Countries, ",") {
		code, err := s.resolve(endpoint.Param{Place: "query.c", Value: name}, in.Year)
		if err != nil {
			return nil, err
		}
		if slices.Contains(list, code) {
			return nil, where.Refuse(http.StatusUnprocessableEntity, string(code)+" stands twice")
		}
		list = append(list, code)
	}
	if len(list) < 2 || len(list) > mostCompared {
		return nil, where.Refuse(http.StatusUnprocessableEntity, fmt.Sprintf("want 2 to %d countries, parted by commas; got %d", mostCompared, len(list)))
	}
	j, err := s.varied(ctx, in.Question, in.Varied)
	if err != nil {
		return nil, err
	}
	return &endpoint.Asked[assess.Comparison]{
		Key: j.key(fmt.Sprint(list)), Where: where,
		Do: func(ctx context.Context) (*assess.Comparison, error) { return j.Compare(ctx, list, j.year) },
	}, nil
}

// explain is the route that opens one number.
func explain(s *Service) {
	endpoint.Add(s.server, endpoint.Route[Explained, assess.Explanation]{
		Path: "/explain", ID: "explain", Tag: "judgements",
		Summary:  "Open one number down to its raw rows",
		About:    "Definition, formula and inputs; source with release, licence and citation; the raw rows with the hash of their file. As qala explain --format json prints it.",
		Identify: func(e *assess.Explanation) string { return e.ID },
		Write:    endpoint.Writers[assess.Explanation]{endpoint.CSV: render.ExplainCSV},
		Ask:      s.askExplain,
	})
}

// askExplain prepares an explanation.
func (s *Service) askExplain(ctx context.Context, in *Explained) (*endpoint.Asked[assess.Explanation], error) {
	where := endpoint.Param{Place: "query.country", Value: in.Country}
	code, err := s.resolve(where, in.Year)
	if err != nil {
		return nil, err
	}
	if _, err := s.indicator(in.Indicator, "query.indicator"); err != nil {
		return nil, err
	}
	j, err := s.judge(ctx, in.Question)
	if err != nil {
		return nil, err
	}
	return &endpoint.Asked[assess.Explanation]{
		Key: j.key(string(code) + " " + in.Indicator), Where: where,
		Do: func(ctx context.Context) (*assess.Explanation, error) {
			return j.Explain(ctx, code, in.Indicator, j.year)
		},
	}, nil
}
