// SPDX-License-Identifier: Apache-2.0

package factbook

import "github.com/qala-observatory/qala/internal/obs"

// form is how the Factbook writes a unit: before the number a dollar sign or
// not, behind it one of the words, the longest first.
type form struct {
	dollar bool
	words  []string
}

// forms lists the units that figures can have. A number in another unit is
// rejected, never converted.
var forms = map[obs.Unit]form{
	"%":               {words: []string{"%"}},
	"% per year":      {words: []string{"% annual rate of change", "%"}},
	"% of GDP":        {words: []string{"% (of GDP)", "% of GDP", "%"}},
	"% of budget":     {words: []string{"% of national budget", "% national budget"}},
	"% of population": {words: []string{"% of total population", "% of population", "%"}},
	"% of capacity": {words: []string{
		"% of total installed capacity",
	}},
	"US dollars":                       {dollar: true, words: []string{""}},
	"PPP US dollars":                   {dollar: true, words: []string{""}},
	"persons":                          {words: []string{""}},
	"index 0-100":                      {words: []string{""}},
	"years":                            {words: []string{"years of age", "years", ""}},
	"km":                               {words: []string{"km"}},
	"kWh":                              {words: []string{"kWh"}},
	"barrels":                          {words: []string{"barrels", "bbl"}},
	"barrels per day":                  {words: []string{"bbl/day", "barrels/day"}},
	"cubic metres":                     {words: []string{"cubic meters", "cu m"}},
	"deaths per 1,000 live births":     {words: []string{"deaths/1,000 live births"}},
	"deaths per 100,000 live births":   {words: []string{"deaths/100,000 live births"}},
	"births per 1,000 population":      {words: []string{"births/1,000 population"}},
	"children per woman":               {words: []string{"children born/woman"}},
	"migrants per 1,000 population":    {words: []string{"migrant(s)/1,000 population", "migrants/1,000 population"}},
	"subscriptions per 100 population": {words: []string{""}},
}
