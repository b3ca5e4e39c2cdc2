import { Context } from '@temporalio/activity';
import { withCallSignal } from '../src/registry/call-signal.ts';

type Activities = Record<string, (argument: never) => Promise<unknown>>;

/** The same activities; their registry calls end when they are cancelled or time out. */
export function withCancellation<A extends object>(activities: A): A {
  const wrapped = Object.entries(activities as Activities).map(([name, run]) => [
    name,
    (argument: never) => withCallSignal(Context.current().cancellationSignal, () => run(argument)),
  ]);
  return Object.fromEntries(wrapped) as A;
}
