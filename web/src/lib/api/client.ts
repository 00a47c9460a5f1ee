// SPDX-License-Identifier: Apache-2.0

import { Problem, problemOf } from "./problem";

/** Where the API begins. */
export const BASE = "/api/v1";

/** What a query of the API may hold; null and empty parts are left out. */
export type Query = Record<string, string | number | null | undefined>;

/** An address of the API. */
export function api(path: string, query: Query = {}): string {
  const out = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") out.set(name, String(value));
  }
  const text = out.toString();
  return BASE + path + (text ? `?${text}` : "");
}

const held = new Map<string, unknown>();
let closed = false;

/** Asks no server from now on: what is not remembered is not there. */
export function close(): void {
  closed = true;
}

const MOST = 200;

/** What was answered before to this address in this tab. */
export function remembered(url: string): unknown {
  return held.get(url);
}

/** Keeps an answer that came another way. */
export function remember(url: string, value: unknown): void {
  if (held.size >= MOST) held.delete(held.keys().next().value ?? "");
  held.set(url, value);
}

/** Whether the server has such an answer at all: answers that are not built yet are absent, not faults. */
export function absent(error: unknown): boolean {
  return error instanceof Problem && (error.status === 404 || error.status === 405 || error.status === 501);
}

/** Asks the API for JSON. Answers are kept for this tab; a failure is a Problem. */
export async function ask<T>(url: string, init: RequestInit = {}): Promise<T> {
  const plain = !init.method || init.method === "GET";
  if (plain && held.has(url)) return held.get(url) as T;
  if (closed) throw new Problem(404, "Not there", "This file does not hold the answer.");
  let answer: Response;
  try {
    answer = await fetch(url, { ...init, headers: { accept: "application/json", ...init.headers } });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new Problem(0, "Not reached", "The program that serves these pages does not answer. Is `qala serve` still running?");
  }
  if (!answer.ok) throw await problemOf(answer);
  if (!(answer.headers.get("content-type") ?? "").includes("json")) throw new Problem(404, "Not there", "The server has no such answer.");
  const value = (await answer.json()) as T;
  if (plain) remember(url, value);
  return value;
}
