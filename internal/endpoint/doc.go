// SPDX-License-Identifier: Apache-2.0

// Package endpoint makes HTTP routes of typed questions and answers.
//
// Its nouns are the Server (routes, and the answers that are kept), the Route
// (how a question is read and its answer written), the Asked (a question whose
// parameters are checked, with a key made of everything the answer depends on),
// the Medium (JSON, CSV, SDMX-CSV, …) and the Param (what a refusal names).
//
// The steps of a request: the suffix of the path or the header Accept chooses
// the medium; parameters are read and checked by the types of the route; a kept
// answer is sent at once, any other is computed, written, compressed and kept
// while there is room. Requests for one key share a computation; those for which
// there is no turn are told when to come back. Parameters that a route does not
// know are left out and named in the header Qala-Ignored.
//
// The package refuses in problem+json (RFC 9457), naming the parameter, and knows
// nothing of what is asked.
package endpoint
