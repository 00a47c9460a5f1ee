// SPDX-License-Identifier: Apache-2.0

// The answers of the API as the pages read them.

/** A median with the middle 50 % and 90 % of all variants. */
export interface Band { median: number; lo50: number; hi50: number; lo90: number; hi90: number }

/** How a score and its rank vary over all variants. */
export interface Range { score: Band; rank: Band; rank_simultaneous?: { lo: number; hi: number }; scored: number }

/** What ranges rest on. */
export interface Variants {
  draws: number; seed: number; failed?: { reason: string; count: number }[]; factors: { id: string; levels: string[]; why?: string }[];
  no_stated_error?: string[];
}

/** A scored node. Score and rank are null where it is not scored, with the reason. */
export interface Score {
  score: number | null;
  rank: number | null;
  of: number;
  coverage: number;
  world_median: number | null;
  reason?: string;
  range?: Range;
}

/** A scored node below the index. */
export interface Group extends Score { id: string; name?: string; weight?: number }

/** The way to a raw row. */
export interface Ref { sha256: string; file: string; row?: number; rows?: number; place?: string; entity?: string; text?: string }

/** One value as it entered a score, or the reason why there is none. */
export interface Indicator {
  id: string; name: string; group?: string; kind?: string; value?: number; unit?: string; year?: number; score?: number;
  weight?: number; direction?: string; source?: string; release?: string; licence?: string; ref?: Ref; inputs?: string[];
  flags?: string[]; missing?: string; last_year?: number; lo?: number; hi?: number; se?: number;
}

/** A branch of the index with its groups and indicators. */
export interface Pillar extends Group { name: string; kind?: string; weight: number; groups?: Group[]; indicators: Indicator[] }

/** Where a release comes from. */
export interface Origin {
  source: string; release: string; published?: string; title: string; producer: string; url: string; licence: string;
  licence_url?: string; citation: string; vintaged?: boolean;
}

/** A caveat that travels with a result. */
export interface Warning { code: string; subject?: string; text: string }

/** The judgement of one country in one year. */
export interface Assessment {
  id: string; country: string; name: string; year: number; framework: string; framework_name: string; as_of?: string;
  data: string; version: string; sentence?: string; overall: Score; kinds?: Group[]; pillars: Pillar[]; exposure?: Indicator[];
  sources: Origin[]; warnings: Warning[] | null; indistinguishable?: string[]; variants?: Variants;
}

/** A row of the ranking. */
export interface RankRow extends Score { iso3: string; name: string; pillars: Score[]; kinds?: Score[]; indistinguishable?: string[] }

/** All states in order of their score. */
export interface Ranking {
  id: string; year: number; framework: string; framework_name: string; data: string; version: string; of: number;
  pillars: string[]; kinds?: string[]; countries: RankRow[]; warnings: Warning[] | null; variants?: Variants;
}

/** States side by side. */
export interface Comparison { id: string; year: number; framework: string; data: string; countries: Assessment[]; warnings: Warning[] | null }

/** One number opened down to its raw rows. */
export interface Explanation {
  id: string; country: string; name: string; indicator: string; indicator_name: string; definition: string; kind?: string;
  limits?: string; value?: number; unit?: string; year: number; framework: string; source?: string; title?: string;
  release?: string; published?: string; licence?: string; licence_url?: string; citation?: string; url?: string;
  formula?: string; refs?: Ref[] | null; flags?: string[] | null; sources?: Origin[]; warnings: Warning[] | null;
  missing?: string; last_year?: number; lo?: number; hi?: number; se?: number; inputs?: unknown[];
}

/** A line of the catalogue of indicators. */
export interface IndicatorLine {
  id: string; name: string; definition: string; unit: string; kind: string; source: string; first_year?: number; last_year?: number;
  countries?: number; frameworks: string[]; limits?: string; formula?: string; inputs?: string[]; why?: string; dyadic?: boolean;
}

/** A country of the register. */
export interface Country {
  iso3: string; name: string; kind: string; judged: boolean; iso2?: string; m49?: number; region?: string; subregion?: string; capital?: string;
  names?: string[]; demonyms?: string[]; rule?: string;
}

/** A data set and what is held of it. */
export interface Source {
  id: string; title: string; producer: string; homepage: string; licence: string; licence_url: string; licence_note?: string; citation: string;
  terms: string; status: string; kind: string; max_rejected: number; releases: { id: string; published: string }[]; series: number; notes?: string[];
  snapshot?: {
    rows: { read: number; kept: number; rejected: number; skipped: number }; bytes: number; rejected_by_reason: { reason: string; count: number }[];
    files: { path: string; release: string; sha256: string; bytes: number; kept: number; rejected: number; rejected_samples?: { row?: number; column?: string; text: string; reason: string }[] }[];
  };
}

/** A node of a framework's tree. */
export interface TreeNode {
  id: string; name: string; kind?: string; weight: number; why?: string; aggregate?: { method: string }; indicator?: string; direction?: number;
  goalposts?: { low: number; high: number; why?: string }; children?: TreeNode[];
}

/** A framework: how states are judged, and why so. */
export interface Framework {
  id: string; name: string; version?: string; description?: string; sha256: string; years: { first: number; last: number; default: number };
  carry_forward: number; carry_forward_why?: string; min_coverage: number; min_coverage_why?: string; recipe: Record<string, unknown>;
  recipe_why?: string; indicators: number; root?: TreeNode; exposure?: { indicator?: string; id?: string; pillar?: string; why?: string }[];
}

/** An end of a comparison that drivers take apart. */
export interface Side { country?: string; name: string; year: number; as_of?: string; score: number; coverage: number }

/** A part of a difference, with its own parts. */
export interface Effect {
  id: string; name: string; points: number; standard_error?: number; from_score: number | null; to_score: number | null;
  from_value?: Indicator; to_value?: Indicator; parts?: Effect[];
}

/** A difference of two scores taken apart. */
export interface Drivers {
  id: string; country: string; name: string; framework: string; framework_name: string; data: string; version: string; from: Side; to: Side;
  points: number; exact: boolean; revision?: { points: number; effects: Effect[] }; effects: Effect[]; sources: Origin[]; warnings: Warning[] | null;
}
