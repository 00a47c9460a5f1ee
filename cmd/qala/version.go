// SPDX-License-Identifier: Apache-2.0

package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
)

// number is the version of the program; releases raise it.
const number = "0.1.0"

// versionReport says which program and which data are at work.
type versionReport struct {
	Version    string           `json:"version"`
	Revision   string           `json:"revision,omitempty"`
	Go         string           `json:"go"`
	Data       string           `json:"data"`
	Sources    int              `json:"sources"`
	Frameworks []frameworkStamp `json:"frameworks"`
}

// frameworkStamp names a framework and the bytes of its file.
type frameworkStamp struct {
	ID     string `json:"id"`
	SHA256 string `json:"sha256"`
}

// newVersion makes the command version.
func newVersion(p *program) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Say which program, data and frameworks these are",
		Long: `Version prints the version of the program, the hash of its data, the hashes of
its frameworks and the version of Go. The same version, data and framework give
the same results.

` + exitHelp,
		Example: "  qala version\n  qala version --format json",
		Args:    cobra.NoArgs,
	}
	f := formatFlag(cmd)
	cmd.RunE = func(*cobra.Command, []string) error {
		report, err := p.version()
		if err != nil {
			return err
		}
		return p.printVersion(report, *f)
	}
	return cmd
}

// version gathers the report.
func (p *program) version() (versionReport, error) {
	s, err := p.snapshot()
	if err != nil {
		return versionReport{}, err
	}
	report := versionReport{
		Version: number, Revision: revision(), Go: runtime.Version(),
		Data: s.Hash(), Sources: len(s.Manifest().Sources), Frameworks: []frameworkStamp{},
	}
	files, err := fs.Glob(p.data, "frameworks/*.yaml")
	if err != nil {
		return versionReport{}, err
	}
	for _, name := range files {
		bytes, err := fs.ReadFile(p.data, name)
		if err != nil {
			return versionReport{}, err
		}
		hash := sha256.Sum256(bytes)
		id := strings.TrimSuffix(path.Base(name), ".yaml")
		report.Frameworks = append(report.Frameworks, frameworkStamp{id, hex.EncodeToString(hash[:])})
	}
	return report, nil
}

// revision is the commit the program was built from, where that is known.
func revision() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value
		}
	}
	return ""
}

// printVersion prints the report.
func (p *program) printVersion(r versionReport, f format) error {
	if f == asJSON {
		return writeJSON(p.stdout, r)
	}
	g := grid{header: []string{"what", "value"}}
	g.add("qala", r.Version)
	if r.Revision != "" {
		g.add("revision", r.Revision)
	}
	g.add("go", r.Go)
	data := r.Data
	if f == asText {
		data = short(data)
	}
	g.add("data", data)
	for _, s := range r.Frameworks {
		hash := s.SHA256
		if f == asText {
			hash = short(hash)
		}
		g.add("framework "+s.ID, hash)
	}
	if f == asCSV {
		return g.csv(p.stdout)
	}
	for _, line := range g.rows {
		if _, err := fmt.Fprintf(p.stdout, "%-21s %s\n", line...); err != nil {
			return err
		}
	}
	return nil
}
