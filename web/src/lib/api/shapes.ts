// SPDX-License-Identifier: Apache-2.0

// The answers of the API by the names that the pages give them. Their types come from the OpenAPI document
// (`npm run types`).

import type { components } from "./schema";

type Schemas = components["schemas"];

/** A median with the middle 50 % and 90 % of all variants. */
export type Band = Schemas["Band"];
/** How a score and its rank vary over all variants. */
export type Range = Schemas["Range"];
/** What ranges rest on. */
export type Variants = Schemas["Variants"];
/** A scored node. Score and rank are null where it is not scored, with the reason. */
export type Score = Schemas["Score"];
/** A scored node below the index. */
export type Group = Schemas["Group"];
/** The way to a raw row. */
export type Ref = Schemas["Ref"];
/** One value as it entered a score, or the reason why there is none. */
export type Indicator = Schemas["Indicator"];
/** A branch of the index with its groups and indicators. */
export type Pillar = Schemas["Pillar"];
/** Where a release comes from. */
export type Origin = Schemas["Origin"];
/** A caveat that travels with a result. */
export type Warning = Schemas["Warning"];
/** The judgement of one country in one year. */
export type Assessment = Schemas["Assessment"];
/** A row of the ranking. */
export type RankRow = Schemas["Row"];
/** All states in order of their score. */
export type Ranking = Schemas["Ranking"];
/** States side by side. */
export type Comparison = Schemas["Comparison"];
/** One number opened down to its raw rows. */
export type Explanation = Schemas["Explanation"];
/** A line of the catalogue of indicators. */
export type IndicatorLine = Schemas["IndicatorView"];
/** A country of the register. */
export type Country = Schemas["CountryView"];
/** A data set and what is held of it. */
export type Source = Schemas["SourceView"];
/** A node of a framework's tree. */
export type TreeNode = Schemas["Node"];
/** A framework: how states are judged, and why so. */
export type Framework = Schemas["FrameworkView"];
/** An end of a comparison that drivers take apart. */
export type Side = Schemas["Side"];
/** A part of a difference, with its own parts. */
export type Effect = Schemas["Effect"];
/** A difference of two scores taken apart. */
export type Drivers = Schemas["Drivers"];
/** One indicator by country and year. */
export type Series = Schemas["Series"];
/** A value of a series, or the reason why there is none. */
export type YearValue = Schemas["YearValue"];
/** A framework looked at from outside. */
export type Audit = Schemas["Audit"];
/** A node of an audited framework: what it weighs and what it does. */
export type AuditNode = Schemas["AuditNode"];

/** A state among those around it. */
export type Neighbourhood = Schemas["Neighbourhood"];
/** A score beside what the neighbourhood leads one to expect. */
export type Residual = Schemas["Residual"];
/** How a country's scores changed over years. */
export type Trend = Schemas["Trend"];
/** Which states depart most from their neighbourhood. */
export type Outliers = Schemas["Outliers"];

/** All states under weights of one's own, beside the framework's. */
export type Trial = Schemas["Trial"];

/** A state in a trial. */
export type TrialRow = Schemas["TrialRow"];

/** The scores of a table of one's own. */
export type TableScores = Schemas["TableScores"];

/** A text with the verdict of each sentence. */
export type Checked = Schemas["Document"];

/** An atomic statement with its verdict. */
export type Claim = Schemas["Claim"];

/** A figure that a verdict rests on. */
export type Evidence = Schemas["Evidence"];

/** All states under every choice, with the probability that one stands above another. */
export type Multiverse = Schemas["Multiverse"];
