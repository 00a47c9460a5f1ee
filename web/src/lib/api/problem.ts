// SPDX-License-Identifier: Apache-2.0

/** What went wrong with a parameter. */
export interface Fault { location?: string; message: string; value?: unknown }

/** A refusal or failure, as the API words it in problem+json. */
export class Problem extends Error {
  /** The HTTP status; 0 where the server could not be reached. */
  readonly status: number;
  /** The short name of the kind of problem. */
  readonly title: string;
  readonly faults: readonly Fault[];

  constructor(status: number, title: string, detail: string, faults: readonly Fault[] = []) {
    super(detail || title);
    this.status = status;
    this.title = title;
    this.faults = faults;
  }
}

/** Reads problem+json, or what else a failing answer carries. */
export async function problemOf(answer: Response): Promise<Problem> {
  const fallback = `The server answered ${answer.status}.`;
  try {
    const body: unknown = await answer.json();
    if (typeof body !== "object" || body === null) return new Problem(answer.status, answer.statusText, fallback);
    const text = (name: string): string => {
      const value = (body as Record<string, unknown>)[name];
      return typeof value === "string" ? value : "";
    };
    const errors = (body as Record<string, unknown>)["errors"];
    const faults = Array.isArray(errors) ? errors.filter((e): e is Fault => typeof e === "object" && e !== null && "message" in e) : [];
    return new Problem(answer.status, text("title") || answer.statusText, text("detail") || fallback, faults);
  } catch {
    return new Problem(answer.status, answer.statusText, fallback);
  }
}
