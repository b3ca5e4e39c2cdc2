import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from './eventually.ts';

export type Point =
  | 'propose'
  | 'trial'
  | 'train'
  | 'step'
  | 'trained'
  | 'evaluate-champion'
  | 'evaluate-challenger'
  | 'compared'
  | 'register'
  | 'registered'
  | 'promote'
  | 'promoted'
  | 'challenged'
  | 'look-up'
  | 'notify';

export interface Passage {
  point: Point;
  model: string;
  pid: number;
}

/**
 * Places in the work of a worker where a test can stop it, by files: the worker may be another process, and be killed
 * while it waits. Every passage is written down too, at once, so that it outlives a SIGKILL.
 */
export class PausePoints {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  hold(point: Point, model: string): void {
    writeFileSync(this.file(point, model, 'hold'), '');
  }

  release(point: Point, model: string): void {
    rmSync(this.file(point, model, 'hold'), { force: true });
  }

  /** Nobody waits any longer; for the end of a test. */
  releaseAll(): void {
    for (const file of readdirSync(this.folder)) if (file.endsWith('.hold')) rmSync(join(this.folder, file));
  }

  /** Resolves when a worker waits there. */
  async reached(point: Point, model: string, timeoutMs?: number): Promise<void> {
    await eventually(
      () => Promise.resolve({ point, model, reached: existsSync(this.file(point, model, 'reached')) }),
      ({ reached }) => reached,
      timeoutMs
    );
  }

  /** Resolves when whoever waited there has gone on; not for a process that was killed. */
  async left(point: Point, model: string, timeoutMs?: number): Promise<void> {
    await eventually(
      () => Promise.resolve({ point, model, waits: existsSync(this.file(point, model, 'reached')) }),
      ({ waits }) => !waits,
      timeoutMs
    );
  }

  /** For the worker: goes through, or waits for the release; what waits long looks less often, as many may wait at once. */
  async pass(point: Point, model: string, waiting: { signal?: AbortSignal; beat?: () => void } = {}): Promise<void> {
    const { signal, beat } = waiting;
    const passage: Passage = { point, model, pid: process.pid };
    appendFileSync(join(this.folder, 'journal.ndjson'), `${JSON.stringify(passage)}\n`);
    const [hold, reached] = [this.file(point, model, 'hold'), this.file(point, model, 'reached')];
    for (let pause = 50; existsSync(hold); pause = Math.min(250, pause + 10)) {
      if (!existsSync(reached)) writeFileSync(reached, '');
      beat?.();
      await sleep(pause, undefined, { signal });
    }
    rmSync(reached, { force: true });
  }

  /** How often a point was passed, by whichever process. */
  passages(point: Point, model: string): Passage[] {
    return this.journal().filter((p) => p.point === point && p.model === model);
  }

  /** All passages, in their order. */
  journal(): Passage[] {
    const file = join(this.folder, 'journal.ndjson');
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    return lines.map((line) => JSON.parse(line) as Passage);
  }

  private file(point: Point, model: string, what: 'hold' | 'reached'): string {
    return join(this.folder, `${model.replace(':', '_')}.${point}.${what}`);
  }
}
