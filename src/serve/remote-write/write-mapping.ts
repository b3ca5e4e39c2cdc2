import { createHash } from 'node:crypto';
import type { PromSeries } from './decode-write-request.ts';

/**
 * What the labels of a series mean. Texts in braces stand for labels: `shop:{service}`.
 *
 * @example
 * ```ts
 * await startServer({ client, prometheusWrite: { model: 'shop:{service}', metrics: { ranker_accuracy: 'accuracy' } } });
 * ```
 */
export interface PrometheusWriteOptions {
  /** Id of the model; a series without one of the labels is not for a monitor. @default '{model}' */
  model?: string;
  /** Segment; a series without one of the labels is of the model as a whole. @default '{segment}' */
  segment?: string;
  /** Version that the value was measured on; without one of the labels, the champion. @default '{version}' */
  version?: string;
  /** The monitors' metrics by the names in Prometheus; all others are passed over. @default the names as they are */
  metrics?: Readonly<Record<string, string>>;
}

/** Where the values of a series belong. */
export interface Place {
  model: string;
  metric: string;
  segment?: string;
  version?: string;
  /** The same for the same labels: with the time it tells a value that comes again. */
  list: string;
}

/** `undefined` for a series that is not for a monitor. */
export function placeOf({ labels }: Pick<PromSeries, 'labels'>, options: PrometheusWriteOptions): Place | undefined {
  const { model = '{model}', segment = '{segment}', version = '{version}', metrics } = options;
  const name = labels['__name__'] ?? '';
  const metric = metrics ? (Object.hasOwn(metrics, name) ? metrics[name] : undefined) : name;
  const id = filled(model, labels);
  if (!metric || !id) return undefined;
  const its = { segment: filled(segment, labels), version: filled(version, labels) };
  return {
    model: id,
    metric,
    ...(its.segment ? { segment: its.segment } : {}),
    ...(its.version ? { version: its.version } : {}),
    list: `prometheus/${hashOf(labels)}`,
  };
}

// --- internal ---

function filled(template: string, labels: PromSeries['labels']): string | undefined {
  let isWhole = true;
  const text = template.replaceAll(/\{(\w+)\}/g, (_, label: string) => {
    const value = Object.hasOwn(labels, label) ? labels[label] : undefined;
    if (!value) isWhole = false;
    return value ?? '';
  });
  return isWhole ? text : undefined;
}

function hashOf(labels: PromSeries['labels']): string {
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('base64url').slice(0, 22);
}
