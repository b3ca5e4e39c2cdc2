import type { Take } from './inbox.ts';
import type { TraceCarrier } from '../src/terms/trace.ts';

/**
 * What a run is doing something for: the trace of the message that it takes in. What is asked for then is begun later,
 * in one place, so its cause is kept beside it. Nothing is ever here unless the worker traces (`trace.ts`).
 */
let now: TraceCarrier | undefined;

/** Of the newest wish that is held: whatever lets it go later is not its cause. */
let held: TraceCarrier | undefined;

export function currentCause(): TraceCarrier | undefined {
  return now;
}

/** Runs what belongs to a cause, as far as it goes without waiting. */
export function during<T>(cause: TraceCarrier | undefined, work: () => T): T {
  const before = now;
  now = cause;
  try {
    return work();
  } finally {
    now = before;
  }
}

/** The same when its turn comes. */
export function bound(take: Take): Take {
  const cause = now;
  return cause === undefined ? take : () => during(cause, take);
}

/** What has happened has led to a wish that is not fulfilled yet. */
export function causedWish(): void {
  held = now ?? held;
}

/** What jobs that wait were asked for. */
export class Causes<Job extends object> {
  private readonly causes = new WeakMap<Job, TraceCarrier>();

  keep(job: Job): void {
    const cause = held ?? now;
    held = undefined;
    if (cause !== undefined) this.causes.set(job, cause);
  }

  during<T>(job: Job, work: () => T): T {
    return during(this.causes.get(job), work);
  }
}
