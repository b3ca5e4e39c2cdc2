import { expect, it } from 'vitest';
import { parseMonitor } from '../../src/config/parse-monitor.ts';
import { policyEndpoints } from '../../src/serve/endpoints/policy.ts';
import { createWorld, model, post } from './world.ts';

interface Answer {
  monitor: Record<string, unknown>;
  differences: { field: string; text: string }[];
  revision: number;
  gone: string[];
}
const path = `/v1/models/${model}/policy`;

it('a policy that is asked for, changed and sent back changes nothing else', async () => {
  const { request, commands } = createWorld();
  const { monitor, revision } = (await (await request(path)).json()) as Answer;
  const body = { monitor: { ...monitor, cooldown: '12h' }, revision };
  const dry = await request(`${path}?dryRun=true`, { ...post(body), method: 'PUT' });
  const told = (await dry.json()) as Answer;
  expect(told.differences.map(({ field }) => field)).toEqual(['cooldown']);
  expect(told.gone).toEqual([]);
  expect(commands).toEqual([]);
});

it('metrics and detectors that a body leaves out are named, as they are watched no longer', async () => {
  const { request } = createWorld();
  const goneWith = async (metrics?: object): Promise<string[]> => {
    const body = { monitor: { model, cooldown: '12h', ...(metrics ? { metrics } : {}) } };
    const answer = await request(`${path}?dryRun=true`, { ...post(body), method: 'PUT' });
    return ((await answer.json()) as Answer).gone;
  };
  expect(await goneWith()).toContain('accuracy:limit');
  expect(await goneWith({ accuracy: { below: 0.7 } })).toEqual(['f1']);
  expect(await goneWith({ accuracy: { below: 0.7 }, f1: { below: 0.6 } })).toEqual([]);
});

it('a monitor that runs already is not told as if it had the policy that was sent', async () => {
  const start = policyEndpoints.find(({ method, path: own }) => method === 'post' && own === '/v1/models')!;
  const running = { ...parseMonitor({ model, metrics: { accuracy: { below: 0.7 } } }), revision: 1 };
  const answerWith = async (config: () => Promise<object>): Promise<unknown> => {
    const handle = { workflowId: 'monitor', ensure: () => Promise.resolve({ started: false }), config };
    const client = { monitor: () => handle };
    const body = { monitor: { model, metrics: { accuracy: { below: 0.8 } } } };
    return (await start.handle({ client, body } as never)).body;
  };
  const field = 'metrics.accuracy.detectors.limit.below';
  expect(await answerWith(() => Promise.resolve(running))).toMatchObject({
    started: false,
    differences: [{ field, text: `~ ${field}: 0.7 → 0.8` }],
  });
  const silent = await answerWith(() => Promise.reject(new Error('no worker')));
  expect(silent).toMatchObject({ started: false });
  expect(silent).not.toHaveProperty('differences');
});
