// SPDX-License-Identifier: Apache-2.0

// Package naturalearth reads Natural Earth's shapes of countries, a zipped ESRI
// shapefile, and turns them into distances between states.
//
// Its nouns: a feature is a row of attributes with its rings; a part is a ring; a
// body is the parts of one state as short straight pieces in space, in a tree of
// boxes; a meeting is the shortest way between two bodies.
//
// The steps: decode the rings (.shp) and the attributes (.dbf), gather the
// features of each state, cut the outlines into pieces of a quarter of a degree,
// find the nearest points of every pair of bodies, measure the geodesic between
// them, emit both directions of every pair that is near enough.
//
// Distance is that between the nearest points of two outlines, whether shore or
// land border, along the geodesic of the WGS84 ellipsoid, and 0 where the outlines
// touch. Nearest is judged by the straight line through the earth, which grows with
// the geodesic. No library at hand decodes shapefiles or finds nearest points on
// a sphere; rings and their areas are orb's.
//
// It refuses a file that is no polygon shapefile or whose two halves have not the
// same number of features. A feature whose code the register does not know, or that
// has no shape, is a rejected row; one that is no state is passed over.
package naturalearth
