// SPDX-License-Identifier: Apache-2.0

package assess

import (
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/neighbour"
	"github.com/qala-observatory/qala/internal/obs"
)

// Neighbourhood is a state among those around it.
type Neighbourhood struct {
	ID      string       `json:"id"`
	Country country.Code `json:"country"`
	Name    string       `json:"name"`
	Year    int          `json:"year"`
	// Definition says who the neighbours are, DefinitionWords in words; View whose
	// borders count; Edition which year's, 0 where none are used.
	Definition      string   `json:"definition"`
	DefinitionWords string   `json:"definition_words"`
	View            string   `json:"view"`
	Edition         int      `json:"border_edition,omitempty"`
	Framework       string   `json:"framework"`
	FrameworkName   string   `json:"framework_name"`
	AsOf            obs.Date `json:"as_of,omitzero"`
	Data            string   `json:"data"`
	Version         string   `json:"version"`

	Neighbours []Neighbour `json:"neighbours"`
	// Income is the GDP per head that expectations rest on beside the neighbours;
	// absent where the data know none.
	Income     *Indicator `json:"income,omitempty"`
	Turbulence Turbulence `json:"turbulence"`
	Levels     []Residual `json:"levels"`
	// Definitions hold the answer under every definition, where asked for.
	Definitions []UnderDefinition `json:"definitions,omitempty"`
	// Moran says whether like stands next to like among all states; Local how the
	// state stands to its surroundings; both of the overall score.
	Moran    *Autocorrelation      `json:"moran,omitempty"`
	Local    *LocalAutocorrelation `json:"local_moran,omitempty"`
	Variants *Variants             `json:"variants,omitempty"`
	Sources  []obs.Origin          `json:"sources"`
	Warnings []obs.Warning         `json:"warnings"`
}

// Neighbour is one state of a neighbourhood.
type Neighbour struct {
	ISO3   country.Code `json:"iso3"`
	Name   string       `json:"name"`
	Weight float64      `json:"weight"`
	// KM is the length of the border, or the distance where Measure says so; nil
	// where the definition uses neither.
	KM      *float64 `json:"km"`
	Measure string   `json:"measure,omitempty"`
	// Score is its overall score.
	Score *float64 `json:"score"`
	// Powers are the lists of powers that it stands on at the end of the year.
	Powers []PowerList `json:"powers,omitempty"`
	// Trouble are its own values of the measures of turbulence.
	Trouble []Indicator `json:"trouble,omitempty"`
	// Refs lead to where the length of the border is stated.
	Refs []Ref `json:"refs,omitempty"`
}

// PowerList is a list of powers, such as the permanent members of the Security
// Council.
type PowerList struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Turbulence is how troubled a neighbourhood is among those of all states.
type Turbulence struct {
	// Rank 1 is the most turbulent; nil where Reason says why there is none.
	Rank *int `json:"rank"`
	Of   int  `json:"of"`
	// Index is the mean percentile of the parts, 0 calm to 100 troubled.
	Index  *float64      `json:"index"`
	Parts  []TroublePart `json:"parts"`
	Reason string        `json:"reason,omitempty"`
}

// TroublePart is one measure of turbulence.
type TroublePart struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Indicators are what it is made of; several are summed.
	Indicators []string `json:"indicators"`
	Unit       obs.Unit `json:"unit"`
	// Calm tells that a high value means calm.
	Calm bool `json:"high_is_calm"`
	// Own is the state's own value, Neighbours the weighted mean around it; Oldest is
	// the earliest year that any of them is of, 0 where there is none.
	Own        *float64 `json:"own"`
	Neighbours *float64 `json:"neighbours"`
	Oldest     int      `json:"oldest_year,omitempty"`
	// Rank 1 is the most troubled of Of neighbourhoods.
	Rank       *int     `json:"rank"`
	Of         int      `json:"of"`
	Percentile *float64 `json:"percentile"`
	// Reason says why Neighbours is not known.
	Reason string `json:"reason,omitempty"`
}

// UnderDefinition is the answer under one definition.
type UnderDefinition struct {
	Definition string `json:"definition"`
	// Neighbours counts them; Codes lists them, the heaviest first.
	Neighbours int            `json:"neighbours"`
	Codes      []country.Code `json:"codes"`
	// TurbulenceRank is of TurbulenceOf; nil where TurbulenceReason says why there is
	// none.
	TurbulenceRank   *int       `json:"turbulence_rank"`
	TurbulenceOf     int        `json:"turbulence_of"`
	TurbulenceReason string     `json:"turbulence_reason,omitempty"`
	Levels           []Residual `json:"levels"`
	Reason           string     `json:"reason,omitempty"`
}

// LocalAutocorrelation is the local Moran's I with its permutation p-value.
type LocalAutocorrelation struct {
	I       float64           `json:"i"`
	P       float64           `json:"p"`
	Quarter neighbour.Quarter `json:"quarter"`
}

// Residual is one score against what the other states lead one to expect.
type Residual struct {
	// ID is that of the node: overall, soft, society, tolerance.
	ID   string   `json:"id"`
	Name string   `json:"name"`
	Own  *float64 `json:"own"`
	// Neighbours is the weighted score of the neighbours.
	Neighbours *float64 `json:"neighbours"`
	Expected   *float64 `json:"expected"`
	// Low and High bound the band that 90 % of states like it would fall in.
	Low  *float64 `json:"lo"`
	High *float64 `json:"hi"`
	// Residual is Own less Expected in points; ResidualSD in standard errors of
	// predicting one state.
	Residual   *float64          `json:"residual"`
	ResidualSD *float64          `json:"residual_sd"`
	Verdict    neighbour.Verdict `json:"verdict"`
	Reason     string            `json:"reason"`
	// Elsewhere are the verdicts under the other definitions that can be computed,
	// where this one cannot.
	Elsewhere []VerdictUnder `json:"elsewhere,omitempty"`
	// Outlier tells whether the state lies outside of the band on one side in at
	// least 80 % of definitions and of variants; nil where fewer than 100 variants were
	// computed.
	Outlier   *bool     `json:"outlier"`
	Agreement Agreement `json:"agreement"`
	// Regression is what the expectation rests on.
	Regression *Regression `json:"regression,omitempty"`
	// Depth is 0 for the whole and for kinds, 1 for pillars, 2 for groups.
	Depth int `json:"-"`
}

// Agreement says how far a verdict holds.
type Agreement struct {
	// Definitions counts the definitions of neighbourhood with the same verdict,
	// of those under which there is one: "4/6".
	Definitions string `json:"definitions"`
	// Variants is the share of variants of the method with the same verdict under
	// the definition asked for; nil where none were drawn.
	Variants *float64 `json:"variants"`
	// Everywhere is that share over all definitions, each counting alike.
	Everywhere *float64 `json:"variants_of_all_definitions"`
}

// VerdictUnder is a verdict under one definition of neighbourhood.
type VerdictUnder struct {
	Definition string            `json:"definition"`
	Verdict    neighbour.Verdict `json:"verdict"`
}

// Regression are the coefficients of own = a + rho neighbours + b ln(income),
// without the state itself.
type Regression struct {
	A   float64 `json:"a"`
	Rho float64 `json:"rho"`
	B   float64 `json:"b"`
	// States counts those that it rests on.
	States int `json:"states"`
}

// NeighbourhoodLine is the overall score against its neighbourhood.
type NeighbourhoodLine struct {
	Definition string `json:"definition"`
	Residual
}

// Outliers lists the states by how far they depart from their neighbourhood.
type Outliers struct {
	ID         string   `json:"id"`
	Year       int      `json:"year"`
	Definition string   `json:"definition"`
	View       string   `json:"view"`
	Framework  string   `json:"framework"`
	AsOf       obs.Date `json:"as_of,omitzero"`
	Data       string   `json:"data"`
	Version    string   `json:"version"`
	// FrameworkName is what a heading calls the framework.
	FrameworkName string         `json:"framework_name"`
	Levels        []OutlierLevel `json:"levels"`
	Variants      *Variants      `json:"variants,omitempty"`
	Warnings      []obs.Warning  `json:"warnings"`
}

// OutlierLevel is the index or a pillar.
type OutlierLevel struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Computed counts the states with an expectation, Outside those outside of
	// their band; by chance 10 % would be.
	Computed int `json:"computed"`
	Outside  int `json:"outside"`
	// Moran says whether like stands next to like at all.
	Moran *Autocorrelation `json:"moran,omitempty"`
	// States are ordered by the size of ResidualSD; those without come last.
	States []StateResidual `json:"states"`
}

// StateResidual is the residual of one state.
type StateResidual struct {
	ISO3  country.Code `json:"iso3"`
	State string       `json:"state"`
	Residual
}

// Autocorrelation is Moran's I with its permutation p-value.
type Autocorrelation struct {
	I        float64 `json:"i"`
	Expected float64 `json:"expected"`
	P        float64 `json:"p"`
	States   int     `json:"states"`
}
