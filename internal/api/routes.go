// SPDX-License-Identifier: Apache-2.0

package api

import "github.com/danielgtaylor/huma/v2"

// routes lists every route.
var routes = []func(*Service){
	countries,
	oneCountry,
	assessment,
	citation,
	rank,
	compare,
	explain,
	drivers,
	neighbours,
	trend,
	outliers,
	multiverses,
	lab,
	labTable,
	check,
	checked,
	audit,
	indicators,
	oneIndicator,
	series,
	sources,
	oneSource,
	frameworks,
	oneFramework,
	organisations,
	members,
	neighbourhoods,
}

// tags order the routes in the OpenAPI document.
var tags = []*huma.Tag{
	{Name: "judgements", Description: "What the frameworks say of states."},
	{Name: "laboratory", Description: "What would be with weights, frameworks and tables of one's own. Nothing that is sent is kept."},
	{Name: "check", Description: "What open data say of the claims of a text."},
	{Name: "catalogue", Description: "Indicators, sources and frameworks."},
	{Name: "register", Description: "Who is who."},
}
