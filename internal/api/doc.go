// SPDX-License-Identifier: Apache-2.0

// Package api is the HTTP API: it hands requests to use cases and writes their
// answers.
//
// Its nouns are the Service (all routes with their OpenAPI document), the Cases
// (what it is handed to answer with), the Scope of a question (framework and
// day), and the views of what the catalogue and the register hold. An answer in
// JSON is, byte for byte, what the command of the same name prints with --format
// json.
//
// A route checks what is asked, names the parameter at fault where it cannot be
// answered, and says what the answer depends on; package endpoint does the rest.
// The package opens no files, keeps nothing about who asks, and computes no
// figure.
package api
