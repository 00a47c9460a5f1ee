// SPDX-License-Identifier: Apache-2.0

import { readFileSync } from "node:fs";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { expect, inject } from "vitest";

/** Light or dark. */
export type Scheme = "light" | "dark";

/** What went wrong in a page while it was open. */
export interface Faults { errors: string[]; foreign: string[]; failed: string[] }

/** A page that is watched. */
export interface Watched { page: Page; context: BrowserContext; faults: Faults }

/** The address of the served pages. */
export const base = (): string => inject("base");

/** Starts the browser. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: inject("chromium"),
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

/** Opens an empty page with an empty cache and watches it. */
export async function open(browser: Browser, width: number, scheme: Scheme = "light"): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme, reducedMotion: "reduce", acceptDownloads: true });
  const page = await context.newPage();
  const faults: Faults = { errors: [], foreign: [], failed: [] };
  page.on("console", (m) => {
    if (m.type() === "error" || m.type() === "warning") faults.errors.push(`${m.text()} (${m.location().url})`);
  });
  page.on("pageerror", (e) => faults.errors.push(e.message));
  page.on("request", (r) => {
    if (/^https?:/.test(r.url()) && !r.url().startsWith(base())) faults.foreign.push(r.url());
  });
  page.on("response", (r) => {
    if (r.status() >= 400) faults.failed.push(`${r.status()} ${r.url()}`);
  });
  return { page, context, faults };
}

/** Goes to a path and waits until the page has settled: nothing is asked for and nothing is being computed. */
export async function visit(page: Page, path: string): Promise<void> {
  await page.goto(base() + path, { waitUntil: "load" });
  await settle(page);
}

/** Waits until nothing is asked for any more and no place waits for an answer. */
export async function settle(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector("h1") !== null, undefined, { timeout: 30_000 });
  await page.waitForLoadState("networkidle", { timeout: 120_000 });
  await page.waitForFunction(() => document.querySelectorAll('main [aria-busy="true"]').length === 0, undefined, { timeout: 120_000 });
}

/** Brings everything that waits for the window into it, then goes back to the top. */
export async function scrollThrough(page: Page): Promise<void> {
  let last = -1;
  for (let i = 0; i < 40; i++) {
    const y = await page.evaluate(() => {
      window.scrollBy(0, 700);
      return window.scrollY;
    });
    await page.waitForTimeout(60);
    if (y === last) {
      await settle(page);
      if (y === (await page.evaluate(() => (window.scrollBy(0, 700), window.scrollY)))) break;
    }
    last = y;
  }
  await settle(page);
  await page.evaluate(() => window.scrollTo(0, 0));
}

/** Says that nothing went wrong. */
export function clean(faults: Faults, where: string): void {
  expect(faults.errors, `errors in the console of ${where}`).toEqual([]);
  expect(faults.foreign, `requests to other hosts from ${where}`).toEqual([]);
  expect(faults.failed, `failed requests of ${where}`).toEqual([]);
}

const AXE = readFileSync(new URL("../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");

/** The violations of WCAG 2.2 AA that axe finds in the page as it stands. */
export async function violations(page: Page): Promise<string[]> {
  // The devtools' world is not bound by the page's policy, so that axe needs no exception from it.
  await page.evaluate(AXE);
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(root: Document, options: object): Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }> } };
    return (await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })).violations;
  });
  return found.map((v) => `${v.id}: ${v.nodes.length} × ${v.nodes[0]?.html.slice(0, 200)} — ${v.nodes[0]?.failureSummary?.replace(/\s+/g, " ").slice(0, 240)}`);
}

/** Asks the API. */
export async function answer<T>(path: string): Promise<T> {
  const got = await fetch(`${base()}/api/v1${path}`);
  expect(got.status, path).toBe(200);
  return (await got.json()) as T;
}
