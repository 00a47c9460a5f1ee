// SPDX-License-Identifier: Apache-2.0

/** An entry of the menu. */
export interface Entry { path: string; label: string }

/** The menu on top of every page. */
export const MENU: readonly Entry[] = [
  { path: "/rank", label: "Rank" },
  { path: "/map", label: "Map" },
  { path: "/compare", label: "Compare" },
  { path: "/check", label: "Check" },
  { path: "/lab", label: "Lab" },
  { path: "/sources", label: "Sources" },
  { path: "/methods", label: "Methods" },
];

/** An entry of the list below every page; a native one leaves these pages. */
export interface FootEntry extends Entry { native?: boolean }

/** The list below every page. */
export const FOOT: readonly FootEntry[] = [
  { path: "/about", label: "About, and not fit for" },
  { path: "/methods", label: "Methods" },
  { path: "/audit", label: "Audit" },
  { path: "/sources", label: "Sources" },
  { path: "/help", label: "Help and keys" },
  { path: "/api", label: "API", native: true },
];
