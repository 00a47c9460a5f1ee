// SPDX-License-Identifier: Apache-2.0

/** The colour of a pillar as a CSS value; ink for what is no pillar of the framework that ships. */
export function hue(pillar: string): string {
  return ["society", "economy", "participation", "aggression"].includes(pillar) ? `var(--${pillar})` : "var(--ink)";
}
