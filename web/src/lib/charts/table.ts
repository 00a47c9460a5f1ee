// SPDX-License-Identifier: Apache-2.0

/** What a cell of a table twin holds. */
export type Cell = string | number | null;

/** A column of a table twin. */
export interface Column {
  label: string;
  /** Whether it holds numbers; they stand to the right. */
  n?: boolean;
  /** How its numbers are written for reading; the CSV has them exactly. */
  write?: (value: number) => string;
}

/** The figures of a chart as a table. */
export interface Table { columns: readonly Column[]; rows: readonly (readonly Cell[])[] }

/** What a downloaded chart says of itself. */
export interface Legend { title: string; subtitle: string; source: string; licence: string; permalink: string; id?: string }

function field(text: string): string {
  return /[",\n\r]/.test(text) || /^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A table as CSV, with the chart's title, source, licence and permalink on top as remarks. */
export function csv(table: Table, legend: Legend): string {
  const remarks: [string, string][] = [
    ["title", legend.title], ["measure", legend.subtitle], ["source", legend.source], ["licence", legend.licence], ["permalink", legend.permalink], ["id", legend.id ?? ""],
  ];
  const head = remarks.filter(([, text]) => text).map(([name, text]) => `# ${name}: ${text.replace(/\s+/g, " ")}`);
  const lines = [table.columns.map((c) => c.label), ...table.rows.map((row) => row.map((cell) => (cell === null ? "" : String(cell))))];
  return [...head, ...lines.map((line) => line.map(field).join(","))].join("\r\n") + "\r\n";
}

/** A file name from a title. */
export function fileName(title: string, ending: string): string {
  const stem = title.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 60);
  return `qala-${stem || "chart"}.${ending}`;
}
