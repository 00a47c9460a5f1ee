// SPDX-License-Identifier: Apache-2.0

import type { Origin } from "../api/shapes";

/** Sources in a few words, for the foot of a chart. */
export function sourceLine(sources: readonly Origin[]): string {
  const releases = new Map<string, string[]>();
  for (const s of sources) releases.set(s.title, [...(releases.get(s.title) ?? []), s.release]);
  const texts = [...releases].map(([title, list]) => `${title} ${list.join(", ")}`);
  return texts.length > 3 ? `${texts.slice(0, 2).join("; ")}; and ${texts.length - 2} more, see Sources` : texts.join("; ");
}

/** Licences without doubles. */
export function licenceLine(sources: readonly Origin[]): string {
  return [...new Set(sources.map((s) => s.licence))].join(", ");
}

/** What stands below a chart whose answer names no sources. */
export const ALL_SOURCES = "computed by Qala from the sources listed under Sources";
/** The licences of all sources, in a few words. */
export const ALL_LICENCES = "each source’s own, see Sources";
