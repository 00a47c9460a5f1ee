// SPDX-License-Identifier: Apache-2.0

// Package article checks whole texts and rows of claims: it reads each sentence,
// tests what it asserts, and keeps an outcome for every sentence, also for those
// that assert nothing.
//
// The nouns are the Desk, which holds a reader and a checker; the Row, one claim of
// a batch; and the Document, a text with its Sentences. Claims are judged at the
// date of the text. A quotation is attributed and never scored as the author's.
// Package render writes what comes out.
package article
