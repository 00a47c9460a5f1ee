// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/qala-observatory/qala/internal/claim/propose"
)

// languageModel asks a server that speaks OpenAI's form of API, at
// URL/chat/completions.
type languageModel struct {
	ctx  context.Context
	url  string
	name string
	http *http.Client
}

// The limits of a question to a model.
const (
	modelPatience = 60 * time.Second
	modelBytes    = 1 << 20
)

// newModel prepares a model. A URL without a path is given /v1.
func newModel(ctx context.Context, address, name string) (*languageModel, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, usage("--llm: want a URL such as http://localhost:8080/v1, not %q", address)
	}
	if strings.Trim(u.Path, "/") == "" {
		u.Path = "/v1"
	}
	u.Path = strings.TrimSuffix(u.Path, "/") + "/chat/completions"
	return &languageModel{ctx: ctx, url: u.String(), name: name, http: &http.Client{Timeout: modelPatience}}, nil
}

// completion is what a server answers.
type completion struct {
	Model   string `json:"model"`
	Choices []struct {
		Message struct {
			Content string `json:"content"`
		} `json:"message"`
	} `json:"choices"`
}

// Propose asks the model, at temperature 0 and bound to the schema of a reply.
func (m *languageModel) Propose(prompt string) (model, text string, err error) {
	question := map[string]any{
		"messages":    []map[string]string{{"role": "user", "content": prompt}},
		"temperature": 0, "seed": 1,
		"response_format": map[string]any{
			"type": "json_schema", "json_schema": map[string]any{"name": "claims", "strict": true, "schema": propose.Schema()},
		},
	}
	if m.name != "" {
		question["model"] = m.name
	}
	body, err := json.Marshal(question)
	if err != nil {
		return "", "", err
	}
	req, err := http.NewRequestWithContext(m.ctx, http.MethodPost, m.url, bytes.NewReader(body))
	if err != nil {
		return "", "", err
	}
	req.Header.Set("Content-Type", "application/json")
	answer, err := m.http.Do(req)
	if err != nil {
		return "", "", fmt.Errorf("language model: %w", err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return "", "", fmt.Errorf("language model: %s answers %s", m.url, answer.Status)
	}
	var c completion
	if err := json.NewDecoder(io.LimitReader(answer.Body, modelBytes)).Decode(&c); err != nil {
		return "", "", fmt.Errorf("language model: %w", err)
	}
	if len(c.Choices) == 0 {
		return "", "", errors.New("language model: the answer holds no choice")
	}
	name := c.Model
	if name == "" {
		name = m.name
	}
	return name, c.Choices[0].Message.Content, nil
}
