import { Context } from '@temporalio/activity';
import { ScheduleNotFoundError, type WorkflowExecutionStatusName, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure, WorkflowNotFoundError } from '@temporalio/common';
import { columnLength, encodeColumn, encodeDeltas } from '../src/core/wire/columns.ts';
import { encodeNumbers } from '../src/core/wire/numbers.ts';
import { excerpt } from '../src/terms/visible-text.ts';
import { isRetrainError } from '../src/terms/errors.ts';
import { isLabel, type MetricBatch, type MetricSeries } from '../src/core/wire/batch.ts';
import { keyNumber } from '../src/core/wire/keys.ts';
import { monitorWorkflowId, pullScheduleId } from '../src/terms/model-id.ts';
import { signalNames } from '../src/terms/message-names.ts';
import type { Dependencies } from './dependencies.ts';
import type { MetricSource, RangeSeries } from '../src/sources/metric-source.ts';
import type { PullAnswer, PullJob, RetrainActivities } from './contract.ts';

/**
 * Asks a source for a span of time, and signals the monitor what there is. Every value is an entry of a list, at its
 * place on the grid of times: asked for twice, by a retry or by the next pull, it counts once.
 */
export function createPull({ sources }: Pick<Dependencies, 'sources'>): Pick<RetrainActivities, 'retrain.pull'> {
  return {
    async 'retrain.pull'(job): Promise<PullAnswer> {
      try {
        const { answer, batch } = await pulled(sources, job);
        // A signal tells whether there is a monitor; without one, somebody has to ask.
        if (!batch) return (await over(job)) ?? answer;
        if (await signal(job.model, batch)) return answer;
      } catch (error) {
        // A query that only ever fails never comes to a signal.
        const ended = Context.current().cancellationSignal.aborted ? undefined : await over(job);
        if (ended) return ended;
        throw error;
      }
      const ended = await over(job);
      if (ended) return ended;
      throw ApplicationFailure.retryable(`The monitor of ${job.model} did not take what was pulled, but has not ended`);
    },
  };
}

// --- internal ---

/** Observations that one signal takes: 240 kB with times and places. */
const maxValues = 8_000;

interface Found {
  metric: string;
  segment?: string;
  points: RangeSeries['points'];
}

/** What a source has, as the monitor is to get it; no batch where that is nothing. */
async function pulled(
  sources: Dependencies['sources'],
  job: PullJob
): Promise<{ answer: PullAnswer; batch?: MetricBatch }> {
  const source = sources.get(job.pull.source);
  if (!source) throw unknownSource(job.pull.source, [...sources.keys()]);
  const { whole, ...failed } = await askAll(source, job);
  const to = endThatFits(whole, job);
  const series = whole.flatMap((one) => encoded(one, job, to));
  const values = series.reduce((sum, { v }) => sum + columnLength(v), 0);
  const answer = { until: to, values, ...failed };
  if (values === 0) return { answer };
  const { everyMs, queries } = job.pull;
  const seq = to / everyMs;
  const answered = Object.keys(queries).filter((metric) => !isFailed(failed, metric));
  // Another attempt may be answered more: it is another batch, of which each value still counts once.
  const isPart = job.isLate === true || answered.length < Object.keys(queries).length;
  const part = isPart ? `/${keyNumber(answered.sort().join('\n'))}` : '';
  return { answer, batch: { source: `pull/${source.name}/${everyMs}${part}`, seq, series } };
}

type Unread = Pick<PullAnswer, 'refused' | 'unanswered'>;

function isFailed({ refused = {}, unanswered = [] }: Unread, metric: string): boolean {
  return Object.hasOwn(refused, metric) || unanswered.includes(metric);
}

/**
 * Everything that was answered, and what was not.
 *
 * @throws the failure of the first query where no other has a say: with every query unanswered, so that it is retried
 */
async function askAll(source: MetricSource, job: PullJob): Promise<{ whole: Found[] } & Unread> {
  const queries = Object.entries(job.pull.queries);
  const asked = queries.map(([metric, one]) => ask(source, job, metric, one));
  if (!job.each) return { whole: (await Promise.all(asked)).flat() };
  const settled = await Promise.allSettled(asked);
  Context.current().cancellationSignal.throwIfAborted();
  const whole: Found[] = [];
  const refused: [string, string][] = [];
  const unanswered: string[] = [];
  let first: unknown;
  for (const [index, [metric]] of queries.entries()) {
    const one = settled[index]!;
    if (one.status === 'fulfilled') whole.push(...one.value);
    else if (isPermanent(one.reason)) refused.push([metric, excerpt((one.reason as Error).message, 1_000)]);
    else {
      first ??= one.reason;
      unanswered.push(metric);
    }
  }
  if (unanswered.length === queries.length) throw first;
  return {
    whole,
    ...(refused.length > 0 ? { refused: Object.fromEntries(refused) } : {}),
    ...(unanswered.length > 0 ? { unanswered } : {}),
  };
}

/** Whether asking again for the same cannot help. */
function isPermanent(error: unknown): boolean {
  if (error instanceof ApplicationFailure) return error.nonRetryable === true;
  return isRetrainError(error, 'SourceError') && error.permanent;
}

async function ask(
  source: MetricSource,
  { pull, from, to }: PullJob,
  metric: string,
  { query, segment }: PullJob['pull']['queries'][string]
): Promise<Found[]> {
  const signal = Context.current().cancellationSignal;
  const answer = await source.range({ query, from, to, stepMs: pull.everyMs, signal });
  if (segment === null) {
    if (answer.length > 1)
      throw ApplicationFailure.nonRetryable(
        `Expected one series for \`${metric}\`, got ${answer.length}; aggregate in the query, or say which label is the \`segment\``,
        'SourceError'
      );
    return answer.map(({ points }) => ({ metric, points }));
  }
  const seen = new Set<string>();
  return answer.map(({ labels, points }) => {
    // Without the label, or with an empty one, it is of the model as a whole.
    const name = (Object.hasOwn(labels, segment) && labels[segment]) || '';
    if (name !== '' && !isLabel(name))
      throw ApplicationFailure.nonRetryable(
        `Expected the label \`${segment}\` of every series for \`${metric}\` to have 1 to 128 characters, no control characters among them, as it names the segment, got \`${excerpt(name, 80)}\`; change it in the query`,
        'SourceError'
      );
    if (seen.has(name))
      throw ApplicationFailure.nonRetryable(
        `Expected one series for each \`${segment}\` of \`${metric}\`, got several ${name === '' ? 'without that label' : `with \`${excerpt(name, 80)}\``}; aggregate in the query`,
        'SourceError'
      );
    seen.add(name);
    return name === '' ? { metric, points } : { metric, segment: name, points };
  });
}

/** The last time up to which everything has room; there is always room for one. */
function endThatFits(found: readonly Found[], { pull, from, to }: PullJob): number {
  const times = found.flatMap(({ points }) => points.map(([at]) => at)).sort((a, b) => a - b);
  const beyond = times[maxValues];
  if (beyond === undefined || beyond > to) return to;
  const { everyMs } = pull;
  return Math.max(from, Math.ceil(beyond / everyMs) * everyMs - everyMs);
}

function encoded({ metric, segment, points }: Found, { pull, from }: PullJob, to: number): MetricSeries[] {
  const { everyMs } = pull;
  const kept = points.filter(([at]) => at >= from && at <= to && at % everyMs === 0).slice(0, maxValues);
  const [first] = kept;
  if (!first) return [];
  const times = kept.map(([at]) => at);
  const list = keyNumber(`pull/${everyMs}/${segment ?? ''}`);
  return [
    {
      metric,
      ...(segment === undefined ? {} : { segment }),
      t0: first[0],
      dt: encodeDeltas(first[0], times),
      v: encodeColumn(kept.map(([, value]) => value)),
      l: encodeNumbers(
        { list },
        times.map((at) => at / everyMs)
      ),
    },
  ];
}

/** False when there is no monitor any more. */
async function signal(model: string, batch: MetricBatch): Promise<boolean> {
  try {
    await monitorOf(model).signal(signalNames.metrics, batch);
    return true;
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    return false;
  }
}

/** Whether there is surely no monitor any more: one that is paused on the server, or of an unknown state, may go on. */
async function isGone(model: string): Promise<boolean> {
  try {
    return endStates.has((await monitorOf(model).describe()).status.name);
  } catch (error) {
    return error instanceof WorkflowNotFoundError;
  }
}

/** One that continues as new has not ended. */
const endStates: ReadonlySet<string> = new Set<WorkflowExecutionStatusName>([
  'COMPLETED',
  'FAILED',
  'CANCELLED',
  'TERMINATED',
  'TIMED_OUT',
]);

function monitorOf(model: string): WorkflowHandle {
  return Context.current().client.workflow.getHandle(monitorWorkflowId(model));
}

/**
 * Of a monitor that is no more: nobody pulls for it either. That is looked at right before, as another one may have
 * been started meanwhile, with a schedule of the same name: a server deletes whichever there is.
 *
 * @returns nothing where there may be a monitor
 */
async function over({ model, to }: PullJob): Promise<PullAnswer | undefined> {
  if (!(await isGone(model))) return undefined;
  try {
    await Context.current().client.schedule.getHandle(pullScheduleId(model)).delete();
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
  }
  return { until: to, values: 0, isOver: true };
}

function unknownSource(name: string, known: readonly string[]): ApplicationFailure {
  const list = known.join(', ') || 'none';
  return ApplicationFailure.nonRetryable(
    `Source \`${name}\` is not known to this worker; known: ${list}. Add it with \`worker --sources\` or the \`sources\` of RetrainPlugin`,
    'SourceError'
  );
}
