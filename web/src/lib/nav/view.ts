// SPDX-License-Identifier: Apache-2.0

// What a page shows is named by its address: framework, year, definition of the
// neighbourhood, level of the ranges. Defaults are left out, so that the shortest
// address is the plainest view.

/** The level of the ranges that are drawn, in per cent; 0 draws none. */
export type Level = 90 | 50 | 0;

/** What the query string says of a view. */
export interface View {
  /** The framework's id. */
  fw: string;
  /** The year judged; null for the framework's default. */
  y: number | null;
  /** The first year, where a span of years is shown. */
  from: number | null;
  /** The definition of the neighbourhood. */
  nb: string;
  u: Level;
  /** The day whose knowledge is asked for. */
  asOf: string | null;
}

/** A part of the query that could not be read, and why. */
export interface Ignored { name: string; value: string; reason: string }

/** The view of an address without a query. */
export const PLAIN: View = { fw: "core", y: null, from: null, nb: "land", u: 90, asOf: null };

const YEARS = /^(\d{4})(?:\.\.(\d{4}))?$/;
const KNOWN = new Set(["fw", "y", "nb", "u", "as_of", "d", "c", "q", "sort", "v", "kind", "s", "col", "src", "w", "t"]);

function year(text: string): number | null {
  const n = Number(text);
  return n >= 1900 && n <= 2100 ? n : null;
}

/** Reads a view from a query; what cannot be read is listed and the rest is kept. */
export function readView(query: URLSearchParams): { view: View; ignored: Ignored[] } {
  const view: View = { ...PLAIN };
  const ignored: Ignored[] = [];
  const refuse = (name: string, value: string, reason: string): void => void ignored.push({ name, value, reason });
  for (const [name, value] of query) {
    switch (name) {
      case "fw":
        if (/^[a-z][a-z0-9-]{0,40}$/.test(value)) view.fw = value;
        else refuse(name, value, "a framework's id has small letters, digits and hyphens");
        break;
      case "y": {
        const found = YEARS.exec(value);
        const first = found ? year(found[1] ?? "") : null;
        const last = found?.[2] ? year(found[2]) : first;
        if (first === null || last === null || last < first) refuse(name, value, "a year is written 2022, a span 2012..2022");
        else {
          view.y = last;
          view.from = found?.[2] ? first : null;
        }
        break;
      }
      case "nb":
        if (/^[a-z][a-z-]*(:[a-z0-9-]+)?$/.test(value)) view.nb = value;
        else refuse(name, value, "a neighbourhood is land, land-km, sea:400, knn:5 or region:NAME");
        break;
      case "u":
        if (value === "90" || value === "50" || value === "0") view.u = Number(value) as Level;
        else refuse(name, value, "ranges are 90, 50 or 0");
        break;
      case "as_of":
        if (/^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value))) view.asOf = value;
        else refuse(name, value, "a date is written 2016-11-30");
        break;
      default:
        if (!KNOWN.has(name)) refuse(name, value, "no such setting");
    }
  }
  return { view, ignored };
}

/** Writes a view into a query, leaving out what is plain, and keeps its other parts. */
export function writeView(view: View, query: URLSearchParams): URLSearchParams {
  const out = new URLSearchParams();
  const put = (name: string, value: string, plain: boolean): void => {
    if (!plain) out.set(name, value);
  };
  put("fw", view.fw, view.fw === PLAIN.fw);
  if (view.y !== null) out.set("y", view.from !== null ? `${view.from}..${view.y}` : String(view.y));
  put("nb", view.nb, view.nb === PLAIN.nb);
  put("u", String(view.u), view.u === PLAIN.u);
  if (view.asOf) out.set("as_of", view.asOf);
  for (const [name, value] of query) {
    if (!["fw", "y", "nb", "u", "as_of"].includes(name) && KNOWN.has(name)) out.append(name, value);
  }
  return out;
}

/** An address of this site: a path with the view, less what is plain. Colons and dots stay readable. */
export function href(path: string, view: View, extra: Record<string, string | null> = {}): string {
  const query = writeView(view, new URLSearchParams());
  for (const [name, value] of Object.entries(extra)) {
    if (value !== null && value !== "") query.set(name, value);
  }
  const text = readable(query);
  return text ? `${path}?${text}` : path;
}

/** A query whose harmless marks are not escaped, so that people can read and type it. */
export function readable(query: URLSearchParams): string {
  return query.toString().replace(/%(3A|2C|2F|40|7E)/gi, (code) => decodeURIComponent(code));
}
