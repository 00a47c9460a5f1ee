// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"strings"

	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/snapshot"
)

// builtSource is a source's line in what data build prints.
type builtSource struct {
	Source   string          `json:"source"`
	Releases []string        `json:"releases"`
	Rows     snapshot.Counts `json:"rows"`
	Bytes    int64           `json:"bytes"`
}

// built is what data build prints.
type built struct {
	Hash    string          `json:"hash"`
	Bytes   int64           `json:"bytes"`
	Rows    snapshot.Counts `json:"rows"`
	Sources []builtSource   `json:"sources"`
}

// builtOf adds up a manifest.
func builtOf(m *snapshot.Manifest) built {
	sum := built{Hash: m.Hash, Sources: []builtSource{}}
	for _, s := range m.Sources {
		b := builtSource{Source: s.ID, Rows: s.Counts, Bytes: s.Data.Bytes, Releases: releaseIDs(s.Origins)}
		if s.RejectedData != nil {
			b.Bytes += s.RejectedData.Bytes
		}
		sum.Sources = append(sum.Sources, b)
		sum.Bytes += b.Bytes
		sum.Rows.Read += b.Rows.Read
		sum.Rows.Kept += b.Rows.Kept
		sum.Rows.Rejected += b.Rows.Rejected
		sum.Rows.Skipped += b.Rows.Skipped
	}
	return sum
}

// printBuilt prints what a build made.
func (p *program) printBuilt(m *snapshot.Manifest, f format) error {
	sum := builtOf(m)
	g := grid{
		header: []string{"source", "release", "read", "kept", "rejected", "skipped", "bytes"},
		right:  []int{2, 3, 4, 5, 6},
	}
	switch f {
	case asJSON:
		return writeJSON(p.stdout, sum)
	case asCSV:
		for _, b := range sum.Sources {
			g.add(b.Source, strings.Join(b.Releases, " "), b.Rows.Read, b.Rows.Kept, b.Rows.Rejected, b.Rows.Skipped, b.Bytes)
		}
		return g.csv(p.stdout)
	}
	line := func(name, release string, r snapshot.Counts, bytes int64) {
		g.add(name, release, count(r.Read), count(r.Kept), count(r.Rejected), count(r.Skipped), size(bytes))
	}
	for _, b := range sum.Sources {
		line(b.Source, newest(b.Releases), b.Rows, b.Bytes)
	}
	line("all", "", sum.Rows, sum.Bytes)
	return g.text(p.stdout)
}

// releaseIDs lists the releases of a source.
func releaseIDs(origins []obs.Origin) []string {
	ids := make([]string, len(origins))
	for i, o := range origins {
		ids[i] = o.Release
	}
	return ids
}

// newest writes the last of several releases and how many older ones there are.
func newest(releases []string) string {
	switch n := len(releases); n {
	case 0:
		return ""
	case 1:
		return releases[0]
	default:
		return fmt.Sprintf("%s +%d", releases[n-1], n-1)
	}
}
