// SPDX-License-Identifier: Apache-2.0

package export

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/qala-observatory/qala/internal/obs"
)

// bibliography lists the package and its sources as BibTeX.
func (d *description) bibliography(origins []obs.Origin) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "@misc{%s,\n  author = {{Qala}},\n  title = {{%s}},\n  note = {%s}\n}\n\n",
		word(d.Name), latex.Replace(d.Title), latex.Replace("id "+d.ID+", qala "+d.Version))
	for _, o := range origins {
		fmt.Fprintf(&b, "@misc{%s,\n  author = {{%s}},\n  title = {{%s}},\n", word(o.Source+"-"+o.Release), latex.Replace(o.Producer), latex.Replace(o.Title))
		if !o.Published.IsZero() {
			fmt.Fprintf(&b, "  year = {%d},\n", o.Published.Year)
		}
		fmt.Fprintf(&b, "  edition = {%s},\n  url = {%s},\n  note = {%s}\n}\n\n", latex.Replace(o.Release), o.URL,
			latex.Replace(strings.TrimSuffix(oneLine(o.Citation), ".")+". Licence: "+o.Licence))
	}
	return b.Bytes()
}

// latex escapes what LaTeX reads as more than a letter.
var latex = strings.NewReplacer(
	`\`, `\textbackslash{}`, "{", `\{`, "}", `\}`, "%", `\%`, "&", `\&`, "#", `\#`, "$", `\$`, "_", `\_`,
	"~", `\textasciitilde{}`, "^", `\textasciicircum{}`,
)

// readme is the page for people.
func (d *description) readme() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# %s\n\n%s\n\nId `%s`, made by qala %s. The same program and data give the same bytes.\n\n## Files\n\n", d.Title, d.Description, d.ID, d.Version)
	for _, r := range d.Resources {
		fmt.Fprintf(&b, "- `%s`: %s, %d bytes, %s\n", r.Path, r.Title, r.Bytes, r.Hash)
	}
	b.WriteString("- `datapackage.json`: columns and types for programs (datapackage.org)\n- `citations.bib`: the sources as BibTeX\n")
	b.WriteString("\n## Sources and licences\n\nEach row of the panel names its source, release and licence. Whoever passes figures on keeps to the licence of each and cites its source.\n\n")
	for _, s := range d.Sources {
		fmt.Fprintf(&b, "- `%s` %s: %s Licence: %s.\n", s.Name, s.Version, strings.TrimSuffix(oneLine(s.Citation), ".")+".", s.Licence)
	}
	return b.Bytes()
}
