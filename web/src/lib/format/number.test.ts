// SPDX-License-Identifier: Apache-2.0

import { describe, expect, test } from "vitest";
import { bytes, briefUnit, covered, exact, number, percent, plural, quantity, range, score, signed, unbroken } from "./number";

describe("number", () => {
  test.each([
    [0, "0"], [1.35447731755447, "1.35"], [-2.255, "−2.25"], [0.00004, "0.0000400"], [999.4, "999"], [999.5, "1\u202f000"],
    [10153958, "10\u202f153\u202f958"], [0.05, "0.05"], [12.0, "12"], [2.5, "2.5"], [100.4, "100"], [-0.012, "−0.012"],
  ])("%d", (value, text) => {
    expect(number(value)).toBe(text);
  });
  test("what is missing is an em dash and never zero", () => {
    for (const value of [null, undefined, NaN, Infinity]) expect(number(value)).toBe("—");
    expect(score(null)).toBe("—");
    expect(signed(undefined)).toBe("—");
    expect(range(null, 3)).toBe("—");
  });
});

test("units behind a number", () => {
  expect(quantity(3.456, "% of GDP")).toBe("3.46 % of GDP");
  expect(quantity(0.159, "index 0-1")).toBe("0.159 [index 0-1]");
  expect(briefUnit("expert scale, about mean 0 and s.d. 1 over the world since 1900")).toBe("[expert scale]");
  expect(briefUnit("% of GDP")).toBe("% of GDP");
  expect(briefUnit(undefined)).toBe("");
});

test("ranges", () => {
  expect(range(36.2, 46.4)).toBe("36–46");
  expect(range(40.1, 40.4)).toBe("40");
  expect(range(-24.1, -21, signed)).toBe("−24 to −21");
  expect(unbroken("36–46")).toBe("36\u2060–\u206046");
});

test("shares", () => {
  expect(covered(0.99999)).toBe("99 %");
  expect(covered(1)).toBe("100 %");
  expect(percent(0.9999)).toBe("> 99 %");
  expect(percent(1)).toBe("100 %");
  expect(percent(0.0001)).toBe("< 1 %");
  expect(percent(0)).toBe("0 %");
});

test("differences carry their sign", () => {
  expect(signed(5.36)).toBe("+5.4");
  expect(signed(-23.49)).toBe("−23");
  expect(signed(0.01)).toBe("0.0");
});

test("counts, sizes and exact figures", () => {
  expect(plural(1, "state", "states")).toBe("1 state");
  expect(plural(1687700, "value", "values")).toBe("1\u202f687\u202f700 values");
  expect(bytes(2048)).toBe("2 KiB");
  expect(exact(39.94860177117292)).toBe("39.94860177117292");
  expect(exact(null)).toBe("");
});
