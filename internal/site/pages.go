// SPDX-License-Identifier: Apache-2.0

package site

import (
	"net/url"
	"path"
	"slices"
	"strings"
)

// page is an address of the scheme.
type page struct {
	// pattern has parts in braces that stand for anything.
	pattern string
	// api is the path of the API with the same answer, empty where there is none;
	// csv is that for tables, where it is another.
	api, csv string
	title    string
	about    string
}

// pages lists every page there is.
var pages = []page{
	{pattern: "/", title: "Qala", about: "An open observatory of state security: every figure with its range, its neighbours and the raw row behind it."},
	{
		pattern: "/c/{code}", api: "/countries/{code}/assessment", title: "{name}",
		about: "How secure {name} is and through which elements, soft and hard: scores and ranks with ranges, drivers, gaps, and the raw row behind every figure.",
	},
	{
		pattern: "/c/{code}/neighbours", api: "/countries/{code}/neighbours", title: "{name} and its neighbours",
		about: "Whether {name} differs from what its neighbourhood would lead one to expect, and how far that depends on who counts as a neighbour.",
	},
	{
		pattern: "/c/{code}/brief", api: "/countries/{code}/assessment", title: "{name}: a brief of two pages",
		about: "The security of {name} on two printed pages, every figure with its source.",
	},
	{
		pattern: "/compare", api: "/compare", title: "States compared",
		about: "States side by side: scores and ranks with ranges, and how sure it is that one stands above another.",
	},
	{pattern: "/rank", api: "/rank", title: "All states in order", about: "All states by score, each rank with its range and the states it cannot be told apart from."},
	{pattern: "/map", api: "/rank", title: "Map", about: "The scores of all states on a map, and as equal tiles that depend on no border."},
	{
		pattern: "/i/{indicator}", api: "/indicators/{indicator}", csv: "/indicators/{indicator}/series", title: "{name}",
		about: "{definition}",
	},
	{pattern: "/check", title: "Check a text", about: "Paste a text and see, sentence by sentence, which of its claims public data support, contradict or cannot decide."},
	{pattern: "/check/{id}", api: "/check/{id}", title: "A text checked", about: "A text, sentence by sentence: which of its claims public data support, contradict or cannot decide."},
	{pattern: "/lab", title: "Laboratory", about: "Set the weights yourself, bring a framework or a table of your own, and see which ranks move."},
	{pattern: "/sources", api: "/sources", title: "Sources", about: "Every data set that stands behind the figures, with release, licence, citation and what was rejected."},
	{pattern: "/methods", api: "/frameworks", title: "Methods", about: "How a figure becomes a score, with every weight and goalpost and the reason for it."},
	{pattern: "/audit", api: "/audit", title: "Audit", about: "Qala about itself: effective weights, correlations, coverage, and what changes when a source is left out."},
	{pattern: "/about", title: "About Qala", about: "What Qala is for and what it is not fit for."},
	{pattern: "/help", title: "Help", about: "Keys, states and marks."},
}

// match finds the page of a path with what its variable parts are.
func match(p string) (page, map[string]string, bool) {
	parts := strings.Split(strings.Trim(p, "/"), "/")
	for _, page := range pages {
		want := strings.Split(strings.Trim(page.pattern, "/"), "/")
		if len(want) != len(parts) {
			continue
		}
		vars, fits := map[string]string{}, true
		for k, w := range want {
			name, variable := strings.CutPrefix(w, "{")
			switch {
			case variable && parts[k] != "":
				vars[strings.TrimSuffix(name, "}")] = parts[k]
			case w != parts[k]:
				fits = false
			}
		}
		if fits {
			return page, vars, true
		}
	}
	return page{}, nil, false
}

// suffixes are those that ask for the answer of a page in a medium of the API.
var suffixes = []string{".json", ".csv", ".sdmx", ".md", ".bib", ".csl", ".jsonld", ".txt"}

// suffixed parts a path from the suffix that asks for another medium. The id of
// an indicator holds dots, so only a known ending is one.
func suffixed(p string) (rest, suffix string, ok bool) {
	ext := path.Ext(p)
	if !slices.Contains(suffixes, ext) || strings.TrimSuffix(p, ext) == "/" {
		return p, "", false
	}
	return strings.TrimSuffix(p, ext), ext, true
}

// target is the path of the API that answers a page in a medium; false where
// there is none.
func (p page) target(vars map[string]string, suffix string) (string, bool) {
	to := p.api
	if p.csv != "" && (suffix == ".csv" || suffix == ".sdmx") {
		to = p.csv
	}
	return "/api/v1" + filled(to, vars) + suffix, to != ""
}

// names gives the parameters of pages their names in the API.
var names = map[string]string{"fw": "framework", "y": "year", "nb": "definition"}

// query is the query of a page as the API reads it: of a span of years the last
// is the one that is judged.
func query(q url.Values) url.Values {
	out := url.Values{}
	for name, values := range q {
		to := name
		if n, ok := names[name]; ok {
			to = n
		}
		if to == "year" && len(values) > 0 {
			if from, last, ok := strings.Cut(values[0], ".."); ok {
				out["from"], values = []string{from}, []string{last}
			}
		}
		out[to] = values
	}
	return out
}
