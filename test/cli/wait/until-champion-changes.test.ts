import { describe, expect, it } from 'vitest';
import { NoWorkerError } from '../../../src/terms/errors.ts';
import { untilChampionChanges } from '../../../src/cli/wait/until-champion-changes.ts';
import type { CliContext } from '../../../src/cli/terminal/context.ts';
import type { MonitorHandle } from '../../../src/client/monitor-handle.ts';
import type { MonitorView } from '../../../src/core/wire/answers.ts';

const answered = { champion: '1.0.0', approval: {}, adoption: null, commandFailed: null } as unknown as MonitorView;
const gone = new NoWorkerError('no worker polls its task queue', 'q');

describe('who waits for a new champion while no worker answers', () => {
  it('is told at Ctrl-C, at once, that what was asked for goes on', async () => {
    const interrupt = new AbortController();
    const { context, notes } = contextOf(interrupt.signal);
    const state = (): Promise<never> => (setImmediate(() => interrupt.abort()), new Promise<never>(() => undefined));
    expect(await untilChampionChanges(context, handleOf(state), answered)).toBeUndefined();
    expect(context).toMatchObject({ exitCode: 130, endsItself: true });
    expect(notes).toEqual([
      'What was asked for goes on without this wait; `temporal-retrain monitor show shop:ranker --namespace eu` tells when it is done.',
    ]);
  });

  it('waits for the worker', async () => {
    const { context, notes } = contextOf(new AbortController().signal);
    // The client tells of each question, too.
    const unanswered = (): Promise<never> => (context.tellWait('It has no answer yet'), Promise.reject(gone));
    const looks = [unanswered, unanswered, () => Promise.resolve({ ...answered, champion: '2.0.0' })];
    const state = (): Promise<MonitorView> => (looks.shift() ?? expect.unreachable())();
    expect(await untilChampionChanges(context, handleOf(state), answered)).toMatchObject({ champion: '2.0.0' });
    expect(notes).toEqual(['It has no answer yet', 'The monitor answers again']);
  });

  it('is told why nobody answers once it has waited for long enough, and that what was asked for goes on', async () => {
    const { context, notes } = contextOf(new AbortController().signal);
    await expect(
      untilChampionChanges(
        context,
        handleOf(() => Promise.reject(gone)),
        answered,
        300
      )
    ).rejects.toBe(gone);
    expect(notes).toEqual([
      'no worker polls its task queue. Still waiting',
      expect.stringContaining('goes on without this wait'),
    ]);
  });
});

// --- internal ---

function contextOf(signal: AbortSignal): { context: CliContext; notes: string[] } {
  const notes: string[] = [];
  const note = (text: string): void => void notes.push(text);
  return {
    notes,
    context: { io: { signal }, json: false, server: ' --namespace eu', note, tellWait: note } as unknown as CliContext,
  };
}

function handleOf(state: () => Promise<MonitorView>): MonitorHandle {
  return { model: 'shop:ranker', state } as unknown as MonitorHandle;
}
