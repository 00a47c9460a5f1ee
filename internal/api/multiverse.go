// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/endpoint"
	"github.com/qala-observatory/qala/internal/render"
)

// MultiverseAsked asks for a ranking under every choice that could have been
// made otherwise.
type MultiverseAsked struct {
	Question
	Varied
	Pairs         bool `query:"pairs" doc:"Add the probability that one state stands above another, for every pair."`
	Probabilities bool `query:"rank_probabilities" doc:"Add the probability of every rank of every state."`
}

// multiverses is the route of rankings under every choice.
func multiverses(s *Service) {
	endpoint.Add(s.server, endpoint.Route[MultiverseAsked, assess.Multiverse]{
		Path: "/multiverse", ID: "multiverse", Tag: "judgements", Stream: true,
		Summary: "Rank all states under every choice that could have been made otherwise",
		About: "Scores and ranks with their ranges over all variants, which states cannot be told apart, and which choice moves ranks the most. " +
			"As qala multiverse --format json prints it. With Accept: text/event-stream its progress can be followed.",
		Identify: func(m *assess.Multiverse) string { return m.ID },
		Write: endpoint.Writers[assess.Multiverse]{
			endpoint.CSV:  render.MultiverseCSV,
			endpoint.Text: func(w io.Writer, m *assess.Multiverse) error { return render.MultiverseText(w, m, plainText) },
		},
		Ask: s.askMultiverse,
	})
}

// askMultiverse prepares a multiverse.
func (s *Service) askMultiverse(ctx context.Context, in *MultiverseAsked) (*endpoint.Asked[assess.Multiverse], error) {
	if in.Draws < 1 {
		return nil, endpoint.Param{Place: "query.draws", Value: "0"}.Refuse(http.StatusUnprocessableEntity, "want at least one draw")
	}
	j, err := s.varied(ctx, in.Question, in.Varied)
	if err != nil {
		return nil, err
	}
	if len(j.Framework.Factors) == 0 {
		return nil, endpoint.Param{Place: "query.framework", Value: in.Framework}.Refuse(http.StatusUnprocessableEntity, "the framework names nothing to vary")
	}
	return &endpoint.Asked[assess.Multiverse]{
		Key: j.key(fmt.Sprint(in.Pairs, in.Probabilities)),
		Do: func(ctx context.Context) (*assess.Multiverse, error) {
			one := *j.Assessor
			one.Uncertainty.Progress = endpoint.Progress(ctx)
			return one.Multiverse(ctx, assess.MultiverseQuestion{Year: j.year, Pairs: in.Pairs, Probabilities: in.Probabilities})
		},
	}, nil
}
