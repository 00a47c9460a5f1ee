// SPDX-License-Identifier: Apache-2.0

package site

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"net/url"
	"path"
	"strings"

	"github.com/qala-observatory/qala/internal/front"
)

// Setup is what a site is made of.
type Setup struct {
	// Built are the files of the build, index.html at their root.
	Built fs.FS
	// API answers what a page's path with a suffix asks for.
	API http.Handler
	// Country finds the code and the name of a country; Indicator what there is to
	// say of an indicator.
	Country   func(text string) (code, name string, ok bool)
	Indicator func(id string) (*Facts, bool)
}

// Site serves pages. It is safe for use by several goroutines.
type Site struct {
	setup Setup
	frame *frame
	files map[string]*file
}

// file is a file of the build.
type file struct {
	kind, tag string
	text      []byte
	// lasting tells that the name holds a hash of the content.
	lasting bool
}

// New reads the build.
func New(setup Setup) (*Site, error) {
	s := &Site{setup: setup, files: map[string]*file{}}
	err := fs.WalkDir(setup.Built, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(setup.Built, name)
		if err != nil {
			return err
		}
		if name == "index.html" {
			s.frame, err = newFrame(text)
			return err
		}
		s.files["/"+name] = &file{kind: kindOf(name), tag: tagOf(text), text: text, lasting: strings.HasPrefix(name, "assets/")}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("site: %w", err)
	}
	if s.frame == nil {
		return nil, errors.New("site: the pages are not built: there is no index.html")
	}
	return s, nil
}

// kinds are the media types of files, so that those of the system do not count.
var kinds = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".json": "application/json",
	".html": "text/html; charset=utf-8", ".svg": "image/svg+xml", ".png": "image/png", ".ico": "image/x-icon",
	".woff2": "font/woff2", ".txt": "text/plain; charset=utf-8", ".webmanifest": "application/manifest+json", ".map": "application/json",
}

// kindOf is the media type of a file.
func kindOf(name string) string {
	ext := path.Ext(name)
	if kind, ok := kinds[ext]; ok {
		return kind
	}
	if kind := mime.TypeByExtension(ext); kind != "" {
		return kind
	}
	return "application/octet-stream"
}

// tagOf is the entity tag of a text.
func tagOf(text []byte) string {
	sum := sha256.Sum256(text)
	return `W/"` + hex.EncodeToString(sum[:8]) + `"`
}

// ServeHTTP serves a file, a page, or the answer of a page in another medium.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		front.Problem(w, http.StatusMethodNotAllowed, "pages can be read and not sent to")
		return
	}
	p := r.URL.Path
	if f, ok := s.files[p]; ok {
		f.send(w, r)
		return
	}
	if strings.HasPrefix(p, "/assets/") {
		front.Problem(w, http.StatusNotFound, "no such file; the pages may have been built anew: load them again")
		return
	}
	if rest, suffix, ok := suffixed(p); ok {
		s.other(w, r, rest, suffix)
		return
	}
	s.page(w, r)
}

// send sends a file.
func (f *file) send(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("ETag", f.tag)
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-cache")
	if f.lasting {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if strings.Contains(r.Header.Get("If-None-Match"), f.tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	_, _ = w.Write(f.text) // Who has left has no use for an error.
}

// other answers a page's path with a suffix from the API.
func (s *Site) other(w http.ResponseWriter, r *http.Request, rest, suffix string) {
	page, vars, ok := match(rest)
	if !ok {
		front.Problem(w, http.StatusNotFound, "no such page")
		return
	}
	to, ok := page.target(vars, suffix)
	if !ok {
		front.Problem(w, http.StatusNotFound, "this page has no answer in another medium")
		return
	}
	inner := r.Clone(r.Context())
	inner.URL = &url.URL{Path: to, RawQuery: query(r.URL.Query()).Encode()}
	inner.RequestURI = inner.URL.RequestURI()
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Content-Location", inner.URL.RequestURI())
	s.setup.API.ServeHTTP(w, inner)
}

// page sends the frame with the head of a page.
func (s *Site) page(w http.ResponseWriter, r *http.Request) {
	head, found := s.head(r.URL.Path)
	text := s.frame.page(head)
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	if !found {
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write(text)
		return
	}
	tag := tagOf(text)
	h.Set("ETag", tag)
	if strings.Contains(r.Header.Get("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	_, _ = w.Write(text)
}

// nothing is the head of a page that there is not.
var nothing = Head{Title: "Not found", Description: "There is no such page."}

// head is what a path's page says of itself; false where there is no such page.
func (s *Site) head(p string) (Head, bool) {
	page, vars, ok := match(p)
	if !ok {
		return nothing, false
	}
	h := Head{}
	if text, ok := vars["code"]; ok {
		_, name, known := s.setup.Country(text)
		if !known {
			return nothing, false
		}
		vars["name"] = name
	}
	if id, ok := vars["indicator"]; ok {
		f, known := s.setup.Indicator(id)
		if !known {
			return nothing, false
		}
		vars["name"], vars["definition"], h.Data = f.Name, f.Definition, f.dataset()
	}
	h.Title, h.Description = filled(page.title, vars), filled(page.about, vars)
	return h, true
}
