// SPDX-License-Identifier: Apache-2.0

import { describe, expect, test } from "vitest";
import { PLAIN, href, readView, readable, writeView } from "./view";

const read = (text: string) => readView(new URLSearchParams(text));

describe("a view is read from an address", () => {
  test("nothing is the plain view", () => {
    expect(read("")).toEqual({ view: PLAIN, ignored: [] });
  });
  test("all parts", () => {
    expect(read("fw=governance&y=2012..2022&nb=sea:400&u=50&as_of=2016-11-30").view).toEqual({ fw: "governance", y: 2022, from: 2012, nb: "sea:400", u: 50, asOf: "2016-11-30" });
  });
  test.each([
    ["fw=../etc", "fw"], ["y=22", "y"], ["y=2022..2012", "y"], ["y=abc", "y"], ["nb=<b>", "nb"], ["u=95", "u"], ["as_of=2016-13-40", "as_of"], ["nonsense=1", "nonsense"],
  ])("a bad part is ignored and named: %s", (text, name) => {
    const { view, ignored } = read(`${text}&d=cite`);
    expect(view).toEqual(PLAIN);
    expect(ignored.map((i) => i.name)).toEqual([name]);
    expect(ignored[0]?.reason).not.toBe("");
  });
  test("the rest holds beside a bad part", () => {
    expect(read("y=1&u=0").view.u).toBe(0);
  });
});

describe("a view is written", () => {
  test.each(["", "y=2016", "y=2010..2016", "fw=governance&u=50", "nb=region:m49", "as_of=2016-11-30", "y=2016&d=AZE/society&c=AZE,GEO"])("and read again the same: %s", (text) => {
    const query = new URLSearchParams(text);
    expect(readable(writeView(readView(query).view, query))).toBe(text);
  });
  test("what is plain is left out", () => {
    expect(href("/c/AZE", PLAIN)).toBe("/c/AZE");
    expect(href("/compare", { ...PLAIN, y: 2016 }, { c: "AZE,GEO", v: null })).toBe("/compare?y=2016&c=AZE,GEO");
  });
});
