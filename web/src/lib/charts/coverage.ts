// SPDX-License-Identifier: Apache-2.0

import type { Assessment } from "../api/shapes";

/** How an indicator stood in a year: with a value of that year, an older one, or none for a reason. */
export type Presence = "there" | "carried" | "not_collected" | "not_applicable" | "not_yet_published" | "withheld" | "rejected" | "none";

/** A cell of the strip. */
export interface Spot { year: number; presence: Presence; valueYear: number | null }

/** A row of the strip. */
export interface Strip { id: string; name: string; pillar: string; spots: Spot[] }

const REASONS: readonly string[] = ["not_collected", "not_applicable", "not_yet_published", "withheld", "rejected"];

function presence(reason: string | undefined): Presence {
  return reason && REASONS.includes(reason) ? (reason as Presence) : "none";
}

/** The strips of a country over several years, in the framework's order. */
export function stripsOf(years: readonly Assessment[]): Strip[] {
  const rows = new Map<string, Strip>();
  for (const a of [...years].sort((x, y) => x.year - y.year)) {
    for (const p of a.pillars) {
      for (const i of p.indicators) {
        const row = rows.get(i.id) ?? { id: i.id, name: i.name, pillar: p.id, spots: [] };
        rows.set(i.id, row);
        const there = i.value !== undefined;
        row.spots.push({ year: a.year, presence: there ? (i.year !== undefined && i.year < a.year ? "carried" : "there") : presence(i.missing), valueYear: there ? (i.year ?? null) : null });
      }
    }
  }
  return [...rows.values()];
}

/** The share of cells that hold a value, their own or an older one. */
export function filled(strips: readonly Strip[]): number {
  const all = strips.flatMap((s) => s.spots);
  return all.length ? all.filter((s) => s.presence === "there" || s.presence === "carried").length / all.length : 0;
}
