// SPDX-License-Identifier: Apache-2.0

import type { Component } from "svelte";
import { match, type Params } from "../lib/nav/match";

/** A page: its address and the code that draws it, loaded when it is first shown. */
export interface Route {
  pattern: string;
  load: () => Promise<{ default: Component<{ params: Params }> }>;
}

/** All pages. The first pattern that fits is shown. */
export const ROUTES: readonly Route[] = [
  { pattern: "/", load: () => import("./Home.svelte") },
  { pattern: "/c/:code", load: () => import("./Country.svelte") },
  { pattern: "/c/:code/neighbours", load: () => import("./Neighbours.svelte") },
  { pattern: "/c/:code/brief", load: () => import("./Brief.svelte") },
  { pattern: "/compare", load: () => import("./Compare.svelte") },
  { pattern: "/rank", load: () => import("./Rank.svelte") },
  { pattern: "/i/:indicator", load: () => import("./IndicatorPage.svelte") },
  { pattern: "/sources", load: () => import("./Sources.svelte") },
  { pattern: "/methods", load: () => import("./Methods.svelte") },
  { pattern: "/audit", load: () => import("./AuditPage.svelte") },
  { pattern: "/about", load: () => import("./About.svelte") },
  { pattern: "/check", load: () => import("./Check.svelte") },
  { pattern: "/check/:id", load: () => import("./Check.svelte") },
  { pattern: "/lab", load: () => import("./Lab.svelte") },
  { pattern: "/help", load: () => import("./Help.svelte") },
  { pattern: "/map", load: () => import("./MapPage.svelte") },
];

/** The page of a path with the variable parts of its address; null where there is none. */
export function routeOf(path: string): { route: Route; params: Params } | null {
  for (const route of ROUTES) {
    const params = match(route.pattern, path);
    if (params) return { route, params };
  }
  return null;
}
