import { describe, expect, it } from 'vitest';
import { NoWorkerError } from '../../src/terms/errors.ts';
import { createWorld, model, post, problemIn } from './world.ts';

describe('what the page reads', () => {
  it('tells beforehand what each command would do, in the sentences of the monitor', async () => {
    const { request } = createWorld();
    const answer = await request(`/v1/models/${model}/foresight`);
    const { commands } = (await answer.json()) as { commands: { command: string; isAllowed: boolean; text: string }[] };
    expect(commands.find(({ command }) => command === 'resume')).toEqual({
      command: 'resume',
      isAllowed: false,
      text: 'The monitor is not paused',
    });
  });

  it('marks an alarm or a retrain in the name of who was authenticated', async () => {
    const { request, commands } = createWorld();
    const answer = await request(
      `/v1/models/${model}/marks`,
      post({ target: 'retrain/3', isTrue: false, comment: 'no' })
    );
    expect(answer.status).toBe(200);
    expect(commands).toEqual([
      { name: 'mark', asked: { actor: 'ada', comment: 'no', target: 'retrain/3', isTrue: false } },
    ]);
    const wrong = await request(`/v1/models/${model}/marks`, post({ target: 'retrain/3', isTrue: 'yes' }));
    expect(await problemIn(wrong)).toMatchObject({ status: 422, detail: expect.stringContaining('true or false') });
  });

  it('answers for the rows in sight, and says which of them do not answer and why', async () => {
    const { request } = createWorld();
    const answer = await request(`/v1/sparklines?models=${model},shop:gone`);
    expect(await answer.json()).toMatchObject({
      models: [{ model }],
      unanswered: [{ model: 'shop:gone', detail: 'No monitor of `shop:gone` is running' }],
    });
    const many = Array.from({ length: 51 }, (_, i) => `shop:m${i}`).join(',');
    const refused = await problemIn(await request(`/v1/sparklines?models=${many}`));
    expect(refused).toMatchObject({ status: 422, detail: expect.stringContaining('at most 50 models') });
  });

  it('says plainly that none of them answers, and why', async () => {
    const gone = await createWorld().request('/v1/sparklines?models=shop:gone,shop:lost');
    const detail = expect.stringContaining('No monitor of `shop:gone` is running; ') as string;
    expect(await problemIn(gone)).toMatchObject({ status: 404, detail });
    const { request } = createWorld({ silent: () => new NoWorkerError('Nobody answers: start a worker', 'queue') });
    const silent = await request(`/v1/sparklines?models=shop:gone,${model}`);
    expect(await problemIn(silent)).toMatchObject({ status: 503, detail: 'Nobody answers: start a worker' });
    expect(await (await request('/v1/sparklines?models=')).json()).toEqual({ models: [], unanswered: [] });
  });

  it('plays nothing of a monitor of which the server has nothing', async () => {
    const { request } = createWorld();
    const answer = await request(`/v1/models/${model}/played?points=10&from=2026-01-01&segment=`);
    expect(await answer.json()).toMatchObject({ from: null, to: null, fromBirth: false, series: [], marks: [] });
    const wrong = await request(`/v1/models/${model}/played?from=yesterday`);
    expect(await problemIn(wrong)).toMatchObject({
      status: 422,
      detail: expect.stringContaining('2026-03-02T12:00:00Z'),
    });
  });

  it('refuses to preview a policy that is none, or is of another model', async () => {
    const { request } = createWorld();
    const path = `/v1/models/${model}/policy/preview`;
    const other = await request(
      path,
      post({ monitor: { model: 'shop:other', metrics: { accuracy: { below: 0.7 } } } })
    );
    expect(await problemIn(other)).toMatchObject({ status: 422, detail: expect.stringContaining('shop:other') });
    const wrong = await request(path, post({ monitor: { model, metrics: { accuracy: { belw: 0.7 } } } }));
    expect((await problemIn(wrong)).detail).toContain('did you mean');
    const none = await request(path, post({ monitor: { model, metrics: { accuracy: { below: 0.7 } } }, days: 30 }));
    expect(await none.json()).toMatchObject({ text: 'It has not received anything yet: there is no past to play' });
  });

  it('says of a retrain that nobody knows that it is not known', async () => {
    const { request } = createWorld();
    const answer = await problemIn(await request(`/v1/models/${model}/retrains/7`));
    expect(answer).toMatchObject({ status: 404, detail: `Nothing is known of a retrain 7 of \`${model}\`` });
  });

  it('says so too where the server tells it first of the history, with a bare status', async () => {
    const { request } = createWorld({ historyGone: () => bareStatus(5, 'workflow not found for ID: x') });
    const answer = await problemIn(await request(`/v1/models/${model}/retrains/7`));
    expect(answer).toMatchObject({ status: 404, detail: `Nothing is known of a retrain 7 of \`${model}\`` });
  });

  it('tells what the ledger still knows of a retrain that the server has no more', async () => {
    const launched = {
      at: 5_000,
      decision: 'launched' as const,
      reasonCodes: ['manual'],
      reasons: [{ type: 'manual' as const, at: 5_000, text: 'asked for by ada' }],
      heldBy: [],
      evidence: [],
      severity: 'full' as const,
      policyRevision: 1,
      generation: 7,
    };
    const gone = (): Error => bareStatus(5, 'workflow not found for ID: x');
    const { request } = createWorld({ historyGone: gone, ledger: [launched] });
    const answer = await request(`/v1/models/${model}/retrains/7`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      generation: 7,
      kind: 'full',
      startedAt: 5_000,
      reasons: launched.reasons,
    });
  });

  it('does not take a namespace that is gone, or a server that is, for a retrain that is', async () => {
    for (const error of [bareStatus(5, 'Namespace default is not found.'), bareStatus(14, 'No connection')]) {
      const { request } = createWorld({ historyGone: () => error });
      expect((await request(`/v1/models/${model}/retrains/7`)).status).toBe(502);
    }
  });

  it('refuses a strange field in a part of a body, in words', async () => {
    const { request } = createWorld();
    const answer = await request('/v1/kill-switches/on', post({ scope: { all: true, al: 1 } }));
    expect(await problemIn(answer)).toMatchObject({ status: 422, detail: expect.stringContaining('a known field') });
  });
});

/** As gRPC tells it, without an error of the SDK around it. */
function bareStatus(code: number, details: string): Error {
  return Object.assign(new Error(`${code}: ${details}`), { code, details, metadata: {} });
}
