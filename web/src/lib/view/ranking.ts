// SPDX-License-Identifier: Apache-2.0

import { api } from "../api/client";
import type { Ranking } from "../api/shapes";
import type { Cited } from "../cite/cite";
import type { Download } from "./subject.svelte";

/** What a ranking shows, in one sentence about its ranges rather than its top; they may still be waited for. */
export function rankFinding(r: Ranking, waiting = false): string {
  const scored = r.countries.filter((c) => c.rank !== null);
  const alike = scored.flatMap((c) => (c.indistinguishable ? [c.indistinguishable.length] : [])).sort((a, b) => a - b);
  const middle = alike[Math.floor(alike.length / 2)];
  if (middle !== undefined) return `Of ${scored.length} scored states, the typical one cannot be told apart from ${middle} others.`;
  if (waiting) return `${scored.length} states are scored for ${r.year}; how many of them can be told apart is being computed.`;
  return `${scored.length} states are scored for ${r.year}; neighbouring ranks may not differ.`;
}

/** Where a page keeps what can be cited and downloaded. */
interface Holder { cited: Cited | null; downloads: readonly Download[] }

/** Says how to cite and download a ranking. */
export function describe(r: Ranking, permalink: string, to: Holder): void {
  const query = { framework: r.framework === "core" ? null : r.framework, year: r.year };
  to.cited = {
    title: `All states, ${r.year}: ${r.framework_name}`, id: r.id, data: r.data, version: r.version, published: "",
    command: `qala rank --year ${r.year} --framework ${r.framework}`, permalink,
  };
  to.downloads = [
    { label: "Ranking as CSV", href: api("/rank.csv", query), note: "Every state with score, rank and coverage, overall and by pillar." },
    { label: "Ranking as JSON", href: api("/rank", query), note: "The same with reasons and warnings." },
  ];
}
