// SPDX-License-Identifier: Apache-2.0

package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// writers write an answer in each medium there is beside JSON.
type writers[T any] map[medium]func(io.Writer, *T) error

// route is an operation: how it is described, asked and written.
type route[I, T any] struct {
	path, id, summary, about string
	tag                      string
	write                    writers[T]
	// tagOf gives what identifies an answer; nil stands for the hash of its bytes.
	tagOf func(*T) string
	// ask checks the parameters and says what is asked.
	ask func(ctx context.Context, s *Service, in *I) (*asked[T], error)
	// body, where given, makes it a POST with a body of these types.
	post bool
}

// asked is a question that is ready to be answered.
type asked[T any] struct {
	// key is made of everything the answer depends on; empty for an answer that
	// is not kept.
	key string
	do  func(context.Context) (*T, error)
	// where is the parameter that names the country.
	where param
}

// reply is an answer as it is sent.
type reply struct {
	Status          int
	ContentType     string   `header:"Content-Type" hidden:"true"`
	ContentEncoding string   `header:"Content-Encoding" hidden:"true"`
	ETag            string   `header:"ETag" doc:"Identifies the answer; send it back as If-None-Match."`
	CacheControl    string   `header:"Cache-Control" hidden:"true"`
	Vary            []string `header:"Vary" hidden:"true"`
	Body            []byte
}

// there lists the media of a route, JSON first.
func (r route[I, T]) there() []medium {
	list := []medium{asJSON}
	for _, x := range media {
		if _, ok := r.write[x.medium]; ok {
			list = append(list, x.medium)
		}
	}
	return list
}

// add registers a route.
func add[I, T any](s *Service, r route[I, T]) {
	method := http.MethodGet
	if r.post {
		method = http.MethodPost
	}
	op := huma.Operation{
		OperationID: r.id, Method: method, Path: "/api/v1" + r.path, Summary: r.summary, Description: r.about,
		Tags: []string{r.tag}, MaxBodyBytes: s.limits.Body, BodyReadTimeout: s.limits.BodyTime,
		Responses: map[string]*huma.Response{"200": r.response(s.api.OpenAPI().Components.Schemas)},
	}
	there := r.there()
	huma.Register(s.api, op, func(ctx context.Context, in *I) (*reply, error) {
		want := wantsOf(ctx)
		m, ok := want.choose(there)
		if !ok {
			return nil, noMedium(want, there)
		}
		q, err := r.ask(ctx, s, in)
		if err != nil {
			return nil, s.problem(err, param{})
		}
		w, err := s.answer(ctx, r.id+" "+string(m)+" "+q.key, func(ctx context.Context) (*written, error) {
			answer, err := q.do(ctx)
			if err != nil {
				return nil, err
			}
			return r.written(m, answer)
		})
		if err != nil {
			return nil, s.problem(err, q.where)
		}
		return w.reply(want), nil
	})
}

// response describes the answer of a route.
func (r route[I, T]) response(schemas huma.Registry) *huma.Response {
	out := &huma.Response{Description: "The answer.", Content: map[string]*huma.MediaType{}}
	for _, m := range r.there() {
		if m == asJSON {
			out.Content[string(m)] = &huma.MediaType{Schema: schemas.Schema(reflect.TypeFor[T](), true, "")}
			continue
		}
		out.Content[string(m)] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString}}
	}
	return out
}

// written writes an answer in a medium.
func (r route[I, T]) written(m medium, answer *T) (*written, error) {
	write := r.write[m]
	if write == nil {
		write = func(w io.Writer, v *T) error { return writeJSON(w, v) }
	}
	var b bytes.Buffer
	if err := write(&b, answer); err != nil {
		return nil, err
	}
	var id string
	if r.tagOf != nil {
		id = r.tagOf(answer)
	} else {
		sum := sha256.Sum256(b.Bytes())
		id = hex.EncodeToString(sum[:8])
	}
	return newWritten(m, fmt.Sprintf("W/\"%s%s\"", id, m.suffix()), b.Bytes()), nil
}

// noMedium says that an answer cannot be had in the medium that is wanted.
func noMedium(w wants, there []medium) error {
	var names []string
	for _, m := range there {
		names = append(names, m.suffix()+" ("+string(m)+")")
	}
	list := strings.Join(names, ", ")
	if w.medium != "" {
		return param{"path", w.medium.suffix()}.refuse(http.StatusNotFound, "not to be had as "+w.medium.suffix()+"; there are "+list)
	}
	return param{"header.Accept", w.accept}.refuse(http.StatusNotAcceptable, "none of the media asked for; there are "+list)
}

// reply is an answer as this client wants it: nothing where it has it, else in
// the encoding it reads.
func (w *written) reply(want wants) *reply {
	out := &reply{
		Status: http.StatusOK, ContentType: w.medium.header(), ETag: w.tag, CacheControl: "no-cache",
		Vary: []string{"Accept", "Accept-Encoding"}, Body: w.plain,
	}
	if knowsTag(want.known, w.tag) {
		out.Status, out.ContentType, out.Body = http.StatusNotModified, "", nil
		return out
	}
	switch {
	case w.zstd != nil && accepts(want.encodings, "zstd"):
		out.ContentEncoding, out.Body = "zstd", w.zstd
	case w.gzip != nil && accepts(want.encodings, "gzip"):
		out.ContentEncoding, out.Body = "gzip", w.gzip
	}
	return out
}

// knowsTag tells whether a header If-None-Match holds a tag, by the weak
// comparison (RFC 9110, section 8.8.3.2).
func knowsTag(header, tag string) bool {
	tag = strings.TrimPrefix(tag, "W/")
	for part := range strings.SplitSeq(header, ",") {
		part = strings.TrimSpace(part)
		if part == "*" || strings.TrimPrefix(part, "W/") == tag {
			return true
		}
	}
	return false
}

// accepts tells whether a header Accept-Encoding names an encoding and does not
// refuse it by q=0.
func accepts(header, encoding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		if !strings.EqualFold(strings.TrimSpace(name), encoding) {
			continue
		}
		q, weighed := strings.CutPrefix(strings.TrimSpace(params), "q=")
		return !weighed || strings.Trim(q, "0.") != ""
	}
	return false
}
