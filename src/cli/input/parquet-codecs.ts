import zlib from 'node:zlib';
import type { Compressors, FileMetaData } from 'hyparquet';

/** The decompressors that Node has; Snappy and uncompressed data need none. */
export const compressors: Compressors = {
  GZIP: (input) => zlib.gunzipSync(input),
  BROTLI: (input) => zlib.brotliDecompressSync(input),
  ...('zstdDecompressSync' in zlib ? { ZSTD: zlib.zstdDecompressSync as (input: Uint8Array) => Uint8Array } : {}),
};

/**
 * Which column cannot be read, and what to do, as a clause after `but`; `undefined` when all can.
 *
 * @param columns the names of those that are wanted
 * @param has     the decompressors there are, by the names of the format
 */
export function whyPacked(
  { row_groups }: Pick<FileMetaData, 'row_groups'>,
  columns: readonly string[],
  has: Compressors = compressors
): string | undefined {
  for (const { meta_data } of row_groups.flatMap((group) => group.columns)) {
    const { codec = 'UNCOMPRESSED', path_in_schema: [name = ''] = [] } = meta_data ?? {};
    if (!columns.includes(name) || codec === 'UNCOMPRESSED' || codec === 'SNAPPY' || codec in has) continue;
    const another = 'write it with Snappy or gzip, for instance';
    return codec === 'ZSTD'
      ? `its column \`${name}\` is compressed with Zstandard, which Node reads from 22.15 on, and this is Node ${process.versions.node}; use a newer Node, or ${another}`
      : `its column \`${name}\` is compressed with ${codec}, which is not supported; ${another}`;
  }
  return undefined;
}
