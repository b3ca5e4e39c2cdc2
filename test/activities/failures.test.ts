import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { TrainingError } from '../../src/terms/errors.ts';
import { withFailures } from '../../activities/failures.ts';

async function failureOf(error: unknown): Promise<Error & { type?: string; nonRetryable?: boolean }> {
  const { run } = withFailures({ run: () => Promise.reject(error as Error) });
  return run().then(
    () => new Error('nothing was thrown'),
    (thrown: Error) => thrown
  );
}

/** Everything of a failure that travels: messages and stacks of it and of all that caused it. */
function sizeOf(error: unknown): number {
  if (!(error instanceof Error)) return 0;
  return error.message.length + (error.stack?.length ?? 0) + sizeOf(error.cause);
}

const huge = 'x'.repeat(3 << 20);

it('a failure that every trial of a study would share says so on the wire', async () => {
  const failing = withFailures({ work: () => Promise.reject(new TrainingError('no rows', { everyTrial: true })) });
  await expect(failing.work()).rejects.toMatchObject({ nonRetryable: true, details: [{ everyTrial: true }] });
});

describe('what an activity fails with', () => {
  it.each([
    ['our own error', new TrainingError(huge, { permanent: true })],
    ['our own error with a cause', new TrainingError('short', { permanent: true, cause: new Error(huge) })],
    ['a cause of a cause', new TrainingError('short', { cause: new Error('middle', { cause: new Error(huge) }) })],
    ['an error of somebody else', new TypeError(huge)],
    ["a failure of Temporal's own kind", ApplicationFailure.nonRetryable(huge, 'Own')],
    ['a text', huge],
  ])('can be reported however long it is: %s', async (_, error) => {
    expect(sizeOf(await failureOf(error))).toBeLessThan(60_000);
  });

  it('keeps its type, its cause and whether another try can help', async () => {
    const failure = await failureOf(new TrainingError(huge, { permanent: true, cause: new RangeError('no row') }));
    expect(failure).toMatchObject({ type: 'TrainingError', nonRetryable: true });
    expect(failure.cause).toMatchObject({ name: 'RangeError', message: 'no row' });
    expect(await failureOf(ApplicationFailure.nonRetryable(huge, 'Own'))).toMatchObject({
      type: 'Own',
      nonRetryable: true,
    });
  });

  it('a causal chain without an end has one', async () => {
    const circle = new Error('round');
    circle.cause = circle;
    expect(sizeOf((await failureOf(new TrainingError('short', { cause: circle }))).cause)).toBeLessThan(60_000);
  });
});
