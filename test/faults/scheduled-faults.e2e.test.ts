import { describe, expect, it } from 'vitest';
import { accountOf } from './scheduled/account.ts';
import { carryOut, type End } from './scheduled/carry-out.ts';
import { expectReplays, expectWhole } from './scheduled/verdict.ts';
import { fewAtATime } from '../support/few-at-a-time.ts';
import { kinds, scheduleOf, type Happening, type Kind } from './scheduled/schedule.ts';
import { keepHistories } from './scheduled/keep-histories.ts';
import { Machines } from './scheduled/machines.ts';
import { newFolder } from '../support/scripted.ts';
import { Patience } from './scheduled/patience.ts';
import { sizeOfTest } from '../support/size-of-test.ts';
import { Watched } from './scheduled/watched.ts';

/** Each kind comes once; `RETRAIN_TEST_FAULTS=200` takes so many, with more monitors, `RETRAIN_TEST_SEED` another order. */
const size = sizeOfTest('RETRAIN_TEST_FAULTS', kinds.length);
const seed = sizeOfTest('RETRAIN_TEST_SEED', 1);
const monitors = Math.min(20, Math.ceil(size / 5));

/** Of a quiet machine it takes a tenth. */
const testMs = 600_000 + 15_000 * size;

describe(`${size} faults, commands and resets on ${monitors} monitors that are never left alone`, () => {
  it('lose nothing, double nothing, and leave none stuck', { timeout: testMs }, async () => {
    const patience = new Patience(testMs);
    const machines = await Machines.start(patience, await newFolder());
    const happened: Happened[] = [];
    const all = Array.from({ length: monitors }, (_, index) => new Watched(machines, index));
    try {
      await Promise.all(all.map((monitor) => monitor.start()));
      let away = 0;
      let isBroken = false;
      for (const happening of scheduleOf(seed, size, monitors)) {
        if (isBroken) break;
        // A worker that has ended is away while a few more things happen.
        if (!machines.isWorking) away += 1;
        if (away > 2) await machines.startWorker();
        if (machines.isWorking) away = 0;
        const next = new Happened(happening, () => happen(machines, all, happening));
        next.end.catch(() => (isBroken = true));
        happened.push(next);
        await Promise.all(all.map((monitor) => monitor.send()));
        if (!('monitor' in happening)) await next.end;
      }
      await machines.startWorker();
      await Promise.all(happened.map(({ end }) => end));
      const tally = tallyOf(happened);
      await fewAtATime(all, expectWhole, 4);
      for (const monitor of all) await expectReplays(monitor);
      console.log(`seed ${seed}:`, JSON.stringify(tally));
      expect(Object.keys(tally).toSorted()).toEqual([...new Set(kinds)].toSorted());
      for (const kind of ['retrain', 'policy', 'stop and start', 'monitor reset'] as const)
        expect(tally[kind]?.done, kind).toBeGreaterThan(0);
    } catch (error) {
      const told = happened.map((one) => one.tell());
      const account = await accountOf(machines, all, told).catch((fault: unknown) => `No account: ${String(fault)}`);
      console.error(`Seed ${seed}, ${size} faults: ${String(error)}\n${account}`);
      await patience.within('the histories are kept', () => keepHistories(all)).catch(console.error);
      throw error;
    } finally {
      // What is still on its way waits no longer, and needs its line to the end.
      patience.giveUp();
      await Promise.allSettled(happened.map(({ end }) => end));
      await machines.end();
    }
  });
});

// --- internal ---

/** A happening, and how it ended. */
class Happened {
  readonly kind: Kind;
  readonly end: Promise<End>;
  outcome: End | 'failed' | 'under way' = 'under way';
  private readonly what: string;
  private readonly at = Date.now();
  private endedAt: number | undefined;

  constructor(happening: Happening, work: () => Promise<End>) {
    this.kind = happening.kind;
    this.what = 'monitor' in happening ? `${happening.kind} of m${happening.monitor}` : happening.kind;
    this.end = work();
    this.end.then(
      (end) => this.ended(end),
      () => this.ended('failed')
    );
  }

  tell(): string {
    const time = new Date(this.at).toISOString().slice(11, 23);
    const seconds = Math.round(((this.endedAt ?? Date.now()) - this.at) / 1_000);
    return `${time} ${this.what}: ${this.outcome}, ${seconds} s`;
  }

  private ended(outcome: End | 'failed'): void {
    this.outcome = outcome;
    this.endedAt = Date.now();
  }
}

async function happen(machines: Machines, all: readonly Watched[], happening: Happening): Promise<End> {
  const { kind } = happening;
  if ('monitor' in happening) {
    const victim = all[happening.monitor]!;
    return victim.afterwards(() => carryOut(happening.kind, happening.chance, victim));
  }
  if (kind === 'server killed') await machines.killServer();
  else await machines.endWorker(kind === 'worker killed' ? 'kill' : 'stop');
  return 'done';
}

function tallyOf(happened: readonly Happened[]): Partial<Record<Kind, Record<End, number>>> {
  const tally: Partial<Record<Kind, Record<End, number>>> = {};
  for (const { kind, outcome } of happened)
    if (outcome === 'done' || outcome === 'refused') (tally[kind] ??= { done: 0, refused: 0 })[outcome] += 1;
  return tally;
}
