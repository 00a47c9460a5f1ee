// SPDX-License-Identifier: Apache-2.0

/** Something that a search can lead to. */
export interface Findable {
  path: string;
  label: string;
  /** What stands small beside the label. */
  hint: string;
  /** Codes that count only when typed in full or from their start. */
  codes: readonly string[];
  /** Other names. */
  names: readonly string[];
}

/** Letters without marks, small, so that "turkiye" finds "Türkiye". */
export function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[’']/g, "").toLowerCase().replaceAll("ə", "a").replaceAll("ı", "i").trim();
}

/** How well an entry answers a folded query; 0 where it does not. */
export function fit(entry: Findable, query: string): number {
  const label = fold(entry.label);
  if (entry.codes.some((c) => fold(c) === query)) return 100;
  if (label === query) return 95;
  if (label.startsWith(query)) return 80;
  if (entry.names.some((n) => fold(n).startsWith(query))) return 65;
  if (label.split(/[^\p{L}\d]+/u).some((w) => w.startsWith(query))) return 55;
  if (entry.codes.some((c) => fold(c).startsWith(query))) return 45;
  const words = query.split(/\s+/);
  const all = [label, ...entry.names.map(fold), ...entry.codes.map(fold)].join(" ");
  if (words.every((w) => all.includes(w))) return 30;
  return 0;
}

/** The entries that answer a query best, at most so many. */
export function find(entries: readonly Findable[], text: string, most = 8): Findable[] {
  const query = fold(text);
  if (query === "") return [];
  return entries
    .map((entry) => ({ entry, points: fit(entry, query) }))
    .filter((x) => x.points > 0)
    .sort((a, b) => b.points - a.points || a.entry.label.localeCompare(b.entry.label, "en"))
    .slice(0, most)
    .map((x) => x.entry);
}
