// SPDX-License-Identifier: Apache-2.0

import { geoEqualEarth, geoPath } from "d3-geo";
import type { Position } from "geojson";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import { disputed } from "./disputed";

/** Properties of an area. */
interface Named { name: string; [key: string]: unknown }
/** The topology that scripts/map.mjs writes. */
export type World = Topology<{ countries: GeometryCollection<Named> }>;

/** An area drawn for a width: its outline, and a dot where the outline is too small to be seen. */
export interface Area { code: string | null; name: string; d: string; dot: [number, number] | null }

/** A map drawn for a width. */
export interface Drawn { areas: Area[]; lines: string; dashed: string; sphere: string }

/** Where states stand whose shapes the scale leaves out. */
const POINTS: Record<string, [string, [number, number]]> = { TUV: ["Tuvalu", [179.2, -8.52]] };

/** The height of the map as a share of its width. */
export const SHARE = 0.435;

const SMALL = 14;

/** Draws the world for a width, in the Equal Earth projection, which keeps areas (Šavrič, Patterson and Jenny 2018). */
export function draw(world: World, width: number): Drawn {
  const projection = geoEqualEarth().rotate([-11, 0]).fitWidth(width, { type: "Sphere" });
  // No state lies south of here: Antarctica is left out.
  projection.clipExtent([[0, 0], [width, width * SHARE]]);
  const path = geoPath(projection).digits(1);
  const collection = feature(world, world.objects.countries);
  const areas = collection.features.map((f): Area => {
    const small = path.area(f) < SMALL;
    const centre = path.centroid(f);
    return { code: typeof f.id === "string" ? f.id : null, name: f.properties.name, d: path(f) ?? "", dot: small && centre.every(Number.isFinite) ? centre : null };
  });
  for (const [code, [name, point]] of Object.entries(POINTS)) areas.push({ code, name, d: "", dot: projection(point) });
  const dashes: Position[][] = [];
  const plain: Position[][] = [];
  for (const [arc, [a, b]] of shared(world)) {
    const line = feature(world, { type: "LineString", arcs: [arc] }).geometry;
    if (line.type !== "LineString") continue;
    const [x = 0, y = 0] = line.coordinates[Math.floor(line.coordinates.length / 2)] ?? [];
    (disputed(a, b, [x, y]) ? dashes : plain).push(line.coordinates);
  }
  return {
    areas, lines: path({ type: "MultiLineString", coordinates: plain }) ?? "", dashed: path({ type: "MultiLineString", coordinates: dashes }) ?? "",
    sphere: path({ type: "Sphere" }) ?? "",
  };
}

/** The arcs that two areas share, with the codes of both. */
function shared(world: World): [number, [string | undefined, string | undefined]][] {
  const owners = new Map<number, (string | undefined)[]>();
  for (const g of world.objects.countries.geometries) {
    const code = typeof g.id === "string" ? g.id : undefined;
    for (const arc of new Set(arcsOf("arcs" in g ? g.arcs : []))) owners.set(arc, [...(owners.get(arc) ?? []), code]);
  }
  return [...owners].flatMap(([arc, list]) => (list.length === 2 ? [[arc, [list[0], list[1]]] as [number, [string | undefined, string | undefined]]] : []));
}

function arcsOf(list: unknown): number[] {
  if (typeof list === "number") return [list < 0 ? ~list : list];
  return Array.isArray(list) ? list.flatMap(arcsOf) : [];
}
