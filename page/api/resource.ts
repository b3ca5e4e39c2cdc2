import { useEffect, useMemo } from 'preact/hooks';
import { signal, type ReadonlySignal } from '@preact/signals';
import { asProblem, type Problem } from './problem.ts';

/** Something that is read from the server and may be read again; what was read last stays to be seen meanwhile. */
export interface Resource<T> {
  value: ReadonlySignal<T | undefined>;
  problem: ReadonlySignal<Problem | undefined>;
  reload: () => void;
}

/** Reads as long as the component is there; again with another key, and by itself while nothing answers. */
export function useResource<T>(key: string, load: (signal: AbortSignal) => Promise<T>): Resource<T> {
  const reading = useMemo(() => new Reading(load), [key]);
  useEffect(() => {
    reading.reload();
    return () => reading.end();
  }, [reading]);
  return reading;
}

// --- internal ---

/** Until the next try while nothing answers. */
const retryMs = 5_000;

class Reading<T> implements Resource<T> {
  readonly value = signal<T | undefined>(undefined);
  readonly problem = signal<Problem | undefined>(undefined);
  private readonly load: (signal: AbortSignal) => Promise<T>;
  private stopped = new AbortController();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isUnderWay = false;
  private isWantedAgain = false;

  constructor(load: (signal: AbortSignal) => Promise<T>) {
    this.load = load;
  }

  readonly reload = (): void => {
    if (this.isUnderWay) this.isWantedAgain = true;
    else void this.read();
  };

  end(): void {
    clearTimeout(this.timer);
    this.stopped.abort();
    this.stopped = new AbortController();
  }

  private async read(): Promise<void> {
    const { signal } = this.stopped;
    clearTimeout(this.timer);
    this.isUnderWay = true;
    try {
      const value = await this.load(signal);
      if (signal.aborted) return;
      this.value.value = value;
      this.problem.value = undefined;
    } catch (error) {
      if (signal.aborted) return;
      const problem = asProblem(error);
      this.problem.value = problem;
      if (problem.status === 0 || problem.status >= 500) this.timer = setTimeout(this.reload, retryMs);
    } finally {
      this.isUnderWay = false;
      if (this.isWantedAgain && !signal.aborted) {
        this.isWantedAgain = false;
        this.reload();
      }
    }
  }
}
