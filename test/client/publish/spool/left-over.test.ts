import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { MonitorSpool } from '../../../../src/client/publish/spool/monitor-spool.ts';
import { resolveSpoolOptions } from '../../../../src/client/publish/spool/spool-options.ts';
import type { Observation } from '../../../../src/client/publish/observation.ts';

const root = mkdtempSync(join(tmpdir(), 'temporal-retrain-spool-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folders = 0;
const newFolder = (): string => join(root, `${(folders += 1)}`);
const options = resolveSpoolOptions({ directory: root, fsync: 'never' });
const open = (folder: string): MonitorSpool => new MonitorSpool(folder, options);
const sender = { source: 'me', incarnation: 'first' };

/** Every one another, with a name that takes several bytes a character. */
const observation = (n: number): Observation => ({
  metric: 'accuracy',
  value: n / 7,
  at: n,
  segment: n % 3 === 0 ? 'é\n"ü"'.replace('\n', '') : undefined,
  version: n % 2 === 0 ? '1.0.0' : undefined,
  recordedAt: 1_000 + n,
  ...(n % 4 === 0 ? { rows: { n: 7, squares: 7 } } : {}),
  ...(n % 5 === 0 ? { key: 2 ** 52 + n } : {}),
});

const valuesLeft = ({ left }: MonitorSpool): number[] =>
  [...left.batches.flatMap(({ observations }) => observations), ...left.observations.map((one) => one.observation)].map(
    ({ at }) => at
  );

/** Writes to a spool: how many were accepted, cut and confirmed after each record, with the bytes of its file by then. */
function write(folder: string, actions: readonly ('accept' | 'cut' | 'confirm')[]) {
  const spool = open(folder);
  const steps = [{ bytes: spool.bytes, accepted: 0, confirmed: 0 }];
  const cuts: { upTo: number; to: number }[] = [];
  let accepted = 0;
  let cut = 0;
  let confirmed = 0;
  let seq = 0;
  for (const action of actions) {
    if (action === 'accept') {
      spool.accept([observation(accepted), observation(accepted + 1), observation(accepted + 2)]);
      accepted += 3;
    } else if (action === 'cut' && accepted - cut >= 2) {
      cut += 2;
      seq += 1;
      cuts.push({ upTo: spool.cut(sender, seq, 2), to: cut });
    } else if (action === 'confirm' && cuts[0]) {
      const first = cuts.shift()!;
      spool.confirm(first.upTo);
      confirmed = first.to;
    } else continue;
    steps.push({ bytes: spool.bytes, accepted, confirmed });
  }
  spool.close();
  return steps;
}

const anyActions = fc.array(fc.constantFrom('accept', 'accept', 'cut', 'confirm'), { maxLength: 25 });

describe('what a spool holds', () => {
  it('comes back as it was accepted, in order, cut as it was cut', () => {
    const folder = newFolder();
    write(folder, ['accept', 'accept', 'cut', 'cut', 'confirm']);
    const { left } = open(folder);
    expect(left.batches).toEqual([
      { sender, seq: 2, observations: [observation(2), observation(3)].map((one) => ({ ...one })), upTo: 4 },
    ]);
    expect(left.observations.map((one) => one.observation)).toEqual([observation(4), observation(5)]);
    expect(left).toMatchObject({ seq: 2, next: 6, confirmed: 2 });
  });

  it('cut at any byte, is all that was accepted before that byte and not confirmed, and no more', () => {
    fc.assert(
      fc.property(anyActions, fc.double({ min: 0, max: 1, noNaN: true }), (actions, share) => {
        const folder = newFolder();
        const steps = write(folder, actions);
        const [file] = readdirSync(folder);
        const bytes = readFileSync(join(folder, file!));
        const end = Math.floor(share * bytes.length);
        writeFileSync(join(folder, file!), bytes.subarray(0, end));
        const whole = steps.filter((step) => step.bytes <= end).at(-1) ?? { accepted: 0, confirmed: 0 };
        const wanted = Array.from({ length: whole.accepted - whole.confirmed }, (_, i) => whole.confirmed + i);
        const spool = open(folder);
        expect(valuesLeft(spool)).toEqual(wanted);
        expect(spool.damaged).toBe(0);
        spool.close();
      }),
      { numRuns: 300 }
    );
  });

  it('with any byte altered, misses what stood in that line, says so, and keeps the rest in order', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.integer({ min: 1, max: 255 }), (share, change) => {
        const folder = newFolder();
        write(folder, ['accept', 'accept', 'accept', 'accept']);
        const path = join(folder, readdirSync(folder)[0]!);
        const bytes = readFileSync(path);
        const at = Math.floor(share * bytes.length);
        bytes[at] = bytes[at]! ^ change;
        writeFileSync(path, bytes);
        const spool = open(folder);
        const left = valuesLeft(spool);
        expect(left.length).toBeGreaterThanOrEqual(6);
        expect(left).toEqual(left.toSorted((a, b) => a - b));
        // What is left can be cut and confirmed as if nothing were missing.
        spool.confirm(spool.cut(sender, 9, left.length));
        spool.close();
        expect(valuesLeft(open(folder))).toEqual([]);
      })
    );
  });

  it('through any number of lives that end at any point loses nothing and doubles nothing', () => {
    fc.assert(
      fc.property(fc.array(anyActions, { minLength: 1, maxLength: 6 }), (lives) => {
        let folder = newFolder();
        let accepted = 0;
        const confirmed: number[] = [];
        for (const actions of lives) {
          const spool = open(folder);
          const cuts = spool.left.batches.map(({ observations, upTo }) => ({
            upTo,
            at: observations.map((o) => o.at),
          }));
          const uncut = spool.left.observations.map((one) => one.observation.at);
          let seq = spool.left.seq;
          for (const action of actions)
            if (action === 'accept') {
              spool.accept([observation(accepted)]);
              uncut.push(accepted);
              accepted += 1;
            } else if (action === 'cut' && uncut.length > 0) {
              seq += 1;
              const length = Math.min(uncut.length, 3);
              cuts.push({ upTo: spool.cut(sender, seq, length), at: uncut.splice(0, length) });
            } else if (action === 'confirm' && cuts[0]) {
              const { upTo, at } = cuts.shift()!;
              spool.confirm(upTo);
              confirmed.push(...at);
            }

          // Killed: the next one finds the files as they are.
          const next = newFolder();
          mkdirSync(next);
          for (const name of readdirSync(folder)) copyFileSync(join(folder, name), join(next, name));
          spool.close();
          folder = next;
        }
        const left = valuesLeft(open(folder));
        expect([...confirmed, ...left]).toEqual(Array.from({ length: accepted }, (_, i) => i));
      }),
      { numRuns: 200 }
    );
  });

  it('stays small when all is confirmed, however much went through it', () => {
    const folder = newFolder();
    const spool = open(folder);
    for (let round = 0; round < 300; round++) {
      spool.accept(Array.from({ length: 200 }, (_, i) => observation(i)));
      spool.confirm(spool.cut(sender, round + 1, 200));
    }
    expect(spool.bytes).toBeLessThan(300_000);
    expect(readdirSync(folder).length).toBeLessThanOrEqual(2);
    spool.close();
    expect(open(folder).left).toMatchObject({ batches: [], observations: [], seq: 300, next: 60_000 });
  });

  it('is kept when its disk is full for a while: nothing is accepted by halves', () => {
    const folder = newFolder();
    const spool = open(folder);
    spool.accept([observation(0)]);
    spool.close();
    expect(() => spool.accept([observation(1)])).toThrow(expect.objectContaining({ name: 'SpoolError' }));
    expect(valuesLeft(open(folder))).toEqual([0]);
  });
});
