// SPDX-License-Identifier: Apache-2.0

package qala_test

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"html"
	"io/fs"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/qala-observatory/qala/data"
	"github.com/qala-observatory/qala/internal/country"
)

// recount counts again, in the plainest way, what importers count.
type recount struct {
	raw      *rawFiles
	register *country.Register
	gw       map[string][]string
	calls    map[string]string
	byVoter  map[string]map[string]string
	countedT map[string]map[string]bool
}

// systemNumbers reads a country's Gleditsch and Ward numbers from the register.
func (r *recount) systemNumbers(t *testing.T, code string) []string {
	t.Helper()
	if r.gw == nil {
		f, err := fs.ReadFile(data.FS, "countries.csv")
		if err != nil {
			t.Fatal(err)
		}
		records, err := csv.NewReader(strings.NewReader(string(f))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		column := slices.Index(records[0], "gw")
		r.gw = map[string][]string{}
		for _, record := range records[1:] {
			for _, span := range strings.FieldsFunc(record[column], func(c rune) bool { return c == '|' || c == ' ' }) {
				digits, _, _ := strings.Cut(span, "@")
				r.gw[record[0]] = append(r.gw[record[0]], digits)
			}
		}
	}
	return r.gw[code]
}

// conflicts compares a measure of armed conflict: the conflicts that its text
// names must be those of the raw rows of the year that touch the state.
func (r *recount) conflicts(t *testing.T, h held) error {
	numbers := r.systemNumbers(t, h.Country)
	if len(numbers) == 0 {
		return fmt.Errorf("no number of Gleditsch and Ward")
	}
	found := map[string]int{}
	r.raw.table(t, h.File).each(t, func(_ int, cell func(string) string) {
		if cell("year") == strconv.Itoa(int(h.Year)) && touches(h.series(), numbers, cell) {
			intensity, _ := number(cell("intensity_level"))
			found[cell("conflict_id")] = int(intensity)
		}
	})
	want := 0
	for _, intensity := range found {
		switch h.series() {
		case "armed_conflicts":
			want++
		case "conflict_party":
			want = 1
		default:
			want = max(want, intensity)
		}
	}
	if h.Value != float64(want) || int(h.Rows) != len(found) {
		return fmt.Errorf("raw rows give %d by conflicts %v", want, slices.Sorted(maps.Keys(found)))
	}
	for id, intensity := range found {
		if name := fmt.Sprintf("%s (intensity %d)", id, intensity); !strings.Contains(h.text(), name) {
			return fmt.Errorf("text does not name conflict %s", name)
		}
	}
	return nil
}

// touches tells whether a row of conflict touches a state in the way a series
// asks for.
func touches(series string, numbers []string, cell func(string) string) bool {
	in := func(columns ...string) bool {
		for _, column := range columns {
			for n := range strings.SplitSeq(cell(column), ",") {
				if slices.Contains(numbers, strings.TrimSpace(n)) {
					return true
				}
			}
		}
		return false
	}
	// foreign tells whether a supporter is not among the states of the location.
	foreign := func(column string) bool {
		home := strings.Split(strings.ReplaceAll(cell("gwno_loc"), " ", ""), ",")
		for n := range strings.SplitSeq(strings.ReplaceAll(cell(column), " ", ""), ",") {
			if n != "" && !slices.Contains(home, n) {
				return true
			}
		}
		return false
	}
	between := cell("type_of_conflict") == "2"
	supported := cell("type_of_conflict") == "4" && cell("incompatibility") != "2"
	switch series {
	case "armed_conflicts", "conflict_intensity":
		return in("gwno_loc")
	case "external_conflict":
		return between && in("gwno_loc", "gwno_a", "gwno_b") ||
			supported && (foreign("gwno_a_2nd") || foreign("gwno_b_2nd")) && in("gwno_loc")
	case "external_conflict_opposed":
		return between && in("gwno_loc", "gwno_a", "gwno_b") || supported && foreign("gwno_b_2nd") && in("gwno_loc")
	}
	return in("gwno_a", "gwno_a_2nd", "gwno_b", "gwno_b_2nd")
}

// votes compares a count of roll calls.
func (r *recount) votes(t *testing.T, h held) error {
	const calls = "un-votes/un_roll_calls.csv"
	if r.calls == nil {
		r.calls, r.byVoter = map[string]string{}, map[string]map[string]string{}
		r.raw.table(t, calls).each(t, func(_ int, cell func(string) string) { r.calls[cell("rcid")] = cell("date") })
		r.raw.table(t, h.File).each(t, func(_ int, cell func(string) string) {
			voter := cell("country_code")
			if voter == "" {
				voter = cell("country")
			}
			if r.byVoter[voter] == nil {
				r.byVoter[voter] = map[string]string{}
			}
			r.byVoter[voter][cell("rcid")] = cell("vote")
		})
	}
	cast := r.byVoter[h.Entity]
	if cast == nil {
		return fmt.Errorf("no voter %q", h.Entity)
	}
	first, last := "9999", ""
	for call := range cast {
		first, last = min(first, r.calls[call]), max(last, r.calls[call])
	}
	held, count := 0, map[string]int{}
	for call, date := range r.calls {
		if date[:4] == strconv.Itoa(int(h.Year)) && date >= first && date <= last {
			held++
			count[cast[call]]++
		}
	}
	all := count["yes"] + count["no"] + count["abstain"]
	want := map[string]float64{
		"roll_calls": float64(held), "votes_cast": float64(all), "votes_yes": float64(count["yes"]),
		"votes_no": float64(count["no"]), "votes_abstain": float64(count["abstain"]),
		"participation_pct": 100 * float64(all) / float64(max(held, 1)),
	}
	if v, ok := want[h.series()]; !ok || !near(v, h.Value) {
		return fmt.Errorf("raw votes give %v in %d calls", count, held)
	}
	return nil
}

// treaties compares a count of treaties in force.
func (r *recount) treaties(t *testing.T, h held) error {
	domain := map[string]string{
		"treaties_in_force": "", "treaties_environment": "Environment", "treaties_health": "Health",
		"treaties_human_rights": "Human Rights", "treaties_labour": "Labour", "treaties_trade": "Trade",
	}[h.series()]
	chosen := r.chosen(t, domain, h.File)
	in := map[string]bool{}
	r.raw.table(t, h.File).each(t, func(_ int, cell func(string) string) {
		from := cmp.Or(yearOf(cell("StateForce")), yearOf(cell("StateRatification")), 9999)
		if !chosen[cell("treatyID")] || from > int(h.Year) {
			return
		}
		code, err := r.register.ByScheme(country.Treaties, cell("stateID"), from)
		if err != nil || string(r.register.Continuing(code)) != h.Country {
			return
		}
		to := cmp.Or(yearOf(cell("StateEnd")), 9999)
		if int(h.Year) < to {
			in[cell("treatyID")] = true
		}
	})
	if len(in) != int(h.Value) {
		return fmt.Errorf("raw parties give %d treaties", len(in))
	}
	return nil
}

// chosen lists the multilateral treaties of a domain.
func (r *recount) chosen(t *testing.T, domain, partiesFile string) map[string]bool {
	if r.countedT == nil {
		r.countedT = map[string]map[string]bool{}
	}
	if r.countedT[domain] != nil {
		return r.countedT[domain]
	}
	states := map[string]map[string]bool{}
	r.raw.table(t, partiesFile).each(t, func(_ int, cell func(string) string) {
		if states[cell("treatyID")] == nil {
			states[cell("treatyID")] = map[string]bool{}
		}
		states[cell("treatyID")][cell("stateID")] = true
	})
	seen, chosen := map[string]bool{}, map[string]bool{}
	r.raw.table(t, "manytreaties/agreements_GGO.csv.zst").each(t, func(_ int, cell func(string) string) {
		id := cell("treatyID")
		if seen[id] {
			return
		}
		seen[id] = true
		treaty := slices.Contains([]string{"Agreement", "Protocol", "NA"}, cell("TypeAgree"))
		many := cell("TypeAmbit") == "Multilateral" || cell("TypeAmbit") == "NA" && len(states[id]) >= 3
		about := domain == "" || slices.Contains(strings.Split(cell("TypeDomain"), ","), domain)
		chosen[id] = treaty && many && about
	})
	r.countedT[domain] = chosen
	return chosen
}

// yearOf is the year a date begins with; 0 where there is none.
func yearOf(date string) int {
	if len(date) < 4 {
		return 0
	}
	n, err := strconv.Atoi(date[:4])
	if err != nil {
		return 0
	}
	return n
}

// The words in which a figure of the Factbook is written.
var (
	markup     = regexp.MustCompile(`<[^>]*>`)
	figureText = regexp.MustCompile(`-?[\d,]*\.?\d+`)
	bigWords   = regexp.MustCompile(`\b(thousand|million|billion|trillion)\b`)
	shareText  = regexp.MustCompile(`(?:^|[^<\d.])(\d+(?:\.\d+)?)\s*%`)
	rangeText  = regexp.MustCompile(`\d+(?:\.\d+)?-\d+(?:\.\d+)?`)
	lesser     = regexp.MustCompile(`\((observer|associate|candidate|suspended|partner|signatory|dialogue|correspondent|subscriber|cooperat|member suspended|participat|provisional|accession|applicant|affiliate|excluded|enhanced)`)
	brackets   = regexp.MustCompile(`\([^()]*\)`)
)

// sentence compares a figure with the sentence it was read from.
func (c *truth) sentence(h held) error {
	page, err := c.raw.page(h.File, h.Place)
	if err != nil {
		return err
	}
	page = squeeze(page)
	text := h.text()
	switch {
	case strings.HasPrefix(text, "1 - sum of squared shares"):
		return fractions(h, page)
	case strings.Contains(text, " organisations listed"), strings.Contains(text, " names"):
		return listed(h, page)
	case h.Text == nil:
		text = strconv.FormatFloat(h.Value, 'f', -1, 64)
	}
	// A comma between a group and its share is the page's own slip.
	plain := strings.NewReplacer(",", "", " ", "")
	if !strings.Contains(plain.Replace(page), plain.Replace(squeeze(text))) {
		return fmt.Errorf("the page says %q", page)
	}
	if len(text) >= cutAt {
		// A long text was cut; the figure stands in what follows.
		text = page[max(0, strings.Index(page, squeeze(text))):]
	}
	return saidIn(h, squeeze(text))
}

// cutAt is the length near which the importers cut a text.
const cutAt = 195

// worded are the values that a sentence says without a number.
var worded = map[string]func(text string) float64{
	"factbook.org_membership": func(text string) float64 {
		if lesser.MatchString(text) {
			return 0.5
		}
		return 1
	},
	"factbook.icj_jurisdiction": yesUnless("has not submitted", "does not accept", "non-party"),
	"factbook.icc_party":        yesUnless("non-party", "withdrew"),
	"factbook.terror_group_count": func(text string) float64 {
		return float64(len(strings.Split(strings.TrimRight(text, "; "), ";")))
	},
}

// yesUnless is 1 for a text without any of the phrases.
func yesUnless(phrases ...string) func(string) float64 {
	return func(text string) float64 {
		for _, phrase := range phrases {
			if strings.Contains(text, phrase) {
				return 0
			}
		}
		return 1
	}
}

// squeeze takes markup and doubled spaces out of a text.
func squeeze(text string) string {
	return strings.Join(strings.Fields(markup.ReplaceAllString(html.UnescapeString(text), " ")), " ")
}

// saidIn looks for the value among the numbers of a text, as they stand and with
// the word for thousands behind them.
func saidIn(h held, text string) error {
	if read := worded[h.Indicator]; read != nil {
		if got := read(text); got != h.Value {
			return fmt.Errorf("%q says %v", text, got)
		}
		return nil
	}
	if low, high, ok := strings.Cut(rangeText.FindString(text), "-"); ok {
		a, _ := number(low)
		b, _ := number(high)
		if near((a+b)/2, h.Value) {
			return nil
		}
	}
	for _, at := range figureText.FindAllStringIndex(text, -1) {
		v, ok := number(strings.ReplaceAll(text[at[0]:at[1]], ",", ""))
		if !ok {
			continue
		}
		factors := []float64{1}
		if word := bigWords.FindString(text[at[1]:]); word != "" {
			factors = append(factors, map[string]float64{"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}[word])
		}
		for _, f := range factors {
			if math.Abs(math.Abs(v*f)-math.Abs(h.Value)) <= 1e-9*math.Abs(h.Value) {
				return nil
			}
		}
	}
	return fmt.Errorf("the value is not among the numbers of %q", text)
}

// fractions computes the chance that two people belong to different groups.
func fractions(h held, page string) error {
	for brackets.MatchString(page) {
		page = brackets.ReplaceAllString(page, "")
	}
	left, n := 1.0, 0
	for _, share := range shareText.FindAllStringSubmatch(page, -1) {
		v, _ := number(share[1])
		left -= v * v / 1e4
		n++
	}
	if n != int(h.Rows) || math.Abs(left-h.Value) > 1e-9 {
		return fmt.Errorf("%d shares of %q give %v", n, page, left)
	}
	return nil
}

// listed counts the names of a list.
func listed(h held, page string) error {
	for brackets.MatchString(page) {
		page = brackets.ReplaceAllString(page, "")
	}
	n := len(strings.Split(page, ","))
	if !strings.HasPrefix(h.Indicator, "factbook.org_full") && n != int(h.Value) {
		return fmt.Errorf("%d names in %q", n, page)
	}
	return nil
}
