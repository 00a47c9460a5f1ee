// SPDX-License-Identifier: Apache-2.0

import type { Trend } from "../api/shapes";

/** A year of a line; null where there is no score. */
export interface TrendPoint { year: number; value: number | null; lo: number | null; hi: number | null; lo50: number | null; hi50: number | null; note: string }
/** A line of the chart. */
export interface TrendPath { id: string; name: string; pillar: string; hard: boolean; years: TrendPoint[] }

/** The lines of some nodes of a trend, in the order asked for, by score or by the median of their ranks; nodes that it lacks are left out. */
export function pathsOf(t: Trend, ids: readonly string[], ranks = false): TrendPath[] {
  return ids.flatMap((id) => {
    const level = t.levels.find((l) => l.id === id);
    if (!level) return [];
    return [{
      id, name: id === "overall" ? "Overall" : level.name, pillar: id === "overall" ? "" : id, hard: id === "aggression" || id === "hard",
      years: level.years.map((y) => {
        const band = ranks ? y.range?.rank : y.range?.score;
        return { year: y.year, value: ranks ? (band?.median ?? null) : y.score, lo: band?.lo90 ?? null, hi: band?.hi90 ?? null, lo50: band?.lo50 ?? null, hi50: band?.hi50 ?? null, note: y.reason ?? "" };
      }),
    }];
  });
}
