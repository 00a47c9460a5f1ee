// SPDX-License-Identifier: Apache-2.0

package article

import (
	"fmt"

	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/obs"
)

// Review is a claim as schema.org's ClaimReview, for a page or a feed.
type Review struct {
	Context       string   `json:"@context"`
	Type          string   `json:"@type"`
	ID            string   `json:"@id"`
	ClaimReviewed string   `json:"claimReviewed"`
	ItemReviewed  Reviewed `json:"itemReviewed"`
	ReviewRating  Rating   `json:"reviewRating"`
	Author        Party    `json:"author"`
	DatePublished string   `json:"datePublished,omitempty"`
}

// Reviewed is the claim.
type Reviewed struct {
	Type       string `json:"@type"`
	Text       string `json:"text"`
	Author     *Party `json:"author,omitempty"`
	Date       string `json:"datePublished,omitempty"`
	Appearance string `json:"appearance,omitempty"`
}

// Rating is the verdict with its reason and sources.
type Rating struct {
	Type              string   `json:"@type"`
	AlternateName     string   `json:"alternateName"`
	RatingExplanation string   `json:"ratingExplanation"`
	IsBasedOn         []Source `json:"isBasedOn"`
}

// Source is what a verdict rests on.
type Source struct {
	Type     string `json:"@type"`
	Name     string `json:"name"`
	Citation string `json:"citation,omitempty"`
	Licence  string `json:"license,omitempty"`
}

// Party is a person or organisation.
type Party struct {
	Type string `json:"@type"`
	Name string `json:"name"`
}

// Reviews makes a ClaimReview of each claim of a sentence, which is the n-th, from 1,
// of a document. The verdict is a word and no number: no scale of figures is hidden
// in it.
func (s *Sentence) Reviews(id string, asOf obs.Date, n int) []Review {
	out := []Review{}
	for k := range s.Claims {
		if s.Claims[k].Presumed {
			continue // nobody said it
		}
		out = append(out, review(&s.Claims[k], asOf, fmt.Sprintf("%s-%d-%d", id, n, k+1)))
	}
	return out
}

// review makes one ClaimReview.
func review(c *Claim, asOf obs.Date, id string) Review {
	r := Review{
		Context: "https://schema.org", Type: "ClaimReview", ID: "urn:qala:check:" + id, ClaimReviewed: c.Text,
		ItemReviewed: Reviewed{Type: "Claim", Text: c.Text, Date: asOf.String()},
		ReviewRating: Rating{Type: "Rating", AlternateName: string(c.Verdict), RatingExplanation: explanation(c), IsBasedOn: []Source{}},
		Author:       Party{Type: "SoftwareApplication", Name: "Qala"},
	}
	if c.AttributedTo != "" {
		r.ItemReviewed.Author = &Party{Type: "Person", Name: c.AttributedTo}
	}
	met := map[string]bool{}
	for _, e := range c.Evidence {
		key := e.Indicator + "\x00" + e.Source + "\x00" + e.Release
		if !met[key] {
			met[key] = true
			r.ReviewRating.IsBasedOn = append(r.ReviewRating.IsBasedOn, Source{"Dataset", e.Name + " (" + e.Source + ")", e.Citation, e.Licence})
		}
	}
	return r
}

// explanation is the reason of a verdict with what decides it.
func explanation(c *Claim) string {
	out := c.Reason
	if c.Verdict == claim.NotCheckable && c.Missing != "" {
		out += " Missing: " + c.Missing + "."
	}
	if len(c.FlipsWith) > 0 {
		out += " It depends on the " + c.FlipsWith[0].Factor + ": " + c.FlipsWith[0].Level + " decides otherwise."
	}
	return out
}
