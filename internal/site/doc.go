// SPDX-License-Identifier: Apache-2.0

// Package site serves the built pages.
//
// Its nouns are the Site, the page (a path of the scheme of addresses, with the
// question of the API that answers it) and the Head (what a page says of itself
// to those who find or share it). The pages are one application that draws
// itself from the API; the server writes title and description into its frame,
// so that a shared link says what it leads to, and describes indicators as data
// sets for search engines.
//
// The steps: a path that names a file of the build gets the file, kept for ever
// where its name holds a hash; a path with a suffix gets the answer of the API
// in that medium; a path of the scheme gets the frame with its head; any other
// gets the frame with status 404. The package computes nothing, and writes into
// a page no text that is not escaped.
package site
