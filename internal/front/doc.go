// SPDX-License-Identifier: Apache-2.0

// Package front stands before every handler: what holds for each response,
// whoever makes it, is done here once.
//
// Its nouns are the Front (the chain that a request passes), the Limits it
// keeps and the Gauges that others let it show. The steps of a request: room is
// found for it or it is refused with the time to come back; headers that guard
// the reader are set; it goes to the API or to the pages; what comes back is
// compressed and counted. A handler that breaks costs its client an answer and
// nobody else anything.
//
// The package sets no cookie, writes no log of who asked what, and lets a page
// of another site read answers and send nothing.
package front
