import { readFileSync } from 'node:fs';

/** One stream of a reference file, and what the library made of it. Only the fields that tests read. */
export interface GoldenCase {
  stream: string;
  length?: number;
  detections?: number[] | null;
  detections_ranges?: [number, number][];
  warnings?: number[] | null;
  warnings_ranges?: [number, number][];
  statistics?: Record<string, Record<string, number | string | null>>;
  final_statistic?: Record<string, number | string | null>;
  first_detection?: number | null;
  error?: string;
}

export interface GoldenFile<Case = GoldenCase> {
  detector: string;
  library: string;
  library_version: string;
  params: Record<string, unknown>;
  cases: Case[];
}

export function readGolden<Case = GoldenCase>(name: string): GoldenFile<Case> {
  return JSON.parse(readFileSync(new URL(`../reference/${name}.json`, import.meta.url), 'utf8')) as GoldenFile<Case>;
}

/** Values of a stream; bits come as a string of 0 and 1. */
export function readStream(name: string): number[] {
  const stream = streams[name];
  if (!stream) throw new Error(`No stream \`${name}\` in test/reference/streams.json`);
  return typeof stream.values === 'string' ? stream.values.split('').map(Number) : stream.values;
}

/** The indices of a list that may have been written as inclusive ranges. */
export function indices(list: number[] | null | undefined, ranges: [number, number][] | undefined): number[] {
  if (list) return list;
  return (ranges ?? []).flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i));
}

/** Relative distance, absolute under one billionth, where the references keep too few digits to tell. */
export function distance(actual: number, expected: number): number {
  if (actual === expected) return 0;
  return Math.abs(actual - expected) / Math.max(Math.abs(expected), 1e-9);
}

const streams = JSON.parse(readFileSync(new URL('../reference/streams.json', import.meta.url), 'utf8')) as Record<
  string,
  { values: number[] | string }
>;
