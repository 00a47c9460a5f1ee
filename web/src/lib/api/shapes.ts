// SPDX-License-Identifier: Apache-2.0

// The answers of the API as the pages read them.

/** A range around a score or a rank, from all draws. */
export interface Span { median: number; lo: number; hi: number; lo50?: number; hi50?: number }

/** A scored node. Score and rank are null where it is not scored, with the reason. */
export interface Score {
  score: number | null;
  rank: number | null;
  of: number;
  coverage: number;
  world_median: number | null;
  reason?: string;
  range?: Span;
  rank_range?: Span;
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
  sources: Origin[]; warnings: Warning[] | null;
}

/** A row of the ranking. */
export interface RankRow extends Score { iso3: string; name: string; pillars: Score[]; kinds?: Score[]; indistinguishable?: string[] }

/** All states in order of their score. */
export interface Ranking {
  id: string; year: number; framework: string; framework_name: string; data: string; version: string; of: number;
  pillars: string[]; kinds?: string[]; countries: RankRow[]; warnings: Warning[] | null;
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
  id: string; name: string; definition: string; unit: string; kind: string; source: string; first_year: number; last_year: number;
  countries: number; frameworks: string[]; limits?: string;
}

/** A country of the register. */
export interface Country { iso3: string; name: string; [key: string]: unknown }
