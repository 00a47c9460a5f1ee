// SPDX-License-Identifier: Apache-2.0

import type { TrialRow } from "../api/shapes";

/** The rows of a trial that are shown: those that move most, those in the middle, or all. */
export function shown(rows: readonly TrialRow[], most: number, marked: readonly string[]): TrialRow[] {
  const moved = rows.filter((r) => r.moved !== null && r.rank !== null);
  const far = [...moved].sort((a, b) => Math.abs(b.moved ?? 0) - Math.abs(a.moved ?? 0) || a.iso3.localeCompare(b.iso3)).slice(0, most);
  const keep = new Set([...far.map((r) => r.iso3), ...marked]);
  return moved.filter((r) => keep.has(r.iso3)).sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0));
}
