// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"sync"

	"github.com/qala-observatory/qala/internal/api"
	"github.com/qala-observatory/qala/internal/article"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/snapshot"
)

// checking is a desk that several requests share: it reads one text at a time.
type checking struct {
	mu   sync.Mutex
	desk func() (*desk, error)
}

// newChecking prepares a desk that is made when it is first asked for.
func (p *program) newChecking() *checking {
	return &checking{desk: sync.OnceValues(func() (*desk, error) { return p.desk(context.Background(), "") })}
}

// check checks a text.
func (c *checking) check(ctx context.Context, t api.Text) (*article.Document, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, err // whoever asked has left while others were served
	}
	d, err := c.desk()
	if err != nil {
		return nil, err
	}
	// What a text has looked up is let go with it, so that memory does not grow
	// with the number of texts.
	cite := *d.cite
	cite.kept = map[snapshot.Cell][]obs.Observation{}
	text := article.Read(t.Data, t.Kind)
	if err := article.InEnglish(text.S, d.words); err != nil {
		return nil, err
	}
	doc, err := d.Document(article.Question{Text: text, Input: t.Data, AsOf: t.AsOf, Basis: d.basis})
	if err != nil {
		return nil, err
	}
	return doc, article.CiteAll(doc.Sentences, &cite)
}
