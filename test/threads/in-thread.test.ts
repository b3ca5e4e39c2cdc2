import { describe, expect, it } from 'vitest';
import { fewAtOnce } from '../../src/threads/few-at-once.ts';
import { inThread } from '../../src/threads/in-thread.ts';

/** Does what its task says: test/fakes/thread-of-one-task.mjs. */
const entry = new URL('../fakes/thread-of-one-task.mjs', import.meta.url);
const never = (): AbortSignal => new AbortController().signal;

describe('a task in a thread of its own', () => {
  it('is answered', async () => {
    expect(await inThread(entry, { answer: { a: [1, 2] } }, never())).toEqual({ a: [1, 2] });
  });

  it('leaves this thread free, also while it computes without end, and ends when it is given up', async () => {
    const given = new AbortController();
    const task = inThread(entry, { loop: true }, given.signal);
    given.abort(new Error('enough'));
    await expect(task).rejects.toThrow('enough');
    await expect(inThread(entry, { answer: 1 }, given.signal)).rejects.toThrow('enough');
  });

  it.each([
    ['throws', { fail: 'no such column' }, 'no such column'],
    ['ends without an answer', { exit: 3 }, 'The thread ended without an answer, with code 3'],
  ])('fails with what it %s', async (_, task, message) => {
    await expect(inThread(entry, task, never())).rejects.toThrow(message);
  });
});

describe('work of which few run at once', () => {
  it('waits for its turn, in order, whatever becomes of the others', async () => {
    const inTurn = fewAtOnce(2);
    const begun: number[] = [];
    const ends: (() => void)[] = [];
    const works = [0, 1, 2, 3].map((n) =>
      inTurn(async () => {
        begun.push(n);
        await new Promise<void>((resolve) => ends.push(resolve));
        if (n === 0) throw new Error('the first fails');
        return n;
      }, never())
    );
    const failed = expect(works[0]).rejects.toThrow('the first fails');
    await settled();
    expect(begun).toEqual([0, 1]);
    ends[0]!();
    await failed;
    await settled();
    expect(begun).toEqual([0, 1, 2]);
    ends[1]!();
    ends[2]!();
    expect(await works[2]).toBe(2);
    await settled();
    ends[3]!();
    expect(await works[3]).toBe(3);
  });

  it('leaves the queue when it is given up, and takes nobody’s turn', async () => {
    const inTurn = fewAtOnce(1);
    const leaving = new AbortController();
    let end = (): void => undefined;
    const first = inTurn(() => new Promise<void>((resolve) => (end = resolve)), never());
    const second = inTurn(() => Promise.resolve('second'), leaving.signal);
    const third = inTurn(() => Promise.resolve('third'), never());
    leaving.abort(new Error('given up'));
    await expect(second).rejects.toThrow('given up');
    end();
    await first;
    expect(await third).toBe('third');
    expect(await inTurn(() => Promise.resolve('fourth'), never())).toBe('fourth');
  });
});

/** Everything that waits for nothing has run. */
function settled(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
