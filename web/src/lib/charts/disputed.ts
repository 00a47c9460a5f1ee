// SPDX-License-Identifier: Apache-2.0

/** A line between two areas that is disputed, within a box of longitudes and latitudes where only a part of it is. */
export interface Dispute { between: readonly [string, string]; box?: readonly [west: number, south: number, east: number, north: number] }

/** The view that the shapes take. */
export const VIEW = "Natural Earth de facto view";

/**
 * Lines of control and disputed lines that the 1:50m shapes hold. Areas without a code of their own are named as
 * Natural Earth names them; each of their lines is dashed. A dashed line says that it is disputed, not who is right.
 */
export const DISPUTES: readonly Dispute[] = [
  { between: ["ESH", "MAR"] },
  { between: ["ISR", "PSE"] },
  { between: ["ISR", "SYR"] },
  { between: ["SRB", "XKX"] },
  { between: ["IND", "PAK"], box: [72, 32.4, 80, 37] },
  { between: ["CHN", "IND"] },
  { between: ["CHN", "PAK"] },
  { between: ["RUS", "UKR"], box: [32, 45.2, 36.8, 46.4] },
  { between: ["EGY", "SDN"] },
  { between: ["SDN", "SSD"], box: [27, 9.2, 29.3, 11] },
  { between: ["KEN", "SSD"] },
];

/** Whether a line between two areas is dashed; codeless areas are disputed on every side. */
export function disputed(a: string | undefined, b: string | undefined, at: readonly [number, number]): boolean {
  if (!a || !b) return a !== b;
  const pair = [a, b].sort();
  return DISPUTES.some(({ between, box }) => {
    if (between[0] !== pair[0] || between[1] !== pair[1]) return false;
    return !box || (at[0] >= box[0] && at[1] >= box[1] && at[0] <= box[2] && at[1] <= box[3]);
  });
}
