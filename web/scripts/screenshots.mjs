// SPDX-License-Identifier: Apache-2.0
//
// Takes the pictures of the README (doc/img/*.png) from the built program in a real browser.
//   make program && node web/scripts/screenshots.mjs
// CHROMIUM names the browser, QALA the program, OUT the folder.

import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = fileURLToPath(new URL("../../", import.meta.url));
const out = process.env.OUT ?? `${root}doc/img`;

/** Every picture: its file, the page, the window, the colours, and what is done before it is taken. */
const PICTURES = [
  { file: "page-home.png", path: "/", width: 1280, height: 1000 },
  { file: "page-country.png", path: "/c/AZE", width: 1280, height: 1180 },
  { file: "page-drawer.png", path: "/c/AZE?d=AZE/wdi.NY.GDP.MKTP.KD.ZG@2016", width: 1280, height: 900 },
  { file: "page-neighbours.png", path: "/c/AZE/neighbours", width: 1280, height: 1000 },
  { file: "page-rank-dark.png", path: "/rank?c=AZE&q=Western%20Asia", width: 1280, height: 900, dark: true },
  { file: "page-compare.png", path: "/compare?c=AZE,GEO,ARM,TUR", width: 1280, height: 900 },
  { file: "page-tiles-dark.png", path: "/map?v=tiles", width: 1280, height: 1180, dark: true },
  { file: "page-lab.png", path: "/lab?w=society:40,economy:20,participation:20,aggression:20", width: 1280, height: 1060 },
  { file: "page-check.png", path: "/check", width: 1280, height: 820, check: true },
  { file: "page-narrow.png", path: "/c/AZE", width: 360, height: 780 },
];

function serve() {
  const child = spawn(process.env.QALA ?? `${root}bin/qala`, ["serve", "--addr", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "inherit"] });
  return new Promise((resolve, reject) => {
    child.once("error", (error) => reject(new Error(`qala cannot be run (make program): ${error.message}`)));
    child.once("exit", (code) => reject(new Error(`qala serve ended with status ${code}`)));
    child.stdout.on("data", (chunk) => {
      const found = /http:\/\/[\d.:]+/.exec(String(chunk));
      if (found) resolve({ child, base: found[0] });
    });
  });
}

async function settle(page) {
  await page.waitForFunction(() => document.querySelector("h1") !== null);
  await page.waitForLoadState("networkidle");
  await page.waitForFunction(() => document.querySelectorAll('main [aria-busy="true"]').length === 0, undefined, { timeout: 120_000 });
}

mkdirSync(out, { recursive: true });
const { child, base } = await serve();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--disable-quic"] });
try {
  for (const p of PICTURES) {
    const context = await browser.newContext({ viewport: { width: p.width, height: p.height }, colorScheme: p.dark ? "dark" : "light", deviceScaleFactor: 1, reducedMotion: "reduce" });
    const page = await context.newPage();
    await page.goto(base + p.path);
    await settle(page);
    if (p.check) {
      await page.locator('button:text-is("Fill in an example")').click();
      await page.locator('button:text-is("Check")').click();
      await page.waitForURL(/\/check\/\w+/);
      await settle(page);
    }
    if (p.scroll) await page.evaluate((y) => window.scrollTo(0, y), p.scroll);
    await page.waitForTimeout(200);
    await page.screenshot({ path: `${out}/${p.file}` });
    await context.close();
    console.log(`${out}/${p.file}`);
  }
} finally {
  await browser.close();
  child.removeAllListeners("exit");
  child.kill("SIGINT");
}
