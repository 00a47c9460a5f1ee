// SPDX-License-Identifier: Apache-2.0

import type { Ranking } from "../api/shapes";

/** A state's score in two years. */
export interface Change { iso3: string; name: string; from: number; to: number; points: number }

/** The states whose overall score changed most between two rankings, rises and falls apart. */
export function changes(before: Ranking, after: Ranking, most: number): { rises: Change[]; falls: Change[] } {
  const old = new Map(before.countries.map((c) => [c.iso3, c.score]));
  const all = after.countries.flatMap((c): Change[] => {
    const from = old.get(c.iso3);
    return from === null || from === undefined || c.score === null ? [] : [{ iso3: c.iso3, name: c.name, from, to: c.score, points: c.score - from }];
  });
  const sorted = all.sort((a, b) => b.points - a.points || a.iso3.localeCompare(b.iso3));
  return { rises: sorted.filter((c) => c.points > 0).slice(0, most), falls: sorted.filter((c) => c.points < 0).slice(-most).reverse() };
}
