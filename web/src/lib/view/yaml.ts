// SPDX-License-Identifier: Apache-2.0

import type { Framework, TreeNode } from "../api/shapes";
import { shares, type Weights } from "./weights";

// A framework with weights of one's own as the file that `qala assess --framework` reads
// (doc/format-framework.md). Weights of siblings must sum to 1 and are written so.

/** A text as YAML reads it back: always in double quotes, as JSON writes it. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

/** Weights that sum to exactly 1 when read back: the last takes what rounding leaves. */
export function exactly(list: readonly number[]): number[] {
  const rounded = list.map((w) => Math.round(w * 1e6) / 1e6);
  const last = rounded.length - 1;
  const before = rounded.slice(0, last).reduce((sum, w) => sum + w, 0);
  return rounded.map((w, i) => (i === last ? Math.round((1 - before) * 1e6) / 1e6 : w));
}

function node(n: TreeNode, weight: number | null, own: Weights, pad: string, changed: boolean): string[] {
  const lines: string[] = [];
  const put = (text: string): void => void lines.push((lines.length ? pad : "") + text);
  if (n.indicator) put(`indicator: ${n.indicator}`);
  else {
    put(`id: ${n.id}`);
    put(`name: ${quoted(n.name ?? n.id)}`);
  }
  if (n.kind) put(`kind: ${n.kind}`);
  if (weight !== null) {
    put(`weight: ${weight}`);
    put(`why: ${quoted(changed ? `Set in the laboratory. Before: ${n.why ?? "no reason was given."}` : n.why || "As in the framework it was made from.")}`);
  }
  if (n.direction !== undefined && n.indicator) put(`direction: ${n.direction < 0 ? "lower" : "higher"}`);
  if (n.goalposts) put(`goalposts: {low: ${n.goalposts.low}, high: ${n.goalposts.high}, why: ${quoted(n.goalposts.why ?? "as before")}}`);
  if (n.scale) put(`scale: ${n.scale}`);
  if (n.carry !== undefined) put(`carry: ${n.carry}`);
  if (n.aggregate?.method && !n.indicator) put(`aggregate: {method: ${n.aggregate.method}, why: "As in the framework it was made from."}`);
  const children = n.children ?? [];
  if (children.length) {
    put("children:");
    const share = shares(children, own);
    const weights = exactly(children.map((c) => (share[c.id] ?? 0) / 100));
    children.forEach((c, i) => {
      if ((weights[i] ?? 0) <= 0) return; // What weighs nothing is no part of the framework.
      const inner = node(c, weights[i] ?? 0, own, `${pad}    `, children.some((x) => own[x.id] !== undefined));
      lines.push(`${pad}  - ${inner[0] ?? ""}`, ...inner.slice(1));
    });
  }
  return lines;
}

/** Writes a framework with weights of one's own as YAML. */
export function frameworkYaml(f: Framework, own: Weights): string {
  if (!f.root) return "";
  const root = node(f.root, null, own, "  ", false);
  return [
    `# Made in Qala's laboratory from the framework ${f.id} (sha256 ${f.sha256.slice(0, 16)}).`,
    "# Try it: qala assess AZE --framework framework.yaml",
    "id: own", `name: ${quoted(`${f.name}, own weights`)}`, 'version: "1"', `description: ${quoted(f.description ?? f.name)}`,
    `years: {first: ${f.years.first}, last: ${f.years.last}, default: ${f.years.default}}`,
    `carry_forward: {limit: ${f.carry_forward}, why: ${quoted(f.carry_forward_why ?? "as before")}}`,
    `min_coverage: {share: ${f.min_coverage}, why: ${quoted(f.min_coverage_why ?? "as before")}}`,
    "recipe:", "  impute: none", "  treat: none", "  normalise: goalposts", "  weight: framework", `  why: ${quoted(f.recipe_why ?? "as before")}`,
    "uncertainty:", "  factors:", "    - id: weights", '      why: "Weights are a judgement."', "      levels:",
    '        - {id: around, share: 1, dirichlet: 47, why: "Weights near those of the tree."}',
    "root:", `  ${root[0] ?? ""}`, ...root.slice(1), "",
  ].join("\n");
}
