// SPDX-License-Identifier: Apache-2.0

// Citations in three forms. The day of reading does not enter: the id names the
// bytes, and the same id is the same answer on any day.

/** What is cited. */
export interface Cited {
  title: string;
  /** The id of the answer. */
  id: string;
  /** The hash of the data. */
  data: string;
  version: string;
  /** The newest day on which a source was published, YYYY-MM-DD. */
  published: string;
  /** The command that computes it anew. */
  command: string;
  permalink: string;
  /** The sources it rests on, each as its producer wants to be cited. */
  sources?: readonly string[];
}

/** A citation in the three forms in which people paste it. */
export interface Citation { text: string; bibtex: string; csl: string }

const LATEX: Record<string, string> = {
  "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "%": "\\%", "&": "\\&", "#": "\\#", $: "\\$", _: "\\_",
  "~": "\\textasciitilde{}", "^": "\\textasciicircum{}",
};

/** Escapes what LaTeX reads as more than a letter. */
export function latex(text: string): string {
  return text.replace(/[\\{}%&#$_~^]/g, (mark) => LATEX[mark] ?? mark);
}

/** The date on which the newest of some releases was published. */
export function newest(sources: readonly { published?: string }[]): string {
  return sources.reduce((last, s) => (s.published && s.published > last ? s.published : last), "");
}

/** Writes a citation. */
export function cite(c: Cited): Citation {
  const note = [c.id && `id ${c.id}`, c.data && `data ${c.data.slice(0, 16)}`, c.version && `qala ${c.version}`].filter(Boolean).join(", ");
  const year = c.published.slice(0, 4);
  const sources = c.sources?.length ? ` Sources: ${c.sources.join("; ")}.` : "";
  const key = `qala-${c.id || c.data.slice(0, 16)}`;
  const fields = [
    "author = {{Qala}}", `title = {{${latex(c.title)}}}`, year && `year = {${year}}`, `note = {${latex(note)}}`,
    `howpublished = {${latex(c.command)}}`, `url = {${c.permalink}}`,
  ].filter(Boolean);
  const item = {
    id: key, type: "dataset", title: c.title, author: [{ literal: "Qala" }], publisher: "Qala", version: c.version, number: c.id, note, URL: c.permalink,
    ...(c.published ? { issued: { "date-parts": [c.published.split("-").map(Number)] } } : {}),
  };
  return {
    text: `Qala${year ? ` (${year})` : ""}. ${c.title}. ${note.charAt(0).toUpperCase()}${note.slice(1)}. Reproduce: ${c.command}. ${c.permalink}${sources ? "." + sources : ""}`,
    bibtex: `@misc{${key},\n  ${fields.join(",\n  ")}\n}`,
    csl: JSON.stringify([item], null, 2),
  };
}
