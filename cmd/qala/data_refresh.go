// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"path/filepath"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"github.com/qala-observatory/qala/internal/snapshot/fetch"
	"github.com/qala-observatory/qala/internal/source"
)

// refreshFlags are the flags of data refresh.
type refreshFlags struct {
	into, url, sha256 string
	attempts          int
	timeout           time.Duration
	format            *format
}

// refreshed is one file that was fetched.
type refreshed struct {
	File string `json:"file"`
	fetch.Result
	Unchanged bool `json:"unchanged"`
}

// newDataRefresh makes the command data refresh.
func newDataRefresh(p *program) *cobra.Command {
	var f refreshFlags
	cmd := &cobra.Command{
		Use:   "refresh SOURCE",
		Short: "Fetch a publisher's file",
		Long: `Refresh fetches the files that a source's publisher serves today into a folder
of raw files, with a note of where and when they came from, and keeps every state
of a file under its hash. A broken download is taken up again, a passing fault is
tried again, a file that has not changed is not fetched twice.

Then qala data build --live reads what was fetched, and qala data diff says what
it changed.

` + exitHelp,
		Example: `  qala data refresh wdi --into raw
  qala data build --from raw --only wdi --live --out new
  qala data diff embedded new`,
		Args: oneArg("a source, such as wdi"),
	}
	flags := cmd.Flags()
	flags.StringVar(&f.into, "into", "raw", "`folder` of raw files")
	flags.StringVar(&f.url, "url", "", "fetch from this `address`, where the source has one file")
	flags.StringVar(&f.sha256, "sha256", "", "the `hash` that the file must have, where the source has one file")
	flags.IntVar(&f.attempts, "attempts", 0, "try so many times; 0 for five")
	flags.DurationVar(&f.timeout, "timeout", 30*time.Second, "give an attempt up when nothing arrives for this `time`")
	f.format = formatFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error { return p.refresh(cmd.Context(), args[0], f) }
	return cmd
}

// refresh fetches the files of a source.
func (p *program) refresh(ctx context.Context, id string, f refreshFlags) error {
	c, err := p.sources()
	if err != nil {
		return err
	}
	def, err := definition(c, id)
	if err != nil {
		return err
	}
	if f.attempts < 0 || f.timeout <= 0 {
		return usage("--attempts %d, --timeout %v: want 0 or more, and a time above 0", f.attempts, f.timeout)
	}
	files, without, err := served(def, f)
	if err != nil {
		return err
	}
	for _, file := range without {
		p.remark("%s: no public address; left as it is", file.Path)
	}
	list := []refreshed{}
	for _, file := range files {
		result, err := p.fetch(ctx, file, f)
		if err != nil {
			return err
		}
		list = append(list, refreshed{file.Path, result, result.Unchanged})
	}
	return p.printRefreshed(list, *f.format)
}

// served lists the files that a publisher serves, the live ones or those of the
// newest release, and parts from them those without a public address.
func served(def *source.Definition, f refreshFlags) (files, without []source.FileSpec, err error) {
	all := def.Live
	if n := len(def.Releases); len(all) == 0 && n > 0 {
		all = def.Releases[n-1].Files
	}
	if f.url != "" || f.sha256 != "" {
		if len(all) != 1 {
			return nil, nil, usage("%s has %d files; --url and --sha256 are for sources with one", def.ID, len(all))
		}
		one := all[0]
		if f.url != "" {
			one.URL = f.url
		}
		all = []source.FileSpec{one}
	}
	for _, file := range all {
		if file.URL != "" {
			files = append(files, file)
		} else {
			without = append(without, file)
		}
	}
	if len(files) == 0 {
		return nil, nil, unserved(def)
	}
	return files, without, nil
}

// unserved says that a source cannot be fetched by a program.
func unserved(def *source.Definition) error {
	return usage("%s: its publisher serves no file that a program can fetch; see %s, or give --url", def.ID, def.Homepage)
}

// fetch fetches one file and shows how far it is.
func (p *program) fetch(ctx context.Context, file source.FileSpec, f refreshFlags) (fetch.Result, error) {
	opt := fetch.Options{
		URL: file.URL, Dir: f.into, Name: file.Path, SHA256: f.sha256, Accessed: p.today(),
		Attempts: f.attempts, Stall: f.timeout,
	}
	if terminal(p.stderr) {
		bar := progressbar.NewOptions64(-1,
			progressbar.OptionSetWriter(p.stderr), progressbar.OptionSetWidth(30), progressbar.OptionShowBytes(true),
			progressbar.OptionEnableColorCodes(false), progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionClearOnFinish(), progressbar.OptionSetDescription(filepath.Base(file.Path)))
		opt.Progress = func(done, total int64) {
			if total > 0 && total != bar.GetMax64() {
				bar.ChangeMax64(total)
			}
			_ = bar.Set64(done) // A bar that cannot be drawn is no reason to stop.
		}
		defer func() { _ = bar.Finish() }()
	} else {
		p.remark("fetching %s", file.URL)
	}
	return fetch.Fetch(ctx, opt)
}

// printRefreshed prints what was fetched.
func (p *program) printRefreshed(list []refreshed, f format) error {
	if f == asJSON {
		return writeJSON(p.stdout, list)
	}
	g := grid{header: []string{"file", "state", "bytes", "sha256"}, right: []int{2}, wrap: map[int]int{0: 40}}
	for _, r := range list {
		state := "new"
		if r.Unchanged {
			state = "unchanged"
		}
		if f == asCSV {
			g.add(r.File, state, r.Bytes, r.SHA256)
			continue
		}
		g.add(r.File, state, size(r.Bytes), short(r.SHA256))
	}
	if f == asCSV {
		return g.csv(p.stdout)
	}
	return g.text(p.stdout)
}

// short is the beginning of a hash, enough to tell two apart.
func short(hash string) string { return hash[:min(len(hash), 16)] }
