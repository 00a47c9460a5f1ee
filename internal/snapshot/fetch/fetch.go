// SPDX-License-Identifier: Apache-2.0

// Package fetch downloads publishers' files into a folder of raw data.
package fetch

import (
	"context"
	"errors"
	"net/http"
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
	// SHA256, where given, is the hash the bytes must have.
	SHA256 string
	// Accessed is today.
	Accessed obs.Date
	// MaxBytes bounds the size; 0 means 2 GiB.
	MaxBytes int64
	// Attempts bounds the tries; 0 means 5.
	Attempts int
	// Stall ends an attempt in which no byte arrives for so long; 0 means 30 s.
	Stall time.Duration
	// Sleep waits between attempts; nil means a timer. It returns early with the
	// context's error.
	Sleep func(ctx context.Context, d time.Duration) error
	// Progress, where given, is told how many bytes are here, and how many there
	// will be (-1 where the server does not say).
	Progress func(done, total int64)
}

// Result is what was fetched, as the sidecar beside the file records it.
type Result struct {
	URL          string   `json:"url"`
	SHA256       string   `json:"sha256"`
	Bytes        int64    `json:"bytes"`
	Accessed     obs.Date `json:"accessed"`
	ETag         string   `json:"etag,omitempty"`
	LastModified string   `json:"last_modified,omitempty"`
	// Kept is the path, below the folder, under which these bytes are kept for
	// ever: name@hash.
	Kept string `json:"kept"`
	// Unchanged tells that the server, or the hash, said that we have the bytes.
	Unchanged bool `json:"-"`
}

// Fetch downloads one file.
func Fetch(ctx context.Context, opt Options) (Result, error) {
	return Result{}, errors.New("fetch: not yet")
}
