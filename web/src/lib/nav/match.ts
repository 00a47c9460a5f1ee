// SPDX-License-Identifier: Apache-2.0

/** The values of the variable parts of a path. */
export type Params = Record<string, string>;

/** Fits a path to a pattern such as "/c/:code"; null where it does not fit. A trailing slash counts for nothing. */
export function match(pattern: string, path: string): Params | null {
  const want = parts(pattern);
  const have = parts(path);
  if (want.length !== have.length) return null;
  const params: Params = {};
  for (let i = 0; i < want.length; i++) {
    const w = want[i] ?? "";
    const h = have[i] ?? "";
    if (!w.startsWith(":")) {
      if (w !== h) return null;
      continue;
    }
    const text = decode(h);
    if (text === null || text === "") return null;
    params[w.slice(1)] = text;
  }
  return params;
}

function parts(path: string): string[] {
  const trimmed = path.replace(/^\/+|\/+$/g, "");
  return trimmed === "" ? [] : trimmed.split("/");
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
