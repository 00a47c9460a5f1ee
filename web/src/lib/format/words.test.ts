// SPDX-License-Identifier: Apache-2.0

import { expect, test } from "vitest";
import type { Assessment, Neighbourhood, Residual } from "../api/shapes";
import { neighbourSentence } from "./neighbourhood";
import { licenceLine, sourceLine } from "./sources";
import { figures } from "./verdict";
import { listed, missing } from "./words";

const scored = (rank: number, of: number, score = 50, median = 60) => ({ score, rank, of, coverage: 1, world_median: median });
const base = (pillars: number[]): Assessment => ({
  id: "x", headline: "", country: "AZE", name: "Azerbaijan", year: 2023, framework: "core", framework_name: "Core", data: "", version: "", overall: scored(162, 175, 39.9, 61.7),
  pillars: pillars.map((rank, i) => ({ id: `p${i}`, name: "X", weight: 0.5, indicators: [{ id: "a.a", name: "A", value: 1 }, { id: "a.b", name: "B", missing: "withheld" }], ...scored(rank, 100) })),
  sources: [], warnings: [],
});

test("figures carry coverage and gaps, and ranges where there are any", () => {
  const a = base([1, 2]);
  expect(figures(a)).toBe("Overall 40 of 100, rank 162 of 175, on 100 % of the weight; 2 of 4 indicators are missing.");
  const band = (lo: number, hi: number) => ({ median: lo, lo50: lo, hi50: hi, lo90: lo, hi90: hi });
  const ranged = { ...a, overall: { ...a.overall, range: { score: band(25.2, 44.1), rank: band(133, 167), rank_simultaneous: { lo: 120, hi: 175 }, scored: 1 } } };
  expect(figures(ranged)).toBe("Overall 40 of 100 (25–44), rank 133–167 of 175 (90 % range), on 100 % of the weight; 2 of 4 indicators are missing.");
});

test("who is not scored has no figures", () => {
  const a = base([1]);
  expect(figures({ ...a, overall: { score: null, rank: null, of: 175, coverage: 0.4, world_median: 60, reason: "coverage is 40 %" } })).toBe("");
});

test("the neighbourhood's sentence gives the band, never a cause", () => {
  const level = { id: "overall", name: "Overall", own: 40, neighbours: 58, expected: 63.4, lo: 49.1, hi: 77.8, residual: -23.4, residual_sd: -2.7, verdict: "below", reason: "", outlier: null, agreement: { definitions: "6/6", variants: 0.905 } } as Residual;
  const n = { levels: [level] } as Neighbourhood;
  const plain = (text: string) => text.replaceAll("\u2060", "");
  expect(plain(neighbourSentence(n))).toBe("It is less secure than its neighbourhood leads one to expect: 63 (49–78), from which it differs by −23 points; the same in 6/6 definitions and 91 % of variants.");
  expect(neighbourSentence({ levels: [{ ...level, residual: null, verdict: "not_computed", reason: "it has no neighbours" }] } as Neighbourhood)).toBe("There is no expectation from its neighbourhood: it has no neighbours.");
});

test("words", () => {
  expect(listed(["a", "b", "c"])).toBe("a, b and c");
  expect(listed([])).toBe("");
  expect(missing("not_yet_published", 2021)).toBe("not yet published, last seen 2021");
  const origin = (title: string, release: string, licence: string) => ({ source: title, release, title, producer: "", url: "", licence, citation: "", published: "", vintaged: false });
  expect(sourceLine([origin("A", "1", "x"), origin("A", "2", "x"), origin("B", "1", "y"), origin("C", "1", "y"), origin("D", "1", "y")])).toBe("A 1, 2; B 1; and 2 more, see Sources");
  expect(licenceLine([origin("A", "1", "x"), origin("B", "2", "x")])).toBe("x");
});
