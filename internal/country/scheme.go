// SPDX-License-Identifier: Apache-2.0

package country

import "strconv"

// Scheme is a list of codes or names by which sources identify countries.
type Scheme uint8

// The schemes. The zero Scheme is none and resolves nothing. A source that keeps a
// common list but for a few odd codes or spellings has a scheme of its own that
// falls back on the common one.
const (
	// ISO3 is ISO 3166-1 alpha-3, withdrawn codes included, and the register's own
	// codes.
	ISO3 Scheme = iota + 1
	// ISO2 is ISO 3166-1 alpha-2, withdrawn codes included.
	ISO2
	// M49 is the United Nations' numeric code.
	M49
	// COW is the Correlates of War project's numeric country code.
	COW
	// GW is Gleditsch and Ward's state number.
	GW
	// UCDP is the Uppsala Conflict Data Program's country_id: GW, and more.
	UCDP
	// VDem is V-Dem's country_id or its country_text_id.
	VDem
	// FIPS is FIPS 10-4, later GEC, under which the Factbook files its pages.
	FIPS
	// WGI is the Worldwide Governance Indicators' code: ISO3 but for six.
	WGI
	// UNHCR is the refugee agency's own three-letter code.
	UNHCR
	// IOC is the International Olympic Committee's code.
	IOC
	// UNVotes is the two-letter code of the General Assembly's roll calls: ISO2
	// but for Yugoslavia's.
	UNVotes
	// Treaties is the state code of the treaty collections: ISO3, and more.
	Treaties
	// Troops is the number of the US troop figures: COW, and own ones above 1000.
	Troops
	// OWID is Our World in Data's name: ByName, and what it means by "Congo".
	OWID
	// IPI is the International Peace Institute's name: ByName, and what it means
	// by "Congo".
	IPI
	// ByName is any English spelling that the register knows.
	ByName
)

var schemeNames = [...]string{
	"", "iso3", "iso2", "m49", "cow", "gw", "ucdp", "vdem", "fips", "wgi", "unhcr", "ioc", "unvotes", "treaties",
	"troops", "owid", "ipi", "name",
}

// String returns the scheme's name in the register's file.
func (s Scheme) String() string {
	if int(s) < len(schemeNames) {
		return schemeNames[s]
	}
	return "scheme(" + strconv.Itoa(int(s)) + ")"
}

// fallback is the common list that a source's own list adds to.
func (s Scheme) fallback() Scheme {
	switch s {
	case UCDP:
		return GW
	case Troops:
		return COW
	case VDem, WGI, Treaties:
		return ISO3
	case UNVotes:
		return ISO2
	case OWID, IPI:
		return ByName
	}
	return 0
}

// named reports whether the scheme holds names, which are folded.
func (s Scheme) named() bool { return s == ByName || s == OWID || s == IPI }

// numeric reports whether the scheme holds numbers, which may be padded.
func (s Scheme) numeric() bool {
	return s == M49 || s == COW || s == GW || s == UCDP || s == Troops || s == VDem
}
