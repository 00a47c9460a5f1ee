// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// model is a local server that answers each prompt with a text.
func model(t *testing.T, status int, reply string) (url string, asked *[]string) {
	t.Helper()
	asked = &[]string{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		*asked = append(*asked, r.URL.Path+" "+string(body))
		w.WriteHeader(status)
		answer := map[string]any{"model": "test-model", "choices": []any{map[string]any{"message": map[string]any{"content": reply}}}}
		if err := json.NewEncoder(w).Encode(answer); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(s.Close)
	return s.URL, asked
}

// souls is a sentence that the lexicon does not read.
const souls = "Latvia: 1.9 million strong, we counted, in 2020."

func TestModelProposes(t *testing.T) {
	proposal := `{"claims": [{"frame": "value", "concept": "population", "text": "1.9 million strong", "subject": "Latvia", "other": "", "amount": "1.9 million", "time": "in 2020", "bound": "about", "direction": 1}]}`
	for name, test := range map[string]struct{ reply, outcome, holds string }{
		"a proposal that holds":    {proposal, `"outcome":"supported"`, `"accepted":1`},
		"a number of its own":      {strings.Replace(proposal, `"amount": "1.9 million"`, `"amount": "2.9 million"`, 1), `"outcome":"not_checkable"`, "does not stand in the sentence"},
		"a verdict":                {`{"claims": [], "verdict": "false"}`, `"outcome":"not_checkable"`, "not of the schema"},
		"prose instead of JSON":    {"Certainly! The claim is true.", `"outcome":"not_checkable"`, "not of the schema"},
		"nothing to propose":       {`{"claims": []}`, `"outcome":"not_checkable"`, `"accepted":0`},
		"an instruction to ignore": {`{"claims": [{"frame": "value; drop table", "concept": "population"}]}`, `"outcome":"not_checkable"`, "cannot be proposed"},
	} {
		t.Run(name, func(t *testing.T) {
			url, asked := model(t, http.StatusOK, test.reply)
			status, out, remarks := call(t, "check", "--text", souls, "--llm", url, "--format", "json")
			if status != done || !strings.Contains(out, test.outcome) || !strings.Contains(out, test.holds) {
				t.Errorf("status %d, %s\n%s", status, remarks, out)
			}
			if !strings.Contains(out, `"model":"test-model"`) || !strings.Contains(out, `"prompt_sha256":"`) {
				t.Errorf("the reply is not stored: %s", out)
			}
			if len(*asked) != 1 || !strings.HasPrefix((*asked)[0], "/v1/chat/completions ") || !strings.Contains((*asked)[0], "json_schema") {
				t.Errorf("asked %q", *asked)
			}
		})
	}
}

// TestModelIsNotAsked checks that a sentence that the reader understands, and one that
// it refuses with a reason, never reach a model.
func TestModelIsNotAsked(t *testing.T) {
	url, asked := model(t, http.StatusOK, `{"claims": []}`)
	status, out, remarks := call(t, "check", "--text", "Latvia had about 1.9 million people in 2020. Latvia will leave NATO.", "--llm", url)
	if status != done || len(*asked) != 0 {
		t.Errorf("status %d, asked %q, %s %s", status, *asked, out, remarks)
	}
}

func TestModelFails(t *testing.T) {
	url, _ := model(t, http.StatusInternalServerError, "")
	if status, _, remarks := call(t, "check", "--text", souls, "--llm", url); status != failed || !strings.Contains(remarks, "language model") {
		t.Errorf("status %d, %s", status, remarks)
	}
	if status, _, _ := call(t, "check", "--text", souls, "--llm", "not a url"); status != wrongUse {
		t.Errorf("status %d for no URL", status)
	}
}
