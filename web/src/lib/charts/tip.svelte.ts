// SPDX-License-Identifier: Apache-2.0

import type { Attachment } from "svelte/attachments";

/** A line of a mark's details: a name and what stands behind it. */
export type Line = readonly [string, string];

/** The details of a mark, shown on hover and on focus alike; Escape puts them away. */
export class Tip {
  shown = $state(false);
  x = $state(0);
  y = $state(0);
  heading = $state("");
  lines: readonly Line[] = $state.raw([]);
  #figure: HTMLElement | null = null;
  #leaving: ReturnType<typeof setTimeout> | undefined;

  /** Names the element that places are counted from. */
  anchor(figure: HTMLElement): void {
    this.#figure = figure;
  }

  /** Shows the details of a mark beside it. */
  show(mark: Element, heading: string, lines: readonly Line[], x?: number): void {
    if (!this.#figure) return;
    clearTimeout(this.#leaving);
    const frame = this.#figure.getBoundingClientRect();
    const box = mark.getBoundingClientRect();
    this.x = (x ?? box.left + box.width / 2) - frame.left;
    this.y = box.bottom - frame.top + 6;
    this.heading = heading;
    this.lines = lines;
    this.shown = true;
  }

  /** Keeps the details while the pointer is on them. */
  keep(): void {
    clearTimeout(this.#leaving);
  }

  /** Puts the details away, a moment later where the pointer may still reach them. */
  hide(now = false): void {
    clearTimeout(this.#leaving);
    if (now) this.shown = false;
    else this.#leaving = setTimeout(() => (this.shown = false), 120);
  }
}

/** Gives a mark its details. */
export function details(tip: Tip, heading: string, lines: () => readonly Line[]): Attachment<Element> {
  return (mark) => {
    const over = (event: Event): void => tip.show(mark, heading, lines(), event instanceof PointerEvent ? event.clientX : undefined);
    const out = (): void => tip.hide();
    mark.addEventListener("pointerenter", over);
    mark.addEventListener("pointerleave", out);
    mark.addEventListener("focus", over);
    mark.addEventListener("blur", out);
    return () => {
      for (const name of ["pointerenter", "focus"]) mark.removeEventListener(name, over);
      for (const name of ["pointerleave", "blur"]) mark.removeEventListener(name, out);
    };
  };
}

const NEXT: Record<string, number> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

/** Makes the marks of a chart one stop of the Tab key; arrows, Home and End move between them. */
export const roving: Attachment<SVGSVGElement> = (svg) => {
  const marks = (): SVGElement[] => [...svg.querySelectorAll<SVGElement>("[data-mark]")];
  const key = (event: KeyboardEvent): void => {
    const list = marks();
    const at = list.findIndex((m) => m === document.activeElement);
    const step = NEXT[event.key];
    const to = event.key === "Home" ? 0 : event.key === "End" ? list.length - 1 : step !== undefined ? Math.min(Math.max(at + step, 0), list.length - 1) : null;
    if (at < 0 || to === null) return;
    event.preventDefault();
    list[to]?.focus();
  };
  const focus = (event: FocusEvent): void => {
    for (const mark of marks()) mark.setAttribute("tabindex", mark === event.target ? "0" : "-1");
  };
  svg.addEventListener("keydown", key);
  svg.addEventListener("focusin", focus);
  return () => {
    svg.removeEventListener("keydown", key);
    svg.removeEventListener("focusin", focus);
  };
};

/** Lets Enter and Space press a mark that is a button. */
export function press(act: () => void): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    act();
  };
}
