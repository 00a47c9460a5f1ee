// SPDX-License-Identifier: Apache-2.0

import { readFileSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Trial } from "../src/lib/api/shapes";
import { base, clean, launch, open, settle, violations, visit } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

async function post<T>(path: string, body: unknown): Promise<T> {
  const got = await fetch(`${base()}/api/v1${path}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  expect(got.status, path).toBe(200);
  return (await got.json()) as T;
}

describe("the laboratory", () => {
  test("a slider moves the ranks at once, and the address keeps the weights", async () => {
    const { page, context, faults } = await open(browser, 1280);
    await visit(page, "/lab");
    const slider = page.locator('input[type="range"]').first();
    await slider.evaluate((el: HTMLInputElement) => {
      el.value = "60";
      el.dispatchEvent(new Event("input", { bubbles: true }));
    });
    await page.waitForURL(/w=.*society:60/);
    await expect.poll(() => page.locator("figure#lab h2").innerText(), { timeout: 20_000 }).toMatch(/move/);
    await settle(page);
    await expect.poll(() => page.locator("figure#lab .sub").innerText(), { timeout: 20_000 }).toContain("10000 draws");
    const t = await post<Trial>("/lab/score", { weights: { society: 60, economy: 40 / 3, participation: 40 / 3, aggression: 40 / 3 }, draws: 0 });
    await page.locator('figure#lab button:text-is("Table")').click();
    const row = page.locator("figure#lab tbody tr", { has: page.locator('th:text-is("Azerbaijan")') });
    expect(await row.locator("td").first().innerText()).toBe(String(t.countries.find((c) => c.iso3 === "AZE")?.rank));
    console.log(await page.locator("p[role=status]", { hasText: "Computed" }).innerText());
    await page.reload();
    await settle(page);
    expect(await page.locator("output").first().innerText()).toBe("60 %");
    clean(faults, "the laboratory");
    await context.close();
  });

  test("the saved framework is a framework, and scores what the sliders score", async () => {
    const { page, context } = await open(browser, 1280);
    await visit(page, "/lab?w=society:40,economy:20,participation:20,aggression:20");
    const [file] = await Promise.all([page.waitForEvent("download"), page.locator('button:text-is("Save as framework.yaml")').click()]);
    const yaml = readFileSync(await file.path(), "utf8");
    const [a, b] = [await post<Trial>("/lab/score", { yaml, draws: 0 }), await post<Trial>("/lab/score", { weights: { society: 40, economy: 20, participation: 20, aggression: 20 }, draws: 0 })];
    const scores = (t: Trial): [string, number | null][] => t.countries.map((c) => [c.iso3, c.score]);
    expect(Object.fromEntries(scores(a))).toEqual(Object.fromEntries(scores(b)));
    await context.close();
  });

  test("faults of a framework are listed with their lines; a table of one's own is scored", async () => {
    const { page, context } = await open(browser, 1280);
    await visit(page, "/lab");
    await page.locator("#own-yaml").fill("id: own\nname: x\nnonsense: 1\n");
    await page.locator('button:text-is("Try it")').click();
    await page.waitForSelector(".faults li");
    expect(await page.locator(".faults").innerText()).toMatch(/line 3.*nonsense/);
    await page.locator('button:text-is("Fill in an example")').click();
    await page.locator('button:text-is("Score the table")').click();
    await page.waitForSelector('[aria-label="Scores of the table"] tbody tr');
    expect(await page.locator('[aria-label="Scores of the table"] tbody tr').count()).toBe(3);
    expect(await violations(page)).toEqual([]);
    await context.close();
  });
});

describe("the check of a text", () => {
  test("what a sentence takes for granted stands under it with its figures", async () => {
    const { page, context, faults } = await open(browser, 1280);
    await visit(page, "/check");
    await page.locator("textarea").first().fill("Norway should use its stable economy. Georgia's growing economy will attract investors.");
    await page.locator('button:text-is("Check")').click();
    await page.waitForURL(/\/check\/[0-9a-f]{8,}/);
    await settle(page);
    await page.locator(".s", { hasText: "Norway" }).click();
    const card = page.locator(".cards article").first();
    await expect.poll(() => card.innerText(), { timeout: 20_000 }).toContain("Taken for granted: “its stable economy”");
    expect(await card.locator(".verdict").innerText()).toContain("Supported");
    expect(await page.locator(".cards").innerText()).toMatch(/Not checkable here: .*median of \d+ states/s);
    expect(await violations(page)).toEqual([]);
    clean(faults, "the check of what is taken for granted");
    await context.close();
  });

  test.each([["light", 1440], ["dark", 360]] as const)("in %s at %d px: verdicts in words, evidence that opens, an address that stays", async (scheme, width) => {
    const { page, context, faults } = await open(browser, width, scheme);
    await visit(page, "/check");
    await page.locator('button:text-is("Fill in an example")').click();
    await page.locator('button:text-is("Check")').click();
    await page.waitForURL(/\/check\/[0-9a-f]{8,}/);
    await settle(page);
    const text = await page.locator("main").innerText();
    expect(text).toMatch(/supported/i);
    expect(await violations(page)).toEqual([]);
    await page.locator('.text [role="button"]').first().click();
    await page.waitForURL(/s=\d/);
    expect(await page.locator(".cards article .verdict").first().innerText()).toMatch(/Supported|Contradicted|Mixed|Not checkable/);
    // A figure says which raw row it was read from.
    expect(await page.locator(".cards .from").first().innerText()).toMatch(/\.(csv|tar|json|zip)\S*( |$)/);
    const number = page.locator(".cards [data-number]").first();
    await number.click();
    await page.waitForSelector("dialog[open] [data-raw-rows] li");
    await page.keyboard.press("Escape");
    const address = page.url().replace(/[?&]d=[^&]*/, "");
    await page.goto(address);
    await settle(page);
    expect(await page.locator(".text [aria-pressed=true]").count()).toBe(1);
    clean(faults, "the check");
    await context.close();
  });

  test("a text that is no longer held says so", async () => {
    const { page, context } = await open(browser, 1280);
    await visit(page, "/check/0000000000000000");
    expect(await page.locator("main").innerText()).toMatch(/paste it again/);
    expect(await violations(page)).toEqual([]);
    await context.close();
  });
});

test("the brief prints to two pages", async () => {
  for (const code of ["AZE", "DNK", "SOM", "MCO"]) {
    const { page, context } = await open(browser, 1280);
    await visit(page, `/c/${code}/brief`);
    const pdf = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString("latin1");
    expect(pdf.match(/\/Type\s*\/Page\b/g)?.length, code).toBe(2);
    await context.close();
  }
});
