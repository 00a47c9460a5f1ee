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
}

// tags order the routes in the OpenAPI document.
var tags = []*huma.Tag{
	{Name: "judgements", Description: "What the frameworks say of states."},
	{Name: "catalogue", Description: "Indicators, sources and frameworks."},
	{Name: "register", Description: "Who is who."},
}
