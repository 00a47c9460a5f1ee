// SPDX-License-Identifier: Apache-2.0

import { absent, ask, remembered } from "./client";
import { Problem } from "./problem";

/** How far an answer has come. Stale: a newer one failed, the last good one is shown. */
export type State = "idle" | "loading" | "ready" | "stale" | "absent" | "error";

/** An answer of the API as state that follows its address. */
export class Resource<T> {
  state: State = $state("idle");
  data: T | null = $state.raw(null);
  error: Problem | null = $state.raw(null);
  /** The address of what is shown. */
  url: string | null = $state(null);
  #again = $state(0);

  constructor(address: () => string | null) {
    $effect(() => {
      void this.#again;
      const url = address();
      if (url === null) {
        this.state = "idle";
        this.data = null;
        return;
      }
      return this.#load(url);
    });
  }

  /** Asks once more. */
  retry(): void {
    this.#again++;
  }

  #load(url: string): () => void {
    const known = remembered(url);
    if (known !== undefined) {
      this.#settle(url, known as T);
      return () => undefined;
    }
    this.state = "loading";
    const control = new AbortController();
    ask<T>(url, { signal: control.signal }).then(
      (value) => {
        if (!control.signal.aborted) this.#settle(url, value);
      },
      (error: unknown) => {
        if (!control.signal.aborted) this.#fail(error);
      },
    );
    return () => control.abort();
  }

  #settle(url: string, value: T): void {
    this.data = value;
    this.url = url;
    this.error = null;
    this.state = "ready";
  }

  #fail(error: unknown): void {
    this.error = error instanceof Problem ? error : new Problem(0, "Fault", String(error));
    // A refusal is about this address; only an unreachable server leaves the last answer standing.
    if (absent(error)) this.state = "absent";
    else this.state = this.data !== null && this.error.status === 0 ? "stale" : "error";
    if (this.state !== "stale") this.data = null;
  }
}

/** An answer of the API that follows its address. Call it while a component is set up. */
export function resource<T>(address: () => string | null): Resource<T> {
  return new Resource<T>(address);
}
