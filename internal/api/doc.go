// SPDX-License-Identifier: Apache-2.0

// Package api is the HTTP API: it hands requests to use cases and writes their
// answers.
//
// Its nouns are the Service (all routes with their OpenAPI document), the Cases
// (what it is handed to answer with), the Scope of a question (framework and
// day), the media an answer can be written in, and the views of what the
// catalogue and the register hold. An answer in JSON is, byte for byte, what the
// command of the same name prints with --format json.
//
// The steps of a request: the suffix or the header Accept chooses the medium;
// parameters are read and checked by the types of the route; what is asked gets
// a key made of everything the answer depends on; a kept answer is sent at once,
// any other is computed, written and kept while there is room. Parameters that a
// route does not know are left out and named in the header Qala-Ignored.
//
// The package refuses in problem+json (RFC 9457), naming the parameter. It opens
// no files, keeps nothing about who asks, and computes no figure.
package api
