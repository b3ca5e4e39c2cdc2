import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { bundleWorkflowCode, Worker } from '@temporalio/worker';
import { createCommandTrainer } from '../../src/trainers/command/command-trainer.ts';
import { eventually } from '../support/eventually.ts';
import { MonitorClient } from '../../src/client/monitor-client.ts';
import { monitorWorkflowId, retrainWorkflowId } from '../../src/terms/model-id.ts';
import { newFolder, newModel, scriptedMonitor } from '../support/scripted.ts';
import { openSqliteRegistry } from '../../src/registry/sqlite/sqlite-registry.ts';
import { openTelemetryTracing } from '../../src/tracing/open-telemetry.ts';
import { recordedHistories } from '../support/histories.ts';
import { RetrainPlugin } from '../../src/plugin.ts';
import { bundlePath, listenToLogs, withWorker } from '../support/temporal.ts';
import { workflowsPath } from '../../src/workflow-paths.ts';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';

const exporter = new InMemorySpanExporter();
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
const tracer = trace.getTracer('test');

/** Trains nothing, and writes down which trace it is a part of. */
const program = `
import json, os, sys
job = json.load(open(sys.argv[1]))
with open(os.path.join(os.environ['SEEN'], str(os.getpid())), 'w') as seen:
    seen.write(os.environ.get('TRACEPARENT', 'none'))
print('what the trainer says of', sys.argv[2])
holdout = {'from': 0, 'to': 1, 'samples': 300}
if sys.argv[2] == 'train':
    open(os.path.join(job['output'], 'model'), 'w').write('x')
    result = {'artifact': 'model', 'metrics': {'accuracy': 0.9}, 'dataWindow': {'from': 0, 'to': 1, 'samples': 300}}
else:
    result = {'metrics': {'accuracy': 0.9}, 'samples': 300, 'holdout': holdout}
json.dump(result, open(job['result'], 'w'))
`;

describe('a trace', () => {
  let folder = '';
  let seen = '';

  beforeAll(async () => {
    provider.register({
      contextManager: new AsyncLocalStorageContextManager().enable(),
      propagator: new W3CTraceContextPropagator(),
    });
    folder = await newFolder();
    seen = await newFolder();
  });

  afterAll(async () => {
    await provider.shutdown();
    trace.disable();
    context.disable();
    propagation.disable();
    for (const one of [folder, seen]) await rm(one, { recursive: true, force: true });
  });

  it('goes from `record` through the signal, the decision, the retrain and its activities into the Python trainer', async () => {
    const tracing = await openTelemetryTracing();
    const registry = await openSqliteRegistry({ path: join(folder, 'registry.db') });
    const python = (what: string) => ['python3', '-c', program, '{request}', what];
    const trainer = createCommandTrainer({
      name: 'scripted',
      artifacts: join(folder, 'artifacts'),
      train: python('train'),
      evaluate: python('evaluate'),
      env: { set: { SEEN: seen } },
    });
    const plugin = new RetrainPlugin({ registry, trainers: [trainer], tracing });
    const logs = listenToLogs();
    const { code } = await bundleWorkflowCode({ workflowsPath, plugins: [plugin], logger: quiet });
    await withWorker({ plugins: [plugin], workflowBundle: { code } }, async ({ client: temporal, taskQueue }) => {
      const client = new MonitorClient({ client: temporal, taskQueue, tracing });
      const model = newModel('traced');
      const monitor = client.monitor(model);
      await monitor.ensure(scriptedMonitor(model));
      // Another trace, whose values are good, goes out in the same batch.
      tracer.startActiveSpan('earlier request', (span) => {
        monitor.record({ accuracy: 0.95 });
        span.end();
      });
      const traceId = tracer.startActiveSpan('request', (span) => {
        monitor.record({ accuracy: 0.1 });
        span.end();
        return span.spanContext().traceId;
      });
      await monitor.flush();
      await eventually(
        () => monitor.state(),
        ({ lastRetrain }) => lastRetrain !== null
      );
      const state = await monitor.state();
      expect(state.lastRetrain).toMatchObject({ status: 'promoted' });
      const sent = exporter.getFinishedSpans().find(({ name }) => name === 'send metrics')!;
      const traces = [sent.spanContext().traceId, ...sent.links.map((link) => link.context.traceId)];
      expect(traces).toContain(traceId);
      expect(sent.attributes).toEqual({ model, observations: 2 });

      const one = sent.spanContext().traceId;
      const inTrace = (): Map<string, ReadableSpan> =>
        new Map(
          exporter.getFinishedSpans().flatMap((span) => (span.spanContext().traceId === one ? [[span.name, span]] : []))
        );
      const wanted = [
        'SignalWorkflow:metrics',
        'decide retrain',
        'RunActivity:retrain.train',
        'RunActivity:retrain.compare',
      ];
      await eventually(
        () => Promise.resolve(inTrace()),
        (spans) => spans.has('retrain')
      );
      expect([...inTrace().keys()]).toEqual(
        expect.arrayContaining([...wanted, 'retrain', 'RunActivity:retrain.promote'])
      );
      const { attributes } = inTrace().get('decide retrain')!;
      expect(attributes).toMatchObject({ model, generation: 1, kind: 'soft' });
      expect(attributes['why']).toContain('accuracy');
      expect(inTrace().get('retrain')!.attributes).toMatchObject({ status: 'promoted', version: '1.0.0' });

      const programs = readdirSync(seen).map((file) => readFileSync(join(seen, file), 'utf8'));
      expect(programs.length).toBeGreaterThanOrEqual(2);
      for (const traceparent of programs) expect(traceparent.split('-')[1]).toBe(one);

      // Whoever reads the logs finds the trace by them: of activities, and of workflows.
      const said = logs.entries.find(({ message }) => message === 'what the trainer says of train');
      expect(said?.meta).toMatchObject({
        trace_id: one,
        span_id: inTrace().get('RunActivity:retrain.train')!.spanContext().spanId,
      });
      const forged = await tracer.startActiveSpan('forged request', async (span) => {
        await client.client.workflow.getHandle(monitorWorkflowId(model)).signal('metrics', 'nonsense');
        span.end();
        return span.spanContext().traceId;
      });
      const refused = await eventually(
        () => Promise.resolve(logs.entries.find(({ message }) => message === 'signal refused')),
        (entry) => entry !== undefined
      );
      expect(refused?.meta).toMatchObject({ trace_id: forged, span_id: expect.stringMatching(/^[0-9a-f]{16}$/) });
      logs.end();

      for await (const { error } of Worker.runReplayHistories(
        { workflowBundle: { code }, plugins: [plugin] },
        await recordedHistories()
      ))
        expect(error).toBeUndefined();
      // With traces and without, a run is the same.
      const { workflow } = client.client;
      for (const id of [monitorWorkflowId(model), retrainWorkflowId(monitorWorkflowId(model), 1)]) {
        const history = await workflow.getHandle(id).fetchHistory();
        for (const bundle of [{ code }, { codePath: bundlePath() }])
          await Worker.runReplayHistory({ workflowBundle: bundle, plugins: [plugin] }, history, id);
      }
      await monitor.stop({ actor: 'ada' });
      await client.close();
    });
  });
});

const nothing = (): void => undefined;
const quiet = { log: nothing, trace: nothing, debug: nothing, info: nothing, warn: console.warn, error: console.error };
