// SPDX-License-Identifier: Apache-2.0

// Package fetch downloads publishers' files into a folder of raw data. It is the
// only code of Qala that asks a server for anything.
//
// Fetch gets one file and leaves, below the folder: the file under its name,
// which importers read; the same bytes under name@hash, which are kept for ever
// and never changed; and beside both a sidecar, name.origin.json, that says from
// where, when and with which hash they came. A file that has not changed is not
// fetched again.
//
// The steps are: ask, with the validators of what is held; write to name.part,
// where an interrupted download is taken up again as long as the server says
// that the file is still the same one; check length, hash and that it is not a
// web page; rename. Passing faults (no connection, 503, silence) are tried
// again, with growing waits, a bounded number of times.
//
// The package refuses addresses that are not http or https, endless redirects or
// such as lead from https to http, more bytes than allowed, and names that lead
// out of the folder. One file should be fetched by one process at a time.
package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"github.com/qala-observatory/qala/internal/obs"
)

// Options say what to fetch and where to.
type Options struct {
	// Client makes the requests; nil means http.DefaultClient.
	Client *http.Client
	// URL is the publisher's address, http or https.
	URL string
	// Dir is the folder of raw data, Name the file's path below it.
	Dir, Name string
	// SHA256, where given, is the hash that the bytes must have, in hexadecimal.
	SHA256 string
	// Accessed is today.
	Accessed obs.Date
	// MaxBytes bounds the size; 0 means 2 GiB.
	MaxBytes int64
	// Attempts bounds the tries; 0 means 5.
	Attempts int
	// Stall ends an attempt in which nothing arrives for so long; 0 means 30 s.
	Stall time.Duration
	// Sleep waits between attempts and returns early with the context's error;
	// nil means a timer.
	Sleep func(ctx context.Context, d time.Duration) error
	// Progress, where given, is told how many bytes are here, and how many there
	// will be, or -1 where the server does not say.
	Progress func(done, total int64)
}

// Result is what was fetched, as the sidecar records it.
type Result struct {
	// URL is the address that was asked.
	URL string `json:"url"`
	// SHA256 and Bytes are of the file as it arrived.
	SHA256 string `json:"sha256"`
	Bytes  int64  `json:"bytes"`
	// Accessed is the day of the download.
	Accessed obs.Date `json:"accessed"`
	// ETag and LastModified are the server's own words for this state of the file.
	ETag         string `json:"etag,omitempty"`
	LastModified string `json:"last_modified,omitempty"`
	// Kept is the path, below the folder, under which the bytes are kept for ever.
	Kept string `json:"kept"`
	// Unchanged tells that these bytes were held already.
	Unchanged bool `json:"-"`
}

// The defaults, and the longest wait between two attempts.
const (
	defaultMaxBytes = 2 << 30
	defaultAttempts = 5
	defaultStall    = 30 * time.Second
	firstWait       = time.Second
	longestWait     = 30 * time.Second
	maxRedirects    = 5
)

// Fetch downloads one file.
func Fetch(ctx context.Context, opt Options) (Result, error) {
	d, err := prepare(opt)
	if err != nil {
		return Result{}, fmt.Errorf("fetch %s: %w", opt.URL, err)
	}
	result, err := d.run(ctx)
	if err != nil {
		return Result{}, fmt.Errorf("fetch %s: %w", opt.URL, err)
	}
	return result, nil
}

// download is one call of Fetch with its defaults filled in.
type download struct {
	Options
	client *http.Client
	paths
}

// prepare checks the options and fills in the defaults.
func prepare(opt Options) (*download, error) {
	if err := checkURL(opt.URL); err != nil {
		return nil, err
	}
	if !filepath.IsLocal(opt.Name) || strings.ContainsAny(filepath.Base(opt.Name), "@") {
		return nil, fmt.Errorf("%q cannot name a file in the folder", opt.Name)
	}
	if opt.MaxBytes == 0 {
		opt.MaxBytes = defaultMaxBytes
	}
	if opt.Attempts == 0 {
		opt.Attempts = defaultAttempts
	}
	if opt.Stall == 0 {
		opt.Stall = defaultStall
	}
	if opt.Sleep == nil {
		opt.Sleep = sleep
	}
	if opt.Progress == nil {
		opt.Progress = func(int64, int64) {}
	}
	client := http.DefaultClient
	if opt.Client != nil {
		client = opt.Client
	}
	bounded := *client
	bounded.CheckRedirect = checkRedirect
	return &download{Options: opt, client: &bounded, paths: newPaths(opt.Dir, opt.Name)}, nil
}

// checkURL refuses what is not a plain web address.
func checkURL(text string) error {
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return err
	case u.Scheme != "http" && u.Scheme != "https":
		return fmt.Errorf("scheme is %q, not http or https", u.Scheme)
	case u.Host == "":
		return errors.New("no host in the address")
	case u.User != nil:
		return errors.New("a user name in the address is not supported")
	}
	return nil
}

// checkRedirect follows a few redirects between web addresses, and none that
// gives up encryption.
func checkRedirect(to *http.Request, via []*http.Request) error {
	if len(via) > maxRedirects {
		return final{fmt.Errorf("more than %d redirects", maxRedirects)}
	}
	if err := checkURL(to.URL.String()); err != nil {
		return final{fmt.Errorf("redirected to %s: %w", to.URL.Redacted(), err)}
	}
	if via[len(via)-1].URL.Scheme == "https" && to.URL.Scheme == "http" {
		return final{fmt.Errorf("redirected from https to %s", to.URL.Redacted())}
	}
	return nil
}

// final marks an error that trying again would not help.
type final struct{ error }

// Unwrap gives the error that is marked.
func (f final) Unwrap() error { return f.error }

// retryAfter marks a passing error for which the server names a wait.
type retryAfter struct {
	error
	wait time.Duration
}

// Unwrap gives the error that is marked.
func (r retryAfter) Unwrap() error { return r.error }

// run tries until the file is here, or trying again is of no use.
func (d *download) run(ctx context.Context) (Result, error) {
	if err := d.paths.makeFolder(); err != nil {
		return Result{}, err
	}
	wait := firstWait
	for attempt := 1; ; attempt++ {
		result, err := d.attempt(ctx)
		var stop final
		switch {
		case err == nil:
			return result, nil
		case ctx.Err() != nil:
			return Result{}, context.Cause(ctx)
		case errors.As(err, &stop):
			return Result{}, stop.error
		case attempt >= d.Attempts:
			return Result{}, fmt.Errorf("after %d attempts: %w", attempt, err)
		}
		pause := wait
		var told retryAfter
		if errors.As(err, &told) {
			pause = min(max(pause, told.wait), longestWait)
		}
		if err := d.Sleep(ctx, pause); err != nil {
			return Result{}, err
		}
		wait = min(2*wait, longestWait)
	}
}

// sleep waits, or returns early with the context's error.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
