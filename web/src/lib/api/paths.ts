// SPDX-License-Identifier: Apache-2.0

// Every address of the API that the pages ask, in one place.

import type { View } from "../nav/view";
import { api, type Query } from "./client";

function common(view: View): Query {
  return { framework: view.fw === "core" ? null : view.fw, year: view.y, as_of: view.asOf };
}

/** All countries of the register. */
export const countriesUrl = (): string => api("/countries");

/** The judgement of one country. */
export const assessmentUrl = (code: string, view: View): string => api(`/countries/${encodeURIComponent(code)}/assessment`, common(view));

/** All states in order. */
export const rankUrl = (view: View): string => api("/rank", common(view));

/** States side by side. */
export const compareUrl = (codes: readonly string[], view: View): string => api("/compare", { countries: codes.join(","), ...common(view) });

/** The catalogue of indicators. */
export const indicatorsUrl = (): string => api("/indicators");

/** One number down to its raw rows. */
export const explainUrl = (code: string, indicator: string, view: View, year: number | null): string =>
  api("/explain", { country: code, indicator, ...common(view), year: year ?? view.y });

/** All sources. */
export const sourcesUrl = (): string => api("/sources");
