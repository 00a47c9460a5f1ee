// SPDX-License-Identifier: Apache-2.0

import { describe, expect, test } from "vitest";
import type { Assessment, Drivers } from "../api/shapes";
import { classOf, quantileBreaks } from "./classes";
import { filled, stripsOf } from "./coverage";
import { disputed } from "./disputed";
import { rowsOf, withNeighbours } from "./fingerprint";
import { wrap } from "./picture";
import { csv, fileName } from "./table";
import { leavesOf, stepsOf } from "./waterfall";

const score = { score: 40, rank: 160, of: 175, coverage: 1, world_median: 62 };
const made = (country: string, year: number, points: number): Assessment => ({
  id: "x", headline: "", country, name: country, year, framework: "core", framework_name: "Core", data: "d", version: "0", overall: { ...score, score: points },
  kinds: [{ id: "soft", ...score }, { id: "hard", ...score }],
  pillars: [
    { id: "society", name: "Society", kind: "soft", weight: 0.5, ...score, groups: [{ id: "rights", name: "Rights", weight: 1, ...score }], indicators: [{ id: "a.b", name: "A", value: 1, year, score: 50 }, { id: "a.c", name: "C", missing: "not_collected" }] },
    { id: "aggression", name: "Aggression", kind: "hard", weight: 0.5, ...score, indicators: [{ id: "a.d", name: "D", value: 1, year: year - 1, score: 50 }] },
  ],
  sources: [], warnings: [],
});

test("the rows of a fingerprint: the whole, then each kind with its pillars and groups", () => {
  const rows = rowsOf(made("AZE", 2023, 40));
  expect(rows.map((r) => [r.id, r.depth, r.hard])).toEqual([["overall", 0, false], ["soft", 1, false], ["society", 2, false], ["rights", 3, false], ["hard", 1, true], ["aggression", 2, true]]);
  const ticked = withNeighbours(rows, [made("GEO", 2023, 69)]);
  expect(ticked[0]?.ticks).toEqual([{ iso3: "GEO", name: "GEO", score: 69 }]);
});

test("coverage tells own values from older ones and from gaps", () => {
  const strips = stripsOf([made("AZE", 2023, 1), made("AZE", 2022, 1)]);
  expect(strips.map((s) => s.spots.map((x) => x.presence))).toEqual([["there", "there"], ["not_collected", "not_collected"], ["carried", "carried"]]);
  expect(strips[0]?.spots.map((s) => s.year)).toEqual([2022, 2023]);
  expect(filled(strips)).toBeCloseTo(4 / 6);
  expect(filled([])).toBe(0);
});

describe("waterfall", () => {
  const leaf = (id: string, points: number) => ({ id, name: id, points, from_score: 1, to_score: 2 });
  const d: Drivers = {
    id: "x", country: "AZE", name: "Azerbaijan", framework: "core", framework_name: "Core", data: "d", version: "0", exact: true,
    from: { name: "Azerbaijan", year: 2016, score: 45, coverage: 1 }, to: { name: "Azerbaijan", year: 2023, score: 41, coverage: 1 }, points: -4, revision: { points: 1, effects: [] },
    effects: [{ ...leaf("society", -2), parts: [{ ...leaf("g", -2), parts: [leaf("a", -3), leaf("b", 1)] }] }, { ...leaf("economy", -3), parts: [leaf("c", -2.5), leaf("d", -0.5)] }],
    sources: [], warnings: [],
  };
  test("steps lead from one score to the other, revision first", () => {
    const steps = stepsOf(d, 2);
    expect(steps.map((s) => s.kind)).toEqual(["start", "revision", "step", "step", "rest", "end"]);
    expect(steps.map((s) => s.id)).toEqual(["from", "revision", "a", "c", "rest", "to"]);
    expect(steps.at(-1)?.to).toBeCloseTo(d.to.score);
  });
  test("leaves keep their pillar", () => {
    expect(leavesOf(d.effects).map((l) => [l.effect.id, l.pillar])).toEqual([["a", "society"], ["b", "society"], ["c", "economy"], ["d", "economy"]]);
  });
});

test("classes of a map", () => {
  expect([0, 29.9, 30, 75, 100].map((v) => classOf(v, [30, 40, 50, 60, 75]))).toEqual([1, 1, 2, 6, 6]);
  expect(quantileBreaks([])).toEqual([]);
  expect(quantileBreaks([0, 0, 0, 0, 0, 1])).toEqual([1]);
  const even = quantileBreaks(Array.from({ length: 60 }, (_, i) => i));
  expect(even).toEqual([10, 20, 30, 40, 50]);
});

test("disputed lines do not depend on the order of the two", () => {
  expect(disputed("MAR", "ESH", [0, 0])).toBe(true);
  expect(disputed("ESH", "MAR", [0, 0])).toBe(true);
  expect(disputed("FRA", "DEU", [0, 0])).toBe(false);
  expect(disputed("RUS", "UKR", [34, 46])).toBe(true);
  expect(disputed("RUS", "UKR", [38, 49])).toBe(false);
  expect(disputed(undefined, "SOM", [0, 0])).toBe(true);
});

test("a table as CSV carries title, source, licence and permalink", () => {
  const text = csv({ columns: [{ label: "State" }, { label: "Score, 0-100", n: true }], rows: [["Côte d’Ivoire", 54.25], ['The "Gambia"', null]] }, { title: "T", subtitle: "S", source: "WDI 2026", licence: "CC BY 4.0", permalink: "http://x/c#y", id: "abc" });
  expect(text.split("\r\n")).toEqual(["# title: T", "# measure: S", "# source: WDI 2026", "# licence: CC BY 4.0", "# permalink: http://x/c#y", "# id: abc", 'State,"Score, 0-100"', "Côte d’Ivoire,54.25", '"The ""Gambia""",', ""]);
});

test("file names and lines of a picture", () => {
  expect(fileName("Rank 96–128 of 171: Türkiye", "png")).toBe("qala-rank-96-128-of-171-turkiye.png");
  expect(fileName("…", "csv")).toBe("qala-chart.csv");
  expect(wrap("one two three four", 9, (t) => t.length)).toEqual(["one two", "three", "four"]);
  expect(wrap("", 9, (t) => t.length)).toEqual([]);
});
