// SPDX-License-Identifier: Apache-2.0

// Package propose lets a language model propose what a sentence asserts, and takes of
// it only what can be verified word for word.
//
// The nouns are the Proposal, one claim as the model's JSON puts it, and the Reply,
// the model's answer with all that is needed to know where it came from. The steps
// are: Prompt asks about one sentence, with the JSON Schema of the answer; Parse reads
// a reply strictly; Claims builds claims of it: the concept must be one of the
// lexicon, every span must stand in the sentence as it is written, and countries,
// amounts and times are read from those spans by the same code that reads texts, never
// from the model's numbers.
//
// The model gives no verdict and no figure: what validates is executed by the same
// engine as all other claims, and what does not is listed with the reason. The
// package touches no network; who calls it does.
package propose
