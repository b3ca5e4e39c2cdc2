import { expect, it } from 'vitest';
import { configOf, accuracyBelow, policyOf, retrainSpecOf, stateOf } from '../../support/policies.ts';
import { Patience } from '../../../src/cli/wait/patience.ts';
import { TestMonitor } from '../../support/monitor.ts';
import { untilRetrainEnds } from '../../../src/cli/wait/until-retrain-ends.ts';
import { viewOf } from '../../../src/core/view/view.ts';
import type { CliContext } from '../../../src/cli/terminal/context.ts';
import type { MonitorHandle } from '../../../src/client/monitor-handle.ts';
import type { MonitorView } from '../../../src/core/wire/answers.ts';

const lost = { type: 'ChampionLostError', message: 'version 1.0.0 is not in this registry' };

it('who waits is told why a retrain came to nothing, and what holds the next', async () => {
  const { monitor, view } = askedModel();
  const asked = view();
  monitor.finished({ status: 'failed', error: lost });
  const held = view();
  monitor.command({ name: 'cancel' });
  const notes = await told([asked, held, held, view()]);
  expect(notes).toEqual([
    'retrain 1 (soft) is about to start',
    expect.stringMatching(/^Retrain 1 \(soft\) failed: .*version 1\.0\.0 is not in this registry$/),
    expect.stringMatching(/^A retrain is wanted and waits for the registry, .*is not in this registry; still waiting$/),
  ]);
});

it('what holds it is told beside a version that waits for approval', async () => {
  const { monitor, view } = askedModel();
  monitor.finished({ status: 'awaiting-approval', version: '2.0.0' });
  monitor.command({ name: 'retrain', severity: 'soft' });
  const asked = view();
  monitor.finished({ status: 'failed', error: lost });
  const held = view();
  monitor.command({ name: 'cancel' });
  const notes = await told([asked, held, view()]);
  expect(notes.slice(1)).toEqual([
    expect.stringMatching(/^Retrain 2 \(soft\) failed/),
    expect.stringMatching(
      /^Version 2\.0\.0 .*waits for approval.*; what was asked for is held by the loss of the champion: version 1\.0\.0 is not in this registry; still waiting$/
    ),
  ]);
});

it('an approval that does not hold what a person asks for is not named as what does', async () => {
  const { monitor, view } = askedModel();
  monitor.finished({ status: 'awaiting-approval', version: '2.0.0' });
  const waiting = { ...view(), generation: 2 };
  const manual = { code: 'manual', reasons: [] } as unknown as MonitorView['triggers'][number];
  const notes = await told([{ ...waiting, triggers: [manual] }, waiting]);
  expect(notes[0]).not.toContain('is held by');
});

// --- internal ---

/** A model whose versions people approve, of which a person has asked for a retrain. */
function askedModel(): { monitor: TestMonitor; view: () => MonitorView } {
  const config = configOf({ retrain: retrainSpecOf({ promotion: 'challenger' }) });
  const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.5)]), { config }));
  monitor.command({ name: 'retrain', severity: 'soft' });
  return { monitor, view: () => viewOf(monitor.state, monitor.now) };
}

/** The notes for these looks, until the last of them ends the waiting. */
async function told([answered, ...looks]: [MonitorView, ...MonitorView[]]): Promise<string[]> {
  const notes: string[] = [];
  const left = [...looks];
  const handle = {
    state: () => Promise.resolve(left.shift() ?? expect.unreachable('it waits for ever')),
    progress: () => Promise.resolve(null),
  } as unknown as MonitorHandle;
  const { signal } = new AbortController();
  const note = (text: string): void => void notes.push(text);
  const context = { io: { signal }, json: false, server: '', note } as unknown as CliContext;
  const patience = new Patience({ signal, everyMs: 0, tell: note });
  const readEnded = (): never => expect.unreachable();
  await untilRetrainEnds(context, handle, answered, { actor: 'ada', everyMs: 0, patience, readEnded });
  return notes;
}
