// SPDX-License-Identifier: Apache-2.0

package endpoint

import (
	"encoding/base64"
	"net/http"
	"sort"
	"strings"
)

// Paged holds the parameters of a list.
type Paged struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"1000" default:"100" doc:"How many entries to list."`
	Cursor string `query:"cursor" maxLength:"300" doc:"Where to go on: the next of an earlier answer."`
}

// cursorMark begins a cursor, so that a text which is none is told apart.
const cursorMark = "after:"

// cursor is an opaque mark after an entry.
func cursor(id string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(cursorMark + id))
}

// After is the id that a list goes on after; empty for its beginning.
func (p Paged) After() (string, error) {
	if p.Cursor == "" {
		return "", nil
	}
	text, err := base64.RawURLEncoding.DecodeString(p.Cursor)
	id, ok := strings.CutPrefix(string(text), cursorMark)
	if err != nil || !ok {
		return "", Param{"query.cursor", p.Cursor}.Refuse(http.StatusUnprocessableEntity, "not a cursor; take the next of an earlier answer")
	}
	return id, nil
}

// Page cuts a part out of a list that is sorted by id, and gives the cursor of
// the part after it; empty where there is none. A cursor after an entry that is
// no longer there goes on where it would have stood.
func Page[T any](p Paged, list []T, id func(T) string) ([]T, string, error) {
	after, err := p.After()
	if err != nil {
		return nil, "", err
	}
	from := 0
	if p.Cursor != "" {
		from = sort.Search(len(list), func(i int) bool { return id(list[i]) > after })
	}
	part := list[from:]
	if len(part) <= p.Limit {
		return part, "", nil
	}
	part = part[:p.Limit]
	return part, cursor(id(part[len(part)-1])), nil
}
