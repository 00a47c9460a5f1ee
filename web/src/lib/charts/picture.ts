// SPDX-License-Identifier: Apache-2.0

// A chart as a file that stands alone: every style written into the marks, title
// above, source, licence and permalink below.

import type { Legend } from "./table";

const NS = "http://www.w3.org/2000/svg";
const MARGIN = 24;
const FONT = "Inter, system-ui, Helvetica, Arial, sans-serif";

/** The styles that are written into the marks, with the value that need not be. */
const STYLES: readonly [string, string][] = [
  ["fill", "rgb(0, 0, 0)"], ["fill-opacity", "1"], ["stroke", "none"], ["stroke-width", "1px"], ["stroke-dasharray", "none"], ["stroke-opacity", "1"],
  ["stroke-linecap", "butt"], ["stroke-linejoin", "miter"], ["opacity", "1"], ["font-size", ""], ["font-weight", "400"], ["text-anchor", "start"],
  ["dominant-baseline", "auto"], ["letter-spacing", "normal"], ["paint-order", "normal"], ["font-variant-numeric", "normal"],
];

function settle(from: Element, to: Element): void {
  const style = getComputedStyle(from);
  for (const [name, plain] of STYLES) {
    const value = style.getPropertyValue(name);
    if (value && value !== plain) to.setAttribute(name, value.replaceAll('"', "'"));
  }
  for (const name of ["class", "style", "tabindex", "role", "aria-label", "aria-labelledby", "aria-describedby"]) to.removeAttribute(name);
  for (let i = 0; i < from.children.length; i++) {
    const [a, b] = [from.children[i], to.children[i]];
    if (a && b) settle(a, b);
  }
}

function measure(): (text: string, size: number, weight: number) => number {
  const pen = document.createElement("canvas").getContext("2d");
  return (text, size, weight) => {
    if (!pen) return text.length * size * 0.56;
    pen.font = `${weight} ${size}px ${FONT}`;
    return pen.measureText(text).width;
  };
}

/** Breaks a text into lines no wider than given, by a function that measures. */
export function wrap(text: string, width: number, wide: (text: string) => number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    const longer = line ? `${line} ${word}` : word;
    if (line && wide(longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  if (line) lines.push(line);
  return lines;
}

/** Draws a chart with its legend as one SVG document. */
export function compose(chart: SVGSVGElement, legend: Legend): SVGSVGElement {
  const box = chart.viewBox.baseVal;
  const [w, h] = box.width > 0 ? [box.width, box.height] : [chart.clientWidth, chart.clientHeight];
  const inner = Math.max(w, 420);
  const root = getComputedStyle(document.documentElement);
  const ink = root.color;
  const quiet = getComputedStyle(chart.closest("figure")?.querySelector("figcaption") ?? chart).color || ink;
  const wide = measure();
  const out = document.createElementNS(NS, "svg");
  let y = MARGIN;

  const write = (text: string, size: number, weight: number, fill: string): void => {
    for (const line of wrap(text, inner, (t) => wide(t, size, weight))) {
      y += size;
      const el = document.createElementNS(NS, "text");
      for (const [k, v] of Object.entries({ x: MARGIN, y: y, "font-size": size, "font-weight": weight, fill })) el.setAttribute(k, String(v));
      el.textContent = line;
      out.append(el);
      y += size * 0.4;
    }
  };

  write(legend.title, 18, 620, ink);
  y += 4;
  write(legend.subtitle, 13, 400, quiet);
  y += 12;
  const copy = chart.cloneNode(true) as SVGSVGElement;
  settle(chart, copy);
  for (const el of copy.querySelectorAll("[data-ui]")) el.remove();
  for (const [k, v] of Object.entries({ x: MARGIN, y, width: w, height: h, viewBox: `${box.x} ${box.y} ${w} ${h}`, overflow: "visible" })) copy.setAttribute(k, String(v));
  out.append(copy);
  y += h + 16;
  write(`Source: ${legend.source}. Licence: ${legend.licence}.`, 11, 400, quiet);
  write(`Qala${legend.id ? `, id ${legend.id}` : ""}: ${legend.permalink}`, 11, 400, quiet);
  y += MARGIN - 8;

  const ground = document.createElementNS(NS, "rect");
  for (const [k, v] of Object.entries({ width: "100%", height: "100%", fill: root.backgroundColor })) ground.setAttribute(k, v);
  out.prepend(ground);
  const title = document.createElementNS(NS, "title");
  title.textContent = legend.title;
  const note = document.createElementNS(NS, "metadata");
  note.textContent = JSON.stringify(legend);
  out.prepend(title, note);
  const size = { width: inner + 2 * MARGIN, height: Math.ceil(y) };
  for (const [k, v] of Object.entries({ ...size, viewBox: `0 0 ${size.width} ${size.height}`, "font-family": FONT, xmlns: NS })) out.setAttribute(k, String(v));
  return out;
}

/** An SVG document as text. */
export function serialise(svg: SVGSVGElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(svg)}`;
}

/** The font of this page, to stand inside a picture; empty where it cannot be read. */
async function fontFace(): Promise<string> {
  const link = document.querySelector<HTMLLinkElement>('link[rel="preload"][as="font"]');
  if (!link) return "";
  try {
    const bytes = new Uint8Array(await (await fetch(link.href)).arrayBuffer());
    let text = "";
    for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
    return `@font-face{font-family:Inter;font-weight:100 900;src:url(data:font/woff2;base64,${btoa(text)}) format("woff2")}`;
  } catch {
    return "";
  }
}

/** Paints an SVG document as PNG at twice its size. */
export async function paint(svg: SVGSVGElement): Promise<Blob> {
  const face = await fontFace();
  if (face) {
    const style = document.createElementNS(NS, "style");
    style.textContent = face;
    svg.prepend(style);
  }
  const url = URL.createObjectURL(new Blob([serialise(svg)], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.naturalWidth * 2;
    canvas.height = image.naturalHeight * 2;
    const pen = canvas.getContext("2d");
    if (!pen) throw new Error("this browser gives no canvas");
    pen.scale(2, 2);
    pen.drawImage(image, 0, 0);
    return await new Promise((resolve, reject) => canvas.toBlob((b) => (b ? resolve(b) : reject(new Error("this browser writes no PNG"))), "image/png"));
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** Hands a file to the reader. */
export function save(content: Blob | string, name: string, type = "text/plain"): void {
  const url = URL.createObjectURL(typeof content === "string" ? new Blob([content], { type }) : content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
