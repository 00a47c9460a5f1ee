// SPDX-License-Identifier: Apache-2.0

/** Every page there is, with an address that shows it filled. */
export const PAGES: readonly string[] = [
  "/", "/c/AZE", "/c/AZE/neighbours", "/c/AZE/brief", "/compare?c=AZE,GEO,ARM", "/compare", "/rank?c=AZE", "/map", "/map?v=tiles&kind=economy", "/i/wgi.pv", "/i/wdi.FP.CPI.TOTL.ZG?c=AZE,TUR",
  "/sources", "/methods", "/audit", "/about", "/help", "/lab?w=society:40,economy:20,participation:20,aggression:20", "/check",
];

/** Pages in states that are not the usual one: an island, a state without a score, bad addresses. */
export const EDGES: readonly string[] = ["/c/ISL/neighbours", "/c/MCO", "/c/XYZ", "/c/AZE?y=1066&fw=..&u=17", "/i/nothing.here", "/nowhere", "/c/AZE?y=1997"];
