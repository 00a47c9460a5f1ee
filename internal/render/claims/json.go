// SPDX-License-Identifier: Apache-2.0

package claims

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/qala-observatory/qala/internal/article"
	"github.com/qala-observatory/qala/internal/obs"
)

// JSON writes sentences as one JSON object: id, as_of, sentences. With reviews it
// writes a list of ClaimReview instead. It keeps no sentence.
type JSON struct {
	out     io.Writer
	id      string
	asOf    obs.Date
	reviews bool
	n, rows int
}

// NewJSON begins the object.
func NewJSON(out io.Writer, id string, asOf obs.Date, reviews bool) (*JSON, error) {
	j := &JSON{out: out, id: id, asOf: asOf, reviews: reviews}
	head := "["
	if !reviews {
		date, err := json.Marshal(asOf)
		if err != nil {
			return nil, err
		}
		head = fmt.Sprintf("{\n \"id\": %q,\n \"as_of\": %s,\n \"sentences\": [", id, date)
	}
	_, err := io.WriteString(out, head)
	return j, err
}

// Sentence writes one sentence, or the reviews of its claims.
func (j *JSON) Sentence(s *article.Sentence) error {
	j.n++
	if !j.reviews {
		return j.row(s)
	}
	for _, r := range s.Reviews(j.id, j.asOf, j.n) {
		if err := j.row(r); err != nil {
			return err
		}
	}
	return nil
}

// row writes one entry of the list.
func (j *JSON) row(v any) error {
	lead := "\n  "
	if j.rows > 0 {
		lead = ",\n  "
	}
	j.rows++
	if _, err := io.WriteString(j.out, lead); err != nil {
		return err
	}
	data, err := marshal(v)
	if err != nil {
		return err
	}
	_, err = j.out.Write(data)
	return err
}

// marshal writes a value on one line and leaves < and > as they are: the file is no
// page.
func marshal(v any) ([]byte, error) {
	var b buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return b[:max(len(b)-1, 0)], err
}

// buffer is bytes that are written to.
type buffer []byte

// Write appends.
func (b *buffer) Write(p []byte) (int, error) {
	*b = append(*b, p...)
	return len(p), nil
}

// End ends the object.
func (j *JSON) End(string, obs.Date) error {
	end := "\n]\n"
	if !j.reviews {
		end = "\n ]\n}\n"
	}
	_, err := io.WriteString(j.out, end)
	return err
}
