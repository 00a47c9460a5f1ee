// SPDX-License-Identifier: Apache-2.0

package api

import (
	_ "embed" // for fields.json
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/qala-observatory/qala/internal/endpoint"
)

// fields is what the comments in the code say of types and their fields; make
// docs writes it.
//
//go:embed fields.json
var fields []byte

// Service answers requests below /api/v1 and describes itself.
type Service struct {
	cases  Cases
	server *endpoint.Server
	// benches are the years that weights were last tried on.
	benches *endpoint.Recent
	// checked are the texts that were last checked.
	checked *endpoint.Recent
}

// mostBenches is how many years stay laid out for trials, a few megabytes each.
const mostBenches = 4

// mostChecked is how many checked texts stay in memory, so that a page can be
// loaded again.
const mostChecked = 16

// Prefix begins the path of every route.
const Prefix = "/api/v1"

// New makes a service. Fault is told of errors that are not the client's; it may
// be nil.
func New(cases Cases, limits endpoint.Limits, fault func(error)) (*Service, error) {
	var words map[string]endpoint.Words
	if err := json.Unmarshal(fields, &words); err != nil {
		return nil, fmt.Errorf("api: fields.json: %w", err)
	}
	s := &Service{cases: cases, benches: endpoint.NewRecent(mostBenches), checked: endpoint.NewRecent(mostChecked), server: endpoint.New(endpoint.Options{
		Info: info(cases.Version), Tags: tags, Prefix: Prefix, Limits: limits, Blame: blame, Fault: fault, Words: words,
	})}
	for _, register := range routes {
		register(s)
	}
	return s, s.server.Seal()
}

// info heads the OpenAPI document.
func info(version string) *huma.Info {
	return &huma.Info{
		Title: "Qala", Version: version,
		Description: "State security from public data: every figure leads back to the raw row, release and licence it comes from. " +
			"Answers may be read by anyone and changed by no one. An answer with the same id has the same bytes.",
		License: &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"},
	}
}

// ServeHTTP answers the paths /api/v1/… and /openapi.json and .yaml.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.server.ServeHTTP(w, r) }

// Document is the OpenAPI document, as JSON.
func (s *Service) Document() ([]byte, error) { return s.server.Document() }

// Reference is the OpenAPI document as people read it.
func (s *Service) Reference() endpoint.Reference { return s.server.Reference() }

// Gauges are what the operator may see of the service.
func (s *Service) Gauges() []endpoint.Gauge { return s.server.Gauges() }

// Close calls off what is being computed.
func (s *Service) Close() { s.server.Close() }
