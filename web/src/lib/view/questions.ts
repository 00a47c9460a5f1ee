// SPDX-License-Identifier: Apache-2.0

/** A question that a page answers. */
export interface Question { path: string; words: string }

/** The worked questions of the front page. */
export const QUESTIONS: readonly Question[] = [
  { path: "/c/AZE", words: "How secure is Azerbaijan, through its society, its economy, its part abroad and its handling of aggression?" },
  { path: "/compare?c=AZE,GEO,ARM", words: "How does it compare with Georgia and Armenia?" },
  { path: "/c/AZE?y=2010..2023#drivers", words: "What has moved its score since 2010, indicator by indicator?" },
];
