import { setTimeout as delay } from 'node:timers/promises';
import type { Json } from '../../terms/json.ts';
import { TrainingError } from '../../terms/errors.ts';
import { parseJson } from '../check-result.ts';
import type { JobContext } from '../trainer.ts';
import type { HttpClient } from './http-client.ts';
import { decodeJobReference, encodeJobReference } from './job-reference.ts';
import type { CheckedHttpTrainerOptions, HttpJob } from './options.ts';
import { fillTemplate, valueAt, type TemplateValues } from './template.ts';

export interface RemoteJob {
  spec: HttpJob;
  /** The same key never starts two jobs. */
  key: string;
  /** What templates may name, besides `key`, `job` and, in `submit`, `checkpoint`. */
  values: TemplateValues;
}

/**
 * Runs a job on the service and gives its result. A job of an earlier attempt that still runs, or has ended well
 * meanwhile, is taken up instead of starting another one.
 */
export async function runJob(
  job: RemoteJob,
  client: HttpClient,
  options: CheckedHttpTrainerOptions,
  context: JobContext
): Promise<unknown> {
  context.signal.throwIfAborted();
  const watch = new JobWatch(job, client, context);
  const deadline = performance.now() + options.timeoutMs;
  let id = decodeJobReference(context.lastProgress?.checkpoint)?.job;
  const pulse = setInterval(() => watch.heartbeat(), heartbeatMs);
  const untilEnd = async (job: string, first: unknown): Promise<unknown> => {
    let answer = first;
    while (watch.stateOf(answer) === 'running') {
      const leftMs = deadline - performance.now();
      if (leftMs <= 0)
        throw new TrainingError(
          `Expected job ${job} to end within ${options.timeoutMs} ms, it was cancelled; check it, or raise the timeout`
        );
      await pause(Math.min(watch.everyMs, leftMs), context.signal);
      answer = await watch.poll(job);
    }
    return answer;
  };
  try {
    let answer = id === undefined ? undefined : await watch.takeUp(id);
    if (id !== undefined && answer !== undefined) answer = await untilEnd(id, answer);
    // The cancellation of an earlier attempt may only now have reached its job.
    if (id === undefined || answer === undefined || watch.stateOf(answer) === 'failed') {
      id = undefined;
      id = await watch.submit(options.idempotencyHeader);
      answer = await untilEnd(id, await watch.poll(id));
    }
    return await watch.result(id, answer);
  } catch (error) {
    // A job in an unknown state must not run alongside the job of the next attempt.
    if (!(error instanceof JobEnded)) await watch.cancel(id ?? watch.submitted);
    throw error;
  } finally {
    clearInterval(pulse);
  }
}

// --- internal ---

/** The job is over: there is nothing to cancel. */
class JobEnded extends TrainingError {}

const cancelTimeoutMs = 5000;

/** Between two polls, and while the service takes its time. */
const heartbeatMs = 5000;

class JobWatch {
  private readonly job: RemoteJob;
  private readonly client: HttpClient;
  private readonly context: JobContext;
  private beat = { fraction: 0, message: 'submitting' };
  private reference: string | undefined;
  /** The job of a submit whose answer has not come, where its id is known beforehand. The service may have made it. */
  submitted: string | undefined;

  constructor(job: RemoteJob, client: HttpClient, context: JobContext) {
    this.job = job;
    this.client = client;
    this.context = context;
    this.reference = context.lastProgress?.checkpoint;
  }

  get everyMs(): number {
    return this.job.spec.poll.everyMs;
  }

  /** The job's own checkpoint: where the next job may continue. */
  private get checkpoint(): string | null {
    return decodeJobReference(this.reference)?.checkpoint ?? null;
  }

  async submit(idempotencyHeader: string): Promise<string> {
    const { spec, key } = this.job;
    const values = { ...this.job.values, key, checkpoint: this.checkpoint };
    this.submitted = idBeforehand(spec.job, values);
    if (this.submitted !== undefined) {
      this.reference = encodeJobReference({ job: this.submitted, checkpoint: this.checkpoint });
      this.heartbeat();
    }
    const { body } = await this.client.call(spec.submit, values, {
      ...this.callOptions(),
      headers: { ...this.context.trace, [idempotencyHeader]: key },
      accept: spec.alreadySubmitted,
    });
    const id = fillTemplate(spec.job, { ...values, response: body });
    if ((typeof id !== 'string' && typeof id !== 'number') || id === '')
      throw new TrainingError(
        `Expected the answer to the submit to hold the job's id at \`${spec.job}\`, got ${JSON.stringify(id)}`,
        {
          permanent: true,
        }
      );
    this.context.log('job submitted', { job: id });
    return String(id);
  }

  /** The state of an earlier attempt's job; `undefined` if the service no longer has it. */
  async takeUp(id: string): Promise<unknown> {
    const answer = await this.pollOnce(id);
    this.context.log(
      answer === undefined ? 'the job of the last attempt is gone' : 'going on with the job of the last attempt',
      { job: id }
    );
    return answer;
  }

  async poll(id: string): Promise<unknown> {
    const answer = await this.pollOnce(id);
    if (answer !== undefined) return answer;
    throw new JobEnded(
      `Expected the service to know job ${id}, but the service no longer knows it; check whether it was deleted`
    );
  }

  stateOf(answer: unknown): 'running' | 'succeeded' | 'failed' {
    const { succeeded, failed } = this.job.spec;
    if (shows(answer, succeeded)) return 'succeeded';
    return shows(answer, failed) ? 'failed' : 'running';
  }

  async result(id: string, answer: unknown): Promise<unknown> {
    const { spec } = this.job;
    if (this.stateOf(answer) === 'failed') {
      const why = valueAt(answer, spec.error);
      const said =
        why === undefined ? 'the service gave no reason' : typeof why === 'string' ? why : JSON.stringify(why);
      throw new JobEnded(`Job ${id} failed: ${said.slice(0, 2000)}`, { permanent: shows(answer, spec.permanent) });
    }
    const { fetch, path } = spec.result;
    const body = fetch ? (await this.client.call(fetch, this.valuesOf(id), this.callOptions())).body : answer;
    const result = valueAt(body, path);
    return typeof result === 'string' ? parseJson(result, `the result of job ${id}`) : result;
  }

  /** Best effort, also when the job was cancelled here: then with a signal of its own. */
  async cancel(id: string | undefined): Promise<void> {
    const { cancel } = this.job.spec;
    if (!cancel || id === undefined) return;
    const signal = AbortSignal.timeout(cancelTimeoutMs);
    try {
      await this.client.call(cancel, this.valuesOf(id), { signal, accept: [404, 409, 410] });
    } catch (error) {
      this.context.log('the job could not be cancelled', { job: id, error: (error as Error).message });
    }
  }

  private async pollOnce(id: string): Promise<unknown> {
    const options = { ...this.callOptions(), accept: [404, 410] };
    const { status, body } = await this.client.call(this.job.spec.poll, this.valuesOf(id), options);
    if (status >= 400) return undefined;
    this.tell(id, body);
    return body;
  }

  private tell(id: string, answer: unknown): void {
    const { progress } = this.job.spec;
    const text = (path: string): string | undefined => {
      const value = valueAt(answer, path);
      return typeof value === 'string' ? value : undefined;
    };
    const fraction = valueAt(answer, progress.fraction);
    const score = valueAt(answer, progress.score);
    this.reference = encodeJobReference({ job: id, checkpoint: text(progress.checkpoint) ?? this.checkpoint });
    this.beat = {
      fraction: typeof fraction === 'number' && fraction >= 0 && fraction <= 1 ? fraction : this.beat.fraction,
      message: text(progress.message) ?? `job ${id} is running`,
      ...(typeof score === 'number' ? { score } : {}),
    };
    this.heartbeat();
  }

  heartbeat(): void {
    this.context.heartbeat({ ...this.beat, ...(this.reference === undefined ? {} : { checkpoint: this.reference }) });
  }

  private valuesOf(id: string): TemplateValues {
    return { ...this.job.values, key: this.job.key, job: id };
  }

  private callOptions() {
    return {
      signal: this.context.signal,
      headers: { ...this.context.trace },
      onRetry: (reason: string): void => {
        this.context.log('trying again', { reason });
        this.heartbeat();
      },
    };
  }
}

/** For a template that takes the id from the request, not from the answer. */
function idBeforehand(template: string, values: TemplateValues): string | undefined {
  if (/\{\{\s*response\b/.test(template)) return undefined;
  const id = fillTemplate(template, values);
  return typeof id === 'string' && id !== '' ? id : undefined;
}

function shows(answer: unknown, sign: { path: string; in: Json[] }): boolean {
  const value = valueAt(answer, sign.path);
  return value !== undefined && sign.in.some((wanted) => JSON.stringify(wanted) === JSON.stringify(value));
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
}
