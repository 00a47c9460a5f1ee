// SPDX-License-Identifier: Apache-2.0

/** Light, dark, or as the reader's system has it. */
export type Theme = "auto" | "light" | "dark";

const THEME = "qala.theme";
const KEYS = "qala.keys";

function stored(name: string): string | null {
  try {
    return window.localStorage.getItem(name);
  } catch {
    return null; // Storage may be forbidden; the pages then keep settings for as long as they are open.
  }
}

function store(name: string, value: string): void {
  try {
    window.localStorage.setItem(name, value);
  } catch {
    // As above: nothing is lost but the memory of a choice.
  }
}

/** The reader's settings, kept in this browser and sent nowhere. */
class Settings {
  theme: Theme = $state("auto");
  /** Whether single keys act; WCAG 2.1.4 asks for a way to switch them off. */
  keys = $state(true);

  constructor() {
    const theme = stored(THEME);
    if (theme === "light" || theme === "dark") this.theme = theme;
    this.keys = stored(KEYS) !== "off";
    this.#apply();
  }

  /** Chooses a theme. */
  setTheme(theme: Theme): void {
    this.theme = theme;
    store(THEME, theme);
    this.#apply();
  }

  /** Switches single keys on or off. */
  setKeys(on: boolean): void {
    this.keys = on;
    store(KEYS, on ? "on" : "off");
  }

  #apply(): void {
    if (this.theme === "auto") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = this.theme;
  }
}

/** The settings of this browser. */
export const settings = new Settings();
