// SPDX-License-Identifier: Apache-2.0

import { describe, expect, test } from "vitest";
import type { Ranking } from "../api/shapes";
import { changes } from "./changes";
import { indicatorTarget, nodeTarget, readTarget } from "./target";

describe("what the drawer shows is part of the address", () => {
  test("and read again the same", () => {
    expect(readTarget(nodeTarget("AZE", "society"))).toEqual({ kind: "node", country: "AZE", node: "society" });
    expect(readTarget(indicatorTarget("AZE", "wdi.NY.GDP.MKTP.KD.ZG", 2016))).toEqual({ kind: "indicator", country: "AZE", indicator: "wdi.NY.GDP.MKTP.KD.ZG", year: 2016 });
    expect(readTarget(indicatorTarget("AZE", "wgi.pv"))).toEqual({ kind: "indicator", country: "AZE", indicator: "wgi.pv", year: null });
    expect(readTarget("cite")).toEqual({ kind: "cite" });
  });
  test.each([null, "", "aze/society", "AZE", "AZE/<script>", "AZE/a@20", "../etc/passwd"])("nonsense is nothing: %s", (text) => {
    expect(readTarget(text)).toBeNull();
  });
});

test("rises and falls, the largest first; who lacks a score is in neither", () => {
  const row = (iso3: string, score: number | null) => ({ iso3, name: iso3, score, rank: null, of: 0, coverage: 1, world_median: null, pillars: [] });
  const ranking = (scores: Record<string, number | null>): Ranking => ({ id: "", year: 2023, framework: "core", framework_name: "", data: "", version: "", of: 0, pillars: [], countries: Object.entries(scores).map(([c, s]) => row(c, s)), warnings: [] });
  const { rises, falls } = changes(ranking({ AAA: 10, BBB: 20, CCC: 30, DDD: null, FFF: 5 }), ranking({ AAA: 15, BBB: 10, CCC: 29, DDD: 50, EEE: 9, FFF: 5 }), 2);
  expect(rises.map((c) => c.iso3)).toEqual(["AAA"]);
  expect(falls.map((c) => [c.iso3, c.points])).toEqual([["BBB", -10], ["CCC", -1]]);
});
