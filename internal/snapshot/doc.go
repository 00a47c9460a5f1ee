// SPDX-License-Identifier: Apache-2.0

// Package snapshot writes and reads Qala's snapshot: the observations of all
// sources as Parquet, one file per source, with a manifest that says where every
// figure comes from. It is an adapter: it touches the disk and knows nothing of
// scores.
//
// The nouns are the Manifest (releases, indicators, raw files with their
// hashes, counts of rows), the Snapshot (an opened one) and the Source (what the
// builder needs to know of an importer). Build reads raw files through the
// sources' readers, sorts, writes beside the target and swaps at the end, so
// that an interrupted build leaves the old snapshot standing. Open reads the
// manifest; a source's Parquet file is read, and its hash compared, when it is
// first asked for. Series, Spread and Dyads load values for panels,
// Observations finds single values with the way back to their raw rows, and
// Diff compares two snapshots.
//
// # The files
//
// <source>.parquet is an ordinary Parquet file compressed with zstd, sorted by
// indicator, country, counterpart, year, month and release. Any reader opens it.
// In DuckDB, one source, and all of them with the releases that stand in a
// file's metadata:
//
//	SELECT country, year, value, coalesce(text, value::VARCHAR) AS raw_cell
//	FROM 'data/snapshot/wdi.parquet' WHERE indicator = 'wdi.SP.POP.TOTL';
//
//	SELECT indicator, count(*) FROM read_parquet('data/snapshot/*.parquet',
//	union_by_name = true) WHERE indicator IS NOT NULL GROUP BY indicator;
//
//	SELECT decode(key), decode(value)
//	FROM parquet_kv_metadata('data/snapshot/wdi.parquet');
//
// In pandas it is pandas.read_parquet("wdi.parquet"), in R
// arrow::read_parquet("wdi.parquet").
//
// Columns: indicator; country (ISO 3166-1 alpha-3 or the register's own code);
// entity (the country as the source writes it); counterpart (the other side of a
// dyad, null for a plain value); year; month (null for a whole year); value;
// low, high and standard_error (the source's own statement of uncertainty, null
// where it makes none); flags (words separated by commas, null for none);
// release; file, row, rows and place (where the raw figure stands, and how many
// rows were combined); text (the raw cell, null where it is exactly the shortest
// decimal form of the value). <source>.rejected.parquet holds every row that
// could not be read, with its reason. Releases, licence, citation and the format
// version stand in the key-value metadata too, so that a file that is passed on
// alone still says what it is.
//
// The package refuses a snapshot of another format version, a file that is not
// the one its manifest names, values that are not finite and keys that repeat.
package snapshot
