import { expect, it } from 'vitest';
import { NoWorkerError, ServerUnavailableError } from '../../../src/terms/errors.ts';
import { grpcCodes } from '../../../src/server/grpc-status.ts';
import { Patience } from '../../../src/cli/wait/patience.ts';

/** What becomes of a question that fails once, and is then answered. */
async function asked(failure: Error): Promise<{ answer: unknown; notes: string[] }> {
  const notes: string[] = [];
  const { signal } = new AbortController();
  const patience = new Patience({ signal, everyMs: 0, tell: (text) => void notes.push(text) });
  const left = [Promise.reject(failure), Promise.resolve({ is: 'well' })];
  left[0]?.catch(() => undefined);
  const answer = await patience.answer(() => left.shift() ?? expect.unreachable());
  return { answer, notes };
}

function unavailable(code: number): ServerUnavailableError {
  const cause = Object.assign(new Error(`${code}`), { code, details: 'so it says', metadata: {} });
  return new ServerUnavailableError('no answer', { cause });
}

it.each(['cancelled', 'deadlineExceeded', 'resourceExhausted', 'failedPrecondition', 'unavailable'] as const)(
  'a server that answers `%s` may answer otherwise later, and is waited for',
  async (name) => {
    expect(await asked(unavailable(grpcCodes[name]))).toEqual({
      answer: { is: 'well' },
      notes: ['no answer. Still waiting'],
    });
  }
);

it('so is a worker that comes', async () => {
  expect(await asked(new NoWorkerError('nobody polls', 'q'))).toMatchObject({ answer: { is: 'well' } });
});

it.each(['invalidArgument', 'permissionDenied', 'unimplemented', 'unauthenticated'] as const)(
  'what answers `%s` answers so for ever, and is not waited for',
  async (name) => {
    await expect(asked(unavailable(grpcCodes[name]))).rejects.toThrow('no answer');
  }
);

it('an outage goes on where the monitor answers and what belongs to the look does not, and its end is told once all does', async () => {
  const notes: string[] = [];
  const { signal } = new AbortController();
  const patience = new Patience({ signal, everyMs: 0, tell: (text) => void notes.push(text) });
  const look = async (addition: Promise<object>): Promise<void> => {
    await patience.answer(() => Promise.resolve({ is: 'well' }));
    await patience.addition(() => addition);
    patience.hasLooked();
  };
  patience.tellOnce('nobody polls');
  await look(Promise.reject(new NoWorkerError('nobody polls', 'q')));
  expect(notes).toEqual(['nobody polls']);
  await look(Promise.resolve({}));
  expect(notes).toEqual(['nobody polls', 'The monitor answers again']);
});
