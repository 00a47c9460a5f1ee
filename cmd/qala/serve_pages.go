// SPDX-License-Identifier: Apache-2.0

package main

import (
	"net/http"

	"github.com/qala-observatory/qala/internal/site"
	"github.com/qala-observatory/qala/web"
)

// site makes the pages; api answers them in other media.
func (p *program) site(api http.Handler) (*site.Site, error) {
	built, err := web.Pages()
	if err != nil {
		return nil, err
	}
	reg, err := p.register()
	if err != nil {
		return nil, err
	}
	return site.New(site.Setup{
		Built: built, API: api, Indicator: p.indicatorFacts,
		Country: func(text string) (string, string, bool) {
			code, err := reg.Resolve(text, 0)
			if err != nil {
				return "", "", false
			}
			c, ok := reg.Country(code)
			return string(c.Code), c.Name, ok
		},
	})
}

// indicatorFacts is what the page of an indicator says of it to search engines.
func (p *program) indicatorFacts(id string) (*site.Facts, bool) {
	c, err := p.catalog()
	if err != nil {
		return nil, false
	}
	s, err := p.snapshot()
	if err != nil {
		return nil, false
	}
	e, ok := c.Indicator(id)
	if !ok {
		return nil, false
	}
	v := viewIndicator(e, c, s)
	f := &site.Facts{ID: v.ID, Name: v.Name, Definition: v.Definition, Unit: v.Unit, Kind: v.Kind, First: v.First, Last: v.Last}
	if e.Source != nil {
		src := viewSource(e.Source, s)
		f.Producer, f.Homepage, f.LicenceURL, f.Citation = src.Producer, src.Homepage, src.LicenceURL, src.Citation
		if n := len(src.Releases); n > 0 {
			f.Published = src.Releases[n-1].Published.String()
		}
	}
	return f, true
}
