// SPDX-License-Identifier: Apache-2.0

// Package claims writes what came of the check of a text: for a terminal, and as a
// page of its own that needs no other file.
//
// It is handed a Document of package article and computes nothing; the same
// document gives the same bytes. Whatever a text holds is escaped on the page, and
// characters that steer a terminal are dropped.
package claims
