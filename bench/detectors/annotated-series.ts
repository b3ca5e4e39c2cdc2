import { existsSync, readFileSync } from 'node:fs';
import { agreedChanges, toleranceFor, type AnnotatedSeries } from './annotated.ts';
import { quality, sum, tally, type Quality } from './score.ts';

/**
 * The univariate series of TCPD with their annotations, where `TCPD_FILE` names a file of them
 * (`{ series: { name: { values, annotations } } }`): their licences differ, so none is kept here.
 */
export function readTcpd(): AnnotatedSeries[] {
  const path = process.env.TCPD_FILE;
  if (path === undefined || !existsSync(path)) return [];
  const { series } = JSON.parse(readFileSync(path, 'utf8')) as {
    series: Record<string, Omit<AnnotatedSeries, 'name'>>;
  };
  return Object.entries(series).map(([name, { values, annotations }]) => ({ name, values, annotations }));
}

/** The online reading: an alarm has to come after the change that people saw, and soon. */
export function onAnnotated(
  series: readonly AnnotatedSeries[],
  alarmsOf: (values: readonly number[]) => number[]
): Quality & { falseAlarms: number } {
  const total = sum(
    series.map((one) => tally(alarmsOf(one.values), agreedChanges(one), one.values.length, toleranceFor(one)))
  );
  return { ...quality(total), falseAlarms: total.falseAlarms };
}
