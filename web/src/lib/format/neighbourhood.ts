// SPDX-License-Identifier: Apache-2.0

import type { Neighbourhood, Residual, Trend } from "../api/shapes";
import { percent, range, score, signed, unbroken } from "./number";

const VERDICT: Record<string, string> = {
  above: "more secure than its neighbourhood leads one to expect",
  below: "less secure than its neighbourhood leads one to expect",
  as_expected: "about what its neighbourhood leads one to expect",
};

/** The verdict of a residual in words; the reason where there is none. */
export function verdictWords(r: Residual): string {
  return VERDICT[r.verdict] ?? `not computed: ${r.reason}`;
}

/** How a state stands to what its neighbourhood leads one to expect, with figures and how far it holds, which may still be waited for. */
export function neighbourSentence(n: Neighbourhood, waiting = false): string {
  const r = n.levels.find((l) => l.id === "overall") ?? n.levels[0];
  if (!r || r.residual === null) return `There is no expectation from its neighbourhood: ${r?.reason ?? "it was not computed"}.`;
  const words = r.verdict === "as_expected" ? `This is ${VERDICT["as_expected"]}` : `It is ${verdictWords(r)}`;
  return `${words}: ${score(r.expected)} (${unbroken(range(r.lo, r.hi))}), from which it differs by ${signed(r.residual)} points${hold(r, waiting)}.`;
}

/** In how many definitions and variants a verdict holds. */
export function hold(r: Residual, waiting = false): string {
  const a = r.agreement;
  const parts = [a.definitions ? `${a.definitions} definitions` : "", waiting ? "… of variants" : a.variants === null || a.variants === undefined ? "" : `${percent(a.variants)} of variants`].filter(Boolean);
  return parts.length ? `; the same in ${parts.join(" and ")}` : "";
}

const COURSE: Record<string, string> = {
  follows_the_trend: "went the way of its neighbours", bucks_the_trend: "bucked the trend of its neighbours", no_change: "hardly changed",
  no_trend: "had no common trend of its neighbours to follow or to buck",
};

/** A country's change beside its neighbours'. */
export function courseSentence(t: Trend): string {
  const c = t.levels.find((l) => l.id === "overall")?.change;
  if (!c || c.own === null) return `The change from ${t.from} to ${t.to} is not known${c?.reason ? `: ${c.reason}` : ""}.`;
  const near = c.neighbours_median === null ? "" : `; the median of its neighbours changed by ${signed(c.neighbours_median)}, ${c.same_way} of ${c.of} that way`;
  const words = COURSE[c.verdict] ?? c.verdict.replaceAll("_", " ");
  return `From ${c.from} to ${c.to} the overall score changed by ${signed(c.own)} points${near}. ${t.name} ${words}.`;
}
