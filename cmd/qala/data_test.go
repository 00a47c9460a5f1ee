// SPDX-License-Identifier: Apache-2.0

package main

import (
	"archive/zip"
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// cutOff is a stream whose first line calls the work off, as Ctrl-C does.
type cutOff struct {
	bytes.Buffer
	stop context.CancelFunc
}

// Write takes a line.
func (c *cutOff) Write(p []byte) (int, error) {
	c.stop()
	return c.Buffer.Write(p)
}

// madeUp writes two made-up sources, each with a raw file of one value, into a
// folder.
func madeUp(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	defs := filepath.Join(dir, "defs", "sources")
	must(os.MkdirAll(defs, 0o755))
	for _, id := range []string{"one", "two"} {
		def := strings.ReplaceAll(madeUpDefinition, "ID", id)
		must(os.WriteFile(filepath.Join(defs, id+".yaml"), []byte(def), 0o600))
		must(os.WriteFile(filepath.Join(dir, id+".csv"), []byte("iso,year,growth\nAZE,2016,1\n"), 0o600))
	}
	return dir
}

// madeUpDefinition is the definition of a made-up source.
const madeUpDefinition = `id: ID
title: A made-up source
producer: nobody
homepage: https://example.org/
licence: CC0 1.0
licence_url: https://creativecommons.org/publicdomain/zero/1.0/
citation: Nobody. A made-up source.
terms: embed
status: active
kind: survey
max_rejected: 0
reader: table
layout:
  country: {column: iso, scheme: iso3}
  period: {column: year}
releases:
  - id: "1"
    published: "2020-01-01"
    files:
      - path: ID.csv
series:
  - {id: growth, name: Growth, definition: How much more., unit: "%", column: growth}
`

// folder reads all files of a folder.
func folder(t *testing.T, dir string) map[string]string {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, e := range list {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files[e.Name()] = string(text)
	}
	return files
}

// TestInterrupt: where a build is called off, the old snapshot stands and
// nothing is left beside it.
func TestInterrupt(t *testing.T) {
	dir := madeUp(t)
	out := filepath.Join(dir, "snap", "shot")
	args := []string{"data", "build", "--definitions", filepath.Join(dir, "defs"), "--from", dir, "--out", out, "--workers", "1"}
	if status, _, remarks := call(t, args...); status != done {
		t.Fatal(remarks)
	}
	before := folder(t, out)
	must(os.WriteFile(filepath.Join(dir, "one.csv"), []byte("iso,year,growth\nAZE,2016,2\n"), 0o600))
	ctx, stop := context.WithCancel(t.Context())
	stderr := &cutOff{stop: stop}
	status := run(ctx, args, nil, streams{&bytes.Buffer{}, stderr})
	if status != failed || !strings.Contains(stderr.String(), "qala: interrupted; nothing was changed\n") {
		t.Errorf("status %d, %q", status, stderr.String())
	}
	if diff := cmp.Diff(before, folder(t, out)); diff != "" {
		t.Error("the old snapshot changed:", diff)
	}
	if list, err := os.ReadDir(filepath.Dir(out)); err != nil || len(list) != 1 {
		t.Errorf("left behind: %v, %v", list, err)
	}
}

// worldBank is what the World Bank serves: an archive with years as columns, a
// byte order mark and aggregates that are no countries.
func worldBank(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range map[string]string{
		"WDICountry.csv": "Country Code,Short Name\nAZE,Azerbaijan\n",
		"WDICSV.csv": "\ufeff" + `"Country Name","Country Code","Indicator Name","Indicator Code","2015","2016"
"World","WLD","GDP growth (annual %)","NY.GDP.MKTP.KD.ZG","3.1","2.8"
"Azerbaijan","AZE","GDP growth (annual %)","NY.GDP.MKTP.KD.ZG","1.05","-3.1"
"Georgia","GEO","GDP growth (annual %)","NY.GDP.MKTP.KD.ZG","3.02",""
"Georgia","GEO","A series that Qala does not read","XX.YYY","1","2"
`,
	} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	must(z.Close())
	return b.Bytes()
}

// serve serves an archive as a publisher does who is busy at first.
func serve(t *testing.T, archive []byte) string {
	t.Helper()
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) == 1 {
			http.Error(w, "busy", http.StatusServiceUnavailable)
			return
		}
		w.Header().Set("ETag", `"one"`)
		if r.Header.Get("If-None-Match") == `"one"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		if _, err := w.Write(archive); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(server.Close)
	return server.URL + "/WDI_CSV.zip"
}

// TestRefresh goes the whole way of a new release: fetch from a server that
// fails once, build from what was fetched, compare, and open.
func TestRefresh(t *testing.T) {
	dir := t.TempDir()
	raw, out := filepath.Join(dir, "raw"), filepath.Join(dir, "new")
	fetch := []string{"data", "refresh", "wdi", "--into", raw, "--url", serve(t, worldBank(t))}
	if status, text, remarks := call(t, fetch...); status != done || !strings.Contains(text, "wdi/WDI_CSV.zip  new") {
		t.Fatal(status, text, remarks)
	}
	if status, text, remarks := call(t, fetch...); status != done || !strings.Contains(text, "unchanged") {
		t.Error(status, text, remarks)
	}
	if status, text, _ := call(t, append(fetch, "--format", "json")...); status != done || !strings.Contains(text, `"sha256"`) {
		t.Error(status, text)
	}
	status, text, remarks := call(t, "data", "build", "--from", raw, "--only", "wdi", "--live", "--out", out)
	if status != done || !strings.Contains(text, "wdi     fetched 20") {
		t.Fatal(text, remarks)
	}
	status, text, remarks = call(t, "data", "diff", "embedded", out, "--source", "wdi", "--format", "csv", "--largest", "0")
	if status != done || !strings.Contains(text, "wdi,wdi.NY.GDP.MKTP.KD.ZG,AZE,,2016,-3") {
		t.Errorf("status %d, %s%.500s", status, remarks, text)
	}
	status, text, remarks = call(t, "indicators", "wdi.NY.GDP.MKTP.KD.ZG", "--snapshot", out)
	if status != done || !strings.Contains(text, "held          2015-2016, 2 countries") {
		t.Errorf("status %d, %s%s", status, remarks, text)
	}
}

// TestRefreshRefuses: what cannot be fetched is said, and nothing is left.
func TestRefreshRefuses(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<!DOCTYPE html><html>sign in</html>"))
	}))
	defer page.Close()
	good := serve(t, worldBank(t))
	file := filepath.Join(t.TempDir(), "file")
	must(os.WriteFile(file, nil, 0o600))
	for name, test := range map[string]struct {
		args   []string
		status int
		want   string
	}{
		"unknown source":    {[]string{"wdj"}, notFound, `source "wdj" is unknown; did you mean wdi`},
		"no address":        {[]string{"unvotes"}, wrongUse, "serves no file that a program can fetch"},
		"two files":         {[]string{"unvotes", "--url", server.URL}, wrongUse, "for sources with one"},
		"not there":         {[]string{"wdi", "--url", server.URL}, failed, "404"},
		"a page":            {[]string{"wdi", "--url", page.URL}, failed, "page"},
		"wrong hash":        {[]string{"wdi", "--url", good, "--sha256", strings.Repeat("0", 64), "--attempts", "2"}, failed, "0000"},
		"no web address":    {[]string{"wdi", "--url", "file:///etc/hosts"}, failed, "http"},
		"unwritable folder": {[]string{"wdi", "--url", server.URL, "--into", file}, failed, "not a directory"},
		"no source":         {nil, wrongUse, "want one argument, a source"},
	} {
		t.Run(name, func(t *testing.T) {
			into := t.TempDir()
			args := append([]string{"data", "refresh", "--into", into, "--attempts", "1"}, test.args...)
			status, out, remarks := call(t, args...)
			if status != test.status || !strings.Contains(remarks, test.want) || out != "" {
				t.Errorf("status %d, %q, %q", status, out, remarks)
			}
			if _, err := os.Stat(filepath.Join(into, "wdi", "WDI_CSV.zip")); err == nil {
				t.Error("a file is there")
			}
		})
	}
}
