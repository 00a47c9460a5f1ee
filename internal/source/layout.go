// SPDX-License-Identifier: Apache-2.0

package source

// Layout maps the columns of a table to the parts of an observation. There is
// no expression language: what this cannot say is written in Go.
type Layout struct {
	// Format is "csv" (default) or "tsv"; Comma replaces the separator.
	Format string `yaml:"format"`
	Comma  string `yaml:"comma"`
	// Encoding is "utf-8" (default) or "windows-1252".
	Encoding string `yaml:"encoding"`
	// Shape is "wide" (default: one column per series), "long" (one row per
	// value, its series named in SeriesColumn) or "years" (one column per year,
	// whose name is the year in a row of the series that SeriesColumn names, and
	// else the series' column, "_" and the year).
	Shape        string `yaml:"shape"`
	SeriesColumn string `yaml:"series_column"`
	// ValueColumn holds the value of a long table; SE, Low, High its uncertainty.
	ValueColumn string `yaml:"value_column"`
	SEColumn    string `yaml:"se_column"`
	LowColumn   string `yaml:"low_column"`
	HighColumn  string `yaml:"high_column"`
	// Columns gives this file's name for a column that the series call otherwise.
	Columns map[string]string `yaml:"columns"`
	// Country and Counterpart say where the case and the other side stand.
	Country     CountryColumn `yaml:"country"`
	Counterpart CountryColumn `yaml:"counterpart"`
	Period      PeriodColumn  `yaml:"period"`
	// Missing lists the cell texts that mean "no value"; "" always does.
	Missing []string `yaml:"missing"`
	// Require rejects a row unless each named column holds at least the number,
	// with Reason as the reason.
	Require []Requirement `yaml:"require"`
	// Where keeps only the rows in which each named column has one of the texts;
	// others are not of this source's subject and are counted as skipped.
	Where map[string][]string `yaml:"where"`
}

// CountryColumn is a column that holds a country.
type CountryColumn struct {
	Column string `yaml:"column"`
	// Scheme is how the column writes countries: "iso3", "name", "gw", ...; for a
	// counterpart that is no country but a part of one, "text".
	Scheme string `yaml:"scheme"`
	// Skip lists texts that are no country (world, regions, unknown) and whose
	// rows are skipped, not rejected.
	Skip []string `yaml:"skip"`
	// Aliases maps this file's own odd texts to codes of the register.
	Aliases map[string]string `yaml:"aliases"`
}

// PeriodColumn is a column that holds a year or a date.
type PeriodColumn struct {
	Column string `yaml:"column"`
	// Kind is "year" (default), "date" (YYYY-MM-DD, its year is taken) or
	// "session" (a session number to which Offset is added).
	Kind   string `yaml:"kind"`
	Offset int    `yaml:"offset"`
	// First and Last bound the years that are kept; 0 means no bound.
	First int `yaml:"first"`
	Last  int `yaml:"last"`
}

// Requirement is a number that a row must reach to be believed.
type Requirement struct {
	Column string  `yaml:"column"`
	Min    float64 `yaml:"min"`
	Reason string  `yaml:"reason"`
}
