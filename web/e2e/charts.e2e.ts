// SPDX-License-Identifier: Apache-2.0

import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Assessment, Audit, Comparison, Drivers, Multiverse, Neighbourhood, Ranking, Series, Trend } from "../src/lib/api/shapes";
import { answer, clean, launch, open, scrollThrough, visit } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** The figures of a chart's table: the first cell of each row, then its numbers as they came. */
async function twin(page: Page, chart: string): Promise<Map<string, (number | null)[]>> {
  const figure = page.locator(`figure#${chart}`);
  await figure.locator('button:text-is("Table")').click();
  const rows = await figure.locator("table[data-twin] tbody tr").evaluateAll((list) =>
    list.map((row) => [row.querySelector("th")?.textContent ?? "", ...[...row.querySelectorAll("td.n")].map((cell) => (cell as HTMLElement).dataset["value"] ?? null)] as (string | null)[]),
  );
  expect(rows.length, chart).toBeGreaterThan(0);
  return new Map(rows.map(([name, ...cells]) => [name ?? "", cells.map((c) => (c === null ? null : Number(c)))]));
}

async function at(path: string): Promise<Page> {
  const { page } = await open(browser, 1280);
  await visit(page, path);
  await scrollThrough(page);
  return page;
}

describe("each chart's table holds the numbers of the API", () => {
  test("fingerprint", async () => {
    const page = await at("/c/AZE");
    const a = await answer<Assessment>("/countries/AZE/assessment");
    const rows = await twin(page, "fingerprint");
    expect(rows.get("Overall")?.slice(0, 3)).toEqual([a.overall.score, a.overall.range?.score.lo90, a.overall.range?.score.hi90]);
    for (const p of a.pillars) expect(rows.get(p.name)?.[0]).toBe(p.score);
    for (const g of a.pillars.flatMap((p) => p.groups ?? [])) expect(rows.get(g.name ?? "")?.[0]).toBe(g.score);
  });
  test("drivers", async () => {
    const page = await at("/c/AZE");
    const d = await answer<Drivers>("/countries/AZE/drivers?from=2016");
    const rows = await twin(page, "drivers");
    expect(rows.get("Overall")).toEqual([d.points, d.from.score, d.to.score]);
    const leaves = d.effects.flatMap((e) => e.parts ?? [e]).flatMap((e) => e.parts ?? [e]);
    expect(rows.size).toBeGreaterThanOrEqual(new Set(leaves.map((l) => l.name)).size);
    expect([...rows.values()].slice(1).reduce((sum, r) => sum + (r[0] ?? 0), 0)).toBeCloseTo(d.points, 1);
  });
  test("neighbourhood and definitions", async () => {
    const page = await at("/c/AZE/neighbours");
    const n = await answer<Neighbourhood>("/countries/AZE/neighbours?all=true");
    const own = n.levels.find((l) => l.id === "overall");
    expect((await twin(page, "neighbourhood")).get("Azerbaijan")?.slice(0, 5)).toEqual([own?.neighbours, own?.own, own?.expected, own?.lo, own?.hi]);
    const rows = [...(await twin(page, "definitions")).values()];
    expect(rows.map((r) => r[1])).toEqual((n.definitions ?? []).map((d) => d.levels.find((l) => l.id === "overall")?.residual ?? null));
  });
  test("trend", async () => {
    const page = await at("/c/AZE");
    const t = await answer<Trend>("/countries/AZE/trend?from=2008&to=2023&draws=200");
    const rows = await twin(page, "trend");
    const overall = t.levels.find((l) => l.id === "overall")?.years ?? [];
    expect([...rows.keys()]).toEqual(overall.map((y) => String(y.year)));
    for (const y of overall) expect(rows.get(String(y.year))?.slice(0, 3)).toEqual([y.score, y.range?.score.lo90 ?? null, y.range?.score.hi90 ?? null]);
  });
  test("coverage", async () => {
    const page = await at("/c/AZE");
    const a = await answer<Assessment>("/countries/AZE/assessment?year=2014&draws=0");
    const figure = page.locator("figure#coverage");
    await figure.locator('button:text-is("Table")').click();
    const header = await figure.locator("thead th").allInnerTexts();
    const column = header.indexOf("2014");
    const cells = await figure.locator("tbody tr").evaluateAll((list, i) => list.map((row) => row.children[i]?.textContent ?? ""), column);
    const all = a.pillars.flatMap((p) => p.indicators);
    expect(cells.length).toBe(all.length);
    cells.forEach((text, i) => {
      const x = all[i];
      expect(text, x?.name).toBe(x?.value === undefined ? (x?.missing ?? "").replaceAll("_", " ") : x.year === 2014 ? "value of the year" : `carried forward from ${x.year}`);
    });
  });
  test("ladder", async () => {
    const page = await at("/rank");
    const r = await answer<Ranking>("/rank");
    const rows = await twin(page, "ladder");
    expect(rows.size).toBe(r.countries.length);
    const orNull = (v: number | null | undefined): number | null => v ?? null;
    for (const c of r.countries) expect(rows.get(c.name)?.slice(0, 6), c.name).toEqual([c.rank, ...[c.range?.rank.lo90, c.range?.rank.hi90, c.range?.rank.lo50, c.range?.rank.hi50].map(orNull), c.score]);
  });
  test("map", async () => {
    const page = await at("/map?kind=society");
    const r = await answer<Ranking>("/rank?draws=0");
    const rows = await twin(page, "map");
    const place = r.pillars.indexOf("society");
    for (const c of r.countries) expect(rows.get(c.name)?.[0] ?? null, c.name).toBe(c.pillars[place]?.score ?? null);
  });
  test("comparison", async () => {
    const page = await at("/compare?c=AZE,GEO,ARM");
    const c = await answer<Comparison>("/compare?c=AZE,GEO,ARM");
    const rows = await twin(page, "compare");
    expect(rows.get("Overall")).toEqual(c.countries.flatMap((a) => [a.overall.score, a.overall.range?.score.lo90 ?? null, a.overall.range?.score.hi90 ?? null]));
  });
  test("pairs", async () => {
    const page = await at("/compare?c=AZE,GEO,ARM");
    const m = await answer<Multiverse>("/multiverse?pairs=true");
    const cells = await page.locator("table[data-pairs] tbody td").evaluateAll((list) => list.map((c) => (c as HTMLElement).dataset["value"] ?? null));
    const codes = ["AZE", "GEO", "ARM"];
    const at3 = codes.map((c) => m.countries.findIndex((x) => x.iso3 === c));
    expect(cells.map((c) => (c === null ? null : Number(c)))).toEqual(at3.flatMap((i, r) => at3.map((k, c) => (r === c ? null : (m.countries[i]?.above?.[k] ?? null)))));
  });
  test("ranks over the years", async () => {
    const page = await at("/c/AZE?col=rank");
    const t = await answer<Trend>("/countries/AZE/trend?from=2008&to=2023&draws=200");
    const rows = await twin(page, "trend");
    for (const y of t.levels.find((l) => l.id === "overall")?.years ?? []) expect(rows.get(String(y.year))?.slice(0, 3)).toEqual([y.range?.rank.median ?? null, y.range?.rank.lo90 ?? null, y.range?.rank.hi90 ?? null]);
  });
  test("series", async () => {
    const page = await at("/i/wgi.pv?c=AZE,GEO");
    const s = await answer<Series>("/indicators/wgi.pv/series?country=AZE,GEO");
    const rows = await twin(page, "series");
    for (const [i, c] of s.countries.entries()) for (const v of c.values) expect(rows.get(String(v.year))?.[i] ?? null, `${c.iso3} ${v.year}`).toBe(v.value);
  });
  test("audit", async () => {
    const page = await at("/audit");
    const a = await answer<Audit>("/audit");
    const rows = await twin(page, "weights");
    for (const n of a.nodes.filter((x) => !x.indicator)) expect(rows.get(n.name) ?? rows.get(`– ${n.name}`)).toEqual([n.weight, n.influence]);
    const factors = await twin(page, "factors");
    expect(factors.size).toBe(a.sensitivity?.sensitivity.indices.length);
  });
});

test("SVG, PNG and CSV carry title, source, licence and permalink", async () => {
  const { page, faults } = await open(browser, 1280);
  await visit(page, "/c/AZE");
  await scrollThrough(page);
  const figure = page.locator("figure#fingerprint");
  const title = await figure.locator("h2").innerText();
  const got = async (kind: string): Promise<Buffer> => {
    const [file] = await Promise.all([page.waitForEvent("download"), figure.locator(`button:text-is("${kind}")`).click()]);
    expect(file.suggestedFilename()).toMatch(new RegExp(`^qala-.*\\.${kind.toLowerCase()}$`));
    return readFileSync(await file.path());
  };
  for (const kind of ["SVG", "CSV"]) {
    const text = (await got(kind)).toString("utf8");
    for (const part of [title, "UCDP/PRIO", "CC BY 4.0", "/c/AZE#fingerprint"]) expect(text.replace(/<\/text><text[^>]*>/g, " "), `${kind}: ${part}`).toContain(part);
    expect(text).not.toMatch(/var\(--|NaN|undefined/);
  }
  const png = await got("PNG");
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  expect(png.readUInt32BE(16), "twice the width").toBeGreaterThan(2000);
  clean(faults, "downloads");
});
