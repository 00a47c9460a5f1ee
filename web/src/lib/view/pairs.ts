// SPDX-License-Identifier: Apache-2.0

import type { Multiverse } from "../api/shapes";

/** The probability that each of some states stands above each other; null where they are never scored together. */
export function pairsOf(m: Multiverse, codes: readonly string[]): (number | null)[][] {
  const place = new Map(m.countries.map((c, i) => [c.iso3, i]));
  return codes.map((a) => {
    const row = m.countries[place.get(a) ?? -1]?.above;
    return codes.map((b) => (a === b ? null : (row?.[place.get(b) ?? -1] ?? null)));
  });
}
