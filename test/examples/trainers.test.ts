import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { fakeJob } from '../fakes/job.ts';
import { loadMonitor } from '../../src/config/file/load-monitor.ts';
import { loadTrainers } from '../../src/worker/load-trainers.ts';
import { rainCsv, rainDay } from '../support/rain.ts';
import { trainRequest } from '../fakes/train-request.ts';
import type { Trainer, TrainResult } from '../../src/trainers/trainer.ts';

const run = promisify(execFile);
const examples = fileURLToPath(new URL('../../examples/trainers', import.meta.url));
const start = process.cwd();
const data = { to: rainDay(18_000), lastSamples: 1_500, holdoutSamples: 300 };
const options = { csv: rainCsv };
let folder: string;
let server: Server | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainers-'));
});
afterEach(async () => {
  process.chdir(start);
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  server = undefined;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A rebuild, a soft retrain from it, and the evaluation of both: what a monitor asks for in a life. */
async function trainAndJudge(trainer: Trainer): Promise<void> {
  const ask = (attempt: number, base: TrainResult | null): Promise<TrainResult> =>
    trainer.train(
      trainRequest({ kind: base ? 'soft' : 'full', base: base?.artifact ?? null, attempt, data, options, seed: 1 }),
      fakeJob()
    );
  const first = await ask(1, null);
  expect(first.dataWindow.samples).toBe(1_200);
  expect(first.dataWindow.to).toBeLessThan(rainDay(18_000 - 299));
  const second = await ask(2, first);
  expect(second.artifact.sha256).not.toBe(first.artifact.sha256);
  for (const { artifact } of [first, second]) {
    const judged = await trainer.evaluate(
      { model: 'weather:rain', retrainId: 'r/1', artifact, data, options },
      fakeJob()
    );
    expect(judged).toMatchObject({ samples: 300, holdout: { to: rainDay(18_000), samples: 300 } });
    expect(judged.losses).toHaveLength(300);
    expect(judged.metrics['accuracy']).toBeGreaterThan(0.6);
  }
}

describe('examples/trainers/command', () => {
  it('trains, continues and evaluates with the script and the trainers file as they are', async () => {
    process.chdir(join(examples, 'command'));
    const [trainer] = await loadTrainers('trainers.yaml', join(folder, 'artifacts'));
    await trainAndJudge(trainer!);
  });

  it('has a monitor that names its trainer, and finds the rows', async () => {
    const { config } = await loadMonitor(join(examples, 'command/monitor.yaml'));
    expect(config.retrain.trainer.name).toBe('rain-script');
    await readFile(join(examples, 'command', config.retrain.trainer.options['csv'] as string));
  });
});

/** A service of which only a few calls are asked, on a port of its own. */
async function serve(answer: (call: string, body: string) => unknown): Promise<string> {
  server = createServer((request, response) => {
    void text(request).then(async (body) => {
      const found = await answer(`${request.method} ${request.url}`, body);
      response.writeHead(found === undefined ? 404 : found === 'conflict' ? 409 : 200).end(JSON.stringify(found ?? {}));
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The trainers file of an example with this test's addresses in place of the example's. */
async function trainerOf(example: string, host: string, base: string, env: NodeJS.ProcessEnv): Promise<Trainer> {
  const file = join(folder, `${example}.yaml`);
  const written = await readFile(join(examples, example, 'trainers.yaml'), 'utf8');
  const here = written.replaceAll(host, base).replaceAll('file:///models/', `${pathToFileURL(folder).href}/`);
  expect(here).not.toContain('.example:');
  await writeFile(file, here.replaceAll('everyMs: 5000', 'everyMs: 20'));
  const [trainer] = await loadTrainers(file, folder, env);
  return trainer!;
}

/** A folder with the example's program beside train.py, as the image or the folder of DAGs has them. */
async function programs(example: string, file: string): Promise<string> {
  const place = join(folder, example);
  await mkdir(place, { recursive: true });
  await cp(join(examples, 'command/train.py'), join(place, 'train.py'));
  await cp(join(examples, example, file), join(place, file));
  return place;
}

const quiet = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };

describe('examples/trainers/kubernetes', () => {
  it('creates a job, waits for it, and reads its result from the config map that the job leaves', async () => {
    const place = await programs('kubernetes', 'job.py');
    const jobs = new Map<string, { status: object }>();
    const configMaps = new Map<string, unknown>();
    let base = '';
    base = await serve((call, body) => {
      if (call === 'POST /apis/batch/v1/namespaces/ml/jobs') {
        const { metadata, spec } = JSON.parse(body) as JobManifest;
        if (jobs.has(metadata.name)) return 'conflict';
        const job = { status: {} };
        jobs.set(metadata.name, job);
        const [container] = spec.template.spec.containers;
        const env = Object.fromEntries(container!.env.map(({ name, value }) => [name, value]));
        const [program, ...args] = container!.command;
        const environment = { ...quiet, ...env, KUBE_API: base, MODELS: join(folder, 'pods') };
        run(program!, args, { cwd: place, env: environment }).then(
          () => (job.status = { succeeded: 1 }),
          (error: Error) => (job.status = { failed: 1, conditions: [{ message: error.message }] })
        );
        return job;
      }
      if (call === 'POST /api/v1/namespaces/ml/configmaps') {
        const map = JSON.parse(body) as JobManifest;
        configMaps.set(map.metadata.name, map);
        return map;
      }
      const name = call.split('/').at(-1)!;
      return call.includes('/jobs/') ? jobs.get(name) : configMaps.get(name);
    });
    const trainer = await trainerOf('kubernetes', 'https://kubernetes.example:6443', base, { KUBE_AUTH: 'Bearer x' });
    await trainAndJudge(trainer);
    expect(jobs.size).toBe(4);
  });
});

interface JobManifest {
  metadata: { name: string };
  spec: {
    template: { spec: { containers: { command: string[]; env: { name: string; value: string }[] }[] } };
  };
}

/** As much of Airflow as the DAG asks for: it runs the task of one run and prints what it returns. */
const airflow = `
import json, os
from types import SimpleNamespace

conf = json.loads(os.environ["CONF"])
def get_current_context():
    return {"dag_run": SimpleNamespace(conf=conf, run_id=os.environ["RUN_ID"])}
def task(function):
    def run():
        print("return_value " + json.dumps(function()))
    return run
def dag(**_):
    return lambda function: function
`;

describe('examples/trainers/airflow', () => {
  it('starts a run of the DAG, waits for it, and reads what its task returned', async () => {
    const place = await programs('airflow', 'dag.py');
    await mkdir(join(place, 'airflow'), { recursive: true });
    await writeFile(join(place, 'airflow/sdk.py'), airflow);
    const runs = new Map<string, { state: string; value?: unknown }>();
    const base = await serve((call, body) => {
      if (call === 'POST /api/v2/dags/retrain/dagRuns') {
        const { dag_run_id: id, conf } = JSON.parse(body) as { dag_run_id: string; conf: unknown };
        if (runs.has(id)) return 'conflict';
        const started: { state: string; value?: unknown } = { state: 'queued' };
        runs.set(id, started);
        const env = { ...quiet, CONF: JSON.stringify(conf), RUN_ID: id, MODELS: join(folder, 'runs') };
        run('python3', ['dag.py'], { cwd: place, env, maxBuffer: 1 << 26 }).then(
          ({ stdout }) => {
            started.value = JSON.parse(stdout.split('return_value ').at(-1)!);
            started.state = 'success';
          },
          () => (started.state = 'failed')
        );
        return { state: 'queued' };
      }
      const [, id = ''] = /dagRuns\/([^/]+)/.exec(call) ?? [];
      return call.endsWith('/xcomEntries/return_value') ? { value: runs.get(id)?.value } : runs.get(id);
    });
    const trainer = await trainerOf('airflow', 'http://airflow.example:8080', base, { AIRFLOW_AUTH: 'Bearer x' });
    await trainAndJudge(trainer);
    expect(runs.size).toBe(4);
  });

  it('asks for the variable with the token where there is none', async () => {
    await expect(trainerOf('airflow', 'http://airflow.example:8080', 'http://127.0.0.1:1', {})).rejects.toThrow(
      'Expected the environment to have the variable `AIRFLOW_AUTH` for the header `Authorization`'
    );
  });
});
