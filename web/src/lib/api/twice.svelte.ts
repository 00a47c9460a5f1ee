// SPDX-License-Identifier: Apache-2.0

import { Resource, type State } from "./resource.svelte";
import type { Problem } from "./problem";

/** What a page needs of an answer to show it by its state. */
export interface Answer<T> { readonly state: State; readonly data: T | null; readonly error: Problem | null; retry(): void }

/**
 * An answer that is asked for twice: quickly without ranges, and whole. The quick one is shown until the whole one
 * comes, and said to be partial.
 */
export class Twice<T> implements Answer<T> {
  readonly #quick: Resource<T>;
  readonly #whole: Resource<T>;

  constructor(quick: () => string | null, whole: () => string | null) {
    this.#whole = new Resource<T>(whole);
    // Where the whole answer is at hand, the quick one is not asked for.
    this.#quick = new Resource<T>(() => (this.#whole.state === "ready" ? null : quick()));
  }

  get data(): T | null {
    return this.#whole.state === "ready" || this.#whole.state === "stale" ? this.#whole.data : (this.#quick.data ?? this.#whole.data);
  }
  get state(): State {
    if (this.#whole.state === "ready" || this.#whole.state === "stale") return this.#whole.state;
    return this.#quick.state === "ready" ? "ready" : this.#whole.state === "loading" ? this.#quick.state : this.#whole.state;
  }
  get error(): Problem | null {
    return this.#quick.error ?? this.#whole.error;
  }
  /** Whether what is shown has no ranges yet, and they are on their way. */
  get partial(): boolean {
    return this.#quick.state === "ready" && this.#whole.state === "loading";
  }
  /** Whether the ranges could not be had although the scores could. */
  get rangesFailed(): boolean {
    return this.#quick.state === "ready" && (this.#whole.state === "error" || this.#whole.state === "absent");
  }
  retry(): void {
    this.#quick.retry();
    this.#whole.retry();
  }
}

/** Asks twice. Call it while a component is set up. */
export function twice<T>(address: (draws: number | null) => string | null, draws: number | null = null): Twice<T> {
  return new Twice<T>(() => address(0), () => address(draws));
}
