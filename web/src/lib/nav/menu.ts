// SPDX-License-Identifier: Apache-2.0

/** An entry of the menu. */
export interface Entry { path: string; label: string }

/** The menu on top of every page. */
export const MENU: readonly Entry[] = [
  { path: "/rank", label: "Rank" },
  { path: "/map", label: "Map" },
  { path: "/compare", label: "Compare" },
];

/** An entry of the list below every page; a native one leaves these pages. */
export interface FootEntry extends Entry { native?: boolean }

/** The list below every page. */
export const FOOT: readonly FootEntry[] = [];
