// SPDX-License-Identifier: Apache-2.0

import { readView, readable, writeView, type Ignored, type View } from "./view";

/** Where the reader is: the address of this tab, as state. */
class Place {
  /** The path, without query. */
  path = $state(window.location.pathname);
  /** The query, without its question mark. */
  search = $state(window.location.search.slice(1));
  /** Counts the moves that show another page, so that focus and scroll follow them. */
  moves = $state(0);
  /** Whether the page stands alone in a file, where there is nowhere to go; its permalinks then begin here. */
  alone: string | null = $state(null);
  /** The height to return to after a step back; null after a step forth. */
  restore: number | null = null;

  /** The query as names and values. */
  readonly query = $derived(new URLSearchParams(this.search));
  readonly #read = $derived(readView(this.query));

  /** The view that the query describes. */
  get view(): View {
    return this.#read.view;
  }
  /** The parts of the query that could not be read. */
  get ignored(): Ignored[] {
    return this.#read.ignored;
  }
  /** The address to copy. */
  get permalink(): string {
    return (this.alone ?? window.location.origin) + this.path + (this.search ? `?${readable(this.query)}` : "");
  }

  /** Goes to an address of this site. */
  go(to: string, replace = false): void {
    if (this.alone !== null) return;
    const url = new URL(to, window.location.href);
    const another = url.pathname !== this.path;
    if (!replace) window.history.replaceState({ y: window.scrollY }, "");
    window.history[replace ? "replaceState" : "pushState"]({ y: 0 }, "", url);
    this.restore = null;
    this.#take(url, another);
    if (url.hash) document.getElementById(url.hash.slice(1))?.scrollIntoView();
  }

  /** Changes parts of the query and stays on the page; null takes a part away. */
  set(changes: Record<string, string | null>, replace = false): void {
    const query = new URLSearchParams(this.search);
    for (const [name, value] of Object.entries(changes)) {
      if (value === null || value === "") query.delete(name);
      else query.set(name, value);
    }
    const { view } = readView(query);
    const text = readable(writeView(view, query));
    if (text !== this.search) this.go(text ? `${this.path}?${text}` : this.path, replace);
  }

  /** Takes a place that the address does not tell, in a page that stands alone. */
  standAlone(base: string, path: string, search: string): void {
    this.alone = base;
    this.path = path;
    this.search = search;
  }

  /** Listens to the browser's back and forward, and to links of this site. */
  listen(): void {
    window.history.scrollRestoration = "manual";
    window.addEventListener("popstate", (event) => {
      const state: unknown = event.state;
      const y = typeof state === "object" && state !== null && "y" in state ? Number(state.y) : 0;
      this.restore = Number.isFinite(y) ? y : 0;
      this.#take(new URL(window.location.href), window.location.pathname !== this.path);
    });
    document.addEventListener("click", (event) => this.#follow(event));
  }

  #take(url: URL, another: boolean): void {
    this.path = url.pathname;
    this.search = url.search.slice(1);
    if (another) this.moves++;
  }

  #follow(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    // Marks of a chart are links too, of the other kind.
    const to = link?.getAttribute("href");
    if (!link || !to || link.hasAttribute("target") || link.hasAttribute("download") || link.hasAttribute("data-native")) return;
    const url = new URL(to, window.location.href);
    if (url.origin !== window.location.origin || url.pathname === "/api" || url.pathname.startsWith("/api/") || /\.\w+$/.test(url.pathname) && !url.pathname.startsWith("/i/")) return;
    if (url.pathname === this.path && url.hash) return;
    event.preventDefault();
    this.go(url.href);
  }
}

/** The one place of this tab. */
export const place = new Place();
