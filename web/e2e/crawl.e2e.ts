// SPDX-License-Identifier: Apache-2.0

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { base, clean, launch, open, scrollThrough, visit } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** The kind of page that a path leads to: of each kind a few are opened, of every link the answer is asked for. */
const kindOf = (path: string): string => path.replace(/^\/c\/[^/?#]+/, "/c/*").replace(/^\/i\/[^/?#]+/, "/i/*").replace(/\?.*/, "");
const EACH = 3;

test("from the front page no link is dead, no page has an error, nothing is asked of another host", { timeout: 900_000 }, async () => {
  const { page, faults } = await open(browser, 1280);
  const waiting = ["/"];
  const known = new Set(waiting);
  const opened = new Map<string, number>();
  const files = new Set<string>();
  while (waiting.length) {
    const path = waiting.shift() ?? "/";
    const kind = kindOf(path);
    const n = opened.get(kind) ?? 0;
    if (n >= EACH) continue;
    opened.set(kind, n + 1);
    await visit(page, path);
    await scrollThrough(page);
    const links = await page.evaluate(() => [...document.querySelectorAll("a[href]")].map((a) => a.getAttribute("href") ?? ""));
    for (const link of links) {
      const url = new URL(link, base() + path);
      if (url.origin !== base()) continue;
      if (url.hash && url.pathname === new URL(base() + path).pathname) {
        const there = await page.evaluate((id) => document.getElementById(id) !== null, decodeURIComponent(url.hash.slice(1)));
        expect(there, `${path} has no place ${url.hash}`).toBe(true);
      }
      const to = url.pathname + url.search;
      if (known.has(to)) continue;
      known.add(to);
      if (url.pathname === "/api" || url.pathname.startsWith("/api/")) files.add(to);
      else waiting.push(to);
    }
  }
  for (const kind of ["/", "/c/*", "/c/*/neighbours", "/c/*/brief", "/compare", "/rank", "/map", "/i/*", "/sources", "/methods", "/audit", "/about", "/lab", "/check"]) expect([...opened.keys()], kind).toContain(kind);
  // Each link of the pages that were not opened leads somewhere too: the server knows its path.
  const dead: string[] = [];
  for (const path of known) {
    const got = await fetch(base() + path, { method: path.startsWith("/api/") || files.has(path) ? "GET" : "HEAD" });
    if (!got.ok) dead.push(`${got.status} ${path}`);
  }
  expect(dead).toEqual([]);
  clean(faults, "the crawl");
  console.log(`crawled ${[...opened.values()].reduce((a, b) => a + b, 0)} pages of ${opened.size} kinds, ${known.size} links`);
});
