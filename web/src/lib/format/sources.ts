// SPDX-License-Identifier: Apache-2.0

import type { Origin } from "../api/shapes";

/** Sources in a few words, for the foot of a chart. */
export function sourceLine(sources: readonly Origin[]): string {
  const producers = [...new Set(sources.map((s) => short(s)))];
  return producers.length > 4 ? `${producers.slice(0, 3).join(", ")} and ${producers.length - 3} more, listed under Sources` : producers.join(", ");
}

function short(s: Origin): string {
  return `${s.title} ${s.release}`;
}

/** Licences without doubles. */
export function licenceLine(sources: readonly Origin[]): string {
  return [...new Set(sources.map((s) => s.licence))].join(", ");
}

/** What stands below a chart whose answer names no sources. */
export const ALL_SOURCES = "computed by Qala from the sources listed under Sources";
/** The licences of all sources, in a few words. */
export const ALL_LICENCES = "each source’s own, see Sources";
