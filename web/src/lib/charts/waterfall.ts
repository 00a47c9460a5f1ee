// SPDX-License-Identifier: Apache-2.0

import type { Drivers, Effect } from "../api/shapes";

/** A step of the account: what it adds, and where it stands before and after. */
export interface Step {
  id: string;
  name: string;
  /** The pillar whose hue it bears; empty for the ends, revisions and the rest. */
  pillar: string;
  kind: "start" | "step" | "rest" | "revision" | "end";
  points: number;
  from: number;
  to: number;
  effect: Effect | null;
}

interface Leaf { effect: Effect; pillar: string }

/** The indicators of a tree of effects, each with the pillar it lies in. */
export function leavesOf(effects: readonly Effect[], pillar = ""): Leaf[] {
  return effects.flatMap((e) => (e.parts?.length ? leavesOf(e.parts, pillar || e.id) : [{ effect: e, pillar: pillar || e.id }]));
}

/** The account from one score to the other: the revision of data, the largest indicators, and all others in one step. */
export function stepsOf(d: Drivers, most = 10): Step[] {
  const leaves = leavesOf(d.effects).sort((a, b) => Math.abs(b.effect.points) - Math.abs(a.effect.points) || a.effect.id.localeCompare(b.effect.id));
  const shown = leaves.slice(0, most);
  const rest = leaves.slice(most).reduce((sum, l) => sum + l.effect.points, 0);
  const steps: Step[] = [];
  let at = d.from.score;
  const add = (id: string, name: string, kind: Step["kind"], points: number, pillar = "", effect: Effect | null = null): void => {
    steps.push({ id, name, kind, points, from: at, to: at + points, pillar, effect });
    at += points;
  };
  add("from", `${d.from.name} ${d.from.year}`, "start", 0);
  if (d.revision) add("revision", "Data revised since", "revision", d.revision.points);
  for (const { effect, pillar } of shown) add(effect.id, effect.name, "step", effect.points, pillar, effect);
  if (leaves.length > most) add("rest", `${leaves.length - most} smaller ones`, "rest", rest);
  add("to", `${d.to.name} ${d.to.year}`, "end", 0);
  return steps;
}
