import { describe, expect, it } from 'vitest';
import { carryOut, type End } from './scheduled/carry-out.ts';
import { expectReplays, expectWhole } from './scheduled/verdict.ts';
import { fewAtATime } from '../support/few-at-a-time.ts';
import { kinds, scheduleOf, type Happening, type Kind } from './scheduled/schedule.ts';
import { keepHistories } from './scheduled/keep-histories.ts';
import { Machines } from './scheduled/machines.ts';
import { newFolder } from '../support/scripted.ts';
import { sizeOfTest } from '../support/size-of-test.ts';
import { Watched } from './scheduled/watched.ts';

/** Each kind comes once; `RETRAIN_TEST_FAULTS=200` takes so many, with more monitors, `RETRAIN_TEST_SEED` another order. */
const size = sizeOfTest('RETRAIN_TEST_FAULTS', kinds.length);
const seed = sizeOfTest('RETRAIN_TEST_SEED', 1);
const monitors = Math.min(20, Math.ceil(size / 5));

describe(`${size} faults, commands and resets on ${monitors} monitors that are never left alone`, () => {
  it('lose nothing, double nothing, and leave none stuck', { timeout: 600_000 + 15_000 * size }, async () => {
    const machines = await Machines.start(await newFolder());
    const ends: Promise<{ kind: Kind; end: End }>[] = [];
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
        const { kind } = happening;
        const end = happen(machines, all, happening).then((found) => ({ kind, end: found }));
        end.catch(() => (isBroken = true));
        ends.push(end);
        await Promise.all(all.map((monitor) => monitor.send()));
        if (!('monitor' in happening)) await end;
      }
      await machines.startWorker();
      const tally = tallyOf(await Promise.all(ends));
      await fewAtATime(all, expectWhole, 4);
      for (const monitor of all) await expectReplays(monitor);
      console.log(`seed ${seed}:`, JSON.stringify(tally));
      expect(Object.keys(tally).toSorted()).toEqual([...new Set(kinds)].toSorted());
      for (const kind of ['retrain', 'policy', 'stop and start', 'monitor reset'] as const)
        expect(tally[kind]?.done, kind).toBeGreaterThan(0);
    } catch (error) {
      await keepHistories(all);
      throw error;
    } finally {
      // What is still on its way needs its line.
      await Promise.allSettled(ends);
      await machines.end();
    }
  });
});

// --- internal ---

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

function tallyOf(ends: readonly { kind: Kind; end: End }[]): Partial<Record<Kind, Record<End, number>>> {
  const tally: Partial<Record<Kind, Record<End, number>>> = {};
  for (const { kind, end } of ends) (tally[kind] ??= { done: 0, refused: 0 })[end] += 1;
  return tally;
}
