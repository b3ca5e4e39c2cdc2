import { describe, expect, it } from 'vitest';
import { KillSwitches } from '../../../src/client/kill-switches.ts';
import { ServerUnavailableError } from '../../../src/terms/errors.ts';
import { createWorld, post, problemIn } from '../world.ts';
import { scriptedTemporal } from '../../client/scripted-temporal.ts';

const all = { scope: { all: true } };

describe('a kill switch over HTTP', () => {
  it('is turned whatever becomes of what is only said about it', async () => {
    const { client } = scriptedTemporal();
    const killSwitches = new KillSwitches(client, 'queue');
    killSwitches.held = () => Promise.reject(new Error('no list'));
    killSwitches.read = () => new Promise<never>(() => undefined);
    const answer = await createWorld({ killSwitches }).request('/v1/kill-switches/on', post(all));
    expect({ status: answer.status, body: await answer.json() }).toMatchObject({
      status: 200,
      body: {
        changed: true,
        monitors: null,
        text: expect.stringContaining('how many monitors that holds is not known'),
      },
    });
  });

  it('that was on already is so without who has turned it on, where that cannot be read', async () => {
    const killSwitches = new KillSwitches(scriptedTemporal().client, 'queue');
    killSwitches.on = () => Promise.resolve({ changed: false });
    killSwitches.read = () => Promise.reject(new ServerUnavailableError('gone'));
    const answer = await createWorld({ killSwitches }).request('/v1/kill-switches/on', post(all));
    expect(await answer.json()).toMatchObject({
      changed: false,
      text: 'The switch for all models is on already: nothing changes',
    });
  });

  it('is not turned once its sender has left', async () => {
    const { client, asked } = scriptedTemporal();
    const { request } = createWorld({ killSwitches: new KillSwitches(client, 'queue') });
    const answer = await request('/v1/kill-switches/on', { ...post(all), signal: AbortSignal.abort() });
    expect(await problemIn(answer)).toMatchObject({ detail: 'The sender left before the kill switch was turned' });
    expect(asked).toEqual([]);
  });

  it('is given up with its sender', async () => {
    const { client, signals } = scriptedTemporal();
    await createWorld({ killSwitches: new KillSwitches(client, 'queue') }).request('/v1/kill-switches/off', post(all));
    expect(signals).toEqual([expect.any(AbortSignal)]);
  });

  it.each(['', '?dryRun=true'])('of a name that cannot be is refused, and nothing is asked: “%s”', async (query) => {
    const { client, asked } = scriptedTemporal();
    const { request } = createWorld({ killSwitches: new KillSwitches(client, 'queue') });
    for (const scope of [{ tenant: 'b\0' }, { model: 'shop hunter!' }])
      for (const to of ['on', 'off'])
        expect(await problemIn(await request(`/v1/kill-switches/${to}${query}`, post({ scope })))).toMatchObject({
          status: 422,
        });
    expect(asked).toEqual([]);
  });
});
