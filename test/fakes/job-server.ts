import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Json } from '../../src/terms/json.ts';
import type { EvaluateRequest, Progress, Trainer, TrainRequest } from '../../src/trainers/trainer.ts';
import { fakeJob, type FakeJob } from './job.ts';

export interface Call {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: Json;
}

/** What the server answers instead of doing its work. */
export interface Fault {
  status: number;
  body?: string;
  headers?: Record<string, string>;
  /** The work is done all the same, only the answer is lost. */
  afterWork?: boolean;
}

interface Job {
  id: string;
  state: 'running' | 'succeeded' | 'failed' | 'cancelled';
  context: FakeJob;
  progress?: Progress;
  result?: unknown;
  error?: string;
  permanent?: boolean;
}

/**
 * A job service over HTTP on the loopback interface that really trains, with a trainer of ours: `POST /jobs`, `GET /jobs/:id`,
 * `DELETE /jobs/:id`. Submits with the key of an earlier one answer 409 with its id.
 */
export class JobServer {
  readonly calls: Call[] = [];
  /** Asked for every call, newest knowledge first; `undefined`: do your work. */
  fault: (call: Call) => Fault | undefined = () => undefined;
  readonly jobs = new Map<string, Job>();
  private readonly ids = new Map<string, string>();
  private readonly trainer: Trainer;
  private readonly server: Server;

  constructor(trainer: Trainer) {
    this.trainer = trainer;
    this.server = createServer((request, response) => void this.handle(request, response));
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const { context } of this.jobs.values()) context.abort();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    await this.trainer.close?.();
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const bytes = await buffer(request);
    const body = bytes.length > 0 ? (JSON.parse(bytes.toString('utf8')) as Json) : null;
    const call: Call = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body };
    this.calls.push(call);
    const fault = this.fault(call);
    const [status, answer] = !fault || fault.afterWork ? this.work(call) : [0, null];
    if (fault) response.writeHead(fault.status, fault.headers).end(fault.body);
    else response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  }

  private work({ method, url, headers, body }: Call): [number, unknown] {
    if (method === 'POST') return this.submit(String(headers['idempotency-key']), body as unknown as Submission);
    const job = this.jobs.get(url.split('/').at(-1) ?? '');
    if (!job) return [404, { error: 'no such job' }];
    if (method === 'DELETE') job.context.abort(new Error('cancelled over HTTP'));
    const { context: _, ...answer } = job;
    return [200, answer];
  }

  private submit(key: string, { action, request, checkpoint }: Submission): [number, unknown] {
    const known = this.ids.get(key);
    if (known) return [409, { id: known }];
    const lastProgress = checkpoint === null ? undefined : { fraction: 0, message: '', checkpoint };
    const context = fakeJob({ lastProgress, onHeartbeat: (progress) => (job.progress = progress) });
    const job: Job = { id: `job-${this.ids.size + 1}`, state: 'running', context };
    this.ids.set(key, job.id);
    this.jobs.set(job.id, job);
    const run =
      action === 'train'
        ? this.trainer.train(request as TrainRequest, context)
        : this.trainer.evaluate(request as EvaluateRequest, context);
    run.then(
      (result) => Object.assign(job, { state: 'succeeded', result }),
      (error: Error & { permanent?: boolean }) =>
        Object.assign(job, {
          state: context.signal.aborted ? 'cancelled' : 'failed',
          error: error.message,
          permanent: error.permanent,
        })
    );
    return [201, { id: job.id }];
  }
}

interface Submission {
  action: 'train' | 'evaluate';
  request: TrainRequest | EvaluateRequest;
  checkpoint: string | null;
}
