// SPDX-License-Identifier: Apache-2.0

/** What a single key does. */
export type Action = "search" | "neighbours" | "ranges" | "previous" | "next" | "cite" | "download" | "sources" | "help";

/** A key, what it does and how the help sheet words it. */
export interface Key { key: string; action: Action; words: string }

/** The keys, in the order of the help sheet. */
export const KEYS: readonly Key[] = [
  { key: "/", action: "search", words: "search a country or an indicator" },
  { key: "n", action: "neighbours", words: "the neighbours of the country shown" },
  { key: "u", action: "ranges", words: "ranges on or off" },
  { key: "[", action: "previous", words: "the country before, by name" },
  { key: "]", action: "next", words: "the country after, by name" },
  { key: "c", action: "cite", words: "how to cite what is shown" },
  { key: "d", action: "download", words: "download what is shown" },
  { key: "s", action: "sources", words: "the sources of what is shown" },
  { key: "?", action: "help", words: "this sheet" },
];

/** The action of a key press, or null where the press belongs to something else. */
export function actionOf(event: KeyboardEvent): Action | null {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return null;
  if (event.target instanceof Element && typing(event.target)) return null;
  return KEYS.find((k) => k.key === event.key)?.action ?? null;
}

function typing(target: Element): boolean {
  return target.matches("input:not([type=checkbox]):not([type=radio]):not([type=range]), textarea, select, [contenteditable], [role=combobox]");
}
