// SPDX-License-Identifier: Apache-2.0

package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// errStalled ends an attempt in which nothing arrives.
var errStalled = errors.New("the server fell silent")

// attempt asks once and, where all of the file arrives, puts it in its place.
func (d *download) attempt(ctx context.Context) (Result, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watch := time.AfterFunc(d.Stall, func() { cancel(errStalled) })
	defer watch.Stop()

	held := d.held()
	part := d.openPart(d.URL)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, d.URL, nil)
	if err != nil {
		return Result{}, final{err}
	}
	ask(request, held, part)
	response, err := d.client.Do(request)
	if err != nil {
		return Result{}, cause(ctx, err)
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusNotModified && held != nil {
		return d.confirm(*held)
	}
	if err := d.accept(response, &part); err != nil {
		return Result{}, err
	}
	body := &watched{in: response.Body, watch: watch, stall: d.Stall}
	if err := d.receive(body, response, part); err != nil {
		return Result{}, cause(ctx, err)
	}
	return d.settle(part)
}

// ask adds to a request what is held already. Encodings are turned off, for it
// is the publisher's bytes that are kept and counted.
func ask(r *http.Request, held *Result, p part) {
	r.Header.Set("Accept-Encoding", "identity")
	r.Header.Set("User-Agent", "qala (open observatory of state security)")
	if p.Bytes > 0 {
		r.Header.Set("Range", fmt.Sprintf("bytes=%d-", p.Bytes))
		r.Header.Set("If-Range", p.validator())
		return
	}
	if held == nil {
		return
	}
	if held.ETag != "" {
		r.Header.Set("If-None-Match", held.ETag)
	}
	if held.LastModified != "" {
		r.Header.Set("If-Modified-Since", held.LastModified)
	}
}

// cause names why the context ended, where that is behind an error.
func cause(ctx context.Context, err error) error {
	if why := context.Cause(ctx); why != nil && errors.Is(err, context.Canceled) {
		return why
	}
	return err
}

// accept judges the answer's status and decides where the body belongs: after
// what is here already, or in its stead.
func (d *download) accept(response *http.Response, p *part) error {
	switch code := response.StatusCode; {
	case code == http.StatusOK:
		*p = part{URL: d.URL, path: p.path}
	case code == http.StatusPartialContent && p.Bytes > 0:
		if !p.continues(response) {
			return errors.Join(errors.New("the file changed on the server while it was fetched"), p.drop())
		}
	case code == http.StatusRequestedRangeNotSatisfiable && p.Bytes > 0:
		return errors.Join(errors.New("the server has no more than what is here"), p.drop())
	case code >= 500 || code == http.StatusTooManyRequests || code == http.StatusRequestTimeout:
		return retryAfter{errors.New(response.Status), waitTold(response)}
	case code == http.StatusNotFound || code == http.StatusGone:
		return final{fmt.Errorf("%s: the publisher may have moved the file", response.Status)}
	default:
		return final{errors.New(response.Status)}
	}
	if coding := response.Header.Get("Content-Encoding"); coding != "" && coding != "identity" {
		return final{fmt.Errorf("the server insists on the encoding %q", coding)}
	}
	p.ETag, p.LastModified = response.Header.Get("ETag"), response.Header.Get("Last-Modified")
	p.Total = -1
	if response.ContentLength >= 0 {
		p.Total = p.Bytes + response.ContentLength
	}
	if p.Total > d.MaxBytes {
		return final{fmt.Errorf("%d bytes, allowed are %d", p.Total, d.MaxBytes)}
	}
	return nil
}

// continues tells whether a partial answer goes on where the part ends, in the
// same state of the file.
func (p part) continues(response *http.Response) bool {
	var from, to int64
	_, err := fmt.Sscanf(response.Header.Get("Content-Range"), "bytes %d-%d/", &from, &to)
	same := func(was, header string) bool {
		now := response.Header.Get(header)
		return was == "" || now == "" || was == now
	}
	return err == nil && from == p.Bytes && same(p.ETag, "ETag") && same(p.LastModified, "Last-Modified")
}

// waitTold is the wait that a server asks for, 0 where it names none in seconds.
func waitTold(response *http.Response) time.Duration {
	seconds, err := strconv.Atoi(response.Header.Get("Retry-After"))
	if err != nil || seconds < 0 || seconds > int(longestWait/time.Second) {
		return 0
	}
	return time.Duration(seconds) * time.Second
}

// receive writes the body to the part.
func (d *download) receive(body io.Reader, response *http.Response, p part) error {
	out, err := p.open()
	if err != nil {
		return final{err}
	}
	defer out.Close()
	first := p.Bytes == 0
	block := make([]byte, 1<<16)
	for {
		n, err := body.Read(block)
		if first && n > 0 {
			first = false
			if webPage(d.Name, block[:n]) {
				return errors.Join(final{fmt.Errorf("the server sent a web page (%s) instead of %s",
					response.Header.Get("Content-Type"), filepath.Base(d.Name))}, p.drop())
			}
		}
		p.Bytes += int64(n)
		if p.Bytes > d.MaxBytes {
			return errors.Join(final{fmt.Errorf("more than %d bytes, which is the limit", d.MaxBytes)}, p.drop())
		}
		if _, err := out.Write(block[:n]); err != nil {
			return final{err}
		}
		d.Progress(p.Bytes, p.Total)
		if errors.Is(err, io.EOF) {
			return closed(out)
		}
		if err != nil {
			return fmt.Errorf("after %d bytes: %w", p.Bytes, err)
		}
	}
}

// webPage tells whether bytes begin a web page where another kind of file was
// asked for: the way in which many servers say that a file has gone.
func webPage(name string, begin []byte) bool {
	ext := strings.ToLower(filepath.Ext(name))
	return ext != ".html" && ext != ".htm" && strings.HasPrefix(http.DetectContentType(begin), "text/html")
}

// watched puts off the watch's alarm whenever something arrives.
type watched struct {
	in    io.Reader
	watch *time.Timer
	stall time.Duration
}

// Read reads on.
func (w *watched) Read(p []byte) (int, error) {
	n, err := w.in.Read(p)
	if n > 0 {
		w.watch.Reset(w.stall)
	}
	return n, err
}
