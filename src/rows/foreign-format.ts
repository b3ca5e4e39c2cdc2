/**
 * Names the format of an input that is neither CSV with commas nor NDJSON, and says what to do; `undefined` if it may
 * be one of these. The first line decides: otherwise the error would be about a missing column.
 *
 * @param line    the first line that is not blank, decoded as UTF-8
 * @param parquet what to do with a Parquet file where it is read; elsewhere it is to be converted
 */
export function foreignFormat(line: string, parquet = converted): string | undefined {
  const start = line.trimStart();
  const packer = packers.find(({ begins }) => begins(start));
  if (packer !== undefined)
    return `a file that is compressed by ${packer.name}; unpack it first: \`${packer.unpack} FILE | …\``;
  if (start.startsWith('PK\u0003\u0004'))
    return 'a ZIP archive, or a workbook of a spreadsheet; save it as CSV (UTF-8)';
  if (start.startsWith('PAR1')) return `a Parquet file; ${parquet}`;
  const binary = binaries.find(([begins]) => start.startsWith(begins));
  if (binary !== undefined) return binary[1];
  if (line.includes('\u0000')) return ofZeros(line);
  if (/^<(?:!doctype\s+html|html)[\s>]/i.test(start))
    return 'a page of HTML, such as the error or the login page of a server; look at it: `head FILE`';
  if (/^<\?xml\s/i.test(start)) return xml;
  if (/^sep=.?$/i.test(start.trimEnd()))
    return 'the line `sep=` of a spreadsheet before the heading; remove it: `tail -n +2 FILE`';
  if (start.startsWith('[')) return 'a JSON array; write one object a line: `jq -c ".[]" FILE`';
  if (/^\{\s*"status"\s*:.*"(?:resultType|result)"\s*:/s.test(start))
    return 'an answer of the Prometheus API; write its values as CSV: `jq -r \'"time,value", (.data.result[0].values[] | [(.[0] * 1000), .[1]] | @csv)\' FILE`';
  if (start.trimEnd() === '{') return 'a JSON document over several lines; write one object a line: `jq -c . FILE`';
  if (start.startsWith('{')) return undefined;
  if (start.includes('\r'))
    return 'a text whose lines end with a carriage return alone; convert them: `tr "\\r" "\\n" < FILE`';
  // A comma in quotes separates nothing.
  const bare = start.includes(',') ? start.replace(/"[^"]*"/g, '') : start;
  if (!bare.includes(',')) {
    if (bare.includes(';')) return 'a CSV with semicolons; save it with commas, and with decimal points';
    if (bare.includes('\t')) return 'a text with tabs; save it with commas: `tr "\\t" "," < FILE`';
  }
  return undefined;
}

/**
 * The same for the heading of a CSV that must have several columns: also separators that a single name or label may
 * hold.
 */
export function foreignHeading(line: string, parquet = converted): string | undefined {
  const foreign = foreignFormat(line, parquet);
  if (foreign === undefined && /^\s*#(?:\s|[^,]*$)/.test(line))
    return 'a comment before the heading; leave comments out: `grep -v "^#" FILE`';
  if (foreign === undefined && /^\s*<[a-z!/]/i.test(line)) return xml;
  const bare = line.replace(/"[^"]*"/g, '').trim();
  // A quote that is left over goes on in the next line.
  if (foreign !== undefined || /[",]/.test(bare) || bare.startsWith('{')) return foreign;
  if (bare.includes('|')) return 'a CSV with vertical bars; save it with commas: `tr "|" "," < FILE`';
  if (/\S\s+\S/.test(bare)) return 'a text with spaces; save it with commas: `tr -s " " "," < FILE`';
  return undefined;
}

// --- internal ---

const converted = "write it as CSV: `duckdb -c \"COPY 'FILE' TO 'rows.csv'\"`, or with pandas";

const xml = 'XML; write its values as CSV';

/** How other files begin, decoded alike, and what they are. */
const binaries: readonly (readonly [string, string])[] = [
  ['\uFFFD\uFFFD\u0011\u0871\u001A', 'an old workbook of Excel (.xls); save it as CSV (UTF-8)'],
  ['SQLite format 3\u0000', 'a database of SQLite; write a query of it: `sqlite3 -csv -header FILE "SELECT …"`'],
  ['ARROW1\u0000', `a file of Arrow; ${withPandas('read_feather')}`],
  ['ORC\u0001', `a file of ORC; ${withPandas('read_orc')}`],
  ['Obj\u0001', 'a file of Avro; write it as CSV or NDJSON'],
  ['\uFFFDHDF', `a file of HDF5; ${withPandas('read_hdf')}`],
  ['\uFFFDNUMPY', 'an array of NumPy; write it as text: `numpy.savetxt`'],
  ['%PDF-', 'a PDF; write its numbers as CSV'],
];

function withPandas(read: string): string {
  return `write it as CSV with pandas: \`${read}\`, then \`to_csv\``;
}

/** A text with zero bytes: every second one is in UTF-16, after its mark if it has one. */
function ofZeros(line: string): string {
  const [first = '', second, third, fourth] = line.replace(/^\uFFFD\uFFFD/, '');
  const isZero = (one: string | undefined): boolean => one === undefined || one === '\u0000';
  const isText = (one: string | undefined): boolean => one === undefined || one > '\u0008';
  const width = isText(first)
    ? isZero(second) && (isText(third) && isZero(fourth) ? 16 : isZero(third) && isZero(fourth) ? 32 : 0)
    : isZero(first) && isText(second) && isZero(third) && isText(fourth) && 16;
  if (width) return `a text in UTF-${width}; save it as CSV in UTF-8: \`iconv -f UTF-${width} -t UTF-8 FILE\``;
  return 'a binary file; save what it holds as CSV (UTF-8)';
}

/** How packed files begin; the decoder has put U+FFFD in the place of bytes that are no UTF-8. */
const packers = [
  {
    name: 'gzip',
    begins: (text: string) => text.startsWith('\u001F\uFFFD') || text.startsWith('\u001F\u008B'),
    unpack: 'gunzip -c',
  },
  { name: 'bzip2', begins: (text: string) => /^BZh[1-9](?:1AY&SY|.rE8P)/.test(text), unpack: 'bunzip2 -c' },
  { name: 'xz', begins: (text: string) => text.startsWith('\uFFFD7zXZ\u0000'), unpack: 'xz -dc' },
  { name: 'zstd', begins: (text: string) => text.startsWith('(\uFFFD/\uFFFD'), unpack: 'zstd -dc' },
];
