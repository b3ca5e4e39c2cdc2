import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSqliteRegistry } from '../../../src/registry/sqlite/sqlite-registry.ts';
import { registerRequest } from '../../contracts/registry-requests.ts';

describe('SqliteRegistry used by several processes', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'registry-processes-'));
  });
  afterAll(() => rm(directory, { recursive: true }));

  it('two processes that register the same retrains at once get the same versions', async () => {
    const path = join(directory, 'same', 'registry.db');
    const [one, two] = await Promise.all([
      finish(writer(path, 'shop:same', 0, 40)),
      finish(writer(path, 'shop:same', 0, 40)),
    ]);
    const registered = (lines: string[]) => lines.filter((line) => line.startsWith('r'));
    expect(registered(one)).toHaveLength(40);
    expect(registered(two)).toEqual(registered(one));
    const registry = await openSqliteRegistry({ path });
    expect((await registry.versions('shop:same')).map((each) => each.version)).toHaveLength(40);
    expect(await registry.history('shop:same', 'champion')).toHaveLength(40);
    await registry.close();
  });

  it('two processes that register different retrains at once get different versions, none lost', async () => {
    const path = join(directory, 'different.db');
    const [one, two] = await Promise.all([
      finish(writer(path, 'shop:different', 0, 40, 'a')),
      finish(writer(path, 'shop:different', 0, 40, 'b')),
    ]);
    const versions = [...one, ...two].filter((line) => !line.startsWith('promoted')).map((line) => line.split(' ')[1]);
    expect(new Set(versions).size).toBe(80);
    const registry = await openSqliteRegistry({ path });
    expect(new Set((await registry.versions('shop:different')).map((each) => each.version))).toEqual(new Set(versions));
    await registry.close();
  });

  it(
    'a writer killed again and again loses no acknowledged row and leaves no half-registered version',
    { tags: ['m16.6'] },
    async () => {
      const path = join(directory, 'killed.db');
      const acknowledged = new Map<string, string>();
      const promoted = new Set<string>();
      let kills = 0;
      let next = 0;
      for (let round = 0; round < 12; round++) {
        const child = writer(path, 'shop:killed', next, 100_000);
        const closed = once(child, 'close');
        let output = '';
        // Killed at any point after a few lines, however long they take it on a busy machine.
        await new Promise<void>((resolve) => {
          child.stdout.setEncoding('utf8').on('data', (piece: string) => {
            output += piece;
            if (output.split('\n').length > 2 + (round % 5)) resolve();
          });
          child.once('close', () => resolve());
        });
        child.kill('SIGKILL');
        await closed;
        kills += 1;
        // The last line may have been cut by the kill.
        for (const line of output.split('\n').slice(0, -1)) {
          const [first = '', second = '', third = ''] = line.split(' ');
          if (first === 'promoted') promoted.add(`promote ${second} ${third}`);
          else acknowledged.set(first, second);
        }
        next = Math.max(...[...acknowledged.keys()].map((id) => Number(id.slice(1)))) + 1;
      }
      const registry = await openSqliteRegistry({ path });
      const versions = new Set((await registry.versions('shop:killed')).map((each) => each.version));
      const changes = new Set((await registry.history('shop:killed')).map((row) => `${row.changeId} ${row.to}`));
      expect(kills).toBe(12);
      expect(acknowledged.size).toBeGreaterThan(12);
      for (const [id, version] of acknowledged) {
        expect(versions.has(version), `version ${version} of ${id}`).toBe(true);
        expect((await registry.register(registerRequest('shop:killed', id))).version).toBe(version);
      }
      for (const change of promoted) expect(changes.has(change), change).toBe(true);
      // At most one commit a round can have been made without its acknowledgement having been read.
      expect(versions.size - acknowledged.size).toBeLessThanOrEqual(kills);
      const champion = await registry.aliased('shop:killed', 'champion');
      expect(versions.has(champion?.version ?? '')).toBe(true);
      await registry.close();
    }
  );
});

// --- internal ---

type Writer = ChildProcessByStdio<null, Readable, null>;

function writer(path: string, model: string, first: number, count: number, prefix = 'r'): Writer {
  const program = fileURLToPath(new URL('writer.ts', import.meta.url));
  return spawn(process.execPath, ['--import', 'tsx', program, path, model, String(first), String(count), prefix], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 300_000,
  });
}

async function finish(child: Writer): Promise<string[]> {
  const exited = once(child, 'exit');
  const output = await text(child.stdout);
  expect(await exited).toEqual([0, null]);
  return output.trim().split('\n');
}
