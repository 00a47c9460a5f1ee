// SPDX-License-Identifier: Apache-2.0

import type { Assessment, Group, Score } from "../api/shapes";
import { covered, range, score } from "./number";
import { listed, lower, upper } from "./words";

// The sentence on top of an assessment, worded by fifths of the scored states as the
// command line words it. Nothing in it goes beyond ranks, medians and coverage.

const FIFTHS = ["very high", "high", "middling", "low", "very low"] as const;
const APART = 2;

function fifth(s: Score): number | null {
  return s.rank === null || s.of === 0 ? null : Math.min(Math.floor(((s.rank - 1) * FIFTHS.length) / s.of), FIFTHS.length - 1);
}

function kinds(a: Assessment): string {
  const list: Group[] = a.kinds ?? [];
  const places = list.map(fifth);
  const first = places[0];
  if (list.length === 2 && first !== null && first !== undefined && first === places[1]) {
    return upper(`${list.map((k) => k.id).join(" and ")} security are both ${FIFTHS[first]} for the world.`);
  }
  const parts = list.map((k, i) => {
    const f = places[i];
    return f === null || f === undefined ? `${k.id} security is not scored` : `${k.id} security is ${FIFTHS[f]}`;
  });
  if (parts.length) return upper(`${parts.join(" and ")} for the world.`);
  const whole = fifth(a.overall);
  return whole === null ? "" : `${a.framework_name} is ${FIFTHS[whole]} for the world.`;
}

function pillars(a: Assessment): string {
  const placed = a.pillars.flatMap((p) => {
    const f = fifth(p);
    return f === null ? [] : [{ p, f }];
  });
  const best = placed.reduce<(typeof placed)[number] | null>((b, x) => (!b || x.f < b.f ? x : b), null);
  const worst = placed.reduce<(typeof placed)[number] | null>((b, x) => (!b || x.f > b.f ? x : b), null);
  if (best && worst && worst.f - best.f >= APART) {
    return `Strongest for its rank is ${lower(best.p.name)} (${FIFTHS[best.f]}), weakest ${lower(worst.p.name)} (${FIFTHS[worst.f]}).`;
  }
  return medians(a);
}

function medians(a: Assessment): string {
  const scored = a.pillars.filter((p) => p.score !== null && p.world_median !== null);
  const above = scored.filter((p) => (p.score ?? 0) > (p.world_median ?? 0)).map((p) => lower(p.name));
  const below = scored.filter((p) => (p.score ?? 0) < (p.world_median ?? 0)).map((p) => lower(p.name));
  if (scored.length < 2 || above.length + below.length === 0) return "";
  if (above.length === scored.length) return "All scored pillars lie above the world’s median.";
  if (below.length === scored.length) return "All scored pillars lie below the world’s median.";
  const verb = (list: string[]): string => (list.length === 1 ? "lies" : "lie");
  if (!below.length) return `Above the world’s median ${verb(above)} ${listed(above)}; none below it.`;
  if (!above.length) return `Below the world’s median ${verb(below)} ${listed(below)}; none above it.`;
  return `Above the world’s median ${verb(above)} ${listed(above)}; below it ${listed(below)}.`;
}

/** The number of scored indicators, and of those without a value. */
export function gaps(a: Assessment): { missing: number; of: number } {
  const all = a.pillars.flatMap((p) => p.indicators);
  return { missing: all.filter((i) => i.value === undefined).length, of: all.length };
}

/** The finding in words: soft and hard, then the strongest and weakest pillar. */
export function finding(a: Assessment): string {
  if (a.overall.score === null) return `${a.name} is not scored for ${a.year}: ${a.overall.reason ?? "too little is known"}.`;
  return [kinds(a), pillars(a)].filter(Boolean).join(" ");
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
