// SPDX-License-Identifier: Apache-2.0

package endpoint

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

// Writers write an answer in each medium there is beside JSON.
type Writers[T any] map[Medium]func(io.Writer, *T) error

// Route is an operation: how it is described, asked and written.
type Route[I, T any] struct {
	// Path is below the server's prefix; ID, Summary, About and Tag describe it.
	Path, ID, Summary, About, Tag string
	// Write holds the media there are beside JSON, and JSON where it is not to be
	// written as usual.
	Write Writers[T]
	// Identify gives what identifies an answer; nil stands for the hash of its
	// bytes.
	Identify func(*T) string
	// Ask checks the parameters and says what is asked.
	Ask func(ctx context.Context, in *I) (*Asked[T], error)
	// Post makes it a POST.
	Post bool
	// Stream tells that its progress can be followed as server-sent events.
	Stream bool
}

// Asked is a question that is ready to be answered.
type Asked[T any] struct {
	// Key is made of everything the answer depends on; empty for an answer that
	// is not kept.
	Key string
	// Do computes the answer.
	Do func(context.Context) (*T, error)
	// Where is the parameter to blame for an error of Do.
	Where Param
}

// reply is an answer as it is sent.
type reply struct {
	status               int
	kind, encoding, etag string
	body                 []byte
}

// send sends a reply.
func (r *reply) send(ctx huma.Context) {
	for _, h := range [][2]string{
		{"Content-Type", r.kind}, {"Content-Encoding", r.encoding}, {"ETag", r.etag}, {"Cache-Control", "no-cache"},
	} {
		if h[1] != "" {
			ctx.SetHeader(h[0], h[1])
		}
	}
	ctx.AppendHeader("Vary", "Accept")
	ctx.AppendHeader("Vary", "Accept-Encoding")
	ctx.SetStatus(r.status)
	_, _ = ctx.BodyWriter().Write(r.body) // Who has left has no use for an error.
}

// there lists the media of a route, JSON first.
func (r Route[I, T]) there() []Medium {
	list := []Medium{JSON}
	for _, x := range media {
		if _, ok := r.Write[x.medium]; ok && x.medium != JSON {
			list = append(list, x.medium)
		}
	}
	return list
}

// Add registers a route.
func Add[I, T any](s *Server, r Route[I, T]) {
	method := http.MethodGet
	if r.Post {
		method = http.MethodPost
	}
	op := huma.Operation{
		OperationID: r.ID, Method: method, Path: s.options.Prefix + r.Path, Summary: r.Summary, Description: r.About,
		Tags: []string{r.Tag}, MaxBodyBytes: s.options.Limits.Body, BodyReadTimeout: s.options.Limits.BodyTime,
		Responses: map[string]*huma.Response{"200": r.response(s.api.OpenAPI().Components.Schemas)},
	}
	huma.Register(s.api, op, func(ctx context.Context, in *I) (*huma.StreamResponse, error) {
		send, err := r.answer(ctx, s, in)
		if err != nil {
			return nil, err
		}
		return &huma.StreamResponse{Body: send}, nil
	})
}

// answer prepares what is sent for a request.
func (r Route[I, T]) answer(ctx context.Context, s *Server, in *I) (func(huma.Context), error) {
	want, there := wantsOf(ctx), r.there()
	m, ok := want.choose(there)
	stream := r.Stream && want.streams()
	if !ok && !stream {
		return nil, noMedium(want, there)
	}
	if stream {
		m = JSON
	}
	q, err := r.Ask(ctx, in)
	if err != nil {
		return nil, s.Problem(err, Param{})
	}
	key := r.ID + " " + string(m) + " " + q.Key
	compute := func(ctx context.Context) (*written, error) {
		name := r.ID + " " + q.Key
		if v, ok := s.recent.Get(name); ok {
			return r.written(m, v.(*T))
		}
		answer, err := q.Do(ctx)
		if err != nil {
			return nil, err
		}
		s.recent.Put(name, answer)
		return r.written(m, answer)
	}
	if stream {
		return func(ctx huma.Context) { s.stream(ctx, key, compute) }, nil
	}
	w, err := s.answer(ctx, key, compute)
	if err != nil {
		return nil, s.Problem(err, q.Where)
	}
	return w.reply(want).send, nil
}

// response describes the answer of a route.
func (r Route[I, T]) response(schemas huma.Registry) *huma.Response {
	out := &huma.Response{
		Description: "The answer.", Content: map[string]*huma.MediaType{},
		Headers: map[string]*huma.Param{
			"ETag":         {Description: "Identifies the answer; send it back as If-None-Match.", Schema: &huma.Schema{Type: huma.TypeString}},
			"Qala-Ignored": {Description: "Names of parameters that the route does not know.", Schema: &huma.Schema{Type: huma.TypeString}},
		},
	}
	if r.Stream {
		out.Content[events] = &huma.MediaType{Schema: &huma.Schema{
			Type: huma.TypeString, Description: "Events: progress with done and of, then answer with the answer in JSON, or refusal with the problem.",
		}}
	}
	for _, m := range r.there() {
		if m == JSON {
			out.Content[string(m)] = &huma.MediaType{Schema: schemas.Schema(reflect.TypeFor[T](), true, "")}
			continue
		}
		out.Content[string(m)] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString}}
	}
	return out
}

// written writes an answer in a medium.
func (r Route[I, T]) written(m Medium, answer *T) (*written, error) {
	write := r.Write[m]
	if write == nil {
		write = func(w io.Writer, v *T) error { return WriteJSON(w, v) }
	}
	var b bytes.Buffer
	if err := write(&b, answer); err != nil {
		return nil, err
	}
	var id string
	if r.Identify != nil {
		id = r.Identify(answer)
	} else {
		sum := sha256.Sum256(b.Bytes())
		id = hex.EncodeToString(sum[:8])
	}
	return newWritten(m, fmt.Sprintf("W/\"%s%s\"", id, m.suffix()), b.Bytes()), nil
}

// noMedium says that an answer cannot be had in the medium that is wanted.
func noMedium(w wants, there []Medium) error {
	var names []string
	for _, m := range there {
		names = append(names, m.suffix()+" ("+string(m)+")")
	}
	list := strings.Join(names, ", ")
	if w.medium != "" {
		return Param{"path", w.medium.suffix()}.Refuse(http.StatusNotFound, "not to be had as "+w.medium.suffix()+"; there are "+list)
	}
	return Param{"header.Accept", w.accept}.Refuse(http.StatusNotAcceptable, "none of the media asked for; there are "+list)
}

// reply is an answer as this client wants it: nothing where it has it, else in
// the encoding it reads.
func (w *written) reply(want wants) *reply {
	if knowsTag(want.known, w.tag) {
		return &reply{status: http.StatusNotModified, etag: w.tag}
	}
	out := &reply{status: http.StatusOK, kind: w.medium.header(), etag: w.tag, body: w.plain}
	switch {
	case w.zstd != nil && accepts(want.encodings, "zstd"):
		out.encoding, out.body = "zstd", w.zstd
	case w.gzip != nil && accepts(want.encodings, "gzip"):
		out.encoding, out.body = "gzip", w.gzip
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
