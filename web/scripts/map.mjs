// SPDX-License-Identifier: Apache-2.0
//
// Makes the shapes of the map (generated/world.json) from Natural Earth's 1:50m countries, as world-atlas
// packs them, and the places of the tile grid (generated/tiles.json) from the same shapes. Both come out the
// same from the same input: nothing here is random and no file is dated.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { geoCentroid, geoEqualEarth } from "d3-geo";
import { feature, quantize } from "topojson-client";

const here = new URL("..", import.meta.url);
const read = (path) => readFileSync(new URL(path, here), "utf8");

/** The register's codes by M49 number, and the states that are judged. */
function register() {
  const byNumber = new Map();
  const states = [];
  for (const line of read("../data/countries.csv").trim().split(/\r?\n/).slice(1)) {
    const cells = line.split(","); // The first five cells are never quoted.
    const [code, name, kind, , m49] = cells;
    if (m49) byNumber.set(Number(m49), { code, name });
    if (["state", "observer", "limited"].includes(kind)) states.push(code);
  }
  return { byNumber, states };
}

/** Shapes that Natural Earth gives no number, and what they are shown as; null leaves them without a country. */
const UNNUMBERED = { Kosovo: "XKX", Somaliland: null, "N. Cyprus": null, "Indian Ocean Ter.": "AUS", "Siachen Glacier": null };

/** Where states stand whose shapes the scale leaves out. */
const POINTS = { TUV: [179.2, -8.52] };

/** Rounds coordinates to a coarser grid and keeps only the arcs of some geometries. */
function prune(topology, geometries, steps) {
  const { scale, translate } = topology.transform;
  const arcs = topology.arcs.map((arc) => {
    let [x, y] = [0, 0];
    return arc.map(([dx, dy]) => [(x += dx) * scale[0] + translate[0], (y += dy) * scale[1] + translate[1]]);
  });
  const kept = [];
  const place = new Map();
  const keep = (index) => {
    const at = index < 0 ? ~index : index;
    if (!place.has(at)) place.set(at, kept.push(arcs[at]) - 1);
    return index < 0 ? ~place.get(at) : place.get(at);
  };
  const walk = (list) => (typeof list[0] === "number" ? list.map(keep) : list.map(walk));
  const bare = geometries.map((g) => ({ ...g, arcs: walk(g.arcs) }));
  return quantize({ type: "Topology", objects: { countries: { type: "GeometryCollection", geometries: bare } }, arcs: kept }, steps);
}

function shapes() {
  const { byNumber } = register();
  const topology = JSON.parse(read("node_modules/world-atlas/countries-50m.json"));
  const geometries = topology.objects.countries.geometries
    .filter((g) => g.properties.name !== "Antarctica")
    .map((g) => {
      const name = g.properties.name;
      const entry = g.id === undefined ? undefined : byNumber.get(Number(g.id));
      const code = entry?.code ?? UNNUMBERED[name] ?? null;
      return { type: g.type, arcs: g.arcs, ...(code ? { id: code } : {}), properties: { name: entry?.name ?? name } };
    });
  return prune(topology, geometries, 12000);
}

const COLUMNS = 27;
const ROWS = 19;

/** Spreads numbers evenly over 0 to 1, in part: the mean of where they stand and of their order. */
function spread(values, evenly) {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const order = [...values.keys()].sort((a, b) => values[a] - values[b] || a - b);
  const rank = new Array(values.length);
  order.forEach((index, place) => (rank[index] = place / (values.length - 1)));
  return values.map((v, i) => (1 - evenly) * ((v - low) / (high - low)) + evenly * rank[i]);
}

/** The assignment of rows to columns with the least sum of costs (Kuhn 1955; Munkres 1957, with potentials). */
function assign(cost) {
  const n = cost.length;
  const m = cost[0].length;
  const u = new Array(n + 1).fill(0);
  const v = new Array(m + 1).fill(0);
  const match = new Array(m + 1).fill(0);
  const way = new Array(m + 1).fill(0);
  for (let i = 1; i <= n; i++) {
    match[0] = i;
    let j0 = 0;
    const least = new Array(m + 1).fill(Infinity);
    const used = new Array(m + 1).fill(false);
    do {
      used[j0] = true;
      let delta = Infinity;
      let j1 = 0;
      for (let j = 1; j <= m; j++) {
        if (used[j]) continue;
        const reduced = cost[match[j0] - 1][j - 1] - u[match[j0]] - v[j];
        if (reduced < least[j]) [least[j], way[j]] = [reduced, j0];
        if (least[j] < delta) [delta, j1] = [least[j], j];
      }
      for (let j = 0; j <= m; j++) {
        if (used[j]) [u[match[j]], v[j]] = [u[match[j]] + delta, v[j] - delta];
        else least[j] -= delta;
      }
      j0 = j1;
    } while (match[j0] !== 0);
    do {
      match[j0] = match[way[j0]];
      j0 = way[j0];
    } while (j0 !== 0);
  }
  const out = new Array(n);
  for (let j = 1; j <= m; j++) if (match[j]) out[match[j] - 1] = j - 1;
  return out;
}

function tiles(world) {
  const { states } = register();
  const project = geoEqualEarth();
  const centres = new Map(Object.entries(POINTS));
  for (const f of feature(world, world.objects.countries).features) {
    if (f.id && !centres.has(f.id)) centres.set(f.id, geoCentroid(f));
  }
  const codes = states.filter((code) => centres.has(code)).sort();
  const points = codes.map((code) => project(centres.get(code)));
  const xs = spread(points.map((p) => p[0]), 0.5).map((x) => x * (COLUMNS - 1));
  const ys = spread(points.map((p) => p[1]), 0.5).map((y) => y * (ROWS - 1));
  const cost = codes.map((_, i) => Array.from({ length: COLUMNS * ROWS }, (_, cell) => (xs[i] - (cell % COLUMNS)) ** 2 + (ys[i] - Math.floor(cell / COLUMNS)) ** 2));
  const cells = assign(cost);
  return Object.fromEntries(codes.map((code, i) => [code, [cells[i] % COLUMNS, Math.floor(cells[i] / COLUMNS)]]));
}

const world = shapes();
mkdirSync(new URL("generated/", here), { recursive: true });
writeFileSync(new URL("generated/world.json", here), JSON.stringify(world) + "\n");
writeFileSync(new URL("generated/tiles.json", here), JSON.stringify(tiles(world)) + "\n");
