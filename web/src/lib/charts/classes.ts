// SPDX-License-Identifier: Apache-2.0

/** The limits between the classes of scores from 0 to 100. */
export const SCORE_BREAKS: readonly number[] = [30, 40, 50, 60, 75];

/** The class of a value: 1 below the first break, one more at each break it reaches. */
export function classOf(value: number, breaks: readonly number[]): number {
  return 1 + breaks.filter((b) => value >= b).length;
}

/** Five breaks that part values into six classes of about the same size, without doubles. */
export function quantileBreaks(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  if (sorted.length === 0) return [];
  const breaks = [1, 2, 3, 4, 5].map((k) => sorted[Math.min(Math.floor((k * sorted.length) / 6), sorted.length - 1)] ?? 0);
  return breaks.filter((b, i) => b > (sorted[0] ?? 0) && (i === 0 || b !== breaks[i - 1]));
}
