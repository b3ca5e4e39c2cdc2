import { IntakeStopped } from '../intake/intake-report.ts';
import { isRetrainError } from '../../terms/errors.ts';
import { excerpt } from '../../terms/visible-text.ts';
import { parseSemVer } from '../../terms/semver.ts';
import { Refusal } from '../problem/refusal.ts';
import { placeOf, type Place, type PrometheusWriteOptions } from './write-mapping.ts';
import type { Intake } from '../intake/intake.ts';
import type { MonitorClient } from '../../client/monitor-client.ts';
import type { PromSeries } from './decode-write-request.ts';
import type { ReadSample } from '../../samples/read-samples.ts';
import type { PassedOverFor, ServeMetrics } from '../gauges/serve-metrics.ts';

export interface WriteTaking {
  client: Pick<MonitorClient, 'stats'>;
  intake: Pick<Intake, 'take'>;
  metrics: Pick<ServeMetrics, 'refused' | 'passedOver'>;
  mapping: PrometheusWriteOptions;
}

/**
 * Brings the values of a write request to the monitors. Whatever is wrong with some of them, all others are taken:
 * Prometheus sends a request again as a whole or not at all, and the monitors count a value that comes again once.
 *
 * @throws Refusal of the kind `busy` when it is to come again, and of any other when that would not help
 */
export async function takeWriteRequest(series: readonly PromSeries[], taking: WriteTaking): Promise<void> {
  const refused: { model: string; message: string }[] = [];
  const undelivered: string[] = [];
  for (const [model, entries] of byModel(series, taking, refused)) {
    if (isStalled(taking, model)) {
      undelivered.push(`what came before for \`${model}\` is not delivered yet`);
      continue;
    }
    try {
      const report = await taking.intake.take(model, [rowsOf(entries)], {
        ignoreUnknown: true,
        force: false,
        hasQuery: false,
        keyOf: (row) => ({ list: entries[row]!.list, number: entries[row]!.at }),
      });
      for (let n = 0; n < report.ignored; n++) taking.metrics.passedOver('unknown-metric');
      refused.push(...report.faults.map(({ message }) => ({ model, message })));
      if (!report.delivered && !isKept(taking, model)) undelivered.push(`${model}: ${report.waiting ?? 'it waits'}`);
    } catch (error) {
      const cause = error instanceof IntakeStopped ? error.cause : error;
      if (!isForGood(cause)) undelivered.push(`${model}: ${(cause as Error).message}`);
      else {
        for (const _ of entries) taking.metrics.refused('unknown-model');
        refused.push({ model, message: (cause as Error).message });
      }
    }
  }
  if (undelivered.length > 0)
    throw new Refusal('busy', `Send it again: ${undelivered[0] ?? ''}${andMore(undelivered.length)}`);
  const [first] = refused;
  if (first)
    throw new Refusal(
      'invalid',
      `Some values were refused, all others were taken: \`${first.model}\`: ${first.message}${andMore(refused.length)}`
    );
}

// --- internal ---

interface Entry extends Place {
  value: number;
  at: number;
}

function byModel(
  series: readonly PromSeries[],
  { mapping, metrics }: WriteTaking,
  refused: { model: string; message: string }[]
): Map<string, Entry[]> {
  const models = new Map<string, Entry[]>();
  for (const one of series) {
    const place = placeOf(one, mapping);
    for (const { value, at } of one.samples) {
      const because = passedOverFor(place, value, at);
      if (because !== undefined) metrics.passedOver(because);
      if (place && because === 'not-a-version') refused.push({ model: place.model, message: noVersion(place) });
      if (!place || because !== undefined) continue;
      const entries = models.get(place.model) ?? [];
      models.set(place.model, entries);
      entries.push({ ...place, value, at });
    }
  }
  return models;
}

function passedOverFor(place: Place | undefined, value: number, at: number): PassedOverFor | undefined {
  if (!place) return 'no-model';
  // A marker of a series that has ended is no number either.
  if (!Number.isFinite(value)) return 'not-a-number';
  if (at < 0) return 'before-1970';
  return place.version !== undefined && !parseSemVer(place.version) ? 'not-a-version' : undefined;
}

function noVersion({ version = '' }: Place): string {
  return `Expected the version to be a semantic version such as \`1.4.0\`, got \`${excerpt(version, 80)}\``;
}

function rowsOf(entries: readonly Entry[]): ReadSample[] {
  return entries.map(({ metric, value, at, segment, version }, line) => ({
    line,
    sample: {
      values: { [metric]: value },
      options: { at, ...(segment ? { segment } : {}), ...(version ? { version } : {}) },
    },
  }));
}

/** Taken again and again while deliveries fail, the same values would fill the buffer. */
function isStalled(taking: WriteTaking, model: string): boolean {
  const queue = taking.client.stats()[model];
  return queue?.error !== undefined && queue.spool === undefined;
}

/** Where the spool has them they outlive this process. */
function isKept({ client }: WriteTaking, model: string): boolean {
  return client.stats()[model]?.spool !== undefined;
}

function isForGood(error: unknown): boolean {
  return isRetrainError(error, 'MonitorNotFoundError') || isRetrainError(error, 'ConfigurationError');
}

function andMore(count: number): string {
  return count > 1 ? `; and ${count - 1} more` : '';
}
