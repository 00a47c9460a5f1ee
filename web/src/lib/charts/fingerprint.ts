// SPDX-License-Identifier: Apache-2.0

import type { Assessment, Band, Score } from "../api/shapes";

/** A neighbour's mark in a row. */
export interface Tick { iso3: string; name: string; score: number }

/** A row of the fingerprint. */
export interface Row {
  id: string;
  label: string;
  /** 0 the whole, 1 soft and hard, 2 pillars, 3 groups. */
  depth: 0 | 1 | 2 | 3;
  /** The pillar whose hue the row bears; empty for the whole and its kinds. */
  pillar: string;
  hard: boolean;
  score: number | null;
  range: Band | null;
  median: number | null;
  rank: number | null;
  rankRange: Band | null;
  of: number;
  coverage: number;
  reason: string;
  ticks: readonly Tick[];
}

function row(id: string, label: string, depth: Row["depth"], pillar: string, hard: boolean, s: Score): Row {
  return {
    id, label, depth, pillar, hard, score: s.score, range: s.range?.score ?? null, median: s.world_median, rank: s.rank, rankRange: s.range?.rank ?? null, of: s.of,
    coverage: s.coverage, reason: s.reason ?? "", ticks: [],
  };
}

const KIND: Record<string, string> = { soft: "Soft security", hard: "Hard security" };

/** The rows of an assessment: the whole, then each kind with its pillars and their groups. */
export function rowsOf(a: Assessment): Row[] {
  const rows = [row("overall", "Overall", 0, "", false, a.overall)];
  const kinds = a.kinds?.length ? a.kinds : [null];
  for (const kind of kinds) {
    const hard = kind?.id === "hard";
    if (kind) rows.push(row(kind.id, kind.name ?? KIND[kind.id] ?? kind.id, 1, "", hard, kind));
    for (const p of a.pillars.filter((x) => !kind || x.kind === kind.id)) {
      rows.push(row(p.id, p.name, 2, p.id, hard, p));
      for (const g of p.groups ?? []) rows.push(row(g.id, g.name ?? g.id, 3, p.id, hard, g));
    }
  }
  return rows;
}

/** Adds the neighbours' scores of the same nodes. */
export function withNeighbours(rows: readonly Row[], neighbours: readonly Assessment[]): Row[] {
  const marks = neighbours.map((a) => ({ a, scores: new Map(rowsOf(a).map((r) => [r.id, r.score])) }));
  return rows.map((r) => ({
    ...r,
    ticks: marks.flatMap(({ a, scores }) => {
      const score = scores.get(r.id);
      return score === null || score === undefined ? [] : [{ iso3: a.country, name: a.name, score }];
    }),
  }));
}
