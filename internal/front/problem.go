// SPDX-License-Identifier: Apache-2.0

package front

import (
	"encoding/json"
	"net/http"
)

// Problem writes a refusal as problem+json (RFC 9457).
func Problem(w http.ResponseWriter, status int, detail string) {
	h := w.Header()
	for _, name := range []string{"ETag", "Content-Encoding", "Content-Length", "Last-Modified"} {
		h.Del(name)
	}
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	// Who has left has no use for an error.
	_ = json.NewEncoder(w).Encode(struct {
		Title  string `json:"title"`
		Status int    `json:"status"`
		Detail string `json:"detail"`
	}{http.StatusText(status), status, detail})
}
