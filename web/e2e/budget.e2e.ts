// SPDX-License-Identifier: Apache-2.0

import { gzipSync } from "node:zlib";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launch, open, settle, visit } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const BUDGET = 120 * 1024;

test("the JavaScript of the country page fits its budget", async () => {
  const { page } = await open(browser, 1280);
  const scripts: Promise<[string, Buffer]>[] = [];
  page.on("response", (r) => {
    if (r.url().endsWith(".js")) scripts.push(r.body().then((body) => [r.url(), body]));
  });
  await visit(page, "/c/AZE");
  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
  await settle(page);
  const all = await Promise.all(scripts);
  const bytes = all.reduce((sum, [, body]) => sum + gzipSync(body).length, 0);
  console.log(`country page: ${all.length} scripts, ${(bytes / 1024).toFixed(1)} KiB gzip of ${BUDGET / 1024}`);
  expect(bytes).toBeLessThanOrEqual(BUDGET);
});

test("nothing moves while pages fill", async () => {
  for (const [width, path] of [[1280, "/c/AZE"], [360, "/c/AZE"], [1280, "/"], [1280, "/rank"], [360, "/c/AZE/neighbours"]] as const) {
    const { page, context } = await open(browser, width);
    // Ranges come later than the first answer, so that the page is seen to change from one to the other.
    await page.route(/\/api\/v1\/(countries\/AZE\/(assessment|neighbours)|rank)/, async (route) => {
      if (!route.request().url().includes("draws=0")) await new Promise((done) => setTimeout(done, 700));
      await route.continue();
    });
    await page.addInitScript(() => {
      const seen: { shift: number } = { shift: 0 };
      (window as unknown as { seen: typeof seen }).seen = seen;
      new PerformanceObserver((list) => {
        for (const e of list.getEntries()) seen.shift += (e as PerformanceEntry & { value: number }).value;
      }).observe({ type: "layout-shift", buffered: true });
    });
    await visit(page, path);
    const shift = await page.evaluate(() => (window as unknown as { seen: { shift: number } }).seen.shift);
    console.log(`layout shift of ${path} at ${width} px: ${shift.toFixed(4)}`);
    expect(shift).toBeLessThan(0.02);
    await context.close();
  }
});

test("times are measured and reported", async () => {
  for (const path of ["/", "/c/GEO", "/rank", "/compare?c=FIN,EST"]) {
    const { page, context } = await open(browser, 1280);
    await visit(page, path);
    const t = await page.evaluate(() => {
      const paint = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN;
      const nav = performance.getEntriesByType("navigation")[0] as PerformanceNavigationTiming;
      return { paint, ready: nav.domContentLoadedEventEnd };
    });
    const before = Date.now();
    await page.keyboard.press("?");
    await page.waitForSelector("dialog[open]");
    console.log(`${path}: first contentful paint ${t.paint.toFixed(0)} ms, scripts ready ${t.ready.toFixed(0)} ms, key to sheet ${Date.now() - before} ms`);
    expect(Number.isFinite(t.paint)).toBe(true);
    await context.close();
  }
});
