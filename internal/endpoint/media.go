// SPDX-License-Identifier: Apache-2.0

package endpoint

import (
	"context"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
)

// Medium is a way of writing an answer.
type Medium string

// The media.
const (
	JSON     Medium = "application/json"
	CSV      Medium = "text/csv"
	SDMX     Medium = "application/vnd.sdmx.data+csv"
	Markdown Medium = "text/markdown"
	BibTeX   Medium = "application/x-bibtex"
	CSL      Medium = "application/vnd.citationstyles.csl+json"
	JSONLD   Medium = "application/ld+json"
	Text     Medium = "text/plain"
)

// media lists the media with the suffix of a path that asks for each, in the
// order of preference where a client accepts several alike.
var media = []struct {
	medium Medium
	suffix string
	header string
}{
	{JSON, ".json", "application/json"},
	{CSV, ".csv", "text/csv; charset=utf-8; header=present"},
	{SDMX, ".sdmx", "application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8"},
	{Markdown, ".md", "text/markdown; charset=utf-8"},
	{BibTeX, ".bib", "application/x-bibtex; charset=utf-8"},
	{CSL, ".csl", "application/vnd.citationstyles.csl+json"},
	{JSONLD, ".jsonld", "application/ld+json"},
	{Text, ".txt", "text/plain; charset=utf-8"},
}

// suffix is the ending of a path that asks for a medium.
func (m Medium) suffix() string {
	for _, x := range media {
		if x.medium == m {
			return x.suffix
		}
	}
	return ""
}

// header is the value of the header Content-Type.
func (m Medium) header() string {
	for _, x := range media {
		if x.medium == m {
			return x.header
		}
	}
	return string(m)
}

// wants is what a request asks of the way the answer is written.
type wants struct {
	// medium is the one that the suffix of the path names; empty where it has none.
	medium Medium
	// accept, encodings and known are the headers Accept, Accept-Encoding and
	// If-None-Match.
	accept, encodings, known string
}

// wantsKey is the key of a request's wants in its context.
type wantsKey struct{}

// wantsOf reads the wants of a request that came through suffixed.
func wantsOf(ctx context.Context) wants {
	w, _ := ctx.Value(wantsKey{}).(wants)
	return w
}

// suffixed takes the suffix off the path of a request and notes what is wanted.
func suffixed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		want := wants{
			accept: strings.Join(r.Header.Values("Accept"), ","), encodings: r.Header.Get("Accept-Encoding"),
			known: strings.Join(r.Header.Values("If-None-Match"), ","),
		}
		r = r.Clone(context.WithValue(r.Context(), wantsKey{}, want))
		// Refusals are always JSON; huma would choose anew and break on headers such
		// as ";;;,".
		r.Header.Del("Accept")
		for _, x := range media {
			if rest, ok := strings.CutSuffix(r.URL.Path, x.suffix); ok && rest != "" && path.Base(rest) != "v1" && !strings.HasSuffix(rest, "/") {
				want.medium = x.medium
				r = r.WithContext(context.WithValue(r.Context(), wantsKey{}, want))
				r.URL.Path, r.URL.RawPath = rest, ""
				break
			}
		}
		next.ServeHTTP(w, r)
	})
}

// choose finds the medium that a request wants among those there are. It is
// false where there is none.
func (w wants) choose(there []Medium) (Medium, bool) {
	if w.medium != "" {
		for _, m := range there {
			if m == w.medium {
				return m, true
			}
		}
		return "", false
	}
	if w.accept == "" {
		return there[0], true
	}
	best, most := Medium(""), 0.0
	for _, m := range there {
		if q := quality(w.accept, m); q > most {
			best, most = m, q
		}
	}
	return best, most > 0
}

// quality is how much a header Accept likes a medium, 0 to 1: the value of the
// most specific range that holds it (RFC 9110, section 12.5.1).
func quality(accept string, m Medium) float64 {
	kind, _, _ := strings.Cut(string(m), "/")
	q, specific := 0.0, -1
	for part := range strings.SplitSeq(accept, ",") {
		name, params, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		level := -1
		switch name {
		case string(m):
			level = 2
		case kind + "/*":
			level = 1
		case "*/*":
			level = 0
		}
		if level <= specific {
			continue
		}
		specific, q = level, 1
		if text, ok := params["q"]; ok {
			if v, err := strconv.ParseFloat(text, 64); err == nil && v >= 0 && v <= 1 {
				q = v
			}
		}
	}
	return q
}
