// SPDX-License-Identifier: Apache-2.0

/** What identifies a judgement on the command line. */
export interface Asked { country: string; year: number; framework: string; as_of?: string }

/** The command that computes an assessment anew. */
export function assessCommand(a: Asked): string {
  return `qala assess ${a.country} --year ${a.year} --framework ${a.framework}${a.as_of ? ` --as-of ${a.as_of}` : ""}`;
}
