import { describe, expect, it } from 'vitest';
import { untilRetrainEnds } from '../../../src/cli/wait/until-retrain-ends.ts';
import type { CliContext } from '../../../src/cli/terminal/context.ts';
import type { MonitorHandle } from '../../../src/client/monitor-handle.ts';
import type { MonitorView, RetrainProgress } from '../../../src/core/wire/answers.ts';

const underWay = { model: 'shop:ranker', phase: 'active', generation: 2, triggers: [], lastRetrain: null };
const inFlight = { ...underWay, inFlight: { generation: 2, kind: 'soft' } } as unknown as MonitorView;
const ended = { ...underWay, inFlight: null, lastRetrain: { generation: 2 } } as unknown as MonitorView;
const at = (stage: string): RetrainProgress =>
  ({ stage, study: null, version: null, jobs: [] }) as unknown as RetrainProgress;

describe('what is told of a retrain under way', () => {
  it('is that it is about to start, until it has started', async () => {
    expect(await told([null, at('preparing')])).toEqual([
      'retrain 2 (soft) is about to start',
      'retrain 2 (soft), preparing',
    ]);
  });

  it('is never that it is about to start once it has, though a question stays without an answer', async () => {
    expect(await told([at('tuning'), null, new Error('busy'), at('evaluating'), null])).toEqual([
      'retrain 2 (soft), tuning',
      'retrain 2 (soft), evaluating',
    ]);
  });

  it('is not that it is about to start where nothing is known', async () => {
    expect(await told([new Error('busy')])).toEqual(['retrain 2 (soft) is under way']);
  });
});

// --- internal ---

/** The lines for these answers, one a look; the retrain ends after the last. */
async function told(answers: readonly (RetrainProgress | null | Error)[]): Promise<string[]> {
  const notes: string[] = [];
  const left = [...answers];
  const handle = {
    state: () => Promise.resolve(left.length > 0 ? inFlight : ended),
    progress: () => {
      const answer = left.shift() ?? null;
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  } as unknown as MonitorHandle;
  const io = { signal: new AbortController().signal };
  const context = { io, json: false, note: (text: string) => void notes.push(text) } as unknown as CliContext;
  expect(await untilRetrainEnds(context, handle, inFlight, { everyMs: 0 })).toBe(ended);
  return notes;
}
