// SPDX-License-Identifier: Apache-2.0

let pen: CanvasRenderingContext2D | null | undefined;

/** How wide a text is in the pages' face, in pixels; estimated where there is no canvas. */
export function wide(text: string, size: number, weight = 400): number {
  if (pen === undefined) pen = typeof document === "undefined" ? null : document.createElement("canvas").getContext("2d");
  if (!pen) return text.length * size * 0.58;
  pen.font = `${weight} ${size}px Inter, "Inter fallback", sans-serif`;
  return pen.measureText(text).width;
}

/** A text cut to a width, with an ellipsis where something is left out. */
export function clip(text: string, width: number, size: number, weight = 400): string {
  if (wide(text, size, weight) <= width) return text;
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (wide(`${text.slice(0, middle).trimEnd()}…`, size, weight) <= width) low = middle;
    else high = middle - 1;
  }
  return `${text.slice(0, low).trimEnd()}…`;
}
