// SPDX-License-Identifier: Apache-2.0

import { expect, test } from "vitest";
import { counts, frameWords, outcome, yearOf } from "./claims";

test("outcomes have a word and an icon, so that none rests on colour", () => {
  expect(outcome("supported")).toMatchObject({ word: "Supported", icon: "✓" });
  expect(outcome("something_new").word).toBe("something new");
  expect(new Set(["supported", "contradicted", "mixed", "not_checkable"].map((o) => outcome(o).icon)).size).toBe(4);
});

test("counts keep the order of outcomes and leave out what does not occur", () => {
  const of = (...list: string[]) => counts(list.map((o) => ({ outcome: o }))).map((c) => [c.outcome.id, c.n]);
  expect(of("no_claim", "mixed", "supported", "mixed")).toEqual([["supported", 1], ["mixed", 2], ["no_claim", 1]]);
  expect(of()).toEqual([]);
});

test("frames and years", () => {
  expect(frameWords("one_of_the_most")).toBe("one of the most");
  expect(frameWords(undefined)).toBe("");
  expect(yearOf("2010-2016")).toBe(2016);
  expect(yearOf("2016")).toBe(2016);
  expect(yearOf("now")).toBeNull();
  expect(yearOf(undefined)).toBeNull();
});
