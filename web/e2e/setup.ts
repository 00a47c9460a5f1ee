// SPDX-License-Identifier: Apache-2.0

import { spawn, type ChildProcess } from "node:child_process";
import { accessSync, constants } from "node:fs";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    base: string;
    chromium: string;
  }
}

function runnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function need(path: string, what: string, how: string): string {
  if (runnable(path)) return path;
  throw new Error(`${what} is missing: ${path} cannot be run.\n${how}`);
}

/** Starts the program on a free port and waits for the address it prints. */
function serve(program: string): Promise<{ child: ChildProcess; base: string }> {
  const child = spawn(program, ["serve", "--addr", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "pipe"] });
  return new Promise((resolve, reject) => {
    let said = "";
    const late = setTimeout(() => reject(new Error(`qala serve printed no address within 30 seconds: ${said}`)), 30_000);
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
      if (!found) return;
      clearTimeout(late);
      resolve({ child, base: found[0] });
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.on("exit", (code) => {
      clearTimeout(late);
      reject(new Error(`qala serve ended with status ${code}: ${said}`));
    });
  });
}

/** Finds browser and program, says clearly what is missing, and serves for all tests. */
export default async function setup(project: TestProject): Promise<() => void> {
  const chromium = need(
    process.env["CHROMIUM"] ?? "/usr/bin/chromium", "The browser for the tests of the pages",
    "Debian or Ubuntu: sudo apt-get install chromium. Elsewhere: install Chromium and set CHROMIUM=/path/to/chromium.",
  );
  const program = need(process.env["QALA"] ?? new URL("../../bin/qala", import.meta.url).pathname, "The program", "Build it with `make program`, or set QALA=/path/to/qala.");
  const { child, base } = await serve(program);
  project.provide("base", process.env["QALA_PAGES"] ?? base);
  project.provide("chromium", chromium);
  return () => void child.kill("SIGINT");
}
