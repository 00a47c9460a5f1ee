// SPDX-License-Identifier: Apache-2.0

// What the drawer shows is part of the address: "AZE/society" is the score of a
// node, "AZE/wdi.NY.GDP.MKTP.KD.ZG@2016" the value of an indicator in a year.

/** A number that the drawer opens. */
export type Target =
  | { kind: "node"; country: string; node: string }
  | { kind: "indicator"; country: string; indicator: string; year: number | null }
  | { kind: "cite" }
  | { kind: "download" };

const SHAPE = /^([A-Z]{3})\/([A-Za-z0-9_.:-]{1,120})(?:@(\d{4}))?$/;

/** Reads a target from an address; null where it names none. */
export function readTarget(text: string | null): Target | null {
  if (text === "cite" || text === "download") return { kind: text };
  const found = SHAPE.exec(text ?? "");
  const [, country, id, year] = found ?? [];
  if (!country || !id) return null;
  if (!id.includes(".")) return { kind: "node", country, node: id };
  return { kind: "indicator", country, indicator: id, year: year ? Number(year) : null };
}

/** Writes the score of a node as a target. */
export function nodeTarget(country: string, node: string): string {
  return `${country}/${node}`;
}

/** Writes the value of an indicator as a target. */
export function indicatorTarget(country: string, indicator: string, year?: number | null): string {
  return `${country}/${indicator}${year ? `@${year}` : ""}`;
}
