import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { main } from '../../src/cli/main.ts';
import type { CliContext } from '../../src/cli/terminal/context.ts';

const file = fileURLToPath(new URL('../../examples/rain.monitor.yaml', import.meta.url));
const model = 'shop:ranker';

/** Whatever is sent has no answer; what is looked up first, has. */
const { client, sent } = vi.hoisted(() => {
  let isSent = (): void => undefined;
  const silent = (): Promise<never> => {
    isSent();
    return new Promise(() => undefined);
  };
  const known: Record<string, unknown> = { config: () => Promise.resolve({ config: {}, policy: { metrics: [] } }) };
  const handle = new Proxy({}, { get: (_, name) => known[String(name)] ?? silent });
  const switches = { on: silent, off: silent };
  return {
    client: { monitor: () => handle, killSwitches: switches, client: { options: {} }, list: async function* () {} },
    sent: () => new Promise<void>((resolve) => (isSent = resolve)),
  };
});
vi.mock('../../src/cli/frame/with-client.ts', () => ({
  withClient: (_context: CliContext, _options: object, work: (one: unknown) => unknown) => work(client),
}));
vi.mock('../../src/config/diff-monitors.ts', () => ({ diffMonitors: () => [{}], formatDiff: () => '' }));

/** What is said where Ctrl-C comes while it is on its way. */
async function interrupted(args: string[]): Promise<{ code: number; stderr: string }> {
  const interrupt = new AbortController();
  let stderr = '';
  const isSent = sent();
  const running = main(args, {
    env: { HOME: '/nowhere' },
    stdin: { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined) }) },
    stdout: { write: () => undefined },
    stderr: { write: (text) => (stderr += text) },
    signal: interrupt.signal,
  });
  await Promise.race([isSent, running]);
  interrupt.abort();
  return { code: await running, stderr };
}

const why = ['--comment', 'x'];
const rain = 'weather:rain';

describe('Ctrl-C while a command is on its way', () => {
  it.each([
    ['retrain', []],
    ['cancel', []],
    ['pause', []],
    ['resume', []],
    ['approve', []],
    ['reject', []],
    ['rollback', []],
    ['adopt', ['1.0.0']],
    ['release', []],
    ['forget-segment', ['eu']],
    ['mark', ['1', 'false']],
    ['stop', ['--yes']],
    ['policy', [file]],
  ])('ends `monitor %s` with 130, and says how to look', async (name, more) => {
    expect(await interrupted(['monitor', name, model, ...more, ...why])).toEqual({
      code: 130,
      stderr: `Interrupted while \`${name}\` to ${model} was on its way: it may have arrived or not; \`temporal-retrain monitor explain ${model}\` tells\n`,
    });
  });

  it.each([
    [['kill-switch', 'on', '--model', model, ...why], `\`kill-switch on\` for model ${model}`, 'kill-switch list'],
    [['kill-switch', 'off', '--all', ...why], '`kill-switch off` for all models', 'kill-switch list'],
    [['monitor', 'start', file, '--no-search-attributes'], `the start of ${rain}`, `monitor show ${rain}`],
    [['apply', file, '--yes', '--json'], `the start of ${rain}`, `apply ${file} --dry-run`],
    [
      ['monitor', 'pause', model, '--address', 'db:7233', '--namespace', 'a b', '--profile', 'eu', ...why],
      `\`pause\` to ${model}`,
      `monitor explain ${model} --address db:7233 --namespace 'a b' --profile eu`,
    ],
    [
      ['monitor', 'retrain', model, '--namespace', 'eu', ...why],
      `\`retrain\` to ${model}`,
      `monitor explain ${model} --namespace eu`,
    ],
    [
      ['monitor', 'start', file, '--no-search-attributes', '--namespace', 'eu'],
      `the start of ${rain}`,
      `monitor show ${rain} --namespace eu`,
    ],
    [
      ['kill-switch', 'on', '--all', '--namespace', 'eu', ...why],
      '`kill-switch on` for all models',
      'kill-switch list --namespace eu',
    ],
    [
      ['apply', file, '--yes', '--prune', '--task-queue', 'a queue', '--namespace', 'default', '--comment', 'none'],
      `the start of ${rain}`,
      `apply ${file} --task-queue 'a queue' --prune --dry-run --namespace default`,
    ],
  ])('ends %j with 130, and says how to look', async (args, what, look) => {
    const { code, stderr } = await interrupted(args);
    expect(code).toBe(130);
    expect(stderr.trim().split('\n').at(-1)).toBe(
      `Interrupted while ${what} was on its way: it may have arrived or not; \`temporal-retrain ${look}\` tells`
    );
  });
});
