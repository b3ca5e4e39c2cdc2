import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import zlib, { gzipSync } from 'node:zlib';
import { parquetWriteFile, type ColumnSource } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compressors, whyPacked } from '../../../src/cli/input/parquet-codecs.ts';
import { runCli } from '../run-cli.ts';

/** A Zstandard frame that holds its content as it is: a magic number, the length in four bytes, one raw block. */
function zstd(input: Uint8Array): Uint8Array {
  const frame = Buffer.alloc(12 + input.length);
  frame.writeUInt32LE(0xfd2fb528, 0);
  frame.writeUInt8(0xa0, 4);
  frame.writeUInt32LE(input.length, 5);
  frame.writeUIntLE(input.length * 8 + 1, 9, 3);
  frame.set(input, 12);
  return new Uint8Array(frame);
}

const policy =
  'model: shop:ranker\nmetrics:\n  accuracy: { below: 0.9, alpha: 1 }\nretrain: { trainer: { name: x } }\n';
const times = Array.from({ length: 20 }, (_, day) => new Date(Date.UTC(2026, 0, 1 + day)));
const columns: ColumnSource[] = [
  { name: 'time', data: times, type: 'TIMESTAMP' },
  { name: 'accuracy', data: times.map(() => 0.95), type: 'DOUBLE' },
];

describe('a Parquet file that is compressed', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'temporal-retrain-'));
    await writeFile(join(folder, 'policy.yaml'), policy);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function backtest(
    codec: 'ZSTD' | 'LZ4_RAW' | 'LZO'
  ): Promise<{ code: number; stdout: string; stderr: string }> {
    const file = join(folder, `${codec}.parquet`);
    parquetWriteFile({ filename: file, codec, compressors: { [codec]: zstd }, columnData: columns });
    return runCli(['backtest', join(folder, 'policy.yaml'), file]);
  }

  it('with Zstandard is read where Node can, and otherwise which Node can is said', async () => {
    const { code, stdout, stderr } = await backtest('ZSTD');
    if ('zstdDecompressSync' in zlib) {
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain('20');
      return;
    }
    expect(code).toBe(2);
    expect(stderr).toBe(
      `error: Expected to read a history from the Parquet file \`${join(folder, 'ZSTD.parquet')}\`, but its column \`time\` is compressed with Zstandard, which Node reads from 22.15 on, and this is Node ${process.versions.node}; use a newer Node, or write it with Snappy or gzip, for instance\n`
    );
  });

  it.each(['LZ4_RAW', 'LZO'] as const)('with %s is refused, with what to write it with', async (codec) => {
    const { code, stderr } = await backtest(codec);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      new RegExp(`, but its column \`time\` is compressed with ${codec}, which is not supported; write it with Snappy`)
    );
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it.each([
    ['gzip', gzipSync('PAR1'), 'it is a file that is compressed by gzip; unpack it first'],
    ['bzip2', Buffer.from('BZh91AY&SY\u0000\u0001'), 'it is a file that is compressed by bzip2; unpack it first'],
    ['ZIP', Buffer.from('PK\u0003\u0004\u0014\u0000'), 'it is a ZIP archive'],
    ['a JSON array', Buffer.from('[{"time":1}]'), 'it is a JSON array'],
    ['a CSV', Buffer.from('time,accuracy\n2026-01-01,0.9\n'), 'it does not begin with `PAR1`; name its --format'],
    ['nothing', Buffer.from(''), 'it does not begin with `PAR1`; name its --format'],
  ])('by its ending alone, and holds %s, is told for what it is', async (_, bytes, said) => {
    const file = join(folder, 'named.parquet');
    await writeFile(file, bytes);
    const { code, stderr } = await runCli(['backtest', join(folder, 'policy.yaml'), file]);
    expect(code).toBe(2);
    expect(stderr).toContain(`from the Parquet file \`${file}\`, but ${said}`);
    expect(stderr).not.toContain('footer');
  });

  it('in a column that nobody wants is read all the same, and by any Node in what Node has always had', () => {
    const of = (codec: string): Parameters<typeof whyPacked>[0] =>
      ({ row_groups: [{ columns: [{ meta_data: { codec, path_in_schema: ['accuracy'] } }] }] }) as never;
    expect(whyPacked(of('ZSTD'), ['latencyMs'], {})).toBeUndefined();
    expect(whyPacked(of('ZSTD'), ['accuracy'], { ZSTD: zstd })).toBeUndefined();
    expect(whyPacked(of('ZSTD'), ['accuracy'], {})).toContain('Node reads from 22.15 on');
    for (const codec of ['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'BROTLI'])
      expect(whyPacked(of(codec), ['accuracy'], compressors), codec).toBeUndefined();
  });
});
