// SPDX-License-Identifier: Apache-2.0

import type { Assessment, Group, Indicator, Score } from "../api/shapes";

/** A part of a node: its share of the node's weight, and its own score. */
export interface Part { id: string; name: string; weight: number; score: number | null; leaf: boolean }

/** A node of the tree with all that its score rests on. */
export interface Node { id: string; name: string; score: Score; parts: Part[]; leaves: Indicator[] }

const KIND: Record<string, string> = { soft: "Soft security", hard: "Hard security" };

function share<T extends { weight?: number }>(list: readonly T[]): (x: T) => number {
  const sum = list.reduce((s, x) => s + (x.weight ?? 0), 0);
  return (x) => (sum > 0 ? (x.weight ?? 0) / sum : 0);
}

function ofGroups(groups: readonly Group[]): Part[] {
  const part = share(groups);
  return groups.map((g) => ({ id: g.id, name: g.name ?? KIND[g.id] ?? g.id, weight: part(g), score: g.score, leaf: false }));
}

function ofLeaves(leaves: readonly Indicator[]): Part[] {
  const part = share(leaves.filter((l) => l.value !== undefined));
  return leaves.map((l) => ({ id: l.id, name: l.name, weight: l.value === undefined ? 0 : part(l), score: l.score ?? null, leaf: true }));
}

/** Finds a node of an assessment by its id; null where the framework has none of that id. */
export function nodeOf(a: Assessment, id: string): Node | null {
  const all = a.pillars.flatMap((p) => p.indicators);
  if (id === "overall") return { id, name: "Overall", score: a.overall, parts: ofGroups(a.pillars), leaves: all };
  const kind = a.kinds?.find((k) => k.id === id);
  if (kind) {
    const pillars = a.pillars.filter((p) => p.kind === id);
    return { id, name: kind.name ?? KIND[id] ?? id, score: kind, parts: ofGroups(pillars), leaves: pillars.flatMap((p) => p.indicators) };
  }
  for (const p of a.pillars) {
    if (p.id === id) return { id, name: p.name, score: p, parts: p.groups?.length ? ofGroups(p.groups) : ofLeaves(p.indicators), leaves: p.indicators };
    const group = p.groups?.find((g) => g.id === id);
    if (!group) continue;
    const leaves = p.indicators.filter((i) => i.group === id);
    return { id, name: group.name ?? id, score: group, parts: ofLeaves(leaves), leaves };
  }
  return null;
}
