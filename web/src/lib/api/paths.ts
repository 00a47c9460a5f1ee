// SPDX-License-Identifier: Apache-2.0

// Every address of the API that the pages ask, in one place.

import type { View } from "../nav/view";
import { api, type Query } from "./client";

function common(view: View): Query {
  return { framework: view.fw === "core" ? null : view.fw, year: view.y, as_of: view.asOf };
}

/** All countries of the register. */
export const countriesUrl = (): string => api("/countries", { limit: 1000 });

/** The judgement of one country; with no draws where ranges are not wanted. */
export const assessmentUrl = (code: string, view: View, draws: number | null = null): string =>
  api(`/countries/${encodeURIComponent(code)}/assessment`, { ...common(view), draws });

/** All states in order. */
export const rankUrl = (view: View, draws: number | null = null): string => api("/rank", { ...common(view), draws });

/** States side by side. */
export const compareUrl = (codes: readonly string[], view: View, draws: number | null = null): string => api("/compare", { c: codes.join(","), ...common(view), draws });

/** The catalogue of indicators. */
export const indicatorsUrl = (): string => api("/indicators", { limit: 1000 });

/** One number down to its raw rows. */
export const explainUrl = (code: string, indicator: string, view: View, year: number | null): string =>
  api("/explain", { country: code, indicator, ...common(view), year: year ?? view.y });

/** All sources. */
export const sourcesUrl = (): string => api("/sources");

/** All frameworks, without their trees. */
export const frameworksUrl = (): string => api("/frameworks");

/** One framework with its tree. */
export const frameworkUrl = (id: string): string => api(`/frameworks/${encodeURIComponent(id)}`);

/** One indicator. */
export const indicatorUrl = (id: string): string => api(`/indicators/${encodeURIComponent(id)}`);

/** One source with its files and rejected rows. */
export const sourceUrl = (id: string): string => api(`/sources/${encodeURIComponent(id)}`);

/** What moved a country's score since a year, or what parts it from another country or from the median. */
export const driversUrl = (code: string, view: View, from: number | null, against: string | null = null): string =>
  api(`/countries/${encodeURIComponent(code)}/drivers`, { framework: view.fw === "core" ? null : view.fw, as_of: view.asOf, to: view.y, from, against });

/** The values of one indicator: of some countries over all years, or of all countries in some years. */
export const seriesUrl = (id: string, query: { country?: string; from?: number; to?: number }, view: View): string =>
  api(`/indicators/${encodeURIComponent(id)}/series`, { ...query, as_of: view.asOf });

/** A framework looked at from outside. */
export const auditUrl = (view: View): string => api("/audit", common(view));

/** A country among its neighbours; under all definitions where wanted. */
export const neighboursUrl = (code: string, view: View, draws: number | null = null, all = false): string =>
  api(`/countries/${encodeURIComponent(code)}/neighbours`, { ...common(view), definition: view.nb === "land" ? null : view.nb, draws, all: all ? "true" : null });

/** A country over the years. */
export const trendUrl = (code: string, view: View, from: number, to: number, draws: number | null = null): string =>
  api(`/countries/${encodeURIComponent(code)}/trend`, { ...common(view), year: null, from, to, definition: view.nb === "land" ? null : view.nb, draws });

/** All states beside their neighbourhoods. */
export const outliersUrl = (view: View, draws: number | null = null): string => api("/outliers", { ...common(view), definition: view.nb === "land" ? null : view.nb, draws });

/** All states under every choice, with the probabilities of every pair. */
export const pairsUrl = (view: View): string => api("/multiverse", { ...common(view), pairs: "true" });
