// SPDX-License-Identifier: Apache-2.0

import { api } from "./client";
import { Problem, problemOf } from "./problem";

/** Sends a body and reads the answer. */
export async function send<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(api(path), { method: "POST", headers: { "content-type": "application/json", accept: "application/json" }, body: JSON.stringify(body), signal: signal ?? null });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new Problem(0, "Not reached", "The program that serves these pages does not answer. Is `qala serve` still running?");
  }
  if (!answer.ok) throw await problemOf(answer);
  return (await answer.json()) as T;
}

/** An answer that follows a body which changes quickly: only the last one counts, and the one before stays until it comes. */
export class Live<T> {
  data: T | null = $state.raw(null);
  error: Problem | null = $state.raw(null);
  busy = $state(false);
  /** How long the last answer took, in milliseconds. */
  took = $state(0);
  #control: AbortController | null = null;
  #later: ReturnType<typeof setTimeout> | undefined;
  #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Sends a body, after a moment in which no newer one came. */
  ask(body: unknown, wait = 0): void {
    clearTimeout(this.#later);
    this.#later = setTimeout(() => void this.#send(body), wait);
  }

  async #send(body: unknown): Promise<void> {
    this.#control?.abort();
    const control = (this.#control = new AbortController());
    this.busy = true;
    const start = performance.now();
    try {
      const data = await send<T>(this.#path, body, control.signal);
      if (control.signal.aborted) return;
      this.data = data;
      this.error = null;
      this.took = performance.now() - start;
    } catch (error) {
      if (control.signal.aborted) return;
      this.error = error instanceof Problem ? error : new Problem(0, "Fault", String(error));
    }
    this.busy = false;
  }
}
