import { describe, expect, it } from 'vitest';
import { accuracyBelow, configOf, policyOf, retrainSpecOf, stateOf } from '../../support/policies.ts';
import { explain } from '../../../src/core/view/explain.ts';
import { maxNote } from '../../../src/core/outcome/outcome.ts';
import { asksRegistryAnew, refusalOf } from '../../../src/core/command/commands.ts';
import { TestMonitor } from '../../support/monitor.ts';
import { withWayOut } from '../../../src/core/launch/registry-trouble.ts';
import type { RegistryReading } from '../../../src/core/state-parts/registry-state.ts';

const hour = 3_600_000;
const well: RegistryReading = { id: 'a', champion: '1.0.0', found: true };

function monitorOf(reading: RegistryReading = well): TestMonitor {
  const config = configOf({ retrain: retrainSpecOf({ promotion: 'auto' }) });
  const policy = policyOf([accuracyBelow(0.9)]);
  const monitor = new TestMonitor(stateOf(policy, { config, recalled: false, champion: null }));
  monitor.apply({ type: 'recalled', champion: reading.champion, generation: 1, registry: reading });
  return monitor;
}

const asked = (monitor: TestMonitor): string[] =>
  monitor.effects.flatMap(({ type }) => (type === 'look-at-registry' || type === 'recall' ? [type] : []));
const launches = (monitor: TestMonitor): number =>
  monitor.effects.filter(({ type }) => type === 'start-retrain').length;

describe('an alias challenger that a person has set', () => {
  const config = configOf({ retrain: retrainSpecOf({ promotion: 'challenger' }) });
  const challenger = { generation: 2, version: '1.1.0', against: '1.0.0' };

  it('is looked for when a challenger comes to wait, told of once, and told to be over', () => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)]), { config, recalled: false }));
    monitor.apply({ type: 'recalled', champion: '1.0.0', generation: 2, registry: well, challenger });
    expect(asked(monitor)).toContain('look-at-registry');
    for (let i = 0; i < 2; i++) monitor.apply({ type: 'registry-read', reading: { ...well, challenger: '0.9.0' } });
    const [notice, ...rest] = monitor.notices('registry-trouble');
    expect(rest).toEqual([]);
    expect(notice?.text).toMatch(/alias challenger to 0\.9\.0, and there it stays.*challenger is 1\.1\.0/);
    expect(explain(monitor.state, monitor.now).registry).toEqual([notice?.text]);
    monitor.command({ name: 'reject' });
    monitor.apply({ type: 'registry-read', reading: { ...well, challenger: '0.9.0' } });
    expect(monitor.notices('registry-well')).toHaveLength(1);
  });
});

describe('a registry that is well', () => {
  it('is asked with what comes after an hour, and never wakes an idle monitor', () => {
    const monitor = monitorOf();
    monitor.pass(10 * hour);
    expect(asked(monitor)).toEqual([]);
    monitor.observe('accuracy', [0.95]);
    expect(asked(monitor)).toEqual(['look-at-registry']);
    monitor.observe('accuracy', [0.95]);
    expect(asked(monitor)).toHaveLength(1);
  });

  it('is asked again when a person wants something', () => {
    const monitor = monitorOf();
    monitor.command({ name: 'pause' });
    expect(asked(monitor)).toEqual(['look-at-registry']);
  });

  it('is named to every retrain and every change, so that another one refuses', () => {
    const monitor = monitorOf();
    monitor.observe('accuracy', [0.5]);
    const [start] = monitor.effects.filter(({ type }) => type === 'start-retrain');
    expect(start).toMatchObject({ request: { registry: 'a', champion: '1.0.0' } });
    monitor.command({ name: 'rollback' });
    expect(monitor.effects.at(-1)).toMatchObject({ type: 'roll-back', registry: 'a', from: '1.0.0' });
  });

  it('that an older worker has not asked about is not asked either', () => {
    const config = configOf({ retrain: retrainSpecOf() });
    const policy = policyOf([accuracyBelow(0.9)]);
    const monitor = new TestMonitor(stateOf(policy, { config, recalled: false, champion: null }));
    monitor.apply({ type: 'recalled', champion: '1.0.0', generation: 1 });
    monitor.pass(10 * hour);
    monitor.observe('accuracy', [0.95]);
    expect(asked(monitor)).toEqual([]);
    monitor.apply({ type: 'watch-registry' });
    expect(asked(monitor)).toEqual(['look-at-registry']);
  });
});

describe('a champion that is gone', () => {
  const gone: RegistryReading = { ...well, found: false };

  it('is told once, with the ways out, and holds every retrain', () => {
    const monitor = monitorOf(gone);
    monitor.observe('accuracy', [0.5]);
    monitor.apply({ type: 'registry-read', reading: gone });
    expect(launches(monitor)).toBe(0);
    const [notice, ...more] = monitor.notices('registry-trouble');
    expect(more).toEqual([]);
    expect(notice?.text).toMatch(/champion 1\.0\.0 is no longer.*rollback.*adopt.*--without-champion/);
    expect(explain(monitor.state, monitor.now)).toMatchObject({
      summary: expect.stringMatching(
        /^A retrain is wanted and waits for the registry, which is asked every 2 minutes; when last asked: the champion 1\.0\.0/
      ) as string,
      holds: [{ by: 'champion-lost', until: null }],
    });
  });

  it('is what the monitor is about also where no retrain is wanted', () => {
    const { state, now } = monitorOf(gone);
    expect(explain(state, now).summary).toMatch(/^Nothing is launched: the champion 1\.0\.0/);
  });

  it('holds a person too, unless they say that it need not be compared with', () => {
    const monitor = monitorOf(gone);
    const ask = { name: 'retrain', severity: 'soft', actor: 'ada', comment: '' } as const;
    expect(refusalOf(monitor.state, ask)).toMatch(/Nothing is trained: the champion 1\.0\.0/);
    expect(refusalOf(monitor.state, { ...ask, withoutChampion: true })).toBeUndefined();
    monitor.command({ name: 'retrain', severity: 'soft', withoutChampion: true });
    const [start] = monitor.effects.filter(({ type }) => type === 'start-retrain');
    expect(start).toMatchObject({ request: { kind: 'full', withoutChampion: true, champion: '1.0.0' } });
  });

  it('is asked for again when a person is refused for it, so that the next try is obeyed', () => {
    const monitor = monitorOf(gone);
    const before = asked(monitor).length;
    monitor.command({ name: 'retrain', severity: 'soft' });
    expect(launches(monitor)).toBe(0);
    expect(asked(monitor)).toHaveLength(before + 1);
    monitor.apply({ type: 'registry-read', reading: well });
    monitor.command({ name: 'retrain', severity: 'soft' });
    expect(launches(monitor)).toBe(1);
  });

  it('is not asked for again where a pause refuses a person all the same, nor in runs of before', () => {
    const ask = { name: 'retrain', severity: 'soft', actor: 'ada', comment: '' } as const;
    const { state } = monitorOf(gone);
    expect(asksRegistryAnew(state, ask)).toBe(true);
    expect(asksRegistryAnew({ ...state, phase: 'paused' }, ask)).toBe(false);
    expect(asksRegistryAnew({ ...state, edition: 2 }, ask)).toBe(false);
    expect(asksRegistryAnew(state, { ...ask, withoutChampion: true })).toBe(false);
  });

  it('is asked for again every few minutes; when it is back, what waited is launched', () => {
    const monitor = monitorOf(gone);
    monitor.observe('accuracy', [0.5]);
    monitor.pass(5 * 60_000);
    expect(asked(monitor)).toHaveLength(2);
    monitor.apply({ type: 'registry-read', reading: well });
    expect(monitor.notices('registry-well')).toHaveLength(1);
    expect(launches(monitor)).toBe(1);
  });

  it('whose bytes are not what they were is lost as well', () => {
    const monitor = monitorOf({ ...well, unreadable: 'Expected an artifact at `file:///m`, there is none' });
    expect(monitor.notices('registry-trouble')[0]?.text).toMatch(/1\.0\.0 cannot be read: Expected an artifact/);
  });

  it('that a retrain has met before it trained is no failed candidate, and is wanted again', () => {
    const monitor = monitorOf();
    monitor.observe('accuracy', [0.5]);
    monitor.started();
    const error = { type: 'ChampionLostError', message: 'The champion 1.0.0 is no longer in the registry' };
    monitor.apply({
      type: 'retrain-finished',
      outcome: { generation: 2, status: 'failed', error, finishedAt: monitor.now },
    });
    expect(monitor.state).toMatchObject({
      incident: { failures: 0 },
      registry: { trouble: { kind: 'champion-lost' } },
    });
    monitor.observe('accuracy', [0.5]);
    expect(launches(monitor)).toBe(1);
    monitor.apply({ type: 'registry-read', reading: well });
    expect(launches(monitor)).toBe(2);
  });
});

describe('a champion that could not be evaluated', () => {
  const model = 'shop:ranker';
  const message = `The champion could not be evaluated: ENOENT: no such file or directory, open '/models/${'x'.repeat(500)}'`;

  it('is told with the way out, in what is kept of a failure', () => {
    const told = withWayOut({ type: 'TrainingError', message }, model);
    expect(told.message).toMatch(
      /^The champion could not be evaluated: ENOENT: .*…; go back with .* --without-champion`$/
    );
    expect(told.message.length).toBeLessThanOrEqual(maxNote);
  });

  it('is the only failure that needs one', () => {
    expect(withWayOut({ message: 'timed out' }, model)).toEqual({ message: 'timed out' });
  });
});

describe('a registry that cannot be asked', () => {
  it('is asked again every few minutes, with its reason in the explanation and one notice', () => {
    const config = configOf({ retrain: retrainSpecOf() });
    const policy = policyOf([accuracyBelow(0.9)]);
    const monitor = new TestMonitor(stateOf(policy, { config, recalled: false, champion: null }));
    const failed = { type: 'registry-failed', message: 'HTTP 401, check the token' } as const;
    monitor.apply(failed);
    monitor.pass(5 * 60_000);
    monitor.apply(failed);
    expect(asked(monitor)).toEqual(['recall', 'recall']);
    expect(monitor.notices('registry-trouble')).toHaveLength(1);
    expect(explain(monitor.state, monitor.now).registry?.[0]).toContain('HTTP 401, check the token');
    monitor.apply({ type: 'recalled', champion: '1.0.0', generation: 1, registry: well });
    expect(monitor.state).toMatchObject({ recalled: true, registry: { id: 'a', trouble: null } });
    expect(monitor.notices('registry-well')).toHaveLength(1);
  });

  it('whose answer is none counts as one that cannot', () => {
    const monitor = monitorOf();
    monitor.apply({ type: 'registry-read', reading: { id: 7 } as unknown as RegistryReading });
    expect(monitor.state.registry.trouble?.kind).toBe('unreachable');
  });
});

describe('a registry that was exchanged', () => {
  it('is refused until it is the old one again', () => {
    const monitor = monitorOf();
    monitor.apply({ type: 'registry-read', reading: { ...well, id: 'b' } });
    expect(monitor.state.registry).toMatchObject({ id: 'a', trouble: { kind: 'exchanged' } });
    monitor.observe('accuracy', [0.5]);
    expect(launches(monitor)).toBe(0);
    monitor.apply({ type: 'registry-read', reading: well });
    expect(launches(monitor)).toBe(1);
  });

  it('is taken over when a person adopts a version of it', () => {
    const monitor = monitorOf();
    monitor.apply({ type: 'registry-read', reading: { ...well, id: 'b' } });
    const effects = monitor.command({ name: 'adopt', version: '3.0.0' });
    expect(effects.find(({ type }) => type === 'adopt')).toMatchObject({ version: '3.0.0', actor: 'ada' });
    expect(refusalOf(monitor.state, { name: 'rollback', actor: 'ben', comment: '' })).toMatch(/adoption of 3\.0\.0/);
    monitor.apply({ type: 'adopted', version: '3.0.0', previous: null, registry: 'b' });
    expect(monitor.state).toMatchObject({
      champion: '3.0.0',
      adoption: null,
      registry: { id: 'b', trouble: null, differs: null },
    });
    expect(monitor.notices('adopted')).toMatchObject([{ previousVersion: null }]);
  });
});

describe('a champion alias that a person has moved', () => {
  it('is told in a sentence, holds nothing, and is forgotten when it agrees again', () => {
    const monitor = monitorOf();
    monitor.apply({ type: 'registry-read', reading: { ...well, shown: '0.9.0' } });
    expect(monitor.notices('registry-trouble')[0]?.text).toMatch(
      /registry's champion is 0\.9\.0, the monitor's is 1\.0\.0/
    );
    expect(explain(monitor.state, monitor.now).registry).toHaveLength(1);
    monitor.apply({ type: 'registry-read', reading: { ...well, shown: '0.9.0' } });
    expect(monitor.notices('registry-trouble')).toHaveLength(1);
    monitor.observe('accuracy', [0.5]);
    expect(launches(monitor)).toBe(1);
  });

  it('that shows nothing is something else than one that agrees', () => {
    const monitor = monitorOf();
    monitor.apply({ type: 'registry-read', reading: { ...well, shown: null } });
    expect(monitor.state.registry.differs).toMatch(/champion is none, the monitor's is 1\.0\.0/);
    monitor.apply({ type: 'registry-read', reading: well });
    expect(monitor.state.registry.differs).toBeNull();
    expect(monitor.notices('registry-well')).toHaveLength(1);
  });
});

describe('a command that the registry could not carry out', () => {
  it('is remembered with the reason', () => {
    const monitor = monitorOf();
    monitor.command({ name: 'adopt', version: '9.9.9' });
    monitor.apply({ type: 'command-failed', command: 'adopt', message: 'there are 1.0.0' });
    expect(monitor.state).toMatchObject({
      adoption: null,
      champion: '1.0.0',
      commandFailed: { command: 'adopt', message: 'there are 1.0.0' },
    });
    expect(monitor.notices('command-failed')).toHaveLength(1);
  });

  it('adopts nothing that is not called like a version', () => {
    const monitor = monitorOf();
    for (const version of ['', 'latest', '1.0', '1.0.0\u0000'])
      expect(refusalOf(monitor.state, { name: 'adopt', version, actor: 'ada', comment: '' })).toMatch(
        /Expected `version`/
      );
  });
});
