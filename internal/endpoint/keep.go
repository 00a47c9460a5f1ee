// SPDX-License-Identifier: Apache-2.0

package endpoint

import (
	"bytes"
	"container/list"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// written is an answer in one medium, ready to be sent. It does not change once
// it is made.
type written struct {
	medium Medium
	// tag is the entity tag, weak since the encodings differ in bytes.
	tag   string
	plain []byte
	// gzip and zstd are nil where they would not be smaller.
	gzip, zstd []byte
}

// size is how many bytes an answer takes.
func (w *written) size() int {
	const overhead = 512 // key, list element, map entry, tag
	return len(w.plain) + len(w.gzip) + len(w.zstd) + overhead
}

// least is the length from which an answer is worth compressing: below it, head
// and checksum eat what is gained, and all fits into one packet as it is.
const least = 1024

// newWritten makes an answer with its compressed forms, so that one which is
// asked for a thousand times is compressed once.
func newWritten(m Medium, tag string, plain []byte) *written {
	w := &written{medium: m, tag: tag, plain: plain}
	if len(plain) < least {
		return w
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(plain) // A buffer never fails.
	_ = z.Close()
	if b.Len() < len(plain) {
		w.gzip = b.Bytes()
	}
	if enc, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1)); err == nil {
		if out := enc.EncodeAll(plain, nil); len(out) < len(plain) {
			w.zstd = out
		}
	}
	return w
}

// keep holds answers up to a number of bytes; the one that was asked for longest
// ago makes room. It is safe for use by several goroutines.
type keep struct {
	mu          sync.Mutex
	most, bytes int
	order       *list.List // of *kept, the latest asked for in front
	byKey       map[string]*list.Element
	hits, lost  int
}

// kept is an answer with its key.
type kept struct {
	key    string
	answer *written
}

// newKeep makes an empty keep of at most a number of bytes.
func newKeep(most int) *keep {
	return &keep{most: most, order: list.New(), byKey: make(map[string]*list.Element)}
}

// get finds an answer.
func (k *keep) get(key string) (*written, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	e, ok := k.byKey[key]
	if !ok {
		k.lost++
		return nil, false
	}
	k.hits++
	k.order.MoveToFront(e)
	return e.Value.(*kept).answer, true
}

// put adds an answer. One that is larger than an eighth of the keep is not kept,
// so that a single large one does not drive out all others.
func (k *keep) put(key string, w *written) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if w.size() > k.most/8 {
		return
	}
	if e, ok := k.byKey[key]; ok {
		k.bytes -= e.Value.(*kept).answer.size()
		k.order.Remove(e)
	}
	k.byKey[key] = k.order.PushFront(&kept{key, w})
	k.bytes += w.size()
	for k.bytes > k.most {
		last := k.order.Back()
		old := last.Value.(*kept)
		k.order.Remove(last)
		delete(k.byKey, old.key)
		k.bytes -= old.answer.size()
	}
}

// keepStats are the counts of a keep.
type keepStats struct{ answers, bytes, hits, lost int }

// stats counts.
func (k *keep) stats() keepStats {
	k.mu.Lock()
	defer k.mu.Unlock()
	return keepStats{k.order.Len(), k.bytes, k.hits, k.lost}
}

// Recent holds the answers that were computed last, before they are written in
// any medium: who looks at an answer often wants it as a table next. It is safe
// for use by several goroutines.
type Recent struct {
	mu    sync.Mutex
	most  int
	keys  []string // the oldest first
	byKey map[string]any
}

// NewRecent makes an empty one for a number of answers.
func NewRecent(most int) *Recent { return &Recent{most: most, byKey: make(map[string]any)} }

// Get finds an answer.
func (r *Recent) Get(key string) (any, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	v, ok := r.byKey[key]
	return v, ok
}

// Put adds an answer; the oldest makes room.
func (r *Recent) Put(key string, v any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.byKey[key]; ok {
		return
	}
	if len(r.keys) == r.most {
		delete(r.byKey, r.keys[0])
		r.keys = append(r.keys[:0], r.keys[1:]...)
	}
	r.keys = append(r.keys, key)
	r.byKey[key] = v
}
