import { describe, expect, it } from 'vitest';
import { accuracyBelow, configOf, policyOf, retrainSpecOf, stateOf } from '../../support/policies.ts';
import { createStyle } from '../../../src/cli/terminal/style.ts';
import { endOfRetrain } from '../../../src/cli/print/version/end-of-retrain.ts';
import { MonitorNotFoundError, NoWorkerError } from '../../../src/terms/errors.ts';
import { Patience } from '../../../src/cli/wait/patience.ts';
import { TestMonitor } from '../../support/monitor.ts';
import { untilRetrainEnds, type Waited } from '../../../src/cli/wait/until-retrain-ends.ts';
import { viewOf } from '../../../src/core/view/view.ts';
import type { CliContext } from '../../../src/cli/terminal/context.ts';
import type { Ended } from '../../../src/cli/print/version/end-of-retrain.ts';
import type { MonitorHandle } from '../../../src/client/monitor-handle.ts';
import type { MonitorView, RetrainProgress } from '../../../src/core/wire/answers.ts';

const underWay = { model: 'shop:ranker', phase: 'active', generation: 2, triggers: [], lastRetrain: null };
const inFlight = { ...underWay, inFlight: { generation: 2, kind: 'soft', reasons: [] } } as unknown as MonitorView;
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

describe('of two people who wait at once', () => {
  it('each is told of the retrain that their own request has led to', async () => {
    const { monitor, view } = modelWithApproval();
    const anna = askedBy(monitor, 'anna');
    const ben = askedBy(monitor, 'ben');
    monitor.finished({ status: 'awaiting-approval', version: '6.0.0' });
    const between = view();
    const toAnna = await waited('anna', [anna, ben, between]);
    expect(toAnna.ended).toMatchObject({ generation: 1, version: '6.0.0' });
    expect(said(toAnna)).toMatch(
      /^Retrain 1 \(\w+\) made version 6\.0\.0, which waits for approval: .*\nRetrain 2 follows: asked for by ben; if its version passes its gate, it takes the place of 6\.0\.0\.$/
    );
    monitor.finished({ status: 'awaiting-approval', version: '7.0.0' });
    const toBen = await waited('ben', [ben, between, view()]);
    expect(said(toBen)).toMatch(/^Retrain 2 \(\w+\) made version 7\.0\.0, which waits for approval: [^\n]*$/);
  });

  it('the second is told that theirs was withdrawn, while that of the first goes on', async () => {
    const { monitor, view } = modelWithApproval();
    askedBy(monitor, 'anna');
    const ben = askedBy(monitor, 'ben');
    monitor.command({ name: 'cancel', generation: 0 });
    const toBen = await waited('ben', [ben, view()]);
    expect(toBen.view.inFlight).toMatchObject({ generation: 1 });
    expect(said(toBen)).toContain('What was asked for was withdrawn before it began');
  });

  it('the first is told of theirs, and what took its place, also where both have ended between two looks', async () => {
    const { monitor, view } = modelWithApproval();
    const anna = askedBy(monitor, 'anna');
    askedBy(monitor, 'ben');
    monitor.finished({ status: 'awaiting-approval', version: '6.0.0' });
    const first = { ...view().lastRetrain!, outcome: 'superseded' };
    monitor.finished({ status: 'awaiting-approval', version: '7.0.0' });
    const toAnna = await waited('anna', [anna, view()], (generation) => {
      expect(generation).toBe(1);
      return first;
    });
    expect(said(toAnna)).toContain(') made version 6.0.0, which waited for approval until 7.0.0 took its place.');
  });

  it('both wait for the same one where both have come while another was under way', async () => {
    const { monitor, view } = modelWithApproval();
    askedBy(monitor, 'zoe');
    const anna = askedBy(monitor, 'anna');
    const ben = askedBy(monitor, 'ben');
    monitor.finished({ status: 'failed' });
    const between = view();
    monitor.finished({ status: 'awaiting-approval', version: '2.0.0' });
    for (const [actor, answered] of [['anna', anna] as const, ['ben', ben] as const])
      expect((await waited(actor, [answered, between, view()])).ended).toMatchObject({ generation: 2 });
  });

  it('whose answers both show what the second has asked for, the first follows the one that runs', async () => {
    const { monitor } = modelWithApproval();
    askedBy(monitor, 'anna');
    const both = askedBy(monitor, 'ben');
    monitor.finished({ status: 'failed' });
    const end = viewOf(monitor.state, monitor.now);
    expect((await waited('anna', [both, end])).ended).toMatchObject({ generation: 1, status: 'failed' });
  });
});

describe('who waits for a retrain', () => {
  it('that could not begin, as its id was taken, is told of the one that took its place', async () => {
    const { monitor, view } = modelWithApproval();
    const anna = askedBy(monitor, 'anna');
    monitor.apply({ type: 'retrain-taken', request: monitor.launches().at(-1)! });
    const again = view();
    monitor.apply({ type: 'recalled', champion: '1.0.0', generation: 8, challenger: null });
    const launched = view();
    expect(launched.inFlight?.generation).toBe(9);
    monitor.finished({ status: 'failed' });
    expect((await waited('anna', [anna, again, launched, view()])).ended).toMatchObject({ generation: 9 });
  });

  it('that could not begin, as its champion is lost, waits on for the one that is for all who have asked since', async () => {
    const { monitor, view } = modelWithApproval();
    const anna = askedBy(monitor, 'anna');
    const ben = askedBy(monitor, 'ben');
    monitor.finished({ status: 'failed', error: { type: 'ChampionLostError', message: 'it is gone' } });
    const again = view();
    expect(again.lastRetrain).toMatchObject({ generation: 1, status: 'failed' });
    monitor.apply({ type: 'registry-read', reading: { id: 'r1', champion: '1.0.0', found: true } });
    const launched = view();
    monitor.finished({ status: 'awaiting-approval', version: '2.0.0' });
    for (const [actor, answered] of [['anna', anna] as const, ['ben', ben] as const])
      expect((await waited(actor, [answered, again, launched, view()])).ended).toMatchObject({ generation: 2 });
  });

  it('is told at once that somebody has withdrawn it', async () => {
    const { monitor, view } = modelWithApproval();
    monitor.state = { ...monitor.state, recalled: false };
    const anna = askedBy(monitor, 'anna');
    expect(anna.inFlight).toBeNull();
    monitor.command({ name: 'cancel' });
    const end = await waited('anna', [anna, view()]);
    expect(end.ended).toBeNull();
    expect(said(end)).toContain(
      'withdrawn before it began; `temporal-retrain monitor explain shop:ranker` tells by whom'
    );
  });
});

describe('while no worker answers', () => {
  const options = { actor: 'ada', everyMs: 0, readEnded: () => expect.unreachable() };
  const silence = (): Promise<never> => new Promise<never>(() => undefined);
  const gone = new NoWorkerError('no worker polls its task queue; start one', 'q');

  it.each(['state', 'progress'])('Ctrl-C ends the wait for its %s, and says what goes on', async (silent) => {
    const interrupt = new AbortController();
    const notes: string[] = [];
    const context = contextOf(notes, interrupt.signal);
    const asked = (): Promise<never> => (setImmediate(() => interrupt.abort()), silence());
    const handle = { state: asked, progress: silent === 'progress' ? asked : () => Promise.resolve(null) };
    const patience = patienceIn(context, notes);
    const end = await untilRetrainEnds(context, handle as unknown as MonitorHandle, inFlight, { ...options, patience });
    expect(end).toBeUndefined();
    expect(context.exitCode).toBe(130);
    expect(notes.at(-1)).toBe(
      'Retrain 2 goes on; `temporal-retrain monitor cancel shop:ranker 2 --namespace eu` ends it.'
    );
  });

  it('it says so once, waits, and goes on with the worker that comes', async () => {
    const answers = [gone, gone, gone, ended];
    const notes: string[] = [];
    const context = contextOf(notes);
    const handle = {
      state: () => settle(answers.shift()),
      progress: () => Promise.reject(gone),
    } as unknown as MonitorHandle;
    const patience = patienceIn(context, notes);
    expect(await untilRetrainEnds(context, handle, inFlight, { ...options, patience })).toMatchObject({ view: ended });
    expect(notes).toEqual([
      'retrain 2 (soft) is under way',
      'no worker polls its task queue; start one. Still waiting',
      'The monitor answers again',
    ]);
  });

  it('it is one outage where the monitor answers before its retrain does', async () => {
    const notes: string[] = [];
    const context = contextOf(notes);
    const patience = patienceIn(context, notes);
    const states = [gone, inFlight, inFlight, ended];
    const stages = [at('tuning'), gone, at('evaluating')];
    const handle = {
      state: () => settle(states.shift()),
      progress: () => {
        if (stages[0] === gone) patience.tellOnce('The question for the progress has no answer yet: nobody polls');
        return settle(stages.shift());
      },
    } as unknown as MonitorHandle;
    await untilRetrainEnds(context, handle, inFlight, { ...options, patience });
    expect(notes).toEqual([
      'retrain 2 (soft), tuning',
      'no worker polls its task queue; start one. Still waiting',
      'The monitor answers again',
      'retrain 2 (soft), evaluating',
    ]);
  });

  it('what cannot pass is not waited for', async () => {
    const context = contextOf([]);
    const handle = { state: () => Promise.reject(new MonitorNotFoundError('none')), progress: silence };
    const known = {
      ...inFlight,
      inFlight: null,
      summary: '',
      holds: [],
      triggers: [{ code: 'manual', reasons: [] }],
    } as unknown as MonitorView;
    const patience = patienceIn(context, []);
    await expect(
      untilRetrainEnds(context, handle as unknown as MonitorHandle, known, { ...options, patience })
    ).rejects.toThrow('none');
  });
});

// --- internal ---

function modelWithApproval(): { monitor: TestMonitor; view: () => MonitorView } {
  const config = configOf({ retrain: retrainSpecOf({ promotion: 'challenger' }) });
  const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.5)]), { config }));
  return { monitor, view: () => viewOf(monitor.state, monitor.now) };
}

/** The monitor right after that person has asked. */
function askedBy(monitor: TestMonitor, actor: string): MonitorView {
  monitor.now += 1_000;
  monitor.apply({ type: 'command', command: { name: 'retrain', severity: 'soft', actor, comment: '' } });
  return viewOf(monitor.state, monitor.now);
}

/** What that person is told who sees the monitor so, one look after the other. */
async function waited(
  actor: string,
  [answered, ...looks]: [MonitorView, ...MonitorView[]],
  readEnded: (generation: number) => Ended = (generation) => expect.unreachable(`${generation} is to be read`)
): Promise<Waited> {
  const left = [...looks];
  const handle = {
    state: () => Promise.resolve(left.shift() ?? expect.unreachable('it waits for ever')),
    progress: () => Promise.resolve(null),
  } as unknown as MonitorHandle;
  const context = contextOf([]);
  const options = {
    actor,
    everyMs: 0,
    patience: patienceIn(context, []),
    readEnded: (generation: number) => Promise.resolve(readEnded(generation)),
  };
  return (await untilRetrainEnds(context, handle, answered, options))!;
}

function said({ view, ended: end }: Waited): string {
  return endOfRetrain(view, end, { style: createStyle(false), width: 200 });
}

function settle<T>(answer: T | Error | undefined): Promise<T> {
  const known = answer ?? expect.unreachable();
  return known instanceof Error ? Promise.reject(known) : Promise.resolve(known);
}

function patienceIn({ io: { signal } }: CliContext, notes: string[]): Patience {
  return new Patience({ signal, everyMs: 0, tell: (text) => void notes.push(text) });
}

function contextOf(notes: string[], signal = new AbortController().signal): CliContext {
  const io = { signal };
  return {
    io,
    json: false,
    server: ' --namespace eu',
    note: (text: string) => void notes.push(text),
  } as unknown as CliContext;
}

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
  const context = contextOf(notes);
  const patience = patienceIn(context, notes);
  const options = { actor: 'ada', everyMs: 0, patience, readEnded: () => expect.unreachable() };
  expect(await untilRetrainEnds(context, handle, inFlight, options)).toEqual({
    view: ended,
    ended: ended.lastRetrain,
  });
  return notes;
}
