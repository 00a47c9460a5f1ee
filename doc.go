// SPDX-License-Identifier: Apache-2.0

// Package qala is the root of Qala, an open observatory of state security. It
// holds no code: the program is cmd/qala, and the tests beside this file hold
// the rules of the house.
//
// Two minutes through the packages, from the ground up:
//
//   - internal/country knows who is who: codes, names, life spans, successors.
//   - internal/obs holds the nouns: Observation, Indicator, Origin, Ref, Warning.
//   - internal/panel lays observations out by country, year and indicator, and
//     derives new ones (means, shares, years since) with all their inputs.
//   - internal/source says what an importer is; internal/source/table reads the
//     files that a few lines of YAML describe, its neighbours the odd ones, and
//     internal/source/all lists them.
//   - internal/snapshot writes what importers read as Parquet and reads it back,
//     with a manifest that names every raw file by its hash.
//   - internal/catalog reads and lints the definitions in data: sources, derived
//     indicators and frameworks.
//   - internal/composite fits a framework to a panel and scores it: screen,
//     denominate, impute, treat, normalise, weight, aggregate.
//   - internal/assess answers the questions of the commands; internal/render
//     turns the answers into text, CSV and JSON.
//
// A number never travels without its unit, period, origin and warnings, and what
// is missing has a reason and is never zero.
package qala

//go:generate go run ./doc/fields internal/api
//go:generate go run ./cmd/qala docs doc
//go:generate go run ./doc/picture doc/img
