// SPDX-License-Identifier: Apache-2.0

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clean, launch, open, scrollThrough, visit } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

test.each(["AZE", "ISL"])("every number on the page of %s opens a drawer with a raw row", async (code) => {
  const { page, context, faults } = await open(browser, 1280);
  await visit(page, `/c/${code}`);
  await scrollThrough(page);
  await page.evaluate(() => document.querySelectorAll<HTMLDetailsElement>("main details").forEach((d) => (d.open = true)));
  const count = await page.locator("main [data-number]").count();
  expect(count).toBeGreaterThan(150);
  const seen = new Set<string>();
  for (let i = 0; i < count; i++) {
    const number = page.locator("main [data-number]").nth(i);
    await number.dispatchEvent("click");
    await page.waitForFunction(() => new URLSearchParams(window.location.search).get("d") !== null);
    const target = new URL(page.url()).searchParams.get("d") ?? "";
    if (!seen.has(target)) {
      seen.add(target);
      const label = `${target}: ${(await number.getAttribute("aria-label")) ?? ""}`;
      // A missing value has its reason in the place of a raw row.
      await page.waitForFunction(() => document.querySelector("dialog[open] h2") !== null, undefined, { timeout: 20_000 });
      const text = await page.locator("dialog[open]").innerText();
      const rows = await page.locator("dialog[open] [data-raw-rows] li").count();
      expect(rows > 0 || /—/.test(text), label).toBe(true);
      expect(text, label).toContain("qala ");
      const gaps = await page.locator("dialog[open] [data-raw-rows] li", { hasText: "—" }).count();
      // Where all below a score is missing there is no file to name, and each says why.
      if (rows > gaps) expect(text, label).toMatch(/sha256 [0-9a-f]{16}/);
    }
    await page.evaluate(() => document.querySelector<HTMLDialogElement>("dialog[open]")?.close());
    await page.waitForFunction(() => new URLSearchParams(window.location.search).get("d") === null);
  }
  expect(seen.size).toBeGreaterThan(60);
  clean(faults, code);
  await context.close();
});
