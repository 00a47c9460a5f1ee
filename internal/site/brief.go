// SPDX-License-Identifier: Apache-2.0

package site

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"io/fs"
)

// Answers are what a brief is drawn from, as the API gives them.
type Answers struct {
	// Query is the query of the page that the brief is of.
	Query string `json:"query"`
	// Assessment is the country's; Neighbours and Drivers may be missing.
	Assessment json.RawMessage `json:"assessment"`
	Neighbours json.RawMessage `json:"neighbours"`
	Drivers    json.RawMessage `json:"drivers"`
}

// Brief writes one page that needs no other file and no server: the built script
// and style of the brief, and the answers that it draws.
func Brief(w io.Writer, built fs.FS, title string, answers Answers) error {
	style, err := fs.ReadFile(built, "brief/brief.css")
	if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	script, err := fs.ReadFile(built, "brief/brief.js")
	if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	// json.Marshal writes <, > and & as escapes, so that no answer can end its
	// element; what is built must not hold the end of an element either.
	data, err := json.Marshal(answers)
	if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	for end, text := range map[string][]byte{"</style": style, "</script": script} {
		if bytes.Contains(bytes.ToLower(text), []byte(end)) {
			return fmt.Errorf("site: the built brief holds %s, which would end its element", end)
		}
	}
	_, err = fmt.Fprintf(w, `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>%s</title>
<style>%s</style>
</head>
<body>
<main id="app"></main>
<noscript>The figures stand in this file as JSON; drawing them needs JavaScript.</noscript>
<script type="application/json" id="answers">%s</script>
<script type="module">%s</script>
</body>
</html>
`, html.EscapeString(title), style, data, script)
	return err
}
