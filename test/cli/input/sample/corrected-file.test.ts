import { describe, expect, it } from 'vitest';
import { keyedByFile } from '../../../../src/cli/input/sample/keyed-by-file.ts';
import { keyNumber } from '../../../../src/core/wire/keys.ts';
import { ListMemory, takenOf } from '../../../../src/core/ingestion/numbered-lists.ts';
import { listId } from '../../../../src/core/wire/numbers.ts';
import { readSamples, type ReadSample } from '../../../../src/samples/read-samples.ts';
import { createRng } from '../../../../src/stats/rng.ts';
import type { ListEntry } from '../../../../src/client/publish/observation.ts';

const read = (text: string) => (): AsyncIterable<ReadSample> => {
  async function* input(): AsyncGenerator<string> {
    yield await Promise.resolve(text);
  }
  return readSamples(input());
};

interface Sent {
  /** Values that counted, with their metric. */
  counted: string[];
  notes: string[];
  gone: number | undefined;
}

/** Takes rows as a monitor does, by the numbers of their lists. */
class Monitor {
  lists: ConstructorParameters<typeof ListMemory>[0] = {};
  answers = true;

  /** @param most rows after which the sender is cut off */
  async send(text: string, corrects?: string, most = Infinity): Promise<Sent> {
    const sent: Sent = { counted: [], notes: [], gone: undefined };
    const memory = new ListMemory(this.lists, 2);
    let rows = 0;
    const samples = keyedByFile({
      read: read(text),
      lists: () => Promise.resolve(this.answers ? takenOf(this.lists) : undefined),
      note: (line) => sent.notes.push(line),
      ...(corrects !== undefined && {
        corrects: { name: 'old.csv', read: read(corrects), tellGone: (count: number) => (sent.gone = count) },
      }),
    });
    for await (const one of samples) {
      if (!('sample' in one)) continue;
      rows += 1;
      if (rows > most) break;
      const key = one.sample.options.key;
      for (const [metric, value] of Object.entries(one.sample.values))
        if (typeof key !== 'object' || take(memory, metric, key)) sent.counted.push(`${metric}=${value}`);
    }
    this.lists = memory.lists(1);
    return sent;
  }
}

function take(memory: ListMemory, metric: string, { list, number, was }: ListEntry): boolean {
  const isNew = memory.take(listId(metric, keyNumber(list)), number) === 'new';
  return isNew && (was === undefined || memory.look(listId(metric, keyNumber(was)), number) === 'new');
}

const heading = 'at,accuracy,f1\n';
const row = (day: number, accuracy: string, f1: string): string =>
  `2026-01-${String(day).padStart(2, '0')},${accuracy},${f1}\n`;
const days = [row(1, '.91', '.81'), row(2, '.92', '.82'), row(3, '.93', '.83')];
const fileOf = (rows: readonly string[]): string => heading + rows.join('');

describe('a corrected file, beside what it was', () => {
  it('counts none again that the new file begins with, where the corrected file is only its end', async () => {
    const monitor = new Monitor();
    const end = [row(4, '.94', '.84'), row(5, '.95', '.85'), row(6, '.96', '.86')];
    await monitor.send(fileOf(days));
    await monitor.send(fileOf(end));
    const whole = fileOf([...days, end[0]!, row(5, '.55', '.85'), end[2]!]);
    const sent = await monitor.send(whole, fileOf(end));
    expect(sent.counted).toEqual(['accuracy=0.55']);
    expect(sent.notes.join('\n')).toContain('5 moved, and are known by that file alone: name it again');
    expect((await monitor.send(whole, fileOf(end))).counted).toEqual([]);
  });

  it('counts the value that was corrected, and tells of that which it cannot take back', async () => {
    const monitor = new Monitor();
    await monitor.send(fileOf(days));
    const corrected = fileOf([days[0]!, row(2, '.72', '.82'), days[2]!]);
    const sent = await monitor.send(corrected, fileOf(days));
    expect(sent).toEqual({
      counted: ['accuracy=0.72'],
      gone: 1,
      notes: [
        '5 values as in `old.csv`, 1 new or changed; 1 value of that file stands here no more: once counted, it stays counted',
      ],
    });
    expect((await monitor.send(corrected, fileOf(days))).counted).toEqual([]);
    // From then on it is a file as any other.
    expect((await monitor.send(corrected)).counted).toEqual([]);
    expect((await monitor.send(corrected + row(4, '.94', '.84'))).counted).toEqual(['accuracy=0.94', 'f1=0.84']);
  });

  it('counts a row that could not be read before, and the ones after it no second time, also without the old one', async () => {
    const monitor = new Monitor();
    const old = fileOf([days[0]!, row(2, 'good', '.82'), days[2]!]);
    await monitor.send(old);
    const sent = await monitor.send(fileOf(days), old);
    expect(sent.counted).toEqual(['accuracy=0.92', 'f1=0.82']);
    expect(sent.notes).toEqual(['4 values as in `old.csv`, 2 new or changed']);
    expect((await monitor.send(fileOf(days))).counted).toEqual([]);
  });

  it('counts a row that stands there once more, and tells how many were removed', async () => {
    const monitor = new Monitor();
    await monitor.send(fileOf(days));
    const sent = await monitor.send(fileOf([days[2]!, days[2]!]), fileOf(days));
    expect(sent.counted).toEqual(['accuracy=0.93', 'f1=0.83']);
    expect(sent.gone).toBe(4);
  });

  it('counts what was taken of neither: sending the old one was cut off', async () => {
    const monitor = new Monitor();
    await monitor.send(fileOf(days), undefined, 2);
    const sent = await monitor.send(fileOf(days.with(0, row(1, '.71', '.81'))), fileOf(days));
    expect(sent.counted.toSorted()).toEqual(['accuracy=0.71', 'accuracy=0.93', 'f1=0.83']);
  });

  it('is known where the old one was sent as it grew, and where it is corrected again', async () => {
    const monitor = new Monitor();
    await monitor.send(fileOf(days.slice(0, 2)));
    await monitor.send(fileOf(days));
    const second = fileOf([row(1, '.71', '.81'), ...days]);
    expect((await monitor.send(second, fileOf(days))).counted).toEqual(['accuracy=0.71', 'f1=0.81']);
    const third = fileOf([row(1, '.71', '.81'), ...days.slice(1)]);
    expect((await monitor.send(third, second)).counted).toEqual([]);
    expect((await monitor.send(third)).counted).toEqual([]);
  });

  it('leaves out rows without a time that stand in both, and sends the others', async () => {
    const monitor = new Monitor();
    await monitor.send('accuracy\n0.9\n0.8\n');
    const sent = await monitor.send('accuracy\n0.9\n0.7\n', 'accuracy\n0.9\n0.8\n');
    expect(sent.counted).toEqual(['accuracy=0.7']);
    expect(sent.gone).toBe(1);
  });

  it('is refused where the monitor knows nothing of the old one: all would count again', async () => {
    const monitor = new Monitor();
    await expect(monitor.send(fileOf(days.slice(1)), fileOf(days))).rejects.toThrow(
      'Expected the monitor to know `old.csv`, but it has taken no row of it as a file: send that file first (what came by a pipe, or with --again, is not known); nothing was sent'
    );
  });

  it('counts right where no worker says what is known', async () => {
    const monitor = new Monitor();
    await monitor.send(fileOf(days));
    monitor.answers = false;
    const sent = await monitor.send(fileOf([row(1, '.71', '.81'), ...days.slice(1)]), fileOf(days));
    expect(sent.counted).toEqual(['accuracy=0.71']);
    const moved = await monitor.send(fileOf(days.slice(1)), fileOf(days));
    expect(moved.counted).toEqual([]);
  });

  it.each(Array.from({ length: 60 }, (_, seed) => seed))(
    'counts just what is new in it, whatever was done to it (%i)',
    async (seed) => {
      const { random, below } = hand(seed);
      const one = (): string => row(1 + below(9), `.${1 + below(3)}`, random() < 0.3 ? '' : `.${1 + below(3)}`);
      const old = Array.from({ length: 1 + below(30) }, one);
      const now = old.flatMap((text) => {
        const what = below(8);
        return what === 0 ? [] : what === 1 ? [one(), text] : what === 2 ? [one()] : [text];
      });
      if (now.length === 0) now.push(one());
      const monitor = new Monitor();
      await monitor.send(fileOf(old));
      const fresh = minus(valuesOf(now), valuesOf(old));
      const sent = await monitor.send(fileOf(now), fileOf(old));
      expect(sent.counted.length).toBe(fresh);
      expect(sent.gone).toBe(minus(valuesOf(old), valuesOf(now)));
      expect((await monitor.send(fileOf(now), fileOf(old))).counted).toEqual([]);
      const aside = / (\d+) moved, and /.exec(sent.notes[0]!)?.[1] ?? '0';
      expect((await monitor.send(fileOf(now))).counted.length).toBe(Number(aside));
    }
  );
});

function hand(seed: number): { random: () => number; below: (count: number) => number } {
  const rng = createRng(seed);
  return { random: () => rng.uniform(), below: (count) => Math.floor(rng.uniform() * count) };
}

function valuesOf(rows: readonly string[]): string[] {
  return rows.flatMap((text) => {
    const [at, accuracy, f1] = text.trim().split(',');
    return [`${at} accuracy ${accuracy}`, ...(f1 === '' ? [] : [`${at} f1 ${f1}`])];
  });
}

/** How many of the first are left when each of the second has taken an equal one away. */
function minus(all: readonly string[], others: readonly string[]): number {
  const left = [...others];
  return all.filter((one) => {
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  }).length;
}
