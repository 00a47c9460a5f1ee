// SPDX-License-Identifier: Apache-2.0

/** A definition of who the neighbours are. */
export interface Definition { id: string; words: string }

/** The definitions that pages offer; an address may name others. */
export const DEFINITIONS: readonly Definition[] = [
  { id: "land", words: "land border, all alike" },
  { id: "land-km", words: "land border, by its length" },
  { id: "sea:400", words: "within 400 km, land or sea" },
  { id: "sea:1000", words: "within 1,000 km, land or sea" },
  { id: "knn:5", words: "the five nearest" },
  { id: "region:m49", words: "the region of the United Nations" },
];

/** A definition in words; its id where it is none of these. */
export function definitionWords(id: string): string {
  return DEFINITIONS.find((d) => d.id === id)?.words ?? id;
}
