// SPDX-License-Identifier: Apache-2.0

// The brief as a file of its own: the page /c/CODE/brief, drawn from answers that
// stand in the file. Nothing is asked of a server.

import { mount } from "svelte";
import "./app.css";
import { close, remember } from "./lib/api/client";
import { assessmentUrl, driversUrl, neighboursUrl } from "./lib/api/paths";
import type { Assessment, Drivers, Neighbourhood } from "./lib/api/shapes";
import { place } from "./lib/nav/place.svelte";
import Brief from "./routes/Brief.svelte";

interface Answers {
  /** The query that the page would have. */
  query: string;
  assessment: Assessment;
  neighbours: Neighbourhood | null;
  drivers: Drivers | null;
}

const target = document.getElementById("app");
const text = document.getElementById("answers")?.textContent;
if (target && text) {
  const { query, assessment, neighbours, drivers } = JSON.parse(text) as Answers;
  const code = assessment.country;
  // A file has no drawer to open and no address to change; what it cites is the page.
  place.standAlone("", `/c/${code}/brief`, query);
  close();
  remember(assessmentUrl(code, place.view), assessment);
  if (neighbours) remember(neighboursUrl(code, place.view, null, true), neighbours);
  if (drivers) remember(driversUrl(code, { ...place.view, y: assessment.year }, place.view.from ?? assessment.year - 7), drivers);
  mount(Brief, { target, props: { params: { code } } });
}
