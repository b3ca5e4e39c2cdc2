import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadMonitor } from '../../../src/config/file/load-monitor.ts';
import { parseMonitor } from '../../../src/config/parse-monitor.ts';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'monitor-'));
});

afterAll(() => rm(folder, { recursive: true }));

/** What loading a file of that name with that text says, with the folder left away. */
async function faultOf(name: string, text: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  const error = await loadMonitor(path).then(
    () => new Error('no fault'),
    (error: Error) => error
  );
  return error.message.replaceAll(`${folder}/`, '');
}

describe('a file', () => {
  test.each(['latin.monitor.yaml', 'latin.monitor.json'])('in other bytes than UTF-8 is refused: %s', async (name) => {
    const bytes = Buffer.from('{ "model": "shop:ranker",\n  "tenant": "caf\u00e9" }', 'latin1');
    expect(await faultOf(name, bytes)).toBe(
      `${name}:2:17: Expected the file to be UTF-8, found bytes that are none; save it as UTF-8`
    );
  });

  test('of every example is read', async () => {
    const names = (await readdir('examples')).filter((name) => name.endsWith('.monitor.yaml'));
    expect(names.length).toBeGreaterThanOrEqual(6);
    for (const name of names) expect((await loadMonitor(`examples/${name}`)).config.model).toContain(':');
  });

  test.each([
    ['a.yaml', 'model: a:b\ncooldown: 1h\n'],
    ['a.yml', '{ model: "a:b", cooldown: 1h }'],
    ['a.json', '{\n\t"model": "a:b",\n\t"cooldown": "1h"\n}'],
    ['a.mjs', 'export default { model: "a:b", cooldown: "1h" };'],
    ['b.js', 'export const monitor = { model: "a:b", cooldown: "1h" };'],
    [
      'a.ts',
      'const monitor: { model: string; cooldown: string } = { model: "a:b", cooldown: "1h" };\nexport { monitor };',
    ],
  ])('%s gives the same as the object in it', async (name, text) => {
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    await writeFile(join(folder, name), text);
    const { written, ...monitor } = await loadMonitor(join(folder, name));
    expect(monitor).toEqual(parseMonitor({ model: 'a:b', cooldown: '1h' }));
    expect(written).toEqual({ model: 'a:b', cooldown: '1h' });
  });

  test('may share parts by anchors and merge keys', async () => {
    const text = 'model: a:b\nmetrics:\n  accuracy: &m { below: 0.9, window: 7 }\n  f1: { <<: *m, below: 0.8 }\n';
    await writeFile(join(folder, 'm.yaml'), text);
    const { policy } = await loadMonitor(join(folder, 'm.yaml'));
    expect(policy.metrics.map(({ window, detectors }) => [window, detectors[0]?.options])).toEqual([
      [7, { below: 0.9 }],
      [7, { below: 0.8 }],
    ]);
  });
});

describe('a fault', () => {
  test('in YAML is told with file, line and column, of the field or of what it is missing from', async () => {
    const text = [
      'model: shop:ranker',
      'metrics:',
      '  latencyMs:',
      '    below: 200',
      '  clickRate: { below: 0.1 }',
      '  accuracy:',
      '    detectors:',
      '      - { type: limit, below: 0.9 }',
      '      - type: ewma-limit',
      '        alpha: 1.5',
      'cool: 1h',
    ].join('\n');
    expect(await faultOf('bad.yaml', text)).toMatchInlineSnapshot(`
      "Expected the monitor in bad.yaml to be valid, found 4 faults:
        - bad.yaml:11:1: Expected \`cool\` to be a known field, got \`1h\`; did you mean \`cooldown\`?
        - bad.yaml:3:3: \`metrics.latencyMs\`: Expected \`above\` for a metric where lower is better, got \`below: 200\`
        - bad.yaml:5:3: Expected \`metrics.clickRate.direction\` to be higher-is-better, lower-is-better or two-sided, got nothing; say which way is good
        - bad.yaml:10:9: \`metrics.accuracy.detectors[1].alpha\`: Expected \`alpha\` to be a finite number more than 0 and at most 1, got \`1.5\`"
    `);
  });

  test('in JSON is told the same way', async () => {
    expect(await faultOf('bad.json', '{\n  "model": "shop:ranker",\n  "cooldown": "soon"\n}')).toMatchInlineSnapshot(`
      "Expected the monitor in bad.json to be valid, found 1 fault:
        - bad.json:3:3: Expected \`cooldown\` to be 0, or a duration above 0, up to 36500d, such as \`90s\`, \`30m\`, \`24h\` or \`7d\`, got \`soon\`"
    `);
  });

  test('of syntax is told with its place', async () => {
    expect(await faultOf('syntax.yaml', 'model: a:b\nmetrics: { accuracy: [\n')).toMatchInlineSnapshot(`
      "Expected syntax.yaml to be YAML, found 2 faults:
        - syntax.yaml:3:1: Flow sequence in block collection must be sufficiently indented and end with a ]
        - syntax.yaml:3:1: Flow map in block collection must be sufficiently indented and end with a }"
    `);
    expect(await faultOf('twice.yaml', 'model: a:b\nmodel: c:d\n')).toMatchInlineSnapshot(`
      "Expected twice.yaml to be YAML, found 1 fault:
        - twice.yaml:2:1: Map keys must be unique"
    `);
    expect(await faultOf('syntax.json', '{ "model": }')).toContain('Expected syntax.json to be JSON, found: ');
  });

  test('that would fill the memory ends in an error instead', async () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 10; i++)
      lines.push(
        `a${i}: &a${i} [${Array(9)
          .fill(`*a${i - 1}`)
          .join(', ')}]`
      );
    expect(await faultOf('bomb.yaml', lines.join('\n'))).toContain('to be plain YAML, got Excessive alias count');
  });

  test('of a script is told with its cause', async () => {
    expect(await faultOf('throws.mjs', 'throw new Error("no data");')).toContain('but it failed: no data');
    expect(await faultOf('exports.mjs', 'export const policy = {};')).toMatchInlineSnapshot(
      `"Expected \`exports.mjs\` to export a monitor by default or as \`monitor\`, got policy"`
    );
  });

  test('has its place also where lines end as on an old Macintosh', async () => {
    const text = '# mine\rmodel: shop:ranker\rmetrics:\r  accuracy: { belw: 0.8 }\r';
    expect(await faultOf('mac.yaml', text)).toContain('mac.yaml:4:15: ');
    expect(await faultOf('mac.json', '{\r"model": "shop:ranker",\r"modle": 1 }')).toContain('mac.json:3:');
  });

  test.each([
    ['nothing', 'nothing.yaml', ''],
    ['comments', 'comments.yaml', '# later\n'],
    ['null', 'null.json', 'null'],
  ])('that there is only %s in it is told as such', async (_, name, text) => {
    expect(await faultOf(name, text)).toBe(
      `Expected a monitor in \`${name}\`, but the file holds nothing; \`temporal-retrain init\` writes one`
    );
  });

  test.each([
    ['two.yaml', 'model: a:b\n---\nmodel: a:c\n', 'a second document begins here, and a file holds one'],
    ['colon.yaml', 'model shop:yn\n', 'got the text `model shop:yn`; is the colon after `model` missing?'],
    ['rows.csv', 'a,b\n', 'it holds rows by its name: `temporal-retrain send MODEL --file` sends them'],
    ['share.yaml', 'model: a:b\nmetrics: { accuracy: { below: 80% } }\n', 'got `80%`; write 0.8 for 80 %'],
    ['none.yaml', 'model: a:b\ncooldown: 0s\n', 'Expected `cooldown` to be 0, or a duration above 0'],
  ])('of %s is told in plain words', async (name, text, said) => expect(await faultOf(name, text)).toContain(said));

  test('of a folder without an ending is told as that of a folder', async () => {
    await expect(loadMonitor(folder)).rejects.toThrow('it is a folder: name a file in it, or `temporal-retrain apply`');
  });

  test('of a folder with the name of a file is told with the command for folders', async () => {
    await mkdir(join(folder, 'all.yaml'));
    await expect(loadMonitor(join(folder, 'all.yaml'))).rejects.toThrow(
      'but it is a folder; `temporal-retrain apply` takes a folder of monitors'
    );
  });

  test('of the name itself is told before anything is read', async () => {
    await expect(loadMonitor('nowhere.yaml')).rejects.toThrow(
      'Expected to read a monitor from `nowhere.yaml`, but there is no such file; check the path'
    );
    await expect(loadMonitor('monitor.toml')).rejects.toThrow(
      'Expected a monitor file to end in .yaml, .yml, .json, .ts or .js, got `monitor.toml`; rename it'
    );
  });
});
