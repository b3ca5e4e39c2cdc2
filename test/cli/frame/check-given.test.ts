import { describe, expect, it } from 'vitest';
import { checkGiven } from '../../../src/cli/frame/check-given.ts';
import { checkWorker } from '../../../src/worker/check-worker.ts';
import { openRegistry } from '../../../src/registry/open-registry.ts';
import { RegistryError } from '../../../src/terms/errors.ts';
import type { CliContext } from '../../../src/cli/terminal/context.ts';
import type { ModelRegistry } from '../../../src/registry/registry.ts';

function asked(identity: () => Promise<string>): { registry: ModelRegistry; closed: () => number } {
  let closed = 0;
  const close = (): Promise<void> => Promise.resolve(void (closed += 1));
  return { registry: { identity, close } as unknown as ModelRegistry, closed: () => closed };
}

async function notesOf(registry?: ModelRegistry): Promise<string[]> {
  const notes: string[] = [];
  const context = { note: (line: string) => notes.push(line) } as unknown as CliContext;
  await checkGiven(context, registry ? { registry } : {});
  return notes;
}

describe('before a worker polls, its registry', () => {
  it('that answers is not talked about, nor one that is a file of the home', async () => {
    expect(await notesOf(asked(() => Promise.resolve('id')).registry)).toEqual([]);
    expect(await notesOf()).toEqual([]);
  });

  it('where nobody listens is told of, with its address', async () => {
    const [note] = await notesOf(await openRegistry('mlflow:http://127.0.0.1:9'));
    expect(note).toContain('The registry does not answer');
    expect(note).toContain('127.0.0.1:9');
    expect(note).toMatch(/is it running and reachable\? The worker starts .* retrains wait until it does\.$/);
  });

  it('that never answers holds nothing up', async () => {
    const silent = asked(() => new Promise<string>(() => undefined));
    expect((await checkWorker({ registry: silent.registry }, 10))[0]).toContain('no answer within 0.01 s');
  });

  it('that refuses for good ends the command', async () => {
    const refusing = asked(() => Promise.reject(new RegistryError('401: wrong token', { permanent: true })));
    await expect(notesOf(refusing.registry)).rejects.toThrow('401: wrong token');
    expect(refusing.closed()).toBe(1);
  });
});
