import { describe, expect, inject, it } from 'vitest';
import {
  accuracies,
  newFolder,
  newModel,
  openScriptedWorld,
  scriptedMonitor,
  scriptedWorld,
  startMonitor,
} from '../support/scripted.ts';
import { bundlePath, withClient, withWorker } from '../support/temporal.ts';
import { NoWorkerError, ServerUnavailableError } from '../../src/terms/errors.ts';
import { commandsIn } from '../support/commands-in.ts';
import { eventually } from '../support/eventually.ts';
import { failedTasks, runsOf } from '../support/invariants.ts';
import { MonitorClient } from '../../src/client/monitor-client.ts';
import { sentAgain } from '../../src/client/calls/sent-again.ts';
import { replayFaults } from '../support/replay-faults.ts';
import { stateQuery } from '../../workflows/messages.ts';
import { startWorkerProcess } from '../support/start-worker-process.ts';
import type { Asked } from '../../src/core/wire/messages.ts';
import type { MonitorFile } from '../../src/config/schema/monitor-schema.ts';
import type { MonitorHandle } from '../../src/client/monitor-handle.ts';

/** So few that a burst of commands crosses several hand-overs. */
const rollAfterEvents = 25;

/** Every command that leaves a monitor to be asked again. */
const kinds: Record<string, (monitor: MonitorHandle, asked: Asked, file: MonitorFile) => Promise<unknown>> = {
  retrain: (monitor, asked) => monitor.retrain(asked),
  cancel: (monitor, asked) => monitor.cancel(asked),
  pause: (monitor, asked) => monitor.pause(asked),
  resume: (monitor, asked) => monitor.resume(asked),
  approve: (monitor, asked) => monitor.approve(asked),
  reject: (monitor, asked) => monitor.reject(asked),
  rollback: (monitor, asked) => monitor.rollback(asked),
  adopt: (monitor, asked) => monitor.adopt('1.0.0', asked),
  release: (monitor, asked) => monitor.release(asked),
  'forget-segment': (monitor, asked) => monitor.forgetSegment('north', asked),
  mark: (monitor, asked) => monitor.mark('retrain/1', true, asked),
  policy: (monitor, asked, file) => monitor.updatePolicy(file, asked),
};

/** A version that is not registered yet is refused before the monitor is asked. */
function isRefusal({ name, code }: Error & { code?: string }): boolean {
  return name === 'VersionNotFoundError' || (name === 'CommandRejectedError' && code !== 'too-late');
}

/**
 * Asks again where nobody polled: on a busy machine the next worker may take longer to start than the server remembers
 * the last one. What was not answered must not have happened, so a command that is asked twice is still found once.
 */
async function whenPolled(ask: () => Promise<unknown>): Promise<unknown> {
  const isGone = (error: unknown): boolean => error instanceof NoWorkerError || error instanceof ServerUnavailableError;
  const once = (): Promise<{ error?: Error }> =>
    ask().then(
      () => ({}),
      (error: Error) => ({ error })
    );
  const { error } = await eventually(once, (end) => !isGone(end.error));
  if (error) throw error;
  return undefined;
}

describe('commands that come while a run hands over to the next', () => {
  it('are each answered, and done once or not at all, also when the worker is killed', async () => {
    const folder = await newFolder();
    const world = await openScriptedWorld(folder);
    await withClient(async (temporal) => {
      const { client, namespace, taskQueue } = temporal;
      const setup = { address: inject('address'), namespace, taskQueue, folder, bundlePath: bundlePath() };
      const file = scriptedMonitor(newModel('roll-over'), {}, { retrain: { promotion: 'challenger' } });
      const { workflowId } = await startMonitor(temporal, file, { rollAfterEvents });
      const monitor = new MonitorClient({ client, taskQueue, answerTimeoutMs: 150_000 }).monitor(file.model);
      const done: string[] = [];
      const refused: string[] = [];
      const unanswered: string[] = [];
      let worker = await startWorkerProcess(setup);
      const askAll = async (round: number, isKilled: boolean): Promise<void> => {
        const asked = Object.entries(kinds).map(async ([name, ask]) => {
          const comment = `${name} of round ${round}`;
          await whenPolled(() => ask(monitor, { actor: 'ana', comment }, file)).then(
            () => done.push(comment),
            (error: Error & { code?: string }) =>
              (isRefusal(error) ? refused : unanswered).push(`${comment}: ${error.message}`)
          );
        });
        await client.workflow.getHandle(workflowId).signal('metrics', northern(round));
        if (isKilled) {
          await Promise.race(asked);
          await worker.kill();
          worker = await startWorkerProcess(setup);
        }
        await Promise.all(asked);
        expect(unanswered).toEqual([]);
      };
      let rounds = 0;
      const isMet = async (): Promise<boolean> =>
        commandsIn(await runsOf(client, workflowId)).some(({ isLastOfRun }) => isLastOfRun);
      // How the server batches them decides whether a run ends in the task of a command.
      while (rounds < fewestRounds || (rounds < mostRounds && !(await isMet()))) await askAll((rounds += 1), false);
      await askAll((rounds += 1), true);
      await askAll((rounds += 1), false);

      const view = await eventually(
        () => monitor.state(),
        ({ counts }) => counts.batches === rounds
      );
      expect(view.counts).toMatchObject({ observations: 2 * rounds, duplicates: 0 });
      const runs = await runsOf(client, workflowId);
      const obeyed = commandsIn(runs);
      expect(obeyed.map(({ comment }) => comment).toSorted()).toEqual(done.toSorted());
      expect(done.length + refused.length).toBe(rounds * Object.keys(kinds).length);
      const { revision } = await monitor.config();
      // No state of a monitor refuses a policy.
      expect(done.filter((comment) => comment.startsWith('policy'))).toHaveLength(rounds);
      expect(revision).toBe(1 + rounds);
      // Else nothing would have come at such a moment.
      expect(obeyed.filter(({ isLastOfRun }) => isLastOfRun)).not.toEqual([]);
      expect(await failedTasks(client, workflowId)).toEqual([]);
      expect(await replayFaults(client, [workflowId])).toEqual([]);
      await client.workflow.getHandle(workflowId).terminate('the test is over');
      await worker.stop();
    });
    await world.registry.close();
    await world.clean();
  });

  it('and are sent again, as their answer got lost, are done once and answered', async () => {
    const world = await scriptedWorld();
    await withWorker({ plugins: [world.plugin] }, async (temporal) => {
      const { client } = temporal;
      const file = scriptedMonitor(newModel('lost-answer'));
      const { workflowId } = await startMonitor(temporal, file, { rollAfterEvents: 40 });
      const monitor = client.workflow.getHandle(workflowId);
      const state = (): Promise<{ counts: { batches: number }; generation: number; inFlight: unknown }> =>
        monitor.query(stateQuery);
      const commands = [
        ['retrain', {}],
        ['pause', {}],
        ['policy', { monitor: file, revision: 1 }],
        ['mark', { target: 'retrain/1', isTrue: true }],
        ['resume', {}],
      ] as const;
      for (const [at, [name, more]] of commands.entries()) {
        const once = { args: [{ actor: 'ana', ...more }] as [object], updateId: `${name} of ana` };
        const send = (): Promise<unknown> =>
          sentAgain(() => monitor.executeUpdate<unknown, [object]>(name, once), Date.now() + 60_000);
        await send();
        await eventually(state, ({ inFlight }) => inFlight === null);
        const { runId } = await monitor.describe();
        let seq = 100 * at;
        await eventually(
          async () => {
            await monitor.signal('metrics', accuracies((seq += 1), [0.9]));
            return (await monitor.describe()).runId;
          },
          (now) => now !== runId
        );
        await expect(send(), name).resolves.toHaveProperty('view.model', file.model);
      }
      expect(await state()).toMatchObject({ generation: 1, inFlight: null, phase: 'active', policyRevision: 2 });
      expect((await world.registry.versions(file.model)).map(({ version }) => version)).toEqual(['1.0.0']);
      await monitor.terminate('the test is over');
    });
    await world.clean();
  });

  it('end no run in a task that brought nothing but a refused one: no replay knows of it', async () => {
    const world = await scriptedWorld();
    await withWorker({ plugins: [world.plugin] }, async (temporal) => {
      const { client } = temporal;
      // Each twice: one that a test beside this one nudges is not idle.
      const limits = Array.from({ length: 52 }, (_, at) => 20 + (at % 26));
      const close: boolean[] = [];
      for (let from = 0; from < limits.length; from += 13) {
        const stands = await Promise.all(
          limits.slice(from, from + 13).map(async (limit) => {
            const file = scriptedMonitor(newModel(`refused-${limit}`));
            const { workflowId } = await startMonitor(temporal, file, { rollAfterEvents: limit });
            const monitor = client.workflow.getHandle(workflowId);
            await eventually(
              () => monitor.query(stateQuery),
              ({ registry }) => registry.id !== null
            );
            const before = await monitor.describe();
            const resumed = monitor.executeUpdate('resume', { args: [{ actor: 'ana' }] as never });
            await expect(resumed).rejects.toHaveProperty('cause.message', 'The monitor is not paused');
            const after = await monitor.describe();
            const isIdle = before.runId === after.runId && before.historyLength === after.historyLength;
            // The task of the command makes its history two events longer while it lasts.
            close.push(isIdle && before.historyLength <= limit && limit < before.historyLength + 2);
            return monitor;
          })
        );
        // Replayed together: each replay has a worker of its own, which costs more than what it replays.
        const ids = stands.map(({ workflowId }) => workflowId);
        expect(await replayFaults(client, ids)).toEqual([]);
        await Promise.all(stands.map((monitor) => monitor.terminate('the test is over')));
      }
      expect(close).toContain(true);
    });
    await world.clean();
  });
});

// --- internal ---

/** Before the worker is killed, which costs the time that its task is given, and one round after that. */
const fewestRounds = 2;
const mostRounds = 30;

/** Two values of a segment that may be forgotten. */
function northern(seq: number): object {
  const { series, ...rest } = accuracies(seq, [0.9, 0.91]);
  return { ...rest, series: series.map((one) => ({ ...one, segment: 'north' })) };
}
