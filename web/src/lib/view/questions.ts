// SPDX-License-Identifier: Apache-2.0

/** A question that a page answers. */
export interface Question { path: string; words: string }

/** The worked questions of the front page. */
export const QUESTIONS: readonly Question[] = [
  { path: "/c/AZE", words: "How secure is Azerbaijan, through its society, its economy, its part abroad and its handling of aggression?" },
  { path: "/c/AZE/neighbours", words: "Is it more or less secure than its neighbourhood leads one to expect?" },
  { path: "/check", words: "Is what an article says about a state borne out?" },
];
