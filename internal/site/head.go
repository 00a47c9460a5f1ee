// SPDX-License-Identifier: Apache-2.0

package site

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"regexp"
	"strings"
)

// Head is what a page says of itself.
type Head struct {
	Title, Description string
	// Data describes the data set of a page as schema.org/Dataset; nil for none.
	Data *Dataset
}

// Dataset is a data set as search engines read it (schema.org/Dataset).
type Dataset struct {
	Context     string      `json:"@context"`
	Type        string      `json:"@type"`
	ID          string      `json:"identifier"`
	Name        string      `json:"name"`
	Description string      `json:"description"`
	URL         string      `json:"url"`
	Free        bool        `json:"isAccessibleForFree"`
	Licence     string      `json:"license,omitempty"`
	Creator     *Party      `json:"creator,omitempty"`
	Citation    string      `json:"citation,omitempty"`
	Published   string      `json:"datePublished,omitempty"`
	Years       string      `json:"temporalCoverage,omitempty"`
	Technique   string      `json:"measurementTechnique,omitempty"`
	Variable    *Variable   `json:"variableMeasured,omitempty"`
	Downloads   []*Download `json:"distribution,omitempty"`
}

// Party is who made a data set.
type Party struct {
	Type string `json:"@type"`
	Name string `json:"name"`
	URL  string `json:"url,omitempty"`
}

// Variable is what a data set measures.
type Variable struct {
	Type string `json:"@type"`
	Name string `json:"name"`
	Unit string `json:"unitText,omitempty"`
}

// Download is a form in which a data set can be had.
type Download struct {
	Type   string `json:"@type"`
	Format string `json:"encodingFormat"`
	URL    string `json:"contentUrl"`
}

// Facts are what the server knows of an indicator for its page.
type Facts struct {
	ID, Name, Definition, Unit, Kind string
	First, Last                      int
	// Producer, Homepage, LicenceURL, Citation and Published are the source's;
	// empty for a derived indicator.
	Producer, Homepage, LicenceURL, Citation, Published string
}

// dataset describes an indicator as a data set.
func (f *Facts) dataset() *Dataset {
	d := &Dataset{
		Context: "https://schema.org", Type: "Dataset", ID: f.ID, Name: f.Name, Description: longEnough(f.Definition),
		URL: "/i/" + f.ID, Free: true, Licence: f.LicenceURL, Citation: f.Citation, Published: f.Published, Technique: f.Kind,
		Variable: &Variable{Type: "PropertyValue", Name: f.Name, Unit: f.Unit},
		Downloads: []*Download{
			{Type: "DataDownload", Format: "text/csv", URL: "/i/" + f.ID + ".csv"},
			{Type: "DataDownload", Format: "application/json", URL: "/i/" + f.ID + ".json"},
		},
	}
	if f.Last > 0 {
		d.Years = fmt.Sprintf("%d/%d", f.First, f.Last)
	}
	if f.Producer != "" {
		d.Creator = &Party{Type: "Organization", Name: f.Producer, URL: f.Homepage}
	}
	return d
}

// longEnough is a description of the 50 characters that readers of data sets
// ask for at least.
func longEnough(text string) string {
	const least = 50
	if len(text) >= least {
		return text
	}
	return strings.TrimSpace(text + " By country and year, as published, with release, licence and raw row.")
}

// filled puts values in place of the names in braces of a text.
func filled(text string, values map[string]string) string {
	pairs := make([]string, 0, 2*len(values))
	for name, value := range values {
		pairs = append(pairs, "{"+name+"}", value)
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// titled finds the title and the description of the built frame.
var titled = regexp.MustCompile(`(?is)<title>.*?</title>|<meta\s+name="description"[^>]*>\s*`)

// frame is the built page with the place where its head goes.
type frame struct{ before, after []byte }

// newFrame takes title and description out of the built page.
func newFrame(built []byte) (*frame, error) {
	bare := titled.ReplaceAll(built, nil)
	at := bytes.Index(bare, []byte("</head>"))
	if at < 0 {
		return nil, fmt.Errorf("site: index.html has no </head>")
	}
	return &frame{bare[:at], bare[at:]}, nil
}

// page is the frame with a head.
func (f *frame) page(h Head) []byte {
	var b bytes.Buffer
	b.Write(f.before)
	title := h.Title
	if title != "Qala" {
		title += " · Qala"
	}
	t, d := html.EscapeString(title), html.EscapeString(h.Description)
	fmt.Fprintf(&b, "<title>%s</title>\n", t)
	fmt.Fprintf(&b, "    <meta name=\"description\" content=\"%s\">\n", d)
	fmt.Fprintf(&b, "    <meta property=\"og:type\" content=\"website\">\n    <meta property=\"og:site_name\" content=\"Qala\">\n")
	fmt.Fprintf(&b, "    <meta property=\"og:title\" content=\"%s\">\n    <meta property=\"og:description\" content=\"%s\">\n", t, d)
	fmt.Fprintf(&b, "    <meta name=\"twitter:card\" content=\"summary\">\n")
	if h.Data != nil {
		// json.Marshal writes <, > and & as escapes, so that the text cannot end the
		// element. A block of data is no script: the policy does not concern it.
		if text, err := json.Marshal(h.Data); err == nil {
			fmt.Fprintf(&b, "    <script type=\"application/ld+json\">%s</script>\n", text)
		}
	}
	b.WriteString("  ")
	b.Write(f.after)
	return b.Bytes()
}
