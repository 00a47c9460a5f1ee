// SPDX-License-Identifier: Apache-2.0

import { ask } from "./client";
import { countriesUrl } from "./paths";
import type { Country } from "./shapes";

/** The register of countries, asked for once. */
class Register {
  /** All countries, former ones and territories too. */
  all: readonly Country[] = $state.raw([]);
  /** Those that are judged today. */
  readonly list = $derived(this.all.filter((c) => c.judged));
  #asked: Promise<void> | null = null;
  readonly #names = $derived(new Map(this.all.map((c) => [c.iso3, c.name])));

  /** Asks for the register unless that was done. */
  load(): Promise<void> {
    this.#asked ??= ask<{ countries: Country[] }>(countriesUrl()).then(
      (answer) => {
        this.all = answer.countries;
      },
      () => {
        this.#asked = null; // The next search asks again.
      },
    );
    return this.#asked;
  }

  /** The name of a country, its code until the register is there. */
  name(code: string): string {
    return this.#names.get(code) ?? code;
  }

  /** The country that stands some places after another by name, around the end. */
  beside(code: string, step: number): string | null {
    const sorted = [...this.list].sort((a, b) => a.name.localeCompare(b.name, "en"));
    const at = sorted.findIndex((c) => c.iso3 === code);
    if (at < 0) return sorted[0]?.iso3 ?? null;
    return sorted[(at + step + sorted.length) % sorted.length]?.iso3 ?? null;
  }
}

/** The register of countries. */
export const register = new Register();
