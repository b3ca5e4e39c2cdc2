import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { newModel, scriptedMonitor } from '../support/scripted.ts';
import { startServed, type Served } from './served.ts';
import type { Foresight } from '../../src/core/wire/answers.ts';
import type { MonitorClient } from '../../src/client/monitor-client.ts';

let served: Served;
let ask: Served['ask'];
let client: MonitorClient;

beforeAll(async () => {
  served = await startServed();
  ({ ask, client } = served);
});
afterAll(() => served.stop());

describe('commands over HTTP', () => {
  it('lets one of two people approve who do so at once, and tells the other by whom it was approved', async () => {
    const model = newModel();
    const { approval } = await served.withChallenger(model);
    const body = { version: approval?.version, comment: 'looks right' };
    const answers = await Promise.all(
      (['ana', 'bob'] as const).map((as) => ask(`/v1/models/${model}/approve`, { as, body }))
    );
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 409]);
    const winner = answers[0]?.status === 200 ? 'ana' : 'bob';
    expect(answers.find(({ status }) => status === 409)?.body.detail).toContain(winner);
    const { judged, decisions } = await eventually(
      () => client.monitor(model).explain(),
      (explanation) => explanation.judged !== null
    );
    expect(judged).toMatchObject({ outcome: 'approved', actor: winner, comment: 'looks right' });
    expect(decisions.length).toBeGreaterThan(0);
    const champion = await eventually(
      () =>
        ask<{ version: string; artifact: { uri: string; sha256: string } }>(`/v1/models/${model}/champion`, {
          as: 'viewer',
        }),
      ({ status }) => status === 200
    );
    expect(champion.body).toMatchObject({ version: approval?.version, artifact: { uri: expect.any(String) } });
    const history = await ask(`/v1/models/${model}/history`, { as: 'viewer' });
    expect(history.body).toMatchObject({ reigns: [{ version: approval?.version, until: null, actor: winner }] });
  });

  it('does not let somebody decide on another version than the one that he looked at', async () => {
    const model = newModel();
    await served.withChallenger(model);
    const stale = await ask(`/v1/models/${model}/approve`, { body: { version: '0.0.1' } });
    expect(stale.status).toBe(409);
    expect(stale.body.detail).toContain('look at that one first');
    expect((await client.monitor(model).state()).approval).not.toBeNull();
  });

  it('does not let somebody cancel another retrain than the one that he looked at', async () => {
    const model = newModel();
    await client.monitor(model).ensure(scriptedMonitor(model));
    const cancel = (body: object): ReturnType<typeof ask> => ask(`/v1/models/${model}/cancel`, { body });
    expect(await cancel({ generation: 1 })).toMatchObject({
      status: 409,
      body: { detail: 'Retrain 1 is not under way: none is; look again' },
    });
    expect(await cancel({ generation: 0 })).toMatchObject({
      status: 409,
      body: { detail: 'No retrain is under way, and nobody has asked for one' },
    });
    for (const generation of [-1, 1.5, '1'])
      expect(await cancel({ generation })).toMatchObject({
        status: 422,
        body: { detail: expect.stringContaining('a whole number from 0') as string },
      });
  });

  it('changes a policy by its revision, and refuses a stale one', async () => {
    const model = newModel();
    await client.monitor(model).ensure(scriptedMonitor(model));
    const path = `/v1/models/${model}/policy`;
    const body = { monitor: scriptedMonitor(model, {}, { cooldown: '5s' }), revision: 1 };
    const put = (query = ''): ReturnType<typeof ask> => ask(`${path}${query}`, { method: 'PUT', body });
    expect(await put('?dryRun=true')).toMatchObject({ status: 200, body: { changed: false, revision: 1 } });
    expect(await put()).toMatchObject({ status: 200, body: { changed: true, revision: 2 } });
    expect(await put()).toMatchObject({ status: 409 });
    const wrong = await ask(path, { method: 'PUT', body: { monitor: { model, metrics: { accuracy: { belw: 1 } } } } });
    expect(wrong.status).toBe(422);
    expect(wrong.body.detail).toContain('did you mean');
  });

  it('refuses what the monitor refuses, in its words', async () => {
    const model = newModel();
    await client.monitor(model).ensure(scriptedMonitor(model));
    expect(await ask(`/v1/models/${model}/pause`, { body: { comment: 'outage' } })).toMatchObject({
      status: 200,
      body: { pausedBy: { actor: 'ana', comment: 'outage' } },
    });
    expect(await ask(`/v1/models/${model}/pause`, { as: 'bob', method: 'POST' })).toMatchObject({
      status: 409,
      body: { detail: 'The monitor is already paused, by ana' },
    });
    expect(await ask('/v1/models/test:never-was')).toMatchObject({
      status: 404,
      body: { detail: expect.stringContaining('No monitor of `test:never-was` is running') },
    });
  });

  it('refuses at once what the registry would refuse a moment later, and the monitor hears nothing of it', async () => {
    const model = newModel();
    const monitor = client.monitor(model);
    const { approval } = await served.withChallenger(model);
    await ask(`/v1/models/${model}/approve`, { body: { version: approval?.version } });
    await eventually(
      () => monitor.state(),
      ({ champion }) => champion !== null
    );
    const detail = expect.stringMatching(/ has no previous champion to roll back to; choose a version with /) as string;
    const problem = { type: expect.stringContaining('#refused') as string, code: 'no-previous-version', detail };
    expect(await ask(`/v1/models/${model}/rollback`, { method: 'POST' })).toMatchObject({ status: 409, body: problem });
    await expect(monitor.rollback({ actor: 'ana' })).rejects.toMatchObject({
      name: 'CommandRejectedError',
      message: detail,
    });
    const foreseen = await ask<{ commands: Foresight[] }>(`/v1/models/${model}/foresight`, { as: 'viewer' });
    expect(foreseen.body.commands).toContainEqual({ command: 'rollback', isAllowed: false, text: detail });
    const adopted = await ask(`/v1/models/${model}/adopt`, { body: { version: '9.9.9' } });
    expect(adopted).toMatchObject({ status: 404, body: { detail: expect.stringContaining('there are 1.0.0;') } });
    expect(adopted.body.type).toContain('#unknown-version');
    expect(await monitor.state()).toMatchObject({ rollback: null, adoption: null, commandFailed: null });
    const codes = (await monitor.explain()).decisions.flatMap(({ reasonCodes }) => reasonCodes);
    expect(codes).not.toContain('rollback');
    expect(codes).not.toContain('adopt');
  });

  it('turns a kill switch in the name of who was authenticated', async () => {
    const model = newModel();
    const scope = { model };
    expect(await ask('/v1/kill-switches/on', { body: { scope, comment: 'bad labels' } })).toMatchObject({
      status: 200,
      body: { changed: true },
    });
    const listed = await eventually(
      () =>
        ask<{ killSwitches: { scope: { model?: string }; actor: string }[] }>('/v1/kill-switches', { as: 'viewer' }),
      ({ body }) => body.killSwitches.some((one) => one.scope.model === model)
    );
    expect(listed.body.killSwitches.find((one) => one.scope.model === model)).toMatchObject({ actor: 'ana' });
    expect(await ask('/v1/kill-switches/off', { body: { scope } })).toMatchObject({ body: { changed: true } });
    expect(await ask('/v1/kill-switches/on', { body: { scope: {} } })).toMatchObject({ status: 422 });
  });

  it('says beforehand what a kill switch of a tenant means, and turns it only when that is asked for', async () => {
    const tenant = `tenant-${newModel().split(':')[1]}`;
    const scope = { tenant };
    const turn = (to: 'on' | 'off', query = ''): ReturnType<typeof ask<Turned>> =>
      ask<Turned>(`/v1/kill-switches/${to}${query}`, { as: 'olga', body: { scope } });
    const foreseen = await turn('on', '?dryRun=true');
    expect(foreseen.body).toMatchObject({ changed: false, monitors: 0 });
    expect(foreseen.body.text).toContain('no monitor of that name is running: check the name');
    expect((await turn('off', '?dryRun=true')).body.text).toContain('is off already: nothing changes');
    expect((await turn('on')).body).toMatchObject({ changed: true });
    expect((await turn('on', '?dryRun=true')).body.text).toContain('is on already, by olga since');
    expect((await turn('off', '?dryRun=true')).body).toMatchObject({ changed: false });
    expect((await turn('off')).body).toMatchObject({ changed: true });
    expect((await turn('off')).body).toMatchObject({ changed: false });
    expect((await turn('on', '?dryrun=true')).status).toBe(422);
  });

  it('lets nobody act through the browser of another, nor without a role', async () => {
    const model = newModel();
    await client.monitor(model).ensure(scriptedMonitor(model));
    const path = `/v1/models/${model}/pause`;
    const forged = await ask(path, { method: 'POST', headers: { origin: 'https://evil.example' } });
    expect(forged.status).toBe(403);
    expect(await ask(path, { as: 'viewer', method: 'POST' })).toMatchObject({ status: 403 });
    expect(await ask(path, { method: 'POST', headers: { authorization: 'Bearer trt_x' } })).toMatchObject({
      status: 401,
    });
    expect((await client.monitor(model).state()).phase).toBe('active');
  });
});

interface Turned {
  changed: boolean;
  monitors: number | null;
  text: string;
}
