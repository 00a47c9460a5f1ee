// SPDX-License-Identifier: Apache-2.0

import { describe, expect, test } from "vitest";
import { find, fold, type Findable } from "./find";
import { match } from "./match";

test("paths fit patterns", () => {
  expect(match("/", "/")).toEqual({});
  expect(match("/c/:code", "/c/AZE")).toEqual({ code: "AZE" });
  expect(match("/c/:code", "/c/AZE/")).toEqual({ code: "AZE" });
  expect(match("/c/:code", "/c/C%C3%B4te")).toEqual({ code: "Côte" });
  expect(match("/c/:code", "/c")).toBeNull();
  expect(match("/c/:code", "/c/AZE/brief")).toBeNull();
  expect(match("/c/:code", "/c/%E0%A4%A")).toBeNull();
});

describe("search", () => {
  const entry = (path: string, label: string, codes: string[], names: string[] = []): Findable => ({ path, label, hint: "", codes, names });
  const entries = [
    entry("/c/AZE", "Azerbaijan", ["AZE", "AZ"], ["Azerbaijani"]), entry("/c/TUR", "Türkiye", ["TUR", "TR"], ["Turkey", "Turkish"]),
    entry("/c/CIV", "Côte d’Ivoire", ["CIV", "CI"], ["Ivory Coast"]), entry("/i/wdi.X", "Inflation, consumer prices", ["wdi.X"]), entry("/c/COD", "Democratic Republic of the Congo", ["COD"], ["Zaire"]),
  ];
  test.each([
    ["aze", "/c/AZE"], ["AZ", "/c/AZE"], ["turkiye", "/c/TUR"], ["turkey", "/c/TUR"], ["cote divoire", "/c/CIV"], ["ivory", "/c/CIV"], ["infl", "/i/wdi.X"], ["zaire", "/c/COD"], ["congo", "/c/COD"], ["prices consumer", "/i/wdi.X"],
  ])("%s", (text, path) => {
    expect(find(entries, text)[0]?.path).toBe(path);
  });
  test("nothing finds nothing", () => {
    expect(find(entries, "  ")).toEqual([]);
    expect(find(entries, "xyzzy")).toEqual([]);
  });
  test("folding", () => {
    expect(fold("Côte d’Ivoire")).toBe("cote divoire");
  });
});
