// SPDX-License-Identifier: Apache-2.0

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clean, launch, open, scrollThrough, violations, visit, type Scheme } from "./browser";
import { EDGES, PAGES } from "./pages";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const VIEWS: [Scheme, number][] = [["light", 1440], ["dark", 1440], ["light", 360], ["dark", 360]];

describe.each(VIEWS)("%s at %d px", (scheme, width) => {
  test.each(PAGES)("%s has no violation of WCAG 2.2 AA, no error, and nothing sticks out", async (path) => {
    const { page, context, faults } = await open(browser, width, scheme);
    await visit(page, path);
    await scrollThrough(page);
    expect(await violations(page)).toEqual([]);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(over, "the page is wider than the window").toBeLessThanOrEqual(0);
    expect(await page.title()).toMatch(/Qala/);
    expect(await page.locator("h1").count()).toBe(1);
    clean(faults, path);
    await context.close();
  });
});

describe.each(EDGES)("%s", (path) => {
  test("says what is the matter, accessibly", async () => {
    const { page, context, faults } = await open(browser, 1440);
    await visit(page, path);
    expect(await violations(page)).toEqual([]);
    expect(faults.foreign).toEqual([]);
    expect(await page.locator("main").innerText()).not.toMatch(/\bNaN\b|undefined|\[object|null\b/);
    await context.close();
  });
});

test("the drawer and the help sheet are accessible, in light and dark", async () => {
  for (const scheme of ["light", "dark"] as const) {
    const { page, context, faults } = await open(browser, 1440, scheme);
    for (const d of ["AZE/wdi.NY.GDP.MKTP.KD.ZG", "AZE/qala.deaths_log", "AZE/society", "cite", "download"]) {
      await visit(page, `/c/AZE?d=${d}`);
      await page.waitForSelector("dialog[open]");
      expect(await violations(page), d).toEqual([]);
    }
    await visit(page, "/c/AZE");
    await page.keyboard.press("?");
    await page.waitForSelector("dialog[open]");
    expect(await violations(page)).toEqual([]);
    clean(faults, "the drawer");
    await context.close();
  }
});
