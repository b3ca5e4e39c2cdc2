import { describe, expect, it } from 'vitest';
import { createWorld, model, post, problemIn } from '../world.ts';

const monitor = `/v1/models/${model}`;

describe('who decides over HTTP', () => {
  it.each(['approve', 'reject'])('says which version was looked at, at %s', async (verb) => {
    const { request, commands } = createWorld();
    for (const init of [post(), post({}), post({ comment: 'looks right' })]) {
      const answer = await request(`${monitor}/${verb}`, init);
      expect(answer.status).toBe(422);
      expect(JSON.stringify(await problemIn(answer))).toContain('version');
    }
    expect(commands).toEqual([]);
    expect((await request(`${monitor}/${verb}`, post({ version: '1.0.1', comment: 'seen' }))).status).toBe(200);
    expect(commands).toEqual([{ name: verb, asked: { actor: 'ada', comment: 'seen', version: '1.0.1' } }]);
  });

  it('says which revision of the policy was looked at, unless it only asks what would change', async () => {
    const { request, commands } = createWorld();
    const put = (path: string, revision?: number): Promise<Response> =>
      request(monitor + path, {
        ...post({ monitor: { model, metrics: { accuracy: { below: 0.8 } } }, ...(revision ? { revision } : {}) }),
        method: 'PUT',
      });
    const bare = await put('/policy');
    expect(bare.status).toBe(422);
    expect((await problemIn(bare)).issues).toMatchObject([{ field: 'revision' }]);
    expect((await put('/policy?dryRun=true')).status).toBe(200);
    expect((await put('/policy', 2)).status).toBe(409);
    expect(commands).toEqual([]);
    expect((await put('/policy', 1)).status).toBe(200);
    expect(commands).toMatchObject([{ name: 'updatePolicy' }]);
  });

  it.each(['/policy?dryRun=true', '/policy'])(
    'is told which detectors learn again from nothing: PUT %s',
    async (path) => {
      const { request } = createWorld();
      const put = async (accuracy: unknown): Promise<unknown> => {
        const body = { monitor: { model, metrics: { accuracy, f1: { below: 0.7 } } }, revision: 1 };
        return ((await (await request(monitor + path, { ...post(body), method: 'PUT' })).json()) as { anew?: unknown })
          .anew;
      };
      expect(await put({ below: 0.8 })).toEqual(['accuracy:limit']);
      expect(await put({ below: 0.7 })).toEqual([]);
      expect(await put({ below: 0.7, severity: 'full' })).toEqual([]);
    }
  );
});
