import { numbered } from '../../../terms/numbered.ts';

export const notCounted = [
  'fenced',
  'overCap',
  'unknownMetric',
  'excluded',
  'tooLate',
  'repeated',
  'indistinct',
] as const;

export type NotCounted = (typeof notCounted)[number];

/** What became of the metrics. */
export interface SendReport {
  model: string;
  /** Observations taken from the input. */
  accepted: number;
  /** Observations that the server confirmed. */
  sent: number;
  /** Resent batches that the monitor already knew, during this run; `null` if no worker answers. */
  duplicates: number | null;
  /** Values of metrics that the monitor does not watch, left out as asked. */
  ignored: number;
  /** Implausible values and times that were sent as asked: an accuracy of 93, for example. */
  odd: number;
  /** Lines that were not sent. */
  rejected: number;
  /** The faults of the first rejected lines. */
  faults: { line: number; message: string }[];
  /** Observations that the monitor accepted but does not count, by reason; `null` if no worker answers. */
  notCounted: Record<NotCounted, number> | null;
  /** Observations older than some it had seen: counted in order of arrival; `null` if no worker answers. */
  outOfOrder: number | null;
  /** Values of the file that was corrected which stand in the new one no more; `null` where none was named. */
  gone: number | null;
}

/** The report as text; leaves out what did not happen. */
export function formatReport(report: SendReport): string {
  const { model, accepted, sent, duplicates, ignored, rejected, outOfOrder } = report;
  const odd = notCounted
    .map((name) => [report.notCounted?.[name] ?? 0, notCountedText[name]] as const)
    .filter(([count]) => count > 0)
    .map(([count, text]) => `${count} ${text}`);
  return [
    `${numbered(accepted, 'observation')} accepted, ${sent} sent to ${model}${duplicates ? `, ${numbered(duplicates, 'duplicate batch', 'duplicate batches')}` : ''}.`,
    ...(ignored > 0 ? [`Left out: ${numbered(ignored, 'value')} of metrics that it does not watch.`] : []),
    ...(odd.length > 0 ? [`Not counted by the monitor: ${odd.join(', ')}.`] : []),
    ...(outOfOrder !== null && outOfOrder > 0
      ? [`Older than earlier ones, and counted in order of arrival: ${outOfOrder}.`]
      : []),
    ...(report.odd > 0 ? [`Sent, but implausible: ${numbered(report.odd, 'value or time', 'values or times')}.`] : []),
    ...(rejected > 0 ? [`${numbered(rejected, 'line')} refused.`] : []),
  ].join('\n');
}

// --- internal ---

const notCountedText: Record<NotCounted, string> = {
  fenced: 'measured on a retired version',
  overCap: 'of segments beyond the cap',
  unknownMetric: 'of metrics that it does not watch',
  excluded: 'in times that its policy excludes',
  tooLate: 'later than their metric allows',
  repeated: 'that it had counted before',
  indistinct: 'that it cannot tell from ones that it had counted (their list has had too many gaps)',
};
