// SPDX-License-Identifier: Apache-2.0

// Words for states of the data. Every adjective here is earned by a number.

const MISSING: Record<string, string> = {
  not_collected: "not collected",
  not_applicable: "not applicable",
  not_yet_published: "not yet published",
  withheld: "withheld",
  rejected: "row rejected",
};

const FLAGS: Record<string, string> = {
  carried_forward: "carried forward from an earlier year",
  derived: "computed from other series",
  estimate: "an estimate of the source",
  provisional: "provisional",
  break: "first value after a break in the series",
  fallback: "from a second source, where the first has none",
  imputed: "imputed",
};

/** Why a value is missing, and when there last was one. */
export function missing(reason: string | undefined, lastYear?: number): string {
  const text = MISSING[reason ?? ""] ?? reason ?? "not there";
  return lastYear ? `${text}, last seen ${lastYear}` : text;
}

/** A flag of a value in words. */
export function flag(name: string): string {
  return FLAGS[name] ?? name.replaceAll("_", " ");
}

/** Words joined as a sentence does: "a, b and c". */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`;
}

/** The first letter small, for a name inside a sentence. */
export function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** The first letter large, for the start of a sentence. */
export function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** How a kind of series comes to be, in one sentence. */
export function kindOf(kind: string | undefined): string {
  switch (kind) {
    case "administrative": return "administrative: counted or recorded by offices";
    case "survey": return "survey: asked of people or households";
    case "expert-coded": return "expert-coded: judged by several experts";
    case "event-coded": return "event-coded: counted from reports of events";
    case "modelled": return "modelled: estimated from other series";
    default: return kind ?? "not stated";
  }
}
