import { describe, expect, it } from 'vitest';
import { grpcCodes } from '../../src/server/grpc-status.ts';
import { KillSwitches } from '../../src/client/kill-switches.ts';
import { scriptedTemporal } from './scripted-temporal.ts';

const late = Object.assign(new Error('4 DEADLINE_EXCEEDED'), {
  code: grpcCodes.deadlineExceeded,
  details: 'late',
  metadata: {},
});
const ana = { actor: 'ana' };
const never = (): Promise<never> => new Promise(() => undefined);

describe('a kill switch', () => {
  it.each(['on', 'off'] as const)(
    'is turned %s under one deadline, and says so when the server is silent',
    async (to) => {
      const { client, deadlines } = scriptedTemporal({ start: never, terminate: never, atDeadline: () => late });
      const began = Date.now();
      await expect(new KillSwitches(client, 'queue', 5_000)[to]({ all: true }, ana)).rejects.toMatchObject({
        name: 'ServerUnavailableError',
        message: expect.stringContaining(
          `Turning ${to} the kill switch for all models was not answered in time: check`
        ),
      });
      expect(deadlines).toHaveLength(1);
      expect(deadlines[0]).toBeGreaterThanOrEqual(began + 5_000);
    }
  );

  it('has the monitors told by the same deadline', async () => {
    const { client, deadlines } = scriptedTemporal();
    expect(await new KillSwitches(client, 'queue').on({ all: true }, ana)).toEqual({ changed: true });
    expect(deadlines).toHaveLength(2);
    expect(deadlines[0]).toBe(deadlines[1]);
  });

  it.each([
    ['fails', () => Promise.reject(new Error('one batch job at a time'))],
    ['takes long', never],
  ] as const)('is turned even where telling the monitors %s', async (_, nudge) => {
    const { client, asked } = scriptedTemporal({ nudge });
    expect(await new KillSwitches(client, 'queue', 20).on({ tenant: 'acme' }, ana)).toEqual({ changed: true });
    expect(asked).toEqual(['start', 'nudge']);
  });

  it('is given up while it is turned once its sender leaves, and not between that and telling the monitors', async () => {
    const leaving = new AbortController();
    const { client, signals } = scriptedTemporal({ start: async () => leaving.abort() });
    await new KillSwitches(client, 'queue').on({ all: true }, { ...ana, signal: leaving.signal });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });

  it.each([
    [{ tenant: 'b\0' }, 'printable characters, got `b\\x00`'],
    [{ tenant: '' }, 'printable characters'],
    [{ model: 'shop hunter!' }, 'Expected a model id `<project>:<name>`'],
    [{ model: 'shop:hunter:1.0.0' }, 'without a version'],
  ])('of %j is refused before the server is asked anything', async (scope, text) => {
    const { client, asked } = scriptedTemporal();
    const switches = new KillSwitches(client, 'queue');
    const refused = { name: 'ConfigurationError', message: expect.stringContaining(text) };
    await expect(switches.read(scope)).rejects.toMatchObject(refused);
    await expect(switches.held(scope)).rejects.toMatchObject(refused);
    await expect(switches.on(scope, ana)).rejects.toMatchObject(refused);
    await expect(switches.off(scope, ana)).rejects.toMatchObject(refused);
    expect(asked).toEqual([]);
  });

  it('is listed under a deadline, and who asks is told when the server is silent', async () => {
    const { client, deadlines } = scriptedTemporal({ page: never, atDeadline: () => late });
    const began = Date.now();
    await expect(new KillSwitches(client, 'queue', 5_000).list().next()).rejects.toMatchObject({
      name: 'ServerUnavailableError',
      message: expect.stringContaining('Listing the kill switches of `default` was not answered in time: check'),
    });
    expect(deadlines).toHaveLength(1);
    expect(deadlines[0]).toBeGreaterThanOrEqual(began + 5_000);
  });

  it('counts the monitors of exactly that tenant', async () => {
    const { client, asked } = scriptedTemporal();
    expect(await new KillSwitches(client, 'queue').held({ tenant: "o'brien" })).toBe(3);
    expect(asked).toEqual([expect.stringMatching(/ AND RetrainTenant = 'o''brien'$/)]);
  });

  it.each(["'quoted'", "end'", 'a\\b', 'say "hi"'])(
    'does not know how many of tenant %s there are: no query can name it',
    async (tenant) => {
      const { client, asked } = scriptedTemporal();
      expect(await new KillSwitches(client, 'queue').held({ tenant })).toBeNull();
      expect(asked).toEqual([]);
    }
  );
});
