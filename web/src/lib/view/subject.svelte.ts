// SPDX-License-Identifier: Apache-2.0

import type { Cited } from "../cite/cite";

/** A file that holds what a page shows. */
export interface Download { label: string; href: string; note: string }

/** What the page on show is about, for keys and for the sheets that stand beside it. */
class Subject {
  /** The code of the country, where the page is about one. */
  country: string | null = $state(null);
  /** What a citation needs, where there is something to cite. */
  cited: Cited | null = $state.raw(null);
  downloads: readonly Download[] = $state.raw([]);

  /** Forgets the last page. */
  clear(): void {
    this.country = null;
    this.cited = null;
    this.downloads = [];
  }
}

/** The subject of the page on show. */
export const subject = new Subject();
