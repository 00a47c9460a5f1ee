// SPDX-License-Identifier: Apache-2.0

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { base, clean, launch, open, settle, visit } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

test("the first minute of a new reader, from an empty cache", async () => {
  const { page, context, faults } = await open(browser, 1280);
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: base() });
  await visit(page, "/");
  await page.keyboard.press("/");
  await page.keyboard.type("aze");
  await page.waitForSelector('[role="option"]');
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/c\/AZE$/);
  await settle(page);

  // The address changes before the page does, and ranges come after the scores.
  const soon = { timeout: 60_000 };
  await expect.poll(() => page.locator("h1").innerText(), soon).toMatch(/security/i);
  await expect.poll(() => page.locator("main").innerText(), soon).toMatch(/Rank \d+–\d+ of \d+/);
  await expect.poll(() => page.locator("main").innerText(), soon).toMatch(/neighbourhood/);

  await page.locator("[data-number]").first().click();
  await page.waitForSelector("dialog[open] [data-raw-rows] li");
  const drawer = await page.locator("dialog[open]").innerText();
  for (const word of ["Rank", "Unit", "Year", "Coverage", "Formula", "sha256", "qala assess AZE", "@misc{", '"dataset"']) expect(drawer, word).toContain(word);
  expect(page.url()).toContain("d=AZE/overall");
  await page.keyboard.press("Escape");
  await expect.poll(() => page.url()).not.toContain("d=");

  await page.keyboard.press("n");
  await page.waitForURL(/\/c\/AZE\/neighbours$/);
  await settle(page);
  await expect.poll(() => page.locator("h1").innerText(), soon).toMatch(/expect/);

  await page.keyboard.press("c");
  await page.waitForSelector("dialog[open] pre");
  await page.locator("dialog[open] .copy button").first().click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain("Qala (2026)");
  expect(copied).toContain("/c/AZE/neighbours");
  clean(faults, "the first minute");
  await context.close();
});

describe("addresses", () => {
  test("back and forward restore the view and the height", async () => {
    const { page, context } = await open(browser, 1280);
    await visit(page, "/c/AZE");
    await page.evaluate(() => window.scrollTo(0, 700));
    await page.locator('label:has-text("Year") select').selectOption("2016");
    await page.waitForURL(/y=2016/);
    await settle(page);
    expect(await page.locator(".eyebrow").first().innerText()).toContain("2016");
    await page.locator("nav a", { hasText: "Rank" }).first().click();
    await page.waitForURL(/\/rank\?y=2016/);
    await settle(page);
    await page.goBack();
    await page.waitForURL(/\/c\/AZE\?y=2016/);
    await settle(page);
    expect(await page.locator(".eyebrow").first().innerText()).toContain("2016");
    await page.goBack();
    await page.waitForURL(/\/c\/AZE$/);
    await settle(page);
    expect(await page.locator(".eyebrow").first().innerText()).toContain("2023");
    await page.goForward();
    await page.waitForURL(/y=2016/);
    await context.close();
  });

  test("a permalink shows the same view to somebody else", async () => {
    const { page, context } = await open(browser, 1280);
    await visit(page, "/c/GEO?y=2015&u=50&d=GEO/wgi.pv@2015");
    await page.waitForSelector("dialog[open]");
    expect(await page.locator("dialog[open]").innerText()).toContain("Political stability");
    expect(await page.locator('input[name="ranges"][value="50"]').isChecked()).toBe(true);
    expect(await page.locator('label:has-text("Year") select').inputValue()).toBe("2015");
    await context.close();
  });

  test("a bad parameter is named and the rest holds", async () => {
    const { page, context } = await open(browser, 1280);
    await visit(page, "/c/AZE?y=1066&u=50&colour=red");
    const note = await page.locator("aside").innerText();
    expect(note).toContain("y=1066");
    expect(note).toContain("colour=red");
    expect(await page.locator('input[name="ranges"][value="50"]').isChecked()).toBe(true);
    await context.close();
  });
});

describe("keys", () => {
  test("step through countries, switch ranges, and can be switched off", async () => {
    const { page, context } = await open(browser, 1280);
    await visit(page, "/c/AZE");
    await page.keyboard.press("]");
    await page.waitForURL(/\/c\/BHS$/);
    await settle(page);
    await page.keyboard.press("[");
    await page.waitForURL(/\/c\/AZE$/);
    await settle(page);
    await page.keyboard.press("u");
    await page.waitForURL(/u=0/);
    await page.keyboard.press("u");
    await page.waitForURL(/\/c\/AZE$/);
    await page.keyboard.press("d");
    await page.waitForSelector("dialog[open]");
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await page.waitForSelector("dialog[open]");
    await page.locator("dialog[open] input[type=checkbox]").uncheck();
    await page.keyboard.press("Escape");
    await page.keyboard.press("]");
    await page.waitForTimeout(200);
    expect(page.url()).toMatch(/\/c\/AZE$/);
    await context.close();
  });

  test("letters typed into a field are text", async () => {
    const { page, context } = await open(browser, 1280);
    await visit(page, "/c/AZE");
    await page.locator("[data-search]").fill("");
    await page.locator("[data-search]").type("nuc?");
    expect(page.url()).toMatch(/\/c\/AZE$/);
    await context.close();
  });
});

test("states: a server that is gone leaves the last answer standing, and says so", async () => {
  const { page, context } = await open(browser, 1280);
  await visit(page, "/c/AZE");
  await page.route("**/api/**", (route) => route.abort());
  await page.locator('label:has-text("Year") select').selectOption("2011");
  await expect.poll(() => page.locator("main").innerText(), { timeout: 20_000 }).toMatch(/does not answer/);
  expect(await page.locator("h1").count()).toBe(1);
  await page.unroute("**/api/**");
  await page.locator("main button", { hasText: "Try again" }).first().click();
  await settle(page);
  await expect.poll(() => page.locator(".eyebrow").first().innerText()).toContain("2011");
  await context.close();
});
