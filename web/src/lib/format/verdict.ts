// SPDX-License-Identifier: Apache-2.0

import type { Assessment } from "../api/shapes";
import { covered, range, score } from "./number";

/** The number of scored indicators, and of those without a value. */
export function gaps(a: Assessment): { missing: number; of: number } {
  const all = a.pillars.flatMap((p) => p.indicators);
  return { missing: all.filter((i) => i.value === undefined).length, of: all.length };
}

/** The figures behind the finding: score, rank with its range, coverage and gaps. */
export function figures(a: Assessment): string {
  const s = a.overall;
  if (s.score === null || s.rank === null) return "";
  const points = s.range ? `${score(s.score)} of 100 (${range(s.range.score.lo90, s.range.score.hi90)})` : `${score(s.score)} of 100`;
  const place = s.range ? `rank ${range(s.range.rank.lo90, s.range.rank.hi90)} of ${s.of} (90 % range)` : `rank ${s.rank} of ${s.of}`;
  const { missing, of } = gaps(a);
  const holes = missing === 0 ? "no indicator is missing" : `${missing} of ${of} indicators ${missing === 1 ? "is" : "are"} missing`;
  return `Overall ${points}, ${place}, on ${covered(s.coverage)} of the weight; ${holes}.`;
}
