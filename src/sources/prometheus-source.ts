import { ConfigurationError, SourceError } from '../terms/errors.ts';
import { AnswerTooLongError, request, type HttpAnswer } from '../http/request.ts';
import { excerpt } from '../terms/visible-text.ts';
import type { MetricSource, RangeQuery, RangeSeries } from './metric-source.ts';
import { shownAddress } from '../terms/shown-address.ts';

/**
 * A Prometheus, or what answers like one (Thanos, Mimir, VictoriaMetrics).
 *
 * @example
 * ```ts
 * const source = prometheusSource({ name: 'prometheus', url: 'http://prometheus:9090' });
 * ```
 */
export interface PrometheusSourceOptions {
  /** What monitors call it: `pull: { source: prometheus }`. */
  name: string;
  /** Where its API begins: `http://prometheus:9090`. */
  url: string;
  /** Sent with every question: credentials, a tenant. @default {} */
  headers?: Readonly<Record<string, string>>;
  /** How long an answer may take. @default 20000 */
  timeoutMs?: number;
}

/** @throws ConfigurationError when the address is none */
export function prometheusSource({
  name,
  url,
  headers = {},
  timeoutMs = 20_000,
}: PrometheusSourceOptions): MetricSource {
  const isAddress = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
  if (!isAddress)
    throw new ConfigurationError(
      `Expected \`url\` of source \`${name}\` to be an address such as \`http://prometheus:9090\`, got \`${excerpt(shownAddress(url), 80)}\`; is \`http://\` missing?`
    );
  const endpoint = new URL(`${url.replace(/\/+$/, '')}/api/v1/query_range`);
  return {
    name,
    async range({ query, from, to, stepMs, signal }: RangeQuery): Promise<RangeSeries[]> {
      const form = new URLSearchParams({
        query,
        start: String(from / 1_000),
        end: String(to / 1_000),
        step: String(stepMs / 1_000),
      });
      const answer = await request({
        method: 'POST',
        url: endpoint,
        headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
        body: form.toString(),
        timeoutMs,
        signal,
        maxBytes: 16_777_216,
      }).catch((cause: Error) => {
        signal.throwIfAborted();
        const permanent = cause instanceof AnswerTooLongError;
        throw new SourceError(`Source \`${name}\` did not answer: ${cause.message}`, { cause, permanent });
      });
      return seriesOf(name, query, answer);
    },
  };
}

// --- internal ---

interface Answered {
  status?: unknown;
  error?: unknown;
  data?: { resultType?: unknown; result?: unknown };
}

function seriesOf(name: string, query: string, { status, text }: HttpAnswer): RangeSeries[] {
  const body = parsed(text);
  if (status !== 200 || body?.status !== 'success') {
    const why = typeof body?.error === 'string' ? body.error : `status ${status}`;
    // What is wrong with a query stays wrong; who is asked too often, or is in trouble, may answer later.
    const permanent = status >= 400 && status < 500 && ![408, 425, 429].includes(status);
    const about = status === 400 || status === 422 ? ` \`${excerpt(query, 200)}\`` : '';
    throw new SourceError(`Source \`${name}\` refused the query${about}: ${excerpt(why, 300)}`, { permanent });
  }
  const { resultType, result } = body.data ?? {};
  if (resultType !== 'matrix' || !Array.isArray(result))
    throw new SourceError(`Expected source \`${name}\` to answer with a matrix, got ${excerpt(text, 100)}`, {
      permanent: false,
    });
  return result.map((one: { metric?: Record<string, string>; values?: unknown }) => ({
    labels: one.metric ?? {},
    points: pointsOf(one.values),
  }));
}

function parsed(text: string): Answered | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Values are texts; those that are no number (`NaN` of an empty average) are left out. */
function pointsOf(values: unknown): [number, number][] {
  if (!Array.isArray(values)) return [];
  return values.flatMap((pair: unknown): [number, number][] => {
    const [at, text] = Array.isArray(pair) ? (pair as unknown[]) : [];
    const value = typeof text === 'string' ? Number(text) : Number.NaN;
    return typeof at === 'number' && Number.isFinite(value) ? [[Math.round(at * 1_000), value]] : [];
  });
}
