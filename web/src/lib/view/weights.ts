// SPDX-License-Identifier: Apache-2.0

// Weights of one's own stand in the address: "society:40,economy:20". What is not
// named keeps the framework's weight.

/** Weights by the ids of nodes. */
export type Weights = Record<string, number>;

/** Reads weights from an address; what is no weight is left out. */
export function readWeights(text: string | null): Weights {
  const out: Weights = {};
  for (const part of (text ?? "").split(",")) {
    const found = /^([A-Za-z0-9_.-]{1,120}):(\d{1,4}(?:\.\d{1,4})?)$/.exec(part);
    if (found?.[1] && Number(found[2]) <= 1000) out[found[1]] = Number(found[2]);
  }
  return out;
}

/** Writes weights for an address, in the order of their ids; empty where there are none. */
export function writeWeights(weights: Weights): string {
  return Object.entries(weights).sort(([a], [b]) => a.localeCompare(b)).map(([id, w]) => `${id}:${Number(w.toFixed(2))}`).join(",");
}

/** A node that has siblings: its id and its own weight. */
export interface Sibling { id: string; weight?: number }

/** The weights of siblings as percentages, those of one's own where there are any. */
export function shares(siblings: readonly Sibling[], own: Weights): Weights {
  const raw = siblings.map((s) => [s.id, own[s.id] ?? 100 * (s.weight ?? 0)] as const);
  const sum = raw.reduce((total, [, w]) => total + w, 0);
  return Object.fromEntries(raw.map(([id, w]) => [id, sum > 0 ? (100 * w) / sum : 0]));
}

/**
 * Moves one weight among siblings: the others keep their proportions and share what is left. Where all others are
 * zero they share it evenly.
 */
export function move(siblings: readonly Sibling[], own: Weights, id: string, to: number): Weights {
  const now = shares(siblings, own);
  const rest = siblings.filter((s) => s.id !== id);
  const sum = rest.reduce((total, s) => total + (now[s.id] ?? 0), 0);
  const out: Weights = { ...own, [id]: to };
  for (const s of rest) out[s.id] = sum > 0 ? ((now[s.id] ?? 0) * (100 - to)) / sum : (100 - to) / Math.max(rest.length, 1);
  return out;
}
