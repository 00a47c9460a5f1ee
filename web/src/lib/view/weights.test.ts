// SPDX-License-Identifier: Apache-2.0

import { expect, test } from "vitest";
import { move, readWeights, shares, writeWeights } from "./weights";

const four = [{ id: "a", weight: 0.25 }, { id: "b", weight: 0.25 }, { id: "c", weight: 0.25 }, { id: "d", weight: 0.25 }];
const sum = (w: Record<string, number>): number => Object.values(w).reduce((x, y) => x + y, 0);

test("weights are read and written the same", () => {
  expect(readWeights("society:40,economy:20.5")).toEqual({ society: 40, economy: 20.5 });
  expect(writeWeights({ society: 40, economy: 20.5 })).toBe("economy:20.5,society:40");
  expect(readWeights("society:-4,x:1e9,<b>:3,economy,a:NaN,ok:7")).toEqual({ ok: 7 });
  expect(readWeights(null)).toEqual({});
});

test("shares of siblings sum to a hundred", () => {
  expect(shares(four, {})).toEqual({ a: 25, b: 25, c: 25, d: 25 });
  expect(sum(shares(four, { a: 90 }))).toBeCloseTo(100);
  expect(shares([], {})).toEqual({});
});

test("moving one weight leaves the others in proportion", () => {
  const moved = move(four, { a: 10, b: 30, c: 30, d: 30 }, "a", 40);
  expect(moved["a"]).toBe(40);
  expect(moved["b"]).toBeCloseTo(20);
  expect(sum(moved)).toBeCloseTo(100);
  expect(sum(move(four, { a: 100, b: 0, c: 0, d: 0 }, "a", 40))).toBeCloseTo(100);
  expect(sum(move(four, {}, "a", 100))).toBeCloseTo(100);
});
