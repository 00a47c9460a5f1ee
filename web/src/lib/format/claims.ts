// SPDX-License-Identifier: Apache-2.0

/** What became of a sentence or a claim. */
export interface Outcome { id: string; word: string; icon: string; words: string }

/** All outcomes, those that decide first. */
export const OUTCOMES: readonly Outcome[] = [
  { id: "supported", word: "Supported", icon: "✓", words: "the data bear it out" },
  { id: "contradicted", word: "Contradicted", icon: "✕", words: "the data speak against it" },
  { id: "mixed", word: "Mixed", icon: "≈", words: "it depends on the measure, the year or another choice" },
  { id: "not_checkable", word: "Not checkable here", icon: "?", words: "no open figure at hand can decide it" },
  { id: "no_claim", word: "No claim", icon: "", words: "it asserts nothing that figures could decide" },
];

/** An outcome by its id; one that is not known is shown as it is called. */
export function outcome(id: string): Outcome {
  return OUTCOMES.find((o) => o.id === id) ?? { id, word: id.replaceAll("_", " "), icon: "", words: "" };
}

/** How many sentences came to each outcome, in the order of the outcomes, none left out that occurs. */
export function counts(sentences: readonly { outcome: string }[]): { outcome: Outcome; n: number }[] {
  return OUTCOMES.map((o) => ({ outcome: o, n: sentences.filter((s) => s.outcome === o.id).length })).filter((x) => x.n > 0);
}

const FRAMES: Record<string, string> = {
  value: "a value", threshold: "a threshold", comparison: "a comparison", ratio: "a ratio", rank: "a rank", one_of_the_most: "one of the most", trend: "a trend", always: "always or never", never: "always or never",
  extreme_year: "an extreme year", exception: "an exception", share: "a share", membership: "a membership", border: "a border", alliance: "an alliance", conflict: "a conflict", quality: "a quality",
};

/** The kind of a claim in words. */
export function frameWords(frame: string | undefined): string {
  return frame ? (FRAMES[frame] ?? frame.replaceAll("_", " ")) : "";
}

/** The last year of a period such as "2016" or "2010-2016"; null where it names none. */
export function yearOf(period: string | undefined): number | null {
  const years = period?.match(/\b(1[89]|20)\d{2}\b/g);
  return years ? Number(years[years.length - 1]) : null;
}
