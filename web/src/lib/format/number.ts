// SPDX-License-Identifier: Apache-2.0

// Numbers for reading, written as the command line writes them: thousands apart,
// three significant digits in prose, a real minus, an em dash for what is missing.

/** The narrow no-break space that parts thousands. */
export const THIN = "\u202f";
/** The sign that lines up with digits. */
export const MINUS = "\u2212";
/** Stands for a value that is missing. */
export const NONE = "—";
/** Parts the ends of a range. */
export const TO = "–";

function thousands(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, THIN);
}

/** A value to three significant digits, whole numbers from a thousand on in full. */
export function number(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE;
  const sign = value < 0 ? MINUS : "";
  const v = Math.abs(value);
  if (v === 0) return "0";
  if (v >= 1e15 || v < 1e-4) return sign + v.toPrecision(3);
  if (v >= 999.5) return sign + thousands(Math.round(v).toFixed(0));
  if (v >= 100) return sign + v.toFixed(0);
  const text = v.toFixed(2 - Math.floor(Math.log10(v)));
  return sign + (text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text);
}

const SCALES = ["index", "ratio", "share", "status", "intensity", "expert", "standard", "ln(", "ideal"];

/** Whether a unit describes a scale rather than counts something. */
export function isScale(unit: string): boolean {
  return /^[-\d]/.test(unit) || SCALES.some((word) => unit.startsWith(word));
}

/** A unit as it stands behind a number; a long scale by its first words only. */
export function briefUnit(unit: string | undefined): string {
  if (!unit) return "";
  const name = unit.split(", ")[0] ?? unit;
  if (!isScale(unit)) return unit;
  return `[${unit.length <= 24 || /^\d/.test(name) ? unit : name}]`;
}

/** A value with its unit: "3.46 % of GDP", "0.16 [index 0-1]". */
export function quantity(value: number | null | undefined, unit?: string): string {
  const text = number(value);
  if (text === NONE || !unit) return text;
  return `${text} ${isScale(unit) ? `[${unit}]` : unit}`;
}

/** A score from 0 to 100 without decimals. */
export function score(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE;
  const text = Math.abs(value).toFixed(0);
  return value < 0 && text !== "0" ? MINUS + text : text;
}

/** A signed difference, one decimal below ten. */
export function signed(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE;
  const v = Math.abs(value);
  const text = v < 9.95 ? v.toFixed(1) : v.toFixed(0);
  if (Number(text) === 0) return text;
  return (value < 0 ? MINUS : "+") + text;
}

/** A range with an en dash: "36–46". */
export function range(lo: number | null | undefined, hi: number | null | undefined, write: (v: number) => string = score): string {
  if (lo === null || lo === undefined || hi === null || hi === undefined) return NONE;
  const [a, b] = [write(lo), write(hi)];
  return a === b ? a : a.startsWith(MINUS) || b.startsWith(MINUS) ? `${a} to ${b}` : a + TO + b;
}

/** A text that no line break parts: dashes and spaces inside it hold together. */
export function unbroken(text: string): string {
  return text.replace(/[–-]/g, "\u2060$&\u2060").replaceAll(" ", "\u00a0");
}

/** A share from 0 to 1 as a percentage, rounded down, so that a shortfall never reads as the whole. */
export function covered(share: number): string {
  return `${Math.floor(share * 100 + 1e-9)} %`;
}

/** A probability from 0 to 1 as a percentage; only what is certain reads 0 or 100. */
export function percent(share: number): string {
  const p = Math.round(share * 100);
  if (p >= 100 && share < 1) return "> 99 %";
  if (p <= 0 && share > 0) return "< 1 %";
  return `${p} %`;
}

/** A count with its noun. */
export function plural(n: number, one: string, many: string): string {
  return n === 1 ? `1 ${one}` : `${number(n)} ${many}`;
}

/** The shortest text that reads back as the same number, for programs. */
export function exact(value: number | null | undefined): string {
  return value === null || value === undefined || !Number.isFinite(value) ? "" : String(value);
}

/** A file size. */
export function bytes(n: number): string {
  if (n < 1024) return `${n} bytes`;
  if (n < 1024 * 1024) return `${number(n / 1024)} KiB`;
  return `${number(n / 1024 / 1024)} MiB`;
}
